"""What is asked of a service, what is only said, how secret it is, and how its nights are counted."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from casemgr.domain import open_case
from casemgr.domain.access import all_grants
from casemgr.domain.checking import Checked, check, computed, to_complete, with_defaults
from casemgr.domain.conditions import Context, Lookup, NoLookup
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.fields import Computed
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import use_language
from casemgr.records.service import KIND, rules
from tests.unit.other_records import OtherRecords

TODAY = date(2026, 5, 20)
CASES = Path(__file__).resolve().parents[1] / "cases"


def at(lookup: Lookup | None = None, *switches: str) -> Context:
    return Context(today=TODAY, switches=frozenset(switches), user="amina", lookup=lookup or NoLookup())


def draft(**given: Any) -> dict[str, Any]:
    return with_defaults(KIND, at(), {"beneficiary": "p1", "type": "ACC-INFO", **given})


def checked(context: Context | None = None, **given: Any) -> Checked:
    return check(KIND, draft(**given), context or at())


def errors(result: Checked) -> set[str]:
    return {issue.field for issue in result.errors}


def warnings(result: Checked) -> set[str]:
    return {str(issue.message) for issue in result.warnings}


# --- a new line ---------------------------------------------------------------------------------------------
def test_a_person_and_a_type_are_enough() -> None:
    result = checked()
    assert result.issues == ()
    assert result.values["date"] == TODAY
    assert result.values["quantity"] == 1
    assert result.values["countable"] is True
    assert result.values["mode"] == "OFFICE"
    assert result.values["delivered_by"] == "amina"
    assert result.values["programme"] is None


def test_a_service_without_a_person_or_a_type_is_refused() -> None:
    assert errors(checked(beneficiary=None)) == {"beneficiary"}
    assert errors(checked(type=None)) == {"type"}


def test_a_service_to_come_is_refused() -> None:
    assert errors(checked(date=date(2026, 5, 21))) == {"date"}


def test_nothing_is_counted_below_one() -> None:
    assert errors(checked(type="SOC-BABY", quantity=0)) == {"quantity"}


@pytest.mark.parametrize(
    ("typed", "kept"), [("9h", "09:00"), ("14h30", "14:30"), ("08:05", "08:05"), ("9.15", "09:15")]
)
def test_a_time_is_kept_one_way(typed: str, kept: str) -> None:
    result = checked(time=typed)
    assert (result.values["time"], result.errors) == (kept, ())


@pytest.mark.parametrize("typed", ["25:00", "9:75", "midi", "9::30"])
def test_what_is_not_a_time_is_refused(typed: str) -> None:
    assert errors(checked(time=typed)) == {"time"}


def test_nobody_who_gave_it_is_said_and_kept() -> None:
    result = check(KIND, {**draft(), "delivered_by": None}, at())
    assert warnings(result) == {str(rules.NOBODY_GAVE_IT)}
    assert not check(KIND, {**draft(), "delivered_by": None, "partner": "AMPF"}, at()).issues


# --- money --------------------------------------------------------------------------------------------------
def test_money_needs_its_amount_and_its_voucher() -> None:
    assert errors(checked(type="SOC-CASH")) == {"amount", "voucher"}
    assert not checked(type="SOC-CASH", amount=Decimal("300"), voucher="B-12").errors


def test_money_is_above_zero() -> None:
    assert errors(checked(type="SOC-CASH", amount=Decimal("0"), voucher="B-12")) == {"amount"}


def test_an_amount_belongs_to_money_only() -> None:
    assert checked(type="ACC-INFO", amount=Decimal("300")).values["amount"] is None


def test_a_receipt_is_awaited_for_kits_and_cash_only() -> None:
    def missing(**given: Any) -> list[str]:
        return [item.key for item in to_complete(KIND, checked(**given).values, at())]

    assert "receipt_signed" in missing(type="SOC-BABY")
    assert "receipt_signed" in missing(type="SOC-CASH", amount=Decimal("1"), voucher="B-1")
    assert "receipt_signed" not in missing(type="SOC-BABY", receipt_signed=False)
    assert "receipt_signed" not in missing(type="ACC-INFO")


# --- units, sectors, nights ---------------------------------------------------------------------------------
def test_the_unit_and_the_sector_come_from_the_type() -> None:
    found = computed(KIND, checked(type="SOC-CASH").values, at())
    assert (found["unit"], found["sector"]) == ("MAD", "SOC")


def test_every_type_is_counted_in_a_unit_that_has_a_name() -> None:
    unit = KIND.field("unit")
    assert isinstance(unit, Computed)
    names = unit.like.choices()
    assert names is not None
    for term in vocabulary("service_type"):
        assert term.meta["unit"] in names, term.code
        assert term.parent in vocabulary("sector"), term.code


def test_the_database_finds_the_same_unit_and_sector() -> None:
    import sqlalchemy as sa

    engine = sa.create_engine("sqlite://")
    table = sa.Table("service", sa.MetaData(), sa.Column("type", sa.Text()))
    table.create(engine)
    codes = [term.code for term in vocabulary("service_type")]
    with engine.begin() as connection:
        connection.execute(table.insert(), [{"type": code} for code in codes])
        found = connection.execute(
            sa.select(table.c.type, rules.unit_in_sql(table.c, TODAY), rules.sector_in_sql(table.c, TODAY))
        ).all()
    engine.dispose()
    assert found == [(code, rules.unit_of({"type": code}), rules.sector_of({"type": code})) for code in codes]


def stay(start: date | None, end: date | None) -> dict[str, Any]:
    return {"type": "HOU-EMG", "stay_from": start, "stay_to": end}


def test_the_night_of_leaving_is_not_counted() -> None:
    assert rules.nights_of(stay(date(2026, 1, 28), date(2026, 2, 3))) == 6


def test_nights_are_clipped_to_the_period() -> None:
    with (CASES / "stays.csv").open(encoding="utf-8", newline="") as lines:
        row = next(csv.DictReader(lines))
    line = stay(date.fromisoformat(row["from"]), date.fromisoformat(row["to_exclusive"]))
    assert rules.nights_within(line, date(2026, 1, 1), date(2026, 1, 31), TODAY) == 4
    assert rules.nights_within(line, date(2026, 2, 1), date(2026, 2, 28), TODAY) == 2
    assert rules.nights_within(line, date(2026, 3, 1), date(2026, 3, 31), TODAY) == 0
    assert rules.nights_within(line, date(2026, 1, 1), date(2026, 3, 31), TODAY) == 6


def test_nights_to_come_are_not_counted() -> None:
    month = (date(2026, 5, 1), date(2026, 5, 31))
    assert rules.nights_within(stay(date(2026, 5, 18), None), *month, TODAY) == 2
    assert rules.nights_within(stay(date(2026, 5, 18), date(2026, 5, 30)), *month, TODAY) == 2
    assert rules.nights_of(stay(date(2026, 5, 18), None)) is None


def test_an_old_list_without_dates_of_stay_counts_its_quantity() -> None:
    line = {"type": "HOU-EMG", "date": date(2026, 1, 10), "quantity": 3}
    assert rules.nights_of(line) == 3
    assert rules.nights_within(line, date(2026, 1, 1), date(2026, 1, 31), TODAY) == 3
    assert rules.nights_within(line, date(2026, 2, 1), date(2026, 2, 28), TODAY) == 0


def test_nights_are_nights_only() -> None:
    line = {"type": "SOC-BABY", "date": date(2026, 1, 10), "quantity": 3}
    assert rules.nights_of(line) is None
    assert rules.nights_within(line, date(2026, 1, 1), date(2026, 1, 31), TODAY) == 0


def test_a_dated_stay_takes_the_place_of_the_quantity() -> None:
    assert checked(**stay(date(2026, 5, 1), date(2026, 5, 3)), quantity=9).values["quantity"] is None
    assert checked(type="HOU-EMG", quantity=9).values["quantity"] == 9


def test_a_stay_ends_after_it_starts() -> None:
    assert errors(checked(**stay(date(2026, 5, 3), date(2026, 5, 3)))) == {"stay_to"}


def test_a_stay_belongs_to_nights_only() -> None:
    assert checked(type="SOC-BABY", stay_from=date(2026, 5, 3)).values["stay_from"] is None


# --- how secret it is ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("type_", "mode", "mark"),
    [
        ("ACC-INFO", "OFFICE", "L0"),
        ("SOC-CASH", "OFFICE", "L0"),
        ("HEA-CONS", "OFFICE", "L2"),
        ("MHP-IND", "OFFICE", "L2"),
        ("LEG-ADV", "OFFICE", "L3"),
        ("PRO-GBV", "OFFICE", "L4"),
        ("HEA-CERT", "OFFICE", "L2+L4"),
        ("HEA-COV", "OFFICE", "L1"),
        ("ACC-INFO", "DET", "L3"),
        ("HEA-CONS", "DET", "L2+L3"),
        ("PRO-UASC", None, "L4"),
        (None, None, "L0"),
    ],
)
def test_the_type_and_the_mode_say_how_secret_a_service_is(type_: str | None, mode: str | None, mark: str) -> None:
    assert KIND.confidentiality({"type": type_, "mode": mode}) == mark


def test_no_type_is_less_secret_than_its_sector_but_help_with_coverage() -> None:
    less = {
        term.code
        for term in vocabulary("service_type")
        if not set(vocabulary("sector")[term.parent].meta.get("confidentiality", "L0").split("+")) - {"L0"}
        <= set(rules.confidentiality_of({"type": term.code}).split("+"))
    }
    assert less == {"HEA-COV"}


def test_a_note_stays_with_the_case_team_when_the_branch_knows_of_the_service() -> None:
    result = checked(notes=[{"text": "Reviendra jeudi."}])
    assert KIND.confidentiality(result.values) == "L0"
    assert result.values["notes"][0]["confidentiality"] == "L1"


def test_a_note_may_be_more_secret_than_the_team() -> None:
    result = checked(notes=[{"text": "Reviendra jeudi.", "confidentiality": "L2"}])
    assert result.values["notes"][0]["confidentiality"] == "L2"


def test_those_who_see_amounts_have_no_right_on_notes() -> None:
    with_notes = {grant.role for grant in all_grants() if grant.kind in ("note", "*") and "r" in grant.operations}
    with_amounts = {grant.role for grant in all_grants() if grant.kind == "service" and grant.view == "amounts"}
    assert with_amounts
    assert not with_amounts & with_notes


@pytest.mark.parametrize("type_", ["HEA-CONS", "MHP-IND", "HEA-COV"])
def test_without_the_health_authorisation_a_health_service_keeps_no_note(type_: str) -> None:
    line: dict[str, Any] = {"type": type_, "notes": [{"text": "Reviendra jeudi."}]}
    assert "notes" not in checked(**line).values
    assert len(checked(at(None, "allow_health"), **line).values["notes"]) == 1


def test_the_health_authorisation_is_not_asked_elsewhere() -> None:
    assert len(checked(type="ACC-INFO", notes=[{"text": "Reviendra jeudi."}]).values["notes"]) == 1


def test_a_note_with_an_identity_number_is_said() -> None:
    result = checked(notes=[{"text": "Carte AB123456 vue."}])
    assert [issue.field for issue in result.warnings] == ["notes.0.text"]


# --- the views of access.csv --------------------------------------------------------------------------------
def test_that_a_service_was_given_tells_neither_the_type_nor_the_sector() -> None:
    assert KIND.view_keys("given") == frozenset({"beneficiary", "date"})


def test_accounts_see_amounts_and_no_person() -> None:
    seen = KIND.view_keys("amounts")
    assert seen is not None
    assert {"amount", "voucher", "programme", "quantity", "date"} <= seen
    assert not seen & {"beneficiary", "notes", "place", "case", "partner"}


def test_whoever_sees_amounts_reads_no_confidential_type() -> None:
    levels = {
        level for grant in all_grants() if grant.kind == "service" and grant.view == "amounts" for level in grant.levels
    }
    assert levels == {"L0"}


def test_the_view_by_code_has_no_free_text_that_may_name_someone() -> None:
    seen = KIND.view_keys("code")
    assert seen is not None
    assert not seen & {"notes", "place", "bed"}
    assert "type" in seen


def test_every_view_names_what_exists() -> None:
    existing = {item.key for item in KIND.items()}
    for view, keys in KIND.views.items():
        assert set(keys) <= existing, view


# --- what is only said --------------------------------------------------------------------------------------
def person(**values: Any) -> Context:
    return at(OtherRecords(beneficiary={"p1": {"intake_date": date(2026, 1, 10), **values}}))


def test_a_service_before_the_intake_is_said_and_kept() -> None:
    result = checked(person(), date=date(2026, 1, 9))
    assert warnings(result) == {str(rules.BEFORE_INTAKE)}
    assert not result.errors
    assert not checked(person(), date=date(2026, 1, 10)).issues


def test_a_service_after_the_death_is_said() -> None:
    context = person(deceased_on=date(2026, 3, 1))
    assert warnings(checked(context, date=date(2026, 3, 2))) == {str(rules.AFTER_DEATH)}
    assert not checked(context, date=date(2026, 3, 1)).issues


def with_case(**values: Any) -> Context:
    case = {"beneficiary": "p1", "state": "OPEN", **values}
    return at(OtherRecords(beneficiary={"p1": {}}, case={"c1": case}))


def test_a_service_after_the_closure_of_the_case_is_said() -> None:
    context = with_case(state="CLOSED", closed_on=date(2026, 3, 1))
    assert warnings(checked(context, case="c1", date=date(2026, 3, 2))) == {str(rules.AFTER_CLOSURE)}
    assert not checked(context, case="c1", date=date(2026, 3, 1)).issues


def test_a_reopened_case_takes_services_again() -> None:
    context = with_case(state="REOPEN", closed_on=date(2026, 3, 1))
    assert not checked(context, case="c1", date=date(2026, 3, 2)).issues


def test_the_case_of_another_person_is_said() -> None:
    assert warnings(checked(with_case(beneficiary="p2"), case="c1")) == {str(open_case.ANOTHER_PERSON)}


def test_a_forgotten_open_case_is_said() -> None:
    assert warnings(checked(with_case())) == {str(rules.CASE_IS_OPEN)}
    assert not checked(with_case(state="CLOSED")).issues


def test_the_one_open_case_is_proposed() -> None:
    assert open_case.propose_case({"beneficiary": "p1"}, with_case()) == "c1"
    assert open_case.propose_case({"beneficiary": "p1"}, with_case(state="CLOSED")) is None
    two = OtherRecords(case={key: {"beneficiary": "p1", "state": "OPEN"} for key in ("c1", "c2")})
    assert open_case.propose_case({"beneficiary": "p1"}, at(two)) is None
    assert open_case.propose_case({}, with_case()) is None


def test_a_man_charged_to_tamkine_is_said_with_the_criterion() -> None:
    context = person(sex="M", population_group="MIG")
    result = checked(context, programme="TAM", date=date(2026, 5, 1))
    (said,) = warnings(result)
    assert "Femme ou fille" in said
    assert not result.errors


def test_what_the_file_does_not_tell_is_not_held_against_anyone() -> None:
    assert not checked(person(sex="U"), programme="TAM", date=date(2026, 5, 1)).issues
    assert not checked(person(), programme="TAM", date=date(2026, 5, 1)).issues


def test_a_child_too_young_for_training_is_said() -> None:
    context = person(population_group="MIG", birth_date=ApproximateDate.of_day(date(2014, 1, 1)))
    (said,) = warnings(checked(context, programme="PVI", date=date(2026, 5, 1)))
    assert "15 ans" in said


def enrolled(**given: Any) -> Context:
    """At a person who is enrolled in Parcours vers l'Insertion since April, unless said."""
    one = {"beneficiary": "p1", "programme": "PVI", "enrolled_on": date(2026, 4, 1), "exited_on": None, **given}
    return at(OtherRecords(enrolment={"e1": one}))


