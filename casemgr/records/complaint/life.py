"""The life of a complaint: its steps, what each needs, and what forbids it (domain.md §9; decree 2-17-265).

Registered → triaged → (papers asked for, the clock stopped) → forwarded or handled here → answered → told to the
person in their language → closed, reviewed or escalated. What is not admissible gets a reasoned reply, always.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casemgr.domain import consents
from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.kind import States, Transition
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import LANGUAGES, Words
from casemgr.records.complaint import clocks, rules

Values = Mapping[str, Any]

TRIAGED = ("register", "complainant", "subject", "nature", "category", "priority")
SAID = ("facts", "asks")  # forms.md §10; without them a body has nothing to answer
OPEN_TO_WITHDRAWAL = ("NEW", "TRIAGE", "INFO", "FWD", "PROC", "ANSW", "NOTIF", "APPEAL", "ESC")
CAN_BE_COMPLETED = ("FORM", "UNCLEAR")
AT_WORK = ("FWD", "PROC")
CLOSINGS = {
    "SAT": Words("Clôturer : satisfaite", "إغلاق: تمت الاستجابة", "Close: satisfied"),
    "PSAT": Words("Clôturer : satisfaite en partie", "إغلاق: استجابة جزئية", "Close: partly satisfied"),
    "UNSAT": Words("Clôturer : non satisfaite", "إغلاق: دون استجابة", "Close: not satisfied"),
}

NOT_ADMISSIBLE = Words(
    "Seule une réclamation recevable avance : dites qu’elle l’est, ou déclarez-la irrecevable.",
    "لا تعالج إلا شكاية مقبولة: أشيروا إلى قبولها، أو صرحوا بعدم قبولها.",
    "Only an admissible complaint goes on: say that it is, or declare it inadmissible.",
)
SAY_INADMISSIBLE = Words(
    "Elle est notée recevable : changez d’abord cette réponse.",
    "هي مسجلة كمقبولة: غيروا هذا الجواب أولا.",
    "It is noted as admissible: change that answer first.",
)
ANONYMOUS_ONLY = Words(
    "Ce motif ne vaut que pour une réclamation anonyme.",
    "هذا السبب خاص بشكاية مجهولة المصدر.",
    "This reason is only for an anonymous complaint.",
)
NOT_FORWARDED = Words(
    "Aucun organisme ne l’a encore reçue : reprenez la qualification.",
    "لم تحل بعد على أي جهة: استأنفوا التكييف.",
    "No body has received it yet: go on with triage.",
)
NOTHING_TO_COMPLETE = Words(
    "Elle n’a pas été refusée faute de pièces ou de clarté : demandez un réexamen, ou portez-la plus haut.",
    "لم ترفض بسبب نقص وثائق أو عدم وضوح: اطلبوا إعادة النظر أو ارفعوها إلى جهة أعلى.",
    "It was not refused for want of papers or clarity: ask for a review, or escalate it.",
)
NEEDS_CONSENT = Words(
    "Sans l’accord de la personne, rien ne sort de l’association.",
    "دون موافقة الشخص لا يخرج أي شيء من الجمعية.",
    "Without the person’s agreement nothing leaves the association.",
)
SAID_NO = Words(
    "La personne a refusé ou retiré son accord pour cet organisme.",
    "رفض الشخص أو سحب موافقته بالنسبة لهذه الجهة.",
    "The person refused or withdrew their agreement for this body.",
)
STAYS_HERE = Words(
    "Rien n’est transmis : choisissez « Traiter en interne ».",
    "لا توجد إحالة: اختاروا «معالجة داخلية».",
    "Nothing is forwarded: choose “Handle here”.",
)
ANNULMENT_RUNS = Words(
    "Le délai du recours en annulation continue de courir : jusqu’au {day}. Voyez la juriste à temps.",
    "أجل طعن الإلغاء ما زال ساريا: إلى غاية {day}. استشيروا المكلف(ة) بالشؤون القانونية في الوقت المناسب.",
    "The time for an action for annulment keeps running: until {day}. See the legal officer in time.",
)
ANNULMENT_OVER = Words(
    "Le délai du recours en annulation est passé depuis le {day}.",
    "انقضى أجل طعن الإلغاء بتاريخ {day}.",
    "The time for an action for annulment passed on {day}.",
)
TOLD_LATER = Words(
    "La réponse n’a pas encore été reçue à cette date.",
    "لم يتم التوصل بالجواب بعد في هذا التاريخ.",
    "The answer had not come by that day.",
)


def it_is_admissible(values: Values, _context: Context) -> Iterator[Issue]:
    """Admissible, and not before a court when an administration is to answer (decree 2-17-265, art. 12)."""
    if values.get("admissible") is not True:
        yield Issue("admissible", NOT_ADMISSIBLE)


def it_may_be_forwarded(values: Values, context: Context) -> Iterator[Issue]:
    """Admissible, not before a court, agreed to by whoever it names, and to somebody (law 09-08, art. 4; REFER)."""
    yield from it_is_admissible(values, context)
    if values.get("forward_to") in rules.INSIDE:
        yield Issue("forward_to", STAYS_HERE)
        return
    if values.get("court_pending"):
        yield Issue("forward_to", rules.COURT_STOPS_IT)
    if values.get("complainant") != "ANON" and values.get("consent_to_forward") is not True:
        yield Issue("consent_to_forward", NEEDS_CONSENT)
    elif _said_no(values, context):
        yield Issue("forward_to", SAID_NO)


def _said_no(values: Values, context: Context) -> bool:
    """Whether a consent of the person's own names this body and does not allow it now: a refusal wins (DP-14)."""
    person = values.get("beneficiary")
    if not person:
        return False
    known = list(context.lookup.find("consent", "", beneficiary=person))
    label = vocabulary("complaint_forward").label(str(values.get("forward_to") or ""))
    named = {*(label.say(language) for language in LANGUAGES), str(values.get("forward_body") or "")} - {""}
    day = values.get("step_day") or context.today
    return any(
        any(consents.is_about(one, "REFER", body) for one in known)
        and not consents.is_allowed(known, "REFER", body, day)
        for body in named
    )


