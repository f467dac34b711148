"""What the header of a file says, worked out off the window's thread from the person's record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casemgr.domain.conditions import Context
from casemgr.domain.fields import Field
from casemgr.domain.vocabulary import Vocabulary, vocabulary
from casemgr.domain.words import Words
from casemgr.records import beneficiary
from casemgr.records.beneficiary.derived import status_in_force
from casemgr.services import file, links
from casemgr.services.desk import Desk
from casemgr.services.file import PersonFile
from casemgr.services.records import Record
from ui.tables.tones import tone_of
from ui.translation import N_, Text

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Alert:
    """What must not be missed: words, a tone and a shape."""

    words: Text
    tone: str
    icon_name: str


@dataclass(frozen=True)
class FileHead:
    """The header: names, facts in a line, alerts, the consent to the file, restrictions in the person's words."""

    title: str
    second: str
    code: str
    facts: tuple[tuple[Text, Text], ...]
    alerts: tuple[Alert, ...]
    restrictions: tuple[str, ...]


@dataclass(frozen=True)
class Opened:
    """A file that was read, and what forms of it may know."""

    file: PersonFile
    head: FileHead
    context: Context


def read_file(desk: Desk, person: str) -> Opened:
    """Read a person's file. Raises NotFound; noted in the audit."""
    found = file.open_file(desk, person)
    return Opened(found, head_of(found, desk.today), desk.context())


def head_of(found: PersonFile, today: date) -> FileHead:
    """The header of a file as far as this reader may see."""
    record = found.record
    values = record.values
    second = str(values.get("full_name_ar") or values.get("given_names_ar") or "")
    return FileHead(
        title=record.title,
        second="" if second == record.title else second,
        code=record.code,
        facts=tuple(_facts(found, today)),
        alerts=tuple(_alerts(found)),
        restrictions=found.restrictions,
    )


def _shown(record: Record, key: str) -> str:
    value = record.values.get(key)
    return beneficiary.KIND.field(key).show(value) if value is not None else ""


def _facts(found: PersonFile, today: date) -> list[tuple[Text, Text]]:
    record = found.record
    facts: list[tuple[Text, Text]] = []
    for key in ("age", "sex", "nationality"):
        if _shown(record, key):
            facts.append((_label(key), _shown(record, key)))
    if "administrative_status" in record.values:
        status = status_in_force(record.values, today)
        if status:
            facts.append((N_("Status now"), vocabulary("administrative_status").label(status)))
    if found.caseworker:
        facts.append((N_("Caseworker"), found.caseworker))
    return facts


def _label(key: str) -> Words:
    field: Field = beneficiary.KIND.field(key)
    return field.label


def _alerts(found: PersonFile) -> list[Alert]:
    values = found.record.values
    alerts: list[Alert] = []
    if found.record.void_reason:
        alerts.append(Alert(N_("Void"), "danger", "ban"))
    if values.get("deceased_on"):
        alerts.append(Alert(N_("Deceased"), "neutral", "info"))
    if values.get("possible_minor"):
        alerts.append(Alert(N_("Possibly a minor"), "danger", "triangle-alert"))
    if values.get("safe_to_talk") is False:
        alerts.append(Alert(N_("Not safe to talk"), "danger", "message-square-warning"))
    terms = _urgencies()
    for code in values.get("urgency") or ():
        if code != "NONE" and code in terms:
            urgent = terms[code].meta.get("priority") == "P1"
            alerts.append(Alert(terms[code].label, "danger" if urgent else "warning", "flag"))
    if values.get("address_protected"):
        alerts.append(Alert(N_("Address protected"), "warning", "shield-alert"))
    if any(section.kind == "consent" for section in found.sections):  # who reads no consent is told of none
        alerts.append(_consent(found))
    return alerts


def _urgencies() -> Vocabulary:
    field = beneficiary.KIND.field("urgency")
    terms = field.choices()
    assert terms is not None  # urgency is a list of coded terms
    return terms


def _consent(found: PersonFile) -> Alert:
    if not found.file_consent:
        return Alert(N_("Consent to the file: not asked"), "warning", "shield")
    label = vocabulary("consent_state").label(found.file_consent)
    tone = tone_of("consent_state", found.file_consent)
    shape = "shield-check" if tone == "success" else "shield-alert"
    return Alert(N_("Consent to the file: {answer}").format(answer=label), tone, shape)


def name_of(desk: Desk, person: str) -> str:
    """The person's name as this reader may see it, else her code."""
    return links.label_of(desk, "beneficiary", person)
