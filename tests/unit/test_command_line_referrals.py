"""The figures of referrals (R01 to R06) of a small base whose every value can be found with a pencil."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.command_line import CASES, PASSWORD, Terminal, cheap, read_csv, set_up, write_csv

HEADER = "external_id beneficiary_external_id direction reason sent_on received_on answered_on closed_on state outcome"
SENT = """
done-in-the-quarter    A OUT SOCIAL  2026-01-10 2026-01-12 -          2026-02-20 DONE      FULL
refused-for-want-of-room A OUT SOCIAL 2026-01-20 -         2026-01-30 2026-01-30 REFUSED   NOCAP
refused-by-the-closing B OUT SHELTER 2026-02-01 -          -          2026-02-10 REFUSED   DOCS
never-answered         B OUT SHELTER 2026-02-28 -          -          2026-03-30 NORESP    UNKNOWN
cancelled-by-us        C OUT SOCIAL  2026-02-15 -          -          2026-02-16 CANCELLED -
on-the-last-day        D OUT SOCIAL  2026-03-31 -          -          -          SENT      -
the-day-after          D OUT SOCIAL  2026-04-01 2026-04-02 -          -          RECEIVED  -
sent-before-ended-here C OUT SOCIAL  2025-12-30 2026-01-02 -          2026-01-05 DONE      PART
refused-later          D OUT SOCIAL  2025-12-30 -          -          2026-04-02 REFUSED   COST
not-sent-yet           F OUT SOCIAL  -          -          -          -          DRAFT     -
sent-to-us             F IN  SOCIAL  2026-02-01 2026-02-01 -          2026-02-10 DONE      FULL
"""
QUARTER = ("--from", "2026-01-01", "--to", "2026-03-31")


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("CASEMGR_PASSWORD", PASSWORD)
    monkeypatch.setenv("CASEMGR_NEW_PASSWORD", PASSWORD)
    monkeypatch.setattr("casemgr.data.keyslots.Cost", cheap)
    return Terminal(capsys, str(tmp_path / "referrals.casemgr"))


def test_the_figures_of_referrals_are_those_found_with_a_pencil(terminal: Terminal, tmp_path: Path) -> None:
    set_up(terminal, "SUPER", "COORD", "CASE")
    terminal.done("import", "beneficiary", CASES / "persons.csv", "--map", "external_id=person")
    rows = [["" if cell == "-" else cell for cell in line.split()] for line in SENT.split("\n") if line]
    made = write_csv(tmp_path / "sent.csv", [HEADER.split(), *rows])
    assert terminal.done("import", "referral", made).out.startswith("11 rows: 11 brought in")

    asked = ("count", *QUARTER, "--indicator", "R01,R02,R03,R04,R05,R06")
    found: dict[tuple[str, str], dict[str, Any]] = {
        (row["indicator"], " ".join(row["by"].values())): row for row in terminal.done(*asked, "--json").json()["rows"]
    }
    values = {key: row["value"] for key, row in found.items()}
    # Six left in the quarter, of A, B, C and D; the seventh the day after, a draft and what came to us do not count.
    assert (values["R01", ""], values["R02", ""]) == (6, 4)
    assert (values["R01", "SOCIAL"], values["R01", "SHELTER"]) == (4, 2)
    # What was sent in December and met in January is effective in the quarter, and no part of its cohort.
    assert values["R03", ""] == 2
    rate = found["R04", ""]
    assert [rate[key] for key in ("numerator", "denominator", "still_open", "value")] == [1, 5, 1, 20.0]
    assert values["R05", ""] == 9, "the median of 2, 9 and 10 days; a refusal answers by its closing"
    assert (values["R06", ""], values["R06", "NOCAP"], values["R06", "DOCS"]) == (2, 1, 1)
    assert ("R06", "COST") not in values, "refused after the quarter"

    out = tmp_path / "figures.csv"
    terminal.done(*asked, "--out", out)
    written = {(row["Indicator"], row["Line"]): row["Value"] for row in read_csv(out)}
    assert [written[code, ""] for code in ("R01", "R02", "R03", "R05", "R06")] == ["6", "4", "2", "9", "2"]
