"""What a person said about a list before it is brought in: sheet, headers, columns, words, mended cells, verdicts.

The command line says little of it; the window says all, keeps it while it is locked, and remembers for the next list
of the same headers what may be remembered (columns and words, never a cell).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from casemgr.services.lists.wordings import loose

SAME, OTHER = "same", "other"


@dataclass(frozen=True)
class Instructions:
    """What was said. Lines and rows are counted as Excel shows them, columns from 0.

    `columns`: the path of the field of a column, "" to leave it out. `words`: for a coded list, what a word means (""
    nothing). `given`: what holds for every row that says nothing else, by the path of the field. `month_first`: the
    columns of dates written as in the United States. `cells`: what was typed in place of a cell. `left`: rows left
    out. `verdicts`: of a row that looks like somebody, "same", or "other" and of whom.
    """

    sheet: str = ""
    header: int = 0
    header_lines: int = 0
    mapping: Sequence[str] = ()
    columns: Mapping[int, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    month_first: frozenset[int] = frozenset()
    cells: Mapping[int, Mapping[int, str]] = field(default_factory=dict, repr=False)
    left: frozenset[int] = frozenset()
    verdicts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def meaning(self, listed: str, word: str) -> str | None:
        """The code that a word was said to mean in a coded list; None when nothing was said of it."""
        return self.words.get(listed, {}).get(loose(word))

    def with_word(self, listed: str, word: str, code: str | None) -> Self:
        """The same, and a word means this code ("" nothing; None forgets what was said)."""
        words = {key: dict(said) for key, said in self.words.items()}
        of_list = words.setdefault(listed, {})
        if code is None:
            of_list.pop(loose(word), None)
        else:
            of_list[loose(word)] = code
        return dataclasses.replace(self, words=words)

    def with_cell(self, row: int, place: int, text: str) -> Self:
        """The same, and this stands in a cell."""
        cells = {number: dict(typed) for number, typed in self.cells.items()}
        cells.setdefault(row, {})[place] = text
        return dataclasses.replace(self, cells=cells)

    def leaving(self, rows: frozenset[int], *, out: bool = True) -> Self:
        """The same, and these rows are left out (or taken back in)."""
        return dataclasses.replace(self, left=self.left | rows if out else self.left - rows)

    def with_verdict(self, row: int, verdict: tuple[str, ...]) -> Self:
        """The same, and a row is somebody who is here already ("same"), or not ("other", of whom); () undoes it."""
        verdicts = {number: said for number, said in self.verdicts.items() if number != row}
        return dataclasses.replace(self, verdicts=verdicts | ({row: verdict} if verdict else {}))

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        listed = {"mapping": list(self.mapping), "month_first": sorted(self.month_first), "left": sorted(self.left)}
        return dataclasses.asdict(self) | listed

    @classmethod
    def of_json(cls, plain: Mapping[str, Any]) -> Self:
        """Back from `as_json`, whose keys JSON made texts."""
        return cls(
            sheet=plain.get("sheet", ""),
            header=plain.get("header", 0),
            header_lines=plain.get("header_lines", 0),
            mapping=tuple(plain.get("mapping", ())),
            columns={int(place): path for place, path in plain.get("columns", {}).items()},
            words={listed: dict(said) for listed, said in plain.get("words", {}).items()},
            given=dict(plain.get("given", {})),
            month_first=frozenset(plain.get("month_first", ())),
            cells={
                int(row): {int(place): text for place, text in typed.items()}
                for row, typed in plain.get("cells", {}).items()
            },
            left=frozenset(plain.get("left", ())),
            verdicts={int(row): tuple(said) for row, said in plain.get("verdicts", {}).items()},
        )
