"""Whether all that is read is in the language of its reader: no sentence of the window, and no word of the field (a
kind, a field, a term of a list), stands there in another language.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from casemgr.domain.fields import Field, Rows
from casemgr.domain.words import Words, current_language, translate
from casemgr.records import KINDS
from tests.journeys.hands import plain
from translations import update

EVERYWHERE = frozenset(("Français", "العربية", "English", ""))  # a language is offered by the name it gives itself


def in_another_language(text: str) -> set[str]:
    """The lines of `text` that are said in another language than the current one, and not in it as well."""
    ours, theirs = _said(current_language())
    return ({_bare(line) for line in text.splitlines()} & theirs) - ours


@lru_cache(maxsize=3)
def _said(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """What the program says in a language, and what it says in the two others."""
    ours: set[str] = set()
    theirs: set[str] = set()
    for words in _words_of_the_field():
        for other in ("fr", "ar", "en"):
            (ours if other == language else theirs).add(_bare(getattr(words, other)))
    for message in update.read("en"):
        if message.id and isinstance(message.id, str):
            theirs.add(_bare(message.id))
            ours.add(_bare(translate(message.id)))
    return frozenset(ours), frozenset(theirs - EVERYWHERE)


def _words_of_the_field() -> Iterator[Words]:
    for kind in KINDS:
        yield from (kind.label, kind.plural, kind.new, kind.empty)
        for section in kind.sections:
            yield section.label
            for item in section.items:
                yield from _words_of(item)


def _words_of(item: Field | Rows) -> Iterator[Words]:
    yield item.label
    for inner in (*item.fields,) if isinstance(item, Rows) else ():
        yield from _words_of(inner)
    for term in item.choices() or () if isinstance(item, Field) else ():
        yield term.label


def _bare(text: str) -> str:
    return plain(text).replace("&", "").strip()
