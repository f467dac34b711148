"""Who a person is: what her record needs, her names, her age, her nationality and group."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.domain import dates
from casemgr.domain.checking import check, computed, to_complete, with_defaults
from casemgr.domain.conditions import Context
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.errors import UserError
from casemgr.domain.fields import Computed
from casemgr.records.beneficiary import KIND, derived
from tests.unit.persons import (
    HERE,
    TODAY,
    checked,
    every_field,
    person,
    remarks,
    status,
)

CASES = Path(__file__).resolve().parents[1] / "cases"


def test_a_person_with_a_name_a_sex_a_nationality_and_a_group_is_kept_without_a_remark() -> None:
    assert remarks(checked()) == []


@pytest.mark.parametrize("key", ["sex", "nationality", "population_group"])
def test_a_person_is_not_kept_without(key: str) -> None:
    assert (key, "error") in remarks(checked(**{key: None}))


def test_everything_else_may_come_later_and_stands_on_the_list_to_complete() -> None:
    missing = {item.key for item in to_complete(KIND, checked(birth_date=None).values, HERE)}
    assert {"intake_date", "birth_date", "entry_channel", "needs", "urgency", "orientation"} <= missing


def test_a_new_form_proposes_today_the_branch_and_what_is_not_yet_known() -> None:
    draft = with_defaults(KIND, HERE, {})
    assert draft["intake_date"] == TODAY
    assert draft["safe_to_talk"] is True
    assert draft["administrative_status"] == [{"status": "UNK", "since": TODAY, "ground": None, "note": None}]
    assert draft["address"][0]["province"] == "MA-RAB"
    assert (draft["marital_status"], draft["education_level"], draft["employment_status"]) == ("UNK",) * 3


def test_a_check_never_invents_an_intake_date() -> None:
    assert checked().values["intake_date"] is None


def test_the_short_form_can_be_saved_by_someone_without_a_telephone() -> None:
    draft = with_defaults(KIND, HERE, person())
    found = check(KIND, draft, HERE)
    assert found.errors == ()
    assert found.values["phones"] == []


def test_the_people_of_the_cases_are_kept() -> None:
    with (CASES / "persons.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found = check(KIND, from_the_case(row), HERE)
            assert found.errors == (), row["person"]


def from_the_case(row: dict[str, str]) -> dict[str, Any]:
    """The values of one line of persons.csv, each found by the header under which it is brought."""
    by_header = {name: field for field in KIND.stored_fields() for name in (field.key, *field.also)}
    values: dict[str, Any] = {}
    for header in ("family_name", "given_names", "name_ar", "sex", "nationality", "population_group"):
        values[by_header[header].key] = by_header[header].read(row[header], HERE)
    values["intake_date"] = by_header["intake_date"].read(row["intake_date"], Context(today=date(2026, 12, 31)))
    if row["estimated_age"]:
        on = date.fromisoformat(row["estimated_on"])
        values[by_header["estimated_age"].key] = ApproximateDate.estimated(int(row["estimated_age"]), on)
    else:
        values[by_header["dob"].key] = by_header["dob"].read(row["dob"], HERE)
    return {**values, "intake_date": min(values["intake_date"], TODAY)}


def test_a_person_without_any_name_is_refused() -> None:
    assert ("family_name", "error") in remarks(checked(family_name=None, given_names=None))


def test_a_name_in_arabic_alone_is_enough_and_is_the_title() -> None:
    found = checked(family_name=None, given_names=None, family_name_ar="ديوب", given_names_ar="مامادو")
    assert remarks(found) == []
    assert KIND.title(found.values) == "مامادو ديوب"


def test_the_title_is_the_latin_name_when_there_is_one() -> None:
    assert KIND.title(checked(given_names_ar="مامادو").values) == "Mamadou Diop"


@pytest.mark.parametrize(("filled", "empty"), [("given_names", "family_name"), ("family_name", "given_names")])
def test_one_name_alone_is_asked_about_unless_the_person_has_no_other(filled: str, empty: str) -> None:
    assert remarks(checked(**{empty: None})) == [(empty, "warning")]
    assert remarks(checked(**{empty: None}, single_name=True)) == []
    assert person()[filled]


def test_a_name_whole_in_one_script_may_be_half_in_the_other() -> None:
    assert remarks(checked(given_names_ar="مامادو ديوب")) == []


def test_a_name_in_the_fields_of_the_other_script_is_said() -> None:
    assert remarks(checked(given_names="مامادو")) == [("given_names", "warning")]
    assert remarks(checked(family_name_ar="Diop")) == [("family_name_ar", "warning")]


def test_an_odd_character_in_a_name_is_said_and_kept() -> None:
    found = checked(family_name="Diop<b>")
    assert remarks(found) == [("family_name", "warning")]
    assert found.values["family_name"] == "Diop<b>"


def test_another_declared_name_is_for_the_team_of_the_case() -> None:
    alias = checked(aliases=[{"name": "Mamadou Ba", "source": "HCR"}]).values["aliases"][0]
    assert alias["confidentiality"] == "L1"


def test_a_person_is_searched_in_both_scripts_by_alias_and_by_number() -> None:
    assert KIND.search is not None
    paths = {path for path, _field in every_field()}
    assert set(KIND.search.names) | set(KIND.search.numbers) <= paths
    assert {"family_name", "family_name_ar", "used_name", "aliases.name"} <= set(KIND.search.names)
    assert {"phones.number", "documents.number", "unhcr_number", "idcs"} == set(KIND.search.numbers)


def age_of(birth: ApproximateDate | None, **values: Any) -> str:
    """The age as it is shown."""
    field = KIND.field("age")
    return field.show(computed(KIND, person(birth_date=birth, **values), HERE)["age"])


def test_an_age_is_bare_when_known_and_marked_when_estimated() -> None:
    assert age_of(ApproximateDate.of_day(date(1990, 3, 2))) == "35"
    assert age_of(ApproximateDate.of_day(date(1990, 3, 1))) == "36"
    assert age_of(ApproximateDate.estimated(34, date(2025, 6, 1))) == "~34"
    assert age_of(ApproximateDate.unknown()) == ""
    assert age_of(None) == ""


def test_the_dead_do_not_grow_older() -> None:
    born = ApproximateDate.of_day(date(1990, 3, 1))
    assert age_of(born, deceased_on=date(2020, 2, 28)) == "29"


BIRTHS = [date(1990, 3, 1), date(1990, 3, 2), date(2000, 2, 29), date(2008, 12, 31), date(2026, 7, 1), None]
DAYS = [date(2026, 3, 1), date(2025, 2, 28), date(2024, 2, 29)]


def ages_by_the_database(url: str) -> list[list[int | None]]:
    """The ages that the database computes for these births, on each of these days."""
    engine = sa.create_engine(url)
    table = sa.Table(
        "person",
        sa.MetaData(),
        sa.Column("place", sa.Integer()),
        sa.Column("birth_date", sa.Date()),
        sa.Column("deceased_on", sa.Date()),
    )
    field = KIND.field("age")
    assert isinstance(field, Computed)
    assert field.sql is not None
    expression = field.sql
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"place": n, "birth_date": day} for n, day in enumerate(BIRTHS)])
        found = [
            list(connection.execute(sa.select(expression(table.c, day)).order_by(table.c.place)).scalars())
            for day in DAYS
        ]
        table.drop(connection)
    engine.dispose()
    return found


@pytest.fixture(params=["file", "server"])
def url(request: pytest.FixtureRequest) -> str:
    """A file in memory, or the PostgreSQL of the tests."""
    return "sqlite://" if request.param == "file" else str(request.getfixturevalue("postgresql_url"))


def test_the_database_counts_the_same_years(url: str) -> None:
    for day, ages in zip(DAYS, ages_by_the_database(url), strict=True):
        expected = [None if born is None else dates.age_on(ApproximateDate.of_day(born), day) or 0 for born in BIRTHS]
        assert ages == expected


def test_a_possible_minor_is_said_and_shown() -> None:
    found = checked(birth_date=ApproximateDate.estimated(17, TODAY))
    assert remarks(found) == [("birth_date", "warning")]
    assert computed(KIND, found.values, HERE)["possible_minor"] is True
    known = checked(birth_date=ApproximateDate.of_day(date(2009, 1, 5)))
    assert remarks(known) == []
    assert computed(KIND, known.values, HERE)["possible_minor"] is False


def test_the_first_of_january_is_asked_again() -> None:
    assert remarks(checked(birth_date=ApproximateDate.of_day(date(1990, 1, 1)))) == [("birth_date", "warning")]
    assert remarks(checked(birth_date=ApproximateDate.of_year(1990))) == []


def test_a_birth_to_come_is_refused() -> None:
    assert remarks(checked(birth_date=ApproximateDate.of_day(date(2026, 3, 2)))) == [("birth_date", "error")]


@pytest.mark.parametrize(
    ("arrival", "strength"),
    [
        (ApproximateDate.of_year(1989), "error"),
        (ApproximateDate.of_month(1990, 4), "error"),
        (ApproximateDate.of_month(1990, 5), None),
        (ApproximateDate.of_year(1990), None),
        (ApproximateDate.unknown(), None),
    ],
)
def test_nobody_arrives_before_being_born(arrival: ApproximateDate, strength: str | None) -> None:
    assert remarks(checked(arrival=arrival)) == ([("arrival", strength)] if strength else [])


def test_with_an_estimated_age_an_arrival_before_birth_is_only_said() -> None:
    young = ApproximateDate.estimated(20, TODAY)
    assert remarks(checked(birth_date=young, arrival=ApproximateDate.of_year(2004))) == [("arrival", "warning")]


def test_nobody_returns_settles_abroad_or_dies_before_being_born() -> None:
    before = ApproximateDate.of_year(1980)
    found = checked(
        nationality="MA",
        population_group="RET",
        return_date=before,
        residence_since=before,
        deceased_on=date(1990, 5, 2),
    )
    assert {field for field, strength in remarks(found) if strength == "error"} == {
        "return_date",
        "residence_since",
        "deceased_on",
    }


@pytest.mark.parametrize("group", ["MRE", "RET"])
def test_moroccans_abroad_or_returning_are_moroccan_first_or_also(group: str) -> None:
    assert ("population_group", "error") in remarks(checked(population_group=group))
    assert remarks(checked(population_group=group, nationality="MA")) == []
    assert remarks(checked(population_group=group, nationality="FR", other_nationalities=("MA",))) == []


def test_another_nationality_is_another_one() -> None:
    assert remarks(checked(other_nationalities=("SN",))) == [("other_nationalities", "error")]
    assert remarks(checked(other_nationalities=("FR",))) == []


@pytest.mark.parametrize(
    "said", ["SN", "Sénégalaise", "sénégalais", "Sénégal", "السنغال", "سنغالية", "سنغالي", "Senegalese"]
)
def test_a_nationality_is_read_as_old_lists_write_it(said: str) -> None:
    assert KIND.field("nationality").read(said, HERE) == "SN"


def test_what_is_no_nationality_is_refused_in_words() -> None:
    with pytest.raises(UserError):
        KIND.field("nationality").read("Atlantide", HERE)


@pytest.mark.parametrize(
    ("said", "code"), [("H", "M"), ("Homme", "M"), ("F", "F"), ("femme", "F"), ("ذكر", "M"), ("أنثى", "F"), ("", None)]
)
def test_a_sex_is_read_as_old_lists_write_it(said: str, code: str | None) -> None:
    assert KIND.field("sex").read(said, HERE) == code


@pytest.mark.parametrize(
    ("code", "nationality", "group"),
    [
        ("MA_NAT", "MA", "HOST"),
        ("MRE", "MA", "MRE"),
        ("MRE_RET", "MA", "RET"),
        ("ASY", "SY", "ASY"),
        ("REF_HCR", "SY", "REF"),
        ("STL", "XXA", "STL"),
        ("CI", "SN", "MIG"),
        ("IRR", "SN", "MIG"),
        ("UNK", "XXA", "STL"),
        ("UNK", "SN", "MIG"),
        ("UNK", "MA", None),
        ("UNK", "XXX", None),
        ("UNK", None, None),
    ],
)
def test_the_group_is_proposed_from_status_and_nationality(
    code: str, nationality: str | None, group: str | None
) -> None:
    values = {"administrative_status": status(code), "nationality": nationality}
    assert derived.proposed_population_group(values, HERE) == group


def test_a_group_that_differs_from_a_certain_status_is_said_and_kept() -> None:
    assert remarks(checked(administrative_status=status("REF_BRA"))) == [("population_group", "warning")]
    assert remarks(checked(administrative_status=status("IRR"))) == []
    alone = checked(administrative_status=status("REF_BRA"), population_group="UASC")
    assert remarks(alone) == []
