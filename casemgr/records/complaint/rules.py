"""What is right for a complaint: who may be kept from it, what its clocks say, what is refused and what is only said.

Who reads one (access.csv, access.md, data-protection.md DP-04):

- A complaint about a public service or of a Moroccan abroad is read as any record of the branch.
- One about us is closed to the colleagues it names (`concerned`), whatever their roles, in every list, count of
  records, export, history and search: data/scope.py. When a coordinator is named, the supervisor is the next one up,
  since her reach is the whole and the coordinator's is gone.
- Where its nature or category is so marked (exploitation or abuse, staff behaviour, fraud: L4 in complaint_kind and
  complaint_category), it is restricted: nobody reads it by rank, coordinator and supervisor included, who only count.
  It is read by whoever recorded it and by those to whom it is `entrusted`, by name, if a role of theirs lets them read
  L4 so (CASE, EMPLOI, LEGAL, PSY, HEALTH). Reception, who may not keep L4, calls one of them.
- None may be left without a reader: services/casework.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from casemgr.domain.access import strictest
from casemgr.domain.conditions import Condition, Context, when
from casemgr.domain.errors import Issue
from casemgr.domain.vocabulary import Term, vocabulary
from casemgr.domain.words import Words
from casemgr.records.complaint import clocks

Values = Mapping[str, Any]

US = "US"
SUGGESTIONS = frozenset({"SUGG", "OBS"})
INSIDE = ("INTERNAL", "NONE")
HIGHER_BODIES = frozenset({"MED", "CNDH", "PR", "IT", "CNDP"})

IS_OF_A_PERSON = when("complainant", "PERSON")
IS_OF_SOMEBODY_ELSE = when("complainant", "OTHER")
IS_ANONYMOUS = when("complainant", "ANON")
IS_OF_NOBODY_WE_FOLLOW = when("complainant", "OTHER", "ANON")
IS_FROM_ABROAD = when("register", "ABROAD")
IS_ABOUT_US = when("register", US)
WAS_LODGED = when("lodged", True)
IS_ADMISSIBLE = when("admissible", True)
# What stopped the clock before can be said when a complaint is taken over, and then stays in sight if there was any.
COMES_FROM_ELSEWHERE = Condition(
    ("paused_days",), lambda values, context: not context.record or bool(values.get("paused_days"))
)
LEAVES_THE_HOUSE = ~when("forward_to", *INSIDE)


def is_a_higher_body(term: Term) -> bool:
    """Whether a complaint is escalated there: an institution above the body complained of, or the courts."""
    return term.code in HIGHER_BODIES


def _mark(name: str, code: object) -> str:
    term = vocabulary(name).terms.get(str(code or ""))
    return term.meta.get("confidentiality", "L0") if term else "L0"


def confidentiality_of(values: Values) -> str:
    """The least it carries: by its nature and by its category (decisions.md 2)."""
    return strictest(_mark("complaint_kind", values.get("nature")), _mark("complaint_category", values.get("category")))


def may_come_back(values: Values) -> bool:
    """Whether a code is given at receipt: an anonymous person has nothing else to come back with (domain.md §9)."""
    return values.get("complainant") == "ANON"


# --- what the other answers suggest -------------------------------------------------------------------------
def propose_complainant(values: Values, _context: Context) -> str | None:
    """Begun from a person's file, it is that person's; a channel may say that it is nobody's."""
    if values.get("beneficiary"):
        return "PERSON"
    return "ANON" if values.get("channel") == "ANON" else None


def _family(category: object) -> str:
    term = vocabulary("complaint_category").terms.get(str(category or ""))
    return (term.parent or term.code) if term else ""


def propose_register(values: Values, context: Context) -> str | None:
    """By its nature or category; else by the person: a Moroccan abroad, or somebody whom a service here let down."""
    family = _family(values.get("category"))
    if values.get("nature") in ("FEEDBACK", "SAFEG") or family == "NGO":
        return US
    if family in ("CONS", "HOST"):
        return "ABROAD"
    person = context.lookup.get("beneficiary", str(values["beneficiary"])) if values.get("beneficiary") else None
    if person is not None:
        return "ABROAD" if person.get("population_group") == "MRE" else "PUBLIC"
    return "PUBLIC" if family else None


def propose_priority(values: Values, _context: Context) -> str | None:
    """Safety and abuse are critical, a suggestion is low; a person decides (complaint_priority)."""
    if confidentiality_of(values) == "L4":
        return "CRIT"
    if values.get("nature") in SUGGESTIONS:
        return "LOW"
    return clocks.USUAL_PRIORITY if values.get("nature") else None


def propose_inadmissible(values: Values, _context: Context) -> str | None:
    """What a court has before it is not processed by the administration (decree 2-17-265, art. 12)."""
    return "COURT" if values.get("court_pending") and values.get("admissible") is False else None


