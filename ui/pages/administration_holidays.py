"""The feasts that follow the moon: entered as they are announced, so that a legal limit is carried past an Aïd."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QLineEdit

from casemgr.domain.dates import parse_date
from casemgr.domain.errors import UserError
from casemgr.domain.words import translate_plural
from casemgr.services import holidays
from casemgr.services.holidays import Feast
from ui import formats
from ui.kit.banner import Banner
from ui.kit.buttons import PrimaryButton
from ui.kit.card import Card
from ui.kit.field_frame import FieldFrame
from ui.kit.labels import Label
from ui.kit.segmented import Segmented
from ui.kit.spin_box import SpinBox
from ui.operations import Query
from ui.pages.administration_section import Section
from ui.pages.field_group import FieldGroup, line
from ui.pages.panel_parts import foot
from ui.theme import GRID, WIDE
from ui.translation import N_

if TYPE_CHECKING:
    from casemgr.services.desk import Desk
    from ui.navigation import Navigator


class HolidaysSection(Section):
    """One year at a time: the first day of each feast, and how many days off."""

    def __init__(self, desk: Desk, navigator: Navigator) -> None:
        super().__init__(desk, navigator)
        this = desk.today.year
        years = [(str(year), str(year)) for year in range(this - 1, this + 3)]
        self.years = Segmented(years, name=N_("Year"))
        self.years.set_value(str(this))
        self.years.chosen.connect(lambda _year: self.refresh())
        self.days: dict[str, QLineEdit] = {}
        self.lengths: dict[str, SpinBox] = {}
        self.card = Card(
            N_("Religious feasts"),
            N_(
                "An Aïd can be a day off: a deadline that would end on it is carried to the next working day."
                " Enter each feast when it is announced. Until then the limit shown is the earlier one, never a"
                " later one."
            ),
        )
        self.fields = self._lines()
        self.keep = PrimaryButton(N_("Save"), "save")
        self.keep.clicked.connect(self._save)
        self.card.add(foot(None, self.keep))
        self.moved = Banner("", "info")
        self.moved.hide()
        self.column.addWidget(self.years)
        self.column.addWidget(self.moved)
        self.column.addWidget(self.card)
        self.live()

    def _lines(self) -> FieldGroup:
        grid = QGridLayout()
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(0, 1)
        frames: dict[str, FieldFrame] = {}
        feasts = [(term.code, term.label, int(term.meta["days"])) for term in holidays.movable()]
        for place, (code, label, usual) in enumerate([*feasts, (holidays.OTHER, holidays.OTHER_LABEL, 1)]):
            self.days[code] = line(40, left_to_right=True)
            self.lengths[code] = SpinBox(1, holidays.LONGEST)
            self.lengths[code].setValue(usual)
            frames[code] = FieldFrame(N_("{feast}: first day").format(feast=label), self.days[code])
            grid.addWidget(frames[code], place, 0)
            grid.addWidget(FieldFrame(N_("Days off"), self.lengths[code]), place, 1)
        self.card.add(grid)
        self.card.add(
            Label(
                N_("Another day off is one that is decreed for this year alone, or a feast that comes twice in it."),
                ink="muted",
                wrap=True,
            )
        )
        return FieldGroup(frames)

    def year(self) -> int:
        """The year that is shown."""
        return int(self.years.value())

    def refresh(self) -> None:
        """Read the feasts of the year."""
        year = self.year()
        Query(self, lambda: holidays.of_year(self.desk, year), self._show, key="holidays").start()

    def _show(self, feasts: list[Feast]) -> None:
        self.fields.clear()
        usual = {term.code: int(term.meta["days"]) for term in holidays.movable()}
        for code, day in self.days.items():
            day.clear()
            self.lengths[code].setValue(usual.get(code, 1))
        for feast in feasts:
            self.days[feast.code].setText(formats.date(feast.first))
            self.lengths[feast.code].setValue(feast.days)

    def _typed(self) -> list[Feast] | None:
        """The feasts as typed; None when a day cannot be read, which is said beside it."""
        found: list[Feast] = []
        is_right = True
        for code, field in self.days.items():
            if not field.text().strip():
                continue
            try:
                first = parse_date(field.text(), self.desk.today, future=True)
            except UserError as error:
                self.fields.refuse(code, error.what)
                is_right = False
                continue
            found.append(Feast(code, first, self.lengths[code].value()))
        return found if is_right else None

    def _save(self) -> None:
        self.fields.clear()
        self.moved.hide()
        feasts, year = self._typed(), self.year()
        if feasts is not None:
            self.write(lambda: holidays.save_year(self.desk, year, feasts), self._saved, self.fields, self.keep)

    def _saved(self, moved: int) -> None:
        self.navigator.tell(N_("Saved"))
        if moved:
            said = translate_plural(
                "{count} open deadline was counted again.", "{count} open deadlines were counted again.", moved
            )
            self.moved.say(said.format(count=moved))
            self.moved.show()
        self.refresh()
