"""What is right for an enrolment, what the person's file says of the criteria, and what is said when it looks odd.

Nobody is ever refused by a machine: a criterion that is not met asks for a reason, and the person who gives it decides
(domain.md §6; law 09-08, art. 11).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from casemgr.domain import eligibility
from casemgr.domain.conditions import Condition, Context, Lookup
from casemgr.domain.eligibility import Answer, Criterion
from casemgr.domain.errors import Issue
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.records.enrolment import path

Values = Mapping[str, Any]

# Where a way out of unemployment is what the programme is for, leaving it says what was reached (indicators P09, P10).
OF_INSERTION = frozenset({"PVI", "RET", "INV"})
# To be in one of these tells nothing of health, violence, papers, means or proceedings.
TELLS_NOTHING = frozenset({"LNG", "EDU", "COM", "CUL", "MEC"})

_ANSWERS = {"MEETS": Answer.MEETS, "NOT": Answer.DOES_NOT_MEET, "UNKNOWN": Answer.UNKNOWN}
CODES = {answer: code for code, answer in _ANSWERS.items()}


def confidentiality_of(values: Values) -> str:
    """What the programme tells of the person stays with the team (access.md); the others are the branch's."""
    programme = values.get("programme")
    return "L0" if programme is None or programme in TELLS_NOTHING else "L1"


# --- eligibility --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Judged:
    """One criterion, what is known of it, and whether a human answered it rather than the file.

    `has_another_way`: it is one category of a campaign, and another of them may be hers.
    """

    criterion: Criterion
    answer: Answer
    by_hand: bool = False
    has_another_way: bool = False

    @property
    def code(self) -> str:
        """The code of the criterion in the list of all."""
        return f"{self.criterion.programme}-{self.criterion.code}"

    @property
    def hinders(self) -> bool:
        """Whether going on asks for a reason."""
        return self.criterion.is_hard and self.answer is Answer.DOES_NOT_MEET and not self.has_another_way


def facts_of(person: Values | None, day: date, consents: Iterable[Values] = ()) -> dict[str, Any]:
    """What the file of a person tells of the criteria on a day: her own traits, what held then, what she allowed.

    Lines more secret than the case team's are not looked at: the answer would tell them.
    """
    if person is None:
        return {}
    status = _held(person, "administrative_status", "status", day)
    terms = vocabulary("administrative_status")
    return eligibility.facts_of(person) | {
        "status_group": terms[status].meta.get("group") if status in terms else None,
        "housing_type": _held(person, "housing", "housing", day),
        "health_coverage": _held(person, "coverage", "coverage", day),
        "return_date": person.get("return_date"),
        "vulnerabilities": frozenset(_needs(person, day)),
        "consents": tuple(consents),
    }


def _needs(person: Values, day: date) -> Iterator[str]:
    """The specific needs that were noted and hold on a day."""
    for line in person.get("specific_needs") or ():
        since, until = line.get("from_date"), line.get("to_date")
        holds = (since is None or since <= day) and (until is None or day <= until)
        if holds and line.get("vulnerability") and line.get("confidentiality") in path.TOLD:
            yield str(line["vulnerability"])


def _held(person: Values, group: str, key: str, day: date) -> Any:
    lines = [
        line
        for line in person.get(group) or ()
        if line.get("since") is not None and line["since"] <= day and line.get("confidentiality") in path.TOLD
    ]
    return max(lines, key=lambda line: line["since"]).get(key) if lines else None


def judge(
    programme: str | None,
    person: Values | None,
    day: date,
    answers: Mapping[str, str] | None = None,
    consents: Iterable[Values] = (),
) -> tuple[Judged, ...]:
    """Every criterion of a programme for a person on a day; `answers` (code of the criterion to code of the answer)
    are those of a human, which stand before what the file and her `consents` say.
    """
    if not programme:
        return ()
    facts, given = facts_of(person, day, consents), answers or {}
    judged = []
    for criterion in eligibility.criteria_of(programme):
        by_hand = _ANSWERS.get(given.get(f"{programme}-{criterion.code}", ""))
        judged.append(Judged(criterion, by_hand or eligibility.answer(criterion, facts, day), by_hand is not None))
    ways = [one.answer for one in judged if one.criterion.is_one_of_several]
    if all(answer is Answer.DOES_NOT_MEET for answer in ways):
        return tuple(judged)
    return tuple(replace(one, has_another_way=one.criterion.is_one_of_several) for one in judged)


