"""What is right for an appointment, and what is said when two of them meet (forms.md §11).

A conflict is warned of and kept if the person insists: a room may be shared, and a feast may be a day off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from casemgr.domain import consents, opening_hours
from casemgr.domain.access import strictest
from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.holidays import is_fixed_holiday
from casemgr.domain.islamic_calendar import in_ramadan, is_feast
from casemgr.domain.open_case import case_is_the_persons
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words

Values = Mapping[str, Any]

# The states in which somebody is still awaited, and a room and an hour are taken.
EXPECTED = ("PLANNED", "CONFIRMED")
USUAL_LENGTH = 30  # minutes, when none is given


# --- what it says -------------------------------------------------------------------------------------------
def confidentiality_of(values: Values) -> str:
    """Reception reads appointments (L0), but for those whose type tells of health or of a court (access.md)."""
    term = vocabulary("appointment_type").terms.get(values.get("type") or "")
    return strictest(term.meta.get("confidentiality", "L0") if term else "L0")


def title_of(values: Values) -> str:
    """Its type; the day and the hour stand beside it."""
    kind = values.get("type")
    return str(vocabulary("appointment_type").label(kind)) if kind else ""


APPOINTMENT = Words("Rendez-vous", "موعد", "Appointment")


def line_of(values: Values) -> str:
    """Its type and its hour, on the person's timeline."""
    told = [str(APPOINTMENT), title_of(values), values.get("time") or ""]
    return " — ".join(part for part in told if part)


# Every reminder is neutral, discreet or not: neither the association nor the service is named (forms.md §11).
REMINDER = Words(
    "Bonjour, rappel : rendez-vous le {day} à {time}.",
    "مرحبا، تذكير: موعدكم يوم {day} على الساعة {time}.",
    "Hello, a reminder: appointment on {day} at {time}.",
)


def reminder_text(values: Values, _context: Context | None = None) -> str | None:
    """What a text message or a call says, in French and in Arabic; nothing when no reminder is wanted."""
    day, time = values.get("date"), values.get("time")
    if values.get("reminder") not in ("SMS", "CALL") or day is None or not time:
        return None
    said = REMINDER.format(day=f"{day:%d/%m/%Y}", time=time)
    return f"{said.say('fr')}\n{said.say('ar')}"


# --- time ---------------------------------------------------------------------------------------------------
def minutes(time: str | None) -> int | None:
    """The minutes from midnight to 14:30; None when there is no time, or what stands there is none."""
    hours, _, rest = (time or "").partition(":")
    return int(hours) * 60 + int(rest) if hours.isdecimal() and rest.isdecimal() else None


def span(values: Values) -> tuple[int, int] | None:
    """[from, to[ in minutes of its day; None when the hour is not known."""
    start = minutes(values.get("time"))
    return None if start is None else (start, start + (values.get("duration") or USUAL_LENGTH))


def overlap(one: Values, other: Values) -> bool:
    """Whether two appointments of one day take some of the same time."""
    first, second = span(one), span(other)
    return first is not None and second is not None and first[0] < second[1] and second[0] < first[1]


# --- rules --------------------------------------------------------------------------------------------------
SAME_STAFF = Words(
    "Cette personne de l’équipe a déjà un rendez-vous à {time}.",
    "لعضو الفريق هذا موعد آخر على الساعة {time}.",
    "This colleague already has an appointment at {time}.",
)
SAME_PERSON = Words(
    "La personne a déjà un rendez-vous à {time} ce jour-là.",
    "للشخص موعد آخر على الساعة {time} في اليوم نفسه.",
    "The person already has an appointment at {time} that day.",
)
SAME_ROOM = Words(
    "Cette salle est déjà prise à {time}.",
    "هذه القاعة محجوزة على الساعة {time}.",
    "This room is already taken at {time}.",
)
HOLIDAY = Words("Ce jour est férié.", "هذا يوم عطلة.", "This day is a public holiday.")
PERHAPS_HOLIDAY = Words(
    "Ce jour est sans doute férié (fête religieuse) : vérifiez.",
    "يحتمل أن يكون هذا يوم عطلة (عيد ديني): يرجى التحقق.",
    "This day is probably a holiday (religious feast): please check.",
)
CLOSED_THEN = Words(
    "Fermé à cette heure : {why}, {hours}.",
    "مغلق في هذه الساعة: {why}، {hours}.",
    "Closed at that time: {why}, {hours}.",
)
ONLY_OPEN = Words(
    "Hors des heures d’ouverture : {why}, {hours}.",
    "خارج ساعات العمل: {why}، {hours}.",
    "Outside opening hours: {why}, {hours}.",
)
NOT_OPEN = Words(
    "Hors des heures d’ouverture de ce jour : {hours}.",
    "خارج ساعات العمل لهذا اليوم: {hours}.",
    "Outside the opening hours of that day: {hours}.",
)
CLOSED_DAY = Words("L’antenne est fermée ce jour-là.", "الفرع مغلق في هذا اليوم.", "The branch is closed that day.")
NOT_TO_BE_CONTACTED = Words(
    "La personne n’a pas accepté d’être contactée : choisissez « Aucun », ou recueillez d’abord son accord.",
    "لم يوافق المعني(ة) بالأمر على الاتصال به(ا): اختاروا «بدون تذكير» أو خذوا موافقته(ا) أولا.",
    "The person has not agreed to be contacted: choose “None”, or ask for her agreement first.",
)
NOBODY_TO_REMIND = Words(
    "Un groupe ne reçoit pas de rappel.", "لا يوجه التذكير إلى مجموعة.", "A group gets no reminder."
)


