"""What is right for a legal file, and what is said when it looks odd (forms.md §9; domain.md §8).

The terms and how they end stand in `terms.py`; the steps of the file's life in `life.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from casemgr.domain import consents, names
from casemgr.domain.access import strictest
from casemgr.domain.conditions import Condition, Context, when
from casemgr.domain.errors import Issue
from casemgr.domain.vocabulary import Term, vocabulary
from casemgr.domain.words import Words
from casemgr.records.legal_file import terms

Values = Mapping[str, Any]

OFFENCE_SWITCH = "allow_offence_data"
OFFENCE_FAMILY = "CRIM"


# --- the matter ---------------------------------------------------------------------------------------------
def _matter(values: Values) -> Term | None:
    return vocabulary("legal_matter").terms.get(values.get("matter") or "")


def family_of(values: Values, _context: Context | None = None) -> str | None:
    """The family of the matter: all that some readers see of it (access.csv, view "family")."""
    found = _matter(values)
    return (found.parent or found.code) if found else None


def is_offence(code: str) -> bool:
    """Whether a matter says that somebody is prosecuted or held (law 09-08, art. 49 and 50)."""
    found = vocabulary("legal_matter").terms.get(code)
    return found is not None and found.meta.get("offence") == "1"


def needs_authorisation(code: str) -> bool:
    """Whether this matter is kept only with the authorisation; the family "criminal", with dates, always may be."""
    return is_offence(code) and code != OFFENCE_FAMILY


def _tells_more_than_dates(values: Values, context: Context) -> bool:
    return OFFENCE_SWITCH in context.switches or not is_offence(values.get("matter") or "")


# Without the authorisation, a criminal file holds its family, its deadlines and its hearings (data-protection.md §2.5).
WHOLE = Condition(("matter",), _tells_more_than_dates)
OF_VIOLENCE = Condition(("matter",), lambda values, _context: family_of(values) == "GBV")
CIVIL_PARTY = when("civil_party", True)


def confidentiality_of(values: Values) -> str:
    """Legal: L3 always; with L4 where the matter, or its family, is one of protection (decisions.md 2)."""
    found = _matter(values)
    family = vocabulary("legal_matter").terms.get(found.parent) if found else None
    return strictest("L3", *(one.meta.get("confidentiality", "L0") for one in (found, family) if one))


def row_confidentiality(_line: Values) -> str:
    """Every line of a legal file is legal; where the file is one of protection, its lines follow it."""
    return "L3"


def with_a_first_stage(values: Values, lines: Sequence[Values], context: Context) -> Sequence[Values]:
    """A matter begins by listening (forms.md §9: one stage at least): an old list that tells none begins there, on
    the day it was opened. An offence whose switch is off keeps no stage.
    """
    opened = values.get("opened_on")
    told = any(value for line in lines for key, value in line.items() if key not in ("id", "confidentiality"))
    if told or opened is None or not WHOLE(values, context):
        return lines
    return [{"stage": "INTAKE", "date": opened}]


def current_stage(values: Values, _context: Context | None = None) -> str | None:
    """The latest stage by its day; of one day, the one noted last."""
    dated = [(line["date"], place, line) for place, line in enumerate(values.get("stages") or ()) if line.get("date")]
    return max(dated, key=lambda one: one[:2])[2].get("stage") if dated else None


def next_hearing(values: Values, _context: Context | None = None) -> date | None:
    """The first hearing of which nobody said yet whether it was held."""
    days = [line["date"] for line in values.get("hearings") or () if line.get("date") and line.get("held") is None]
    return min(days, default=None)


# --- legal aid ----------------------------------------------------------------------------------------------
def has_aid_by_right(values: Values) -> bool:
    """Whether the law gives legal aid without asking.

    A worker in a labour case (CPC, art. 273); a victim of trafficking (law 27-14, art. 5). Whoever is accused, the
    employer and the witness are neither; while nobody said in what quality the person stands, it is the usual one.
    """
    return family_of(values) in ("LAB", "TRAF") and values.get("quality") not in ("DEFEND", "WITNESS")


def propose_aid(values: Values, _context: Context) -> str | None:
    """Legal aid "by right" is ticked beforehand where the law gives it (forms.md §9)."""
    return "AUTO" if has_aid_by_right(values) else None


BY_RIGHT = Words(
    "L’aide juridictionnelle est de plein droit ici (CPC, art. 273 ; loi 27-14, art. 5).",
    "المساعدة القضائية هنا بحكم القانون (الفصل 273 من قانون المسطرة المدنية؛ المادة 5 من القانون 27.14).",
    "Legal aid is by right here (CPC, art. 273; law 27-14, art. 5).",
)


def aid_by_right_is_not_forgotten(values: Values, _context: Context) -> Iterator[Issue]:
    """Whoever has legal aid by right neither goes without nor is refused it (CPC 273; law 27-14, art. 5)."""
    if has_aid_by_right(values) and values.get("legal_aid") in ("NONE", "REFUSED"):
        yield Issue("legal_aid", BY_RIGHT, "warning")


# --- the court, the civil party -----------------------------------------------------------------------------
_COURT_NUMBER = re.compile(r"^\d+\s*/\s*\d+\s*/\s*\d{4}$")
USUAL_NUMBER = Words(
    "D’ordinaire : numéro/code/année, comme 1234/1501/2026.",
    "عادة: الرقم/الرمز/السنة، مثل \u200e1234/1501/2026\u200e.",
    "Usually number/code/year, such as 1234/1501/2026.",
)
IN_WRITING = frozenset({"SIGN", "THUMB", "GUARD"})
NO_PERMISSION = Words(
    "Il faut la permission écrite de la personne : un consentement « partie civile » en vigueur.",
    "يلزم إذن كتابي من الشخص: موافقة سارية بشأن «الطرف المدني».",
    "The person’s written permission is needed: a “civil party” consent in force.",
)


def check_court_number(text: str) -> tuple[str, list[Issue]]:
    """V-COURT: at most 40 characters, usually number/code/year; another form is said, and kept."""
    return text, [] if _COURT_NUMBER.match(text) else [Issue("", USUAL_NUMBER, "warning")]


def civil_party_has_permission(values: Values, context: Context) -> Iterator[Issue]:
    """The association stands as civil party with the victim's written permission only (law 103-13, art. 7)."""
    if not values.get("civil_party") or not values.get("beneficiary"):
        return
    given = context.lookup.find("consent", "", beneficiary=values["beneficiary"])
    written = (one for one in given if one.get("purpose") == "CIVPARTY" and one.get("mode") in IN_WRITING)
    if not any(consents.is_in_force(one, context.today) for one in written):
        yield Issue("civil_party", NO_PERMISSION)


