"""The table as people read it, and its place in the README."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.measured import Line

BEGIN, END = "<!-- benchmarks -->", "<!-- /benchmarks -->"
_HEAD = "| operation | budget | floor | ours | ratio | |\n|---|---|---|---|---|---|\n"


def as_markdown(lines: Sequence[Line], people: int, services: int) -> str:
    """The whole table with the base and the class of the machine it was measured on."""
    rows = [f"| {' | '.join(_cells(line))} |" for line in lines]
    cores = os.cpu_count() or 1
    said = (
        f"{people:,} people and {services:,} services in an encrypted file, through the services with rights, audit"
        f" and change log; {cores} cores, shared and noisy: read the ratio to the floor of the same run."
        " Made by `python -m tests.benchmarks`.\n\n"
    )
    return said + _HEAD + "\n".join(rows) + "\n"


def _cells(line: Line) -> tuple[str, ...]:
    floor = "" if line.floor is None else f"{_number(line.floor)} {line.unit} ({line.floor_is})"
    ours = f"**{_number(line.ours)} {line.unit}**" + (f"; {line.also}" if line.also else "")
    ratio = "" if line.ratio is None else f"{line.ratio:.1f}"
    return line.operation, line.budget, floor, ours, ratio, "met" if line.is_met else "**not met**"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def put_into(readme: Path, table: str) -> bool:
    """Replace what stands between the marks; False when the README has none."""
    text = readme.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        return False
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    readme.write_text(f"{before}{BEGIN}\n{table}{END}{after}", encoding="utf-8")
    return True
