"""What is right for a note; in lists and on the timeline it says that it is there, never what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casemgr.domain.open_case import case_is_the_persons
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words

Values = Mapping[str, Any]


def known_to_the_team(_values: Values) -> str:
    """The case team's at least (access.md); its author may choose fewer readers."""
    return "L1"


RULES = (case_is_the_persons,)

NOTE = Words("Note", "مذكرة", "Note")


def title_of(values: Values) -> str:
    """What kind of note it is."""
    kind = values.get("type")
    return str(vocabulary("note_type", __file__).label(kind)) if kind else ""


def line_of(values: Values) -> str:
    """That there is a note, on the person's timeline."""
    told = title_of(values)
    return f"{NOTE} : {told}" if told else str(NOTE)
