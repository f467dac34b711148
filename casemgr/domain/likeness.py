"""Whether two files may be of one person: a score, and the reasons in words (forms.md §1, "Duplicate
candidates").

The score weighs what speaks for and against: names in either script, swapped or mistyped; birth, with what is
truly known of it; nationality, sex, mother's first name, telephones, numbers of papers, where she lives, with whom.
Brothers and sisters share a family name, a telephone and a mother, and namesakes share a name: so no single thing but
a number of a paper is enough. The program never merges by itself; it shows the score and the reasons, never the file.
No reason repeats a value. Who is compared with whom in a whole base: `doubles.py`.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from casemgr.domain.dates import ApproximateDate
from casemgr.domain.identifiers import document_number_key
from casemgr.domain.names import Unit, fold, is_arabic, same_key_likeness, units_of
from casemgr.domain.words import Words

USUAL_NAMESAKES = 8  # people of one name in a base of a branch: it neither helps nor harms
PROBABLE = 0.80  # from this score on, two files are probably of one person
WORTH_A_LOOK = 0.15  # one name, one country, births two years apart: said while a name is typed (forms.md §1)

SAME_DOCUMENT = Words("Même numéro de document", "نفس رقم الوثيقة", "Same document number")
SAME_IDCS = Words("Même identifiant IDCS", "نفس المعرف المدني والاجتماعي الرقمي", "Same IDCS number")
SAME_UNHCR = Words("Même numéro HCR", "نفس رقم المفوضية", "Same UNHCR number")
SAME_PHONE = Words("Même téléphone", "نفس رقم الهاتف", "Same telephone")
SAME_NAME = Words("Même nom", "نفس الاسم", "Same name")
SAME_NAME_WRITTEN_OTHERWISE = Words(
    "Même nom, écrit autrement", "نفس الاسم بكتابة أخرى", "Same name, written otherwise"
)
CLOSE_NAME = Words("Nom proche", "اسم قريب", "Close name")
SWAPPED_NAMES = Words("Nom et prénom inversés", "الاسم العائلي والشخصي معكوسان", "Surname and given name swapped")
SAME_BIRTH_DATE = Words("Même date de naissance", "نفس تاريخ الميلاد", "Same date of birth")
CLOSE_BIRTH_DATE = Words("Date de naissance proche", "تاريخ ميلاد قريب", "Close date of birth")
CLOSE_BIRTH_YEAR = Words("Année de naissance proche", "سنة ميلاد قريبة", "Close year of birth")
SAME_NATIONALITY = Words("Même nationalité", "نفس الجنسية", "Same nationality")
SAME_MOTHER = Words("Même prénom de la mère", "نفس اسم الأم", "Same first name of the mother")
SAME_DISTRICT = Words("Même quartier", "نفس الحي", "Same district")


@dataclass(frozen=True, slots=True)
class Identity:
    """What is compared of a person. `id` is whatever the caller knows her by; anything else may be empty.

    A name in one piece goes into `given_names` (or `given_names_ar`) alone. `documents` are numbers as typed,
    `phones` in E.164, `sex` and `nationality` codes; `places` where she lives or lived, (province, district and
    street); `households` the ids of those of which she is a member.
    """

    id: str
    family_name: str = dataclasses.field(default="", repr=False)
    given_names: str = dataclasses.field(default="", repr=False)
    family_name_ar: str = dataclasses.field(default="", repr=False)
    given_names_ar: str = dataclasses.field(default="", repr=False)
    other_names: tuple[str, ...] = dataclasses.field(default=(), repr=False)
    mother_name: str = dataclasses.field(default="", repr=False)
    birth: ApproximateDate | None = dataclasses.field(default=None, repr=False)
    sex: str = dataclasses.field(default="", repr=False)
    nationality: str = dataclasses.field(default="", repr=False)
    documents: tuple[str, ...] = dataclasses.field(default=(), repr=False)
    phones: tuple[str, ...] = dataclasses.field(default=(), repr=False)
    unhcr: str = dataclasses.field(default="", repr=False)
    idcs: str = dataclasses.field(default="", repr=False)
    places: tuple[tuple[str, str], ...] = dataclasses.field(default=(), repr=False)
    households: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two files are of one person, from 0 to 1, and the reasons, strongest first, without any value."""

    score: float
    reasons: tuple[Words, ...]


class Name(NamedTuple):
    """A name in one script, by its words."""

    given: tuple[Unit, ...]
    family: tuple[Unit, ...]


