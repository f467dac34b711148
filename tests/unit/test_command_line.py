"""The command line keeps its word: exit codes, one sentence, three languages, passwords that nobody sees."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from casemgr import cli
from casemgr.cli import arguments, journal, terminal
from casemgr.domain.words import LANGUAGES, current_language
from casemgr.records import KINDS
from tests.unit.command_line import PASSWORD, Terminal, cheap, read_csv, set_up, write_csv

ROOT = Path(__file__).parents[2]
SETTING_UP = ("init", "demo", "user", "check", "backup", "restore")
ABOUT_PEOPLE = ("search", "show", "duplicates", "merge", "summary", "print")
WORKING = ("kinds", "import", "export", *ABOUT_PEOPLE, "count", "deadline")
TODAY = (*SETTING_UP, *WORKING)
LATER = ("report", "hub", "join", "exchange", "conflicts")
PERSON = ["family_name", "given_names", "sex", "birth_date", "nationality", "population_group"]


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """An association in a file; "sami" coordinates and works there."""
    monkeypatch.setenv("CASEMGR_PASSWORD", PASSWORD)
    monkeypatch.setenv("CASEMGR_NEW_PASSWORD", PASSWORD)
    monkeypatch.setattr("casemgr.data.keyslots.Cost", cheap)
    office = Terminal(capsys, str(tmp_path / "office.casemgr"))
    set_up(office, "COORD", "CASE")
    return office


@pytest.fixture
def bare(capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A terminal without a database."""
    return Terminal(capsys, "")


def one_line(text: str) -> str:
    (line,) = text.strip().splitlines()
    return line


# --- usage --------------------------------------------------------------------------------------------------
def test_every_command_of_today_has_its_help_and_none_of_later_is_there(bare: Terminal) -> None:
    help_ = bare.run("--help")
    assert help_.code == 0
    for name in TODAY:
        assert f"\n    {name} " in help_.out, name
        assert bare.run(name, "--help").code == 0
    for name in LATER:
        assert f"    {name} " not in help_.out
        assert bare.run(name).code == 2


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nonsense"],
        ["kinds", "--jso"],
        ["count", "--month", "2026-13"],
        ["count", "--month", "janvier"],
        ["count", "--from", "2026-02-30", "--to", "2026-03-01"],
        ["count"],
        ["count", "--month", "2026-01", "--from", "2026-01-01"],
        ["count", "--month", "2026-01", "--json", "--out", "x.csv"],
        ["search"],
        ["search", "x", "--limit", "0"],
        ["duplicates", "--min-score", "2"],
        ["merge", "A", "B"],
        ["export", "service", "--out", "x.csv"],
        ["init", "--organisation", "A", "--branch", "RAB", "--admin", "a"],
        ["check"],
    ],
)
def test_wrong_usage_exits_with_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(words) == 2
    written = capsys.readouterr()
    assert written.out == "" and written.err.strip()
    assert "Traceback" not in written.err


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_complaint_is_one_sentence_in_the_language_asked_for(office: Terminal, language: str) -> None:
    office.language = language
    said = {office.run(*words).said for words in (["show", "nothing"], ["import", "nothing", "x.csv"])}
    for sentence in said:
        assert one_line(sentence)
    assert bool([c for c in "".join(said) if "\u0621" <= c <= "\u064a"]) is (language == "ar")


