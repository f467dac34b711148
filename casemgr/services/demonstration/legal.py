"""The legal files of the invented people: what was noted for them, terms around today, hearings, originals.

Its chance is its own: the rest of the world is the same with it and without it. No offence is invented: the switch of
a demonstration is off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from casemgr.data import days_off
from casemgr.data.unit_of_work import Step, UnitOfWork
from casemgr.domain import checking
from casemgr.domain.conditions import Context
from casemgr.domain.deadlines import VOCABULARY
from casemgr.domain.islamic_calendar import islamic_day
from casemgr.domain.vocabulary import vocabulary
from casemgr.records.legal_file import KIND, terms
from casemgr.services.demonstration.dice import Dice, Weighted
from casemgr.services.demonstration.portrait import Person

# Of whom something legal was done for, and of whom only papers were sought for.
_SHARES = (("LEG-", 0.9), ("DOC-", 0.45), ("EMP-CTE", 0.4))
_SINCE = 150  # days without advice after which a matter is over
_AROUND = (-3, 1, 2, 4, 6, 9, 12, 16, 21, 28)  # days from today to the end of an open term
_SOON = 4  # days from today to the end of a term that presses
_ROOMS = ("1", "3", "7", "Salle des audiences")
# In the arithmetical calendar, the first day of each feast (month, day).
_FEASTS = {(10, 1): ("FITR", 2), (12, 10): ("ADHA", 2), (1, 1): ("MUH", 1), (3, 12): ("MAWLID", 2)}


@dataclass(frozen=True)
class _Matter:
    """A matter as it comes to a legal clinic: what, in which quality, the act that starts a term, before whom."""

    code: str
    quality: str
    act: str
    before: str
    stages: tuple[str, ...]
    facts: str
    facts_ar: str
    paper: tuple[str, str]
    other_side: str = ""


_MATTERS = (
    (_Matter("STAY_REFUS", "REQUEST", "STAY_REFUSED", "TPI_ADM_REF", ("INTAKE", "DOCS", "FILED"),
             "Refus notifié par courrier ; le motif n’est pas détaillé.", "رفض مبلغ بالبريد دون تفصيل السبب.",
                 ("CARTE_IMMAT", "Carte d’immatriculation expirée")), 3.0),
    (_Matter("STAY_RENEW", "REQUEST", "PERMIT_END", "DGSN", ("INTAKE", "DOCS"),
             "Renouvellement à demander ; contrat de bail à joindre.", "طلب التجديد مع عقد الكراء.",
                 ("PASS_F", "Passeport")), 2.5),
    (_Matter("LAB_WAGE", "CLAIM", "WAGE_DUE", "IT", ("INTAKE", "CONC"),
                 "Trois mois de salaire non payés.", "ثلاثة أشهر من الأجر غير مؤداة.",
                 ("ATT_TRAV", "Attestation de travail"), "Société Atlas Restauration"), 2.0),
    (_Matter("LAB_DISM", "CLAIM", "DISMISSED", "TPI_SOC", ("INTAKE", "CONC", "FILED"),
                 "Licenciement sans audition préalable.", "فصل دون استماع مسبق.",
                 ("CTR_TRAV", "Contrat de travail"), "Société Rif Textile"), 1.6),
    (_Matter("CIV_BIRTH", "REQUEST", "BORN", "EC", ("INTAKE", "DOCS"),
                 "Naissance à déclarer ; avis d’accouchement remis.", "ولادة ينبغي التصريح بها.",
                 ("AVIS_NAIS", "Avis d’accouchement")), 2.0),
    (_Matter("CIV_LATE", "REQUEST", "LATE_REQUEST", "EC", ("INTAKE", "DOCS", "ADM_REQ"),
                 "Naissance non déclarée dans le délai.", "ولادة لم يصرح بها داخل الأجل.",
                 ("AVIS_NAIS", "Certificat d’accouchement")), 1.2),
    (_Matter("FAM_ALIM", "CLAIM", "JUDG_FAM", "TPI_FAM", ("INTAKE", "FILED", "JUDG"),
                 "Pension accordée en partie ; appel à décider.", "نفقة محكوم بها جزئيا؛ قرار الاستئناف منتظر.",
                 ("ACTE_MAR", "Acte de mariage")), 1.0),
    (_Matter("ASY_APPEAL", "REQUEST", "ASY_REJECTED", "HCR", ("INTAKE", "DOCS"),
                 "Rejet notifié ; recours à préparer.", "رفض مبلغ؛ الطعن قيد الإعداد.",
                 ("HCR_ATT", "Attestation de demande d’asile")), 1.2),
    (_Matter("HOUS_RENT", "DEFEND", "JUDG_CIV", "TPI_CIV", ("INTAKE", "FILED", "JUDG"),
                 "Jugement d’évacuation ; loyers payés de la main à la main.", "حكم بالإفراغ؛ كراء مؤدى نقدا.",
                 ("BAIL", "Contrat de bail"), "Propriétaire du logement"), 1.0),
    (_Matter("CIV_NAT", "REQUEST", "ADM_DECISION", "TPI_ADM", ("INTAKE", "ADM_GRAC"),
                 "Décision défavorable de l’administration.", "قرار إداري غير مواتٍ.",
                 ("ACTE_NAIS", "Acte de naissance")), 0.6),
)  # fmt: skip
_OUTCOMES = Weighted(
    (("FAV", 4.0), ("PART", 1.5), ("SETTLED", 1.5), ("UNFAV", 1.5), ("WITHDR", 0.8), ("INADM", 0.4), ("EXPIRED", 0.3))
)
_PAID = {"LAB_WAGE": (3000, 18000), "LAB_DISM": (6000, 40000)}
_WON = frozenset({"FAV", "PART", "SETTLED"})


@dataclass(frozen=True)
class Affair:
    """A legal file as it stands: its values, the steps of its life, the day it was opened."""

    values: dict[str, Any]
    steps: tuple[Step, ...]
    opened: date


class Affairs:
    """Draws legal files up to `today`."""

    def __init__(self, seed: int, today: date) -> None:
        self._dice = Dice(seed + 90)
        self._today = today
        self._ready = {(moroccan, known): _open_to(moroccan, known) for moroccan in (0, 1) for known in (0, 1)}
        self._context = Context(today=today, days_off=days_off.days_of([_kept(feasts_of(y)) for y in _years(today)]))

    def of(self, person: Person, record: str, case: str | None, follows: str) -> Iterator[Affair]:
        """The legal file of a person who was advised, followed by a member of staff; one at most."""
        advised = self._advised(person)
        if not advised:
            return
        matter = self._dice.draw(self._matters(person))
        is_open = max(advised) > self._today - timedelta(days=_SINCE) and (
            person.case is None or not person.case.closed
        )
        act, opened = self._days(matter, min(advised), is_open)
        yield self._affair(matter, act, opened, person, record, case, follows, is_open)

    def pressing(self, person: Person, record: str, case: str | None, follows: str) -> Affair:
        """A file opened these days for a person who has none, with a term in a few days that nobody met yet."""
        matter = self._dice.draw(self._matters(person))
        act, opened = self._days(matter, self._today - timedelta(days=1), True, _SOON)
        return self._affair(matter, act, opened, person, record, case, follows, True, is_met=False)

    def _affair(
        self,
        matter: _Matter,
        act: date,
        opened: date,
        person: Person,
        record: str,
        case: str | None,
        follows: str,
        is_open: bool,
        is_met: bool | None = None,
    ) -> Affair:
        has_case = case is not None and person.case is not None and person.case.opened <= opened
        draft = {
            "beneficiary": record,
            "quality": matter.quality,
            "matter": matter.code,
            "opened_on": opened,
            "followed_by": follows,
            "case": case if has_case else None,
            "facts": matter.facts_ar if self._dice.chance(0.25) else matter.facts,
            "opposing_parties": [{"name": matter.other_side}] if matter.other_side else [],
            "jurisdiction": matter.before,
            "legal_aid": "AUTO" if matter.code.startswith("LAB") else "ASKED" if self._dice.chance(0.3) else None,
            "stages": self._stages(matter, opened),
            "acts": [{"act": matter.act, "date": act, "notified": self._dice.pick(("POST", "PERSON", "POLICE"))}],
            "hearings": self._hearings(matter, person, is_open),
            "documents": self._papers(matter, opened, is_open),
        }
        steps = [Step("OPEN", opened)]
        if not is_open:
            over = min(self._today, opened + timedelta(days=self._dice.between(20, 160)))
            draft |= self._over(matter, over)
            steps.append(Step("CLOSED", over))
        return Affair(self._checked(draft, opened, is_open, is_met), tuple(steps), opened)

    def _matters(self, person: Person) -> Weighted[_Matter]:
        """What may come to this person: no stay permit for a Moroccan, no appeal to UNHCR for whom it does not know."""
        is_moroccan, is_known = person.nationality == "MA", person.unhcr_number is not None
        return self._ready[is_moroccan, is_known]

    def _advised(self, person: Person) -> list[date]:
        """The days on which something was done that leads to a legal file; none for whom it led nowhere."""
        done = [service for service in person.services if service.void_reason is None]
        for beginning, share in _SHARES:
            days = [service.day for service in done if service.type.startswith(beginning)]
            if days:
                return days if self._dice.chance(share) else []
        return []

    def _days(self, matter: _Matter, advised: date, is_open: bool, left: int | None = None) -> tuple[date, date]:
        """The day of the act, and that on which the file was opened: an open term ends around today, or in `left`."""
        if not is_open:
            return advised - timedelta(days=self._dice.between(1, 12)), advised
        meta = vocabulary(VOCABULARY)[terms.started_by(matter.act)[0]].meta
        length = int(meta["value"]) * (30 if meta["unit"] == "months" else 1)
        left = self._dice.pick(_AROUND) if left is None else left
        act = self._today - timedelta(days=max(length - left, self._dice.between(1, 4)))
        return act, max(act, advised)

    def _stages(self, matter: _Matter, opened: date) -> list[dict[str, Any]]:
        day, found = opened, []
        for stage in matter.stages:
            found.append({"stage": stage, "date": day})
            day = min(self._today, day + timedelta(days=self._dice.between(3, 25)))
        return found

    def _hearings(self, matter: _Matter, person: Person, is_open: bool) -> list[dict[str, Any]]:
        if not is_open or not matter.before.startswith("TPI"):
            return []
        day = self._today + timedelta(days=self._dice.pick((1, 3, 6, 10, 15, 23)))
        day += timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])
        clock, room = self._dice.pick(("09:00", "09:30", "10:00", "13:00")), self._dice.pick(_ROOMS)
        together = self._dice.chance(0.5)
        return [
            {"date": day, "time": clock, "room": room, "interpreter": person.interpreter, "accompaniment": together}
        ]

    def _papers(self, matter: _Matter, opened: date, is_open: bool) -> list[dict[str, Any]]:
        """An original that was handed in; it goes back, signed for, when the file closes."""
        if not self._dice.chance(0.6):
            return []
        kind, title = matter.paper
        paper: dict[str, Any] = {"kind": kind, "title": title, "original": True, "received_on": opened}
        paper["given_by"] = "La personne"
        if not is_open:
            paper |= {"returned_on": self._today, "returned_to": "La personne", "signed": True}
        return [paper]

    def _over(self, matter: _Matter, day: date) -> dict[str, Any]:
        outcome = self._dice.draw(_OUTCOMES)
        low, high = _PAID.get(matter.code, (0, 0))
        amount = self._dice.between(low // 100, high // 100) * 100 if high and outcome in _WON else None
        return {"outcome": outcome, "outcome_on": day, "closed_on": day, "amount": amount}

    def _checked(self, draft: dict[str, Any], opened: date, is_open: bool, is_met: bool | None) -> dict[str, Any]:
        """As the form would keep it: the acts start their terms; those of a closed file were met."""
        values = checking.check(KIND, checking.with_defaults(KIND, self._context, draft), self._context).values
        if is_open and not (self._dice.chance(0.3) if is_met is None else is_met):
            return values
        some = values["deadlines"][:1] if is_open else values["deadlines"]
        for line in some:
            done = min(self._today, opened, line["legal_on"])
            line |= {"done_on": max(done, line["start"]), "evidence": "Récépissé de dépôt au dossier"}
        return checking.check(KIND, values, self._context).values


def _open_to(is_moroccan: int, is_known: int) -> Weighted[_Matter]:
    return Weighted(
        (matter, share)
        for matter, share in _MATTERS
        if not (is_moroccan and matter.code.startswith(("STAY", "ASY"))) and (is_known or matter.code != "ASY_APPEAL")
    )


def _years(today: date) -> range:
    return range(today.year - 2, today.year + 1)


def feasts_of(year: int) -> list[tuple[str, date, int]]:
    """The feasts that follow the moon, by arithmetic: code, first day, days off."""
    days = (date(year, 1, 1) + timedelta(days=place) for place in range(365))
    found = ((day, _FEASTS.get(islamic_day(day))) for day in days)
    return [(feast[0], day, feast[1]) for day, feast in found if feast is not None]


def _kept(feasts: Sequence[tuple[str, date, int]]) -> str:
    return days_off.as_kept(feasts)


def enter_feasts(work: UnitOfWork, today: date) -> None:
    """What an administrator entered each year; next year’s are not announced yet."""
    setting = work.database.schema.house.setting
    now, by = work.actor.clock.now(), work.actor.person.id
    for year in _years(today):
        key = days_off.key_of(year)
        row = {"key": key, "value": _kept(feasts_of(year)), "at": now, "by": by}
        work.connection.execute(setting.insert(), [row])
        work.audit.write("update", "settings", key, None, (key,))
