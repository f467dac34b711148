"""What is written on the terminal: answers on standard output, complaints and progress on standard error."""

from __future__ import annotations

import io
import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from casemgr.domain.errors import InvalidDraft, UserError
from casemgr.domain.words import translate as _


class WrongUsage(Exception):
    """The words do not make a command (exit 2); the message says what is missing."""


def speak_utf8() -> None:
    """Write UTF-8 everywhere: a Windows pipe would stumble over Arabic."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def say(text: str = "") -> None:
    """One line of the answer."""
    sys.stdout.write(text + "\n")


def say_json(value: Any) -> None:
    """The answer as JSON, readable by people too."""
    say(json.dumps(value, ensure_ascii=False, indent=1))


def complain(text: str) -> None:
    """One sentence on standard error."""
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")


def end_line() -> None:
    """Leave a line of progress that was cut short."""
    if sys.stderr.isatty():
        sys.stderr.write("\n")


def close_quietly() -> None:
    """Nobody reads any more: nothing is to be flushed into the void when the program ends."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  it stays open until the end


def in_one_line(error: UserError) -> str:
    """What happened and what to do; a draft that is refused says each field and why."""
    if isinstance(error, InvalidDraft) and error.issues:
        told = (f"{issue.field}: {issue.message}" if issue.field else str(issue.message) for issue in error.issues)
        return " ".join(told)
    return " ".join(str(error).split())


class Progress:
    """A percentage that counts up on a terminal, and nothing elsewhere."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._shown = -1
        self._is_on = sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total`, in whatever unit."""
        if self._is_on:
            share = min(100, 100 * done // max(1, total))
            if share != self._shown:
                self._shown = share
                sys.stderr.write(f"\r{self._what} {share} %")
                sys.stderr.flush()

    def percent(self, share: int) -> None:
        """Already a percentage."""
        self(share, 100)

    def end(self) -> None:
        """Wipe the line."""
        if self._is_on and self._shown >= 0:
            sys.stderr.write("\r" + " " * (len(self._what) + 8) + "\r")


def _width(text: str) -> int:
    """Columns that a terminal gives to `text`: marks above a letter take none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def say_table(lines: Iterable[Sequence[str]]) -> None:
    """Columns side by side, as wide as their widest cell; what could move the cursor is shown, not obeyed."""
    rows = [[_harmless(cell) for cell in line] for line in lines]
    if not rows:
        return
    widths = [max(_width(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        say("  ".join(cells).rstrip())


def _harmless(text: str) -> str:
    """A name may hold anything that was typed: an escape sequence must not drive the terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def nothing_found() -> None:
    """The answer when there is none."""
    say(_("Nothing found."))
