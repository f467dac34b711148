"""Every kind can be printed: its blank form, its sheet and its own papers, empty or not, in three languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pypdfium2
import pytest

from casemgr.domain.conditions import Context
from casemgr.domain.document import Document, Letterhead
from casemgr.domain.kind import Kind
from casemgr.domain.paper import DueLine, Reading, Subject, TimelineLine
from casemgr.domain.words import LANGUAGES, Words, speaking_here
from casemgr.records import KINDS
from casemgr.services.desk import SWITCHES
from casemgr.services.printing.composing import compose
from casemgr.services.printing.templates import templates_of
from casemgr.services.records import Absent

HEAD = Letterhead("Association", Words("Rabat", "الرباط", "Rabat"))
PERSON = next(kind for kind in KINDS if kind.key == "beneficiary")


class Nothing:
    """Nobody has anything."""

    def of_person(self, kind: str) -> Sequence[Subject]:
        return ()

    def get(self, kind: str, record: str) -> Subject | None:
        return None

    def name(self, to: str, linked: str) -> str:
        return ""

    def timeline(self) -> Sequence[TimelineLine]:
        return ()

    def household(self) -> Subject | None:
        return None

    def due(self) -> Sequence[DueLine]:
        return ()


class Much(Nothing):
    """Somebody for whom a great deal is due."""

    def due(self) -> Sequence[DueLine]:
        case = next(kind for kind in KINDS if kind.key == "case")
        words = Words("Bilan", "تقييم", "Review")
        return [
            DueLine(
                date(2026, 3, 2 + place), words, f"nº {place}", Subject(case, f"{place}", f"D-2026-RAB1-{place:04}")
            )
            for place in range(20)
        ]


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Et 8 autre(s)."), ("ar", "وعدد آخر: 8."), ("en", "And 8 more.")]
)
def test_a_summary_that_is_cut_says_how_many_are_not_shown(language: str, said: str) -> None:
    paper = next(one for one in PERSON.papers if one.key == "summary")
    person = Subject(PERSON, "p", "7KD-M3X-9QF-T", values=Absent())
    context = Context(date(2026, 3, 2), frozenset(SWITCHES))
    reading = Reading(person, Much(), HEAD, context, (language,), person=person)
    with speaking_here(language):
        document = paper.layout(reading)
    made = compose(document, (language,), HEAD)
    with pypdfium2.PdfDocument(made.pdf) as pdf:
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
    plain = " ".join(text.replace("\u200e", "").replace("\u200f", "").split())
    assert said in plain and text.count("D-2026-RAB1-") == 12 and "D-2026-RAB1-0011" in text


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.key))
def test_every_paper_of_a_kind_can_be_laid_out_in_every_language_for_an_empty_record(kind: Kind) -> None:
    person = Subject(PERSON, "p", "7KD-M3X-9QF-T", values=Absent())
    for template in templates_of(kind):
        about = person if template.paper.of_person else Subject(kind, "r", "X-2026-RAB1-0001", values=Absent())
        for language in LANGUAGES:
            languages = template.paper.languages or (language,)
            reading = Reading(
                record=about,
                around=Nothing(),
                letterhead=HEAD,
                context=Context(date(2026, 3, 2), frozenset(SWITCHES)),
                languages=languages,
                person=person,
            )
            with speaking_here(languages[0]):
                document = template.paper.layout(reading)
                assert isinstance(document, Document)
                made = compose(document, languages, HEAD)
            assert made.missing == () and 1 <= made.pages <= 12 and made.pdf.startswith(b"%PDF")
