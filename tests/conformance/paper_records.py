"""Records to be printed, made from a declaration alone: nearly empty, rich, and hostile, with all that hangs on them.

Nothing of them is checked, as a paper must bear whatever was imported: every field holds something, every group three
lines, and the hostile ones names and notes that nobody should be able to break a page with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle, islice
from typing import Any, Literal

from casemgr.domain.conditions import Context
from casemgr.domain.dates import ApproximateDate as Known
from casemgr.domain.document import Document, Letterhead
from casemgr.domain.fields import (
    ApproximateDate,
    Choice,
    Choices,
    Computed,
    Date,
    Dated,
    Field,
    FileRef,
    Integer,
    Link,
    Money,
    Name,
    Phone,
    Rows,
    StoredFile,
    Text,
    Time,
    YesNo,
)
from casemgr.domain.kind import Kind
from casemgr.domain.paper import DueLine, Reading, Subject, TimelineLine
from casemgr.domain.words import speaking_here
from casemgr.records import KINDS
from casemgr.services.desk import SWITCHES
from casemgr.services.printing.templates import Template
from casemgr.services.records import Absent
from tests.unit import paper_readings

Measure = Literal["poor", "rich", "hostile"]
TODAY = date(2026, 11, 23)
NAMES = ("Fatou Diallo", "Jean-Baptiste N’Guessan", "Mariam")
NAMES_AR = ("فاطمة الزهراء ديالو", "محمد الأمين", "مريم")
TEXTS = (
    "Elle demande un cours de français le matin ; appeler au 06 12 34 56 78 avant 9 h.",
    "تطلب دروسا في اللغة الفرنسية، والاتصال بها على 78 56 34 12 06 قبل 9:00 (Rabat).",
    "Asked again on 12/05/2026: no answer yet from the school.",
)
HOSTILE = (
    '<b>Diallo</b> & <img src="file:///etc/passwd"> {name} %s',
    "\u202eمقلوب\u202c \u2066isolé\u2069 \u200fRLM\u200e LRM \u2068ouvert",
    "نص عربي طويل مع Latin وسط and 06 12 34 56 78 ثم RAB-2026/0012 (bis) [3] «اقتباس» 50 % " * 6,
    "😀 👩🏽\u200d⚕️ ꙮ \U0001f9ff 漢字 ᚠᛇ \ue000 \ufffd \x00",
    "W" * 200,
    "ش" * 200,
    "ligne\nsuivante\r\n\n\nسطر\u2028fin\tcolonne",
    "a\u0301\u0302\u0303\u0304\u0305" * 12 + " ا\u064b\u0651\u0670" * 12,
    "mot " * 2500,
)
HEAD = replace(paper_readings.HEAD, version="2026-1")
LONG_HEAD = replace(
    HEAD,
    association=(
        "Association marocaine pour l’accueil, l’accompagnement social et juridique et l’insertion des personnes"
        " migrantes et réfugiées de Rabat-Salé-Témara (AMAAJI)"
    ),
)


@dataclass
class Maker:
    """Makes the values of one measure; what it takes from its lists goes round, so no two papers differ by chance."""

    measure: Measure
    depth: int = 0
    _turn: dict[str, Iterator[Any]] = field(default_factory=dict)

    def _next(self, called: str, values: Sequence[Any]) -> Any:
        return next(self._turn.setdefault(called, cycle(values)))

    def value(self, one: Field) -> Any:
        """Something that this field could hold."""
        match one:
            case Computed():
                return self.value(one.like)
            case Time():
                return "14:30"
            case Name() if self.measure == "rich":
                return self._next(one.key[-2:], NAMES_AR if one.key.endswith("_ar") else NAMES)
            case Text() if self.measure == "rich":
                said = self._next("texts", TEXTS)
                return said * 3 if one.lines > 1 else said[: one.longest]
            case Text():
                return self._next("hostile", HOSTILE)
            case Choices():
                return tuple(islice((term.code for term in one.offered(_CONTEXT)), 40 if self._hostile else 4))
            case Choice():
                terms = one.offered(_CONTEXT)
                return max(terms, key=lambda term: len(term.label.fr)).code if terms else None
            case YesNo():
                return self._next("yes", (True, False))
            case Integer():
                return one.most if self._hostile else one.least + 3
            case Money():
                return Decimal("9999999999.99") if self._hostile else Decimal("1250.50")
            case ApproximateDate():
                return self._next("known", (Known.of_day(date(1991, 3, 8)), Known.estimated(17, TODAY)))
            case Date():
                return TODAY + timedelta(days=self._next("days", (-400, -30, 5, 40) if one.future else (-400, -30, -3)))
            case Phone():
                return "+212612345678"
            case StoredFile():
                return FileRef("0" * 32, "image/png", 12345, 1, "0" * 64)
            case Link():
                return one.to
        raise AssertionError(f"no values are known for fields of type {one.type}: teach paper_records.Maker")

    @property
    def _hostile(self) -> bool:
        return self.measure == "hostile"

    def lines(self, rows: Rows) -> list[dict[str, Any]]:
        """Three lines of a group; five of the hostile, which go over pages."""
        lines = [self._line(rows) for _one in range(5 if self._hostile else 3)]
        if isinstance(rows, Dated):
            for back, line in enumerate(reversed(lines)):
                line[rows.since] = TODAY - timedelta(days=40 * back)
        return lines

    def _line(self, rows: Rows) -> dict[str, Any]:
        line = {one.key: self.value(one) for one in rows.plain_fields()}
        return line | {inner.key: self.lines(inner) for inner in rows.inner_rows()}

    def values(self, kind: Kind) -> Absent:
        """The values of a record: of the poor one, nothing."""
        if self.measure == "poor":
            return Absent()
        return Absent(
            {item.key: self.lines(item) if isinstance(item, Rows) else self.value(item) for item in kind.items()}
        )


_CONTEXT = Context(TODAY, frozenset(SWITCHES))


def subject(kind: Kind, measure: Measure, state: str = "") -> Subject:
    """A record of a kind, in a state that has not ended."""
    first = kind.states.first if kind.states is not None else ""
    code = "7KD-M3X-9QF-T" if kind.key == "beneficiary" else f"{kind.key[:3].upper()}-2026-RAB1-00012"
    title = {"poor": "", "rich": NAMES[0], "hostile": HOSTILE[2]}[measure]
    values = Maker(measure).values(kind)
    mark = kind.confidentiality({}) if measure != "hostile" else "L2+L3+L4"
    return Subject(kind, kind.key, code, title, state or first, "RAB1", mark, TODAY, values)


class Around:
    """All that hangs on a person, of one measure: `many` records of each kind."""

    def __init__(self, measure: Measure, person: Subject) -> None:
        self._person = person
        self._many = {"poor": 0, "rich": 3, "hostile": 15}[measure]
        self._subjects = {kind.key: subject(kind, measure) for kind in KINDS}
        self._measure = measure

    def of_person(self, kind: str) -> Sequence[Subject]:
        return [replace(self._subjects[kind], id=f"{kind}-{place}") for place in range(self._many)]

    def get(self, kind: str, record: str) -> Subject | None:
        return None if self._measure == "poor" else self._person if kind == "beneficiary" else self._subjects[kind]

    def name(self, to: str, linked: str) -> str:
        return {"poor": "", "rich": "Sameera Idrissi", "hostile": HOSTILE[4]}[self._measure]

    def timeline(self) -> Sequence[TimelineLine]:
        return [
            TimelineLine(TODAY - timedelta(days=place), str(one.kind.timeline.text(one.values)), one)
            for kind in KINDS
            for place, one in enumerate(self.of_person(kind.key))
            if one.kind.timeline is not None
        ]

    def household(self) -> Subject | None:
        return None if self._measure == "poor" else self._subjects["household"]

    def due(self) -> Sequence[DueLine]:
        return [
            DueLine(TODAY + timedelta(days=5 * place), due.label, one.title, one)
            for kind in KINDS
            for due in kind.due
            for place, one in enumerate(self.of_person(kind.key))
        ]


def laid_out(
    template: Template, measure: Measure, languages: tuple[str, ...], head: Letterhead = HEAD, **how: Any
) -> Document:
    """A paper of a record of that measure, as blocks."""
    person = subject(_PERSON, measure)
    record = person if template.paper.of_person or template.kind is _PERSON else subject(template.kind, measure)
    told: dict[str, Any] = {
        "person": person,
        "with_name": template.paper.named,
        "printed_by": "Sameera Idrissi",
        "reason": "" if measure == "poor" else TEXTS[0],
        "print_id": "IMP-2026-RAB-00012",
        **how,
    }
    if template.blank:
        record = Subject(template.kind, confidentiality=template.kind.confidentiality({}))
    reading = Reading(record, Around(measure, person), head, _CONTEXT, languages, **told)
    with speaking_here(languages[0]):
        laid: Document = template.paper.layout(reading)
    return laid


_PERSON = next(kind for kind in KINDS if kind.key == "beneficiary")
