"""Buttons: one strong act a screen (primary), the others quiet, the destructive ones in their own colour."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from ui.formats import isolate
from ui.kit.base import Living, set_look
from ui.theme import icon, scale
from ui.translation import Text

_ICON_ROLES = {"primary": "on_accent", "danger": "on_danger", "link": "accent.text"}


class Button(Living, QPushButton):
    """A button with words. `variant`: "" (ordinary), "primary", "danger", "ghost" or "link".

    `icon_name` is one of the bundled icons; `hint` is the tooltip, said by screen readers too.
    """

    def __init__(
        self,
        text: Text,
        icon_name: str = "",
        variant: str = "",
        hint: Text = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._said: Text = text
        self._hint: Text = hint
        self._icon_name = icon_name
        self._has_words = True
        self.setProperty("variant", variant)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.live()

    def say(self, text: Text) -> None:
        """Change the words."""
        self._said = text
        self.retranslate()

    def show_words(self, shown: bool) -> None:
        """Show the words, or the icon alone where room is short; the words are then under the pointer."""
        if shown != self._has_words:
            self._has_words = shown
            self.retranslate()
            self.restyle()

    def set_icon(self, icon_name: str) -> None:
        """Change the icon; empty for none."""
        self._icon_name = icon_name
        self.restyle()

    def set_variant(self, variant: str) -> None:
        """Change the strength of the button."""
        set_look(self, variant=variant)
        self.restyle()

    def retranslate(self) -> None:
        """Words, tooltip and what a screen reader says."""
        self.setText(str(self._said) if self._has_words else "")
        self.setAccessibleName(str(self._said).replace("&", ""))
        self.setToolTip(str(self._hint) if self._has_words else str(self._said).replace("&", ""))
        self.setAccessibleDescription(str(self._hint))

    def restyle(self) -> None:
        """The icon, a little wider than high: the rest is the space before the words."""
        side = scale().icon
        self.setIconSize(QSize(side + (4 if self._has_words and str(self._said) else 0), side))
        if self._icon_name:
            role = _ICON_ROLES.get(str(self.property("variant")), "text")
            self.setIcon(icon(self._icon_name, role))


class PrimaryButton(Button):
    """The one act a screen is for."""

    def __init__(self, text: Text, icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, icon_name, "primary", parent=parent)


class DangerButton(Button):
    """An act that destroys or withdraws something."""

    def __init__(self, text: Text, icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, icon_name, "danger", parent=parent)


class GhostButton(Button):
    """A quiet act, without an edge."""

    def __init__(self, text: Text, icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, icon_name, "ghost", parent=parent)


class IconButton(Living, QToolButton):
    """A square button with an icon only; `name` is its tooltip and what a screen reader says.

    `shortcut` ("Ctrl+K") is bound, and told in the tooltip.
    """

    def __init__(
        self,
        icon_name: str,
        name: Text,
        shortcut: str = "",
        role: str = "muted",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._name: Text = name
        self._role = role
        self._shortcut = shortcut
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if shortcut:
            self.setShortcut(QKeySequence(shortcut))
        self.live()

    def say(self, name: Text) -> None:
        """Change the name."""
        self._name = name
        self.retranslate()

    def set_icon(self, icon_name: str, role: str = "") -> None:
        """Change the icon, and its colour if given."""
        self._icon_name = icon_name
        self._role = role or self._role
        self.restyle()

    def retranslate(self) -> None:
        """Name and tooltip."""
        name = str(self._name)
        self.setAccessibleName(name)
        self.setToolTip(f"{name}  {isolate(self._shortcut)}" if self._shortcut else name)

    def restyle(self) -> None:
        """Icon and size."""
        side = scale().icon
        self.setIconSize(QSize(side, side))
        self.setFixedSize(scale().control, scale().control)
        self.setIcon(icon(self._icon_name, self._role))
