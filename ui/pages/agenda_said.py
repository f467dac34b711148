"""What an entry of the agenda says on the screen, in a block, in a list and to a screen reader."""

from __future__ import annotations

from casemgr.domain.words import translate as _
from casemgr.services.agenda import Entry
from ui import formats

_TONES = {"DONE": "success", "NOSHOW": "danger", "RESCHED": "neutral", "CANC_P": "neutral", "CANC_A": "neutral"}


def tone_of(entry: Entry) -> str:
    """The tone of an entry: awaited, kept, missed, or called off."""
    if not entry.is_awaited:
        return _TONES.get(entry.state, "neutral")
    return "accent" if entry.state == "CONFIRMED" else "info"


def who_of(entry: Entry) -> str:
    """Whom it is with; its number where nobody is named to this reader."""
    return formats.isolate_any(entry.person_said) if entry.person_said else formats.isolate(entry.code)


def what_of(entry: Entry) -> str:
    """What it is, or that it is closed."""
    return _("Confidential") if entry.is_closed else entry.what or str(entry.label)


def lines_of(entry: Entry, *, short: bool = False) -> list[str]:
    """The lines of a block, the first the most needed; in full with the state and the colleague."""
    hour = formats.isolate(entry.time)
    found = [f"{hour} {who_of(entry)}".strip(), what_of(entry)]
    if entry.place:
        found.append(formats.isolate_any(entry.place))
    if entry.staff_said:
        found.append(formats.isolate_any(entry.staff_said))
    state = str(entry.state_said)
    if state and not (short and entry.is_awaited):
        found.insert(1 if short else len(found), state)
    return [line for line in found if line]
