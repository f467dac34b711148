"""The published complaints come in through the command line, and the published figures come out, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.command_line import CASES, PASSWORD, Terminal, cheap, empty_server, read_csv, set_up

QUARTER = ("--from", "2026-01-01", "--to", "2026-03-31")
IMPORT = ("import", "complaint", CASES / "complaints.csv", "--map", "external_id=complaint")


@pytest.fixture(params=["file", "server"])
def terminal(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Terminal]:
    monkeypatch.setenv("CASEMGR_PASSWORD", PASSWORD)
    monkeypatch.setenv("CASEMGR_NEW_PASSWORD", PASSWORD)
    monkeypatch.setattr("casemgr.data.keyslots.Cost", cheap)
    if request.param == "file":
        yield Terminal(capsys, str(tmp_path / "complaints.casemgr"))
        return
    with empty_server(request.getfixturevalue("postgresql_server")) as address:
        yield Terminal(capsys, address)


def figures(terminal: Terminal, *asked: str) -> dict[tuple[str, str], dict[str, Any]]:
    rows = terminal.done("count", *QUARTER, *asked, "--json").json()["rows"]
    return {(row["indicator"], " ".join(row["by"].values())): row for row in rows}


def test_the_published_figures_of_complaints_come_out(terminal: Terminal, tmp_path: Path) -> None:
    set_up(terminal, "SUPER", "COORD", "CASE")
    assert terminal.done(*IMPORT).out.startswith("5 rows: 5 brought in")
    assert "5 here already" in terminal.done(*IMPORT).out
    rate = figures(terminal, "--indicator", "K03")["K03", ""]
    for expected in read_csv(CASES / "expected.csv"):
        if expected["indicator"] == "K03":
            assert rate[expected["dimension"]] == int(expected["expected"]), expected
    assert rate | {"by": {}} == rate and rate["value"] is None and rate["still_open"] == 1  # below 5: no rate
    known = figures(terminal)
    assert known["K01", ""]["value"] == 5 and known["C01", ""]["value"] == 0
    assert known["K04", ""]["value"] == 63.0 and known["K04", "median"]["value"] == 64
    assert [known["K05", band]["value"] for band in ("0-15", "16-30", "31-60", ">60")] == [0, 0, 1, 4]
    assert known["K08", ""]["value"] == 0

    out = tmp_path / "figures.csv"
    terminal.done("count", *QUARTER, "--indicator", "K01,K03", "--out", out)
    assert [row["Value"] for row in read_csv(out)] == ["5", ""]
    for refused in (("--by", "sex"), ("--programme", "PVI"), ("--out", tmp_path / "k.csv")):
        assert terminal.run("count", *QUARTER, "--indicator", "K03,K08", *refused).code == 1
    assert terminal.done("check").out == "All is well.\n"

    terminal.user = "admin"
    terminal.done("user", "add", "meal", "--name", "Meal", "--role", "MEAL", "--branches", "RAB")
    terminal.user = "meal"  # reports of abuse are counted by the management alone
    assert terminal.run("count", *QUARTER, "--indicator", "K08").code == 1
    assert ("K08", "") not in figures(terminal) and figures(terminal)["K01", ""]["value"] == 5
