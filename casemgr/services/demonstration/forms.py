"""What is typed at the desk of the invented association: a person's file and her household, as clean values.

The world knows codes and days; here they become the values of the kinds, as `domain/checking` would give them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from casemgr.domain.dates import ApproximateDate, age_on
from casemgr.domain.vocabulary import vocabulary
from casemgr.records import beneficiary, household
from casemgr.services.demonstration import portrait
from casemgr.services.demonstration.material import rows

Values = dict[str, Any]

PHONE_OWNERS = {"RELATIVE": "FAMILY"}
URGENCIES = {"MINOR_ALONE": "UAM"}
_FROM_ABROAD = ("MRE", "RET")
_MOROCCAN = ("MRE", "RET", "FAM", "HOST")
_FLOORS = {
    kind.key: {group.key: group.confidentiality for group in kind.rows()} for kind in (beneficiary.KIND, household.KIND)
}


@lru_cache(maxsize=1)
def partners() -> Mapping[str, tuple[str, ...]]:
    """The invented bodies, by what they are named for (an entry channel, REFER, FUNDER)."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows("partners"):
        found[row["use"]] = (*found.get(row["use"], ()), row["name"])
    return found


def one_of(names: Sequence[str], key: int) -> str:
    """One of some names, the same for the same person."""
    return names[key % len(names)]


@lru_cache(maxsize=4096)
def _open(list_name: str, code: str | None) -> str | None:
    """A code that the whole branch may read; None for one that only few may."""
    if code is None or vocabulary(list_name)[code].meta.get("confidentiality", "L0") != "L0":
        return None
    return code


def lines(kind: str, group: str, given: Sequence[Values]) -> list[Values]:
    """Rows with the mark that each must carry."""
    floor = _FLOORS[kind][group]
    return [{**line, "id": None, "confidentiality": floor(line) if floor else "L0"} for line in given]


def moment_of(known: portrait.Moment | None) -> ApproximateDate | None:
    """A day known to the day, the month or the year."""
    return None if known is None else ApproximateDate(known.value, known.precision)


def birth_of(person: portrait.Person) -> ApproximateDate:
    """The birth as it is known."""
    birth = person.birth
    if birth.precision == "EST" and birth.age is not None and birth.on is not None:
        return ApproximateDate.estimated(birth.age, birth.on)
    return ApproximateDate.unknown() if birth.value is None else ApproximateDate(birth.value, birth.precision)


def beneficiary_values(person: portrait.Person, interpreter: str) -> Values:
    """The file of a person; `interpreter` is the name of whoever interprets in her branch."""
    return (
        _reception(person, interpreter)
        | _identity(person)
        | _contact(person)
        | _status(person)
        | _situation(person)
        | _needs(person)
    )


def _reception(person: portrait.Person, interpreter: str) -> Values:
    bodies = partners().get(person.entry_channel)
    asked = not person.incomplete
    return {
        "intake_date": person.intake,
        "entry_channel": person.entry_channel,
        "referring_body": one_of(bodies, person.key) if bodies and asked else None,
        "interview_language": person.interview_language,
        "interpreter": interpreter if person.interpreter else None,
        "interpreter_consent": True if person.interpreter else None,
        "safe_to_talk": True,
        "objection_asked": True if asked else None,
        "objection_answer": "Pas d’opposition." if asked else None,
    }


def _identity(person: portrait.Person) -> Values:
    alias = [{"name": person.alias, "source": "Déclaré à l’accueil"}] if person.alias else []
    return {
        "family_name": person.family_name,
        "given_names": person.given_names,
        "family_name_ar": person.family_name_ar,
        "given_names_ar": person.given_names_ar,
        "single_name": True if person.single_name else None,
        "mother_name": person.mother_given_name,
        "aliases": lines("beneficiary", "aliases", alias),
        "sex": person.sex,
        "birth_date": birth_of(person),
        "birth_country": person.birth_country,
        "nationality": person.nationality,
        "other_nationalities": person.other_nationalities,
        "population_group": person.population_group,
    }


def _contact(person: portrait.Person) -> Values:
    phones: list[Values] = [
        {
            "number": phone.number,
            "owner": PHONE_OWNERS.get(phone.owner, phone.owner),
            "safe_to_call": phone.safe_to_call,
            "whatsapp": phone.whatsapp,
        }
        for phone in person.phones
    ]
    address = person.address
    places: list[Values] = []
    if address is not None:
        places = [
            {
                "since": person.intake,
                "province": address.province,
                "district": address.district,
                "landmark": address.landmark,
            }
        ]
    return {
        "phones": lines("beneficiary", "phones", phones),
        "address": lines("beneficiary", "address", places),
        "address_protected": address is not None and address.protected,
        "emergency_contacts": [],
    }


