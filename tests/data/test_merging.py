"""A merge loses nothing, the refusal wins, and it is undone within thirty days as if it had not been."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data.records import load
from casemgr.domain import consents
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.errors import InvalidDraft, NotFound, UserError
from casemgr.records import KINDS
from casemgr.services import duplicates, file, merging, records, search
from casemgr.services.desk import Desk
from tests.data.conftest import MORNING, Hire, later, open_with_branches

database = open_with_branches(KINDS)
PHONE = "+212612345678"
KNOWN = {
    "family_name": "Diallo",
    "given_names": "Awa",
    "sex": "F",
    "nationality": "GN",
    "population_group": "MIG",
}


def person(desk: Desk, **values: Any) -> str:
    return records.save(desk, "beneficiary", {**KNOWN, **values}, insist=True).id


def phone(number: str = PHONE, **values: Any) -> dict[str, Any]:
    return {"number": number, "owner": "SELF", **values}


def whole(desk: Desk, beneficiary: str) -> dict[str, Any]:
    """All that is kept of somebody, as nobody in particular reads it."""
    with desk.database.reading() as connection:
        stored = load(connection, desk.database.schema.of("beneficiary"), [beneficiary], None)[beneficiary]
    lines = {key: value for key, value in stored.values.items() if isinstance(value, list)}
    plain = {key: value for key, value in stored.values.items() if not isinstance(value, list)}
    said = {key: [{k: v for k, v in one.items() if k != "id"} for one in value] for key, value in lines.items()}
    return {**plain, **said, "mark": stored.confidentiality, "merged_into": stored.merged_into}


def test_what_only_one_file_knows_is_kept_and_the_survivors_word_stands(coordinator: Desk) -> None:
    survivor = person(coordinator, phones=[phone()])
    loser = person(coordinator, given_names="Hawa", mother_name="Fanta", phones=[phone("+212655555555")])
    merging.merge_ids(coordinator, loser, survivor, "la même")
    kept = records.read(coordinator, "beneficiary", survivor).values
    assert (kept["given_names"], kept["mother_name"]) == ("Awa", "Fanta")
    assert {line["number"] for line in kept["phones"]} == {PHONE, "+212655555555"}


def test_not_known_is_no_word_against_what_the_other_file_knows(coordinator: Desk) -> None:
    survivor = person(coordinator, sex="U", birth_date=ApproximateDate.unknown())
    loser = person(coordinator, birth_date=ApproximateDate.of_year(1998))
    lines = {line.key: line for _, found in merging.compare(coordinator, survivor, loser).sections for line in found}
    assert not lines["birth_date"].free and not lines["sex"].free
    merging.merge_ids(coordinator, loser, survivor, "la même")
    kept = records.read(coordinator, "beneficiary", survivor).values
    assert (kept["sex"], kept["birth_date"]) == ("F", ApproximateDate.of_year(1998))


def test_whoever_merges_chooses_where_both_say_something(coordinator: Desk) -> None:
    survivor, loser = person(coordinator), person(coordinator, given_names="Hawa")
    lines = {line.key: line for _, found in merging.compare(coordinator, survivor, loser).sections for line in found}
    assert lines["given_names"].free and lines["given_names"].differs and not lines["family_name"].free
    merging.merge_ids(coordinator, loser, survivor, "la même", take=("given_names",))
    assert records.read(coordinator, "beneficiary", survivor).values["given_names"] == "Hawa"


@pytest.mark.parametrize(("mine", "theirs"), [(True, False), (False, True)])
def test_the_refusal_wins_whoever_said_it(coordinator: Desk, mine: bool, theirs: bool) -> None:
    survivor = person(coordinator, phones=[phone(safe_to_call=mine)])
    loser = person(coordinator, phones=[phone(safe_to_call=theirs)])
    merging.merge_ids(coordinator, loser, survivor, "la même", take=("phones",))
    (line,) = records.read(coordinator, "beneficiary", survivor).values["phones"]
    assert line["safe_to_call"] is False


def test_the_strictest_mark_wins_and_comes_back(coordinator: Desk) -> None:
    survivor = person(coordinator)
    loser = records.save(coordinator, "beneficiary", KNOWN, confidentiality="L1", insist=True).id
    done = merging.merge_ids(coordinator, loser, survivor, "la même")
    assert records.read(coordinator, "beneficiary", survivor).confidentiality == "L1"
    merging.undo(coordinator, done)
    assert records.read(coordinator, "beneficiary", survivor).confidentiality == "L0"


def test_an_undone_merge_leaves_both_files_as_they_were(coordinator: Desk) -> None:
    survivor = person(coordinator, phones=[phone(safe_to_call=True)])
    other = {
        "given_names": "Hawa",
        "mother_name": "Fanta",
        "phones": [phone(safe_to_call=False), phone("+212655555555")],
    }
    loser = person(coordinator, **other)
    before = whole(coordinator, survivor), whole(coordinator, loser)
    done = merging.merge_ids(coordinator, loser, survivor, "la même", take=("given_names",))
    assert whole(coordinator, survivor) != before[0]
    assert merging.undo(coordinator, done) == ()
    assert (whole(coordinator, survivor), whole(coordinator, loser)) == before
    assert {hit.id for hit in search.find(coordinator, "Diallo")} == {survivor, loser}
    with pytest.raises(NotFound):
        merging.undo(coordinator, done)


def test_what_was_changed_since_the_merge_stays_and_is_told(coordinator: Desk) -> None:
    survivor = person(coordinator)
    loser = person(coordinator, mother_name="Fanta", phones=[phone()])
    done = merging.merge_ids(coordinator, loser, survivor, "la même")
    now = records.read(coordinator, "beneficiary", survivor)
    (line,) = now.values["phones"]
    new = {"mother_name": "Aminata", "phones": [{**line, "safe_to_call": False}]}
    records.save(coordinator, "beneficiary", new, record_id=survivor, version=now.version, insist=True)
    told = merging.undo(coordinator, done)
    kind = coordinator.kinds["beneficiary"]
    assert set(told) == {kind.field("mother_name").label, kind.group("phones").label}
    after = records.read(coordinator, "beneficiary", survivor).values
    assert after["mother_name"] == "Aminata" and len(after["phones"]) == 1


def test_after_thirty_days_a_merge_stands(coordinator: Desk) -> None:
    survivor, loser = person(coordinator), person(coordinator)
    done = merging.merge_ids(coordinator, loser, survivor, "la même")
    just_in_time = later(coordinator, MORNING + timedelta(days=30))
    assert [one.id for one in merging.recent(just_in_time)] == [done]
    too_late = later(coordinator, MORNING + timedelta(days=30, seconds=1))
    assert merging.recent(too_late) == []
    with pytest.raises(UserError):
        merging.undo(too_late, done)
    merging.undo(just_in_time, done)
    assert merging.recent(just_in_time) == []


def test_merges_upon_merges_are_undone_the_latest_first(coordinator: Desk) -> None:
    first, second, third = (person(coordinator) for _ in range(3))
    one = merging.merge_ids(coordinator, first, second, "la même")
    two = merging.merge_ids(coordinator, second, third, "la même")
    with pytest.raises(UserError):
        merging.undo(coordinator, one)
    merging.undo(coordinator, two)
    assert whole(coordinator, first)["merged_into"] == second
    merging.undo(coordinator, one)
    assert whole(coordinator, first)["merged_into"] is None


def test_a_protection_that_the_merger_cannot_read_is_not_lost_and_stays_with_its_readers(hire: Hire) -> None:
    """A lawyer's line stays the lawyer's, in the survivor's file too; the coordinator who merges never sees it."""
    coordinator, lawyer = hire("COORD", "CASE"), hire("LEGAL")
    survivor, loser = person(coordinator), person(coordinator)
    passport = {"type": "PASS_F", "number": "P123456"}
    seen = records.read(lawyer, "beneficiary", loser)
    records.save(lawyer, "beneficiary", {"documents": [passport]}, record_id=loser, version=seen.version, insist=True)
    with coordinator.work() as work:
        lines = work.database.schema.of("beneficiary").group("documents").table
        work.connection.execute(lines.update().values(confidentiality="L3"))
    assert records.read(coordinator, "beneficiary", loser).values["documents"] == []
    merging.merge_ids(coordinator, loser, survivor, "la même")
    assert records.read(coordinator, "beneficiary", survivor).values["documents"] == []
    assert [line["number"] for line in whole(coordinator, survivor)["documents"]] == ["P123456"]


