"""A household: its numbers, one head at a time, one home for each person, and who may not learn what of whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

import pytest

from casemgr.domain import codes
from casemgr.domain.checking import Checked, check, to_complete, with_defaults
from casemgr.domain.conditions import Context
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.fields import Anonymise, Link, Merge
from casemgr.domain.kind import RandomCode
from casemgr.domain.words import use_language
from casemgr.records.household import KIND

TODAY = date(2026, 3, 1)
GROWN = ApproximateDate.of_year(1990)
CHILD = ApproximateDate.of_day(date(2015, 9, 1))
BABY = ApproximateDate.of_day(date(2025, 11, 1))


@dataclass
class Files:
    """What the rules find in other records: birth dates of people, memberships of other households."""

    births: Mapping[str, ApproximateDate | None] = field(default_factory=dict)
    memberships: list[dict[str, Any]] = field(default_factory=list)

    def get(self, kind: str, record: str) -> Mapping[str, Any] | None:
        """One person, by her birth date."""
        assert kind == "beneficiary"
        return {"birth_date": self.births[record]} if record in self.births else None

    def find(self, kind: str, rows: str, **equal: Any) -> Iterable[Mapping[str, Any]]:
        """The memberships of one person."""
        assert (kind, rows) == ("household", "members")
        return [row for row in self.memberships if all(row[key] == value for key, value in equal.items())]


def household(members: list[dict[str, Any]], files: Files | None = None, record: str = "", **values: Any) -> Checked:
    """What becomes of a household with these members."""
    known = {"first_name": "Awa", "relationship": "OTHER", "birth_date": GROWN, "lives_here": True}
    rows = [{key: row.get(key, known.get(key)) for key in {**known, **row}} for row in members]
    for row, given in zip(rows, members, strict=True):
        if "member" in given:
            row.pop("first_name", None)
    context = Context(today=TODAY, record=record, lookup=files or Files())
    return check(KIND, {"members": rows, **values}, context)


def remarks(found: Checked) -> list[tuple[str, str]]:
    """The field and the strength of every remark."""
    return [(issue.field, issue.strength) for issue in found.issues]


HEAD = {"relationship": "HEAD"}


def test_a_head_alone_is_a_household() -> None:
    assert remarks(household([HEAD], declared_size=1, children_under_18=0, children_under_5=0)) == []


def test_a_new_household_stands_in_the_province_of_the_branch_and_what_is_missing_is_listed() -> None:
    context = Context(today=TODAY, branch_province="MA-HOC")
    draft = with_defaults(KIND, context, {})
    assert (draft["province"], draft["address_protected"]) == ("MA-HOC", False)
    missing = {item.key for item in to_complete(KIND, draft, context)}
    assert missing == {"declared_size", "children_under_18", "children_under_5"}


def test_its_code_is_never_the_code_of_a_person() -> None:
    assert isinstance(KIND.number, RandomCode)
    code = codes.make_code(Random(7), KIND.number.prefix)
    assert codes.read_household_code(code) == code
    assert codes.read_code(code) is None


def test_its_title_says_how_many_and_never_a_name() -> None:
    assert KIND.title({"declared_size": 4, "members": []}) == "Ménage (4)"
    assert KIND.title({"members": [{"first_name": "Awa"}]}) == "Ménage (1)"
    use_language("ar")
    assert KIND.title({}) == "أسرة"


# --- numbers --------------------------------------------------------------------------------------------------------


def test_the_declared_size_is_at_least_that_of_the_known_members_who_live_here_now() -> None:
    here: dict[str, Any] = {}
    elsewhere = {"lives_here": False, "elsewhere_country": "SN"}
    gone = {"to_date": date(2026, 2, 1)}
    coming = {"from_date": date(2026, 3, 1)}
    assert remarks(household([HEAD, here, elsewhere, gone], declared_size=2)) == []
    assert remarks(household([HEAD, here, coming], declared_size=2)) == [("declared_size", "error")]


def test_children_are_among_the_persons_and_the_small_ones_among_the_children() -> None:
    assert remarks(household([HEAD], declared_size=2, children_under_18=3)) == [("children_under_18", "error")]
    assert remarks(household([HEAD], children_under_18=1, children_under_5=2)) == [("children_under_5", "error")]


def test_known_children_above_the_declared_number_are_said() -> None:
    baby = {"relationship": "CHILD", "birth_date": BABY, "guardian": "awa"}
    found = household([HEAD, baby], children_under_18=0, children_under_5=0)
    assert remarks(found) == [("children_under_18", "warning"), ("children_under_5", "warning")]


def test_a_size_of_nobody_or_of_a_crowd_is_refused() -> None:
    assert ("declared_size", "error") in remarks(household([HEAD], declared_size=0))
    assert remarks(household([HEAD], declared_size=61)) == [("declared_size", "error")]


# --- members --------------------------------------------------------------------------------------------------------


def test_a_member_is_somebody() -> None:
    assert ("members.1.member", "error") in remarks(household([HEAD, {"first_name": None}]))
    assert remarks(household([HEAD, {"member": "b"}])) == []


def test_a_member_with_a_file_has_no_second_name_or_birth_date_here() -> None:
    row = household([HEAD, {"member": "b", "first_name": "Awa", "birth_date": CHILD}]).values["members"][1]
    assert (row["first_name"], row["sex"], row["birth_date"]) == (None, None, None)


def test_the_country_is_asked_of_those_who_live_elsewhere() -> None:
    away = {"lives_here": False, "elsewhere_country": "SN"}
    rows = household([HEAD, away, {"elsewhere_country": "SN"}]).values["members"]
    assert [row["elsewhere_country"] for row in rows] == [None, "SN", None]


def test_a_membership_ends_after_it_starts() -> None:
    row = {"from_date": date(2026, 2, 1), "to_date": date(2026, 1, 1)}
    assert remarks(household([HEAD, row])) == [("members.1.to_date", "error")]


def test_an_unmarried_couple_is_known_to_the_team_of_the_case_only() -> None:
    rows = household([HEAD, {"relationship": "PARTNER"}, {"relationship": "SPOUSE"}]).values["members"]
    assert [row["confidentiality"] for row in rows] == ["L0", "L1", "L0"]


def test_there_is_one_head_at_a_time() -> None:
    before = HEAD | {"from_date": date(2024, 1, 1), "to_date": date(2025, 1, 1)}
    after = HEAD | {"from_date": date(2025, 1, 1)}
    assert remarks(household([before, after])) == []
    assert remarks(household([before, after | {"from_date": date(2024, 12, 31)}])) == [
        ("members.1.relationship", "error")
    ]
    assert remarks(household([HEAD, HEAD])) == [("members.1.relationship", "error")]


def test_a_household_without_a_head_today_is_asked_who_it_is() -> None:
    assert remarks(household([{}])) == [("members", "warning")]
    assert remarks(household([HEAD | {"to_date": TODAY}])) == [("members", "warning")]
    assert remarks(household([])) == []


# --- children -------------------------------------------------------------------------------------------------------


def test_a_head_under_eighteen_is_said_to_whoever_protects_children() -> None:
    young = HEAD | {"birth_date": CHILD, "guardian": "awa"}
    assert remarks(household([young])) == [("members.0.relationship", "warning")]


@pytest.mark.parametrize(
    ("born", "asked"), [(date(2008, 3, 1), False), (date(2008, 3, 2), True), (date(2015, 9, 1), True), (None, False)]
)
def test_somebody_answers_for_each_child_with_or_without_a_file(born: date | None, asked: bool) -> None:
    birth = ApproximateDate.unknown() if born is None else ApproximateDate.of_day(born)
    expected = [("members.1.guardian", "warning")] if asked else []
    files = Files({"c": birth})
    assert remarks(household([HEAD, {"member": "c", "relationship": "CHILD"}], files)) == expected
    light = {"birth_date": birth, "relationship": "CHILD"}
    assert remarks(household([HEAD, light])) == expected
    assert remarks(household([HEAD, light | {"guardian": "awa"}])) == []


def test_nobody_is_their_own_guardian() -> None:
    row = {"member": "c", "guardian": "c"}
    assert remarks(household([HEAD, row], Files({"c": CHILD}))) == [("members.1.guardian", "error")]


# --- one home -------------------------------------------------------------------------------------------------------

ELSEWHERE = {
    "record": "other",
    "member": "b",
    "lives_here": True,
    "from_date": date(2025, 1, 1),
    "to_date": date(2026, 1, 1),
}


@pytest.mark.parametrize(
    ("here", "other", "refused"),
    [
        ({"from_date": date(2025, 6, 1)}, {}, True),
        ({"from_date": None}, {}, True),
        ({"from_date": date(2026, 1, 1)}, {}, False),
        ({"from_date": date(2026, 2, 1)}, {"to_date": None}, True),
        ({"from_date": date(2025, 6, 1)}, {"lives_here": False}, False),
        ({"from_date": date(2025, 6, 1), "lives_here": False}, {}, False),
        ({"from_date": date(2025, 6, 1)}, {"record": "mine"}, False),
        ({"from_date": date(2025, 6, 1)}, {"member": "someone else"}, False),
    ],
)
def test_nobody_lives_in_two_households_on_one_day(here: dict[str, Any], other: dict[str, Any], refused: bool) -> None:
    files = Files(memberships=[ELSEWHERE | other])
    found = household([HEAD, {"member": "b"} | here], files, record="mine")
    assert remarks(found) == ([("members.1.member", "error")] if refused else [])


def test_nobody_is_twice_in_one_household() -> None:
    assert remarks(household([HEAD, {"member": "b"}, {"member": "b"}])) == [("members.2.member", "error")]
    gone = {"member": "b", "from_date": date(2024, 1, 1), "to_date": date(2025, 1, 1)}
    back = {"member": "b", "from_date": date(2026, 1, 1)}
    assert remarks(household([HEAD, gone, back])) == []


# --- confidential from each other -----------------------------------------------------------------------------------


def test_two_members_may_be_confidential_from_each_other() -> None:
    members = [HEAD | {"member": "a"}, {"member": "b"}]
    assert remarks(household(members, confidential_pairs=[{"one": "a", "other": "b"}])) == []
    assert remarks(household(members, confidential_pairs=[{"one": "a", "other": "a"}])) == [
        ("confidential_pairs.0.other", "error")
    ]
    assert remarks(household(members, confidential_pairs=[{"one": "a", "other": "z"}])) == [
        ("confidential_pairs.0.other", "warning")
    ]
    assert remarks(household(members, confidential_pairs=[{"one": "a"}])) == [("confidential_pairs.0.other", "error")]


# --- what remains ---------------------------------------------------------------------------------------------------


def test_anonymised_no_link_to_a_person_and_no_address_remains() -> None:
    links = [item for rows in KIND.rows() for item in rows.plain_fields() if isinstance(item, Link)]
    assert {link.key for link in links} == {"member", "guardian", "one", "other"}
    assert {link.anonymise for link in links} == {Anonymise.CLEAR}
    assert KIND.field("address").anonymise is Anonymise.CLEAR


def test_of_two_concurrent_answers_the_protected_address_wins() -> None:
    assert KIND.field("address_protected").merge is Merge.UNION


def test_a_reader_of_codes_sees_neither_names_nor_address() -> None:
    seen = KIND.view_keys("code")
    assert seen is not None
    assert "declared_size" in seen
    assert not seen & {"address", "members"}
