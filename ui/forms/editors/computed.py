"""What the program works out from the other fields: shown, never typed, always up to date."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from casemgr.domain.conditions import Context
from casemgr.domain.fields import Computed, Field
from ui.forms.contract import Host, Values
from ui.forms.editors.base import Editor
from ui.kit.labels import DirectionalLabel
from ui.theme import scale


class ComputedView(Editor):
    """The value of a computed field, as its `like` shows it."""

    def __init__(self, field: Field, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self._value: Any = None
        self.shown = DirectionalLabel("—", wrap=True)
        self.body.addWidget(self.shown)
        self.live()

    def value(self) -> Any:
        """What was worked out last."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show `value`."""
        self._value = value
        self.retranslate()

    def retranslate(self) -> None:
        """In the language of the moment."""
        self.shown.say(self.field.show(self._value) or "—")

    def restyle(self) -> None:
        """As high as the fields beside it."""
        self.shown.setMinimumHeight(scale().control)

    def work_out(self, values: Values, context: Context) -> None:
        """Compute again from `values`; a half-typed record may have no answer yet."""
        if isinstance(self.field, Computed):
            self.set_value(self.field.compute(values, context))
        elif self.field.worked_out is not None:
            self.set_value(self.field.worked_out(values, context))
