"""The state of a record as a column of a list: a choice like any other, though no field of the form."""

from __future__ import annotations

from casemgr.domain.fields import Choice
from casemgr.domain.kind import States
from casemgr.domain.words import Words

STATE = Words("État", "الحالة", "State")


def state_field(states: States) -> Choice:
    """By which the words of the column are read, and matched by a person."""
    return Choice(key="state", label=STATE, vocabulary=states.vocabulary, beside=states.beside)