def test_a_service_charged_to_a_programme_that_the_person_did_not_follow_that_day_is_said() -> None:
    said = {str(rules.NOT_ENROLLED)}
    assert not checked(enrolled(), programme="PVI", date=date(2026, 4, 1)).issues
    assert warnings(checked(enrolled(), programme="PVI", date=date(2026, 3, 31))) == said
    assert warnings(checked(enrolled(), programme="LNG", date=date(2026, 5, 1))) == said
    left = enrolled(exited_on=date(2026, 4, 20))
    assert not checked(left, programme="PVI", date=date(2026, 4, 20)).issues
    assert warnings(checked(left, programme="PVI", date=date(2026, 4, 21))) == said


def test_the_one_programme_that_is_followed_is_proposed() -> None:
    assert rules.propose_programme({"beneficiary": "p1"}, enrolled()) == "PVI"
    assert rules.propose_programme({"beneficiary": "p1"}, enrolled(exited_on=date(2026, 4, 20))) is None
    two = {key: {"beneficiary": "p1", "programme": key, "exited_on": None} for key in ("PVI", "LNG")}
    assert rules.propose_programme({"beneficiary": "p1"}, at(OtherRecords(enrolment=two))) is None
    assert rules.propose_programme({}, enrolled()) is None


def test_outside_programmes_nothing_is_asked() -> None:
    assert not checked(person(sex="M"), programme=None, date=date(2026, 5, 1)).issues


