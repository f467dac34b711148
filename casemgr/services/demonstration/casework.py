"""The case around the services: its steps, its priority, how it ended, and the programmes followed."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from casemgr.services.demonstration.dice import Dice
from casemgr.services.demonstration.material import Shares
from casemgr.services.demonstration.portrait import Case, Enrolment, Service, Step

_QUIET = 45  # days without a service before a case may be closed
_SUCCESS = frozenset({"GOALS", "PARTIAL", "AUTON", "JOB", "REGUL", "RETURN"})
_URGENT = frozenset({"DANGER", "MEDICAL", "NO_SHELTER", "MINOR_ALONE"})
_EXIT = {"LEFT_CITY": "MOVED", "LEFT_MA": "MOVED", "LOST": "DROPOUT", "DECL": "DROPOUT", "ENDPROG": "ENDPROG"}


class Casework:
    """Draws cases and enrolments."""

    def __init__(self, dice: Dice, shares: Shares, today: date) -> None:
        self._dice, self._shares, self._today = dice, shares, today

    def case(self, intake: date, services: tuple[Service, ...], urgencies: tuple[str, ...], referent: str) -> Case:
        """The case of somebody with those services; it never ends before the last of them."""
        dice, today = self._dice, self._today
        opened = intake if dice.chance(0.8) else min(intake + timedelta(days=dice.between(1, 7)), services[0].day)
        opened = max(opened, intake)
        steps = [Step("OPEN", opened)]
        self._add(steps, "ASSESS", dice.between(0, 12))
        if dice.chance(0.9):
            self._add(steps, "PLAN", dice.between(1, 15))
        self._pause(steps, services)
        last = max(service.day for service in services)
        closed = last + timedelta(days=dice.between(_QUIET, 120))
        if dice.chance(0.4) and steps[-1].code in ("PLAN", "REOPEN"):
            moment = last - timedelta(days=dice.between(0, 30))
            if steps[-1].day < moment:
                steps.append(Step("MONITOR", moment))
        if closed > today or not dice.chance(0.82) or closed <= steps[-1].day:
            if dice.chance(0.03) and steps[-1].day < today:
                steps.append(Step("HOLD", max(steps[-1].day, today - timedelta(days=dice.between(1, 50)))))
            return Case(opened, tuple(steps), self._priority(urgencies), referent, None, None)
        steps.append(Step("CLOSED", closed))
        return Case(opened, tuple(steps), self._priority(urgencies), referent, closed, self._closure(services))

    def _add(self, steps: list[Step], code: str, days: int) -> None:
        day = steps[-1].day + timedelta(days=days)
        if day <= self._today:
            steps.append(Step(code, day))

    def _pause(self, steps: list[Step], services: tuple[Service, ...]) -> None:
        """Sometimes a long silence closes the case, and the next visit reopens it (within 12 months)."""
        for before, after in pairwise(services):
            if (after.day - before.day).days > 90 and before.day > steps[-1].day and self._dice.chance(0.12):
                steps.append(Step("CLOSED", before.day + timedelta(days=self._dice.between(_QUIET, 85))))
                steps.append(Step("REOPEN", after.day))
                return

    def _priority(self, urgencies: tuple[str, ...]) -> str:
        if "DANGER" in urgencies or "NO_SHELTER" in urgencies:
            return "P1" if self._dice.chance(0.7) else "P2"
        if _URGENT & set(urgencies):
            return "P1" if self._dice.chance(0.25) else "P2"
        if urgencies:
            return "P2" if self._dice.chance(0.6) else "P3"
        return "P3" if self._dice.chance(0.58) else "P4"

    def _closure(self, services: tuple[Service, ...]) -> str:
        types = {service.type for service in services}
        if "EMP-PLACE" in types and self._dice.chance(0.6):
            return "JOB"
        if types & {"DOC-REGUL", "DOC-STAY"} and self._dice.chance(0.22):
            return "REGUL"
        if types & {"RTV-PREP", "RTV-REF"} and self._dice.chance(0.5):
            return "RETURN"
        return self._dice.draw(self._shares.of("closure"))

    def enrolments(self, services: tuple[Service, ...], case: Case | None) -> tuple[Enrolment, ...]:
        """One enrolment a programme charged: it covers every service charged to it, as counting demands."""
        days: dict[str, list[date]] = {}
        for service in services:
            if service.programme is not None:
                days.setdefault(service.programme, []).append(service.day)
        found = []
        for programme, served in days.items():
            until, reason = self._end(max(served), case)
            found.append(Enrolment(programme, min(served), until, reason))
        return tuple(found)

    def _end(self, last: date, case: Case | None) -> tuple[date | None, str | None]:
        if case is not None and case.closed is not None and case.closure is not None:
            reason = "COMPLETED" if case.closure in _SUCCESS else _EXIT.get(case.closure, "OTHER")
            return case.closed, reason
        quiet = last + timedelta(days=self._dice.between(30, 90))
        if quiet <= self._today and self._dice.chance(0.4):
            return quiet, "COMPLETED" if self._dice.chance(0.6) else "DROPOUT"
        return None, None
