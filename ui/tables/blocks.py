"""The lines of a long list that are in memory: a few blocks, the least recently looked at given up first.

No Qt here, and no database: the model says which rows are seen, and puts in what came.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from casemgr.services.register import Line

SIZE = 100  # lines in a block
KEPT = 30  # blocks in memory: some 3,000 lines, a few megabytes
MOST_ASKED = 2  # blocks asked at once: the service gives 200 lines at most


class Blocks:
    """Where the lines of `ids` are kept as they come."""

    def __init__(self, ids: Sequence[str] = ()) -> None:
        self.ids = list(ids)
        self._blocks: OrderedDict[int, dict[str, Line]] = OrderedDict()

    def line(self, row: int) -> Line | None:
        """The line of a row, if it is here; None while it is on its way."""
        block = self._blocks.get(row // SIZE)
        return None if block is None else block.get(self.ids[row])

    def is_here(self, row: int) -> bool:
        """Whether the block of a row has come (a record that went away meanwhile has no line in it)."""
        return row // SIZE in self._blocks

    def missing(self, first: int, last: int) -> range:
        """The rows to ask for so that `first` to `last` can be shown: whole blocks, at most two; empty when none."""
        last = min(last, len(self.ids) - 1)
        seen = range(max(0, first) // SIZE, last // SIZE + 1)
        for block in seen:
            if block in self._blocks:
                self._blocks.move_to_end(block)
        wanted = [block for block in seen if block not in self._blocks]
        if last < 0 or not wanted:
            return range(0)
        end = wanted[0] + 1
        while end in wanted and end - wanted[0] < MOST_ASKED:
            end += 1
        return range(wanted[0] * SIZE, min(end * SIZE, len(self.ids)))

    def put(self, rows: range, lines: Sequence[Line]) -> None:
        """Keep the lines that came for `rows`, as `missing` gave them."""
        by_id = {line.id: line for line in lines}
        for start in range(rows.start, rows.stop, SIZE):
            block = self.ids[start : min(start + SIZE, rows.stop)]
            self._blocks[start // SIZE] = {one: by_id[one] for one in block if one in by_id}
        while len(self._blocks) > KEPT:
            self._blocks.popitem(last=False)

    def forget_lines(self) -> None:
        """Ask for every line again (another language, other columns); the ids stay."""
        self._blocks.clear()
