"""Who may do what: roles, grants, scopes, confidentiality, from `resources/access.csv` (domain/access.md).

One row a grant; what no row grants is refused. A person may hold several roles: her grants add up. A record carries
L0, L1 or a set of compartments among L2, L3, L4; a reader needs every member of the set.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from casemgr.domain.resources import folder

COMPARTMENTS = ("L2", "L3", "L4")
CONFIDENTIALITIES = (
    "L0",
    "L1",
    *("+".join(chosen) for size in (1, 2, 3) for chosen in combinations(COMPARTMENTS, size)),
)
# "*" in access.csv stands for records about people, never for the tools of the house.
NOT_ABOUT_PEOPLE = frozenset(
    (
        "user",
        "branch",
        "settings",
        "vocabulary",
        "programme",
        "partner",
        "backup",
        "exchange",
        "report",
        "event",
        "audit",
        "data_request",
        "disclosure",
        "incident",
        "retention",
    )
)
# The directory names bodies, not people: whoever refers, forwards or orients a person reads it (forms.md §7, §10:
# the partner is a reference that its author chooses). access.csv says who keeps it.
DIRECTORIES = frozenset(("partner",))


def members(confidentiality: str) -> tuple[str, ...]:
    """The levels or compartments that a reader needs, every one, to read a record so marked."""
    return tuple(confidentiality.split("+"))


def strictest(*confidentialities: str) -> str:
    """The union of several marks: compartments add up, and win over L1, which wins over L0 (access.md, sync.md)."""
    carried = {member for mark in confidentialities for member in members(mark or "L0")}
    compartments = [member for member in COMPARTMENTS if member in carried]
    if compartments:
        return "+".join(compartments)
    return "L1" if "L1" in carried else "L0"


@lru_cache(maxsize=1024)
def at_least(floor: str, chosen: str | None) -> str:
    """What a record carries when its kind asks for `floor` and its author chose `chosen`: never less than both."""
    return strictest(floor, chosen or floor)


@dataclass(frozen=True, slots=True)
class Grant:
    """One row of access.csv."""

    role: str
    kind: str
    levels: frozenset[str]
    operations: str
    scope: str
    view: str


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the staff: who asks. `branches` are the branches she works for."""

    id: str
    login: str
    name: str
    roles: tuple[str, ...]
    branches: tuple[str, ...]
    branch: str

    def may(self, operation: str, kind: str, confidentiality: str = "L0") -> bool:
        """Whether some grant lets her do `operation` (a letter of access.csv) on records of `kind` so marked."""
        return _may(self.roles, operation, kind, confidentiality)

    def may_some(self, operation: str, kind: str) -> bool:
        """Whether she may do `operation` on some records of `kind`, however marked (a legal file is L3 at least).

        A list of named persons (L4 alone) makes nobody a reader or an author of a kind.
        """
        return any(self.may(operation, kind, mark) for mark in ("L0", "L1", "L2", "L3"))

    def grants(self, operation: str, kind: str) -> tuple[Grant, ...]:
        """Her grants for one operation on one kind."""
        return _granted(self.roles, operation, kind)

    def may_create(self, kind: str, confidentiality: str, branch: str) -> bool:
        """Whether she may add a record of this kind, so marked, in this branch."""
        return _may_create(self.roles, kind, confidentiality, branch in self.branches)

    def may_create_some(self, kind: str, branch: str) -> bool:
        """Whether she may add some records of this kind in this branch, however marked."""
        return any(self.may_create(kind, mark, branch) for mark in ("L0", "L1", "L2", "L3"))

    def may_bring_in(self, kind: str) -> bool:
        """Whether she may bring the association's old lists in, whatever the mark and the branch of their rows.

        The list lies in her hands already. What it brings is marked as it should be, and is hers to read only where
        it would have been: she gains nothing by it. Administrators only, of kinds they may add at all, or of whatever
        hangs on the people whom they may add: an old list of legal files comes in before there is a lawyer's login.
        """
        return "ADMIN" in self.roles and (self.may_some("c", kind) or self.may("c", "beneficiary"))

    def may_take_lists(self, kind: str) -> bool:
        """Whether she may bring in a list of this kind at all; each row is then looked at by its own mark."""
        return self.may_some("c", kind) or self.may_bring_in(kind)

    def view(self, kind: str, operation: str = "r") -> str:
        """How much of a record she sees: the widest view among her grants ("full" first)."""
        views = {grant.view for grant in self.grants(operation, kind) if grant.levels & {"L0", "L1"}}
        return next((view for view in VIEWS if view in views), "hidden")

    def is_supervising(self) -> bool:
        """Whether she answers for a branch or the whole (My day shows her the branch)."""
        return bool({"COORD", "SUPER"} & set(self.roles))


@lru_cache(maxsize=4096)
def _granted(roles: tuple[str, ...], operation: str, kind: str) -> tuple[Grant, ...]:
    """Asked for every row that is written, and answered by the same few roles: looked up once each."""
    granted = tuple(
        grant
        for grant in all_grants()
        if grant.role in roles
        and (grant.kind == kind or (grant.kind == "*" and kind not in NOT_ABOUT_PEOPLE))
        and operation in grant.operations
        and grant.scope != "none"
    )
    if operation == "r" and kind in DIRECTORIES and roles:
        granted += (Grant(roles[0], kind, frozenset(("L0",)), "r", "all", "full"),)
    return granted


@lru_cache(maxsize=4096)
def _may(roles: tuple[str, ...], operation: str, kind: str, confidentiality: str) -> bool:
    granted = _granted(roles, operation, kind)
    return all(any(member in grant.levels for grant in granted) for member in members(confidentiality))


@lru_cache(maxsize=4096)
def _may_create(roles: tuple[str, ...], kind: str, confidentiality: str, is_her_branch: bool) -> bool:
    granted = _granted(roles, "c", kind)
    return all(
        any(member in grant.levels and (grant.scope == "all" or is_her_branch) for grant in granted)
        for member in members(confidentiality)
    )


VIEWS = ("full", "code", "first_name", "dates", "family", "amounts", "given", "count", "hidden")


@lru_cache(maxsize=1)
def all_grants() -> tuple[Grant, ...]:
    """Every row of access.csv."""
    with (folder("resources") / "access.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Grant(
                row["role"],
                row["kind"],
                frozenset(row["confidentiality"].split()),
                row["operations"],
                row["scope"],
                row["view"],
            )
            for row in csv.DictReader(lines)
        )
