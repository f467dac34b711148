"""The life of a case: its steps, what each needs, and what forbids it (domain.md §4).

PRE → OPEN → ASSESS → PLAN ⇄ MONITOR → CLOSED; on hold from any active state; transferred until the receiving
branch accepts; reopened under the same number within twelve months. A person may leave at any moment, so
every active state can also close.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.kind import States, Transition
from casemgr.domain.months import add_months
from casemgr.domain.words import Words

Values = Mapping[str, Any]

LONGEST_HOLD = 60  # days (domain.md §4)
REOPENED_WITHIN = 12  # months (decisions.md 1)
STAGES = ("OPEN", "ASSESS", "PLAN", "MONITOR")

REVIEW_IN_THE_PAST = Words(
    "La date de revue est passée : choisissez un jour à venir.",
    "تاريخ المراجعة قد مضى: اختاروا يوما مقبلا.",
    "The review date has passed: choose a day to come.",
)
HOLD_TOO_LONG = Words(
    "Une suspension est revue dans les 60 jours : au plus tard le {day}.",
    "تتم مراجعة التعليق داخل أجل 60 يوما: في موعد أقصاه {day}.",
    "A case on hold is reviewed within 60 days: by {day} at the latest.",
)
ANOTHER_BRANCH = Words(
    "Choisissez une autre antenne que la vôtre.",
    "اختاروا فرعا غير فرعكم.",
    "Choose a branch other than yours.",
)
THEIRS_TO_ACCEPT = Words(
    "Seule l’antenne qui reçoit le dossier peut l’accepter.",
    "لا يمكن قبول الملف إلا من طرف الفرع المستقبل.",
    "Only the receiving branch can accept the case.",
)
YOURS_TO_ACCEPT = Words(
    "Votre antenne reçoit ce dossier : acceptez-le, ou demandez à l’antenne qui l’envoie de le reprendre.",
    "فرعكم هو المستقبل لهذا الملف: اقبلوه أو اطلبوا من الفرع المرسل استرجاعه.",
    "Your branch receives this case: accept it, or ask the sending branch to take it back.",
)
CLOSE_AGAIN = Words(
    "Le dossier a été rouvert depuis : indiquez la nouvelle date de clôture.",
    "أعيد فتح الملف بعد ذلك: حددوا تاريخ الإغلاق الجديد.",
    "The case has been reopened since: give the new closing date.",
)
CLOSED_BEFORE_OPENED = Words(
    "La clôture vient après l’ouverture du dossier.",
    "الإغلاق يأتي بعد فتح الملف.",
    "The closing comes after the opening of the case.",
)
TOO_OLD_TO_REOPEN = Words(
    "Clôturé depuis plus de 12 mois : ouvrez un nouveau dossier pour la même personne.",
    "أغلق الملف منذ أكثر من 12 شهرا: افتحوا ملفا جديدا للشخص نفسه.",
    "Closed for more than 12 months: open a new case for the same person.",
)
REOPENED_BEFORE_CLOSED = Words(
    "La réouverture vient après la clôture.",
    "إعادة الفتح تأتي بعد الإغلاق.",
    "The reopening comes after the closing.",
)


def hold_is_short(values: Values, context: Context) -> Iterator[Issue]:
    """On hold: a reason, and a review within 60 days (domain.md §4)."""
    review = values.get("review_on")
    latest = context.today + timedelta(days=LONGEST_HOLD)
    if review is None:
        return
    if review < context.today:
        yield Issue("review_on", REVIEW_IN_THE_PAST)
    elif review > latest:
        yield Issue("review_on", HOLD_TOO_LONG.format(day=latest.strftime("%d/%m/%Y")))


def goes_to_another_branch(values: Values, context: Context) -> Iterator[Issue]:
    """A transfer leaves the branch."""
    if values.get("transfer_to") and values["transfer_to"] == context.branch:
        yield Issue("transfer_to", ANOTHER_BRANCH)


def receiving_branch_accepts(values: Values, context: Context) -> Iterator[Issue]:
    """A transfer needs acceptance by the receiving branch (domain.md §4)."""
    if values.get("transfer_to") != context.branch:
        yield Issue("transfer_to", THEIRS_TO_ACCEPT)


def sending_branch_takes_back(values: Values, context: Context) -> Iterator[Issue]:
    """A transfer that was not accepted comes back to those who sent it, never by the receiver's hand."""
    if values.get("transfer_to") == context.branch:
        yield Issue("transfer_to", YOURS_TO_ACCEPT)