# --- the clocks, as they are kept ---------------------------------------------------------------------------
def _life(context: Context) -> clocks.Life:
    return context.life("complaint", context.record) if context.record else ()


def _is_blind(context: Context) -> bool:
    """A known complaint whose life is not told: a form being typed. What was kept then stands."""
    return bool(context.record) and not _life(context)


def paused_total(values: Values, context: Context) -> int | None:
    """The days on which the clock stood still: those of an old register, and the pauses here that are over."""
    if _is_blind(context):
        return values.get("paused_total")
    days = (values.get("paused_days") or 0) + clocks.pauses(_life(context)).days
    return days or None


def paused_since(values: Values, context: Context) -> date | None:
    """Since when it stands still now."""
    return values.get("paused_since") if _is_blind(context) else clocks.pauses(_life(context)).since


def triage_by(values: Values, _context: Context) -> date | None:
    """By its priority; as a usual one until that is known."""
    received = values.get("received_on")
    return clocks.triage_by(received, values.get("priority")) if received else None


def complete_by(values: Values, _context: Context) -> date | None:
    """15 days."""
    received = values.get("received_on")
    return clocks.complete_by(received) if received else None


def internal_by(values: Values, _context: Context) -> date | None:
    """What we promise ourselves, by its priority."""
    received = values.get("received_on")
    return clocks.internal_by(received, values.get("priority"), values.get("paused_total") or 0) if received else None


def answer_by(values: Values, _context: Context) -> date | None:
    """60 days, pauses left out."""
    received = values.get("received_on")
    return clocks.answer_by(received, values.get("paused_total") or 0) if received else None


def standing(values: Values, context: Context) -> str | None:
    """How it stands against its 60 days."""
    days = (values.get(key) for key in ("answer_by", "answered_on", "closed_on", "paused_since"))
    return clocks.standing(context.today, *days)


def standing_in_sql(columns: Any, today: date) -> Any:
    """The same, as the database finds it."""
    return sa.case(
        (columns.answer_by.is_(None), None),
        (columns.answered_on <= columns.answer_by, clocks.IN_TIME),
        (columns.answered_on.is_not(None), clocks.OUT_OF_TIME),
        (columns.closed_on.is_not(None), clocks.ENDED),
        (columns.paused_since <= columns.answer_by, clocks.PAUSED),
        (columns.paused_since.is_not(None), clocks.LATE),
        (columns.answer_by < today, clocks.LATE),
        (columns.answer_by <= today + timedelta(days=clocks.NEAR_DAYS), clocks.AT_RISK),
        else_=clocks.ON_TRACK,
    )


def annulment_by(values: Values, _context: Context) -> date | None:
    """From the answer, or from the silence (law 41-90, art. 23)."""
    return clocks.annulment_by(values.get("answer_by"), values.get("answered_on"))


def with_reminders(values: Values, lines: Sequence[Values], _context: Context) -> Sequence[Values]:
    """The reminders as the clock asks for them: those that were made stay, the others follow it (domain.md §9), and
    none is asked for once it is answered or closed.
    """
    received, forwarded = values.get("received_on"), values.get("forwarded_on")
    made = [line for line in lines if line.get("sent_on") or line.get("said")]
    if values.get("answered_on") or values.get("closed_on"):
        return made
    if received is None or forwarded is None or not LEAVES_THE_HOUSE(values, _context):
        return lines
    waiting = [line for line in lines if line not in made]
    days = clocks.reminders(received, values.get("paused_total") or 0, forwarded)[len(made) :]
    kept = zip(days, [*waiting, *({} for _day in days)], strict=False)
    return [*made, *({**line, "due_on": day} for day, line in kept)]


# --- rules --------------------------------------------------------------------------------------------------
NOT_TO_ONE_CONCERNED = Words(
    "Cette personne est mise en cause : confiez la réclamation à quelqu’un d’autre.",
    "هذا الشخص معني بالشكاية: أسندوها إلى غيره.",
    "This person is concerned: entrust the complaint to somebody else.",
)
NAMES_US = Words(
    "Des collègues sont mis en cause : le registre est celui des réclamations sur notre association.",
    "هناك زملاء معنيون: السجل هو سجل الشكايات المتعلقة بجمعيتنا.",
    "Colleagues are concerned: the register is the one of complaints about our association.",
)
OTHER_REGISTER = Words(
    "Cette catégorie va dans le registre « {register} ».",
    "هذا الصنف يسجل في سجل «{register}».",
    "This category goes in the register “{register}”.",
)
BEFORE_RECEIPT = Words(
    "Cette date précède la réception de la réclamation.",
    "هذا التاريخ سابق للتوصل بالشكاية.",
    "This date is before the complaint was received.",
)
FACTS_AFTER = Words(
    "Les faits sont datés après la réception : vérifiez la date.",
    "تاريخ الوقائع لاحق للتوصل بالشكاية: تحققوا من التاريخ.",
    "The facts are dated after the receipt: check the date.",
)
TOLD_BEFORE_ANSWER = Words(
    "La réponse est communiquée après avoir été reçue : vérifiez la date.",
    "يبلغ الجواب بعد التوصل به: تحققوا من التاريخ.",
    "The answer is told after it was received: check the date.",
)
COURT_STOPS_IT = Words(
    "Affaire devant la justice : l’administration ne la traite pas (décret 2-17-265, article 12).",
    "القضية معروضة على القضاء: لا تعالجها الإدارة (المرسوم 2-17-265، المادة 12).",
    "Before a court: the administration does not process it (decree 2-17-265, article 12).",
)
PAUSES_ARE_KEPT = Words(
    "Le délai ne s’arrête que dans l’état « En attente de pièces » : ce nombre ne se change plus.",
    "لا يتوقف الأجل إلا في حالة «في انتظار الوثائق»: لا يمكن تغيير هذا العدد.",
    "The clock stops only in the state “Awaiting documents”: this number cannot be changed any more.",
)


