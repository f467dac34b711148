"""The data that a letter shares: those that were ticked, each said from the person's file, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from casemgr.domain import document
from casemgr.domain.document import Said
from casemgr.domain.household_size import household_size
from casemgr.domain.paper import Reading, Subject
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.records.referral import reasons

NAME, _CODE = "NAME", "CODE"
_COMMA = Words(", ", "، ", ", ")
_LEVELS = {"SCHOOL": "education_level", "SEX": "sex", "NATIONALITY": "nationality", "LANGUAGE": "interview_language"}
_THROUGH_US = Words(
    "Joindre la personne par notre association seulement.",
    "لا يتم الاتصال بالشخص المعني إلا عبر جمعيتنا.",
    "Reach this person through our association only.",
)
_NO_MESSAGE = Words("Ne pas laisser de message.", "لا تترك أي رسالة.", "Leave no message.")


def data(reading: Reading) -> Iterator[document.Field]:
    """The data that are shared, and nothing else, in the order of the list."""
    person, shared = reading.person, reading.record.values.get("shared") or ()
    if person is None:
        return
    terms = vocabulary("shared_data", reasons.__file__)
    for term in terms:
        if term.code in shared and term.code not in (NAME, _CODE):
            said = _value(reading, person, term.code)
            if said:
                yield document.Field(term.label, said)


def _value(reading: Reading, person: Subject, code: str) -> Said:
    if code in _LEVELS:
        return reading.show(_LEVELS[code], person)
    found: dict[str, Callable[[Reading, Subject], Said]] = {
        "AGE": _age,
        "PHONE": _phone,
        "ADDRESS": _district,
        "STATUS": lambda reading, person: _in_force(reading, person, "administrative_status", "status"),
        "COVERAGE": lambda reading, person: _in_force(reading, person, "coverage", "coverage"),
        "DOCUMENTS": _papers_held,
        "SKILLS": lambda reading, person: reading.show("occupation", person) or reading.show("diploma", person),
        "INCOME": lambda reading, person: reading.show("income_source", person),
        "FAMILY": lambda reading, _person: household_size(reading),
        "GUARDIAN": _guardian,
        "SAFETY": _safety,
    }
    return found[code](reading, person) if code in found else ""


def _age(reading: Reading, person: Subject) -> Said:
    return reading.show("age", person)


def _lines(person: Subject, group: str) -> list[Any]:
    return list(person.values.get(group) or ())


def _is_protected(person: Subject) -> bool:
    """Whether no paper may say where she is or how she is reached (DP-12)."""
    return person.values.get("address_protected") is True


def _district(reading: Reading, person: Subject) -> Said:
    return "" if _is_protected(person) else _in_force(reading, person, "address", "district", "commune")


def _phone(reading: Reading, person: Subject) -> Said:
    """A number that is safe to call, if one is; of whoever is protected, that she is reached through us."""
    if _is_protected(person):
        return _THROUGH_US
    line = _safe_line(person)
    field = person.kind.group("phones").plain_fields()[0]
    return reading.said(field, line.get("number")) if line else ""


def _safe_line(person: Subject) -> dict[str, Any] | None:
    return next((line for line in _lines(person, "phones") if line.get("safe_to_call") is not False), None)


def _safety(reading: Reading, person: Subject) -> Said:
    """How to reach her without harm: through us when no number is given, else when, and without leaving a message."""
    line = _safe_line(person)
    if line is None or _is_protected(person) or "PHONE" not in (reading.record.values.get("shared") or ()):
        return _THROUGH_US
    told: list[Said] = [str(line["best_hours"])] if line.get("best_hours") else []
    if line.get("voice_mail") is not True:
        told += [" · ", _NO_MESSAGE] if told else [_NO_MESSAGE]
    return tuple(told)


def _in_force(reading: Reading, person: Subject, group: str, *keys: str) -> Said:
    rows = next(one for one in person.kind.dated() if one.key == group)
    row = rows.at(_lines(person, group), reading.today)
    fields = {field.key: field for field in rows.plain_fields()}
    return next((said for key in keys if row and (said := reading.said(fields[key], row.get(key)))), "")


def _papers_held(reading: Reading, person: Subject) -> Said:
    """What papers there are, never their numbers."""
    field = next(one for one in person.kind.group("documents").plain_fields() if one.key == "type")
    held = [reading.said(field, line.get("type")) for line in _lines(person, "documents")][:3]
    said: list[Said] = []
    for one in held:
        said += [_COMMA, one] if said else [one]
    return tuple(said) if said else ""


def _guardian(reading: Reading, person: Subject) -> Said:
    """Whoever answers for the child: the emergency contact who may be told."""
    lines = [line for line in _lines(person, "emergency_contacts") if line.get("may_be_told") is not False]
    if not lines:
        return ""
    fields = {field.key: field for field in person.kind.group("emergency_contacts").plain_fields()}
    phone = "" if _is_protected(person) else reading.said(fields["phone"], lines[0].get("phone"))
    name = str(lines[0].get("name") or "")
    return (name, " · ", phone) if phone else name
