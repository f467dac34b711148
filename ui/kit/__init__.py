"""The widgets that every screen is made of. Import them from here.

Each module is imported when something of it is first asked for: the window of sign-in needs few of them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ui.kit.toast import Toast, toast  # at once: the module of the same name would stand before the function

if TYPE_CHECKING:
    from ui.kit.avatar import Avatar, paint_disc, round_icon
    from ui.kit.banner import Banner
    from ui.kit.base import Living, mirrored, set_look
    from ui.kit.buttons import Button, DangerButton, GhostButton, IconButton, PrimaryButton
    from ui.kit.card import Card, SectionHeader
    from ui.kit.charts import BarChart, GroupedBarChart, Series, Sparkline
    from ui.kit.chip_row import ChipRow
    from ui.kit.chips import Chip, FilterChip
    from ui.kit.confirm_panel import ConfirmPanel
    from ui.kit.empty_state import EmptyState
    from ui.kit.field_frame import FieldFrame
    from ui.kit.flow_layout import FlowLayout
    from ui.kit.key_values import KeyValues
    from ui.kit.labels import DirectionalLabel, Label, rule
    from ui.kit.note_edit import NoteEdit
    from ui.kit.option_picker import Option, OptionPicker
    from ui.kit.password_field import PasswordField, password_strength
    from ui.kit.pill import Badge, StatusPill, paint_pill, pill_size
    from ui.kit.popover import Popover
    from ui.kit.progress_panel import ProgressPanel
    from ui.kit.search_field import SearchField
    from ui.kit.segmented import Segmented
    from ui.kit.side_navigation import Place, SideNavigation
    from ui.kit.skeleton import Skeleton
    from ui.kit.spin_box import SpinBox
    from ui.kit.steps import StepIndicator

_PLACES = {
    "Avatar": "avatar",
    "Badge": "pill",
    "Banner": "banner",
    "BarChart": "charts",
    "Button": "buttons",
    "Card": "card",
    "Chip": "chips",
    "ChipRow": "chip_row",
    "ConfirmPanel": "confirm_panel",
    "DangerButton": "buttons",
    "DirectionalLabel": "labels",
    "EmptyState": "empty_state",
    "FieldFrame": "field_frame",
    "FilterChip": "chips",
    "FlowLayout": "flow_layout",
    "GhostButton": "buttons",
    "GroupedBarChart": "charts",
    "IconButton": "buttons",
    "KeyValues": "key_values",
    "Label": "labels",
    "Living": "base",
    "NoteEdit": "note_edit",
    "Option": "option_picker",
    "OptionPicker": "option_picker",
    "PasswordField": "password_field",
    "Place": "side_navigation",
    "Popover": "popover",
    "PrimaryButton": "buttons",
    "ProgressPanel": "progress_panel",
    "SearchField": "search_field",
    "SectionHeader": "card",
    "Segmented": "segmented",
    "Series": "charts",
    "SideNavigation": "side_navigation",
    "Skeleton": "skeleton",
    "Sparkline": "charts",
    "SpinBox": "spin_box",
    "StatusPill": "pill",
    "StepIndicator": "steps",
    "mirrored": "base",
    "paint_disc": "avatar",
    "paint_pill": "pill",
    "password_strength": "password_field",
    "pill_size": "pill",
    "round_icon": "avatar",
    "rule": "labels",
    "set_look": "base",
}


def __getattr__(name: str) -> Any:
    """What a module of the kit has under `name`. Raises AttributeError when none has."""
    if name not in _PLACES:
        raise AttributeError(name)
    found = getattr(importlib.import_module(f"ui.kit.{_PLACES[name]}"), name)
    globals()[name] = found
    return found


__all__ = [
    "Avatar",
    "Badge",
    "Banner",
    "BarChart",
    "Button",
    "Card",
    "Chip",
    "ChipRow",
    "ConfirmPanel",
    "DangerButton",
    "DirectionalLabel",
    "EmptyState",
    "FieldFrame",
    "FilterChip",
    "FlowLayout",
    "GhostButton",
    "GroupedBarChart",
    "IconButton",
    "KeyValues",
    "Label",
    "Living",
    "NoteEdit",
    "Option",
    "OptionPicker",
    "PasswordField",
    "Place",
    "Popover",
    "PrimaryButton",
    "ProgressPanel",
    "SearchField",
    "SectionHeader",
    "Segmented",
    "Series",
    "SideNavigation",
    "Skeleton",
    "Sparkline",
    "SpinBox",
    "StatusPill",
    "StepIndicator",
    "Toast",
    "mirrored",
    "paint_disc",
    "paint_pill",
    "password_strength",
    "pill_size",
    "round_icon",
    "rule",
    "set_look",
    "toast",
]
