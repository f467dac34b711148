"""What a block says, for a paper in one language or in two."""

from __future__ import annotations

from string import Formatter

from casemgr.domain.document import Said, Sentence, Strong
from casemgr.domain.words import Words
from casemgr.services.printing.look import Room

_BETWEEN = "  ·  "


def has_words(said: Said) -> bool:
    """Whether house wording is in it, which is said in each language of the paper."""
    if isinstance(said, Words):
        return not said.fr == said.ar == said.en
    if isinstance(said, Strong):
        return has_words(said.said)
    if isinstance(said, Sentence):
        return True
    return isinstance(said, tuple) and any(has_words(one) for one in said)


def versions(said: Said, room: Room) -> tuple[str, ...]:
    """The languages in which it is said: all of the paper's for house wording, the first for a typed text."""
    return room.languages if has_words(said) else room.languages[:1]


def in_one_line(said: Said, room: Room) -> Said:
    """House wording in each language after each other, for a label or a value; anything else as it stands."""
    spoken = versions(said, room)
    if len(spoken) == 1:
        return said
    told: list[Said] = []
    for language in spoken:
        one = spoken_in(said, language)
        if one and one not in told:
            told += [_BETWEEN, one] if told else [one]
    return tuple(told)


def spoken_in(said: Said, language: str) -> Said:
    """The same text with its house wording said in `language`."""
    if isinstance(said, Words):
        return said.say(language)
    if isinstance(said, Strong):
        return Strong(spoken_in(said.said, language))
    if isinstance(said, Sentence):
        blanks = dict(said.blanks)
        told: list[Said] = []
        for literal, blank, _how, _conversion in Formatter().parse(said.words.say(language)):
            told.append(Words(literal, literal, literal))
            if blank is not None:
                told.append(spoken_in(blanks[blank], language))
        return tuple(told)
    if isinstance(said, tuple):
        return tuple(spoken_in(one, language) for one in said)
    return said
