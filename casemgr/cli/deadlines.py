"""The command `deadline`: when a legal term ends. The rules and the fixed holidays ship with us, so that it needs no
database; with one (`--database`), the feasts of the moon that were entered there are counted too.
"""

from __future__ import annotations

import argparse
from datetime import date, datetime

from casemgr.cli.terminal import complain, say, say_json, say_table
from casemgr.domain.deadlines import VOCABULARY, deadline
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import translate as _

_CARRIED = frozenset({"wd", "franc", "working"})


def show_deadline(options: argparse.Namespace) -> int:
    """The safe date and the legal limit. Raises UserError."""
    code = options.code.upper()
    entered = _entered(options)
    ends = deadline(code, options.start, entered or ())
    safe, legal = written(ends.safe), written(ends.legal)
    if options.json:
        say_json({"safe": safe, "legal": legal})
        return 0
    term = vocabulary(VOCABULARY)[code]
    say(f"{code} — {term.label}")
    say_table([(_("Safe date"), safe), (_("Legal limit"), legal)])
    if term.meta.get("confidence") != "text":
        say(_("To be checked: the source is practice, not the text of a law."))
    if term.meta["rule"] in _CARRIED:
        _say_feasts(options.start, ends.legal, entered)
    return 0


def _entered(options: argparse.Namespace) -> frozenset[date] | None:
    """The days off of the feasts that the named database knows; None when none is named."""
    if not options.database:
        return None
    from casemgr.cli.sign_in import desk_of
    from casemgr.services.holidays import every_day_off

    with desk_of(options) as desk:
        return every_day_off(desk)


def _say_feasts(start: date, end: date, entered: frozenset[date] | None) -> None:
    """An Aïd can be a day off: say which were counted, or that they were not, beside the answer."""
    if entered is None:
        complain(_("Religious feasts are not counted: an Aïd can be a day off. Name a --database to count them."))
        return
    met = sorted(day for day in entered if _day(start) <= day <= _day(end))
    if met:
        complain(_("Religious feasts counted: {days}").format(days=", ".join(map(written, met))))
    for year in range(_day(start).year, _day(end).year + 1):
        if not any(day.year == year for day in entered):
            complain(_("No feast of {year} is entered: the limit may be later.").format(year=year))


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def written(end: date | datetime) -> str:
    """A day as 2026-11-06, a moment as 2026-11-06T14:30 on the clock of Morocco."""
    if isinstance(end, datetime):
        return end.replace(tzinfo=None).isoformat(timespec="minutes")
    return end.isoformat()