class Ready(NamedTuple):
    """An identity made ready for many comparisons."""

    id: str
    latin: Name
    arabic: Name
    others: tuple[Name, ...]
    mother: tuple[Unit, ...]
    birth: ApproximateDate | None
    sex: str
    nationality: str
    documents: frozenset[str]
    phones: frozenset[str]
    unhcr: str
    idcs: str
    provinces: frozenset[str]
    districts: frozenset[tuple[str, str]]
    households: frozenset[str]


_NONE: frozenset[str] = frozenset()
_AFTER_THE_DISTRICT = re.compile("[,;0-9٠-٩]")  # "Hay Hassani, rue 12": what follows is written each time otherwise


def ready(identity: Identity) -> Ready:
    """What is the same at every comparison, worked out once: it takes longer than to compare."""
    birth = identity.birth if identity.birth is not None and identity.birth.day is not None else None
    documents = frozenset(filter(None, map(document_number_key, identity.documents))) if identity.documents else _NONE
    lived = [(province, fold(_AFTER_THE_DISTRICT.split(text, 1)[0])) for province, text in identity.places]
    return Ready(
        identity.id,
        Name(units_of(identity.given_names), units_of(identity.family_name)),
        Name(units_of(identity.given_names_ar), units_of(identity.family_name_ar)),
        tuple(Name(units_of(name), ()) for name in identity.other_names if name),
        units_of(identity.mother_name),
        birth,
        identity.sex,
        identity.nationality,
        documents,
        frozenset(filter(None, identity.phones)) if identity.phones else _NONE,
        document_number_key(identity.unhcr) if identity.unhcr else "",
        document_number_key(identity.idcs) if identity.idcs else "",
        frozenset(province for province, _district in lived if province),
        frozenset((province, district) for province, district in lived if district),
        frozenset(identity.households) if identity.households else _NONE,
    )


def likeness(one: Identity, other: Identity, namesakes: int = USUAL_NAMESAKES) -> Likeness:
    """How likely the two identities are of one person; `PROBABLE` and above is worth a look.

    `namesakes` is how many people of the base bear such a name, when it is known: a rare name says more.
    """
    found = compare(ready(one), ready(other), -math.inf, odds_before(namesakes, _LARGE))
    assert found is not None
    return found


# Evidence is counted in natural log-odds, so that it adds up: how much oftener two files of one person agree so than
# two namesakes do. Two people taken at random among those who share something start well below even. The weights were
# found on a base of 73,000 in which 756 are known to have two files (tests/benchmarks), and hold on others told from
# other seeds, of 2,000 to 73,000; they are kept below what those say wherever life is less tidy: people change
# telephones, and move, and days are mistyped.
_START = -4.6
_SAME_NAME_AT_BEST = 3.7
# (how alike the names are, what it says): between two lines, in proportion.
_NAME_EVIDENCE = ((0.0, -6.0), (0.5, -5.0), (0.62, -3.5), (0.72, -1.8), (0.8, 0.6), (0.88, 2.4), (0.93, 3.7))
_LARGE = 73_000  # people: in a smaller base, that much less happens by chance

Evidence = tuple[float, Words | None]
_SAYS_NOTHING: Evidence = (0.0, None)


def odds_before(namesakes: int, people: int) -> float:
    """The odds before anything is compared: by how many bear such a name, and among how many people."""
    rare = max(-3.0, min(1.5, 0.6 * math.log(USUAL_NAMESAKES / max(1, namesakes))))
    return _START + rare + max(0.0, min(3.0, 0.35 * math.log(_LARGE / max(1, people))))


def compare(one: Ready, other: Ready, floor: float, odds: float) -> Likeness | None:
    """The likeness, `odds` being what is likely before; None as soon as not even the best of all that is left to be
    compared could lift it over `floor` (in log-odds).
    """
    found = []
    for weigh, best_left in _EVIDENCE:
        evidence = weigh(one, other)
        if evidence is not _SAYS_NOTHING:
            odds += evidence[0]
            found.append(evidence)
        if odds + best_left < floor:
            return None
    found.sort(key=lambda item: -item[0])
    reasons = tuple(reason for weight, reason in found if reason is not None and weight > 0)
    return Likeness(1 / (1 + math.exp(-odds)), reasons)


def _by_documents(one: Ready, other: Ready) -> Evidence:
    return _SAYS_NOTHING if one.documents.isdisjoint(other.documents) else (9.0, SAME_DOCUMENT)


def _by_idcs(one: Ready, other: Ready) -> Evidence:
    if not one.idcs or not other.idcs:
        return _SAYS_NOTHING
    return (7.0, SAME_IDCS) if one.idcs == other.idcs else (-3.0, None)


