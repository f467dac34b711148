"""Lines copied for a spreadsheet: text with tabs, in which no cell can be taken for a formula.

A cell that begins with =, +, -, @ (or a tab or return before them) would be run by the spreadsheet it is pasted
into: it gets an apostrophe, as exports do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))


def neutral(text: str) -> str:
    """A cell as it may be pasted: one line, without marks of direction, never a formula."""
    bare = text.translate(_MARKS)
    runs = bare.lstrip(" \u00a0").startswith(_RUNS)
    flat = " ".join(bare.split())
    return f"'{flat}" if runs and flat else flat


def as_tsv(titles: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table as text: the titles, then a line each."""
    return "\n".join("\t".join(neutral(cell) for cell in line) for line in (titles, *lines))
