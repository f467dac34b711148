"""What is said of a programme's figures, in the words that the page shares."""

from __future__ import annotations

from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words, translate_plural
from casemgr.services.counting.enrolled import Reached
from ui import formats
from ui.translation import N_, Text

WOMEN = "women"


def name_of(programme: str) -> Words:
    """The name of a programme."""
    return vocabulary("programme").label(programme)


def reached_said(reached: Reached) -> Text:
    """What was reached, of what is owed where something is."""
    value = formats.number(reached.value)
    if reached.target is None:
        said = translate_plural("{number} person reached", "{number} people reached", reached.value)
        return said.format(number=value)
    words = N_("{reached} women of {target}") if reached.unit == WOMEN else N_("{reached} of {target}")
    return words.format(reached=value, target=formats.number(reached.target))


def running_said(count: int) -> str:
    """How many follow it now."""
    said = translate_plural("{number} person in it now", "{number} people in it now", count)
    return said.format(number=formats.number(count))


def new_said(count: int) -> str:
    """How many entered it this month."""
    said = translate_plural("{number} new person this month", "{number} new people this month", count)
    return said.format(number=formats.number(count))


def stuck_said(count: int) -> str:
    """How many wait longer than their stage allows."""
    said = translate_plural("{number} waits too long", "{number} wait too long", count)
    return said.format(number=formats.number(count))


def days_said(count: int) -> str:
    """A number of days."""
    said = translate_plural("{number} day", "{number} days", count)
    return said.format(number=formats.number(count))