def _status(person: portrait.Person) -> Values:
    abroad = person.abroad if person.population_group in _FROM_ABROAD else None
    is_back = abroad is not None and person.population_group == "RET"
    is_foreign = person.population_group not in _MOROCCAN
    statuses: list[Values] = [{"status": status.code, "since": status.since} for status in person.statuses]
    documents: list[Values] = [
        {
            "type": paper.type,
            "number": paper.number,
            "state": paper.state,
            "issued_on": paper.issued,
            "expires_on": paper.expires,
        }
        for paper in person.documents
    ]
    returned = abroad.returned if abroad is not None and is_back else None
    return {
        "administrative_status": lines("beneficiary", "administrative_status", statuses),
        "documents": lines("beneficiary", "documents", documents),
        "unhcr_registered": True if is_foreign and person.unhcr_number else None,
        "unhcr_number": person.unhcr_number if is_foreign else None,
        "arrival": moment_of(person.arrival) if is_foreign else None,
        "residence_country": abroad.country if abroad else None,
        "residence_since": moment_of(abroad.since) if abroad else None,
        "return_date": ApproximateDate.of_day(returned) if returned else None,
        "return_reason": _open("return_reason", abroad.reason) if abroad and is_back else None,
    }


def _situation(person: portrait.Person) -> Values:
    languages: list[Values] = [{"language": code, "level": level} for code, level in person.languages]
    home: list[Values] = [{"housing": person.housing, "since": person.intake}]
    covered: list[Values] = [{"coverage": person.coverage, "since": person.intake}]
    return {
        "marital_status": _open("marital_status", person.marital),
        "languages": lines("beneficiary", "languages", languages),
        "education_level": person.education,
        "employment_status": _open("employment_status", person.employment),
        "occupation": person.occupation,
        "income_source": _open("income_source", person.income),
        "housing": lines("beneficiary", "housing", home),
        "coverage": lines("beneficiary", "coverage", covered),
    }


def _needs(person: portrait.Person) -> Values:
    specific: list[Values] = [
        {"vulnerability": need.code, "from_date": need.since, "to_date": need.until} for need in person.specific_needs
    ]
    urgency = tuple(URGENCIES.get(code, code) for code in person.urgencies)
    orientation = ["INTERVIEW" if person.case else "INFO"]
    if any(service.type.startswith("SOC-") for service in person.services[:2]):
        orientation.append("AID")
    return {
        "needs": tuple(code for code in person.needs if _open("referral_reason", code)),
        "needs_words": person.needs_text,
        "urgency": urgency or (() if person.incomplete else ("NONE",)),
        "specific_needs": lines("beneficiary", "specific_needs", specific),
        "orientation": () if person.incomplete else tuple(orientation),
    }


@dataclass(frozen=True, slots=True)
class Member:
    """A person of a household who has a file: its id, and what the household is told of her."""

    record: str
    person: portrait.Person


def household_values(members: Sequence[Member]) -> Values:
    """A household, from the files of its members in the order of their coming."""
    first = members[0].person
    told = first.household
    if told is None:
        raise ValueError("these people share no household")
    head = next((one.record for one in members if _place(one) == "HEAD"), None)
    ages = [age_on(birth_of(one.person), max(m.person.intake for m in members)) for one in members]
    address = first.address
    return {
        "declared_size": max(told.size, len(members)),
        "children_under_18": max(told.minors, sum(age is not None and age < 18 for age in ages)),
        "children_under_5": sum(age is not None and age < 5 for age in ages),
        "province": address.province if address else None,
        "address": address.district if address else None,
        "address_protected": address is not None and address.protected,
        "members": lines("household", "members", [_member(one, head) for one in members]),
        "confidential_pairs": [],
    }


def _place(member: Member) -> str:
    household_ = member.person.household
    return household_.relationship if household_ else "OTHER"


def _member(member: Member, head: str | None) -> Values:
    person = member.person
    age = age_on(birth_of(person), person.intake)
    is_child = age is not None and age < 18
    return {
        "member": member.record,
        "relationship": _place(member),
        "from_date": person.intake,
        "lives_here": True,
        "guardian": head if is_child and head != member.record else None,
    }
