"""One morning in a demonstration, with somebody whose every name and number is known: what each person at work then
is not to read of her, is looked for in whatever a widget holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from casemgr.domain.clock import Clock, fixed_clock
from casemgr.services import demonstration, opening, records
from casemgr.services.desk import Desk
from casemgr.services.staff import DEMONSTRATION_PASSWORD
from tests.journeys.hands import Hands
from tests.journeys.test_what_each_person_sees import words
from tests.journeys.tongues import in_another_language
from tests.ui.shell_at_hand import cheap_passwords
from ui.pages.beneficiary_file import FilePage
from ui.pages.beneficiary_file.history_view import HistoryView
from ui.pages.beneficiary_file.records_section import RecordsSection
from ui.pages.beneficiary_file.shared_section import SharedSection

PEOPLE, SEED, TODAY = 30, 3, date(2026, 11, 23)
MORNING = fixed_clock(datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
PERSON = {
    "family_name": "Ouedraogozine",
    "given_names": "Abenazo",
    "family_name_ar": "ويدراوغوزين",
    "given_names_ar": "أبينازو",
    "sex": "F",
    "nationality": "GN",
    "mother_name": "Fantamadine",
    "phones": [{"number": "+212692311077"}],
}
NAMES = frozenset(("ouedraogozine", "ويدراوغوزين", "fantamadine"))
GIVEN = frozenset(("abenazo", "أبينازو"))
NUMBER = "692311077"


def a_demonstration(folder: Path) -> Path:
    """A demonstration made that morning."""
    path = folder / "demo.casemgr"
    for _cheap in cheap_passwords():
        demonstration.create(path, people=PEOPLE, seed=SEED, today=TODAY, clock=MORNING).database.dispose()
    return path


def desk_of(path: Path, login: str) -> Desk:
    """Somebody's desk, that morning."""
    return opening.open_database(path, login, DEMONSTRATION_PASSWORD, clock=MORNING)


def add(desk: Desk, kind: str, **values: object) -> str:
    """A record, begun and saved as its form would; its id."""
    return records.save(desk, kind, records.new_draft(desk, kind, **values), insist=True).id


def mornings() -> Iterator[None]:
    """For a fixture: whoever signs in does so that morning."""

    def clock() -> Clock:
        return MORNING

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "Clock", clock)
        yield


def nothing_is_told(hands: Hands, names: frozenset[str], story: tuple[str, ...] = ()) -> None:
    """Neither these names, nor her number, nor a word of the story in anything a widget holds; and all that is read is
    in the language of the reader.
    """
    hands.settle()
    text = hands.readable()
    assert not words(text) & names
    assert [one for one in story if one in text] == []
    assert NUMBER not in "".join(one for one in text if one.isdigit())
    assert in_another_language(text) == set()


def sections_of(hands: Hands, page: FilePage) -> Iterator[str]:
    """Each section of a file in turn, with what stands in it: its list, and the record in front."""
    for key in page.keys:
        page.show_section(key)
        hands.wait(lambda: _stands(page.stack.currentWidget()), f"what stands under {key}")
        yield key


def _stands(shown: QWidget | None) -> bool:
    section = shown.section if isinstance(shown, SharedSection) else shown
    if isinstance(section, RecordsSection):
        pane, listed = section.pane, section.table.records
        is_read = pane.seen is not None or pane.stack.currentWidget() is pane._closed
        return section._empty.isVisible() or (is_read and bool(listed.ids) and listed.line(0) is not None)
    return not isinstance(section, HistoryView) or section.currentIndex() > 0  # the first stands for what is read
