"""`casemgr deadline` says when a legal term ends, to people and to scripts, without a database."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from casemgr.services import holidays, opening
from casemgr.services.holidays import Feast
from tests.unit.command_line import CASES, PASSWORD, Terminal, cheap, read_csv, set_up

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bare(capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A terminal without a database."""
    return Terminal(capsys, "")


@pytest.mark.parametrize("case", read_csv(CASES / "deadlines.csv"), ids=lambda case: f"{case['code']} {case['start']}")
def test_a_script_reads_the_two_dates(bare: Terminal, case: dict[str, str]) -> None:
    told = bare.done("deadline", case["code"], "--start", case["start"], "--json")
    assert told.json() == {"safe": case["safe_due"], "legal": case["legal_due"]}
    assert told.said == ""


@pytest.mark.parametrize(
    ("language", "label", "safe", "legal"),
    [
        ("fr", "Déclaration de naissance", "Date sûre", "Limite légale"),
        ("ar", "التصريح بالولادة", "التاريخ الآمن", "الحد القانوني"),
        ("en", "Birth declaration", "Safe date", "Legal limit"),
    ],
)
def test_a_person_reads_them_in_her_language(bare: Terminal, language: str, label: str, safe: str, legal: str) -> None:
    bare.language = language
    first, second, third = bare.done("deadline", "birth", "--start", "07/10/2026").out.splitlines()
    assert first == f"BIRTH — {label}"
    assert second.split() == [*safe.split(), "2026-11-06"]
    assert third.split() == [*legal.split(), "2026-11-09"]


def test_what_no_text_of_law_says_is_said_to_need_checking(bare: Terminal) -> None:
    assert "To be checked" in bare.done("deadline", "ASY_APPEAL", "--start", "2026-03-02").out
    assert "To be checked" not in bare.done("deadline", "STAY_APPEAL", "--start", "2026-03-02").out


def test_a_time_given_for_a_term_in_days_is_left_aside(bare: Terminal) -> None:
    told = bare.done("deadline", "APPEAL_CIV", "--start", "2026-10-06T16:45", "--json").json()
    assert told == {"safe": "2026-11-05", "legal": "2026-11-09"}


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
@pytest.mark.parametrize(
    "words",
    [("CUSTODY", "--start", "2026-02-14"), ("AMINA", "--start", "2026-02-14"), ("BIRTH", "--start", "9999-12-31")],
)
def test_what_cannot_be_counted_is_one_sentence(bare: Terminal, language: str, words: tuple[str, ...]) -> None:
    bare.language = language
    answer = bare.run("deadline", *words)
    assert answer.code == 1 and answer.out == ""
    (line,) = answer.said.splitlines()
    assert any("\u0621" <= letter <= "\u064a" for letter in line) is (language == "ar")
    assert "AMINA" not in line


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("BIRTH",),
        ("--start", "2026-02-14"),
        ("BIRTH", "--start", "2026-02-30"),
        ("BIRTH", "--start", "2026-02-14T"),
        ("BIRTH", "--start", "2026-02-14T24:00"),
        ("BIRTH", "--start", "2026-02-14T9:00"),
        ("BIRTH", "--start", "2026-02-14T09:00+01:00"),
        ("BIRTH", "--start", "T09:00"),
        ("BIRTH", "--start", "demain"),
    ],
)
def test_a_start_that_is_no_day_is_wrong_usage(bare: Terminal, words: tuple[str, ...]) -> None:
    answer = bare.run("deadline", *words)
    assert answer.code == 2 and answer.out == ""
    assert "Traceback" not in answer.said


def test_no_database_is_loaded() -> None:
    code = (
        "import sys; from casemgr.cli import main\n"
        "assert main(['deadline', 'BIRTH', '--start', '2026-10-07', '--json']) == 0\n"
        "print(sorted({'PySide6', 'sqlalchemy', 'psycopg', 'sqlcipher3'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_with_a_database_the_feasts_that_were_entered_there_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """30 days after 18 February 2026: Friday 20 March, which was the first day of an Aïd."""
    monkeypatch.setenv("CASEMGR_PASSWORD", PASSWORD)
    monkeypatch.setenv("CASEMGR_NEW_PASSWORD", PASSWORD)
    monkeypatch.setattr("casemgr.data.keyslots.Cost", cheap)
    office = Terminal(capsys, str(tmp_path / "office.casemgr"))
    set_up(office, "CASE")
    asked = ("deadline", "BIRTH", "--start", "2026-02-18")
    assert office.done(*asked, "--json").json() == {"safe": "2026-03-20", "legal": "2026-03-20"}
    assert "No feast of 2026 is entered" in office.done(*asked).said
    desk = opening.open_database(Path(office.database), "admin", PASSWORD)
    holidays.save_year(desk, 2026, [Feast("FITR", date(2026, 3, 20), 2)])
    desk.database.dispose()
    told = office.done(*asked, "--json")
    assert told.json() == {"safe": "2026-03-20", "legal": "2026-03-23"} and told.said == ""
    assert "2026-03-20, 2026-03-21" in office.done(*asked).said
    office.database = str(tmp_path / "none.casemgr")
    assert office.run(*asked).code == 1


def test_without_a_database_it_is_said_that_an_aid_can_be_a_day_off(bare: Terminal) -> None:
    assert "an Aïd can be a day off" in bare.done("deadline", "BIRTH", "--start", "2026-02-18").said
    assert bare.done("deadline", "STAY_APPEAL", "--start", "2026-02-18").said == ""
