"""The command `deadline`: when a legal term ends. No database: the rules and the fixed holidays ship with us."""

from __future__ import annotations

import argparse
from datetime import date, datetime

from casemgr.cli.terminal import say, say_json, say_table
from casemgr.domain.deadlines import VOCABULARY, deadline
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import translate as _


def show_deadline(options: argparse.Namespace) -> int:
    """The safe date and the legal limit. Raises UserError."""
    code = options.code.upper()
    ends = deadline(code, options.start)
    safe, legal = written(ends.safe), written(ends.legal)
    if options.json:
        say_json({"safe": safe, "legal": legal})
        return 0
    term = vocabulary(VOCABULARY)[code]
    say(f"{code} — {term.label}")
    say_table([(_("Safe date"), safe), (_("Legal limit"), legal)])
    if term.meta.get("confidence") != "text":
        say(_("To be checked: the source is practice, not the text of a law."))
    return 0


def written(end: date | datetime) -> str:
    """A day as 2026-11-06, a moment as 2026-11-06T14:30 on the clock of Morocco."""
    if isinstance(end, datetime):
        return end.replace(tzinfo=None).isoformat(timespec="minutes")
    return end.isoformat()
