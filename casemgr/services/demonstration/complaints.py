"""The complaints of the invented people, in the three registers, at every point of their life, some of them late.

Each tells its whole story at once, as an old register would. Its chance is its own: the rest of the world is the same
with it and without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from casemgr.data.unit_of_work import Step
from casemgr.domain.clock import MOROCCO
from casemgr.domain.conditions import Context
from casemgr.records.complaint import KIND, rules
from casemgr.services.demonstration.dice import Dice
from casemgr.services.demonstration.hands import Team
from casemgr.services.demonstration.portrait import Person

FIRST_PEOPLE = 120
AMONG_THE_FIRST, AMONG_THE_OTHERS = 5, 20  # one person in so many complains


@dataclass(frozen=True)
class Plot:
    """A story: how long ago it began (days), what it is about, its steps by days after the receipt, what they filled,
    and the role of the colleague whom it concerns.
    """

    age: int
    about: dict[str, Any]
    steps: tuple[tuple[str, int], ...] = ()
    then: dict[str, Any] = field(default_factory=dict)
    concerned: str = ""


@dataclass(frozen=True)
class Story:
    """A complaint as it stands at the end: its values, its states, and when it was written down."""

    values: dict[str, Any]
    steps: tuple[Step, ...]
    moment: datetime
    mark: str


_DAYS = {"FWD": "forwarded_on", "ANSW": "answered_on", "NOTIF": "restituted_on", "ESC": "escalated_on"}
_ENDS = frozenset({"SAT", "PSAT", "UNSAT", "WITHDR", "DUPL", "INADM"})
_SENT = {"admissible": True, "consent_to_forward": True, "forward_to": "CHIKAYA", "forward_way": "ONLINE"}
_TOLD = {"restitution_mode": "OFFICE", "understood": True}

_STAY = {
    "register": "PUBLIC",
    "subject": "Carte d’immatriculation non délivrée",
    "facts": "Dossier complet déposé au guichet ; après trois visites, aucun récépissé ni réponse.",
    "asks": "La carte, ou une réponse écrite.",
    "against_body": "Bureau des étrangers",
    "nature": "COMPLAINT",
    "category": "PUB_STAY",
    "priority": "NORM",
}
_SCHOOL = {
    "register": "PUBLIC",
    "subject": "رفض تسجيل طفلة بالمدرسة",
    "facts": "طُلبت من الأم وثيقة غير منصوص عليها، ولم يسلم لها أي جواب مكتوب.",
    "asks": "تسجيل الطفلة قبل بداية الأسبوع المقبل.",
    "against_body": "المديرية الإقليمية",
    "nature": "COMPLAINT",
    "category": "PUB_SCHOOL",
    "priority": "HIGH",
}
_CARE = {
    "register": "PUBLIC",
    "subject": "Refus de soins au centre de santé",
    "facts": "Accueil refusé faute de carte nationale, malgré la consultation prévue.",
    "asks": "Être reçue, et que la consigne soit rappelée.",
    "against_body": "Centre de santé urbain",
    "nature": "COMPLAINT",
    "category": "PUB_HEALTH",
    "priority": "HIGH",
}
_CONSULATE = {
    "register": "ABROAD",
    "country": "ES",
    "consulate": "Consulat général à Algésiras",
    "subject": "Rendez-vous consulaire impossible à obtenir",
    "facts": "Aucun créneau depuis deux mois ; le passeport arrive à expiration.",
    "asks": "Un rendez-vous avant l’expiration.",
    "against_body": "Consulat général",
    "nature": "COMPLAINT",
    "category": "CONS_APPT",
    "priority": "NORM",
}
_LAND = {
    "register": "ABROAD",
    "country": "FR",
    "subject": "نزاع حول عقار موروث",
    "facts": "توصل المعني بالأمر برفض شفوي من المصلحة دون تعليل.",
    "asks": "جواب معلل وموعد مع المصلحة.",
    "against_body": "المحافظة العقارية",
    "nature": "COMPLAINT",
    "category": "PUB_LAND",
    "priority": "NORM",
}
_WAIT = {
    "register": "US",
    "subject": "Attente trop longue le jeudi",
    "facts": "Trois heures d’attente debout, sans information.",
    "asks": "Des tickets et des chaises.",
    "nature": "FEEDBACK",
    "category": "NGO_SERV",
    "priority": "LOW",
}
_DENIED = {
    "register": "US",
    "subject": "رفض المساعدة دون تفسير",
    "facts": "قيل للأسرة إن الإعانة انتهت دون توضيح السبب.",
    "asks": "معرفة سبب الرفض.",
    "nature": "COMPLAINT",
    "category": "NGO_DENY",
    "priority": "NORM",
}
_FRAUD = {
    "register": "US",
    "subject": "Une somme aurait été demandée pour une place",
    "facts": "La personne dit qu’un paiement lui a été demandé pour passer avant les autres.",
    "asks": "Que cela soit vérifié, sans que son nom soit dit.",
    "nature": "COMPLAINT",
    "category": "NGO_FRAUD",
    "priority": "CRIT",
}
_GRANTED = {"answer": "Le document est prêt et peut être retiré au guichet.", "result": "GRANTED"}
_REFUSED = {"answer": "رُفض الطلب لعدم استيفاء شرط الإقامة.", "result": "REFUSED"}

PLOTS: tuple[Plot, ...] = (
    Plot(82, _STAY, (("TRIAGE", 2), ("FWD", 6)), _SENT),  # late: the body stays silent
    Plot(
        140,
        _SCHOOL,
        (("TRIAGE", 1), ("FWD", 2), ("ANSW", 31), ("NOTIF", 33), ("SAT", 34)),
        _SENT | _GRANTED | _TOLD | {"satisfaction": 5},
    ),
    Plot(50, _CONSULATE, (("TRIAGE", 3), ("FWD", 8)), _SENT | {"forward_to": "CONS"}),  # at risk
    Plot(12, _WAIT | {"complainant": "ANON", "channel": "BOX"}, (("TRIAGE", 4), ("PROC", 6)), {"admissible": True}),
    Plot(3, {"register": "PUBLIC", "subject": "Guichet fermé", "facts": "Fermé deux jours de suite."}),
    Plot(30, _FRAUD, (("TRIAGE", 0), ("PROC", 1)), {"admissible": True}, concerned="ACCUEIL"),
    Plot(20, _CARE, (("TRIAGE", 2), ("INFO", 4)), {"missing": "Copie de la convocation"}),  # the clock stands still
    Plot(
        110,
        _LAND | {"court_pending": True},
        (("TRIAGE", 4), ("INADM", 9)),
        {
            "admissible": False,
            "inadmissible_reason": "COURT",
            "reasoned_reply": "القضية معروضة على المحكمة: يتابعها المحامي، ويمكن طلب المساعدة القضائية.",
        },
    ),
    Plot(95, _DENIED, (("TRIAGE", 2), ("PROC", 3), ("ANSW", 70)), {"admissible": True} | _REFUSED, concerned="CASE"),
    Plot(5, _STAY | {"nature": None, "category": None, "priority": None}, (("TRIAGE", 1),)),
    Plot(
        200,
        _CARE,
        (("TRIAGE", 2), ("FWD", 5), ("ANSW", 75), ("NOTIF", 80), ("UNSAT", 81), ("ESC", 90)),
        _SENT | _REFUSED | _TOLD | {"satisfaction": 2, "escalated_to": "MED"},
    ),
    Plot(60, _STAY, (("TRIAGE", 1), ("DUPL", 2)), {"duplicate_of": "Même demande, déjà au guichet"}),
    Plot(70, _SCHOOL, (("TRIAGE", 1), ("FWD", 3), ("ANSW", 40), ("NOTIF", 44)), _SENT | _GRANTED | _TOLD),
    Plot(45, _WAIT | {"complainant": "OTHER", "other_name": "Nadia Exemple"}, (("TRIAGE", 3), ("WITHDR", 12))),
    Plot(
        150,
        _CONSULATE,
        (("TRIAGE", 2), ("FWD", 4), ("ANSW", 52), ("NOTIF", 55), ("PSAT", 56)),
        _SENT
        | _TOLD
        | {"answer": "Un créneau est proposé, plus tard que demandé.", "result": "PARTLY", "satisfaction": 3},
    ),
    Plot(
        120,
        _STAY,
        (("TRIAGE", 2), ("FWD", 4), ("ANSW", 58), ("NOTIF", 60), ("APPEAL", 70)),
        _SENT | _REFUSED | _TOLD,
    ),
)


class Grievances:
    """Draws who complains of what, up to `today`."""

    def __init__(self, seed: int, today: date) -> None:
        self._dice = Dice(seed)
        self._today = today
        self._seen = self._told = 0

    def of(self, person: Person, record: str, team: Team, author: Callable[[str], str]) -> Iterator[tuple[str, Story]]:
        """The complaint of a person whose record is `record`, if there is one, with the login of who received it.

        `author(mark)` gives who may record one so marked.
        """
        self._seen += 1
        every = AMONG_THE_FIRST if self._seen <= FIRST_PEOPLE else AMONG_THE_OTHERS
        if self._seen % every:
            return
        plot = PLOTS[self._told % len(PLOTS)]
        self._told += 1
        login = author(rules.confidentiality_of(plot.about))
        yield login, self._story(plot, person, record, team, login)

    def _story(self, plot: Plot, person: Person, record: str, team: Team, login: str) -> Story:
        received = max(person.intake, self._today - timedelta(days=plot.age + self._dice.between(0, 3)))
        days = [(state, received + timedelta(days=after)) for state, after in plot.steps]
        walked = [("NEW", received), *((state, day) for state, day in days if day <= self._today)]
        values: dict[str, Any] = {
            "received_on": received,
            "channel": self._dice.pick(("OFFICE", "OFFICE", "PHONE", "WHATSAPP")),
            "received_by": team.id_of(login),
            "language": person.interview_language,
            "complainant": "PERSON",
            "beneficiary": record,
            **plot.about,
        }
        if values["complainant"] != "PERSON":
            values["beneficiary"] = None
        if values["register"] == "US":
            values.pop("against_body", None)
        values |= _filled(plot, walked)
        self._name_staff(values, plot, person, team, login)
        _work_out(values, tuple(walked), self._today)
        by = team.id_of(login)
        steps = tuple(Step(state, day, _reason(state), _noon(day), by) for state, day in walked)
        return Story(values, steps, _noon(received), rules.confidentiality_of(values))

    def _name_staff(self, values: dict[str, Any], plot: Plot, person: Person, team: Team, login: str) -> None:
        """Whom it concerns, never who received it; and to whom a restricted one is entrusted."""
        if not plot.concerned:
            return
        concerned = team.login_in(person.branch, plot.concerned)
        if concerned != login:
            values["concerned"] = [{"member": team.id_of(concerned)}]
        lawyer = team.login_in(person.branch, "LEGAL")
        if lawyer != login:
            values["entrusted"] = [{"member": team.id_of(lawyer)}]


def _filled(plot: Plot, walked: list[tuple[str, date]]) -> dict[str, Any]:
    """What the steps that were taken filled: their days, and what each needs."""
    states = [state for state, _day in walked]
    filled = {_DAYS[state]: day for state, day in walked if state in _DAYS}
    if states[-1] in _ENDS:
        filled["closed_on"] = walked[-1][1]
    if "INADM" in states:
        filled["answered_on"] = walked[-1][1]
    return filled | (plot.then if len(states) == len(plot.steps) + 1 else {})


def _work_out(values: dict[str, Any], life: tuple[tuple[str, date], ...], today: date) -> None:
    """What is kept without being typed, as a save would work it out."""
    context = Context(today=today, record="told", life=lambda _kind, _record: life)
    for one in KIND.stored_fields():
        if one.worked_out is not None:
            values[one.key] = one.worked_out(values, context)
    lines = [dict(line) for line in rules.with_reminders(values, (), context)]
    for line in lines:
        if line["due_on"] <= today - timedelta(days=4):
            line["sent_on"] = line["due_on"]
    values["reminders"] = lines


def _reason(state: str) -> str | None:
    return {"WITHDR": "La personne a renoncé.", "APPEAL": "La personne conteste la réponse."}.get(state)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), MOROCCO)
