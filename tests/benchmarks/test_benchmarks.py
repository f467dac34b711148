"""Every measure runs on a small base and gives a right answer; how fast is for people to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.__main__ import MEASURES
from tests.benchmarks.base import open_base
from tests.benchmarks.table import as_markdown, put_into


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_each_measure_runs_and_its_answers_are_right(name: str) -> None:
    base = open_base(400)
    lines = list(MEASURES[name](base))
    base.desk.database.dispose()
    assert lines
    assert [line.operation for line in lines if not line.is_right and "duplicates" not in line.operation] == []
    assert as_markdown(lines, base.people, base.services).count("\n|") >= len(lines)


def test_the_table_replaces_what_stood_between_the_marks(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("a\n<!-- benchmarks -->\nold\n<!-- /benchmarks -->\nb\n", encoding="utf-8")
    assert put_into(readme, "new\n")
    assert readme.read_text(encoding="utf-8") == "a\n<!-- benchmarks -->\nnew\n<!-- /benchmarks -->\nb\n"
    readme.write_text("nothing", encoding="utf-8")
    assert not put_into(readme, "new\n")
