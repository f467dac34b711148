"""What is right for a note; in lists and on the timeline it says that it is there, never what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casemgr.domain.access import Person
from casemgr.domain.conditions import Context
from casemgr.domain.open_case import case_is_the_persons
from casemgr.domain.vocabulary import Term, vocabulary
from casemgr.domain.words import Words, introduced

Values = Mapping[str, Any]


def mark_of(term: Term) -> str:
    """What a note for these readers carries."""
    return term.meta["confidentiality"]


def confidentiality_of(values: Values) -> str:
    """The case team's at least; fewer read it when its author chose so (access.md)."""
    term = vocabulary("note_readers", __file__).terms.get(values.get("readers") or "")
    return mark_of(term) if term is not None else "L1"


def may_write_for(term: Term, context: Context) -> bool:
    """Whether whoever writes may keep a note for these readers; where nobody is known to write, all are offered."""
    author = Person("", "", "", context.roles, (context.branch,), context.branch)
    return not context.roles or author.may_create("note", mark_of(term), context.branch)


def usual_readers(context: Context) -> str | None:
    """The widest circle that its author may write for: the team, or the compartment of a specialist."""
    return next(
        (term.code for term in vocabulary("note_readers", __file__).active() if may_write_for(term, context)), None
    )


RULES = (case_is_the_persons,)

NOTE = Words("Note", "مذكرة", "Note")


def title_of(values: Values) -> str:
    """What kind of note it is."""
    kind = values.get("type")
    return str(vocabulary("note_type", __file__).label(kind)) if kind else ""


def line_of(values: Values) -> str:
    """That there is a note, on the person's timeline."""
    return introduced(NOTE, title_of(values))
