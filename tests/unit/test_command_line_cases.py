"""The published cases come in through the command line, and the published figures come out, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.command_line import CASES, PASSWORD, Terminal, cheap, empty_server, read_csv, set_up, write_csv

DIMENSIONS = {"age_UNHCR": "age_band"}
FOUR = ("C01", "C02", "C03", "C06")
OTHERS = (*FOUR, "S04", "L05", "K03", "R04")
PARTS = ("numerator", "denominator", "still_open")


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
        yield Terminal(capsys, str(tmp_path / "cases.casemgr"))
        return
    with empty_server(request.getfixturevalue("postgresql_server")) as address:
        yield Terminal(capsys, address)


def persons_with_statuses(folder: Path) -> Path:
    """The published people with their statuses beside them, as an association's own list would have it."""
    people = read_csv(CASES / "persons.csv")
    statuses: dict[str, list[dict[str, str]]] = {}
    for row in read_csv(CASES / "statuses.csv"):
        statuses.setdefault(row["person"], []).append(row)
    header = [*people[0], *("administrative_status.status", "administrative_status.since")]
    header += ["administrative_status.2.status", "administrative_status.2.since"]
    rows = []
    for person in people:
        known = statuses.get(person["person"], [])
        cells = [cell for row in known for cell in (row["status"], row["valid_from"])]
        rows.append([*person.values(), *cells, *[""] * (4 - len(cells))])
    return write_csv(folder / "persons.csv", [header, *rows])


def bring_in(terminal: Terminal, folder: Path, *, alone: bool = False) -> None:
    """The lists come in by somebody of many roles; or by the first administrator alone, who has one branch so far."""
    if alone:
        terminal.done("init", "--organisation", "Essai", "--branch", "RAB", "--province", "MA-RAB", "--admin", "admin")
        terminal.user = "admin"
    else:
        set_up(terminal, "SUPER", "COORD", "CASE", "HEALTH", "LEGAL")
    people = persons_with_statuses(folder)
    terminal.done("import", "beneficiary", people, "--map", "external_id=person", "--report", folder / "people.csv")
    services = ("import", "service", CASES / "services.csv", "--map", "beneficiary_external_id=person")
    answer = terminal.done(*services, "--map", "external_id=service", "--report", folder / "services.csv")
    assert answer.out.startswith("15 rows: 15 brought in")
    assert len({row["Row"] for row in read_csv(folder / "people.csv")}) == 9


def code_of(terminal: Terminal, name: str) -> str:
    hits = terminal.done("search", name, "--json").json()
    return next(str(hit["code"]) for hit in hits if f"{hit['given_names']} {hit['family_name']}" == name)


def merge_the_double(terminal: Terminal) -> None:
    double, kept = code_of(terminal, "Mamadu Diop"), code_of(terminal, "Mamadou Diop")
    terminal.done("merge", double, kept, "--reason", "Same person, two branches")


def count(terminal: Terminal, period: str, dimension: str, *more: str) -> list[dict[str, Any]]:
    asked = ("--from", "2026-01-01", "--to", "2026-03-31") if period.endswith("Q1") else ("--month", period)
    by = ("--by", DIMENSIONS.get(dimension, dimension)) if dimension != "total" else ()
    answer = terminal.done("count", *asked, *by, *more, "--json").json()
    assert set(answer) >= {"from", "to", "rows"}
    rows: list[dict[str, Any]] = answer["rows"]
    return rows


def bring_in_the_others(terminal: Terminal, folder: Path) -> None:
    """The stays (a stay is no service of the list above: not countable), the referrals and the complaints."""
    header = ["external_id", "beneficiary_external_id", "type", "date", "stay_from", "stay_to", "countable"]
    stays = [
        [f"stay-{row['stay']}", row["person"], "HOU-EMG", row["from"], row["from"], row["to_exclusive"], "non"]
        for row in read_csv(CASES / "stays.csv")
    ]
    terminal.done("import", "service", write_csv(folder / "stays.csv", [header, *stays]))
    sent = [
        [f"referral-{row['referral']}", row["person"], row["sent"], row["status"], row["outcome"]]
        for row in read_csv(CASES / "referrals.csv")
    ]
    header = ["external_id", "beneficiary_external_id", "sent_on", "state", "outcome"]
    terminal.done("import", "referral", write_csv(folder / "referrals.csv", [header, *sent]))
    terminal.done("import", "complaint", CASES / "complaints.csv", "--map", "external_id=complaint")


