"""Records as a paper reads them, without a database: a test says what stands around them, and reads the print."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pypdfium2

from casemgr.domain.conditions import Context
from casemgr.domain.document import Document, Letterhead
from casemgr.domain.paper import DueLine, Reading, Subject, TimelineLine
from casemgr.domain.words import Words, speaking_here
from casemgr.records import KINDS
from casemgr.services.desk import SWITCHES
from casemgr.services.printing.composing import Composed, compose
from casemgr.services.printing.templates import templates_of
from casemgr.services.records import Absent

TODAY = date(2026, 11, 23)


HEAD = Letterhead(
    "Association Dar Al Jisr",
    Words("Antenne de Rabat", "فرع الرباط", "Rabat branch"),
    "12, rue Oued Ziz, appartement 3, Agdal, 10090 Rabat",
    "+212 5 37 00 11 22",
    "lun.–ven. 9 h–16 h 30",
    "A-PO-77/2025",
)


KIND = {kind.key: kind for kind in KINDS}


MARKS: dict[int, str | None] = dict.fromkeys(
    map(ord, "\u202a\u202b\u202c\u200e\u200f\u2066\u2067\u2068\u2069\ufffe\f\r")
) | {0xA0: " "}


@dataclass
class Around:
    """What stands around a record, as a test puts it."""

    records: dict[str, Subject] = field(default_factory=dict)
    hers: dict[str, Sequence[Subject]] = field(default_factory=dict)
    steps: Sequence[TimelineLine] = ()
    lives_in: Subject | None = None

    def of_person(self, kind: str) -> Sequence[Subject]:
        return self.hers.get(kind, ())

    def get(self, kind: str, record: str) -> Subject | None:
        return self.records.get(record)

    def name(self, to: str, linked: str) -> str:
        return self.records[linked].title if linked in self.records else "Sameera Idrissi"

    def timeline(self) -> Sequence[TimelineLine]:
        return self.steps

    def household(self) -> Subject | None:
        return self.lives_in

    def due(self) -> Sequence[DueLine]:
        return ()


def subject(kind: str, code: str, title: str = "", **values: object) -> Subject:
    return Subject(KIND[kind], code, code, title, values=Absent(values), confidentiality="L1")


def made(key: str, record: Subject, around: Around, languages: tuple[str, ...], **how: object) -> Composed:
    """One of the papers of a record."""
    template = next(one for one in templates_of(record.kind) if one.key == key)
    told: dict[str, object] = {"person": None, "with_name": template.paper.named, **how}
    reading = Reading(record, around, HEAD, Context(TODAY, frozenset(SWITCHES)), languages, **told)  # type: ignore[arg-type]  # the keys of a Reading
    with speaking_here(languages[0]):
        paper: Document = template.paper.layout(reading)
    return compose(paper, languages, HEAD, print_id="IMP-2026-RAB-00012")


def read(paper: Composed) -> str:
    with pypdfium2.PdfDocument(paper.pdf) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    return " ".join("\n".join(pages).translate(MARKS).split())


def words_of(paper: Composed) -> list[tuple[str, tuple[float, float, float, float]]]:
    """The words of a paper with their boxes, from the top left, in points."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=paper.pdf, capture_output=True, check=True)
    found = re.findall(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', done.stdout.decode()
    )
    return [(word.translate(MARKS), (float(a), float(b), float(c), float(d))) for a, b, c, d, word in found]


PERSON = subject(
    "beneficiary",
    "7KD-M3X-9QF-T",
    "Philip Ehigie",
    full_name="Philip Ehigie",
    full_name_ar="فيليب إهيجي",
    sex="M",
    age="33",
    nationality="NG",
    interview_language="en",
    education_level="PRIM",
    income_source="DAILY",
    phones=[{"number": "+212692601001", "safe_to_call": True}],
    address=[{"since": date(2025, 1, 1), "province": "MA-RAB", "district": "Témara centre"}],
    administrative_status=[{"since": date(2025, 1, 1), "status": "RES"}],
    coverage=[{"since": date(2025, 1, 1), "coverage": "NONE"}],
    documents=[{"type": "CARTE_RESID"}, {"type": "PASS_F"}],
)
