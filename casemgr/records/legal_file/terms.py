"""How acts start terms and when those end: what stands in the rows "deadlines" without being typed.

An act that is noted (a notification, a birth, an arrest) starts its terms at once; when its day is corrected they
move with it, when it is taken away those that nobody worked on go. Nothing is ever added twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from casemgr.domain import deadlines
from casemgr.domain.conditions import Condition, Context, filled
from casemgr.domain.errors import Issue, UserError
from casemgr.domain.vocabulary import Term, vocabulary
from casemgr.domain.words import Words, current_language

Values = Mapping[str, Any]
Start = tuple[str, date, str]  # the term, the day it starts, and the time for one in hours

KIND = "legal_file"
HOURS = "hours"


def _term(code: object) -> Term | None:
    return vocabulary(deadlines.VOCABULARY).terms.get(str(code or ""))


def is_in_hours(code: object) -> bool:
    """Whether this term is counted by the clock (CUSTODY, REMOVAL_APPEAL, HOLDING_JUDGE)."""
    term = _term(code)
    return term is not None and term.meta["rule"] == HOURS


def started_by(act: object) -> tuple[str, ...]:
    """The terms that an act starts, by the list of acts."""
    found = vocabulary("triggering_act", __file__).terms.get(str(act or ""))
    return tuple(found.meta.get("starts", "").split()) if found else ()


IN_HOURS = Condition(("term",), lambda line, _context: is_in_hours(line.get("term")))
STARTS_HOURS = Condition(
    ("act",), lambda line, _context: any(is_in_hours(code) for code in started_by(line.get("act")))
)


# --- the rows that acts ask for -----------------------------------------------------------------------------
def starts_of(act: Values) -> list[Start]:
    """The terms that this act starts, each with its day; the time only where the clock counts."""
    day = act.get("date")
    if not isinstance(day, date):
        return []
    clock = act.get("time")
    said = clock if isinstance(clock, str) else ""
    return [(code, day, said if is_in_hours(code) else "") for code in started_by(act.get("act"))]


def _start_of(line: Values) -> Start | None:
    code, day = line.get("term"), line.get("start")
    if not isinstance(code, str) or not isinstance(day, date):
        return None
    clock = line.get("start_time")
    return code, day, clock if is_in_hours(code) and isinstance(clock, str) else ""


def _is_untouched(line: Values) -> bool:
    """Whether nobody worked on this term yet: not done, no proof, not set aside."""
    return not any(line.get(key) for key in ("done_on", "evidence", "overridden", "overridden_on", "override_reason"))


def complete(values: Values, lines: Sequence[Values], context: Context) -> Sequence[Values]:
    """The terms as the acts ask for them: moved with a corrected act, gone with one taken away, added where missing."""
    acts: Sequence[Values] | None = values.get("acts")
    if acts is None:
        return lines  # the acts do not exist here (an offence without its authorisation): nothing is concluded
    wanted = {start for act in acts for start in starts_of(act)}
    kept = list(_followed(lines, wanted, acts, context))
    there = {_start_of(line) for line in kept}
    for start in dict.fromkeys(start for act in acts for start in starts_of(act)):
        if start not in there:
            code, day, clock = start
            kept.append({"term": code, "start": day, "start_time": clock or None})
    return kept


def _followed(
    lines: Sequence[Values], wanted: set[Start], acts: Sequence[Values], context: Context
) -> Iterator[Values]:
    """The rows that are there, after what was corrected in the acts since they were kept."""
    moves, gone = _corrected(acts, context)
    for line in lines:
        start = _start_of(line)
        if start is None or start in wanted:
            yield line
        elif start in moves:
            _code, day, clock = moves[start]
            # Another day than the one that was seen: it is to be seen again.
            yield {**line, "start": day, "start_time": clock or None, "seen_on": None, "seen_by": None}
        elif not (start in gone and _is_untouched(line)):
            yield line


def _corrected(acts: Sequence[Values], context: Context) -> tuple[dict[Start, Start], set[Start]]:
    """From which start to which other the acts moved since the record was last kept, and which are started no more."""
    kept = context.lookup.get(KIND, context.record) if context.record else None
    now = {act.get("id"): {one[0]: one for one in starts_of(act)} for act in acts if act.get("id")}
    moves: dict[Start, Start] = {}
    gone: set[Start] = set()
    for act in kept.get("acts") or () if kept else ():
        for start in starts_of(act):
            other = now.get(act.get("id"), {}).get(start[0])
            if other is None:
                gone.add(start)
            elif other != start:
                moves[start] = other
    return moves, gone


# --- when they end ------------------------------------------------------------------------------------------
def ends(line: Values, context: Context) -> deadlines.Deadline | None:
    """When the term of this row ends; None while its code or its start is unknown.

    A term in hours whose hour is not known is counted from the first minute of its day: never too late.
    """
    start = _start_of(line)
    if start is None or _term(start[0]) is None:
        return None
    code, day, clock = start
    moment: date | datetime = day
    if is_in_hours(code):
        moment = datetime.combine(day, _clock(clock))
    try:
        return deadlines.deadline(code, moment, context.days_off)
    except UserError:
        return None  # a year that cannot be meant: the field of the day says so


def _clock(said: str) -> time:
    try:
        return time.fromisoformat(said)
    except ValueError:
        return time()


def _day(end: date | datetime) -> date:
    return end.date() if isinstance(end, datetime) else end


def safe_on(line: Values, context: Context) -> date | None:
    """The day to work to: the plain count, never later."""
    found = ends(line, context)
    return _day(found.safe) if found else None


def legal_on(line: Values, context: Context) -> date | None:
    """The last day after the counting rule."""
    found = ends(line, context)
    return _day(found.legal) if found else None


def due_time(line: Values, context: Context) -> str | None:
    """The hour in Morocco at which a term in hours ends; nothing once another day was set."""
    found = ends(line, context)
    if found is None or line.get("overridden") or not isinstance(found.safe, datetime):
        return None
    return f"{found.safe:%H:%M}"


def ends_at(line: Values, context: Context) -> str | None:
    """The moment in UTC at which a term in hours ends: the clocks of Morocco show an hour of Ramadan twice."""
    found = ends(line, context)
    if found is None or not isinstance(found.safe, datetime):
        return None
    return f"{found.safe.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def due_on(line: Values, context: Context) -> date | None:
    """The day that counts: the safe one, or the one that was set in its place with a reason; none when set aside."""
    if line.get("overridden"):
        other: date | None = line.get("overridden_on")
        return other
    return safe_on(line, context)


def rule(line: Values, _context: Context) -> str | None:
    """By which rule this term is counted (domain.md §8.2)."""
    term = _term(line.get("term"))
    return term.meta["rule"] if term else None


def basis(line: Values, _context: Context) -> str | None:
    """Where this term stands in the law: the list of bases has one line a term."""
    term = _term(line.get("term"))
    return term.code if term else None


_RUNS = Words(
    "{term} : date sûre {safe}, limite légale {legal}",
    "{term}: التاريخ الآمن {safe}، الحد القانوني {legal}",
    "{term}: safe date {safe}, legal limit {legal}",
)


def runs_said(act: Values, context: Context) -> str | None:
    """What an act starts and until when, said as soon as its day is typed; nothing where nothing is known yet."""
    said = []
    for code, day, clock in starts_of(act):
        found = ends({"term": code, "start": day, "start_time": clock or None}, context)
        if found is not None:
            label = vocabulary(deadlines.VOCABULARY).label(code)
            days = {"safe": _written(found.safe), "legal": _written(found.legal)}
            language = current_language()
            said.append(_RUNS.say(language).format(term=label.say(language), **days))
    return "\n".join(said) or None


def _written(end: date | datetime) -> str:
    # Isolated: within Arabic the parts of a date must not change places.
    form = "%d/%m/%Y %H:%M" if isinstance(end, datetime) else "%d/%m/%Y"
    return f"\u2068{end:{form}}\u2069"


# --- what is open -------------------------------------------------------------------------------------------
def is_open(line: Values) -> bool:
    """Whether something must still be done within this term: not done, not set aside."""
    set_aside = line.get("overridden") and line.get("overridden_on") is None
    return line.get("done_on") is None and not set_aside


OPEN = ~filled("done_on") & Condition(("overridden", "overridden_on"), lambda line, _context: is_open(line))


# --- who took it on -----------------------------------------------------------------------------------------
SILENT_DAYS = (
    7  # before the day that counts: of the alerts at 30, 15, 7, 3 and 1 days, the last that leaves time to act
)


def seen_by(line: Values, context: Context) -> str | None:
    """Who noted that she saw it and takes it on; whoever noted it first."""
    if line.get("seen_on") is None:
        return None
    return line.get("seen_by") or context.user or None


def is_silent(line: Values, context: Context) -> bool:
    """Whether it is a week away or less, or began with less, and nobody has said that she saw it."""
    due, start = line.get("due_on"), line.get("start")
    if not isinstance(due, date) or line.get("seen_on") is not None:
        return False
    alert = due - timedelta(days=SILENT_DAYS)
    return context.today >= (max(alert, start) if isinstance(start, date) else alert)


SILENT = ~filled("seen_on") & Condition(("seen_on", "due_on", "start"), is_silent)


def next_deadline(values: Values, _context: Context) -> date | None:
    """The first day that counts among the terms that are still open."""
    days = [line["due_on"] for line in values.get("deadlines") or () if is_open(line) and line.get("due_on")]
    return min(days, default=None)


# --- what is said -------------------------------------------------------------------------------------------
TIME_NEEDED = Words(
    "Ce délai court heure par heure : notez l’heure. Sans elle, il est compté depuis minuit.",
    "هذا الأجل يحتسب بالساعات: سجلوا الساعة. بدونها يحتسب منذ منتصف الليل.",
    "This term runs by the hour: note the time. Without it, it is counted from midnight.",
)
NOT_POSSIBLE = Words(
    "Cette année n’est pas possible : vérifiez-la.", "هذه السنة غير ممكنة: تحققوا منها.", "Check this year."
)
LATER_THAN_THE_LAW = Words(
    "Cette date dépasse la limite légale ({day}).",
    "هذا التاريخ يتجاوز الحد القانوني ({day}).",
    "This day is after the legal limit ({day}).",
)
DONE_LATE = Words(
    "Fait après la limite légale ({day}).", "أنجز بعد الحد القانوني ({day}).", "Done after the legal limit ({day})."
)
DONE_BEFORE = Words(
    "Fait avant le départ du délai : vérifiez les dates.",
    "أنجز قبل بداية الأجل: تحققوا من التواريخ.",
    "Done before the term starts: check the dates.",
)


def check_act(line: Values, _context: Context) -> Iterator[Issue]:
    """An act that starts a term in hours has its hour (domain.md §8.2)."""
    if STARTS_HOURS(line, _context) and line.get("date") and not line.get("time"):
        yield Issue("time", TIME_NEEDED, "warning")


def check_deadline(line: Values, context: Context) -> Iterator[Issue]:
    """Hours need their hour; another day than the computed one, or a late act, is said."""
    start, term = line.get("start"), line.get("term")
    if isinstance(start, date) and not deadlines.FIRST_YEAR <= start.year <= deadlines.LAST_YEAR:
        yield Issue("start", NOT_POSSIBLE)
        return
    if is_in_hours(term) and start and not line.get("start_time"):
        yield Issue("start_time", TIME_NEEDED, "warning")
    legal, done, other = legal_on(line, context), line.get("done_on"), line.get("overridden_on")
    if legal is not None and line.get("overridden") and other is not None and other > legal:
        yield Issue("overridden_on", LATER_THAN_THE_LAW.format(day=f"{legal:%d/%m/%Y}"), "warning")
    if done is not None and start is not None and done < start:
        yield Issue("done_on", DONE_BEFORE, "warning")
    limit = other if line.get("overridden") and other is not None else legal
    if done is not None and limit is not None and done > limit:
        yield Issue("done_on", DONE_LATE.format(day=f"{limit:%d/%m/%Y}"), "warning")
