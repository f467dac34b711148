"""Two files of one person are found, and sisters, twins and namesakes are left in peace."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.domain import likeness as module
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.doubles import asking_keys, blocking_keys, filing_keys, likely_pairs
from casemgr.domain.likeness import (
    PROBABLE,
    WORTH_A_LOOK,
    Identity,
    Likeness,
    compare,
    likeness,
    odds_before,
    ready,
)
from casemgr.domain.words import LANGUAGES
from tests.unit.invented_people import population

MAMADOU = Identity(
    id="1",
    family_name="Diallo",
    given_names="Mamadou",
    family_name_ar="ديالو",
    given_names_ar="مامادو",
    mother_name="Aïssatou",
    birth=ApproximateDate.of_day(date(1990, 5, 3)),
    sex="M",
    nationality="GN",
    documents=("O0123456",),
    phones=("+212612345678",),
    unhcr="MAR-12345678",
    idcs="1234567890",
)
BARE = Identity(id="2", family_name="Diallo", given_names="Mamadou", sex="M", nationality="GN")


def _bare(**known: object) -> Identity:
    return replace(BARE, **known)  # type: ignore[arg-type]  # each test names its own fields


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_doubles_are_found_and_others_left_in_peace(seed: int) -> None:
    invented = population(1500, seed)
    found = {frozenset((one, other)) for one, other, _ in likely_pairs(invented.people)}
    right = found & invented.doubles
    assert len(invented.doubles) > 150
    assert len(right) / len(invented.doubles) >= 0.90  # recall, as the budget: one in five is in life never there twice
    assert len(right) / len(found) >= 0.95  # precision; the budget is 0.90


def test_each_pair_comes_once_and_scores_what_it_should() -> None:
    people = population(400, 5).people
    pairs = list(likely_pairs(people))
    assert len({frozenset(pair[:2]) for pair in pairs}) == len(pairs)
    assert all(found.score >= PROBABLE and found.reasons for _, _, found in pairs)
    assert all(one != other for one, other, _ in pairs)


def test_two_files_that_are_one_share_a_block() -> None:
    invented = population(1500, 6)
    by_id = {person.id: person for person in invented.people}
    blocked = [
        bool(blocking_keys(by_id[one]) & blocking_keys(by_id[other])) for one, other in map(tuple, invented.doubles)
    ]
    assert sum(blocked) / len(blocked) >= 0.98
    asked = [bool(filing_keys(by_id[one]) & asking_keys(by_id[other])) for one, other in map(tuple, invented.doubles)]
    assert sum(asked) / len(asked) >= 0.98


def test_the_same_file_twice_is_one_person_for_every_reason() -> None:
    found = likeness(MAMADOU, replace(MAMADOU, id="2"))
    assert found.score > 0.999
    assert set(found.reasons) >= {
        module.SAME_DOCUMENT,
        module.SAME_IDCS,
        module.SAME_UNHCR,
        module.SAME_PHONE,
        module.SAME_NAME,
        module.SAME_BIRTH_DATE,
        module.SAME_NATIONALITY,
        module.SAME_MOTHER,
    }


@pytest.mark.parametrize(
    ("family", "given_names", "reason"),
    [
        ("Diallo", "Mamadou", module.SAME_NAME),
        ("Jallow", "Momodou", module.SAME_NAME_WRITTEN_OTHERWISE),
        ("Djalo", "Mamadu", module.SAME_NAME_WRITTEN_OTHERWISE),
        ("Mamadou", "Diallo", module.SWAPPED_NAMES),
        ("Mamadu", "Jalloh", module.SWAPPED_NAMES),
        ("Dialo", "Mamdaou", module.SAME_NAME_WRITTEN_OTHERWISE),
    ],
)
def test_one_name_in_several_writings_with_the_same_birth_is_probable(
    family: str, given_names: str, reason: object
) -> None:
    birth = ApproximateDate.of_day(date(1990, 5, 3))
    found = likeness(_bare(birth=birth), _bare(id="3", birth=birth, family_name=family, given_names=given_names))
    assert found.score >= PROBABLE
    assert reason in found.reasons


def test_one_name_in_two_scripts_is_one_name() -> None:
    birth = ApproximateDate.of_year(1990)
    arabic = Identity("3", family_name_ar="ديالو", given_names_ar="مامادو", birth=birth, sex="M", nationality="GN")
    found = likeness(_bare(birth=birth), arabic)
    assert found.score >= PROBABLE
    assert module.SAME_NAME_WRITTEN_OTHERWISE in found.reasons


def test_the_same_name_country_and_year_of_birth_is_probable() -> None:
    year = ApproximateDate.of_year(1990)
    found = likeness(_bare(birth=year), _bare(id="3", birth=year))
    assert found.score >= PROBABLE
    assert module.CLOSE_BIRTH_YEAR in found.reasons


@pytest.mark.parametrize("years", [1, 2])
def test_the_same_name_country_and_a_birth_within_two_years_is_worth_a_look(years: int) -> None:
    """forms.md §1. Probable it is of guessed ages only: of two known years one is of somebody else, mostly."""
    one, other = ApproximateDate.of_year(1990), ApproximateDate.of_year(1990 + years)
    known = likeness(_bare(birth=one), _bare(id="3", birth=other))
    assert WORTH_A_LOOK <= known.score < PROBABLE
    guessed = ApproximateDate.estimated(2024 - 1990 - years, date(2024, 6, 1))
    assert likeness(_bare(birth=one), _bare(id="3", birth=guessed)).score > known.score


def test_in_a_small_base_a_namesake_says_more_than_in_a_large_one() -> None:
    born = ApproximateDate.of_year(1990)
    two = [_bare(id="1", birth=born), _bare(id="2", birth=ApproximateDate.of_year(1991))]
    others = [Identity(str(place), family_name=f"Sow{place}", given_names="Awa") for place in range(3, 3000)]
    ((_, _, among_two),) = likely_pairs(two, floor=0.01)
    among_many = [
        found for one, other, found in likely_pairs([*two, *others], floor=0.01) if {one, other} == {"1", "2"}
    ]
    assert among_two.score > among_many[0].score


def test_a_day_and_a_month_exchanged_are_close() -> None:
    one, other = ApproximateDate.of_day(date(1990, 5, 3)), ApproximateDate.of_day(date(1990, 3, 5))
    found = likeness(_bare(birth=one), _bare(id="3", birth=other))
    assert found.score >= PROBABLE
    assert module.CLOSE_BIRTH_DATE in found.reasons


def test_without_a_birth_the_name_alone_is_not_enough_but_the_telephone_adds_up() -> None:
    assert WORTH_A_LOOK < likeness(BARE, _bare(id="3")).score < PROBABLE
    phones = ("+212612345678",)
    assert likeness(_bare(phones=phones), _bare(id="3", phones=phones)).score >= PROBABLE


def test_a_number_of_a_paper_says_more_than_a_name_badly_heard() -> None:
    one = _bare(documents=("AB 12-3456",), family_name="Diallo", birth=ApproximateDate.of_year(1990))
    other = _bare(id="3", documents=("ab123456",), family_name="Dialoba", given_names="Mamad")
    found = likeness(one, other)
    assert found.score >= PROBABLE
    assert found.reasons[0] == module.SAME_DOCUMENT


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"given_names": "Ousmane", "documents": (), "birth": ApproximateDate.of_year(1993)}, "a brother"),
        ({"given_names": "Ousmane", "documents": ()}, "a twin"),
        ({"given_names": "Mariama", "sex": "F", "documents": ()}, "a twin sister"),
        ({"phones": (), "documents": (), "birth": ApproximateDate.of_year(1965), "mother_name": "Hawa"}, "his father"),
        (
            {"phones": (), "documents": (), "birth": ApproximateDate.of_year(1999), "mother_name": ""},
            "a younger namesake",
        ),
        (
            {"phones": (), "documents": (), "nationality": "SN", "birth": None, "mother_name": ""},
            "a namesake from elsewhere",
        ),
        (
            {"phones": (), "documents": (), "sex": "F", "birth": ApproximateDate.of_year(1991), "mother_name": ""},
            "a woman",
        ),
    ],
)
def test_relatives_and_namesakes_are_other_people(change: dict[str, object], why: str) -> None:
    other = replace(MAMADOU, id="2", unhcr="", idcs="", given_names_ar="", family_name_ar="", **change)  # type: ignore[arg-type]  # each case names its own fields
    assert likeness(replace(MAMADOU, unhcr="", idcs=""), other).score < PROBABLE, why


def test_a_common_name_says_less_than_a_rare_one() -> None:
    one, other = _bare(birth=ApproximateDate.of_year(1990)), _bare(id="3", birth=ApproximateDate.of_year(1991))
    scores = [likeness(one, other, namesakes).score for namesakes in (2, 8, 40, 400)]
    assert all(rarer > commoner for rarer, commoner in pairwise(scores))


def test_two_names_known_to_differ_are_two_names() -> None:
    hassan = Identity("1", family_name="Zniber", given_names="Hassan", birth=ApproximateDate.of_year(1990))
    assert likeness(hassan, replace(hassan, id="2", given_names="Hussein")).score < PROBABLE


def test_a_nickname_counts_as_a_name() -> None:
    birth = ApproximateDate.of_day(date(1990, 5, 3))
    known = _bare(birth=birth, family_name="Sow", given_names="Amadou", other_names=("Pathé Bah",))
    assert likeness(known, _bare(id="3", birth=birth, family_name="Bah", given_names="Pathé")).score >= PROBABLE


def test_a_case_number_of_the_unhcr_is_that_of_a_family() -> None:
    father = _bare(unhcr="123-45C67890", birth=ApproximateDate.of_year(1980))
    child = replace(father, id="3", given_names="Ibrahima", birth=ApproximateDate.of_year(2010))
    assert likeness(father, child).score < PROBABLE


def test_reasons_never_repeat_a_value() -> None:
    for reason in likeness(MAMADOU, replace(MAMADOU, id="2")).reasons:
        for language in LANGUAGES:
            assert not any(value in reason.say(language) for value in ("Diallo", "1990", "0612", "ديالو"))


def test_nothing_in_common_is_nothing() -> None:
    empty = Identity("1")
    assert likeness(empty, Identity("2")).score < 0.1
    assert blocking_keys(empty) == set()
    assert list(likely_pairs([empty, Identity("2")])) == []
    assert list(likely_pairs([])) == []


texts = st.text(max_size=30)
identities = st.builds(
    Identity,
    id=st.sampled_from("abcdef"),
    family_name=texts,
    given_names=texts,
    family_name_ar=texts,
    given_names_ar=texts,
    other_names=st.tuples(texts),
    mother_name=texts,
    birth=st.none() | st.dates(date(1920, 1, 1), date(2026, 1, 1)).map(ApproximateDate.of_day),
    sex=st.sampled_from(["", "M", "F"]),
    nationality=st.sampled_from(["", "GN", "MA"]),
    documents=st.tuples(texts),
    phones=st.tuples(texts),
    unhcr=texts,
    idcs=texts,
    places=st.sampled_from([(), (("MA-RAB", "Hay Nahda"),), (("MA-CAS", ""), ("MA-RAB", "hay nahda"))]),
    households=st.sampled_from([(), ("h",)]),
)


@given(identities, identities)
def test_likeness_is_the_same_both_ways(one: Identity, other: Identity) -> None:
    forth, back = likeness(one, other), likeness(other, one)
    assert forth.score == pytest.approx(back.score)
    assert 0 <= forth.score <= 1


@given(st.lists(identities, max_size=6))
def test_any_people_can_be_compared(people: list[Identity]) -> None:
    for _, _, found in likely_pairs(people, floor=0.1):
        assert isinstance(found, Likeness)


def test_hostile_text_is_compared_like_any_other() -> None:
    hostile = Identity("1", family_name="<b>" * 4000, given_names="\u202e" * 10_000, documents=("9" * 10_000,))
    assert 0 <= likeness(hostile, MAMADOU).score < PROBABLE
    assert all(len(key) < 200 for key in blocking_keys(hostile))


def test_a_block_of_everybody_is_passed_over() -> None:
    crowd = [_bare(id=str(number), birth=ApproximateDate.of_year(1950 + number % 40)) for number in range(200)]
    everybody = sum(1 for _ in likely_pairs(crowd, floor=0.01, largest_block=1000))
    bounded = sum(1 for _ in likely_pairs(crowd, floor=0.01, largest_block=10))
    assert bounded < everybody


@given(identities, identities, st.floats(0.01, 0.99), st.integers(1, 500))
def test_what_is_left_out_early_would_not_have_scored_enough(
    one: Identity, other: Identity, floor: float, namesakes: int
) -> None:
    odds, least = odds_before(namesakes, 73_000), math.log(floor / (1 - floor))
    whole = compare(ready(one), ready(other), -math.inf, odds)
    assert whole is not None
    found = compare(ready(one), ready(other), least, odds)
    assert found == (whole if whole.score > floor + 1e-9 else None) or abs(whole.score - floor) <= 1e-9


@pytest.mark.parametrize("largest", [3, 10, 250])
def test_who_meets_is_who_shares_a_block_in_which_one_of_the_two_has_no_birth_or_the_years_are_near(
    largest: int,
) -> None:
    people = [
        replace(one, birth=None) if place % 7 == 0 else one for place, one in enumerate(population(150, 3).people)
    ]
    blocks = Counter(key for person in people for key in blocking_keys(person))
    met = {frozenset((one, other)) for one, other, _ in likely_pairs(people, floor=0, largest_block=largest)}
    expected = set()
    for one, other in combinations(people, 2):
        shared = {key for key in blocking_keys(one) & blocking_keys(other) if blocks[key] <= largest}
        if one.birth is not None and other.birth is not None:
            shared = {key for key in shared if not key.startswith("any year ")}
        if shared:
            expected.add(frozenset((one.id, other.id)))
    assert met == expected and len(met) > 20


def test_a_district_counts_however_its_street_is_written_and_no_district_of_another_province() -> None:
    home = _bare(places=(("MA-RAB", "Hay Nahda, rue 12"),))
    scores = [
        likeness(home, _bare(id="3", places=(place,))).score
        for place in (("MA-RAB", "hay nahda 4"), ("MA-RAB", "Agdal"), ("MA-CAS", "Hay Nahda"))
    ]
    assert scores[0] > scores[1] > scores[2]
    assert scores[1] == likeness(home, _bare(id="3")).score
    assert module.SAME_DISTRICT in likeness(home, _bare(id="3", places=home.places)).reasons


def test_members_of_one_household_are_other_people() -> None:
    birth = ApproximateDate.of_year(1990)
    one, other = _bare(birth=birth), _bare(id="3", birth=birth)
    assert likeness(one, other).score >= PROBABLE
    assert likeness(replace(one, households=("h",)), replace(other, households=("h",))).score < WORTH_A_LOOK
    assert likeness(replace(one, households=("h",)), replace(other, households=("i",))) == likeness(one, other)