def closing_is_dated(values: Values, _context: Context) -> Iterator[Issue]:
    """A closing date after the opening, and a new one when the case was reopened in between (row 10)."""
    closed, opened, reopened = (values.get(key) for key in ("closed_on", "opened_on", "reopened_on"))
    if closed is None:
        return
    if opened is not None and closed < opened:
        yield Issue("closed_on", CLOSED_BEFORE_OPENED)
    elif reopened is not None and closed < reopened:
        yield Issue("closed_on", CLOSE_AGAIN)


LOST_NEEDS_ATTEMPTS = Words(
    "« Perdu(e) de vue » demande trois tentatives sans réponse, à des jours et par des moyens différents. "
    "Notez-les dans les suivis.",
    "«انقطاع الاتصال» يتطلب ثلاث محاولات دون جواب، في أيام مختلفة وبوسائل مختلفة. سجلوها في التتبع.",
    "“Lost contact” needs three attempts without an answer, on different days and by different means. "
    "Note them as follow-ups.",
)
ATTEMPTS = 3  # forms.md §8
_NOBODY = frozenset({"NOANS", "WRONG", "NOSHOW"})
_SOMEBODY = frozenset({"MET", "REACHED"})


def lost_only_after_three_attempts(values: Values, context: Context) -> Iterator[Issue]:
    """LOST rests on three failed attempts, each on another day and by another means, since she was last met (§8)."""
    if values.get("closing_reason") != "LOST" or not values.get("beneficiary"):
        return
    noted = list(context.lookup.find("follow_up", "", beneficiary=values["beneficiary"]))
    met = max((one["date"] for one in noted if one["result"] in _SOMEBODY), default=date.min)
    failed = {(one["date"], one["mode"]) for one in noted if one["result"] in _NOBODY and one["date"] >= met}
    if not any(_all_differ(tried) for tried in combinations(sorted(failed), ATTEMPTS)):
        yield Issue("closing_reason", LOST_NEEDS_ATTEMPTS)


def _all_differ(tried: Sequence[tuple[date, str]]) -> bool:
    days, means = zip(*tried, strict=True)
    return len(set(days)) == len(set(means)) == ATTEMPTS


TERM_IS_OPEN = Words(
    "Un délai juridique est encore ouvert pour cette personne : voyez avec la ou le juriste avant de clôturer.",
    "ما زال هناك أجل قانوني مفتوح لهذا الشخص: راجعوا القانوني(ة) قبل الإغلاق.",
    "A legal deadline is still open for this person: see the lawyer before closing.",
)


def no_legal_term_is_open(values: Values, context: Context) -> Iterator[Issue]:
    """A case does not close while a legal term runs (domain.md §4, row 10); neither the term nor the matter is said."""
    person = values.get("beneficiary")
    for file in context.lookup.find("legal_file", "", beneficiary=person) if person else ():
        if file.get("next_deadline") is not None and file.get("state") != "CLOSED":
            yield Issue("closed_on", TERM_IS_OPEN)
            return


def closing_is_right(values: Values, context: Context) -> Iterator[Issue]:
    """What a closing asks: its dates, the attempts behind LOST, and no legal term that runs."""
    yield from no_legal_term_is_open(values, context)
    yield from closing_is_dated(values, context)
    yield from lost_only_after_three_attempts(values, context)


