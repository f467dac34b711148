"""A list goes out as far as its reader may read and export, without a formula in it, and comes back as it was."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from casemgr.data.records import Stored, load
from casemgr.domain import checking
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.errors import InvalidDraft, NotAllowed, UserError
from casemgr.domain.ids import Ids
from casemgr.services import records, tables
from casemgr.services.desk import Desk
from casemgr.services.lists import Fate, bring_in, take_out
from tests.data.conftest import MORNING, Hire, later
from tests.sample import OUTING

OUT_OF_THE_ORDINARY = {
    "guide": '=HYPERLINK("http://evil","x")',
    "starts_on": date(2026, 1, 15),
    "ends_on": date(2026, 1, 16),
    "known_since": ApproximateDate.estimated(34, date(2025, 6, 1)),
    "sector": "EMP",
    "languages": ("fr", "ar"),
    "people": 3,
    "cost": Decimal("12.50"),
    "countable": False,
    "phone": "+212612345678",
    "story": '\'=1+1\nsecond line; with, marks\t"quoted"',
    "goals": [
        {"aim": "@aim", "about_health": False, "actions": [{"what": "-one", "done": True}, {"what": "two"}]},
        {"aim": "+aim", "confidentiality": "L1"},
    ],
    "weather": [{"sky": "P1", "since": date(2026, 1, 1)}, {"sky": "P2", "since": date(2026, 1, 10)}],
}


@pytest.fixture
def desk(hire: Hire) -> Desk:
    return hire("COORD", "CASE")


def an_outing(desk: Desk, **other: Any) -> str:
    person = records.save(desk, "beneficiary", {"family_name": "Diallo"}, external_id="P1").id
    values = {**OUT_OF_THE_ORDINARY, **other, "beneficiary": person}
    return records.save(desk, "outing", values, insist=True, external_id="O1").id


def outings(desk: Desk) -> list[Stored]:
    record = desk.database.schema.of("outing")
    with desk.database.reading() as connection:
        ids = list(connection.execute(sa.select(record.record.c.id)).scalars())
        return list(load(connection, record, ids, None).values())


def without_ids(values: Mapping[str, Any]) -> dict[str, Any]:
    def bare(value: Any) -> Any:
        if isinstance(value, list):
            return [{k: bare(v) for k, v in line.items() if k != "id"} for line in value]
        return value

    return {key: bare(value) for key, value in values.items() if key != "beneficiary"}


def empty_again(desk: Desk) -> None:
    """Take the outings away from under the program, so that the same rows are new."""
    schema = desk.database.schema
    made = schema.of("outing")
    assert made.states is not None
    with desk.database.writing() as connection:
        for table in (*(g.table for group in made.groups for g in (*group.inner, group)), made.states, made.record):
            connection.execute(table.delete())


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_goes_out_comes_back_as_it_was(desk: Desk, tmp_path: Path, suffix: str) -> None:
    outing = an_outing(desk)
    records.move(desk, "outing", outing, "DOING", date(2026, 1, 20))
    (before,) = outings(desk)
    path = tmp_path / f"list{suffix}"
    assert take_out(desk, "outing", path, purpose="round trip", semicolon=suffix == ".csv") == 1
    assert not bring_in(desk, "outing", path).counts[Fate.BROUGHT]
    empty_again(desk)
    outcome = bring_in(desk, "outing", path)
    assert outcome.is_written, outcome.lines
    (after,) = outings(desk)
    assert without_ids(after.values) == without_ids(before.values)
    assert after.values["beneficiary"] == before.values["beneficiary"]
    assert (after.external_id, after.branch, after.state) == (before.external_id, before.branch, before.state)
    assert after.confidentiality == before.confidentiality
    assert [goal["confidentiality"] for goal in after.values["goals"]] == ["L0", "L1"]


def test_no_cell_of_a_list_is_a_formula(desk: Desk, tmp_path: Path) -> None:
    an_outing(desk)
    take_out(desk, "outing", tmp_path / "list.csv", purpose="test")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as lines:
        cells = [cell for row in csv.reader(lines) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'+212612345678" in cells
    take_out(desk, "outing", tmp_path / "list.xlsx", purpose="test")
    sheet = CalamineWorkbook.from_path(str(tmp_path / "list.xlsx")).get_sheet_by_index(0)
    cells = [cell for row in sheet.to_python() for cell in row if isinstance(cell, str)]
    assert "+212612345678" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "-", "@"))]
    take_out(desk, "outing", tmp_path / "list.json", purpose="test")
    (told,) = json.loads((tmp_path / "list.json").read_text("utf-8"))
    assert told["guide"] == OUT_OF_THE_ORDINARY["guide"] and told["goals.2.aim"] == "+aim"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@a", "\t=", "'=1", "''=1", "'", "plain", "", "'quoted'", "a=b", "\r="]
)
def test_what_is_made_harmless_is_made_plain_again(text: str) -> None:
    assert not tables.neutral(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert tables.plain_again(tables.neutral(text)) == text


def test_a_list_needs_a_right_a_purpose_and_a_format(desk: Desk, tmp_path: Path, hire: Hire) -> None:
    an_outing(desk)
    with pytest.raises(NotAllowed):
        take_out(hire("CASE"), "outing", tmp_path / "list.csv", purpose="test")
    with pytest.raises(NotAllowed):
        take_out(desk, "beneficiary", tmp_path / "list.csv", purpose="test")
    with pytest.raises(InvalidDraft):
        take_out(desk, "outing", tmp_path / "list.csv", purpose="  ")
    with pytest.raises(UserError):
        take_out(desk, "outing", tmp_path / "list.pdf", purpose="test")
    assert list(tmp_path.glob("list*")) == []


def test_why_and_for_whom_a_list_went_out_is_kept_without_a_value(desk: Desk, tmp_path: Path) -> None:
    an_outing(desk)
    take_out(desk, "outing", tmp_path / "list.csv", purpose="Yearly audit", recipient="The funder")
    audit = desk.database.schema.house.audit
    with desk.database.reading() as connection:
        row = connection.execute(sa.select(audit).where(audit.c.action == "export")).mappings().one()
    assert (row["kind"], row["reason"]) == ("outing", "Yearly audit · The funder")
    assert "guide" in row["fields"] and "HYPERLINK" not in str(dict(row))


def test_what_may_not_be_read_or_exported_is_not_in_the_list(desk: Desk, tmp_path: Path, hire: Hire) -> None:
    an_outing(desk)
    an_outing(hire("COORD", branch="CAS"))
    path = tmp_path / "list.csv"
    assert take_out(desk, "outing", path, purpose="test") == 1
    accounts = hire("FIN")
    assert take_out(accounts, "outing", path, purpose="test") == 2
    text = path.read_text("utf-8-sig")
    assert "HYPERLINK" not in text and "P1" not in text and "2026-01-15" not in text


def test_only_what_changed_since_a_day_goes_out(desk: Desk, tmp_path: Path) -> None:
    an_outing(desk)
    tomorrow = replace(later(desk, MORNING + timedelta(days=1)), ids=Ids())
    an_outing(tomorrow, guide="Second")
    path = tmp_path / "list.json"
    assert take_out(tomorrow, "outing", path, purpose="test", since=tomorrow.today) == 1
    assert [row["guide"] for row in json.loads(path.read_text("utf-8"))] == ["Second"]


def test_a_field_that_is_switched_off_has_no_column(desk: Desk, tmp_path: Path) -> None:
    an_outing(desk)
    take_out(desk, "outing", tmp_path / "list.csv", purpose="test")
    header = (tmp_path / "list.csv").read_text("utf-8-sig").splitlines()[0].split(",")
    assert "judgment" not in header and "days_left" not in header and "guide" in header
    assert {"goals.2.aim", "goals.1.actions.2.what", "weather.2.since"} <= set(header)


def test_the_sample_is_as_full_as_it_claims(desk: Desk) -> None:
    checked = checking.check(OUTING, {**OUT_OF_THE_ORDINARY, "beneficiary": "x"}, desk.context())
    assert checked.errors == ()


def test_only_what_is_chosen_goes_out_in_the_columns_that_are_chosen(desk: Desk, tmp_path: Path, hire: Hire) -> None:
    first, second = an_outing(desk), an_outing(desk, guide="Second")
    elsewhere = an_outing(hire("COORD", branch="CAS"))
    path = tmp_path / "list.json"
    only = [second, elsewhere, second]
    assert take_out(desk, "outing", path, purpose="test", only=only, columns=["guide", "weather"]) == 1
    (row,) = json.loads(path.read_text("utf-8"))
    assert row["guide"] == "Second" and "weather.2.since" in row and "starts_on" not in row and "goals.aim" not in row
    audit = desk.database.schema.house.audit
    with desk.database.reading() as connection:
        kept = connection.execute(sa.select(audit.c.fields).where(audit.c.action == "export")).scalar_one()
    assert set(kept.split()) == {"guide", "weather"} or "story" not in kept
    assert take_out(desk, "outing", path, purpose="test", only=[]) == 0 and first
