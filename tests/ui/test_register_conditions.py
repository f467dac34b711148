"""By what a list is filtered: by everybody who works or worked here, and by what was kept under a name long ago."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from casemgr.services import staff
from casemgr.services.desk import Desk
from casemgr.services.register import Filter
from casemgr.services.staff import StaffDraft
from tests.ui.test_register_people import PASSWORD, new_desk
from ui.operations import shut_down
from ui.pages.register_conditions import conditions_of
from ui.theme import Theme, apply_theme
from ui.translation import use_language

COLLEAGUES = 25  # more than a list of links offers at a time


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    apply_theme(qapp, Theme())
    use_language("fr")
    made = new_desk(tmp_path, 1)
    yield made
    shut_down()
    made.database.dispose()


def test_a_list_is_filtered_by_each_colleague_those_who_left_too(desk: Desk) -> None:
    added = [
        staff.add(desk, StaffDraft(f"case{place}", f"Collègue {place:02}", ("CASE",), "RAB"), PASSWORD)
        for place in range(COLLEAGUES)
    ]
    staff.disable(desk, added[-1])
    offered = {one.key: one for one in conditions_of(desk, "case")}["caseworker"]
    assert set(added) <= {code for code, _name in offered.options}
    said = str(offered.say([Filter("caseworker", "any_of", (added[-1],))]))
    assert f"Collègue {COLLEAGUES - 1:02}" in said


def test_a_filter_that_asks_for_what_is_no_longer_in_the_list_says_its_code(desk: Desk) -> None:
    state = next(one for one in conditions_of(desk, "case") if one.key == "state")
    assert "GONE" in str(state.say([Filter("state", "any_of", ("GONE",))]))
    assert "GONE" in str(state.say([Filter("state", "any_of", ("OPEN", "GONE"))]))