def test_the_branch_of_the_other_file_reaches_the_person_until_the_merge_is_undone(hire: Hire) -> None:
    both, there = hire("COORD", "CASE", branches=("RAB", "CAS")), hire("CASE", branch="CAS")
    survivor, loser = person(both), person(there)
    with pytest.raises(NotFound):
        records.read(there, "beneficiary", survivor)
    done = merging.merge_ids(both, loser, survivor, "la même")
    assert records.read(there, "beneficiary", survivor).id == survivor
    merging.undo(both, done)
    with pytest.raises(NotFound):
        records.read(there, "beneficiary", survivor)
    assert records.read(there, "beneficiary", loser).id == loser


def test_a_service_noted_under_the_old_code_lets_its_branch_see_her(hire: Hire) -> None:
    both, there = hire("COORD", "CASE", branches=("RAB", "CAS")), hire("CASE", branch="CAS")
    survivor, loser = person(both), person(both)
    merging.merge_ids(both, loser, survivor, "la même")
    service = {"beneficiary": loser, "type": "ACC-INFO", "date": date(2026, 3, 1)}
    records.save(both, "service", service, branch="CAS", insist=True)
    assert records.read(there, "beneficiary", survivor).id == survivor
    assert [entry.kind for entry in file.timeline(there, survivor)].count("service") == 1


