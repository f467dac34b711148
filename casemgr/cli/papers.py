"""Commands that print: the summary of a file, and any paper, as a PDF."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from casemgr.cli.sign_in import desk_of, read_password_file
from casemgr.cli.terminal import complain, say
from casemgr.domain.words import current_language
from casemgr.domain.words import translate as _


def summary(options: argparse.Namespace) -> int:
    """The summary of a person's file."""
    return _print(options, "summary")


def print_paper(options: argparse.Namespace) -> int:
    """Any paper of a record, or a blank form."""
    return _print(options, options.template)


def _print(options: argparse.Namespace, template: str) -> int:
    from casemgr.services.printing import making

    protection = read_password_file(Path(options.protect)) if options.protect else ""
    with desk_of(options) as desk:
        order = making.order_by_code(
            desk,
            template,
            options.code or "",
            languages=(current_language(),),
            with_name=options.with_name,
            reason=options.reason,
            password=protection,
        )
        made = making.issue(desk, order)
        making.keep(made, Path(options.out))
    if made.missing:
        complain(made.warning())
    said = _("{pages} page(s): {path}") if not made.print_id else _("{pages} page(s), print {number}: {path}")
    say(said.format(pages=made.pages, number=made.print_id, path=options.out))
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {"summary": summary, "print": print_paper}