def members(values: Values, group: str) -> set[str]:
    """The colleagues named in a group of rows."""
    return {str(line["member"]) for line in values.get(group) or () if line.get("member")}


def nobody_concerned_is_in_charge(values: Values, _context: Context) -> Iterator[Issue]:
    """Whoever is concerned never handles it (trust.md)."""
    concerned = members(values, "concerned")
    for place, line in enumerate(values.get("entrusted") or ()):
        if line.get("member") in concerned:
            yield Issue(f"entrusted.{place}.member", NOT_TO_ONE_CONCERNED)


def register_fits(values: Values, _context: Context) -> Iterator[Issue]:
    """What names a colleague is about us; and a category goes with its register. Said, never refused."""
    register = values.get("register")
    if values.get("concerned") and register != US:
        yield Issue("register", NAMES_US, "warning")
        return
    is_ours = values.get("nature") in ("FEEDBACK", "SAFEG") or _family(values.get("category")) == "NGO"
    if register is not None and is_ours != (register == US) and (is_ours or values.get("category")):
        wanted = US if is_ours else "ABROAD" if _family(values.get("category")) in ("CONS", "HOST") else "PUBLIC"
        label = vocabulary("complaint_register", __file__).label(wanted)
        yield Issue("register", OTHER_REGISTER.format(register=label), "warning")


def dates_are_in_order(values: Values, _context: Context) -> Iterator[Issue]:
    """Received, forwarded, answered, told, closed: an answer before the receipt would make a wrong figure."""
    received = values.get("received_on")
    if received is None:
        return
    if values.get("facts_on") and values["facts_on"] > received:
        yield Issue("facts_on", FACTS_AFTER, "warning")
    for key in ("answered_on", "closed_on"):
        if values.get(key) and values[key] < received:
            yield Issue(key, BEFORE_RECEIPT)
    for key in ("forwarded_on", "escalated_on"):
        if values.get(key) and values[key] < received:
            yield Issue(key, BEFORE_RECEIPT, "warning")
    answered, told = values.get("answered_on"), values.get("restituted_on")
    if answered and told and told < answered:
        yield Issue("restituted_on", TOLD_BEFORE_ANSWER, "warning")


def a_court_stops_the_administration(values: Values, _context: Context) -> Iterator[Issue]:
    """Said as soon as both are known; refused when it would be forwarded (life.py)."""
    if values.get("court_pending") and values.get("admissible"):
        yield Issue("admissible", COURT_STOPS_IT, "warning")


def pauses_are_not_typed(values: Values, context: Context) -> Iterator[Issue]:
    """What stopped the clock before comes with an old register, once (domain.md §9: it pauses only in INFO)."""
    known = context.lookup.get("complaint", context.record) if context.record else None
    if known is not None and (known.get("paused_days") or 0) != (values.get("paused_days") or 0):
        yield Issue("paused_days", PAUSES_ARE_KEPT)


RULES = (
    nobody_concerned_is_in_charge,
    register_fits,
    dates_are_in_order,
    a_court_stops_the_administration,
    pauses_are_not_typed,
)

# --- how it is told -----------------------------------------------------------------------------------------
COMPLAINT = Words("Réclamation", "شكاية", "Complaint")


def title_of(values: Values) -> str:
    """Its subject; else what it is about (its number stands beside)."""
    return str(values.get("subject") or _about(values) or COMPLAINT)


def _about(values: Values) -> str:
    category = values.get("category")
    return str(vocabulary("complaint_category").label(str(category))) if category else ""


def line_of(values: Values) -> str:
    """What it is about, on the person's timeline."""
    said = values.get("subject") or _about(values)
    return f"{COMPLAINT} — {said}" if said else str(COMPLAINT)