def nobody_is_in_two_places(values: Values, context: Context) -> Iterator[Issue]:
    """The same colleague, the same room or the same person at the same time: said, and kept."""
    day = values.get("date")
    if day is None or span(values) is None:
        return
    said: set[str] = set()
    for other in context.lookup.find("appointment", "", date=day):
        taken = other["record"] != context.record and other.get("state") in EXPECTED and overlap(values, other)
        for key, words in _shared(values, other, context.branch) if taken else ():
            if key not in said:
                said.add(key)
                yield Issue(key, words.format(time=other["time"]), "warning")


def _shared(values: Values, other: Values, branch: str) -> Iterator[tuple[str, Words]]:
    for key, words in (("staff", SAME_STAFF), ("beneficiary", SAME_PERSON)):
        if values.get(key) and values[key] == other.get(key):
            yield key, words
    room = _plain(values.get("place"))
    if room and room == _plain(other.get("place")) and other.get("branch") == branch:  # each branch has its "Salle 2"
        yield "place", SAME_ROOM


def _plain(place: str | None) -> str:
    return " ".join((place or "").split()).casefold()


def the_house_is_open(values: Values, context: Context) -> Iterator[Issue]:
    """Public holidays, the hours of the branch, the Friday prayer, the hours of Ramadan (domain/opening_hours.py)."""
    day = values.get("date")
    if day is None or day < context.today:
        return
    if is_fixed_holiday(day) or day in context.days_off:
        yield Issue("date", HOLIDAY, "warning")
    elif is_feast(day):
        yield Issue("date", PERHAPS_HOLIDAY, "warning")
    yield from _outside_hours(values, day, context)


def usual_hours() -> dict[str, str]:
    """What stands until the administration says otherwise: the Friday prayer, the hours of Ramadan (forms.md §11)."""
    terms = vocabulary("opening_hours", __file__).terms
    return {
        opening_hours.PRAYER: terms["FRIDAY"].meta["closed"],
        opening_hours.RAMADAN: terms["RAMADAN"].meta["open"],
    }


def _outside_hours(values: Values, day: date, context: Context) -> Iterator[Issue]:
    said = usual_hours() | {line: hours for line, hours in context.opening.items() if hours}
    opens, shuts = opening_hours.open_on(said, day), opening_hours.closed_on(said, day)
    if opens == opening_hours.CLOSED:
        yield Issue("date", CLOSED_DAY, "warning")
        return
    taken = span(values)
    if taken is None:
        return
    terms = vocabulary("opening_hours", __file__).terms
    if any(taken[0] < end and start < taken[1] for start, end in opening_hours.ranges(shuts)):
        yield Issue("time", CLOSED_THEN.format(why=terms["FRIDAY"].label, hours=shuts), "warning")
    within = opening_hours.ranges(opens)
    if within and not any(start <= taken[0] and taken[1] <= end for start, end in within):
        of_ramadan = in_ramadan(day) and opens == said[opening_hours.RAMADAN]
        words = ONLY_OPEN.format(why=terms["RAMADAN"].label, hours=opens) if of_ramadan else NOT_OPEN
        yield Issue("time", words.format(hours=opens), "warning")


def its_new_day_is_free(values: Values, context: Context) -> Iterator[Issue]:
    """The same is said of the day and the hour to which it is moved, before it is (forms.md §11)."""
    again = {**values, "date": values.get("moved_to"), "time": values.get("moved_to_time")}
    said = {"date": "moved_to", "time": "moved_to_time"}
    for rule in (nobody_is_in_two_places, the_house_is_open):
        for issue in rule(again, context):
            yield replace(issue, field=said.get(issue.field, "moved_to_time"))


def a_reminder_needs_agreement(values: Values, context: Context) -> Iterator[Issue]:
    """A message or a call may betray her at home: only with her consent to be contacted (forms.md §11, CONTACT)."""
    if values.get("reminder") not in ("SMS", "CALL"):
        return
    person = values.get("beneficiary")
    if not person:
        yield Issue("reminder", NOBODY_TO_REMIND)
        return
    given = context.lookup.find("consent", "", beneficiary=person)
    if not consents.is_allowed(given, "CONTACT", None, context.today):
        yield Issue("reminder", NOT_TO_BE_CONTACTED)


RULES = (nobody_is_in_two_places, the_house_is_open, a_reminder_needs_agreement, case_is_the_persons)
