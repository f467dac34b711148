"""The words of a list that are no terms of a coded list as they stand: each with what it may mean, to be confirmed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from casemgr.domain.conditions import Context
from casemgr.domain.errors import UserError
from casemgr.domain.fields import Choice, Choices
from casemgr.domain.vocabulary import Term
from casemgr.domain.words import Words
from casemgr.services.desk import Desk
from casemgr.services.lists.cells import Reader, parts_of, text_of
from casemgr.services.lists.instructions import Instructions
from casemgr.services.lists.opened import opened
from casemgr.services.lists.passed_over import reason
from casemgr.services.lists.states import state_field
from casemgr.services.lists.terms import Guess

MOST_WORDS = 500
_ENOUGH = 70  # of 100, for a guess to be proposed as the answer


@dataclass(frozen=True)
class WordMet:
    """A word of one coded list: how often it stands there, what it may mean, what was said or is proposed of it."""

    listed: str
    label: Words
    word: str = field(repr=False)
    times: int
    guesses: tuple[Guess, ...]
    said: str | None
    terms: tuple[Term, ...] = field(repr=False)

    @property
    def proposed(self) -> str | None:
        """What was said of it, else the likeliest term; None when nobody knows."""
        if self.said is not None:
            return self.said
        if not self.guesses or self.guesses[0].score < _ENOUGH:
            return None
        is_alone = len(self.guesses) < 2 or self.guesses[1].score < self.guesses[0].score
        return self.guesses[0].code if is_alone else None

    @property
    def is_sure(self) -> bool:
        """Whether it can only mean what is proposed."""
        return bool(self.guesses) and self.guesses[0].score == 100


def words_met(desk: Desk, kind_key: str, path: Path, said: Instructions) -> list[WordMet]:
    """The words to be matched, list by list, the most frequent first. Raises as `opened` does."""
    kind = desk.kinds[kind_key]
    with desk.database.reading() as connection:
        context = desk.context(connection)
    met: dict[int, Counter[str]] = {}
    fields: dict[int, Choice] = {}
    with opened(kind, path, said, context.switches) as found:
        for place, target in found.plan.fields:
            if isinstance(target.field, Choice):
                met[place], fields[place] = Counter(), target.field
        place_of_state = found.plan.extras.get("state")
        if place_of_state is not None and kind.states is not None:
            met[place_of_state], fields[place_of_state] = Counter(), state_field(kind.states)
        for line in found.lines:
            if reason(line, found.heading.headers, said.left) is None:
                for place, words in met.items():
                    text = text_of(line.cells[place]) if place < len(line.cells) else ""
                    if text:
                        words[text] += 1
    return _unknown(met, fields, context, said)


def _unknown(
    met: dict[int, Counter[str]], fields: dict[int, Choice], context: Context, said: Instructions
) -> list[WordMet]:
    reader = Reader(context, said)
    answered: dict[tuple[str, str], WordMet] = {}
    for place, words in met.items():
        of = fields[place]
        for text, times in words.most_common(MOST_WORDS):
            if _is_plain(of, text, context):
                continue
            for word in parts_of(text) if isinstance(of, Choices) else [text]:
                if of.choices().find(word) is None and (of.vocabulary, word) not in answered:
                    answered[of.vocabulary, word] = WordMet(
                        of.vocabulary,
                        of.label,
                        word,
                        times,
                        tuple(reader.terms_of(of).guesses(word)),
                        said.meaning(of.vocabulary, word),
                        tuple(of.offered(context)),
                    )
    return [*answered.values()][:MOST_WORDS]


def _is_plain(of: Choice, text: str, context: Context) -> bool:
    """Whether the list itself knows the text."""
    try:
        return of.read(text, context) is not None
    except UserError:
        return False
