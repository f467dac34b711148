"""The two years of the world written down in the order in which they would have been typed.

The world tells its people one after the other, each with her whole story; a database, its numbers and its audit
are written day by day by many hands. So what each story holds for later waits in a heap until its moment comes.
"""

from __future__ import annotations

import heapq
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from casemgr.data.change_log import as_json
from casemgr.data.unit_of_work import Step, UnitOfWork
from casemgr.domain.clock import MOROCCO
from casemgr.records import beneficiary
from casemgr.services.demonstration import acts, forms
from casemgr.services.demonstration.complaints import Grievances
from casemgr.services.demonstration.complaints import Story as Grievance
from casemgr.services.demonstration.diary import Diary, keep_scan
from casemgr.services.demonstration.diary import Story as Page
from casemgr.services.demonstration.enrolments import Paths, Story
from casemgr.services.demonstration.hands import Team, Timekeeper
from casemgr.services.demonstration.legal import Affair, Affairs, enter_feasts
from casemgr.services.demonstration.portrait import Case, Person, Service
from casemgr.services.demonstration.referrals import Orientations, write_directory
from casemgr.services.demonstration.referrals import Story as Orientation
from casemgr.services.demonstration.week import Week

# How far ahead to look for the other members of a household, who come within some ten weeks.
_AHEAD_DAYS = 100
_AHEAD_PEOPLE = 3000
_A_MINUTE = timedelta(minutes=1)
_LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)
_SPECIALISTS = ("PSY", "HEALTH", "LEGAL", "CASE")


@dataclass
class _Gathering:
    """A household whose members are coming."""

    members: list[forms.Member] = field(default_factory=list)
    latest: datetime = _LONG_AGO


