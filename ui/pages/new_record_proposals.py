"""What the program proposes while a form is typed: a value that follows from others, until the person decides.

A proposal is shown in its field like anything typed, can be undone, and stops following once the field is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject

from casemgr.domain.conditions import Context
from casemgr.domain.consents import propose_expiry
from casemgr.domain.kind import Kind
from casemgr.records.beneficiary import derived
from casemgr.records.case.rules import propose_review
from casemgr.records.enrolment import path
from ui.forms import RecordForm
from ui.forms.field_box import FieldBox
from ui.forms.group import readable

Values = Mapping[str, Any]
Propose = Callable[[Values, Context], Any]

_PROPOSALS: Mapping[str, Mapping[str, Propose]] = {
    "beneficiary": {
        "population_group": derived.proposed_population_group,
        "priority": lambda values, _context: derived.proposed_priority(values.get("urgency") or ()),
    },
    "case": {"review_on": lambda values, context: propose_review(values, context.today)},
    "enrolment": {"path": path.propose_path, "remind_on": path.propose_reminder},
    "consent": {"expires_on": lambda values, _context: propose_expiry(values)},
}


def proposals_of(kind: Kind) -> Mapping[str, Propose]:
    """What is proposed on a form of this kind, by field."""
    return _PROPOSALS.get(kind.key, {})


class Proposals(QObject):
    """Follows a form, and puts in the proposed values where nobody has decided."""

    def __init__(self, form: RecordForm, proposals: Mapping[str, Propose]) -> None:
        super().__init__(form)
        self._form, self._proposals = form, proposals
        self._given: dict[str, Any] = {}
        self._is_at_work = False
        form.changed.connect(self.follow)

    def follow(self) -> None:
        """Propose again, from what is typed now."""
        if self._is_at_work:
            return
        self._is_at_work = True
        values = readable(self._form.values())
        for key, propose in self._proposals.items():
            box = self._form.sections.at((key,))
            if isinstance(box, FieldBox):
                self._put(box, values.get(key), propose(values, self._form.context))
        self._is_at_work = False

    def _put(self, box: FieldBox, now: Any, proposed: Any) -> None:
        key = box.field.key
        if proposed in (None, now) or now != self._given.get(key):
            return  # nothing to propose, or somebody decided: another value, or none
        before = box.editor.state()
        box.fill(proposed)
        self._given[key] = proposed
        self._form.note_change(box.path, before, box.editor.state())
