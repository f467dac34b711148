"""The published cases of the domain come out exactly, on both databases; and new + continuing = reached, always."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa

from casemgr.data import merging
from casemgr.data.database import Database
from casemgr.domain.dates import ApproximateDate
from casemgr.records import KINDS
from casemgr.services.counting import CountRequest, count, leaving, month, paper, who
from casemgr.services.counting.grid import report
from casemgr.services.counting.tables import Sheet
from casemgr.services.desk import Desk
from tests.data.conftest import Hire, open_empty

CASES = Path(__file__).parent.parent / "cases"
INDICATORS = ("C01", "C02", "C03", "C06")
DIMENSIONS = {"age_UNHCR": "age_band"}
TOTAL_SAID = {"fr": "Total", "ar": "المجموع"}


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def birth(row: dict[str, str]) -> ApproximateDate:
    match row["dob_precision"]:
        case "DAY":
            return ApproximateDate.of_day(date.fromisoformat(row["dob"]))
        case "YEAR":
            return ApproximateDate.of_year(int(row["dob"]))
        case "EST":
            return ApproximateDate.estimated(int(row["estimated_age"]), date.fromisoformat(row["estimated_on"]))
    return ApproximateDate.unknown()


@pytest.fixture(params=["file", "server"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = request.getfixturevalue("postgresql_url") if request.param == "server" else ""
    opened = open_empty(request.param, KINDS, tmp_path, url)
    branches = [
        {"code": code, "name_fr": code, "name_ar": code, "name_en": code, "province": province}
        for code, province in (("RAB", "MA-RAB"), ("CAS", "MA-CAS"))
    ]
    with opened.writing() as connection:
        connection.execute(opened.schema.house.branch.insert(), branches)
    yield opened
    opened.dispose()


@pytest.fixture
def supervisor(hire: Hire) -> Desk:
    return hire("SUPER", "COORD", "CASE", "HEALTH", "LEGAL", branches=("RAB", "CAS"))


def bring_in(desk: Desk, *, merged: bool = True) -> dict[str, str]:
    """Bring the published people and services in; returns the id of each person's letter."""
    people: dict[str, str] = {}
    statuses: dict[str, list[dict[str, Any]]] = {}
    for row in rows("statuses.csv"):
        line = {"status": row["status"], "since": day(row["valid_from"]), "confidentiality": "L0"}
        statuses.setdefault(row["person"], []).append(line)
    with desk.work() as work:
        for row in rows("persons.csv"):
            values = {
                "family_name": row["family_name"],
                "given_names": row["given_names"],
                "sex": row["sex"],
                "birth_date": birth(row),
                "nationality": row["nationality"],
                "population_group": row["population_group"],
                "intake_date": day(row["intake_date"]),
                "administrative_status": statuses.get(row["person"], []),
            }
            people[row["person"]] = work.create("beneficiary", values, branch=row["branch"])
        for row in rows("services.csv"):
            values = {
                "beneficiary": people[row["person"]],
                "type": row["type"],
                "date": day(row["date"]),
                "programme": row["programme"] or None,
                "quantity": int(row["quantity"]),
                "countable": True,
            }
            service = work.create("service", values, branch=row["branch"])
            if row["void"] == "1":
                work.void("service", service, "void")
        for row in rows("persons.csv"):
            if row["merged_into"] and merged:
                merging.merge(work, "beneficiary", people[row["person"]], people[row["merged_into"]])
    return people


def period(text: str) -> tuple[date, date]:
    if text.endswith("Q1"):
        return date(int(text[:4]), 1, 1), date(int(text[:4]), 3, 31)
    return month(int(text[:4]), int(text[5:]))


def test_every_published_value_comes_out_exactly(supervisor: Desk) -> None:
    bring_in(supervisor)
    checked = 0
    for expected in rows("expected.csv"):
        if expected["indicator"] not in INDICATORS:
            continue
        start, end = period(expected["period"])
        total = expected["dimension"] == "total"
        dimension = DIMENSIONS.get(expected["dimension"], expected["dimension"])
        table = count(supervisor, CountRequest(start, end, by=() if total else (dimension,)))
        by = {} if total else {dimension: expected["value"]}
        assert table.value(expected["indicator"], **by) == int(expected["expected"]), expected
        assert total or by in [row.by for row in table.rows], expected
        checked += 1
    assert checked == 48


def test_before_the_merge_february_would_read_five(supervisor: Desk) -> None:
    bring_in(supervisor, merged=False)
    assert count(supervisor, CountRequest(*month(2026, 2))).value("C01") == 5


