"""What is said of a figure names it as its table does: a code that stands nowhere on the screen tells nobody much."""

from __future__ import annotations

import re
from datetime import date

from casemgr.domain.words import LANGUAGES
from casemgr.services.counting.figure import Figure
from casemgr.services.counting.indicators.catalogue import CATALOGUE, WORDING
from casemgr.services.counting.indicators.family import FamilyReport
from casemgr.services.counting.indicators.wording import line_label
from casemgr.services.counting.request import CountRequest

ASKED = CountRequest(date(2026, 1, 1), date(2026, 1, 31))
_CODE = re.compile(r"\b[A-Z]{1,3}\d{2}\b")


def test_no_note_under_the_figures_speaks_of_a_code() -> None:
    figures = tuple(Figure(code, {}, 0) for code in CATALOGUE)
    notes = FamilyReport("programmes", ASKED, figures).notes
    assert len(notes) > 4
    assert [said for note in notes for tongue in LANGUAGES if _CODE.search(said := note.say(tongue))] == []


def test_what_holds_since_the_beginning_is_named_in_each_language() -> None:
    (note, *_rest) = FamilyReport("programmes", ASKED, (Figure("C05", {}, 0), Figure("P01", {}, 0))).notes
    for tongue, comma in {"fr": ", ", "ar": "، ", "en": ", "}.items():
        assert note.say(tongue).startswith(comma.join(WORDING[code].say(tongue) for code in ("C05", "P01")))


def test_the_age_of_an_open_complaint_is_said_in_words() -> None:
    said = [line_label("K05", "age", band, "", {}).fr for band in ("0-15", ">60")]
    assert said == ["de 0 à 15 jours", "plus de 60 jours"]
