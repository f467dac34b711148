"""Commands that print: the summary of a file or of several, and any paper, as a PDF."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casemgr.cli.sign_in import desk_of, read_password_file
from casemgr.cli.terminal import Progress, WrongUsage, complain, in_one_line, say
from casemgr.domain.errors import UserError
from casemgr.domain.words import Words, current_language
from casemgr.domain.words import translate as _
from casemgr.services.desk import Desk

if TYPE_CHECKING:
    from casemgr.services.printing.making import Order

_LONGEST_LIST = 1_000_000  # characters: a mistaken file is not read whole

NO_LIST = Words("La liste des codes ne se lit pas.", "تعذرت قراءة قائمة الرموز.", "The list of codes cannot be read.")
A_CODE_A_LINE = Words(
    "Donnez un fichier de texte (UTF-8) avec un code par ligne.",
    "أعطوا ملفا نصيا (UTF-8) فيه رمز في كل سطر.",
    "Give a text file (UTF-8) with one code on each line.",
)


def summary(options: argparse.Namespace) -> int:
    """The summary of a person's file, or of several people's."""
    if not options.codes and not options.list:
        raise WrongUsage(_("Say of whom: CODE, or --codes FILE."))
    return _print(options, "summary")


def print_paper(options: argparse.Namespace) -> int:
    """Any paper of a record or of several, or a blank form."""
    return _print(options, options.template)


def _print(options: argparse.Namespace, template: str) -> int:
    codes = [*options.codes, *(_listed(Path(options.list)) if options.list else ())]
    how: dict[str, Any] = {
        "languages": (current_language(),),
        "with_name": options.with_name,
        "reason": options.reason,
    }
    protection = read_password_file(Path(options.protect)) if options.protect else ""
    with desk_of(options) as desk:
        if len(codes) > 1 or options.list:
            return _print_several(desk, template, codes, how, protection, Path(options.out))
        return _print_one(desk, template, "".join(codes), how | {"password": protection}, Path(options.out))


def _listed(path: Path) -> list[str]:
    """The codes of a file, one a line; what is empty or begins with # is passed over. Raises UserError."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            text = lines.read(_LONGEST_LIST)
    except (OSError, UnicodeDecodeError):
        raise UserError(NO_LIST, A_CODE_A_LINE) from None
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _print_one(desk: Desk, template: str, code: str, how: dict[str, Any], out: Path) -> int:
    from casemgr.services.printing import making

    made = making.issue(desk, making.order_by_code(desk, template, code, **how))
    making.keep(made.pdf, out)
    if made.missing:
        complain(made.warning())
    said = _("{pages} page(s): {path}") if not made.print_id else _("{pages} page(s), print {number}: {path}")
    say(said.format(pages=made.pages, number=made.print_id, path=out))
    return 0


def _print_several(desk: Desk, template: str, codes: list[str], how: dict[str, Any], protection: str, out: Path) -> int:
    """All of them in one file; who could not be printed is said by the code as given, and the answer is then 1."""
    from casemgr.services.printing import making, several

    orders: dict[Order, str] = {}
    refused: list[str] = []
    for code in codes:
        try:
            orders[making.order_by_code(desk, template, code, **how)] = code
        except UserError as refusal:
            refused.append(f"{code}: {in_one_line(refusal)}")
    for one in refused:
        complain(one)
    progress = Progress(_("Printing"))
    made = several.issue_several(desk, list(orders), progress, lambda: False, password=protection)
    progress.end()
    assert made is not None  # nobody stops it here
    making.keep(made.pdf, out)
    for left in made.left_out:
        complain(f"{orders[left.order]}: {in_one_line(left.refusal)}")
    if made.missing:
        complain(made.warning())
    said = _("{count} paper(s), {pages} page(s), prints {first} to {last}: {path}")
    ids = made.print_ids
    say(said.format(count=len(ids), pages=made.pages, first=ids[0], last=ids[-1], path=out))
    return 1 if refused or made.left_out else 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {"summary": summary, "print": print_paper}