def test_one_person_has_one_age_in_a_table_that_of_her_first_service_in_it(supervisor: Desk) -> None:
    bring_in(supervisor)
    quarter = CountRequest(date(2026, 1, 1), date(2026, 3, 31), by=("age_band",))
    assert count(supervisor, quarter).value("C01", age_band="12-17") == 1
    march = CountRequest(*month(2026, 3), by=("age_band",))
    assert count(supervisor, march).value("C01", age_band="12-17") == 0
    assert count(supervisor, march).value("C01", age_band="U") == 0
    assert {"age_band": "U"} in [row.by for row in count(supervisor, march).rows]


def test_two_dimensions_at_once_say_who_stands_in_several_lines(supervisor: Desk) -> None:
    bring_in(supervisor)
    table = count(supervisor, CountRequest(date(2026, 1, 1), date(2026, 3, 31), by=("sex", "branch")))
    assert table.value("C01", sex="F", branch="RAB") == 3
    assert table.value("C01", sex="M", branch="CAS") == 3
    assert table.value("C01", sex="F", branch="in_several") + table.value("C01", sex="M", branch="in_several") == 2
    assert table.value("C01") == 7


def test_a_scope_of_one_programme_or_branch_looks_at_its_lines_only(supervisor: Desk) -> None:
    bring_in(supervisor)
    start, end = date(2026, 1, 1), date(2026, 3, 31)
    assert count(supervisor, CountRequest(start, end, programme="PVI")).value("C01") == 3
    assert count(supervisor, CountRequest(start, end, branch="RAB")).value("C06") == 6
    assert count(supervisor, CountRequest(start, end, branch="CAS")).value("C02") == 4


def test_who_stands_behind_a_figure_is_shown_only_as_far_as_the_reader_may_read(supervisor: Desk, hire: Hire) -> None:
    people = bring_in(supervisor)
    quarter = CountRequest(date(2026, 1, 1), date(2026, 3, 31), by=("branch",))
    assert len(who(supervisor, quarter, "C01", {"branch": "in_several"})) == 2
    assert set(who(supervisor, quarter, "C02", {})) == {people[letter] for letter in "CAEHF"}
    stranger = hire("COORD", branch="TNG")
    assert who(stranger, quarter, "C01", {}) == []
    assert count(stranger, quarter).value("C01") == 7


def pages_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_count_is_handed_on_as_a_paper_and_noted(supervisor: Desk, tmp_path: Path, language: str) -> None:
    bring_in(supervisor)
    asked = CountRequest(date(2026, 1, 1), date(2026, 3, 31), by=("branch",))
    found = report(supervisor, asked)
    inside, outside = tmp_path / "chiffres.pdf", tmp_path / "dehors.pdf"
    leaving.write(supervisor, found, inside, language)
    said = pages_of(inside)
    for wanted in ("31/03/2026", "RAB", "CAS", str(found.table.value("C01", branch="RAB")), TOTAL_SAID[language]):
        assert wanted in said
    leaving.write(supervisor, found, outside, language, outside=True)
    assert "< 5" in pages_of(outside) and "< 5" not in said
    audit = supervisor.database.schema.house.audit
    with supervisor.database.reading() as connection:
        noted = connection.execute(sa.select(audit.c.fields).where(audit.c.action == "export")).scalars().all()
    assert len(noted) == 2 and all("C01" in one and "branch" in one for one in noted)


def test_a_wide_table_goes_on_under_itself_with_the_names_of_its_lines(supervisor: Desk) -> None:
    columns = ("Antenne", *(f"colonne{number:02}" for number in range(19)))
    sheet = Sheet("Large", columns, (("Rabat", *range(100, 119)), ("Total", *range(200, 219))), frozenset({1}))
    made = paper.as_pdf(supervisor, Sheet("", ("", ""), (("Du", "01/01/2026"),)), [sheet], "fr")
    with pypdfium2.PdfDocument(made.pdf) as pdf:
        said = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    assert said.count("Rabat") == said.count("Total") == 3 and said.count("Large") == 1
    assert all(str(figure) in said for figure in (*range(100, 119), *range(200, 219)))


def test_a_table_of_figures_says_its_title_again_on_the_next_page_and_cuts_no_word_of_a_column(
    supervisor: Desk,
) -> None:
    branches = ("Casablanca", "Marrakech", "Tanger", "Oujda", "Nador", "Agadir")
    columns = ("Nationalité", *(f"Antenne de {branch} (démonstration)" for branch in branches), "Total")
    rows = tuple((f"ligne {place}", *range(7)) for place in range(40))
    made = paper.as_pdf(supervisor, Sheet("", ("", ""), ()), [Sheet("dont nouveaux", columns, rows)], "fr")
    with pypdfium2.PdfDocument(made.pdf) as pdf:
        pages = [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]
    assert len(pages) > 1 and "Dont nouveaux" in pages[0] and any("Dont nouveaux (suite)" in one for one in pages[1:])
    assert sum(one.count("(démonstration)") for one in pages) >= 6 and all(
        any(branch in one for one in pages) for branch in branches
    )
