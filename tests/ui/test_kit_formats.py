"""Dates, numbers and words in the three languages, with Western digits in all."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QTextLayout
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from casemgr.domain.words import LANGUAGES, Words
from ui import formats
from ui.translation import N_, use_language

DAY = datetime.date(2026, 7, 3)
MARKS = "\u2066\u2067\u2068\u2069"


@pytest.fixture(autouse=True)
def french(qapp: QApplication) -> Iterator[None]:
    assert qapp is not None
    use_language("fr")
    yield
    use_language("fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_are_written_day_month_year_in_every_language(language: str) -> None:
    use_language(language)
    moment = datetime.datetime(2026, 7, 3, 9, 5, tzinfo=datetime.UTC)
    assert formats.date(DAY) == "03/07/2026"
    assert formats.date_time(moment) == "03/07/2026 09:05"
    assert formats.date(None) == formats.date_time(None) == formats.time(None) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_digits_are_western_everywhere(language: str) -> None:
    use_language(language)
    written = [
        formats.number(1250.5),
        formats.percent(0.256, 1),
        formats.money(1250),
        formats.long_date(DAY),
        formats.short_date(DAY),
        formats.month(DAY),
    ]
    assert all(re.search(r"[0-9]", said) for said in written)
    assert not any(re.search(r"[\u0660-\u0669\u06f0-\u06f9]", said) for said in written)


def test_numbers_follow_the_language() -> None:
    assert formats.number(1250.5, 2).replace("\u202f", " ").replace("\xa0", " ") in ("1 250,50", "1.250,50")
    use_language("en")
    assert formats.number(1250.5, 2) == "1,250.50"
    assert formats.percent(0.25) == "25%"
    assert formats.money(1250) == "MAD\u00a01,250.00"


def test_arabic_months_are_those_of_morocco() -> None:
    use_language("ar")
    assert "يوليوز" in formats.month(DAY)
    assert "غشت" in formats.month(datetime.date(2026, 8, 1))


def test_what_is_isolated_keeps_its_direction_and_nothing_stays_nothing() -> None:
    assert formats.isolate("06 12") == "\u206606 12\u2069"
    assert formats.isolate_any("عائشة") == "\u2068عائشة\u2069"
    assert formats.isolate("") == formats.isolate_any("") == ""


class Listener(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.heard = 0

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - the name is Qt's
        if event.type() == QEvent.Type.LanguageChange:
            self.heard += 1
        super().changeEvent(event)


def from_left_to_right(text: str, room: int = 600) -> list[str]:
    """The words of a line in the order in which they are painted."""
    layout = QTextLayout(text)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(room)
    layout.endLayout()
    found = {word: line.cursorToX(text.index(word) + 1) for word in text.strip(MARKS).split()}
    places = {word: cast("tuple[float, int]", pair)[0] for word, pair in found.items()}
    return sorted((word for word in places if word.strip(MARKS)), key=lambda word: places[word])


@pytest.mark.parametrize(("language", "first_is_right"), [("fr", False), ("ar", True), ("en", False)])
def test_parts_put_together_by_the_window_are_read_in_its_direction(language: str, first_is_right: bool) -> None:
    """Of "criterion · met" the second stood first in Arabic."""
    use_language(language)
    one, other = formats.isolate_any("شرط"), formats.isolate_any("مستوفى")
    whole = formats.isolate_any(f"{one} · {other}")
    order = from_left_to_right(whole)
    words = [word.strip(MARKS) for word in order if word.strip(MARKS) != "·"]
    assert words == (["مستوفى", "شرط"] if first_is_right else ["شرط", "مستوفى"])
    assert formats.isolate_any("Awa") == "\u2068Awa\u2069", "what was typed keeps its own direction"


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_widget_hears_of_a_new_language(qtbot: QtBot, language: str) -> None:
    outer = QWidget()
    qtbot.addWidget(outer)
    inner = Listener()
    inner.setParent(outer)
    use_language(language)
    qtbot.waitUntil(lambda: inner.heard > 0)


def test_qts_own_dialogs_speak_the_language(qapp: QApplication) -> None:
    assert qapp.translate("QPlatformTheme", "Cancel") == "Annuler"
    use_language("ar")
    assert qapp.translate("QPlatformTheme", "Cancel") not in ("Cancel", "Annuler")
    use_language("en")
    assert qapp.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_a_phrase_is_said_when_it_is_shown() -> None:
    phrase = N_("{who} is here").format(who=Words("Elle", "هي", "She"))
    use_language("ar")
    assert "هي" in str(phrase)
    use_language("en")
    assert str(phrase) == "She is here"


def test_a_language_that_is_not_spoken_is_refused() -> None:
    with pytest.raises(ValueError, match="languages"):
        use_language("de")


def test_the_first_of_a_month_is_an_ordinal_in_french_alone() -> None:
    first, second = datetime.date(2026, 10, 1), datetime.date(2026, 10, 2)
    said = {}
    for language in ("fr", "ar", "en"):
        use_language(language)
        said[language] = [formats.short_date(first), formats.short_date(second), formats.day_of_month(first)]
    use_language("fr")
    assert said["fr"] == ["1er octobre", "2 octobre", "1er"]
    assert formats.long_date(first) == "jeudi 1er octobre 2026"
    assert [line[0].split()[0] for line in (said["ar"], said["en"])] == ["1", "1"]
