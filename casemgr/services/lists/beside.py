"""What of a long list is worked out by other processes, while this one asks the database and writes.

Reading the cells of a row and checking it by itself, and by what a person will be found, take two thirds of the time in
which she is brought in, and need no database. The answers are those that would be given here; a row whose check looks
at other records is left to be checked here.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

from casemgr.data.name_index import Findable, findable
from casemgr.data.other_cores import OtherCores
from casemgr.domain.conditions import Context, NoLookup, each_time, no_life, nobody
from casemgr.domain.fields import Link
from casemgr.domain.kind import Kind
from casemgr.domain.words import current_language, use_language
from casemgr.records import KINDS
from casemgr.services.lists.cells import Reader
from casemgr.services.lists.drafts import Draft, Drafter
from casemgr.services.lists.headers import Plan, read_path
from casemgr.services.lists.instructions import Instructions
from casemgr.services.lists.sheets import Line, Row
from casemgr.services.lists.trials import Trial, tried

Values = Mapping[str, Any]
Done = tuple[Draft, Trial]

LONG = 150_000  # bytes: some thousand rows; a shorter list is brought in before another process is ready
_WORTH = 3  # processes: more would wait for what is left to do here
_BLOCK = 250
_BY_KEY = {kind.key: kind for kind in KINDS}


@dataclass(frozen=True)
class Setup:
    """All that the reading of one list depends on, in plain values."""

    kind: str
    columns: tuple[tuple[int, str], ...]
    extras: Mapping[str, int]
    said: Instructions
    context: Context
    language: str

    @classmethod
    def of(cls, kind: Kind, plan: Plan, said: Instructions, context: Context) -> Setup | None:
        """None where another process would not read as this one: links are looked up, a kind may be made up."""
        columns = tuple((place, target.column) for place, target in plan.fields)
        plain = replace(context, named=nobody, life=no_life, lookup=NoLookup(), kept=each_time)
        setup = cls(kind.key, columns, dict(plan.extras), replace(said, cells={}), plain, current_language())
        is_same = _BY_KEY.get(kind.key) is kind and setup.plan() == replace(plan, dropped=())
        return setup if is_same and not any(isinstance(target.field, Link) for _place, target in plan.fields) else None

    def plan(self) -> Plan:
        """What each column gives."""
        named = ((place, read_path(_BY_KEY[self.kind], column)) for place, column in self.columns)
        return Plan(tuple((place, target) for place, target in named if target is not None), self.extras, ())


class Beside:
    """The other processes of one list, if it is worth having any. Use as a context."""

    def __init__(self, path: Path) -> None:
        is_long = path.is_file() and path.stat().st_size >= LONG
        self._cores = OtherCores(_WORTH) if is_long else None

    def __enter__(self) -> Beside:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._cores is not None:
            self._cores.__exit__()

    def tried(
        self, setup: Setup | None, blocks: Iterable[list[Line]]
    ) -> Iterator[tuple[list[Line], Sequence[Done | None]]]:
        """Each block with the draft and the trial of each of its rows; None of a row that is left to be tried here."""
        if self._cores is None or setup is None:
            yield from ((block, [None] * len(block)) for block in blocks)
            return
        asked: deque[list[Line]] = deque()

        def cells() -> Iterator[list[Row]]:
            for block in blocks:
                asked.append(block)
                yield [line.cells for line in block]

        for done in self._cores.in_order(partial(_tried, pickle.dumps(setup)), cells()):
            yield asked.popleft(), done

    def findables(self, kind: Kind, values: Iterable[Values]) -> Iterator[Findable | None]:
        """By what each of these records will be found; None where whoever writes it works that out."""
        if self._cores is None or kind.search is None or _BY_KEY.get(kind.key) is not kind:
            yield from (None for _ in values)
            return
        for block in self._cores.in_order(partial(_findables, kind.key), _blocks(values)):
            yield from block


def _blocks(values: Iterable[Values]) -> Iterator[list[Values]]:
    whole = iter(values)
    while block := list(islice(whole, _BLOCK)):
        yield block


# --- in the other process --------------------------------------------------------------------------


class _AsksOthers(Exception):
    """A check that looks at other records."""


def _ask_nobody(*_asked: object, **_equal: object) -> NoReturn:
    raise _AsksOthers


class _NotHere:
    """Other records are not to be seen from here."""

    get = find = staticmethod(_ask_nobody)


@lru_cache(maxsize=1)
def _ready(setup: bytes) -> tuple[Kind, Drafter, Context]:
    told: Setup = pickle.loads(setup)
    use_language(told.language)
    context = replace(told.context, named=_ask_nobody, life=_ask_nobody, lookup=_NotHere())
    kind = _BY_KEY[told.kind]
    return kind, Drafter(kind, told.plan(), Reader(context, told.said), None), context


def _tried(setup: bytes, block: list[Row]) -> list[Done | None]:
    kind, drafter, context = _ready(setup)
    done: list[Done | None] = []
    for cells in block:
        try:
            draft = drafter.draft(cells)
            done.append((draft, tried(kind, draft, context)))
        except _AsksOthers:
            done.append(None)
    return done


def _findables(kind_key: str, block: list[Values]) -> list[Findable | None]:
    kind = _BY_KEY[kind_key]
    return [findable(kind, values) for values in block]
