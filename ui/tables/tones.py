"""Which tone a coded state is shown in: the word is the list's own, the shape and the colour stand here."""

from __future__ import annotations

from casemgr.domain.fields import Choice, Computed
from casemgr.domain.kind import Kind
from casemgr.domain.vocabulary import vocabulary

TONES: dict[str, dict[str, str]] = {
    "case_status": {
        "PRE": "neutral",
        "OPEN": "info",
        "ASSESS": "info",
        "PLAN": "accent",
        "MONITOR": "accent",
        "HOLD": "warning",
        "TRANSF": "warning",
        "CLOSED": "neutral",
        "REOPEN": "info",
    },
    "consent_state": {
        "GIVEN": "success",
        "REFUSED": "danger",
        "WITHDRAWN": "danger",
        "EXPIRED": "warning",
        "PENDING": "warning",
        "NA": "neutral",
    },
    "case_priority": {"P1": "danger", "P2": "warning", "P3": "info", "P4": "neutral"},
}
_ICONS = {
    "HOLD": "hourglass",
    "TRANSF": "arrow-right-left",
    "CLOSED": "archive",
    "PENDING": "clock",
    "EXPIRED": "calendar-clock",
    "REFUSED": "ban",
    "WITHDRAWN": "undo-2",
}


def tone_of(list_name: str, code: str | None) -> str:
    """The tone of a state; "neutral" for what has none."""
    return TONES.get(list_name, {}).get(code or "", "neutral")


def icon_of(code: str | None) -> str:
    """The shape of a state, "" for that of its tone."""
    return _ICONS.get(code or "", "")


def toned_list(kind: Kind, column: str) -> str:
    """The name of the coded list of a column whose values are shown as states; "" for an ordinary column."""
    if column == "state":
        return kind.states.vocabulary if kind.states else ""
    field = next((field for field in kind.fields() if field.key == column), None)
    shaped = field.like if isinstance(field, Computed) else field
    return shaped.vocabulary if isinstance(shaped, Choice) and shaped.vocabulary in TONES else ""


def code_said(list_name: str, said: str) -> str:
    """The code of a term by its wording in any language; "" when there is none."""
    return vocabulary(list_name).find(said) or ""
