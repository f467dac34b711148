"""Each row of a list, checked like a form: read, linked, recognised, ruled; and what may then be written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from casemgr.data.name_book import NameBook
from casemgr.data.refusals import NOT_YOURS
from casemgr.domain import checking
from casemgr.domain.access import CONFIDENTIALITIES, at_least
from casemgr.domain.errors import Issue, UserError
from casemgr.domain.fields import Rows, YesNo
from casemgr.domain.kind import Kind
from casemgr.domain.words import Words
from casemgr.services import organisation
from casemgr.services.desk import Desk
from casemgr.services.lists import passed_over
from casemgr.services.lists.beside import Done, Setup
from casemgr.services.lists.cells import Reader
from casemgr.services.lists.drafts import Draft, Drafter
from casemgr.services.lists.headers import NO_SUCH_MARK, Plan
from casemgr.services.lists.instructions import OTHER, SAME, Instructions
from casemgr.services.lists.linked import BlockLookup, Links, code_meant, is_a_code
from casemgr.services.lists.recognised import Claim, Recogniser
from casemgr.services.lists.repeated import LOOKS_LIKE, Repeated
from casemgr.services.lists.report import Fate
from casemgr.services.lists.sheets import Line
from casemgr.services.lists.states import STATE, state_field
from casemgr.services.lists.trials import Trial, tried
from casemgr.services.records import Absent

Values = Mapping[str, Any]
Remarks = tuple[tuple[str, Words], ...]

NO_SUCH_BRANCH = Words("Antenne inconnue.", "فرع غير معروف.", "Unknown branch.")
NEW_BRANCH = Words(
    "Nouvelle antenne, ouverte avec la liste : sa province est à compléter.",
    "فرع جديد يفتح مع اللائحة: إقليمه في حاجة إلى استكمال.",
    "A new branch, opened with the list: its province is to be completed.",
)
NO_SUCH_STATE = Words("État inconnu.", "حالة غير معروفة.", "Unknown state.")
STATE_NEEDS = Words("À remplir pour cet état.", "يجب ملؤه بالنسبة إلى هذه الحالة.", "To be filled in for this state.")
SAID_THE_SAME = Words(
    "La même personne qu’une fiche déjà là : laissée de côté.",
    "نفس الشخص الموجود في بطاقة سابقة: ترك جانبا.",
    "The same person as a file that is here: left out.",
)
HIDDEN_ROW = Words(
    "Ligne masquée dans Excel (filtre ?).", "سطر مخفي في Excel (تصفية؟).", "A row that Excel hides (a filter?)."
)
TOO_LONG = Words("Trop long : 100 caractères au plus.", "طويل جدا: 100 حرف على الأكثر.", "Too long: 100 at most.")
_LONGEST_ID = 100


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row that may be written."""

    id: str
    values: Values
    branch: str
    confidentiality: str | None
    external_id: str | None
    state: str | None
    state_since: date | None
    is_void: bool
    void_reason: str
    number: int = 0
    claim: Claim | None = None
    others: tuple[str, ...] = ()
    given: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row, what is to become of it, and what is said about it."""

    number: int
    fate: Fate
    remarks: Remarks
    accepted: Accepted | None = None


class RowChecker:
    """Checks the rows of one list, a block at a time."""

    def __init__(
        self,
        desk: Desk,
        connection: sa.Connection,
        kind_key: str,
        plan: Plan,
        instructions: Instructions | None = None,
        *,
        is_same_list: bool = False,
    ) -> None:
        """`is_same_list`: this very list was brought in before (brought_before.py)."""
        self._desk = desk
        self._said = instructions or Instructions()
        self._plan = plan
        self._kind: Kind = desk.kinds[kind_key]
        self._links = Links(desk, connection)
        self._lookup = BlockLookup(desk, connection)
        context = desk.context(connection)
        book = NameBook(connection, desk.database, context.named)
        self._context = replace(context, lookup=self._lookup, named=book.sounding_like, kept=self._lookup.kept)
        reader = Reader(self._context, self._said)
        self._drafter = Drafter(self._kind, plan, reader, self._links)
        self.recogniser = Recogniser(desk, connection, desk.database.schema.of(kind_key))
        self.repeated = Repeated(
            connection, desk.database.schema.house, desk.database.schema.of(kind_key), is_same_list=is_same_list
        )
        self._branches = self._links.branches()
        self._may_bring_in = desk.person.may_bring_in(self._kind.granted_as)
        self._given: dict[frozenset[str], frozenset[str]] = {}
        self._never_missed = [due for due in self._kind.due if due.never_missed]
        states = self._kind.states
        self._read_state = reader.reading(state_field(states)) if states else None
        self._is_worked_out = any(one.worked_out is not None for one in self._kind.stored_fields())
        self._void = YesNo(key="void", label=STATE)

    @property
    def setup(self) -> Setup | None:
        """What another process reads the rows by."""
        return Setup.of(self._kind, self._plan, self._said, self._context)

    def fates(
        self, block: Sequence[Line], headers: Sequence[str], done: Sequence[Done | None] = ()
    ) -> Iterator[tuple[CheckedRow, Line]]:
        """The fate of each line of a block: those that are nobody are left out, the others checked.

        `done`: what another process made of each line.
        """
        reasons = {
            line.number: words for line in block if (words := passed_over.reason(line, headers, self._said.left))
        }
        for line in block:
            if line.number in reasons:
                yield CheckedRow(line.number, Fate.LEFT, (("", reasons[line.number]),)), line
        rows = [line for line in block if line.number not in reasons]
        mine = [one for line, one in zip(block, done, strict=True) if line.number not in reasons] if done else ()
        yield from zip(self.check(rows, mine), rows, strict=True)

    def check(self, block: Sequence[Line], done: Sequence[Done | None] = ()) -> Iterator[CheckedRow]:
        """The fate of each row of a block."""
        cells = [line.cells for line in block]
        self._lookup.start_block(self._links.prefetch(self._drafter.links_in(cells)))
        done = done or [None] * len(cells)
        drafts = [one[0] if one else self._drafter.draft(row) for row, one in zip(cells, done, strict=True)]
        claims = [self._claim(draft) for draft in drafts]
        self.recogniser.look(claims)
        self.repeated.look(draft.values for draft, claim in zip(drafts, claims, strict=True) if not claim.keys)
        for line, draft, claim, one in zip(block, drafts, claims, done, strict=True):
            if line.is_hidden:
                draft.issues.append(Issue("", HIDDEN_ROW, "warning"))
            yield self._fate(line.number, draft, claim, one[1] if one else None)

    def _claim(self, draft: Draft) -> Claim:
        """By what a row is known. The number that another base gave is kept as an external id: so it is known by it
        when it comes again; a mere "12" in that column is the number of any list.
        """
        said = draft.extras.get("code", "")
        external_id = draft.extras.get("external_id") or (said if is_a_code(said) else "")
        return self.recogniser.claim(draft.values, external_id, code_meant(said) if said else "")

    def _fate(self, number: int, draft: Draft, claim: Claim, trial: Trial | None) -> CheckedRow:
        here = self.recogniser.here(claim)
        if here is not None:
            return CheckedRow(number, Fate.KNOWN, (("", here),))
        verdict = self._said.verdicts.get(number, ())
        if verdict and verdict[0] == SAME:
            return CheckedRow(number, Fate.KNOWN, (("", SAID_THE_SAME),))
        trial = trial or tried(self._kind, draft, self._context)
        issues = [*draft.issues, *trial.issues]
        errors = [issue for issue in issues if issue.strength == "error"]
        if not claim.keys and self.repeated.explains(trial.values, errors):
            if self.repeated.here(trial.values, draft.given_keys()):
                return CheckedRow(number, Fate.KNOWN, (("", self.repeated.says),))
            if self.repeated.is_like(trial.values, draft.given_keys()):
                issues.append(Issue("", LOOKS_LIKE, "warning"))
        others = verdict[1:] if verdict and verdict[0] == OTHER else ()
        accepted = self._accepted(number, draft, trial.values, issues, claim, others)
        issues += trial.left_out
        remarks = tuple([(_numbered(issue.field), issue.message) for issue in issues])
        if any(issue.strength == "error" for issue in issues):
            return CheckedRow(number, Fate.REFUSED, remarks)
        earlier = self.recogniser.earlier(claim, number)
        if earlier is not None:
            return CheckedRow(number, Fate.KNOWN, (("", earlier),))
        self._lookup.will_be(self._kind, accepted.id, accepted.values, accepted.state)
        return CheckedRow(number, Fate.BROUGHT, remarks, accepted)

    def _accepted(
        self,
        number: int,
        draft: Draft,
        values: Values,
        issues: list[Issue],
        claim: Claim,
        others: tuple[str, ...],
    ) -> Accepted:
        """What would be written; whatever is wrong in the columns that are no fields goes to `issues`."""
        extras = draft.extras
        kept = dict(values)
        branch = self._links.branch_meant(extras.get("branch") or "") or self._desk.person.branch
        if branch not in self._branches:
            may_open = self._desk.person.may("c", "branch") and organisation.is_branch_code(branch)
            issues.append(Issue("branch", NEW_BRANCH, "warning") if may_open else Issue("branch", NO_SUCH_BRANCH))
        chosen = extras.get("confidentiality") or None
        if chosen is not None and chosen not in CONFIDENTIALITIES:
            issues.append(Issue("confidentiality", NO_SUCH_MARK))
            chosen = None
        external_id = extras.get("external_id") or extras.get("code") or None
        if external_id is not None and len(external_id) > _LONGEST_ID:
            issues.append(Issue("external_id", TOO_LONG))
        issues += self._rights(kept, chosen, branch)
        state = self._state(extras.get("state") or "", kept, issues)
        kept |= self._days_not_to_miss(kept, state)
        day = self._kind.timeline.date if self._kind.timeline else ""
        id_, since = self._desk.ids.new(), draft.state_since or self._day_of_step(state, kept) or kept.get(day)
        if state and isinstance(since, date):
            kept = self._as_in_state(id_, kept, ((state, since),))
        return Accepted(
            id=id_,
            values=kept,
            branch=branch,
            confidentiality=chosen,
            external_id=external_id,
            state=state,
            state_since=since,
            is_void=self._is_void(extras.get("void") or "", issues),
            void_reason=extras.get("void_reason") or "",
            number=number,
            claim=claim,
            others=others,
            given=frozenset() if claim.keys else self._same(frozenset(draft.given_keys())),
        )

    def _as_in_state(self, record: str, values: dict[str, Any], life: tuple[tuple[str, date], ...]) -> dict[str, Any]:
        """With what is worked out of the state in which it comes: the clock of a complaint that waits stands still."""
        if not self._is_worked_out:
            return values
        return checking.work_out(self._kind, values, replace(self._context, record=record, life=lambda _k, _r: life))

    def _same(self, given: frozenset[str]) -> frozenset[str]:
        """One set for all the rows that give the same fields: half a million rows wait in memory."""
        return self._given.setdefault(given, given)

    def _rights(self, values: Values, chosen: str | None, branch: str) -> Iterator[Issue]:
        """Whether this person may add such a record, and such rows, each with its own mark (access.md)."""
        person, kind = self._desk.person, self._kind
        if self._may_bring_in:
            return
        mark = at_least(kind.confidentiality(values), chosen)
        if not person.may_create(kind.granted_as, mark, branch):
            yield Issue("", NOT_YOURS[0])
        for rows in kind.rows():
            governed = rows.grants_as or kind.granted_as
            for place, line in enumerate(values.get(rows.key) or ()):
                for mark in _marks(rows, line):
                    if not (person.may("c", governed, mark) or person.may("u", governed, mark)):
                        yield Issue(f"{rows.key}.{place}", NOT_YOURS[0])

    def _state(self, text: str, values: Values, issues: list[Issue]) -> str | None:
        states = self._kind.states
        if self._read_state is None or states is None or not text:
            return None
        state = self._read_state(text)
        if isinstance(state, checking.NotUnderstood):
            issues.append(Issue("state", NO_SUCH_STATE))
            return None
        leading = [step for step in states.transitions if step.end == state]
        for key in dict.fromkeys(key for step in leading for key in step.needs):
            if checking.is_empty(values.get(key)):
                issues.append(Issue(key, STATE_NEEDS, "warning"))
        return str(state) if state else None

    def _day_of_step(self, state: str | None, values: Values) -> date | None:
        """The day that the step into this state fills (answered on, closed on), where the list tells it."""
        states = self._kind.states
        into = (step.day_in for step in states.transitions if step.end == state) if states and state else ()
        day = next((values[key] for key in into if key and values.get(key)), None)
        return day if isinstance(day, date) else None

    def _days_not_to_miss(self, values: Values, state: str | None) -> Iterator[tuple[str, date]]:
        """The days on which something is due of a record that comes in without them (an open referral to check)."""
        if not self._never_missed:
            return
        states = self._kind.states
        told = Absent({**values, "state": state or (states.opening(values) if states else None)})
        for due in self._never_missed:
            field = self._kind.stored_by_key[due.date]
            if field.propose is None or field.key in values:
                continue
            day = field.propose(told, self._context)
            if day is not None and (due.while_ is None or due.while_(told, self._context)):
                yield due.date, day

    def _is_void(self, text: str, issues: list[Issue]) -> bool:
        try:
            return bool(text) and bool(self._void.read(text, self._context))
        except UserError as error:
            issues.append(Issue("void", error.what))
            return False


def _marks(rows: Rows, line: Values) -> Iterator[str]:
    yield str(line.get("confidentiality") or "L0")
    for inner in rows.inner_rows():
        for within in line.get(inner.key) or ():
            yield from _marks(inner, within)


def _numbered(path: str) -> str:
    """Rows are counted from 1 where people read: `phones.0.number` is `phones.1.number`."""
    return ".".join(str(int(part) + 1) if part.isdigit() else part for part in path.split("."))
