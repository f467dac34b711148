"""Who sees codes sees no name, no telephone, no number of a paper, wherever she looks; nor learns one by asking.

And the routing card: whoever may register people is told that somebody alike is here, never who, never a protected one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest

from casemgr.domain.dates import ApproximateDate
from casemgr.domain.errors import NotAllowed
from casemgr.domain.words import LANGUAGES, use_language
from casemgr.records import KINDS
from casemgr.services import duplicates, file, history, links, records, register, search
from casemgr.services.desk import Desk
from casemgr.services.register import Filter, Sort
from tests.data.conftest import Hire, open_with_branches

DAY = date(2026, 2, 2)
SECRETS = (
    "Keïta",
    "Mariam",
    "كيتا",
    "مريم",
    "Mimi",
    "Fanta",
    "612345678",
    "61 23 45 67",
    "KX77123",
    "Souissi",
    "Conakry",
    "mariam@exemple.org",
    "chez sa tante",
    "Traoré",
    "un carnet bleu",
)
PERSON: dict[str, Any] = {
    "family_name": "Keïta",
    "given_names": "Mariam",
    "family_name_ar": "كيتا",
    "given_names_ar": "مريم",
    "used_name": "Mimi",
    "mother_name": "Fanta",
    "birth_place": "Conakry",
    "birth_date": ApproximateDate.of_day(date(1990, 5, 3)),
    "sex": "F",
    "nationality": "GN",
    "population_group": "MIG",
    "email": "mariam@exemple.org",
    "needs_words": "Elle dort chez sa tante.",
    "phones": [{"number": "+212612345678"}],
    "documents": [{"type": "PASS_F", "number": "KX77123"}],
    "aliases": [{"name": "Traoré"}],
    "address": [{"district": "Souissi", "province": "MA-RAB", "since": DAY}],
    "administrative_status": [{"status": "CI", "since": DAY, "note": "un carnet bleu"}],
}
database = open_with_branches(KINDS)
READERS = [("SUPER",), ("MEAL",), ("AUDIT",), ("SUPER", "MEAL", "AUDIT", "FIN")]
codes_only = pytest.mark.parametrize("roles", READERS, ids=" ".join)


@pytest.fixture
def caseworker(hire: Hire) -> Desk:
    return hire("CASE", "COORD", branch="RAB")


def bring_in(desk: Desk) -> str:
    """One person with everything, her case, her consent, her household and a service with a note."""
    person = records.save(desk, "beneficiary", PERSON, insist=True).id
    for kind, values in (
        ("case", {"opened_on": DAY, "summary": "Mariam Keïta dort chez sa tante", "priority": "P1"}),
        ("consent", {"purpose": "FILE", "answer": "GIVEN", "given_on": DAY, "mode": "SIGN", "interpreter": "Traoré"}),
        ("service", {"type": "ACC-INFO", "date": DAY, "place": "Souissi", "notes": [{"text": "Mariam Keïta"}]}),
    ):
        records.save(desk, kind, {"beneficiary": person, **values}, insist=True)
    members = [{"member": person, "relationship": "HEAD"}, {"first_name": "Mimi", "relationship": "CHILD"}]
    records.save(desk, "household", {"declared_size": 3, "address": "Souissi", "members": members}, insist=True)
    records.save(desk, "beneficiary", {"given_names": "Mariam Fanta"}, record_id=person, version=1, insist=True)
    return person


def texts(seen: Any) -> Iterator[str]:
    """Every text anywhere inside what a service gave."""
    if isinstance(seen, str):
        yield seen
    elif isinstance(seen, dict):
        for key, value in seen.items():
            yield from texts(key)
            yield from texts(value)
    elif isinstance(seen, list | tuple | set | frozenset):
        for one in seen:
            yield from texts(one)
    elif is_dataclass(seen) and not isinstance(seen, type):
        for one in fields(seen):
            yield from texts(getattr(seen, one.name))


def told(seen: Any) -> set[str]:
    """The secrets that stand in it."""
    whole = "\n".join(texts(seen))
    return {secret for secret in SECRETS if secret.casefold() in whole.casefold()}


def everything_seen(desk: Desk, person: str) -> Iterator[tuple[str, Any]]:
    """All that the services give this reader of one person."""
    for kind in desk.kinds:
        found = register.ids(desk, kind)
        shown = [column.key for column in register.columns(desk, kind)]
        yield f"register of {kind}", register.lines(desk, kind, found, shown)
        for record in found:
            yield f"{kind} read", records.read(desk, kind, record).values
            yield f"{kind} read, title", records.read(desk, kind, record).title
            yield f"history of {kind}", history.history(desk, kind, record)
            yield f"life of {kind}", history.life(desk, kind, record)
            yield f"label of {kind}", links.label_of(desk, kind, record)
        yield f"options of {kind}", links.options(desk, kind, "")
    opened = file.open_file(desk, person)
    yield "file", (opened.record, opened.restrictions, opened.caseworker)
    yield "timeline", file.timeline(desk, person)
    code = opened.record.code
    yield "hit by code", search.find(desk, code)
    yield "options by code", links.options(desk, "beneficiary", code)
    yield "pairs", duplicates.pairs(desk, 0.1)


def test_whoever_follows_her_sees_all_of_it(caseworker: Desk) -> None:
    """So that the tests below look for what is really there."""
    person = bring_in(caseworker)
    seen = [told(given) for _what, given in everything_seen(caseworker, person)]
    assert set().union(*seen) == set(SECRETS) - {"61 23 45 67"}  # shown as 06 12 34 56 78 by the window alone


@codes_only
def test_nothing_that_identifies_is_shown_with_a_code(caseworker: Desk, hire: Hire, roles: tuple[str, ...]) -> None:
    person = bring_in(caseworker)
    reader = hire(*roles, branch="CAS")
    for language in LANGUAGES:
        use_language(language)
        for what, given in everything_seen(reader, person):
            assert told(given) == set(), what
    assert register.ids(reader, "beneficiary") == [person]


@codes_only
def test_a_name_or_a_number_that_is_typed_does_not_lead_to_a_code(
    caseworker: Desk, hire: Hire, roles: tuple[str, ...]
) -> None:
    person = bring_in(caseworker)
    reader = hire(*roles, branch="CAS")
    code = records.read(reader, "beneficiary", person).code
    for typed in ("Keita", "Mariam Keïta", "كيتا", "Mimi", "0612345678", "+212612345678", "KX77123", "Traoré"):
        assert [hit.id for hit in search.find(caseworker, typed)] == [person], typed
        assert search.find(reader, typed) == [], typed
        assert links.options(reader, "beneficiary", typed) == []
        for kind in ("beneficiary", "case", "service"):
            assert register.ids(reader, kind, text=typed) == [], (kind, typed)
    assert [hit.id for hit in search.find(reader, code)] == [person]
    assert register.ids(reader, "beneficiary", text=code.lower().replace("-", " ")) == [person]
    assert search.find(reader, code[:5]) == []


@codes_only
def test_what_is_not_shown_is_neither_filtered_nor_sorted_by(
    caseworker: Desk, hire: Hire, roles: tuple[str, ...]
) -> None:
    person = bring_in(caseworker)
    other = records.save(caseworker, "beneficiary", {**PERSON, "family_name": "Abass", "phones": []}, insist=True).id
    reader = hire(*roles, branch="CAS")
    for key, typed in (("family_name", "k"), ("mother_name", "fanta"), ("email", "mariam"), ("birth_place", "con")):
        asked = [Filter(key, "contains", typed)]
        assert person in register.ids(caseworker, "beneficiary", filters=asked)
        assert register.ids(reader, "beneficiary", filters=asked) == []
    by_id = sorted([person, other])
    for way in (False, True):
        for key in ("family_name", "given_names", "mother_name"):
            assert register.ids(reader, "beneficiary", sort=Sort(key, way)) == by_id, key
    assert register.ids(caseworker, "beneficiary", sort=Sort("family_name")) == [other, person]
    assert register.ids(reader, "beneficiary") == by_id


def test_the_reader_of_first_names_sees_those_and_no_more(caseworker: Desk, hire: Hire) -> None:
    person = bring_in(caseworker)
    mediator = hire("MEDIA", branch="RAB")
    seen = set().union(*(told(given) for _what, given in everything_seen(mediator, person)))
    assert seen == {"Mariam", "مريم", "Mimi", "Fanta"}  # given names (Mariam Fanta) and the name she uses
    assert search.find(mediator, "Keita") == []
    assert records.read(mediator, "beneficiary", person).title == "Mariam Fanta"
    assert file.open_file(mediator, person).to_complete == () != file.open_file(caseworker, person).to_complete
    shown = {column.key for column in register.columns(mediator, "beneficiary") if column.default}
    assert shown == {"code", "given_names", "given_names_ar", "used_name", "interview_language"}


def test_the_reader_of_amounts_sees_no_story_and_no_person(caseworker: Desk, hire: Hire) -> None:
    bring_in(caseworker)
    accountant = hire("FIN", branch="RAB")
    (service,) = register.ids(accountant, "service")
    seen = records.read(accountant, "service", service)
    assert seen.view == "amounts" and set(seen.values) <= set(caseworker.kinds["service"].views["amounts"])
    assert told(seen.values) == set() and "beneficiary" not in seen.values


# --- the routing card ---------------------------------------------------------------------------------------
LIKE_HER = {key: PERSON[key] for key in ("family_name", "given_names", "birth_date", "sex", "nationality")}


def test_somebody_of_another_branch_is_told_where_to_ask_and_nothing_else(caseworker: Desk, hire: Hire) -> None:
    person = bring_in(caseworker)
    code = records.read(caseworker, "beneficiary", person).code
    welcome = hire("ACCUEIL", branch="CAS")
    (card,) = duplicates.likely(welcome, LIKE_HER)
    assert (card.id, card.title, card.birth, card.reasons) == ("", "", "", ())
    assert (card.code, card.branch) == (code, "RAB") and card.score > 0.5 and not card.is_readable
    assert told(card) == set()
    (mine,) = duplicates.likely(caseworker, LIKE_HER)
    assert mine.id == person and "Keïta" in mine.title and mine.reasons


def test_a_protected_person_is_on_no_card_not_even_that_of_her_caseworker(caseworker: Desk, hire: Hire) -> None:
    person = records.save(caseworker, "beneficiary", PERSON, insist=True, confidentiality="L4").id
    assert records.read(caseworker, "beneficiary", person).confidentiality == "L4"
    for desk in (caseworker, hire("ACCUEIL", branch="RAB"), hire("CASE", "COORD", branch="CAS")):
        assert duplicates.likely(desk, PERSON) == []


def test_a_voided_person_is_on_no_card(caseworker: Desk) -> None:
    person = bring_in(caseworker)
    records.void(caseworker, "beneficiary", person, "essai")
    assert duplicates.likely(caseworker, LIKE_HER) == []


def test_who_may_not_register_people_is_told_of_nobody(caseworker: Desk, hire: Hire) -> None:
    bring_in(caseworker)
    for roles in (("SUPER",), ("MEAL",), ("ADMIN",), ("PSY",), ("MEDIA",)):
        with pytest.raises(NotAllowed):
            duplicates.likely(hire(*roles, branch="RAB"), LIKE_HER)


def test_pairs_are_told_only_of_people_whom_the_reader_reads_whole(caseworker: Desk, hire: Hire) -> None:
    first = records.save(caseworker, "beneficiary", PERSON, insist=True)
    second = records.save(caseworker, "beneficiary", {**PERSON, "used_name": None}, insist=True)
    protected = {**PERSON, "used_name": "Mimi"}
    records.save(caseworker, "beneficiary", protected, insist=True, confidentiality="L4")
    colleague = replace(caseworker, person=replace(caseworker.person, id="a colleague"))
    (pair,) = duplicates.pairs(colleague)
    assert {pair.code, pair.other} == {first.code, second.code}
    assert duplicates.pairs(hire("CASE", branch="CAS")) == []


def test_an_l4_person_is_found_by_those_named_on_her_alone(caseworker: Desk, hire: Hire) -> None:
    """Acceptance test 1 of data-protection.md §9: the exact name, typed by somebody outside."""
    person = records.save(caseworker, "beneficiary", PERSON, insist=True, confidentiality="L4").id
    assert [hit.id for hit in search.find(caseworker, "Mariam Keïta")] == [person]
    for roles in (("CASE", "COORD"), ("SUPER",), ("ACCUEIL",), ("HEALTH", "LEGAL", "PSY"), ("ADMIN", "DPO")):
        desk = hire(*roles, branch="RAB")
        code = records.read(caseworker, "beneficiary", person).code
        for typed in ("Mariam Keïta", "0612345678", "KX77123", code):
            assert search.find(desk, typed) == [] and register.ids(desk, "beneficiary", text=typed) == []