def test_a_pair_that_is_two_people_stays_silent_until_it_is_asked_again(coordinator: Desk) -> None:
    birth = {"phones": [phone()], "mother_name": "Fanta"}
    one, other = person(coordinator, **birth), person(coordinator, **birth)
    (pair,) = duplicates.pairs(coordinator)
    assert set(pair.ids) == {one, other} and pair.reasons
    merging.settle(coordinator, one, other)
    assert duplicates.pairs(coordinator) == []
    merging.unsettle(coordinator, one, other)
    assert len(duplicates.pairs(coordinator)) == 1


def test_a_merge_needs_a_reason_and_keeps_it_out_of_the_audit_values(coordinator: Desk) -> None:
    survivor, loser = person(coordinator), person(coordinator)
    with pytest.raises(InvalidDraft):
        merging.merge_ids(coordinator, loser, survivor, "  ")
    merging.merge_ids(coordinator, loser, survivor, "la même, vue avec la mère")
    (one,) = merging.recent(coordinator)
    assert one.reason == "la même, vue avec la mère" and one.survivor_id == survivor
    house = coordinator.database.schema.house
    with coordinator.database.reading() as connection:
        fields = connection.execute(sa.select(house.audit.c.fields).where(house.audit.c.action == "update")).scalars()
        assert all("Fanta" not in text for text in fields)


def test_whoever_sees_codes_only_compares_nobody(hire: Hire) -> None:
    coordinator, head = hire("COORD", "CASE"), hire("SUPER")
    one, other = person(coordinator), person(coordinator)
    with pytest.raises(UserError):
        merging.compare(head, one, other)
    with pytest.raises(UserError):
        merging.merge_ids(head, one, other, "la même")


def test_a_merged_file_is_only_a_code_and_nothing_is_written_where_nobody_looks(coordinator: Desk) -> None:
    survivor, loser = person(coordinator), person(coordinator)
    done = merging.merge_ids(coordinator, loser, survivor, "la même")
    now, code = records.read(coordinator, "beneficiary", loser), records.read(coordinator, "beneficiary", survivor).code
    new: dict[str, Any] = {"mother_name": "Fanta"}
    with pytest.raises(UserError) as told:
        records.save(coordinator, "beneficiary", new, record_id=loser, version=now.version, insist=True)
    assert code in str(told.value.what) and str(told.value.do)
    with pytest.raises(UserError):
        records.void(coordinator, "beneficiary", loser, "essai")
    merging.undo(coordinator, done)
    now = records.read(coordinator, "beneficiary", loser)
    records.save(coordinator, "beneficiary", new, record_id=loser, version=now.version, insist=True)
    assert records.read(coordinator, "beneficiary", loser).values["mother_name"] == "Fanta"


