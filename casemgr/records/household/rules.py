"""What makes a household right: its numbers, one head at a time, one home for each person (forms.md §3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from casemgr.domain import dates
from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words

Values = Mapping[str, Any]

ADULT = 18  # years; Family Code, art. 209
SMALL = 5

SOMEONE = Words(
    "Une fiche, ou au moins un prénom.", "بطاقة، أو اسم شخصي على الأقل.", "A file, or at least a first name."
)
ENDS_BEFORE = Words("La fin est avant le début.", "تاريخ النهاية سابق لتاريخ البداية.", "The end is before the start.")
OWN_GUARDIAN = Words("Personne n’est son propre tuteur.", "لا أحد نائب شرعي عن نفسه.", "Nobody is their own guardian.")
SAME_PERSON = Words("C’est deux fois la même personne.", "هو نفس الشخص مرتين.", "This is the same person twice.")
NOT_MEMBERS = Words(
    "Les deux doivent être membres du ménage.",
    "يجب أن يكون الشخصان من أفراد الأسرة.",
    "Both must be members of the household.",
)
TOO_SMALL = Words(
    "Il y a déjà {count} membres connus ici.",
    "يوجد هنا {count} من الأفراد المعروفين.",
    "{count} known members already live here.",
)
MORE_CHILDREN = Words(
    "Plus d’enfants que de personnes.", "عدد الأطفال يفوق عدد الأفراد.", "More children than persons."
)
MORE_SMALL_CHILDREN = Words(
    "Plus d’enfants de moins de 5 ans que d’enfants.",
    "عدد الأطفال دون 5 سنوات يفوق عدد الأطفال.",
    "More children under 5 than children.",
)
FEWER_CHILDREN = Words(
    "Il y a déjà {count} enfants connus ici.",
    "يوجد هنا {count} من الأطفال المعروفين.",
    "{count} known children already live here.",
)
NO_HEAD = Words("Qui est le chef ou la cheffe de ménage ?", "من هو رب(ة) الأسرة؟", "Who is the head of the household?")
TWO_HEADS = Words("Un seul chef de ménage à la fois.", "رب(ة) أسرة واحد(ة) في الوقت نفسه.", "One head at a time.")
CHILD_HEAD = Words(
    "Enfant chef de ménage : besoin spécifique SC-CH à évaluer par la personne chargée de la protection.",
    "طفل(ة) معيل(ة) لأسرة: حاجة خاصة SC-CH يقيمها المكلف(ة) بالحماية.",
    "Child-headed household: specific need SC-CH, to be assessed by whoever is in charge of protection.",
)
NO_GUARDIAN = Words(
    "Enfant sans tuteur connu : à vérifier (enfant séparé ou non accompagné).",
    "طفل(ة) دون نائب شرعي معروف: يرجى التحقق (منفصل(ة) أو غير مصحوب(ة)).",
    "Child with no known guardian: to be checked (separated or unaccompanied).",
)
TWICE_HERE = Words(
    "Cette personne figure déjà ici à ces dates.",
    "هذا الشخص مسجل هنا من قبل في هذه المدة.",
    "This person is already here at those dates.",
)
LIVES_ELSEWHERE = Words(
    "Cette personne vit dans un autre ménage à ces dates : fermez d’abord l’autre, ou décochez « vit ici ».",
    "هذا الشخص يعيش مع أسرة أخرى في هذه المدة: أنهوا الأولى، أو أزيلوا علامة «يعيش هنا».",
    "This person lives in another household at those dates: close that one first, or untick “lives here”.",
)


def title(values: Values) -> str:
    """What a household is called: how many they are, never a name."""
    size = values.get("declared_size") or len(values.get("members") or ())
    said = Words("Ménage ({size})", "أسرة ({size})", "Household ({size})") if size else None
    return str(said.format(size=size)) if said else str(Words("Ménage", "أسرة", "Household"))


def head_on(members: Sequence[Values], day: date) -> Values | None:
    """The member who was the head of the household that day; the last one before, of a household that is over."""
    heads = [row for row in members if row.get("relationship") == "HEAD"]
    now = [row for row in heads if _is_now(row, day)]
    return next(iter(now or heads[-1:]), None)


def mark_of_member(row: Values) -> str:
    """A relationship that exposes the couple (Penal Code, art. 490) is for the team of the case."""
    terms = vocabulary("relationship")
    relationship = row.get("relationship")
    return terms[str(relationship)].meta.get("confidentiality", "L0") if relationship in terms else "L0"


def check_member(row: Values, _context: Context) -> Iterator[Issue]:
    """One member alone: somebody, for days that follow each other, not answering for herself."""
    if not row.get("member") and not row.get("first_name"):
        yield Issue("member", SOMEONE)
    start, end = row.get("from_date"), row.get("to_date")
    if start is not None and end is not None and end < start:
        yield Issue("to_date", ENDS_BEFORE)
    if row.get("guardian") and row["guardian"] == row.get("member"):
        yield Issue("guardian", OWN_GUARDIAN)


def check_pair(row: Values, _context: Context) -> Iterator[Issue]:
    """Two different persons."""
    if row.get("one") and row["one"] == row.get("other"):
        yield Issue("other", SAME_PERSON)


def _overlap(one: Values, other: Values) -> bool:
    """Whether two memberships share a day; the day of leaving may be the day of arriving elsewhere."""
    starts = [row.get("from_date") or date.min for row in (one, other)]
    ends = [row.get("to_date") or date.max for row in (one, other)]
    return max(starts) < min(ends) or (starts[0] == starts[1] and ends[0] == ends[1])


def _lives_here(row: Values) -> bool:
    return row.get("lives_here") is not False


def _is_now(row: Values, today: date) -> bool:
    start, end = row.get("from_date"), row.get("to_date")
    return (start is None or start <= today) and (end is None or end > today)


def _now_here(values: Values, context: Context) -> list[tuple[int, Values]]:
    members: Sequence[Values] = values.get("members") or ()
    return [(at, row) for at, row in enumerate(members) if _lives_here(row) and _is_now(row, context.today)]


def _age(row: Values, context: Context) -> int | None:
    person = context.lookup.get("beneficiary", row["member"]) if row.get("member") else row
    birth = None if person is None else person.get("birth_date")
    return None if birth is None else dates.age_on(birth, context.today)


def _children(values: Values, context: Context, under: int) -> list[tuple[int, Values]]:
    aged = ((at, row, _age(row, context)) for at, row in _now_here(values, context))
    return [(at, row) for at, row, age in aged if age is not None and age < under]


def size_covers_the_members(values: Values, context: Context) -> Iterator[Issue]:
    """forms.md §3: the declared size is at least the number of known members who live here."""
    size, known = values.get("declared_size"), len(_now_here(values, context))
    if size is not None and size < known:
        yield Issue("declared_size", TOO_SMALL.format(count=known))


def children_are_among_them(values: Values, context: Context) -> Iterator[Issue]:
    """forms.md §3: children under 18 are among the persons, those under 5 among the children; known ones count."""
    size, children, small = (values.get(key) for key in ("declared_size", "children_under_18", "children_under_5"))
    if size is not None and children is not None and children > size:
        yield Issue("children_under_18", MORE_CHILDREN)
    if children is not None and small is not None and small > children:
        yield Issue("children_under_5", MORE_SMALL_CHILDREN)
    for key, under in (("children_under_18", ADULT), ("children_under_5", SMALL)):
        known = len(_children(values, context, under))
        if values.get(key) is not None and values[key] < known:
            yield Issue(key, FEWER_CHILDREN.format(count=known), "warning")


def one_head_at_a_time(values: Values, context: Context) -> Iterator[Issue]:
    """forms.md §3: at least a head, and one only on any day."""
    members: Sequence[Values] = values.get("members") or ()
    heads = [(at, row) for at, row in enumerate(members) if row.get("relationship") == "HEAD"]
    for (_first, one), (second, other) in combinations(heads, 2):
        if _overlap(one, other):
            yield Issue(f"members.{second}.relationship", TWO_HEADS)
    if members and not any(_is_now(row, context.today) for _at, row in heads):
        yield Issue("members", NO_HEAD, "warning")


def head_is_an_adult(values: Values, context: Context) -> Iterator[Issue]:
    """forms.md §3: a head under 18 is a child-headed household (SC-CH), for a person to assess."""
    for place, row in _children(values, context, ADULT):
        if row.get("relationship") == "HEAD":
            yield Issue(f"members.{place}.relationship", CHILD_HEAD, "warning")


def each_child_has_a_guardian(values: Values, context: Context) -> Iterator[Issue]:
    """forms.md §3: somebody answers for each child; else the child may be separated or unaccompanied."""
    for place, row in _children(values, context, ADULT):
        if not row.get("guardian"):
            yield Issue(f"members.{place}.guardian", NO_GUARDIAN, "warning")


def each_person_has_one_home(values: Values, context: Context) -> Iterator[Issue]:
    """forms.md §3: nobody lives in two households on the same day, nor twice in one."""
    members: Sequence[Values] = values.get("members") or ()
    here = [(at, row) for at, row in enumerate(members) if row.get("member") and _lives_here(row)]
    for (_first, one), (second, other) in combinations(here, 2):
        if one["member"] == other["member"] and _overlap(one, other):
            yield Issue(f"members.{second}.member", TWICE_HERE)
    for place, row in here:
        others = context.lookup.find("household", "members", member=row["member"])
        if any(other["record"] != context.record and _lives_here(other) and _overlap(row, other) for other in others):
            yield Issue(f"members.{place}.member", LIVES_ELSEWHERE)


def pairs_are_members(values: Values, _context: Context) -> Iterator[Issue]:
    """forms.md §3: the flag stands between two members."""
    known = {row.get("member") for row in values.get("members") or ()}
    for place, pair in enumerate(values.get("confidential_pairs") or ()):
        if pair.get("one") and pair.get("other") and not {pair["one"], pair["other"]} <= known:
            yield Issue(f"confidential_pairs.{place}.other", NOT_MEMBERS, "warning")


RULES = (
    size_covers_the_members,
    children_are_among_them,
    one_head_at_a_time,
    head_is_an_adult,
    each_child_has_a_guardian,
    each_person_has_one_home,
    pairs_are_members,
)
