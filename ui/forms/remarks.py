"""Remarks of the rules on a form: beside their field when it is on screen, above the form when it is not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from casemgr.domain.errors import Issue
from casemgr.domain.words import Words
from ui.forms.contract import Path
from ui.forms.field_box import FieldBox
from ui.forms.group import Group
from ui.forms.sections import Place, Sections
from ui.kit import Banner


def _worst_first(issues: Sequence[Issue]) -> list[Issue]:
    return sorted(issues, key=lambda issue: issue.strength != "error")


class Remarks:
    """Which remark stands where. Until a save was refused, a field's remark waits for the person to leave it."""

    def __init__(self, sections: Sections, column: QVBoxLayout) -> None:
        self._sections = sections
        self._are_all_told = False
        self._banner = Banner("", "danger")
        self._banner.hide()
        self._loose: list[Issue] = []
        column.insertWidget(0, self._banner)

    def move_to(self, sections: Sections) -> None:
        """The form was drawn again."""
        self._sections = sections

    def tell_all(self, issues: Sequence[Issue]) -> Place | None:
        """Show every remark now; gives the first place on screen that has one, errors before warnings."""
        self._are_all_told = True
        placed = self._place(issues, ())
        for strength in ("error", "warning"):
            places: list[Place] = [*self._sections.boxes(), *self._sections.row_groups()]
            for place in places:
                if id(place) in placed and placed[id(place)].strength == strength:
                    return place
        return None

    def update(self, issues: Sequence[Issue], focused: Path) -> None:
        """The rules answered again: mended remarks go, new ones come beside the fields that were left."""
        self._place(issues, focused)

    def clear(self) -> None:
        """Everything is right, or saved."""
        self._are_all_told = False
        self._place((), ())

    def _place(self, issues: Sequence[Issue], focused: Path) -> dict[int, Issue]:
        placed: dict[int, Issue] = {}
        loose: list[Issue] = []
        for issue in _worst_first(issues):
            place = self._sections.at_issue(issue.field) if issue.field else None
            if place is None or (isinstance(place, FieldBox) and not place.is_shown):
                loose.append(issue)
            else:
                placed.setdefault(id(place), issue)
        for box in self._sections.boxes():
            may_tell = (self._are_all_told or box.was_edited) and box.path != focused
            box.set_issue(placed.get(id(box)), now=may_tell)
        for rows in self._sections.row_groups():
            rows.set_issue(placed.get(id(rows)) if self._are_all_told else None)
        self._loose = loose if self._are_all_told else []
        self.retranslate()
        return placed

    def count_in(self, group: Group) -> int:
        """How many errors and warnings are shown in a section."""
        boxes = sum(1 for box in group.all_boxes() if box.message())
        return boxes + sum(1 for rows in group.rows.values() if rows.below.text())

    def loose(self) -> list[Words]:
        """The remarks that no field on screen can carry."""
        return [issue.message for issue in self._loose]

    def retranslate(self) -> None:
        """The remarks above the form, in the language of the moment."""
        self._banner.setVisible(bool(self._loose))
        if self._loose:
            self._banner.say(" ".join(dict.fromkeys(str(message) for message in self.loose())))
