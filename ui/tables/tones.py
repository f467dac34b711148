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
    "referral_status": {
        "DRAFT": "neutral",
        "CONSENT": "warning",
        "SENT": "info",
        "RECEIVED": "info",
        "ACCEPTED": "accent",
        "WAITLIST": "warning",
        "IN_PROG": "accent",
        "DONE": "success",
        "REFUSED": "danger",
        "NOSHOW": "danger",
        "NORESP": "danger",
        "CANCELLED": "neutral",
        "WITHDRAWN": "danger",
    },
    "case_priority": {"P1": "danger", "P2": "warning", "P3": "info", "P4": "neutral"},
    "complaint_priority": {"CRIT": "danger", "HIGH": "warning", "NORM": "info", "LOW": "neutral"},
    "complaint_clock": {
        "LATE": "danger",
        "AT_RISK": "warning",
        "ON_TRACK": "info",
        "PAUSED": "neutral",
        "OUT_OF_TIME": "neutral",
        "IN_TIME": "success",
        "ENDED": "neutral",
    },
    "complaint_status": {
        "NEW": "info",
        "TRIAGE": "info",
        "INFO": "warning",
        "INADM": "neutral",
        "FWD": "accent",
        "PROC": "accent",
        "ANSW": "warning",
        "NOTIF": "info",
        "SAT": "success",
        "PSAT": "neutral",
        "UNSAT": "neutral",
        "APPEAL": "warning",
        "ESC": "warning",
        "WITHDR": "neutral",
        "DUPL": "neutral",
    },
}
_ICONS = {
    "HOLD": "hourglass",
    "TRANSF": "arrow-right-left",
    "CLOSED": "archive",
    "PENDING": "clock",
    "EXPIRED": "calendar-clock",
    "REFUSED": "ban",
    "WITHDRAWN": "undo-2",
    "LATE": "octagon-alert",
    "AT_RISK": "triangle-alert",
    "ON_TRACK": "clock",
    "PAUSED": "hourglass",
    "OUT_OF_TIME": "circle-check",
    "FWD": "send",
    "INFO": "hourglass",
    "INADM": "ban",
    "ANSW": "reply",
    "ESC": "arrow-up",
    "WITHDR": "undo-2",
    "DUPL": "files",
    "SENT": "send",
    "RECEIVED": "inbox",
    "ACCEPTED": "check",
    "WAITLIST": "hourglass",
    "IN_PROG": "user-check",
    "DONE": "circle-check",
    "NOSHOW": "circle-x",
    "NORESP": "circle-help",
    "CANCELLED": "x",
}


def tone_of(list_name: str, code: str | None) -> str:
    """The tone of a state; "neutral" for what has none."""
    return TONES.get(list_name, {}).get(code or "", "neutral")


def icon_of(code: str | None) -> str:
    """The shape of a state, "" for that of its tone."""
    return _ICONS.get(code or "", "")


def toned_list(kind: Kind, column: str) -> tuple[str, str]:
    """The coded list of a column whose values are shown as states, and the file beside which it stands ("": with the
    others); twice "" for an ordinary column.
    """
    if column == "state":
        return (kind.states.vocabulary, kind.states.beside) if kind.states else ("", "")
    field = next((field for field in kind.fields() if field.key == column), None)
    shaped = field.like if isinstance(field, Computed) else field
    is_toned = isinstance(shaped, Choice) and shaped.vocabulary in TONES
    return (shaped.vocabulary, shaped.beside) if is_toned and isinstance(shaped, Choice) else ("", "")


def code_said(list_name: str, said: str, beside: str = "") -> str:
    """The code of a term by its wording in any language; "" when there is none."""
    return vocabulary(list_name, beside).find(said) or ""
