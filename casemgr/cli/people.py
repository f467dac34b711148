"""Commands about people: search, show, duplicates, merge."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from casemgr.cli.sign_in import desk_of
from casemgr.cli.terminal import Progress, nothing_found, say, say_json, say_table
from casemgr.domain import codes
from casemgr.domain.words import translate as _


def search(options: argparse.Namespace) -> int:
    """Find people, best first."""
    from casemgr.services.search import find

    with desk_of(options) as desk:
        hits = find(desk, options.text, options.limit)
    if options.json:
        say_json([hit.as_json() for hit in hits])
    elif not hits:
        nothing_found()
    else:
        say_table(
            (hit.code, f"{hit.family_name} {hit.given_names}".strip(), hit.name_ar, hit.birth, hit.branch)
            for hit in hits
        )
    return 0


def show(options: argparse.Namespace) -> int:
    """One file, all that this user may see."""
    from casemgr.services.whole_file import whole_file

    with desk_of(options) as desk:
        shown = whole_file(desk, options.code)
    if options.json:
        say_json(shown.as_json())
        return 0
    for place, sheet in enumerate(shown.sheets()):
        if place:
            say()
        say("  ".join(filter(None, (sheet.title, sheet.code, sheet.state, sheet.branch))))
        for label, value in sheet.lines:
            say(f"  {label} : {value}")
    return 0


def duplicates(options: argparse.Namespace) -> int:
    """Likely pairs, best first."""
    from casemgr.domain.likeness import PROBABLE
    from casemgr.services.duplicates import pairs

    progress = Progress(_("Comparing"))
    least = PROBABLE if options.min_score is None else options.min_score
    with desk_of(options) as desk:
        found = pairs(desk, least, progress.percent)
    progress.end()
    if options.json:
        say_json([pair.as_json() for pair in found])
    elif not found:
        nothing_found()
    else:
        say_table((pair.code, pair.other, f"{pair.score:.2f}") for pair in found)
    return 0


def merge(options: argparse.Namespace) -> int:
    """Make a person an alias of another."""
    from casemgr.services.merging import merge as merge_people

    code, into = (codes.read_code(typed) or typed for typed in (options.code, options.into))
    with desk_of(options) as desk:
        merge_people(desk, code, into, options.reason)
    say(_("{code} now leads to {into}.").format(code=code, into=into))
    return 0


Command = Callable[[argparse.Namespace], int]
COMMANDS: dict[str, Command] = {"search": search, "show": show, "duplicates": duplicates, "merge": merge}
