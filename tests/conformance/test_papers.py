"""Every kind can be printed: its blank form, its sheet and its own papers, empty or not, in three languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

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
