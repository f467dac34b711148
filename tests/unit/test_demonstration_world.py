"""The invented world is the same for the same seed, speaks only known codes, keeps the rules, and shows nobody."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache

import phonenumbers
import pytest
from phonenumbers import carrier

from casemgr.domain.islamic_calendar import islamic_day
from casemgr.domain.resources import folder
from casemgr.services.demonstration.dice import Dice, Weighted
from casemgr.services.demonstration.material import rows
from casemgr.services.demonstration.portrait import Person, Service
from casemgr.services.demonstration.programmes import TAM_NEEDS
from casemgr.services.demonstration.world import World

TODAY = date(2026, 11, 23)
PEOPLE = 3000
FOREIGN = {"MIG", "ASY", "REF", "STL", "UASC"}
BIG = ("CI", "CM", "SN", "GN", "ML", "NG", "CD", "SY", "YE", "MA")
ARABIC = re.compile(r"[\u0600-\u06ff]")


@pytest.fixture(scope="module")
def people() -> list[Person]:
    return list(World(7, TODAY, PEOPLE))


@pytest.fixture(scope="module")
def services(people: list[Person]) -> list[Service]:
    return [service for person in people for service in person.services]


@cache
def codes(vocabulary: str, *, active: bool = True) -> frozenset[str]:
    """The codes in use of a vocabulary."""
    with (folder("resources") / "vocabularies" / f"{vocabulary}.csv").open(encoding="utf-8") as file:
        return frozenset(row["code"] for row in csv.DictReader(file) if not active or row["active"] == "1")


@cache
def programme_codes() -> frozenset[str]:
    with (folder("resources") / "programmes" / "programmes.csv").open(encoding="utf-8") as file:
        return frozenset(row["code"] for row in csv.DictReader(file))


def digest(world: Iterable[Person]) -> str:
    """One fingerprint for everything that is told of everybody."""
    told = hashlib.sha256()
    for person in world:
        told.update(repr(person).encode())
    return told.hexdigest()


def share(true: Iterable[bool]) -> float:
    """The share of those that are true, 0 to 1."""
    counted = Counter(true)
    return counted[True] / counted.total()


# ── the same seed, the same world ─────────────────────────────────────────────────────────────────────────


def test_the_same_seed_tells_the_same_world_and_so_does_a_second_telling() -> None:
    world = World(5, TODAY, 300)
    assert digest(world) == digest(world) == digest(World(5, TODAY, 300))
    assert world.staff == World(5, TODAY, 300).staff


def test_another_seed_or_another_day_tells_another_world() -> None:
    here = digest(World(5, TODAY, 300))
    assert digest(World(6, TODAY, 300)) != here
    assert digest(World(5, date(2025, 6, 2), 300)) != here


def test_the_order_of_sets_in_another_process_changes_nothing() -> None:
    script = (
        "from datetime import date; import hashlib; from casemgr.services.demonstration.world import World\n"
        "told = hashlib.sha256()\n"
        "for person in World(5, date(2026, 11, 23), 300): told.update(repr(person).encode())\n"
        "print(told.hexdigest())"
    )
    for order in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": order, "PYTHONPATH": os.pathsep.join(sys.path)}
        run = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
        )
        assert run.stdout.strip() == digest(World(5, TODAY, 300))


def test_the_dice_fall_as_they_always_did() -> None:
    # known values of the Mersenne Twister: if they change, every demonstration of every version changes
    dice = Dice(7)
    assert [dice.between(1, 1000) for _ in range(5)] == [324, 151, 651, 73, 536]


def test_a_weighted_choice_never_gives_what_weighs_nothing() -> None:
    weighted = Weighted([("never", 0), ("a", 1), ("b", 3)])
    assert [weighted.at(chance) for chance in (0.0, 0.2499, 0.25, 0.9999999999)] == ["a", "a", "b", "b"]


def test_a_world_gives_exactly_the_people_asked_for_in_order_of_intake(people: list[Person]) -> None:
    assert [person.key for person in people] == list(range(1, PEOPLE + 1))
    assert [person.intake for person in people] == sorted(person.intake for person in people)
    assert date(2024, 11, 20) < people[0].intake <= people[-1].intake <= TODAY
    assert len(list(World(1, TODAY, 1))) == 1
    with pytest.raises(ValueError, match="at least one"):
        World(1, TODAY, 0)


# ── the material ──────────────────────────────────────────────────────────────────────────────────────────


def test_every_origin_has_enough_names_in_both_scripts() -> None:
    family, given = rows("family_names"), rows("given_names")
    assert all(ARABIC.search(row["arabic"]) and not ARABIC.search(row["latin"]) for row in [*family, *given])
    for origin in (row["country"] for row in rows("origins")):
        families = [row for row in family if origin in row["origins"].split()]
        styles = {row["style"] for row in families}
        enough = 40 if origin in BIG else 15
        assert len(families) >= enough, origin
        for sex in ("F", "M"):
            fitting = [
                row
                for row in given
                if row["sex"] == sex and row["style"] in styles and origin in row["origins"].split()
            ]
            assert len(fitting) >= enough, (origin, sex)
            assert styles == {row["style"] for row in fitting}, origin


def test_a_spelling_met_elsewhere_is_recorded_as_a_variant() -> None:
    diallo = next(row for row in rows("family_names") if row["latin"] == "Diallo" and "GN" in row["origins"])
    assert {"Jallow", "Jalloh"} <= set(diallo["variants"].split(";"))


def test_the_association_and_its_branches_say_that_they_are_invented() -> None:
    world = World(1, TODAY, 1)
    assert "démonstration" in rows("association")[0]["fr"]
    assert {branch.province for branch in world.branches} <= codes("province")
    assert all("démonstration" in branch.fr and ARABIC.search(branch.ar) for branch in world.branches)
    assert {row["province"] for row in rows("districts")} <= codes("province")
    assert {row["branch"] for row in rows("districts")} == {branch.code for branch in world.branches}


def test_every_share_is_of_a_known_code() -> None:
    vocabularies = {
        "precision": "dob_precision", "education": "education_level", "employment": "employment_status",
        "income": "income_source", "housing": "housing_type", "coverage": "health_coverage",
        "marital": "marital_status", "entry_channel": "entry_channel", "need": "referral_reason",
        "closure": "case_closure_reason", "mode": "delivery_mode", "abroad": "country",
        "return_reason": "return_reason", "document_state": "document_state",
    }  # fmt: skip
    for row in rows("shares"):
        if row["what"] in vocabularies:
            assert row["code"] in codes(vocabularies[row["what"]]), row
        if row["what"] == "status":
            assert set(row["code"].split(">")) <= codes("administrative_status"), row
    for row in rows("activity"):
        assert row["type"] in codes("service_type"), row
        assert row["programme"] in programme_codes() | {"*", "NONE"}, row
    assert {row["programme"] for row in rows("activity")} >= programme_codes()


def test_there_is_a_login_for_every_role_and_demo_holds_three() -> None:
    staff = {colleague.login: colleague for colleague in World(1, TODAY, 1).staff}
    assert len(staff) == len(World(1, TODAY, 1).staff)
    for role in codes("role"):
        assert staff[role.lower()].roles == (role,)
    assert staff["demo"].roles == ("ADMIN", "COORD", "CASE")
    caseworkers = Counter(one.branch for one in staff.values() if "CASE" in one.roles)
    assert all(caseworkers[branch.code] >= 2 for branch in World(1, TODAY, 1).branches)


# ── what is told of a person ──────────────────────────────────────────────────────────────────────────────


def test_every_code_told_of_a_person_exists(people: list[Person]) -> None:
    for one in people:
        told = [
            ("sex", one.sex), ("dob_precision", one.birth.precision), ("nationality", one.nationality),
            ("population_group", one.population_group), ("education_level", one.education),
            ("employment_status", one.employment), ("housing_type", one.housing),
            ("health_coverage", one.coverage), ("marital_status", one.marital),
            ("entry_channel", one.entry_channel), ("language", one.interview_language),
        ]  # fmt: skip
        told += [("country", one.birth_country)] if one.birth_country else []
        told += [("income_source", one.income)] if one.income else []
        told += [("province", one.address.province)] if one.address else []
        told += [("administrative_status", status.code) for status in one.statuses]
        told += [("referral_reason", need) for need in one.needs]
        told += [("vulnerability", need.code) for need in one.specific_needs]
        for language, level in one.languages:
            told += [("language", language), ("language_level", level)]
        for document in one.documents:
            told += [("document_type", document.type), ("document_state", document.state)]
        for consent in one.consents:
            told += [("consent_purpose", consent.purpose), ("consent_state", consent.state)]
            told.append(("consent_mode", consent.mode))
        told += [("relationship", one.household.relationship)] if one.household else []
        for vocabulary, code in told:
            assert code in codes(vocabulary), (one.key, vocabulary, code)


def test_every_code_told_of_the_work_exists(people: list[Person], services: list[Service]) -> None:
    for one in people:
        assert all(enrolment.programme in programme_codes() for enrolment in one.enrolments)
        assert all(enrolment.exit in codes("enrolment_exit") for enrolment in one.enrolments if enrolment.until)
        if one.case:
            assert {step.code for step in one.case.steps} <= codes("case_status", active=False)
            assert one.case.priority in codes("case_priority")
            assert one.case.closure is None or one.case.closure in codes("case_closure_reason")
    logins = {colleague.login for colleague in World(7, TODAY, PEOPLE).staff}
    assert {service.by for service in services} <= logins
    assert {service.type for service in services} <= codes("service_type")
    assert {service.mode for service in services} <= codes("delivery_mode")
    assert {service.programme for service in services} <= programme_codes() | {None}


def test_a_file_has_a_name_in_one_script_at_least_and_its_facts_lie_before_its_intake(
    people: list[Person],
) -> None:
    for one in people:
        assert one.given_names or one.given_names_ar
        assert one.single_name or one.family_name or one.family_name_ar
        if one.birth.value:
            assert date(1900, 1, 1) <= one.birth.value <= one.intake
        assert (one.birth.age is not None) == (one.birth.precision == "EST")
        assert one.arrival is None or one.arrival.value <= one.intake
        assert [status.since for status in one.statuses] == sorted(status.since for status in one.statuses)
        assert 1 <= len(one.statuses) <= 3
        assert all(status.since <= TODAY for status in one.statuses)
        assert one.intake <= one.entered <= TODAY


def test_status_and_origin_agree_with_the_population_group(people: list[Person]) -> None:
    last = {"MRE": {"MRE"}, "RET": {"MRE_RET"}, "FAM": {"MA_NAT"}, "HOST": {"MA_NAT"}}
    for one in people:
        assert (one.nationality == "MA") == (one.population_group in last)
        if one.population_group in last:
            assert {one.statuses[-1].code} == last[one.population_group]
        else:
            assert one.statuses[-1].code not in {"MRE", "MRE_RET", "MA_NAT"}
        if one.population_group == "UASC" and one.birth.precision == "DAY" and one.birth.value:
            assert (one.intake - one.birth.value).days < 18 * 366


def test_the_family_shares_its_home_and_children_bear_a_name_of_the_family(people: list[Person]) -> None:
    households: dict[int, list[Person]] = {}
    for one in people:
        if one.household:
            households.setdefault(one.household.number, []).append(one)
    families = [members for members in households.values() if len(members) > 1]
    assert len(families) > 100
    for members in families:
        assert len({member.address for member in members}) == 1
        assert len(members) <= {member.household.size for member in members if member.household}.pop()
        named = [one for one in members if one.family_name and one.nationality not in ("ER", "ET")]
        for child in (one for one in named if one.household and one.household.relationship == "CHILD"):
            siblings = [one for one in named if one.household and one.household.relationship == "CHILD"]
            assert {one.family_name for one in siblings} == {child.family_name}


def test_the_proportions_are_those_of_the_field(people: list[Person], services: list[Service]) -> None:
    adults = [one for one in people if one.birth.value and (one.intake - one.birth.value).days > 18 * 365.25]
    assert 0.38 < share(one.sex == "F" for one in people) < 0.52
    assert 0.65 < len(adults) / len([one for one in people if one.birth.value]) < 0.9
    assert 0.6 < share(one.birth.precision == "DAY" for one in people) < 0.85
    assert 0.65 < share(one.population_group == "MIG" for one in people) < 0.8
    assert 0.01 < share(one.possible_minor for one in people) < 0.05
    assert 0.015 < share(one.incomplete for one in people) < 0.05
    assert 0.004 < share(one.same_as is not None for one in people) < 0.025
    assert 0.015 < share(one.entered > one.intake for one in people) < 0.05
    assert 0.01 < share(len({one.branch for one in p.services}) > 1 for p in people) < 0.05
    assert 0.004 < share(service.void_reason is not None for service in services) < 0.014
    assert 6.5 < len(services) / len(people) < 7.4
    nationalities = Counter(one.nationality for one in people)
    assert nationalities.most_common(1)[0][0] == "CI"
    assert len(nationalities) >= 29


# ── what was done ─────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_done_before_the_intake_but_for_a_deliberate_few(people: list[Person]) -> None:
    early = [one for one in people if any(service.day < one.intake for service in one.services)]
    assert 0 < len(early) < PEOPLE * 0.006
    for one in people:
        assert one.services
        assert all(service.day <= service.entered <= TODAY for service in one.services)
        assert [service.day for service in one.services] == sorted(service.day for service in one.services)


def test_the_branches_are_closed_at_the_weekend_and_on_feasts(services: list[Service]) -> None:
    assert {service.day.weekday() for service in services} == {0, 1, 2, 3, 4}
    feasts = {(1, 1), (1, 11), (5, 1), (7, 30), (8, 14), (8, 20), (8, 21), (11, 6), (11, 18)}
    assert not {(service.day.month, service.day.day) for service in services} & feasts
    assert not {islamic_day(service.day) for service in services} & {(10, 1), (12, 10)}


def test_the_islamic_calendar_knows_the_ramadans_of_these_years() -> None:
    assert [islamic_day(day) for day in (date(2024, 3, 12), date(2025, 3, 2), date(2026, 2, 19))] == [(9, 2)] * 3
    assert islamic_day(date(2025, 6, 7)) == (12, 10)


def test_services_follow_the_seasons(services: list[Service]) -> None:
    winter = Counter(4 <= service.day.month <= 9 for service in services if service.type == "SOC-WINTER")
    assert winter[False] > 20 * winter[True]
    months = Counter(service.day.month for service in services if service.type in ("EDU-ENR", "EDU-KIT"))
    assert months[9] == max(months.values())
    recent = [service for service in services if service.day.year == TODAY.year]
    assert Counter(service.day.month for service in recent)[TODAY.month] > 100


def test_a_measure_is_in_the_unit_of_its_type(services: list[Service]) -> None:
    with (folder("resources") / "vocabularies" / "service_type.csv").open(encoding="utf-8") as file:
        meta = {row["code"]: row["meta"] for row in csv.DictReader(file)}
    units = {code: text.split("unit=")[1].split(";")[0] for code, text in meta.items()}
    for service in services:
        if units[service.type] == "MAD":
            assert service.quantity is None
            assert service.amount
            assert service.voucher
        else:
            assert service.amount is None
            assert service.quantity is not None
            assert service.quantity >= 1
        if units[service.type] == "night":
            assert service.until is not None
            assert (service.until - service.day).days == service.quantity


def test_a_programme_is_charged_only_for_those_it_is_open_to(people: list[Person]) -> None:
    moroccan_only = {"RET", "SOS", "DEP", "BRS", "COM", "INV", "MEC"}
    foreign_only = {"PVI", "TAM", "SAN", "EDU", "LNG", "ASH", "LOG", "REG", "ASI", "RVR"}
    charged: Counter[str] = Counter()
    for one in people:
        programmes = {service.programme for service in one.services if service.programme}
        charged.update(programmes)
        assert not programmes & (moroccan_only if one.population_group in FOREIGN else foreign_only), one.key
        if "TAM" in programmes:
            assert one.sex == "F"
            assert {need.code for need in one.specific_needs} & TAM_NEEDS
        if "SAN" in programmes:
            assert one.coverage in {"NONE", "PENDING", "REFUSED", "UNK"}
        if "RET" in programmes:
            assert one.population_group == "RET"
        if "COM" in programmes:
            assert any(consent.purpose == "ALUMNI" for consent in one.consents)
        if "EDU" in programmes and one.birth.precision == "DAY" and one.birth.value:
            assert 4 <= one.intake.year - one.birth.value.year <= 17
    assert len(charged) >= 18


def test_a_service_charged_lies_within_an_enrolment(people: list[Person]) -> None:
    for one in people:
        for service in one.services:
            if service.programme:
                enrolment = next(e for e in one.enrolments if e.programme == service.programme)
                assert enrolment.since <= service.day
                assert enrolment.until is None or service.day <= enrolment.until


def test_a_case_goes_its_way_and_ends_after_the_last_service(people: list[Person]) -> None:
    cases = [(one, one.case) for one in people if one.case]
    assert 0.6 < len(cases) / len(people) < 0.8
    for one, case in cases:
        days = [step.day for step in case.steps]
        assert case.opened >= one.intake
        assert days == sorted(days), one.key
        assert days[-1] <= TODAY
        assert (case.closed is None) == (case.closure is None) == (case.steps[-1].code != "CLOSED")
        if case.closed:
            assert case.closed > one.services[-1].day
    assert any(step.code == "REOPEN" for _, case in cases for step in case.steps)


def test_a_known_pair_is_the_same_person_spelled_another_way(people: list[Person]) -> None:
    by_key = {one.key: one for one in people}
    pairs = [(one, by_key[one.same_as]) for one in people if one.same_as]
    for copy, first in pairs:
        assert first.key < copy.key
        assert first.same_as is None
        assert (first.sex, first.nationality) == (copy.sex, copy.nationality)
        if first.birth.precision == copy.birth.precision == "DAY":
            assert first.birth == copy.birth
    names = [(a.family_name, a.given_names) != (b.family_name, b.given_names) for a, b in pairs]
    assert sum(names) > len(names) / 2


# ── nobody is shown ───────────────────────────────────────────────────────────────────────────────────────


def test_no_number_can_belong_to_a_living_person(people: list[Person]) -> None:
    numbers: list[str] = []
    for one in people:
        for document in one.documents:
            assert document.type != "CNIE" or document.number is None
            if document.number is not None:
                numbers.append(document.number)
                assert re.fullmatch(r"ZZ\d{7,}", document.number)
        assert one.unhcr_number is None or one.unhcr_number.startswith("ZZZ-")
        for phone in one.phones:
            assert re.fullmatch(r"\+212692[3-9]\d{5}|\+3363998\d{4}", phone.number)
    assert len(numbers) == len(set(numbers))


def test_an_invented_telephone_number_warns_nobody_and_has_no_operator(people: list[Person]) -> None:
    numbers = [phone.number for one in people for phone in one.phones]
    moroccan = [phonenumbers.parse(number) for number in numbers if number.startswith("+212")][:500]
    assert all(phonenumbers.is_valid_number(number) for number in moroccan)
    assert not any(carrier.name_for_number(number, "en") for number in moroccan)
    assert all(phonenumbers.is_possible_number(phonenumbers.parse(number)) for number in numbers[:500])
    assert len(set(numbers)) > 0.7 * len(numbers)


def test_what_is_written_freely_bears_no_number_and_no_name_of_an_illness(people: list[Person]) -> None:
    written = {row[language] for row in rows("notes") for language in ("fr", "ar")}
    assert not [text for text in written if re.search(r"\d", text)]
    forbidden = re.compile(r"VIH|cancer|tubercul|diab|viol|torture|السيدا|السرطان|اغتصاب|تعذيب", re.IGNORECASE)
    assert not [text for text in written if forbidden.search(text)]
    told = {service.note for one in people for service in one.services if service.note}
    assert told <= written