def test_the_language_of_the_computer_is_spoken_unless_another_is_asked_for(
    bare: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = current_language()
    for said, expected in (("ar_MA.UTF-8", "ar"), ("en_GB.UTF-8", "en"), ("C", "fr"), ("de_DE", "fr")):
        monkeypatch.setenv("LC_ALL", said)
        bare.capture.readouterr()
        assert cli.main(["kinds"]) == 0
        label = KINDS[0].label.as_json()[expected]
        assert bare.capture.readouterr().out.splitlines()[0].endswith(label)
    assert cli.main(["--language=en", "kinds"]) == 0
    assert bare.capture.readouterr().out.splitlines()[0].endswith("Beneficiary")
    assert current_language() == before


# --- without a database -------------------------------------------------------------------------------------
def test_kinds_tells_every_kind_and_field_as_json(bare: Terminal) -> None:
    told = {kind["kind"]: kind for kind in bare.done("kinds", "--json").json()}
    assert list(told) == [kind.key for kind in KINDS]
    for kind in KINDS:
        assert set(told[kind.key]["labels"]) == {"fr", "ar", "en"}
        assert [field["key"] for field in told[kind.key]["fields"]] == [field.key for field in kind.fields()]
        assert [rows["key"] for rows in told[kind.key]["rows"]] == [rows.key for rows in kind.rows()]
        for field in told[kind.key]["fields"]:
            assert set(field) == {"key", "type", "vocabulary", "required", "confidentiality", "labels"}
    fields = {field["key"]: field for field in told["beneficiary"]["fields"]}
    assert fields["sex"]["vocabulary"] == "sex" and fields["sex"]["required"] is True
    assert fields["birth_date"]["type"] == "approximate_date"


def test_kinds_and_help_load_neither_database_nor_window() -> None:
    code = (
        "import sys; from casemgr.cli import main; main(['kinds', '--json'])\n"
        "loaded = {'PySide6', 'psycopg', 'sqlcipher3', 'xlsxwriter', 'python_calamine', 'phonenumbers'}\n"
        "print(sorted(loaded & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert json.loads(done.stdout)


def test_whoever_reads_only_the_first_line_sees_no_traceback() -> None:
    command = f"{sys.executable} -m casemgr.cli kinds --json | head -n 1"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[\n" and done.stderr == ""


# --- signing in ---------------------------------------------------------------------------------------------
def test_the_recovery_key_is_shown_once_and_opens_nothing_by_chance(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEMGR_PASSWORD", PASSWORD)
    monkeypatch.setattr("casemgr.data.keyslots.Cost", cheap)
    made = Terminal(capsys, str(tmp_path / "a.casemgr"))
    words = ("init", "--organisation", "A", "--branch", "RAB", "--province", "MA-RAB", "--admin", "admin")
    key = made.done(*words).out.splitlines()[-1]
    assert len(key.replace("-", "")) >= 28
    again = made.run(*words)
    assert again.code == 1 and one_line(again.said)
    (first,) = made.done("user", "list", "--json").json()
    assert first["roles"] == ["ADMIN", "COORD", "CASE"] and first["branches"] == ["RAB"]


def test_a_wrong_branch_or_province_leaves_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEMGR_PASSWORD", PASSWORD)
    made = Terminal(capsys, str(tmp_path / "a.casemgr"))
    for branch, province in (("rabat", "MA-RAB"), ("RAB", "Rabat")):
        words = ("--branch", branch, "--province", province, "--admin", "admin")
        assert made.run("init", "--organisation", "A", *words).code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_password_comes_from_a_file_or_the_environment_never_from_the_address(
    office: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "password"
    kept.write_text(f"{PASSWORD}\n", encoding="utf-8")
    monkeypatch.delenv("CASEMGR_PASSWORD")
    assert office.run("check").code == 2
    office.capture.readouterr()
    options = ["--database", office.database, "--user", "sami", "--password-file", str(kept)]
    assert cli.main([*options, "check"]) == 0
    kept.write_text("another password\n", encoding="utf-8")
    office.capture.readouterr()
    assert cli.main([*options, "check"]) == 1
    monkeypatch.setenv("CASEMGR_PASSWORD", PASSWORD)
    for address in ("postgresql://sami:secret@localhost/base", "postgresql://localhost/base?password=secret"):
        refused = Terminal(office.capture, address).run("check")
        assert refused.code == 1 and "secret" not in refused.said
    for address in ("mysql://localhost/base", "postgresql://localhost:port/base", "postgresql://localhost"):
        assert Terminal(office.capture, address).run("check").code == 1


def test_who_left_no_longer_signs_in(office: Terminal) -> None:
    office.user = "admin"
    assert office.run("user", "disable", "nobody").code == 1
    office.done("user", "disable", "sami")
    office.user = "sami"
    assert office.run("search", "diallo").code == 1
    office.user = "admin"
    assert [one["disabled"] for one in office.done("user", "list", "--json").json() if one["login"] == "sami"] == [True]


def test_a_new_person_needs_a_known_role_a_known_branch_and_a_password(office: Terminal) -> None:
    office.user = "admin"
    add = ("user", "add", "leila", "--name", "Leila", "--role")
    assert office.run(*add, "KING").code == 1
    assert office.run(*add, "CASE", "--branch", "TNG").code == 1
    office.done("branch", "add", "TNG", "--province", "MA-TNG", "--name", "Tanger")
    office.done(*add, "case,psy", "--branch", "TNG")
    people = {one["login"]: one for one in office.done("user", "list", "--json").json()}
    assert people["leila"]["roles"] == ["CASE", "PSY"] and people["leila"]["branch"] == "TNG"
    office.user = "sami"
    assert office.run(*add, "CASE").code == 1


# --- people and lists ---------------------------------------------------------------------------------------
def test_a_list_is_brought_searched_shown_merged_and_reported(office: Terminal, tmp_path: Path) -> None:
    people = [["Diallo", name, "M", "03/05/1990", "GN", "MIG"] for name in ("Mamadou", "Mamadu")]
    path = write_csv(tmp_path / "people.csv", [[*PERSON, "Pointure"], *([*row, 38] for row in people)], ";")
    dry = office.done("import", "beneficiary", path, "--dry-run")
    assert dry.out.startswith("2 rows: 2 ready") and "Pointure" in dry.said
    office.done("import", "beneficiary", path, "--report", tmp_path / "report.csv")
    assert [row["Fate"] for row in read_csv(tmp_path / "report.csv")] == ["brought in"] * 2
    first, second = office.done("search", "mamadou diallo", "--json").json()
    assert set(first) == {"code", "family_name", "given_names", "name_ar", "birth", "branch", "score"}
    assert first["score"] >= second["score"] and first["birth"] == "03/05/1990"
    (pair,) = office.done("duplicates", "--json").json()
    assert set(pair) == {"code", "other", "score"}
    assert office.done("duplicates", "--min-score", "1", "--json").json() in ([], [pair])
    office.done("merge", second["code"].lower(), first["code"], "--reason", "Same")
    assert len(office.done("search", "diallo", "--json").json()) == 1
    shown = office.done("show", second["code"], "--json").json()
    assert shown["code"] == first["code"] and shown["values"]["age"] >= 36
    assert shown["records"] == {}
    assert "Diallo" in office.done("show", first["code"]).out


def test_a_refused_list_says_where_on_standard_error_and_exits_with_one(office: Terminal, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "people.csv", [PERSON, ["Secretname", "A", "Z", "", "GN", "MIG"]])
    refused = office.run("import", "beneficiary", path, "--report", tmp_path / "report.csv")
    assert refused.code == 1 and "row 2: sex:" in refused.said
    assert "Secretname" not in refused.said + refused.out + (tmp_path / "report.csv").read_text("utf-8-sig")
    assert office.done("search", "secretname", "--json").json() == []


def test_a_list_goes_out_with_its_purpose(office: Terminal, tmp_path: Path) -> None:
    people = write_csv(tmp_path / "people.csv", [[*PERSON, "external_id"], ["Bah", "A", "F", "", "GN", "MIG", "1"]])
    office.done("import", "beneficiary", people)
    lines = [["beneficiary_external_id", "type", "date"], ["1", "ACC-INT", "2026-01-05"]]
    office.done("import", "service", write_csv(tmp_path / "services.csv", lines))
    out = tmp_path / "out.csv"
    assert office.done("export", "service", "--out", out, "--purpose", "Audit").out.startswith("1 ")
    (row,) = read_csv(out)
    assert row["type"] == "ACC-INT" and row["date"] == "2026-01-05"
    assert office.run("export", "beneficiary", "--out", out, "--purpose", "x").code == 1
    assert office.run("export", "service", "--out", tmp_path / "out.doc", "--purpose", "x").code == 1


def test_a_count_answers_as_a_table_as_json_and_in_a_file(office: Terminal, tmp_path: Path) -> None:
    answer = office.done("count", "--month", "2026-01", "--by", "sex,branch", "--json").json()
    assert (answer["from"], answer["to"]) == ("2026-01-01", "2026-01-31")
    assert {"indicator": "C01", "by": {}, "value": 0} in answer["rows"]
    period = ("count", "--from", "2026-01-01", "--to", "31/03/2026", "--indicator", "C01,C06")
    assert len(office.done(*period).out.splitlines()) == 3
    for suffix in ("csv", "xlsx", "json", "pdf"):
        office.done(*period, "--out", tmp_path / f"count.{suffix}")
        assert (tmp_path / f"count.{suffix}").stat().st_size > 0
    for wrong in (["--out", "count.doc"], ["--by", "shoe"], ["--branch", "XXX"], ["--programme", "XXX"]):
        assert office.run("count", "--month", "2026-01", *wrong).code == 1
    assert office.run("count", "--from", "2026-02-01", "--to", "2026-01-01").code == 1


# --- upkeep -------------------------------------------------------------------------------------------------
def test_a_backup_is_made_checked_and_restored_beside_what_was_there(office: Terminal, tmp_path: Path) -> None:
    copy = tmp_path / "copy.casemgr-backup"
    assert office.run("backup", "--out", copy).code == 1  # a coordinator makes no copy of everything
    office.user = "admin"
    office.done("backup", "--out", copy)
    assert office.run("backup", "--out", copy).code == 1
    office.done("user", "disable", "sami")
    restored = office.done("restore", copy)
    assert len(list(tmp_path.glob("office-*.casemgr"))) == 1 and "office-" in restored.out
    assert [one["disabled"] for one in office.done("user", "list", "--json").json()] == [False, False]
    (tmp_path / "broken").write_bytes(copy.read_bytes()[:-100])
    assert office.run("restore", tmp_path / "broken").code == 1
    office.user = "stranger"
    assert office.run("restore", copy).code == 1


def test_check_says_what_is_wrong_and_exits_with_one(office: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    assert office.done("check", "--json").json() == []
    from casemgr.domain.words import same
    from casemgr.services import integrity

    found = [integrity.Finding("audit", same("A link is broken."), 1)]
    monkeypatch.setattr(integrity, "check", lambda *_arguments: found)
    assert office.run("check").code == 1
    assert office.run("check", "--json").json()[0]["kind"] == "audit"


def test_a_demonstration_has_its_logins_and_says_what_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = Terminal(capsys, str(tmp_path / "demo.casemgr"), user="demo")
    demo.done("demo", "--people", "8", "--seed", "3")
    monkeypatch.setenv("CASEMGR_PASSWORD", "demo")
    logins = {one["login"] for one in demo.done("user", "list", "--json").json()}
    assert {"demo", "psy", "legal", "meal"} <= logins
    assert demo.run("demo").code == 1  # never over what is there


# --- when it goes wrong -------------------------------------------------------------------------------------
def test_a_bug_of_ours_is_one_neutral_sentence_and_a_log_without_values(
    bare: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_options: object) -> int:
        raise KeyError("Aïssatou Diallo")

    monkeypatch.setattr("casemgr.cli.kinds.show_kinds", fail)
    answer = bare.run("kinds")
    assert answer.code == 1 and answer.out == ""
    log = journal.journal_path()
    assert str(log) in one_line(answer.said)
    last = log.read_text(encoding="utf-8").splitlines()[-1]
    assert "KeyError" in last and "fail" in last
    assert "Diallo" not in answer.said and "Diallo" not in log.read_text(encoding="utf-8")


def test_ctrl_c_leaves_without_a_word(bare: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("casemgr.cli.kinds.show_kinds", stop)
    answer = bare.run("kinds")
    assert (answer.code, answer.out, answer.said) == (130, "", "")


def test_progress_shows_on_a_terminal_and_nowhere_else(bare: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def count_up() -> str:
        progress = terminal.Progress("Counting")
        for done in range(3):
            progress(done, 2)
        progress.end()
        return bare.capture.readouterr().err

    assert count_up() == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert "Counting 50 %" in count_up()


def test_a_name_cannot_drive_the_terminal(bare: Terminal) -> None:
    terminal.say_table([("\x1b[2Jname", "ع"), ("other", "b")])
    assert "\x1b" not in bare.capture.readouterr().out


def test_days_and_months_are_read_as_people_write_them() -> None:
    assert arguments.a_day("31/01/2026") == arguments.a_day("2026-01-31")
    assert arguments.a_month("2026-02") == (2026, 2)
    assert arguments.several(" C01, C02,") == ("C01", "C02")