# --- how it is told, and counted ----------------------------------------------------------------------------
def test_a_service_is_told_by_its_type_and_how_many() -> None:
    assert KIND.title({"type": "SOC-BABY", "quantity": 2}) == "Kit bébé × 2"
    assert KIND.title({"type": "SOC-BABY", "quantity": 1}) == "Kit bébé"
    assert KIND.title({"type": "SOC-CASH", "amount": Decimal("300"), "quantity": 1}).endswith("300,00\u00a0DH")
    assert KIND.title(stay(date(2026, 1, 28), date(2026, 2, 3))).endswith("× 6")
    assert KIND.title({}) == ""


def test_a_service_is_told_in_the_language_of_the_reader() -> None:
    use_language("ar")
    assert KIND.title({"type": "SOC-BABY", "quantity": 1}) == "مجموعة لوازم الرضيع(ة)"


def test_counting_finds_the_person_the_day_the_programme_and_what_counts() -> None:
    facts = KIND.facts
    assert facts is not None
    keys = {field.key for field in KIND.stored_fields()}
    assert {facts.person, facts.date, facts.programme, facts.countable} <= keys


def test_the_services_of_the_worked_example_all_pass() -> None:
    with (CASES / "services.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 15
    for row in rows:
        result = checked(
            beneficiary=row["person"],
            date=date.fromisoformat(row["date"]),
            programme=row["programme"],
            type=row["type"],
            quantity=int(row["quantity"]),
        )
        assert not result.errors, row
        assert rules.unit_of(result.values) == row["unit"]


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "1\u00a0250,50\u00a0DH"), ("ar", "1\u00a0250,50\u00a0درهم"), ("en", "MAD\u00a01,250.50")],
)
def test_an_amount_is_said_in_the_language_and_read_back(language: str, said: str) -> None:
    field = KIND.field("amount")
    assert field.show(Decimal("1250.5"), language) == said
    assert field.read(said, Context(today=date(2026, 5, 1))) == Decimal("1250.50")