def reopened_within_a_year(values: Values, _context: Context) -> Iterator[Issue]:
    """The same number within 12 months of the closing; later, a new case for the same person (row 11)."""
    closed, reopened = values.get("closed_on"), values.get("reopened_on")
    if closed is None or reopened is None:
        return
    if reopened < closed:
        yield Issue("reopened_on", REOPENED_BEFORE_CLOSED)
    elif reopened > add_months(closed, REOPENED_WITHIN):
        yield Issue("reopened_on", TOO_OLD_TO_REOPEN)


OPEN = Words("Ouvrir le dossier", "فتح الملف", "Open the case")
ASSESS = Words("Commencer l’évaluation", "بدء التقييم", "Start the assessment")
PLAN = Words("Passer au plan", "الانتقال إلى المخطط", "Move to the plan")
MONITOR = Words("Passer au suivi", "الانتقال إلى التتبع", "Move to follow-up")
REVISE = Words("Revenir au plan", "العودة إلى المخطط", "Go back to the plan")
RESUME = {
    "OPEN": Words("Reprendre : ouvert", "استئناف: مفتوح", "Resume: open"),
    "ASSESS": Words("Reprendre l’évaluation", "استئناف التقييم", "Resume the assessment"),
    "PLAN": Words("Reprendre le plan", "استئناف المخطط", "Resume the plan"),
    "MONITOR": Words("Reprendre le suivi", "استئناف التتبع", "Resume follow-up"),
}


def _hold(start: str) -> Transition:
    return Transition(
        start,
        "HOLD",
        Words("Suspendre", "تعليق الملف", "Put on hold"),
        needs=("hold_reason", "review_on"),
        guard=hold_is_short,
    )


def _transfer(start: str) -> Transition:
    return Transition(
        start,
        "TRANSF",
        Words("Transférer à une autre antenne", "تحويل إلى فرع آخر", "Transfer to another branch"),
        needs=("transfer_to",),
        guard=goes_to_another_branch,
        reason=True,
    )


def _close(start: str) -> Transition:
    return Transition(
        start,
        "CLOSED",
        Words("Clôturer", "إغلاق الملف", "Close"),
        needs=("closing_reason", "closing_summary"),
        day_in="closed_on",
        guard=closing_is_right,
    )


STATES = States(
    vocabulary="case_status",
    first="OPEN",
    transitions=(
        Transition("PRE", "OPEN", OPEN),
        Transition("OPEN", "ASSESS", ASSESS),
        Transition("ASSESS", "PLAN", PLAN),
        Transition("PLAN", "MONITOR", MONITOR),
        Transition("MONITOR", "PLAN", REVISE),
        *(Transition("HOLD", stage, RESUME[stage]) for stage in STAGES),
        *(Transition("REOPEN", stage, RESUME[stage]) for stage in ("ASSESS", "PLAN", "MONITOR")),
        *(_hold(stage) for stage in (*STAGES, "REOPEN")),
        *(_transfer(stage) for stage in (*STAGES, "HOLD", "REOPEN")),
        Transition(
            "TRANSF",
            "OPEN",
            Words("Accepter le dossier", "قبول الملف", "Accept the case"),
            guard=receiving_branch_accepts,
        ),
        Transition(
            "TRANSF",
            "ASSESS",
            Words(
                "Reprendre le dossier non accepté",
                "استرجاع الملف غير المقبول",
                "Take back a case not accepted",
            ),
            guard=sending_branch_takes_back,
            reason=True,
        ),
        *(_close(stage) for stage in ("PRE", *STAGES, "HOLD", "REOPEN")),
        Transition(
            "CLOSED",
            "REOPEN",
            Words("Rouvrir", "إعادة فتح الملف", "Reopen"),
            day_in="reopened_on",
            guard=reopened_within_a_year,
            reason=True,
        ),
    ),
)