def _by_unhcr(one: Ready, other: Ready) -> Evidence:
    # A number of a case is that of a whole family; two numbers may be of two registrations.
    if not one.unhcr or one.unhcr != other.unhcr:
        return _SAYS_NOTHING
    return (2.5 if "C" in one.unhcr[3:] else 6.0), SAME_UNHCR


def _by_phones(one: Ready, other: Ready) -> Evidence:
    # People change numbers; yet of two namesakes who each left one, those who share none are mostly two people.
    if not one.phones or not other.phones:
        return _SAYS_NOTHING
    return (-2.0, None) if one.phones.isdisjoint(other.phones) else (2.5, SAME_PHONE)


def _by_nationality(one: Ready, other: Ready) -> Evidence:
    if not one.nationality or not other.nationality:
        return _SAYS_NOTHING
    return (0.6, SAME_NATIONALITY) if one.nationality == other.nationality else (-3.0, None)


def _by_sex(one: Ready, other: Ready) -> Evidence:
    if not one.sex or not other.sex:
        return _SAYS_NOTHING
    return (0.3 if one.sex == other.sex else -2.5), None


def _by_mother(one: Ready, other: Ready) -> Evidence:
    if not one.mother or not other.mother:
        return _SAYS_NOTHING
    alike = _bag(one.mother, other.mother)
    if alike >= 0.99:
        return 1.8, SAME_MOTHER
    if alike >= 0.85:
        return 0.6, SAME_MOTHER
    return (-3.0 if alike < 0.6 else -0.5), None


def _by_place(one: Ready, other: Ready) -> Evidence:
    # Who is registered twice mostly lives where she lived. Another district says nothing: it is written in many ways.
    if not one.districts.isdisjoint(other.districts):
        return 1.8, SAME_DISTRICT
    if one.provinces and other.provinces and one.provinces.isdisjoint(other.provinces):
        return -0.6, None
    return _SAYS_NOTHING


def _by_household(one: Ready, other: Ready) -> Evidence:
    # A household names each of its members once: a father and a son of one name, two children, not two files of one.
    return _SAYS_NOTHING if one.households.isdisjoint(other.households) else (-7.0, None)


# By how many years two births lie apart, the last for all that is more: of two years that are known; when one is no
# more than an age that was guessed.
_YEARS_KNOWN = (1.8, -1.4, -1.6, -4.0, -5.0, -6.0)
_YEARS_GUESSED = (1.3, 0.9, 0.2, -2.0, -3.5, -5.0, -6.0)
_TO_THE_MONTH = ("DAY", "MONTH")


def _by_birth(one: Ready, other: Ready) -> Evidence:
    mine, theirs = one.birth, other.birth
    if mine is None or theirs is None or mine.day is None or theirs.day is None:
        return _SAYS_NOTHING
    years = abs(mine.day.year - theirs.day.year)
    if mine.precision == theirs.precision == "DAY":
        return _by_birth_days(mine.day, theirs.day, years)
    if years == 0 and mine.precision in _TO_THE_MONTH and theirs.precision in _TO_THE_MONTH:
        return (2.8, CLOSE_BIRTH_DATE) if mine.day.month == theirs.day.month else (-1.5, None)
    weights = _YEARS_GUESSED if "EST" in (mine.precision, theirs.precision) else _YEARS_KNOWN
    weight = weights[min(years, len(weights) - 1)]
    return weight, CLOSE_BIRTH_YEAR if weight > 0 else None


def _by_birth_days(one: date, other: date, years: int) -> Evidence:
    if one == other:
        # 1 January is a date of papers more than of births: it says little more than the year.
        return (1.8 if (one.month, one.day) == (1, 1) else 5.0), SAME_BIRTH_DATE
    if years == 0 and (one.month, one.day) == (other.day, other.month):
        return 2.4, CLOSE_BIRTH_DATE
    parts = (years == 0) + (one.month == other.month) + (one.day == other.day)
    if parts == 2 and years <= 10:  # one number of three mistyped, or another child of the family
        return (0.2, CLOSE_BIRTH_DATE) if years <= 2 else (-1.0, None)
    return (-3.0 if years <= 2 else -6.0), None


def _by_name(one: Ready, other: Ready) -> Evidence:
    alike, reason = _names_alike(one, other)
    for (low, below), (high, above) in pairwise(_NAME_EVIDENCE):
        if alike <= high:
            return below + (above - below) * (alike - low) / (high - low), reason
    return _SAME_NAME_AT_BEST, reason


