"""The parts of a file as tabs: as many as there is room for, those that hold something first; a menu has the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QTabBar, QWidget

from ui import formats
from ui.formats import isolate
from ui.kit import Badge, Button
from ui.kit.base import Living
from ui.kit.menus import open_under
from ui.theme import GRID
from ui.translation import N_, Text


class _Bar(QTabBar):
    """The tabs, which tell how wide each would be."""

    def width_of(self, place: int) -> int:
        """The room of a tab, shown or not."""
        return self.tabSizeHint(place).width()

    def minimumSizeHint(self) -> QSize:
        """Any: what does not fit is in the menu."""
        return QSize(0, super().minimumSizeHint().height())


class PartsBar(Living, QWidget):
    """`bar` is the row of tabs, one for each of `keys`; those in `always` are shown before any other."""

    def __init__(self, keys: Sequence[str], always: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keys, self._always = list(keys), set(always)
        self._names: dict[str, Text] = {}
        self._counts: dict[str, int] = {}
        self._badges: dict[str, Badge] = {}
        self.bar = _Bar()
        self.bar.setExpanding(False)
        self.bar.setUsesScrollButtons(False)
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        for _key in self.keys:
            self.bar.addTab("")
        self.bar.currentChanged.connect(lambda _place: self.fit())
        self.more = Button(N_("More"), "chevron-down", "ghost", N_("More parts of the file"))
        self.more.clicked.connect(self.open_menu)
        self.more.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.bar)
        row.addWidget(self.more)
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.live()

    def say(self, names: Mapping[str, Text], counts: Mapping[str, int]) -> None:
        """The words of each part, and how many records it holds."""
        self._names, self._counts = dict(names), dict(counts)
        for place, key in enumerate(self.keys):
            words, count = str(names[key]), counts.get(key, 0)
            self.bar.setTabText(place, words)
            self.bar.setAccessibleTabName(place, f"{words}, {formats.number(count)}" if count else words)
            self._set_badge(place, key, count)
        self.fit()

    def _set_badge(self, place: int, key: str, count: int) -> None:
        side = QTabBar.ButtonPosition.RightSide
        if not count:
            self.bar.setTabButton(place, side, None)
            self._badges.pop(key, None)
            return
        if key not in self._badges:
            self._badges[key] = Badge("")
            self.bar.setTabButton(place, side, _NearItsWord(self._badges[key]))
        self._badges[key].say(formats.number(count))
        holder = self._badges[key].parentWidget()
        if holder is not None:
            holder.resize(holder.sizeHint())

    # --- what there is room for -----------------------------------------------------------------------------
    def fit(self) -> None:
        """Show what there is room for: where one is, what is always there, what holds something, the rest."""
        widths = {key: self.bar.width_of(place) for place, key in enumerate(self.keys)}
        room = self.width()
        if sum(widths.values()) > room:
            room -= self.more.sizeHint().width() + GRID
        current = self.keys[self.bar.currentIndex()] if self.bar.currentIndex() >= 0 else ""
        ranked = sorted(self.keys, key=lambda key: (key != current, key not in self._always, not self._counts.get(key)))
        shown: set[str] = set()
        for key in ranked:
            if widths[key] <= room:
                shown.add(key)
                room -= widths[key]
        for place, key in enumerate(self.keys):
            self.bar.setTabVisible(place, key in shown)
        self.more.setVisible(len(shown) < len(self.keys))
        for key, badge in self._badges.items():  # Qt leaves the count of a hidden tab in sight, at the end of the row
            holder = badge.parentWidget()
            if holder is not None:
                holder.setVisible(key in shown)
        # Said again: by itself Qt gives no room to a tab that is shown anew.
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        self.bar.updateGeometry()

    def hidden(self) -> list[str]:
        """The parts for which there is no room, in their order."""
        return [key for place, key in enumerate(self.keys) if not self.bar.isTabVisible(place)]

    def menu(self) -> QMenu:
        """The other parts, with how many records each holds."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key in self.hidden():
            count = self._counts.get(key, 0)
            said = str(self._names.get(key, ""))
            action = menu.addAction(f"{said}  {isolate(formats.number(count))}" if count else said)
            action.triggered.connect(lambda _on=False, key=key: self.bar.setCurrentIndex(self.keys.index(key)))
        return menu

    def open_menu(self) -> None:
        """Open it under its button."""
        open_under(self.more, self.menu())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many as there is room for."""
        super().resizeEvent(event)
        self.fit()

    def retranslate(self) -> None:
        """The page says the words anew."""
        self.bar.setAccessibleName(str(N_("File")))

    def restyle(self) -> None:
        """The room of other letters."""
        self.fit()


class _NearItsWord(QWidget):
    """A count with room after it, in either direction of writing: it is that of the word before, not of the next."""

    def __init__(self, badge: Badge) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._row = QHBoxLayout(self)
        self._row.addWidget(badge)
        self._leave_room()

    def changeEvent(self, event: QEvent) -> None:
        """The room changes side with the direction of the window (Qt mirrors no margin)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._leave_room()

    def _leave_room(self) -> None:
        after = GRID + 2
        from_right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self._row.setContentsMargins(after if from_right else 0, 0, 0 if from_right else after, 0)