def it_is_inadmissible(values: Values, _context: Context) -> Iterator[Issue]:
    """Never one that was found admissible; anonymous and beyond checking only when it is anonymous."""
    if values.get("admissible") is True:
        yield Issue("inadmissible_reason", SAY_INADMISSIBLE)
    if values.get("inadmissible_reason") == "ANON" and values.get("complainant") != "ANON":
        yield Issue("inadmissible_reason", ANONYMOUS_ONLY)


def the_answer_is_told_after_it_came(values: Values, _context: Context) -> Iterator[Issue]:
    """One cannot tell what has not come."""
    day, answered = values.get("restituted_on"), values.get("answered_on")
    if day is not None and answered is not None and day < answered:
        yield Issue("step_day", TOLD_LATER)


def annulment_keeps_running(values: Values, context: Context) -> Iterator[Issue]:
    """Neither a review nor an ombudsman stops the 60 days of law 41-90, art. 23: said, never refused."""
    if values.get("register") == rules.US:
        return
    last = clocks.annulment_by(values.get("answer_by"), values.get("answered_on"))
    if last is not None:
        said = ANNULMENT_RUNS if last >= context.today else ANNULMENT_OVER
        yield Issue("step_day", said.format(day=f"{last:%d/%m/%Y}"), "warning")


def answered_by_the_reply(values: Values, _context: Context) -> Values:
    """The reasoned reply of an inadmissible complaint is its answer (decree 2-17-265, art. 12)."""
    return {"admissible": False, "answered_on": values.get("answered_on") or values.get("step_day")}


def the_body_has_it(values: Values, _context: Context) -> Iterator[Issue]:
    """What was never forwarded does not come back to a body."""
    if not values.get("forwarded_on"):
        yield Issue("forwarded_on", NOT_FORWARDED)


def as_if_not_refused(values: Values, _context: Context) -> Values:
    """What was unclear, undocumented or not on the form is processed once it is completed (decree 2-17-265). It is no
    longer closed, and the reply that said what was missing is not its answer; the reply itself stays.
    """
    if values.get("inadmissible_reason") not in CAN_BE_COMPLETED:
        return {}
    return {"admissible": None, "inadmissible_reason": None, "answered_on": None, "closed_on": None}


def what_was_missing_is_there(values: Values, _context: Context) -> Iterator[Issue]:
    """What is inadmissible for another reason (it stands still, after `as_if_not_refused`) is reviewed, or goes
    higher.
    """
    if values.get("inadmissible_reason"):
        yield Issue("inadmissible_reason", NOTHING_TO_COMPLETE)


def open_again(_values: Values, _context: Context) -> Values:
    """What goes on after it was closed is no longer closed."""
    return {"closed_on": None}


def _step(start: str, end: str, label: Words, *needs: str, **more: Any) -> Transition:
    return Transition(start, end, label, needs=needs, **more)