def consents_asked(programme: str | None, person: object, lookup: Lookup) -> Iterable[Values]:
    """What a person allowed, where a criterion of the programme asks for it; elsewhere nothing is looked up."""
    if not person or not any(one.asks_consent for one in eligibility.criteria_of(programme or "")):
        return ()
    merged = (str(one["record"]) for one in lookup.find("beneficiary", "", merged_into=person))
    return tuple(one for file in (person, *merged) for one in lookup.find("consent", "", beneficiary=file))


def judged(values: Values, context: Context) -> tuple[Judged, ...]:
    """The criteria of an enrolment: what a human answered, else what the file of the person says on that day."""
    person = values.get("beneficiary")
    known = context.lookup.get("beneficiary", str(person)) if person else None
    answers = {line["criterion"]: line["answer"] for line in values.get("criteria") or () if line.get("criterion")}
    programme, day = values.get("programme"), values.get("enrolled_on") or context.today
    return judge(programme, known, day, answers, consents_asked(programme, person, context.lookup))


_MARKS = {Answer.MEETS: "✓", Answer.DOES_NOT_MEET: "✗", Answer.UNKNOWN: "?"}


def eligibility_of(values: Values, context: Context) -> str | None:
    """Each criterion on a line of its own, with what is known of it."""
    terms = vocabulary("criterion_answer", __file__)
    said = [
        f"{_MARKS[one.answer]} {one.criterion.label} — {terms.label(CODES[one.answer])}"
        for one in judged(values, context)
    ]
    return "\n".join(said) or None


# A form being typed cannot look at the person's file: it would say of everything that it is to be checked.
IS_JUDGED = Condition(("eligibility",), lambda values, _context: bool(values.get("eligibility")))


# --- rules --------------------------------------------------------------------------------------------------
ALREADY_IN = Words(
    "La personne suit déjà ce programme : faites avancer cette inscription, ou terminez-la.",
    "الشخص مسجل من قبل في هذا البرنامج: واصلوا التسجيل القائم أو أنهوه.",
    "The person is in this programme already: move that enrolment on, or end it.",
)
SAY_WHY = Words(
    "Critère non rempli : {criterion}. Dites pourquoi l’inscription se fait quand même.",
    "شرط غير مستوفى: {criterion}. اذكروا سبب التسجيل رغم ذلك.",
    "Criterion not met: {criterion}. Say why she is enrolled all the same.",
)
SOFT_NOT_MET = Words(
    "Critère souple non rempli : {criterion}. La coordination peut passer outre.",
    "شرط مرن غير مستوفى: {criterion}. يمكن للتنسيق تجاوزه.",
    "Soft criterion not met: {criterion}. The coordinator may set it aside.",
)
LEFT_BEFORE = Words(
    "La sortie vient après l’inscription.", "الخروج يأتي بعد التسجيل.", "Leaving comes after enrolling."
)
STAGE_BEFORE = Words(
    "Cette étape est datée avant l’inscription. Vérifiez la date.",
    "تاريخ هذه المرحلة سابق للتسجيل. تحققوا من التاريخ.",
    "This stage is dated before the enrolment. Check the date.",
)
STAGE_AFTER = Words(
    "Cette étape est datée après la sortie. Vérifiez la date.",
    "تاريخ هذه المرحلة لاحق للخروج. تحققوا من التاريخ.",
    "This stage is dated after the person left. Check the date.",
)
OF_ANOTHER = Words(
    "Ceci appartient à un autre programme. Vérifiez.",
    "هذا يخص برنامجا آخر. يرجى التحقق.",
    "This belongs to another programme. Check it.",
)
BEFORE_INTAKE = Words(
    "Cette inscription précède l’accueil de la personne. Vérifiez la date.",
    "هذا التسجيل سابق لاستقبال الشخص. تحققوا من التاريخ.",
    "This enrolment comes before the person’s intake. Check the date.",
)
AFTER_DEATH = Words(
    "Cette inscription est datée après le décès de la personne. Vérifiez la date.",
    "تاريخ هذا التسجيل لاحق لوفاة الشخص. تحققوا من التاريخ.",
    "This enrolment is dated after the person’s death. Check the date.",
)