def reads(desk: Desk, beneficiary: str) -> bool:
    try:
        return records.read(desk, "beneficiary", beneficiary).id == beneficiary
    except NotFound:
        return False


def test_who_reads_a_protected_file_by_name_is_who_read_it_once_the_merge_is_undone(hire: Hire) -> None:
    first, second, both = hire("CASE"), hire("CASE"), hire("CASE")
    survivor, loser = (
        records.save(desk, "beneficiary", KNOWN, insist=True, confidentiality="L4").id for desk in (first, second)
    )
    with first.work() as work:  # the head of protection is on both lists
        named = work.database.schema.house.named_reader
        rows = [{"record": one, "user": both.person.id, "kind": "beneficiary"} for one in (survivor, loser)]
        work.connection.execute(named.insert(), rows)
    before = [[reads(desk, one) for desk in (first, second, both)] for one in (survivor, loser)]
    assert before == [[True, False, True], [False, True, True]]
    done = merging.merge_ids(both, loser, survivor, "la même")
    assert [reads(desk, survivor) for desk in (first, second, both)] == [True, True, True]
    merging.undo(both, done)
    assert [[reads(desk, one) for desk in (first, second, both)] for one in (survivor, loser)] == before


def test_a_line_that_the_merge_makes_more_secret_keeps_its_reader(hire: Hire) -> None:
    """One file keeps a telephone as any other, the other as protected: it is protected, and not lost to everybody."""
    coordinator, protection = hire("COORD", "CASE"), hire("CASE")
    survivor, loser = person(coordinator, phones=[phone()]), person(coordinator)
    now = records.read(protection, "beneficiary", loser)
    secret = {"phones": [phone(confidentiality="L4", safe_to_call=False)]}
    records.save(protection, "beneficiary", secret, record_id=loser, version=now.version, insist=True)
    assert records.read(coordinator, "beneficiary", loser).values["phones"] == []
    merging.merge_ids(coordinator, loser, survivor, "la même")
    assert records.read(coordinator, "beneficiary", survivor).values["phones"] == []
    (line,) = records.read(protection, "beneficiary", survivor).values["phones"]
    assert (line["number"], line["safe_to_call"]) == (PHONE, False)


@pytest.mark.parametrize("refused_in", ["the survivor's file", "the other file"])
@pytest.mark.parametrize("refused_first", [True, False])
def test_the_refusal_of_one_file_wins_over_the_consent_of_the_other_until_she_is_asked_again(
    coordinator: Desk, refused_in: str, refused_first: bool
) -> None:
    """Acceptance test 10 of data-protection.md §9, whichever came first."""
    survivor, loser = person(coordinator), person(coordinator)
    days = (date(2025, 3, 1), date(2026, 2, 2))
    said_no, said_yes = days if refused_first else days[::-1]
    no, yes = (survivor, loser) if refused_in == "the survivor's file" else (loser, survivor)

    def answered(whose: str, answer: str, day: date, desk: Desk = coordinator) -> None:
        mode = {"mode": "SIGN"} if answer == "GIVEN" else {}
        told = {"beneficiary": whose, "purpose": "PHOTO", "answer": answer, "given_on": day, **mode}
        records.save(desk, "consent", told, insist=True)

    def allowed(whose: str, desk: Desk = coordinator) -> bool:
        with desk.database.reading() as connection:
            known = records.lookup(desk, connection).find("consent", "", beneficiary=whose)
            return consents.is_allowed(known, "PHOTO", None, desk.today)

    answered(no, "REFUSED", said_no)
    answered(yes, "GIVEN", said_yes)
    assert (allowed(yes), allowed(no)) == (True, False)
    done = merging.merge_ids(coordinator, loser, survivor, "la même")
    assert (allowed(survivor), allowed(loser)) == (False, False)
    next_week = later(coordinator, MORNING + timedelta(days=7))
    answered(survivor, "GIVEN", next_week.today, next_week)  # asked again, of both files
    assert allowed(survivor, next_week)
    merging.undo(next_week, done)
    assert allowed(survivor, next_week) and allowed(loser, next_week) is (yes == loser)
