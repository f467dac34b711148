"""The people of the tests of registers and files: a real encrypted database, a few dozen invented persons in both
scripts, with households, cases, services and consents; and proof that they are there.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from casemgr.domain.clock import fixed_clock
from casemgr.domain.dates import parse_approximate
from casemgr.domain.ids import Ids
from casemgr.services import intake, opening, records, register
from casemgr.services.desk import Desk
from casemgr.services.staff import StaffDraft

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
PASSWORD = "une phrase assez longue"

# family name, given names, both in Arabic (or none), sex, birth as typed, nationality, group, status
PEOPLE: tuple[tuple[str, ...], ...] = (
    ("Diallo", "Mariama", "ديالو", "مرياما", "F", "12/04/1993", "GN", "ASY", "ASY"),
    ("Benmoussa", "Aïcha", "بنموسى", "عائشة", "F", "03/05/1990", "MA", "RET", "MRE_RET"),
    ("Traoré", "Ibrahima", "", "", "M", "vers 2008", "ML", "MIG", "IRR"),
    ("El Fassi", "Youssef", "الفاسي", "يوسف", "M", "1971", "MA", "MRE", "MRE"),
    ("Al-Hamoud", "Rasha", "الحمود", "رشا", "F", "07/1988", "SY", "REF", "REF_HCR"),
    ("Nkemelu", "Blessing Chidinma", "", "", "F", "21/09/1999", "NG", "MIG", "IRR"),
    ("Sow", "Ousmane", "صو", "عثمان", "M", "34 ans", "SN", "MIG", "CR"),
    ("Kouassi", "Affoué Grâce", "", "", "F", "14/02/2001", "CI", "MIG", "UNK"),
    ("Mbarga", "Jean-Pierre", "", "", "M", "1984", "CM", "MIG", "IRR"),
    ("Ould Ahmed", "Sidi", "ولد أحمد", "سيدي", "M", "02/11/1979", "MR", "MIG", "UNK"),
)


def new_desk(folder: Path, people: int = 10) -> Desk:
    """An association in a file of `folder`, with `people` registered."""
    opened = opening.create_file(
        folder / "essai.casemgr",
        organisation="Association d’essai",
        branch=opening.BranchDraft("RAB", "Rabat", "الرباط", "Rabat", "MA-RAB"),
        admin=StaffDraft("demo", "Nadia Alaoui"),
        password=PASSWORD,
        clock=fixed_clock(MORNING),
        ids=Ids(random=Random(5)),
    )
    fill(opened.desk, people)
    return opened.desk


def draft_of(place: int) -> dict[str, Any]:
    """The draft of one person, as the desk would type it."""
    family, given, family_ar, given_ar, sex, birth, nationality, group, status = PEOPLE[place % len(PEOPLE)]
    turn = place // len(PEOPLE)
    return {
        "intake_date": TODAY - timedelta(days=5 * place),
        "entry_channel": "SELF",
        "safe_to_talk": True,
        "family_name": family if not turn else f"{family} {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[turn % 26]}.",
        "given_names": given,
        "family_name_ar": family_ar or None,
        "given_names_ar": given_ar or None,
        "sex": sex,
        "birth_date": parse_approximate(birth, TODAY),
        "nationality": nationality,
        "population_group": group,
        "phones": [{"number": f"+2126923{place:05}", "owner": "SELF", "safe_to_call": place % 3 != 2}],
        "administrative_status": [{"status": status, "since": TODAY - timedelta(days=400)}],
        "urgency": ("NO_SHELTER", "BABY") if place % 5 == 0 else ("NONE",),
        "needs": (),
        "address_protected": place % 7 == 4,
    }


def fill(desk: Desk, people: int) -> list[str]:
    """Register `people`, each with a consent, one in two with a case, some services and households."""
    made: list[str] = []
    for place in range(people):
        answer = {"purpose": "FILE", "answer": "GIVEN", "given_on": TODAY - timedelta(days=5 * place), "mode": "SIGN"}
        if place % 4 == 0:
            answer["restrictions"] = "Pas mon mari, pas le consulat."
        case = {"opened_on": TODAY - timedelta(days=place), "caseworker": desk.person.id, "priority": "P2"}
        saved = intake.register_beneficiary(
            desk, draft_of(place), consents=[answer], case=case if place % 2 == 0 else None, insist=True
        )
        made.append(saved.id)
        for turn in range(place % 4):
            give(desk, saved.id, "SOC-FOOD" if turn % 2 else "ACC-INFO", TODAY - timedelta(days=3 * turn + place))
    for place in range(0, people - 1, 6):
        members = [
            {"member": made[place], "relationship": "HEAD", "from_date": TODAY - timedelta(days=90)},
            {"member": made[place + 1], "relationship": "CHILD", "from_date": TODAY - timedelta(days=90)},
        ]
        records.save(desk, "household", {"declared_size": 4, "province": "MA-RAB", "members": members}, insist=True)
    return made


def give(desk: Desk, person: str, kind_of_service: str, day: date) -> str:
    """One service."""
    values = records.new_draft(desk, "service", beneficiary=person, type=kind_of_service, date=day)
    return records.save(desk, "service", values, insist=True).id


def test_the_people_of_the_tests_are_registered(tmp_path: Path) -> None:
    desk = new_desk(tmp_path, 7)
    assert len(register.ids(desk, "beneficiary")) == 7
    assert len(register.ids(desk, "case")) == 4
    assert len(register.ids(desk, "consent")) == 7
    assert len(register.ids(desk, "household")) == 1
    assert register.ids(desk, "beneficiary", text="عائشة") == register.ids(desk, "beneficiary", text="benmoussa")
    desk.database.dispose()