def test_every_published_figure_comes_out_after_the_published_lists_came_in(terminal: Terminal, tmp_path: Path) -> None:
    """All 59 values of expected.csv, of one base, on both databases."""
    bring_in(terminal, tmp_path)
    bring_in_the_others(terminal, tmp_path)
    merge_the_double(terminal)
    answers: dict[tuple[str, str], list[dict[str, Any]]] = {}
    checked = 0
    for expected in read_csv(CASES / "expected.csv"):
        dimension = expected["dimension"] if expected["dimension"] not in PARTS else "total"
        asked = expected["period"], dimension
        if asked not in answers:
            only = ("--indicator", ",".join(OTHERS if dimension == "total" else FOUR))
            answers[asked] = count(terminal, *asked, *only)
        by = {} if dimension == "total" else {DIMENSIONS.get(dimension, dimension): expected["value"]}
        told = next(row for row in answers[asked] if row["indicator"] == expected["indicator"] and row["by"] == by)
        key = expected["dimension"] if expected["dimension"] in PARTS else "value"
        assert told[key] == int(expected["expected"]), expected
        checked += 1
    assert checked == 59
    assert terminal.done("check").out == "All is well.\n"


def test_the_first_administrator_alone_counts_what_she_brought_in(terminal: Terminal, tmp_path: Path) -> None:
    bring_in(terminal, tmp_path, alone=True)
    merge_the_double(terminal)
    found = {row["indicator"]: row["value"] for row in count(terminal, "2026-Q1", "total") if not row["by"]}
    assert [found[code] for code in FOUR] == [7, 5, 2, 12]


def test_outside_small_counts_are_hidden_and_what_would_tell_them(terminal: Terminal, tmp_path: Path) -> None:
    bring_in(terminal, tmp_path)
    merge_the_double(terminal)
    rows = count(terminal, "2026-Q1", "branch", "--indicator", "C01,C06", "--external")
    told = {(str(row["indicator"]), *row["by"].values()): row.get("hidden") or row["value"] for row in rows}
    assert told["C01",] == 7 and told["C01", "CAS"] == 5
    assert told["C01", "RAB"] == told["C01", "in_several"] == "< 5"  # 4 and 2: another 3 and 1 would read the same
    out = tmp_path / "outside.csv"
    asked = ("count", "--from", "2026-01-01", "--to", "2026-03-31", "--by", "sex", "--external", "--out", out)
    terminal.done(*asked, "--indicator", "C01")
    values = {(row["Indicator"], row["Line"]): row["Value"] for row in read_csv(out)}
    assert values["C01", ""] == "7" and values["C01", "Male"] == "< 5"
    assert not {"1", "2", "3", "4"} & set(values.values())
    assert terminal.run(*asked, "--indicator", "K08").code == 1


def test_who_brings_a_list_in_reads_no_more_of_it_than_before(terminal: Terminal, tmp_path: Path) -> None:
    bring_in(terminal, tmp_path, alone=True)
    shown = terminal.done("show", code_of(terminal, "Aya Kouassi"), "--json").json()
    assert [service["values"]["type"] for service in shown["records"]["service"]] == ["ACC-INT"]  # HEA-ANC is L2


def test_before_the_merge_the_person_of_two_branches_is_two(terminal: Terminal, tmp_path: Path) -> None:
    bring_in(terminal, tmp_path)
    pairs = terminal.done("duplicates", "--json").json()
    double, kept = code_of(terminal, "Mamadu Diop"), code_of(terminal, "Mamadou Diop")
    assert {double, kept} in [{pair["code"], pair["other"]} for pair in pairs]
    total = {"indicator": "C01", "by": {}}
    assert total | {"value": 5} in count(terminal, "2026-02", "total")
    merge_the_double(terminal)
    assert total | {"value": 4} in count(terminal, "2026-02", "total")
    assert code_of(terminal, "Mamadou Diop") == kept
    shown = terminal.done("show", double, "--json").json()
    assert shown["code"] == kept
    assert {service["external_id"] for service in shown["records"]["service"]} == {"2", "9", "10"}


def test_the_same_lists_brought_twice_change_nothing(terminal: Terminal, tmp_path: Path) -> None:
    bring_in(terminal, tmp_path)
    before = count(terminal, "2026-Q1", "total")
    again = terminal.done("import", "beneficiary", CASES / "persons.csv", "--map", "external_id=person")
    assert again.out.startswith("9 rows: 0 brought in, 9 here already")
    without_ids = terminal.done("import", "beneficiary", CASES / "persons.csv")
    assert without_ids.out.startswith("9 rows: 0 brought in, 9 here already")
    services = ("import", "service", CASES / "services.csv", "--map", "beneficiary_external_id=person")
    assert "15 here already" in terminal.done(*services, "--map", "external_id=service").out
    assert count(terminal, "2026-Q1", "total") == before
