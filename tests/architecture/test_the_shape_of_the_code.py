"""The house rules that a machine can see: arrows, cycles, text SQL, commits, exemptions, the size of rooms.

The import contracts themselves stand in pyproject.toml, where import-linter reads them.
"""

from __future__ import annotations

import ast
import graphlib
import os
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 600
LONGEST_FUNCTION = 60
PRODUCT = [ROOT / "casemgr", ROOT / "ui"]
EVERYTHING = [*PRODUCT, ROOT / "tests", ROOT / "run.py"]


def python_files(places: list[Path]) -> Iterator[Path]:
    """The Python files of these folders and files."""
    for place in places:
        yield from [place] if place.is_file() else sorted(place.rglob("*.py"))


def inside(path: Path, *packages: str) -> bool:
    """Whether the file belongs to one of these packages, given as "casemgr/data"."""
    return any(path.is_relative_to(ROOT / package) for package in packages)


def calls(path: Path) -> Iterator[ast.Call]:
    """Every call that stands in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def place(path: Path, line: int) -> str:
    """Where it is, as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{line}"


def test_the_import_contracts_hold() -> None:
    # In a process of its own: import-linter sets up logging for itself, and silences every logger there was.
    program = "import sys; from importlinter import cli; sys.exit(cli.lint_imports(no_cache=True))"
    said = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stdout + said.stderr


def test_no_module_needs_itself_through_others() -> None:
    graph = grimp.build_graph("casemgr", "ui", cache_dir=None)
    needs = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    graphlib.TopologicalSorter(needs).prepare()


def test_text_sql_stands_in_data_only() -> None:
    found = []
    for path in python_files(PRODUCT):
        if inside(path, "casemgr/data"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sqlalchemy":
                raw = {"text", "literal_column", "TextClause", "Table", "MetaData"}
                names = raw & {alias.name for alias in node.names}
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                names = {node.attr} & {"text"} if node.value.id in {"sa", "sqlalchemy"} else set()
            else:
                continue
            found += [f"{place(path, node.lineno)} {name}" for name in sorted(names)]
    assert found == []


def test_only_data_commits() -> None:
    found = [
        place(path, call.lineno)
        for path in python_files(PRODUCT)
        if not inside(path, "casemgr/data")
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    ]
    assert found == []


def test_time_and_identity_are_passed_in() -> None:
    from_the_air = {"now", "utcnow", "today", "uuid1", "uuid4", "uuid7"}
    found = [
        place(path, call.lineno)
        for path in python_files([ROOT / "casemgr"])
        if path.relative_to(ROOT / "casemgr").as_posix() not in {"domain/clock.py", "domain/ids.py"}
        for call in calls(path)
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name | ast.Attribute)
        and ast.unparse(call.func.value).split(".")[-1] in {"datetime", "date", "uuid", "uuid_utils"}
        and call.func.attr in from_the_air
    ]
    assert found == []


def test_every_exemption_gives_its_rule_and_its_reason() -> None:
    found = []
    for path in python_files(EVERYTHING):
        with path.open("rb") as source:
            comments = [token for token in tokenize.tokenize(source.readline) if token.type == tokenize.COMMENT]
        for comment in comments:
            if unexplained(comment.string):
                found.append(place(path, comment.start[0]))
    assert found == []


def unexplained(comment: str) -> bool:
    """Whether a comment switches a check off without naming the rule or without a reason after it."""
    exempt = re.match(r"#\s*(?:type:\s*ignore|noqa|pragma: no cover)", comment)
    if not exempt:
        return False
    ruled = re.match(
        r"#\s*(?:type:\s*ignore\[[\w,\s-]+\]|noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)\s*(?:#|–|-|:)?\s*(.*)",
        comment,
    )
    return ruled is None or len(ruled.group(1).split()) < 2


@pytest.mark.parametrize(
    ("comment", "wrong"),
    [
        ("# type: ignore", True),
        ("# type: ignore[attr-defined]", True),
        ("# type: ignore[attr-defined]  # the stubs of Qt leave it out", False),
        ("# noqa", True),
        ("# noqa: E402", True),
        ("# noqa: E402, I001  Qt reads the variable when it is imported", False),
        ("# the type: ignore of mypy", False),
    ],
)
def test_an_exemption_without_a_reason_is_seen(comment: str, wrong: bool) -> None:
    assert unexplained(comment) is wrong


def test_rooms_are_small() -> None:
    found = []
    for path in python_files(EVERYTHING):
        source = path.read_text(encoding="utf-8")
        lines = source.count("\n")
        if lines > LONGEST_FILE:
            found.append(f"{path.relative_to(ROOT)} has {lines} lines")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    found.append(f"{place(path, node.lineno)} {node.name} has {length} lines")
    assert found == []


def test_every_module_says_why_it_exists() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in python_files(EVERYTHING)
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_room_is_called_miscellaneous() -> None:
    vague = {"utils", "util", "helper", "helpers", "manager", "misc", "common", "stuff"}
    assert [str(path) for path in python_files(PRODUCT) if vague & set(path.stem.split("_"))] == []
