"""Enrolling somebody: the short form, with the criteria of the programme beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

from casemgr.services import programmes
from casemgr.services.records import Saved
from ui.forms.group import readable
from ui.pages.new_record_editor import RecordEditor, Start
from ui.pages.programmes.eligibility import EligibilityPanel


class EnrolEditor(RecordEditor):
    """A new enrolment. It starts on the first stage of its programme, with the path of the day."""

    def _lay(self) -> None:
        super()._lay()
        self.panel = EligibilityPanel(self.desk)
        self._beside.addWidget(self.panel)

    def show_form(self, start: Start) -> None:
        """Draw the form; the criteria follow what is typed."""
        super().show_form(start)
        if self.form is not None:
            self.form.changed.connect(self.look)
            self.look()

    def look(self) -> None:
        """The criteria for who and what is typed now."""
        if self.form is None:
            return
        values = readable(self.form.values())
        day = values.get("enrolled_on")
        self.panel.ask(values.get("beneficiary"), values.get("programme"), day if isinstance(day, date) else None)

    def write(self, values: dict[str, Any], insist: bool) -> Saved:
        """Save it with its path, its first stage, and what was checked."""
        whole = programmes.begun(self.desk, values, dict(self.panel.answers))
        return super().write(whole, insist)