# --- conflict of interest -----------------------------------------------------------------------------------
POSSIBLE_CONFLICT = Words(
    "Un conflit d’intérêts est possible : demandez à la coordination avant d’aller plus loin.",
    "يحتمل وجود تضارب في المصالح: اسألوا التنسيق قبل المتابعة.",
    "There may be a conflict of interest: ask the coordinator before going further.",
)


def no_conflict_of_interest(values: Values, context: Context) -> Iterator[Issue]:
    """The other side may be somebody we help, or the person the other side of another file: one is only warned.

    By the names in both scripts. Nothing says who, nor where: the coordinator is asked.
    """
    people = {values.get("beneficiary"), *(line.get("beneficiary") for line in values.get("people") or ())} - {None}
    for place, line in enumerate(values.get("opposing_parties") or ()):
        said = (line.get("name"), line.get("name_ar"))
        if any(set(context.named("beneficiary", name)) - people for name in said if name):
            yield Issue(f"opposing_parties.{place}.name", POSSIBLE_CONFLICT, "warning")
    if any(_is_opposed_elsewhere(str(person), context) for person in sorted(map(str, people))):
        yield Issue("beneficiary", POSSIBLE_CONFLICT, "warning")


def _is_opposed_elsewhere(person: str, context: Context) -> bool:
    known = context.lookup.get("beneficiary", person)
    if known is None:
        return False
    keys = set(names.index_document(_names_of(known))[1].split())
    opposed = context.kept("who is opposed", lambda: _who_is_opposed(context))
    found = (one for key in sorted(keys) for one in opposed.get(key, ()))
    return any(record != context.record and keys.issuperset(wanted) for record, wanted in found)


def _who_is_opposed(context: Context) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Every opposing party with two names at least, under the key of the first: her file, and all her keys."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for line in context.lookup.find(terms.KIND, "opposing_parties"):
        for said in (line.get("name"), line.get("name_ar")):
            wanted = names.main_keys(said) if said else ()
            if len(wanted) > 1:
                found.setdefault(wanted[0], []).append((str(line.get("record")), wanted))
    return found


