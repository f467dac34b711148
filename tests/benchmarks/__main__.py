"""`python -m tests.benchmarks [--people 73000] [--json] [--readme]`: measure, and print the table."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks.base import Base, open_base
from tests.benchmarks.figures import figures_lines
from tests.benchmarks.keeping import keeping_lines
from tests.benchmarks.measured import Line
from tests.benchmarks.paper import paper_lines
from tests.benchmarks.people import people_lines
from tests.benchmarks.table import as_markdown, put_into
from tests.benchmarks.window import window_lines

MEASURES: dict[str, Callable[[Base], Iterator[Line]]] = {
    "window": window_lines,
    "people": people_lines,
    "figures": figures_lines,
    "paper": paper_lines,
    "keeping": keeping_lines,
}


def main() -> int:
    """Measure what is asked for."""
    reader = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    reader.add_argument("--people", type=int, default=73_000)
    reader.add_argument("--only", choices=sorted(MEASURES), action="append", help="some measures only")
    reader.add_argument("--json", action="store_true")
    reader.add_argument("--readme", action="store_true", help="put the table into README.md")
    options = reader.parse_args()
    base = open_base(options.people)
    lines = []
    for name in options.only or MEASURES:
        for line in MEASURES[name](base):
            lines.append(line)
            print(f"{line.operation}: {line.ours:.1f} {line.unit}", file=sys.stderr, flush=True)
    base.desk.database.dispose()
    table = as_markdown(lines, base.people, base.services)
    if options.readme and not put_into(Path(__file__).parents[2] / "README.md", table):
        print("README.md has no marks for the table", file=sys.stderr)
    print(json.dumps([line.as_json() for line in lines], ensure_ascii=False, indent=1) if options.json else table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