# What is weighed, in order: numbers, which decide alone; then what is cheap and tells most people apart; the name,
# which takes longest, last. Beside each, the most it says.
_WEIGHED: tuple[tuple[Callable[[Ready, Ready], Evidence], float], ...] = (
    (_by_documents, 9.0),
    (_by_idcs, 7.0),
    (_by_unhcr, 6.0),
    (_by_phones, 2.5),
    (_by_birth, 5.0),
    (_by_place, 1.8),
    (_by_household, 0.0),
    (_by_nationality, 0.6),
    (_by_sex, 0.3),
    (_by_mother, 1.8),
    (_by_name, _SAME_NAME_AT_BEST),
)
# Beside each, the most that all those after it can add.
_EVIDENCE = tuple(
    (weigh, sum(best for _weigh, best in _WEIGHED[place + 1 :])) for place, (weigh, _best) in enumerate(_WEIGHED)
)


def _names_alike(one: Ready, other: Ready) -> tuple[float, Words]:
    scripts = ((one.latin, other.latin), (one.arabic, other.arabic))
    # A script in which only one word is known says nothing when the other script has the whole name.
    pairs = [(mine, theirs) for mine, theirs in scripts if all((*mine, *theirs))]
    pairs = pairs or [(mine, theirs) for mine, theirs in scripts if any(mine) and any(theirs)]
    if not pairs:  # one is known in Latin letters only, the other in Arabic
        pairs = [(mine, theirs) for mine in (one.latin, one.arabic) for theirs in (other.latin, other.arabic)]
    found = [_alike(mine, theirs) for mine, theirs in pairs]
    if one.others or other.others:
        mine_all = (*one.others, one.latin, one.arabic)
        found += [_alike(mine, theirs) for mine in mine_all for theirs in other.others]
        found += [_alike(mine, theirs) for mine in one.others for theirs in (other.latin, other.arabic)]
    return max(found, key=lambda item: item[0])


@lru_cache(maxsize=20_000)
def _alike(one: Name, other: Name) -> tuple[float, Words]:
    """How alike two names are, and in what way."""
    together = _bag((*one.given, *one.family), (*other.given, *other.family))
    if len(one.given) + len(one.family) < 2 or len(other.given) + len(other.family) < 2:
        together *= 0.9  # a name of one word says less
    if not (one.given and one.family and other.given and other.family):
        return together, _said(together)
    straight = _both(_bag(one.given, other.given), _bag(one.family, other.family))
    swapped = 0.97 * _both(_bag(one.given, other.family), _bag(one.family, other.given))
    best = max(straight, swapped, 0.97 * together)
    return best, SWAPPED_NAMES if best == swapped and swapped > straight else _said(best)


def _said(alike: float) -> Words:
    if alike >= 0.99:
        return SAME_NAME
    return SAME_NAME_WRITTEN_OTHERWISE if alike >= 0.88 else CLOSE_NAME


def _both(given: float, family: float) -> float:
    """The weaker of the two decides: sisters have one family name."""
    return 0.3 * max(given, family) + 0.7 * min(given, family)


def _bag(one: tuple[Unit, ...], other: tuple[Unit, ...]) -> float:
    """How alike two sets of words are, whatever their order; a word that one of them lacks costs little."""
    if not one or not other:
        return 0.0
    if (len(one), one) > (len(other), other):  # so that it is the same both ways
        one, other = other, one
    left = list(other)
    found = []
    for unit in one:
        alike, place = max((_words_alike(unit, rest), -place) for place, rest in enumerate(left))
        found.append(alike)
        del left[-place]
    weakest = min(found)
    return (0.5 * weakest + 0.5 * sum(found) / len(found)) * (0.96 if left else 1.0)


@lru_cache(maxsize=200_000)
def _words_alike(one: Unit, other: Unit) -> float:
    if one > other:
        one, other = other, one
    mine, theirs = one.forms[0], other.forms[0]
    if mine == theirs:
        return 1.0
    crossed = is_arabic(mine) != is_arabic(theirs)
    if one.key == other.key and len(one.key) > 1:
        return 0.95 if crossed else 0.66 + 0.32 * same_key_likeness(mine, theirs)
    if one.key in other.other_keys or other.key in one.other_keys:
        return 0.9
    if crossed:
        near = len(one.key) > 3 and OSA.distance(one.key, other.key, score_cutoff=1) == 1
        return 0.82 if near else 0.3
    mistakes = OSA.distance(mine, theirs, score_cutoff=2)
    shortest = min(len(mine), len(theirs))
    if (mistakes == 1 and shortest >= 4) or (mistakes == 2 and shortest >= 7):
        return 0.9 if mistakes == 1 and shortest >= 5 else 0.84
    return 0.65 * JaroWinkler.similarity(mine, theirs)
