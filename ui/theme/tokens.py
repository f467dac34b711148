"""The colours of the window, by what they mean rather than by what they are.

One accent (a deep teal) says "you may act here" or "you are here", and nothing else is teal. Neutrals are
warm, so a day in front of them tires less. A status is never told by colour alone: the kit always adds a
shape and a word. The contrast of each pair is kept by a test: 4.5:1 for text (7:1 in high contrast), 3:1
for outlines that carry meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

TONES = ("neutral", "accent", "success", "warning", "danger", "info")


@dataclass(frozen=True, slots=True)
class Tone:
    """One meaning: a soft ground, the text on it, its edge, and a solid for icons, bars and dots."""

    soft: str
    text: str
    edge: str
    solid: str


@dataclass(frozen=True, slots=True)
class Colours:
    """All the colours of one mode, as #rrggbb."""

    canvas: str  # the window itself
    surface: str  # cards, lists, fields: where the content is
    raised: str  # menus, popovers, toasts: what floats
    sidebar: str
    sunken: str  # tracks, headers of tables, skeletons
    hover: str  # over a surface or the side
    pressed: str
    line: str  # quiet separators
    outline: str  # edges of fields and boxes: 3:1 against the surface
    text: str
    muted: str  # secondary text
    faint: str  # placeholders, disabled words; still readable
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    focus: str
    selection: str  # ground of the selected line
    on_selection: str
    danger_fill: str  # ground of a destructive button
    danger_hover: str
    on_danger: str
    neutral: Tone
    accent_tone: Tone
    success: Tone
    warning: Tone
    danger: Tone
    info: Tone
    series: tuple[str, ...]  # bars of charts, in order
    edge_width: int = 1

    def tone(self, name: str) -> Tone:
        """The tone called `name` (one of TONES). Raises KeyError for another."""
        return {
            "neutral": self.neutral,
            "accent": self.accent_tone,
            "success": self.success,
            "warning": self.warning,
            "danger": self.danger,
            "info": self.info,
        }[name]

    def colour(self, role: str) -> str:
        """The colour of a role: a name above ("muted"), or a tone and its part ("danger.text").

        Raises KeyError for a name that is neither.
        """
        name, _, part = role.partition(".")
        if part:
            return str(getattr(self.tone(name), part))
        if name not in {field.name for field in fields(self)}:
            raise KeyError(role)
        found = getattr(self, name)
        return found.solid if isinstance(found, Tone) else str(found)


LIGHT = Colours(
    canvas="#f6f5f2",
    surface="#ffffff",
    raised="#ffffff",
    sidebar="#efede8",
    sunken="#f0eeea",
    hover="#e8e5df",
    pressed="#dedad2",
    line="#e2dfd8",
    outline="#8d877d",
    text="#1e2524",
    muted="#555d5a",
    faint="#616865",
    accent="#0f6b66",
    accent_hover="#0b5a56",
    accent_pressed="#084945",
    on_accent="#ffffff",
    focus="#0f6b66",
    selection="#d9ece9",
    on_selection="#12302e",
    danger_fill="#b3261e",
    danger_hover="#98190f",
    on_danger="#ffffff",
    neutral=Tone("#ebe9e4", "#4a514e", "#d5d1c9", "#6f7673"),
    accent_tone=Tone("#dcedea", "#0b5853", "#aed3cd", "#0f6b66"),
    success=Tone("#dff1e2", "#1c6231", "#b2dabb", "#2c7e44"),
    warning=Tone("#fbeccb", "#724600", "#ecd08c", "#a86500"),
    danger=Tone("#fbe4e1", "#9c2017", "#efbcb5", "#b3261e"),
    info=Tone("#e1ebf7", "#1d5289", "#b9d0ea", "#2a6db0"),
    series=("#0f6b66", "#c77d0a", "#3c74b5", "#8d5a97", "#6d7a3b", "#a8503f"),
)

DARK = Colours(
    canvas="#161a19",
    surface="#1e2322",
    raised="#272d2b",
    sidebar="#121615",
    sunken="#191e1d",
    hover="#2a312f",
    pressed="#343c3a",
    line="#313836",
    outline="#747f7b",
    text="#e8ebe7",
    muted="#b0b8b3",
    faint="#a2aca7",
    accent="#5bbdb3",
    accent_hover="#74ccc3",
    accent_pressed="#48a79e",
    on_accent="#06211f",
    focus="#5bbdb3",
    selection="#1f4440",
    on_selection="#e4f5f2",
    danger_fill="#f0867b",
    danger_hover="#f59f96",
    on_danger="#2c0906",
    neutral=Tone("#2d3432", "#c4ccc7", "#454e4b", "#98a29d"),
    accent_tone=Tone("#1b3b38", "#86d5cc", "#2f5f5a", "#5bbdb3"),
    success=Tone("#1b3724", "#92d8a5", "#31583c", "#5fbb7a"),
    warning=Tone("#3c2f13", "#ecc474", "#63501f", "#d9a23c"),
    danger=Tone("#46221e", "#f7aea5", "#713a34", "#ee7d71"),
    info=Tone("#1c304a", "#a3caf3", "#324d70", "#6ca6e3"),
    series=("#5bbdb3", "#e0a546", "#7fb0ea", "#c795d1", "#b3c26e", "#e58f7e"),
)

CONTRAST = Colours(
    canvas="#000000",
    surface="#000000",
    raised="#000000",
    sidebar="#000000",
    sunken="#121212",
    hover="#263634",
    pressed="#35504c",
    line="#9a9a9a",
    outline="#ffffff",
    text="#ffffff",
    muted="#f0f0f0",
    faint="#c8c8c8",
    accent="#5ef2e2",
    accent_hover="#a2fff5",
    accent_pressed="#34cdbd",
    on_accent="#000000",
    focus="#ffe14d",
    selection="#5ef2e2",
    on_selection="#000000",
    danger_fill="#ff9c90",
    danger_hover="#ffc2ba",
    on_danger="#000000",
    neutral=Tone("#000000", "#ffffff", "#ffffff", "#ffffff"),
    accent_tone=Tone("#000000", "#5ef2e2", "#5ef2e2", "#5ef2e2"),
    success=Tone("#000000", "#8bf5a6", "#8bf5a6", "#8bf5a6"),
    warning=Tone("#000000", "#ffd84d", "#ffd84d", "#ffd84d"),
    danger=Tone("#000000", "#ffaaa0", "#ffaaa0", "#ffaaa0"),
    info=Tone("#000000", "#a9d4ff", "#a9d4ff", "#a9d4ff"),
    series=("#5ef2e2", "#ffd84d", "#a9d4ff", "#f0b6ff", "#d3f26b", "#ffaaa0"),
    edge_width=2,
)

MODES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 to 1 (WCAG 2.2, definition of relative luminance)."""

    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, success criterion 1.4.3)."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)
