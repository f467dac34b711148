"""The palette that Fusion paints with, made from the colours."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from ui.theme.tokens import Colours

_Role = QPalette.ColorRole


def palette_of(colours: Colours) -> QPalette:
    """A QPalette for `colours`; setColorScheme() does nothing on plain X11, so every role is given."""
    palette = QPalette()
    roles = {
        _Role.Window: colours.canvas,
        _Role.WindowText: colours.text,
        _Role.Base: colours.surface,
        _Role.AlternateBase: colours.sunken,
        _Role.Text: colours.text,
        _Role.PlaceholderText: colours.faint,
        _Role.Button: colours.surface,
        _Role.ButtonText: colours.text,
        _Role.BrightText: colours.danger.solid,
        _Role.Highlight: colours.selection,
        _Role.HighlightedText: colours.on_selection,
        _Role.Accent: colours.accent,
        _Role.Link: colours.accent_tone.text,
        _Role.LinkVisited: colours.accent_tone.text,
        _Role.ToolTipBase: colours.text,
        _Role.ToolTipText: colours.surface,
        _Role.Light: colours.surface,
        _Role.Midlight: colours.hover,
        _Role.Mid: colours.line,
        _Role.Dark: colours.outline,
        _Role.Shadow: colours.outline,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.faint))
    palette.setColor(QPalette.ColorGroup.Disabled, _Role.Highlight, QColor(colours.pressed))
    return palette