TRIAGE = Words("Commencer la qualification", "بدء التكييف", "Start triage")
ASK = Words("Demander des pièces", "طلب وثائق", "Ask for papers")
GO_ON = Words("Pièces reçues : reprendre", "توصلنا بالوثائق: استئناف", "Papers received: go on")
BODY_GOES_ON = Words(
    "Pièces reçues : l’organisme poursuit", "توصلنا بالوثائق: تواصل الجهة معالجتها", "Papers received: the body goes on"
)
COMPLETED = Words("Complétée : reprendre l’examen", "استكملت: استئناف دراستها", "Completed: examine it again")
REFUSE = Words("Déclarer irrecevable", "التصريح بعدم القبول", "Declare inadmissible")
FORWARD = Words("Transmettre", "إحالة", "Forward")
HANDLE = Words("Traiter en interne", "معالجة داخلية", "Handle here")
TAKEN_UP = Words("L’organisme l’a prise en charge", "تكفلت بها الجهة", "The body has taken it up")
ANSWERED = Words("Noter la réponse", "تسجيل الجواب", "Record the answer")
TOLD = Words("Communiquer la réponse", "إبلاغ الجواب", "Tell the person the answer")
REVIEW = Words("Demander un réexamen", "طلب إعادة النظر", "Ask for a review")
ESCALATE = Words("Porter plus haut", "رفعها إلى جهة أعلى", "Escalate")
WITHDRAW = Words("La personne la retire", "سحبها صاحبها", "The person withdraws it")
DOUBLE = Words("C’est un doublon", "شكاية مكررة", "It is a duplicate")


def _asks(start: str) -> Transition:
    return _step(start, "INFO", ASK, "missing")


def _refuses(start: str) -> Transition:
    return _step(
        start,
        "INADM",
        REFUSE,
        "inadmissible_reason",
        "reasoned_reply",
        guard=it_is_inadmissible,
        fills=answered_by_the_reply,
        day_in="closed_on",
    )


def _forwards(start: str) -> Transition:
    needs = (*TRIAGED, *SAID, "admissible", "forward_to")
    return _step(start, "FWD", FORWARD, *needs, guard=it_may_be_forwarded, day_in="forwarded_on")


def _handles(start: str) -> Transition:
    return _step(start, "PROC", HANDLE, *TRIAGED, "admissible", guard=it_is_admissible)


def _answers(start: str, day: str = "answered_on") -> Transition:
    return _step(start, "ANSW", ANSWERED, "answer", "result", day_in=day)


def _closes(start: str) -> Iterator[Transition]:
    for end, label in CLOSINGS.items():
        yield _step(start, end, label, "restituted_on", "restitution_mode", "understood", day_in="closed_on")


def _escalates(start: str) -> Transition:
    return _step(
        start, "ESC", ESCALATE, "escalated_to", guard=annulment_keeps_running, fills=open_again, day_in="escalated_on"
    )


def _reviews(start: str) -> Transition:
    return _step(start, "APPEAL", REVIEW, guard=annulment_keeps_running, fills=open_again, reason=True)


STATES = States(
    vocabulary="complaint_status",
    first="NEW",
    transitions=(
        _step("NEW", "TRIAGE", TRIAGE),
        _asks("TRIAGE"),
        _forwards("TRIAGE"),
        _handles("TRIAGE"),
        _refuses("TRIAGE"),
        _step("INFO", "TRIAGE", GO_ON),
        _step("INFO", "PROC", HANDLE, *TRIAGED, "admissible", guard=it_is_admissible),
        _step("INFO", "FWD", BODY_GOES_ON, guard=the_body_has_it),
        _refuses("INFO"),
        _step("INADM", "TRIAGE", COMPLETED, guard=what_was_missing_is_there, fills=as_if_not_refused),
        *(_asks(start) for start in AT_WORK),
        _step("FWD", "PROC", TAKEN_UP),
        _forwards("PROC"),
        *(_answers(start) for start in AT_WORK),
        _step(
            "ANSW",
            "NOTIF",
            TOLD,
            "language",
            "restitution_mode",
            "understood",
            guard=the_answer_is_told_after_it_came,
            day_in="restituted_on",
        ),
        *_closes("NOTIF"),
        *(_reviews(start) for start in ("NOTIF", "PSAT", "UNSAT", "INADM")),
        *(_escalates(start) for start in ("FWD", "PROC", "NOTIF", "APPEAL", "PSAT", "UNSAT", "INADM")),
        *(_answers(start, "review_answered_on") for start in ("APPEAL", "ESC")),
        *(_step(start, "WITHDR", WITHDRAW, reason=True, day_in="closed_on") for start in OPEN_TO_WITHDRAWAL),
        *(_step(start, "DUPL", DOUBLE, "duplicate_of", day_in="closed_on") for start in ("NEW", "TRIAGE")),
    ),
)
# While papers are awaited (the states marked `clock=paused` in complaint_status).
CLOCK_STOPS = tuple(code for code in vocabulary("complaint_status").terms if clocks.is_pause(code))
# In these states the person still waits for an answer.
OPEN = frozenset({"NEW", "TRIAGE", "INFO", "FWD", "PROC", "APPEAL", "ESC"})
