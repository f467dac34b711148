"""What people paste into a line: several lines, tabs, characters that nobody sees."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.domain.conditions import Context
from casemgr.domain.fields import Name, Text
from casemgr.domain.words import same

CONTEXT = Context(today=date(2026, 11, 23), user="u1", branch="b1")
LINE = Text(key="line", label=same("Line"), longest=500)
NOTE = Text(key="note", label=same("Note"), longest=500, lines=4)
NAME = Name(key="name", label=same("Name"))

INVISIBLE = ("\u200b\u200b", "\u00a0\u00a0", "\u202e\u202c", "\ufeff", "\u2066\u2069 \u200f", "\n\t", "\x00", "\x07")


@pytest.mark.parametrize("field", [LINE, NOTE, NAME], ids=lambda field: field.key)
@pytest.mark.parametrize("text", INVISIBLE, ids=ascii)
def test_a_text_of_which_nothing_is_seen_is_no_text(field: Text, text: str) -> None:
    assert field.clean(text, CONTEXT) == (None, [])


def test_several_lines_pasted_into_one_stand_in_one_and_a_note_keeps_them() -> None:
    pasted = "12, rue Allal\r\nAppartement 3\tRabat\n\nporte bleue"
    assert LINE.clean(pasted, CONTEXT)[0] == "12, rue Allal Appartement 3 Rabat porte bleue"
    assert NOTE.clean(pasted, CONTEXT)[0] == pasted


@given(st.text(max_size=200))
def test_a_line_never_holds_a_break_and_cleaning_it_again_changes_nothing(text: str) -> None:
    kept, _issues = LINE.clean(text, CONTEXT)
    assert kept is None or (len(kept.splitlines()) == 1 and "\t" not in kept and kept == kept.strip())
    assert LINE.clean(kept, CONTEXT)[0] == kept


@given(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=80))
def test_what_is_seen_is_kept_as_it_was_typed(text: str) -> None:
    assert LINE.clean(text, CONTEXT)[0] == text
