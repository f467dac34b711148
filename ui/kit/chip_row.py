"""Chips on one line: as many as there is room for, those that are on before the others; a menu has the rest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from ui.kit.base import Living
from ui.kit.buttons import Button
from ui.kit.chips import Chip
from ui.kit.menus import open_under
from ui.theme import GRID
from ui.translation import N_


class ChipRow(Living, QWidget):
    """Say which chips stand in it with `stand`; one line high, however many there are."""

    def __init__(self, gap: int = GRID, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._standing: list[Chip] = []
        self._gap = gap
        self.more = Button(N_("More"), "chevron-down", "ghost")
        self.more.clicked.connect(self.open_menu)
        self.more.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(gap)
        self._row.addWidget(self.more)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.live()

    def stand(self, chips: Sequence[Chip]) -> None:
        """These, in this order; one that stood here and does no longer is hidden and let go of."""
        for gone in self._standing:
            if gone not in chips:
                gone.hide()
        for place, chip in enumerate(chips):
            if self._row.indexOf(chip) != place:
                self._row.insertWidget(place, chip)
            if chip not in self._standing:
                chip.toggled.connect(self.fit)
        self._standing = list(chips)
        self._follow_the_eye()
        self.fit()

    def _follow_the_eye(self) -> None:
        """Tab comes to the chips where they stand, whenever they came: after what is before the row."""
        own = (*self._standing, self.more)
        before = self.previousInFocusChain()
        while before and before is not self and (before.focusPolicy() == Qt.FocusPolicy.NoFocus or before in own):
            before = before.previousInFocusChain()
        for stop in own:
            if before and before is not self:
                QWidget.setTabOrder(before, stop)
            before = stop

    def fit(self) -> None:
        """Show what there is room for: the keyboard's own and those that are on first, then the others in order."""
        widths = {chip: chip.sizeHint().width() + self._gap for chip in self._standing}
        room = self.width() + self._gap
        if sum(widths.values()) > room:
            room -= self.more.sizeHint().width() + self._gap
        shown: set[Chip] = set()
        for chip in sorted(self._standing, key=lambda one: (not one.hasFocus(), not one.isChecked())):
            if widths[chip] > room:
                break
            shown.add(chip)
            room -= widths[chip]
        for chip in self._standing:
            chip.setVisible(chip in shown)
        self.more.setVisible(len(shown) < len(self._standing))

    def hidden(self) -> list[Chip]:
        """Those for which there is no room, in order."""
        return [chip for chip in self._standing if chip.isHidden()]

    def menu(self) -> QMenu:
        """The rest, each to be turned on."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for chip in self.hidden():
            action = menu.addAction(chip.text().replace("&", "&&"))
            action.triggered.connect(chip.click)
        return menu

    def open_menu(self) -> None:
        """Open it under its button."""
        open_under(self.more, self.menu())

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(0, self.more.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """However narrow, one line."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many as there is room for."""
        super().resizeEvent(event)
        self.fit()

    def restyle(self) -> None:
        """The room of other letters."""
        self.fit()