class Chronicle:
    """Writes the people of a world into one transaction, in the names of the team."""

    def __init__(self, work: UnitOfWork, team: Team, keeper: Timekeeper, today: date) -> None:
        self._work, self._team, self._keeper, self._today = work, team, keeper, today
        self._coming: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = 0
        self._gathering: dict[int, _Gathering] = {}
        self._paths = Paths(keeper.seed, today)
        self._affairs = Affairs(keeper.seed, today)
        self._grievances = Grievances(keeper.seed, today)
        self._orientations = Orientations(keeper.seed, today)
        self._diary = Diary(keeper.seed, today)
        self._week = Week(today, team)

    def write(self, people: Iterable[Person], told: Callable[[int], None]) -> None:
        """Write them all; `told(people so far)` is called after each, and may raise to stop."""
        enter_feasts(self._work, self._today)
        self._orientations.directory = write_directory(self._work, self._team, self._today)
        for count, (person, is_last) in enumerate(_with_company(people), 1):
            self._write_until(datetime.combine(person.intake, time(), MOROCCO).astimezone(UTC))
            self._announce(person, is_last)
            told(count)
        self._fill_the_week()
        self._write_until(None)

    def _write_until(self, moment: datetime | None) -> None:
        while self._coming and (moment is None or self._coming[0][0] < moment):
            when, _order, act = heapq.heappop(self._coming)
            self._keeper.moment = when
            act()

    def _at(self, moment: datetime, act: Callable[[], None]) -> None:
        self._order += 1
        heapq.heappush(self._coming, (min(moment, self._keeper.now), self._order, act))

    # --- one story ------------------------------------------------------------------------------------------
    def _announce(self, person: Person, is_last: bool) -> None:
        """What is known now will be written when its time comes."""
        keeper = self._keeper
        seen = keeper.during(person.entered)
        record = keeper.id_at(seen)
        self._at(seen, partial(self._register, person, record))
        if person.household is not None:
            self._gather(person, record, seen, is_last)
        case = None if person.case is None else self._plan_case(person, person.case, record, seen)
        for service in person.services:
            moment = max(keeper.during(service.entered), seen + 5 * _A_MINUTE)
            charged = None
            if case is not None and person.case is not None and service.day >= person.case.opened:
                charged, opened = case
                moment = max(moment, opened + _A_MINUTE)
            self._at(moment, partial(self._serve, person, service, record, charged))
        self._plan_paths(person, record, seen)
        self._plan_affairs(person, record, case[0] if case else None, seen)
        self._plan_complaint(person, record, seen)
        self._plan_referral(person, record, case, seen)
        if case is not None:
            self._plan_diary(person, record, case)
            self._week.may_be(person, record, *case)

    def _plan_diary(self, person: Person, record: str, case: tuple[str, datetime]) -> None:
        """Who is awaited, who was reached or not, what was noted of her."""
        identity, opened = case
        referent = person.case.referent if person.case else person.received_by
        for page in self._diary.of(person, record, identity, self._team.id_of(referent)):
            mark = self._work.database.schema.of(page.kind).kind.confidentiality(page.values)
            login = self._team.who_may_create(page.kind, mark, person.branch, referent)
            moment = max(page.moment.astimezone(UTC), opened + 2 * _A_MINUTE)
            self._at(moment, partial(self._note, person, login, page))

    def _fill_the_week(self) -> None:
        """What awaits each of the first logins, so that nobody who looks in a role finds an empty day."""
        for awaited, who in self._week.of_each():
            page, person = who.page, awaited.person
            mark = self._work.database.schema.of(page.kind).kind.confidentiality(page.values)
            login = self._team.who_may_create(page.kind, mark, person.branch, who.login)
            moment = max(page.moment.astimezone(UTC), awaited.opened + 3 * _A_MINUTE, self._keeper.moment)
            self._at(moment, partial(self._note, person, login, page))
        for awaited, lawyer in self._week.of_the_lawyer():
            follows = self._team.id_of(lawyer)
            affair = self._affairs.pressing(awaited.person, awaited.record, awaited.case, follows)
            moment = max(self._keeper.during(affair.opened), awaited.opened + 6 * _A_MINUTE, self._keeper.moment)
            self._at(moment, partial(self._open_affair, awaited.person, lawyer, affair))

    def _note(self, person: Person, login: str, page: Page) -> None:
        values = page.values
        if page.kind == "attachment":
            values = keep_scan(self._work, page, self._keeper.ids.new(), self._team.id_of(login))
        self._create(login, page.kind, values, person.branch, steps=page.steps)

    def _plan_paths(self, person: Person, record: str, seen: datetime) -> None:
        """Her programmes, each written down on the day she entered it."""
        referent = person.case.referent if person.case else person.received_by
        login = self._team.who_may_create("enrolment", "L1", person.branch, referent)
        for story in self._paths.of(person, record, self._team.by_login[login]):
            moment = max(story.moment.astimezone(UTC), seen + 4 * _A_MINUTE)
            self._at(moment, partial(self._enrol, person, login, story))

    def _enrol(self, person: Person, login: str, story: Story) -> None:
        self._create(login, "enrolment", story.values, person.branch)

    def _plan_complaint(self, person: Person, record: str, seen: datetime) -> None:
        """Her complaint, received on its day."""
        referent = person.case.referent if person.case else person.received_by

        def author(mark: str) -> str:
            return self._team.who_may_create("complaint", mark, person.branch, referent)

        for login, told in self._grievances.of(person, record, self._team, author):
            moment = max(told.moment.astimezone(UTC), seen + 5 * _A_MINUTE)
            self._at(moment, partial(self._complain, person, login, told))

    def _complain(self, person: Person, login: str, told: Grievance) -> None:
        self._create(login, "complaint", told.values, person.branch, steps=told.steps)

    def _plan_referral(self, person: Person, record: str, case: tuple[str, datetime] | None, seen: datetime) -> None:
        """To whom she was sent, or who sent her, noted with what became of it."""
        file, opened = case or (None, seen)
        referent = person.case.referent if person.case else person.received_by

        def author(mark: str) -> str:
            return self._team.who_may_create("referral", mark, person.branch, referent)

        for login, told in self._orientations.of(person, record, file, self._team, author):
            after = max(seen, opened if told.values.get("case") else seen)
            moment = max(told.moment.astimezone(UTC), after + 8 * _A_MINUTE)
            self._at(moment, partial(self._refer, person, login, told))

    def _refer(self, person: Person, login: str, told: Orientation) -> None:
        consent = None
        if told.consent is not None:
            consent = self._create(login, "consent", told.consent, person.branch)
        values = {**told.values, "consent": consent}
        self._create(login, "referral", values, person.branch, steps=told.steps)

    def _plan_affairs(self, person: Person, record: str, case: str | None, seen: datetime) -> None:
        """What was taken before an administration or a court, opened by the lawyer of the branch."""
        login = self._team.login_in(person.branch, "LEGAL")
        for affair in self._affairs.of(person, record, case, self._team.id_of(login)):
            moment = max(self._keeper.during(affair.opened), seen + 6 * _A_MINUTE)
            self._at(moment, partial(self._open_affair, person, login, affair))

    def _open_affair(self, person: Person, login: str, affair: Affair) -> None:
        self._create(login, "legal_file", affair.values, person.branch, steps=affair.steps)

    def _plan_case(self, person: Person, case: Case, record: str, seen: datetime) -> tuple[str, datetime]:
        opened = max(self._keeper.during(case.opened), seen + 3 * _A_MINUTE)
        identity = self._keeper.id_at(opened)
        self._at(opened, partial(self._open_case, person, case, record, identity))
        return identity, opened

    def _gather(self, person: Person, record: str, seen: datetime, is_last: bool) -> None:
        """The household is recorded once all are here who will come."""
        household = person.household
        if household is None:
            return
        known = self._gathering.setdefault(household.number, _Gathering())
        known.members.append(forms.Member(record, person))
        known.latest = max(known.latest, seen)
        if is_last:
            del self._gathering[household.number]
            self._at(known.latest + 2 * _A_MINUTE, partial(self._found_household, known.members))

    # --- what is typed --------------------------------------------------------------------------------------
    def _create(self, login: str, kind: str, values: dict[str, Any], branch: str, **more: Any) -> str:
        self._work.continue_as(self._team.actor(login))
        return self._work.create(kind, values, branch=branch, **more)

    def _register(self, person: Person, record: str) -> None:
        """Her file and her answers, typed at reception; what reception may not write is added by who may."""
        mediator = self._team.name_of(self._team.login_in(person.branch, "MEDIA"))
        values = forms.beneficiary_values(person, mediator)
        login, later = self._whoever_may(person, values)
        self._create(login, "beneficiary", values, person.branch, record_id=record)
        for specialist, group, line in later:
            self._add_row(specialist, record, group, line)
        for consent in person.consents:
            answer = acts.consent_values(person, consent, record, mediator)
            self._create(person.received_by, "consent", answer, person.branch)

    def _whoever_may(self, person: Person, values: dict[str, Any]) -> tuple[str, list[tuple[str, str, Any]]]:
        """Who types this file: reception, or a caseworker when it holds more than reception may write; and the rows
        that neither may, each with the colleague who adds it. They are taken out of `values`.
        """
        staff = self._team.by_login
        rows = [
            (group, line)
            for group in beneficiary.KIND.rows()
            for line in values.get(group.key) or ()
            if not staff[person.received_by].may("c", group.grants_as or "beneficiary", line["confidentiality"])
        ]
        if not rows:
            return person.received_by, []
        caseworker = person.case.referent if person.case else self._team.login_in(person.branch, "CASE")
        later = []
        for group, line in rows:
            if not staff[caseworker].may("c", group.grants_as or "beneficiary", line["confidentiality"]):
                values[group.key] = [other for other in values[group.key] if other is not line]
                for role in _SPECIALISTS:
                    login = self._team.login_in(person.branch, role)
                    if staff[login].may("c", group.grants_as or "beneficiary", line["confidentiality"]):
                        later.append((login, group.key, line))
                        break
        return caseworker, later

    def _add_row(self, login: str, record: str, group_key: str, line: dict[str, Any]) -> None:
        """A row that only a specialist may write."""
        work = self._work
        work.continue_as(self._team.actor(login))
        group = work.database.schema.of("beneficiary").group(group_key)
        row = work.rows.add(beneficiary.KIND, group, record, 90, line)
        logged = as_json(group.rows, line)
        work.changes.row_added("beneficiary", record, row, group_key, logged, line["confidentiality"])
        work.audit.write("update", "beneficiary", record, None, (group_key,))

    def _found_household(self, members: list[forms.Member]) -> None:
        first = members[0].person
        login = self._team.who_may_create("household", "L0", first.branch, first.received_by)
        values = forms.household_values(members)
        if any(line["confidentiality"] != "L0" for line in values["members"]):
            login = self._team.login_in(first.branch, "CASE")
        self._create(login, "household", values, first.branch)

    def _open_case(self, person: Person, case: Case, record: str, identity: str) -> None:
        keeper, by = self._keeper, self._team.id_of(case.referent)
        review = acts.next_review(case, self._today, keeper.between(1, 20), keeper.chance(0.15))
        values = acts.case_values(person, record, by, review)
        values["team"] = self._team_of(person, case)
        opened, steps = keeper.moment, []
        for step in case.steps:
            opened = max(opened, keeper.during(step.day))
            reason = "Retour de la personne." if step.code == "REOPEN" else None
            steps.append(Step(step.code, step.day, reason, opened, by))
        self._create(case.referent, "case", values, person.branch, steps=steps, record_id=identity)

    def _team_of(self, person: Person, case: Case) -> list[dict[str, Any]]:
        """Whoever gave services under the case, besides the caseworker."""
        logins = dict.fromkeys(s.by for s in person.services if s.by != case.referent and s.day >= case.opened)
        return [
            {"member": self._team.id_of(login), "role": None, "id": None, "confidentiality": "L0"} for login in logins
        ]

    def _serve(self, person: Person, service: Service, record: str, case: str | None) -> None:
        mark = acts.mark_of_service(service)
        referent = person.case.referent if person.case else person.received_by
        login = self._team.who_may_create("service", mark, service.branch, service.by, referent)
        values = acts.service_values(service, record, case, self._team.id_of(service.by))
        if any(not self._team.by_login[login].may("c", "note", note["confidentiality"]) for note in values["notes"]):
            login = self._team.who_may_create("service", mark, service.branch)
        identity = self._create(login, "service", values, service.branch)
        if service.void_reason is not None:
            hand = login if self._team.by_login[login].may("u", "service", mark) else ""
            hand = hand or self._team.login_in(service.branch, "COORD")
            friday = service.entered + timedelta(days=(4 - service.entered.weekday()) % 7)
            moment = max(self._keeper.evening(min(friday, self._today)), self._keeper.moment)
            self._at(moment, partial(self._void, hand, identity, service.void_reason))

    def _void(self, login: str, service: str, reason: str) -> None:
        self._work.continue_as(self._team.actor(login))
        self._work.void("service", service, reason)


def _with_company(people: Iterable[Person]) -> Iterator[tuple[Person, bool]]:
    """Each person, and whether nobody else of her household comes after her."""
    ahead: deque[Person] = deque()
    expected: Counter[int] = Counter()

    def leave() -> tuple[Person, bool]:
        person = ahead.popleft()
        if person.household is None:
            return person, False
        expected[person.household.number] -= 1
        return person, not expected[person.household.number]

    for person in people:
        ahead.append(person)
        if person.household is not None:
            expected[person.household.number] += 1
        while len(ahead) > _AHEAD_PEOPLE and (person.intake - ahead[0].intake).days > _AHEAD_DAYS:
            yield leave()
    while ahead:
        yield leave()
