"""The bodies of the directory, and who of the invented people was sent to them or by them, in every state there is.

Each referral tells its whole story at once, as an old register would. Its chance is its own: the rest of the world is
the same with it and without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from casemgr.data.unit_of_work import Step, UnitOfWork
from casemgr.domain import checking
from casemgr.domain.clock import MOROCCO
from casemgr.domain.conditions import Context
from casemgr.domain.dates import age_on
from casemgr.records import partner, referral
from casemgr.records.referral import reasons, rules
from casemgr.services.demonstration.dice import Dice, Weighted
from casemgr.services.demonstration.forms import birth_of
from casemgr.services.demonstration.hands import Team
from casemgr.services.demonstration.material import Row, rows
from casemgr.services.demonstration.portrait import Person

FIRST_PEOPLE = 120
AMONG_THE_FIRST, AMONG_THE_OTHERS = 3, 9  # one person in so many is sent to a partner
COMES_IN = 4  # one in so many of them was sent by one
_OUR_SEED = 7_001
_CHILD = 16  # years

_REASONS: Weighted[str] = Weighted(
    (
        ("SOCIAL", 14),
        ("TRAIN", 13),
        ("JOB", 12),
        ("HUM", 9),
        ("MED", 9),
        ("SHELTER", 8),
        ("STAY", 7),
        ("LANG", 7),
        ("CIVIL", 5),
        ("LEGAL", 5),
        ("PSY", 4),
        ("IGA", 4),
        ("RETURN", 2),
    )
)
_TOLD = {
    "SOCIAL": (
        "Famille sans ressources depuis un mois ; demande un accompagnement.",
        "أسرة دون دخل وتحتاج إلى مواكبة.",
    ),
    "TRAIN": ("Souhaite une formation en couture, disponible à plein temps.", "يرغب في تكوين في الكهرباء."),
    "JOB": ("Expérience de trois ans en cuisine, disponible tout de suite.", "خبرة في الخياطة، مستعدة للعمل فورا."),
    "HUM": ("Besoin de couvertures et de produits pour bébé.", "حاجة إلى أغطية ومستلزمات للرضيع."),
    "MED": ("A besoin de soins ; détails sous pli fermé.", "في حاجة إلى علاج؛ التفاصيل في ظرف مغلق."),
    "SHELTER": ("Sans toit depuis deux nuits, avec un enfant.", "دون مأوى منذ ليلتين."),
    "SCHOOL": ("À inscrire avant la rentrée ; parle français.", "ينبغي تسجيله قبل الدخول المدرسي."),
    "ASYLUM": ("Souhaite être entendue sur sa demande.", "يرغب في تقديم طلبه."),
}
_OTHER_WORDS = (
    "Merci de recevoir cette personne et de nous dire la suite.",
    "المرجو استقبال هذا الشخص وإخبارنا بما تم.",
)


@dataclass(frozen=True)
class Plot:
    """What became of one: its steps after the sending (state, days), its outcome, the days of its reminders."""

    steps: tuple[tuple[str, int], ...] = ()
    outcome: str = ""
    reminded: tuple[int, ...] = ()
    before: str = ""  # where it stopped when it was never sent
    then: dict[str, Any] = field(default_factory=dict)


_ATTENDED = (("RECEIVED", 3), ("ACCEPTED", 6), ("IN_PROG", 12))
OVER = (
    Plot((*_ATTENDED, ("DONE", 34)), "FULL", then={"satisfaction": 5}),
    Plot((*_ATTENDED, ("DONE", 48)), "PART", then={"satisfaction": 3, "problem": "Trajet long et cher."}),
    Plot((("RECEIVED", 5), ("REFUSED", 9)), "NOCAP", (7,)),
    Plot((("RECEIVED", 2), ("ACCEPTED", 8), ("NOSHOW", 21)), "LOST"),
    Plot((("NORESP", 38),), "UNKNOWN", (7, 15, 31)),
    Plot((*_ATTENDED, ("DONE", 29)), "FULL"),
    Plot((("RECEIVED", 4), ("REFUSED", 6)), "DOCS"),
    Plot((("RECEIVED", 8), ("WAITLIST", 10), ("IN_PROG", 35), ("DONE", 58)), "FULL", (7,)),
    Plot((("CANCELLED", 5),)),
    Plot((("WITHDRAWN", 4),)),
    Plot((*_ATTENDED, ("DONE", 40)), "ONWARD", then={"satisfaction": 2}),
)
UNDER_WAY = (
    Plot(),
    Plot((("RECEIVED", 3),)),
    Plot((("RECEIVED", 3), ("ACCEPTED", 6))),
    Plot(reminded=(7,)),
    Plot((("RECEIVED", 4), ("WAITLIST", 7))),
    Plot(_ATTENDED),
    Plot(before="CONSENT"),
    Plot(before="DRAFT"),
)
_DAYS = {
    "RECEIVED": ("received_on",),
    "ACCEPTED": ("answered_on",),
    "WAITLIST": ("answered_on",),
    "IN_PROG": ("attended_on",),
    "REFUSED": ("answered_on", "closed_on"),
    **dict.fromkeys(("DONE", "NOSHOW", "NORESP", "CANCELLED", "WITHDRAWN"), ("closed_on",)),
}
_WHY = {"CANCELLED": "La personne a trouvé une autre solution.", "WITHDRAWN": "La personne a changé d’avis."}


@dataclass(frozen=True)
class Body:
    """One body of the directory as it was written: its id, its row."""

    id: str
    row: Row

    def takes(self, reason: str) -> bool:
        """Whether it accepts this reason."""
        return reason in self.row["reasons"].split()


@dataclass(frozen=True)
class Story:
    """A referral as it stands at the end: its values, its states, when it was noted, and its consent if it has one."""

    values: dict[str, Any]
    steps: tuple[Step, ...]
    moment: datetime
    consent: dict[str, Any] | None


def write_directory(work: UnitOfWork, team: Team, today: date) -> tuple[Body, ...]:
    """The directory, kept by the coordination of the first branch."""
    login = team.login_in("RAB", "COORD")
    work.continue_as(team.actor(login))
    context = Context(today=today, user=team.id_of(login))
    bodies = []
    for place, row in enumerate(rows("directory")):
        draft = checking.with_defaults(partner.KIND, context, _body(row, place, today))
        values = checking.check(partner.KIND, draft, context).values
        bodies.append(Body(work.create("partner", values, branch="RAB"), row))
    return tuple(bodies)


def _body(row: Row, place: int, today: date) -> dict[str, Any]:
    terms = {"VALID": (-200, 400), "ENDING": (-340, 25), "EXPIRED": (-500, -40)}
    days = terms.get(row["agreement"])
    abroad = not row["province"].startswith("MA-")
    offered = [
        {"reason": reason, "conditions": row["conditions"] if first == 0 else None, "is_free": True}
        for first, reason in enumerate(row["reasons"].split())
    ]
    contact = {"name": row["contact"], "role": row["role"], "mail": f"contact{place + 1}@exemple.org"}
    return {
        "name": row["name"],
        "name_ar": row["name_ar"],
        "acronym": row["acronym"] or None,
        "type": row["type"],
        "province": None if abroad else row["province"],
        "country": row["province"] if abroad else "MA",
        "address": f"{12 + place}, rue de l’Exemple",
        "phones": [{"number": f"+2125370000{place + 10}", "what": None}],
        "hours": row["hours"],
        "languages": ("fr", "ar"),
        "services": offered,
        "contacts": [contact] if row["contact"] else [],
        "agreement_on": today + timedelta(days=days[0]) if days else None,
        "agreement_until": today + timedelta(days=days[1]) if days else None,
    }


class Orientations:
    """Draws who is sent to whom, up to `today`."""

    def __init__(self, seed: int, today: date) -> None:
        self._dice = Dice(seed + _OUR_SEED)
        self._today = today
        self._seen = self._sent = self._over = self._open = 0
        self.directory: tuple[Body, ...] = ()

    def of(
        self, person: Person, record: str, case: str | None, team: Team, author: Callable[[str], str]
    ) -> Iterator[tuple[str, Story]]:
        """The referral of a person whose record is `record`, if there is one, with the login of who made it.

        `author(mark)` gives who may record one so marked.
        """
        self._seen += 1
        every = AMONG_THE_FIRST if self._seen <= FIRST_PEOPLE else AMONG_THE_OTHERS
        if self._seen % every or person.same_as is not None:
            return
        self._sent += 1
        reason = self._reason(person)
        login = author(reasons.confidentiality_of({"reason": reason}))
        comes_in = self._sent % COMES_IN == 0
        yield login, self._story(person, record, case, reason, comes_in, team.id_of(login))

    def _reason(self, person: Person) -> str:
        age = age_on(birth_of(person), self._today)
        drawn = self._dice.draw(_REASONS)
        if age is not None and age < _CHILD:
            return "SCHOOL"
        if person.population_group in ("ASY", "REF") and drawn in ("STAY", "RETURN"):
            return "ASYLUM"
        return "GBV" if person.sex == "F" and self._dice.chance(0.05) else drawn

    def _story(self, person: Person, record: str, case: str | None, reason: str, comes_in: bool, by: str) -> Story:
        dice, today = self._dice, self._today
        plot, sent = self._plot(person)
        body = self._body(reason, person.branch, comes_in)
        values: dict[str, Any] = {
            "beneficiary": record,
            "direction": "IN" if comes_in else "OUT",
            "reason": reason,
            "partner": body.id,
            "urgency": "IMMEDIATE" if reason == "SHELTER" and dice.chance(0.4) else "NORMAL",
            "detail": None if reason == "GBV" else _TOLD.get(reason, _OTHER_WORDS)[dice.between(0, 1)],
            "case": case if person.case is not None and sent >= person.case.opened else None,
            "sent_by": by,
            "contact": body.row["contact"] or None,
            **plot.then,
        }
        if values["urgency"] == "IMMEDIATE":
            values |= {"called_on": sent, "called_whom": body.row["contact"] or None}
        if comes_in:
            values["their_reference"] = f"{dice.between(10, 99)}/{sent.year}"
        walked = self._walk(plot, sent, comes_in)
        values |= _filled(plot, walked, sent)
        last = walked[-1][1]
        values["next_check_on"] = rules.check_day(values, last) if walked[-1][0] in rules.OPEN else None
        context = Context(today=today, user=by)
        clean = checking.check(referral.KIND, values | self._shared(values), context).values
        steps = tuple(Step(state, day, _WHY.get(state), _at(day), by) for state, day in walked)
        was_sent = not comes_in and not plot.before
        return Story(clean, steps, _at(last), self._consent(person, record, body, sent, plot) if was_sent else None)

    def _plot(self, person: Person) -> tuple[Plot, date]:
        """What becomes of it and when it left: three in five are over, the others under way in the last weeks."""
        dice, today = self._dice, self._today
        if (today - person.intake).days > 75 and dice.chance(0.62):
            plot = OVER[self._over % len(OVER)]
            self._over += 1
            latest = today - timedelta(days=62)
            room = (latest - person.intake).days
            return plot, person.intake + timedelta(days=dice.between(2, max(2, min(room, 160))))
        plot = UNDER_WAY[self._open % len(UNDER_WAY)]
        self._open += 1
        return plot, max(person.intake, today - timedelta(days=dice.between(1, 24)))

    def _body(self, reason: str, branch: str, comes_in: bool) -> Body:
        """Whoever takes this reason, in the same town if there is one; nothing of anybody is sent abroad."""
        here = [body for body in self.directory if comes_in or body.row["province"].startswith("MA-")]
        able = [body for body in here if body.takes(reason)] or here
        near = [body for body in able if body.row["province"] == f"MA-{branch}"]
        return self._dice.pick(near or able)

    def _walk(self, plot: Plot, sent: date, comes_in: bool) -> list[tuple[str, date]]:
        """The states that were reached by today, with their days."""
        if comes_in:
            begun = [("SENT", sent)]
        elif plot.before:
            return [("DRAFT", sent), ("CONSENT", sent)][: 2 if plot.before == "CONSENT" else 1]
        else:
            begun = [("DRAFT", sent), ("CONSENT", sent), ("SENT", sent)]
        after = [(state, sent + timedelta(days=days)) for state, days in plot.steps]
        return [*begun, *((state, day) for state, day in after if day <= self._today)]

    def _shared(self, values: dict[str, Any]) -> dict[str, Any]:
        if values["direction"] == "IN":
            return {}
        channel = rules.propose_channel(values, Context(today=self._today))
        return {"shared": reasons.minimum(values["reason"]), "channel": channel}

    def _consent(self, person: Person, record: str, body: Body, sent: date, plot: Plot) -> dict[str, Any]:
        """What she answered that day, for this body and no other; taken back where the story says so."""
        age = age_on(birth_of(person), sent)
        is_minor = age is not None and age < 18
        back = next((sent + timedelta(days=days) for state, days in plot.steps if state == "WITHDRAWN"), None)
        gone = back is not None and back <= self._today
        return {
            "beneficiary": record,
            "purpose": "REFER",
            "recipient": body.row["name"],
            "answer": "WITHDRAWN" if gone else "GIVEN",
            "given_on": sent,
            "expires_on": sent + timedelta(days=365),
            "mode": "SIGN",
            "representative_quality": "BIA" if is_minor else "SELF",
            "justification": "Note d’intérêt supérieur au dossier." if is_minor else None,
            "child_assent": True if age is not None and 12 <= age < 18 else None,
            "language": person.interview_language,
            "withdrawn_on": back if gone else None,
            "withdrawal_mode": "ORAL" if gone else None,
            "withdrawal_letter": True if gone else None,
        }


def _filled(plot: Plot, walked: list[tuple[str, date]], sent: date) -> dict[str, Any]:
    """What the steps that were taken filled: their days, the outcome, the reminders made by then."""
    states = [state for state, _day in walked]
    filled: dict[str, Any] = {key: day for state, day in walked for key in _DAYS.get(state, ())}
    if "SENT" in states:
        filled["sent_on"] = sent
    if len(plot.steps) and states[-1] == plot.steps[-1][0]:
        filled["outcome"] = plot.outcome or None
        filled["slip_on"] = walked[-1][1] if states[-1] in ("DONE", "REFUSED") else None
    filled["reminders"] = [
        {"reminded_on": day, "by": "PHONE", "said": "Rappeler la semaine prochaine.", "id": None}
        for days in plot.reminded
        if (day := sent + timedelta(days=days)) <= walked[-1][1] or not plot.steps
    ]
    return filled


def _at(day: date) -> datetime:
    return datetime.combine(day, time(12, 20), MOROCCO)