def one_running_enrolment_a_programme(values: Values, context: Context) -> Iterator[Issue]:
    """Several programmes at once are usual; twice the same one is a slip (indicators.csv, C04)."""
    person, programme = values.get("beneficiary"), values.get("programme")
    if not person or not programme or not path.is_running(values):
        return
    for other in context.lookup.find("enrolment", "", beneficiary=person):
        is_other = other.get("record") != context.record and other.get("programme") == programme
        if is_other and path.is_running(other):
            yield Issue("programme", ALREADY_IN)
            return


def going_on_is_explained(values: Values, context: Context) -> Iterator[Issue]:
    """A hard criterion that is not met asks for a reason; a soft one is said once, on enrolling (domain.md §6)."""
    if values.get("exception_reason"):
        return
    for one in judged(values, context):
        if one.hinders:
            yield Issue("exception_reason", SAY_WHY.format(criterion=one.criterion.label))
        elif one.answer is Answer.DOES_NOT_MEET and not context.record:
            yield Issue("programme", SOFT_NOT_MET.format(criterion=one.criterion.label), "warning")


def dates_are_in_order(values: Values, context: Context) -> Iterator[Issue]:
    """Enrolled, then the stages, then out; neither before the intake nor after the death."""
    enrolled, left = values.get("enrolled_on"), values.get("exited_on")
    if enrolled is not None and left is not None and left < enrolled:
        yield Issue("exited_on", LEFT_BEFORE)
    for place, line in enumerate(values.get(path.HISTORY) or ()):
        day = line.get("entered_on")
        if day is not None and enrolled is not None and day < enrolled:
            yield Issue(f"history.{place}.entered_on", STAGE_BEFORE, "warning")
        elif day is not None and left is not None and day > left:
            yield Issue(f"history.{place}.entered_on", STAGE_AFTER, "warning")
    person = context.lookup.get("beneficiary", str(values["beneficiary"])) if values.get("beneficiary") else None
    if person is None or enrolled is None:
        return
    if person.get("intake_date") is not None and enrolled < person["intake_date"]:
        yield Issue("enrolled_on", BEFORE_INTAKE, "warning")
    if person.get("deceased_on") is not None and enrolled > person["deceased_on"]:
        yield Issue("enrolled_on", AFTER_DEATH, "warning")


def lines_are_of_the_programme(values: Values, _context: Context) -> Iterator[Issue]:
    """A stage or a criterion of another programme is a slip; an old list keeps what it says."""
    programme = values.get("programme")
    if not programme:
        return
    for group, key in ((path.HISTORY, "stage"), ("criteria", "criterion")):
        for place, line in enumerate(values.get(group) or ()):
            if line.get(key) and not str(line[key]).startswith(f"{programme}-"):
                yield Issue(f"{group}.{place}.{key}", OF_ANOTHER, "warning")
    if any(not code.startswith(f"{programme}-") for code in values.get("path") or ()):
        yield Issue("path", OF_ANOTHER, "warning")


RULES = (
    one_running_enrolment_a_programme,
    going_on_is_explained,
    dates_are_in_order,
    lines_are_of_the_programme,
)

# --- how it is told -----------------------------------------------------------------------------------------
ENROLLED = Words("Inscription : {programme}", "تسجيل في برنامج: {programme}", "Enrolled: {programme}")


def title_of(values: Values) -> str:
    """The programme."""
    programme = values.get("programme")
    return str(vocabulary("programme").label(programme)) if programme else ""


def line_of(values: Values) -> str:
    """The enrolment on the person's timeline."""
    return str(ENROLLED.format(programme=vocabulary("programme").label(values.get("programme") or "")))


def history_title(line: Values) -> str:
    """The stage of a line of the history."""
    return str(vocabulary("stage").label(line["stage"])) if line.get("stage") else ""