def _names_of(person: Values) -> Iterator[str]:
    for key in ("family_name", "given_names", "family_name_ar", "given_names_ar"):
        if person.get(key):
            yield str(person[key])
    for alias in person.get("aliases") or ():
        yield from (str(alias[key]) for key in ("name", "name_ar") if alias.get(key))


# --- days in order ------------------------------------------------------------------------------------------
BEFORE = Words("Cette date est avant {what}.", "هذا التاريخ سابق ل{what}.", "This date is before {what}.")
THE_STAGE = Words("celle de l’étape", "تاريخ المرحلة", "that of the stage")
THE_MEASURE = Words("le début de la mesure", "بداية التدبير", "the start of the measure")
THE_RECEIPT = Words("la réception du document", "تسلم الوثيقة", "the document was received")
THE_OPENING = Words("l’ouverture du dossier", "فتح الملف", "the file was opened")
SIGNATURE = Words(
    "Faites signer la remise de l’original.", "اطلبوا توقيع من تسلم الأصل.", "Have the return of the original signed."
)


def _before(what: Words) -> Words:
    return Words(*(BEFORE.say(code).format(what=what.say(code)) for code in ("fr", "ar", "en")))


def check_stage(line: Values, _context: Context) -> Iterator[Issue]:
    """What comes next comes after (forms.md §9: next ≥ date)."""
    if line.get("date") and line.get("next_on") and line["next_on"] < line["date"]:
        yield Issue("next_on", _before(THE_STAGE))


def check_measure(line: Values, _context: Context) -> Iterator[Issue]:
    """A measure ends after it starts."""
    if line.get("date") and line.get("until") and line["until"] < line["date"]:
        yield Issue("until", _before(THE_MEASURE), "warning")


def check_document(line: Values, _context: Context) -> Iterator[Issue]:
    """An original goes back after it came, against a signature (forms.md §9: register of originals)."""
    received, returned = line.get("received_on"), line.get("returned_on")
    if received and returned and returned < received:
        yield Issue("returned_on", _before(THE_RECEIPT), "warning")
    if line.get("original") and returned and not line.get("signed"):
        yield Issue("signed", SIGNATURE, "warning")


def ends_after_it_opens(values: Values, _context: Context) -> Iterator[Issue]:
    """The outcome and the closing come after the opening."""
    opened = values.get("opened_on")
    for key in ("outcome_on", "closed_on"):
        day = values.get(key)
        if opened is not None and day is not None and day < opened:
            yield Issue(key, _before(THE_OPENING))


# The free text in the rows of days, which stay where a criminal file holds its dates only. The reason of a deadline
# that is set aside stays too: without it nobody could set one aside (forms.md §9).
_TEXT_BESIDE_DAYS = {"hearings": "note", "deadlines": "evidence"}
DATES_ONLY = Words(
    "Affaire pénale sans autorisation de la CNDP : seules les dates sont gardées, sans texte.",
    "قضية زجرية دون ترخيص اللجنة الوطنية: تحفظ التواريخ فقط دون أي نص.",
    "Criminal matter without the CNDP authorisation: only the dates are kept, no text.",
)


def offences_are_told_by_their_dates_only(values: Values, context: Context) -> Iterator[Issue]:
    """Without the authorisation free text is disabled in a criminal file (data-protection.md §2.4, §2.5)."""
    if WHOLE(values, context):
        return
    for group, key in _TEXT_BESIDE_DAYS.items():
        for place, line in enumerate(values.get(group) or ()):
            if line.get(key):
                yield Issue(f"{group}.{place}.{key}", DATES_ONLY)


RULES = (
    offences_are_told_by_their_dates_only,
    aid_by_right_is_not_forgotten,
    civil_party_has_permission,
    no_conflict_of_interest,
    ends_after_it_opens,
)


# --- how it is told -----------------------------------------------------------------------------------------
def title_of(values: Values) -> str:
    """The matter; its family where no more is kept."""
    code = values.get("matter") or values.get("family")
    return str(vocabulary("legal_matter").label(code)) if code else ""


def deadline_title(line: Values) -> str:
    """A term by its name and the day that counts."""
    code, day = line.get("term"), line.get("due_on") or line.get("safe_on")
    said = str(vocabulary("legal_deadline").label(code)) if code else ""
    return f"{said} — {day:%d/%m/%Y}" if said and isinstance(day, date) else said


def hearing_title(line: Values) -> str:
    """A hearing by its day and hour."""
    day = line.get("date")
    return f"{day:%d/%m/%Y} {line.get('time') or ''}".strip() if isinstance(day, date) else ""
