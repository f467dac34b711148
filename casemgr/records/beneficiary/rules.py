"""What a person's record must say to be right, each rule with its source.

Refusals are few: a name, what contradicts itself. The rest is said, and kept if the caseworker insists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from casemgr.domain import dates
from casemgr.domain.conditions import Context
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.errors import Issue
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.records.beneficiary import derived

Values = Mapping[str, Any]

LATIN = ("family_name", "given_names")
ARABIC = ("family_name_ar", "given_names_ar")

NO_NAME = Words(
    "Un nom au moins, en lettres latines ou arabes.",
    "اسم واحد على الأقل، بالحروف اللاتينية أو العربية.",
    "One name at least, in Latin or Arabic letters.",
)
ONE_OF_TWO = Words(
    "Nom ou prénom manquant : cochez « Nom unique » si la personne n’en a qu’un.",
    "الاسم العائلي أو الشخصي ناقص: ضعوا علامة على «اسم واحد فقط» إن لم يكن للشخص غيره.",
    "A family or given name is missing: tick “One name only” if the person has no other.",
)
OTHER_SCRIPT = Words(
    "Ce nom est en lettres arabes : il a sa place dans les champs arabes.",
    "هذا الاسم مكتوب بالحروف العربية: مكانه في الخانات العربية.",
    "This name is in Arabic letters: its place is in the Arabic fields.",
)
NOT_ARABIC = Words(
    "Ce nom est en lettres latines : il a sa place dans les champs latins.",
    "هذا الاسم مكتوب بالحروف اللاتينية: مكانه في الخانات اللاتينية.",
    "This name is in Latin letters: its place is in the Latin fields.",
)
POSSIBLE_MINOR = Words(
    "Peut-être mineur(e) : le doute profite à l’enfant.",
    "قد يكون(تكون) قاصرا: الشك في صالح الطفل.",
    "Possibly a minor: the benefit of the doubt goes to the child.",
)
FIRST_OF_JANUARY = Words(
    "Le 1er janvier veut souvent dire « cette année-là » : à garder si la personne confirme le jour.",
    "كثيرا ما يعني فاتح يناير «تلك السنة» فقط: احتفظوا باليوم إذا أكده الشخص.",
    "1 January often means “that year”: keep the day only if the person confirms it.",
)
NEEDS_MOROCCAN = Words(
    "Ce groupe demande la nationalité marocaine, ici ou parmi les autres.",
    "تتطلب هذه الفئة الجنسية المغربية، كجنسية أولى أو ضمن الجنسيات الأخرى.",
    "This group needs the Moroccan nationality, here or among the others.",
)
SAME_NATIONALITY = Words(
    "Déjà donnée comme nationalité principale.",
    "مذكورة من قبل كجنسية رئيسية.",
    "Already given as the main nationality.",
)
BEFORE_BIRTH = Words(
    "Cette date est avant la naissance.",
    "هذا التاريخ سابق لتاريخ الازدياد.",
    "This date is before the birth.",
)
NOT_SAFE = Words(
    "Arrêtez-vous ici : donnez seulement un rendez-vous, en lieu sûr.",
    "توقفوا هنا: اكتفوا بتحديد موعد في مكان آمن.",
    "Stop here: only give an appointment, in a safe place.",
)
NO_UNHCR_NUMBER = Words("Numéro HCR à demander.", "ينبغي طلب رقم مفوضية اللاجئين.", "UNHCR number to be asked for.")
NOTHING_AND_SOMETHING = Words(
    "« Aucune urgence » ne va pas avec une urgence.",
    "لا يجتمع «لا توجد حالة استعجال» مع حالة استعجال.",
    "“Nothing urgent” does not go with an urgency.",
)
ENDS_BEFORE = Words("La fin est avant le début.", "تاريخ النهاية سابق لتاريخ البداية.", "The end is before the start.")


def has_a_name(values: Values, _context: Context) -> Iterator[Issue]:
    """V-NAME: Latin and Arabic are kept apart, at least one is filled."""
    if not any(values.get(key) for key in LATIN + ARABIC):
        yield Issue("family_name", NO_NAME)


def has_both_names_or_says_so(values: Values, _context: Context) -> Iterator[Issue]:
    """V-SINGLE: a person may have one name only, when that is ticked."""
    if values.get("single_name"):
        return
    scripts = [[bool(values.get(key)) for key in keys] for keys in (LATIN, ARABIC)]
    if any(any(filled) for filled in scripts) and not any(all(filled) for filled in scripts):
        empty = next((key for keys in (LATIN, ARABIC) for key in keys if not values.get(key)), "family_name")
        yield Issue(empty, ONE_OF_TWO, "warning")


def names_stand_in_their_script(values: Values, _context: Context) -> Iterator[Issue]:
    """V-NAME: each script has its own fields, so that papers and search find both."""
    for key in LATIN:
        if any("\u0600" <= letter <= "\u06ff" for letter in values.get(key) or ""):
            yield Issue(key, OTHER_SCRIPT, "warning")
    for key in ARABIC:
        if any("A" <= letter.upper() <= "Z" for letter in values.get(key) or ""):
            yield Issue(key, NOT_ARABIC, "warning")


def birth_is_what_is_known(values: Values, context: Context) -> Iterator[Issue]:
    """V-DOB and domain.md §5: possible minors are said; 1 January is asked again."""
    birth = values.get("birth_date")
    if birth is None:
        return
    if dates.is_possible_minor(birth, context.today):
        yield Issue("birth_date", POSSIBLE_MINOR, "warning")
    if dates.needs_confirming(birth):
        yield Issue("birth_date", FIRST_OF_JANUARY, "warning")


def group_fits_the_nationality(values: Values, _context: Context) -> Iterator[Issue]:
    """forms.md §1, field 18: Moroccans abroad or returning have the Moroccan nationality, first or other."""
    held = (values.get("nationality"), *(values.get("other_nationalities") or ()))
    if values.get("population_group") in ("MRE", "RET") and values.get("nationality") and "MA" not in held:
        yield Issue("population_group", NEEDS_MOROCCAN)


def other_nationalities_are_others(values: Values, _context: Context) -> Iterator[Issue]:
    """forms.md §1, field 17: different from field 16."""
    if values.get("nationality") and values["nationality"] in (values.get("other_nationalities") or ()):
        yield Issue("other_nationalities", SAME_NATIONALITY)


def nothing_happens_before_birth(values: Values, _context: Context) -> Iterator[Issue]:
    """forms.md §1, field 23: arrival is not before birth; nor return, residence abroad, or death.

    Only what is certain is refused: with an estimated age, a contradiction is a warning.
    """
    birth = values.get("birth_date")
    if birth is None or birth.day is None:
        return
    strength = "warning" if birth.precision == "EST" else "error"
    for key in ("arrival", "return_date", "residence_since"):
        known = values.get(key)
        if known is not None and known.day is not None and _last_day(known) < _first_day(birth):
            yield Issue(key, BEFORE_BIRTH, strength)
    death = values.get("deceased_on")
    if death is not None and death < _first_day(birth):
        yield Issue("deceased_on", BEFORE_BIRTH, strength)


def _first_day(known: ApproximateDate) -> date:
    assert known.day is not None
    if known.precision == "YEAR":
        return known.day.replace(month=1, day=1)
    return known.day.replace(day=1) if known.precision == "MONTH" else known.day


def _last_day(known: ApproximateDate) -> date:
    assert known.day is not None
    if known.precision in ("YEAR", "EST"):
        return known.day.replace(month=12, day=31)
    if known.precision == "MONTH":
        return (known.day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return known.day


def talking_is_safe(values: Values, _context: Context) -> Iterator[Issue]:
    """forms.md §1, field 6: when it is not safe to talk, only an appointment is given."""
    if values.get("safe_to_talk") is False:
        yield Issue("safe_to_talk", NOT_SAFE, "warning")


def asylum_has_its_number(values: Values, _context: Context) -> Iterator[Issue]:
    """forms.md §1, field 21: asked of asylum seekers and refugees, unless they are not registered."""
    asked = values.get("population_group") in ("ASY", "REF") and values.get("unhcr_registered") is not False
    if asked and not values.get("unhcr_number"):
        yield Issue("unhcr_number", NO_UNHCR_NUMBER, "warning")


def urgency_is_one_answer(values: Values, _context: Context) -> Iterator[Issue]:
    """forms.md §1, field 40: "none" is an answer, and then the only one."""
    urgency = values.get("urgency") or ()
    if "NONE" in urgency and len(urgency) > 1:
        yield Issue("urgency", NOTHING_AND_SOMETHING)


def specific_needs_end_after_they_start(values: Values, _context: Context) -> Iterator[Issue]:
    """forms.md §4: a specific need holds from a day to a day."""
    for place, need in enumerate(values.get("specific_needs") or ()):
        start, end = need.get("from_date"), need.get("to_date")
        if start is not None and end is not None and end < start:
            yield Issue(f"specific_needs.{place}.to_date", ENDS_BEFORE)


RATHER = Words(
    "D’après le statut, ce serait plutôt : {group}.",
    "حسب الوضعية الإدارية، الفئة الأنسب هي: {group}.",
    "From the status, it would rather be: {group}.",
)


def group_follows_the_status(values: Values, context: Context) -> Iterator[Issue]:
    """forms.md §1, field 18: the group is derived from the status; another choice is said, and kept."""
    chosen = values.get("population_group")
    proposed = derived.proposed_population_group(values, context)
    certain = derived.status_group(values, context) in ("MOROCCAN", "ASYLUM", "REFUGEE")
    if certain and proposed and chosen not in (proposed, "UASC", "FAM", "UNK", None):
        label = vocabulary("population_group").label(proposed)
        yield Issue("population_group", RATHER.format(group=label), "warning")


RULES = (
    has_a_name,
    has_both_names_or_says_so,
    names_stand_in_their_script,
    birth_is_what_is_known,
    group_fits_the_nationality,
    other_nationalities_are_others,
    group_follows_the_status,
    nothing_happens_before_birth,
    talking_is_safe,
    asylum_has_its_number,
    urgency_is_one_answer,
    specific_needs_end_after_they_start,
)
