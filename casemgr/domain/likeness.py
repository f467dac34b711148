"""Whether two files may be of one person: a score, and the reasons in words (forms.md §1, "Duplicate
candidates").

The score weighs what speaks for and against: names in either script, swapped or mistyped; birth, with what is
truly known of it; nationality, sex, mother's first name, telephones, numbers of papers. Brothers and sisters
share a family name, a telephone and a mother, and namesakes share a name: so no single thing but a number of
a paper is enough. The program never merges by itself; it shows the score and the reasons, never the file. No
reason repeats a value.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from casemgr.domain.dates import ApproximateDate
from casemgr.domain.identifiers import document_number_key
from casemgr.domain.names import Unit, is_arabic, same_key_likeness, units_of
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


@dataclass(frozen=True, slots=True)
class Identity:
    """What is compared of a person. `id` is whatever the caller knows her by; anything else may be empty.

    A name in one piece goes into `given_names` (or `given_names_ar`) alone. `documents` are numbers as typed,
    `phones` in E.164, `sex` and `nationality` codes.
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


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two files are of one person, from 0 to 1, and the reasons, strongest first, without any value."""

    score: float
    reasons: tuple[Words, ...]


class _Name(NamedTuple):
    given: tuple[Unit, ...]
    family: tuple[Unit, ...]


class _Person(NamedTuple):
    """An identity made ready for many comparisons."""

    id: str
    latin: _Name
    arabic: _Name
    others: tuple[_Name, ...]
    mother: tuple[Unit, ...]
    birth: ApproximateDate | None
    sex: str
    nationality: str
    documents: frozenset[str]
    phones: frozenset[str]
    unhcr: str
    idcs: str


def _ready(identity: Identity) -> _Person:
    documents = (document_number_key(number) for number in identity.documents)
    birth = identity.birth if identity.birth is not None and identity.birth.day is not None else None
    return _Person(
        identity.id,
        _Name(units_of(identity.given_names), units_of(identity.family_name)),
        _Name(units_of(identity.given_names_ar), units_of(identity.family_name_ar)),
        tuple(_Name(units_of(name), ()) for name in identity.other_names if name),
        units_of(identity.mother_name),
        birth,
        identity.sex,
        identity.nationality,
        frozenset(number for number in documents if number),
        frozenset(phone for phone in identity.phones if phone),
        document_number_key(identity.unhcr),
        document_number_key(identity.idcs),
    )


def likeness(one: Identity, other: Identity, namesakes: int = USUAL_NAMESAKES) -> Likeness:
    """How likely the two identities are of one person; `PROBABLE` and above is worth a look.

    `namesakes` is how many people of the base bear such a name, when it is known: a rare name says more.
    """
    found = _compare(_ready(one), _ready(other), -math.inf, _start(namesakes, _LARGE))
    assert found is not None
    return found


# Evidence is counted in natural log-odds, so that it adds up. Two people taken at random among those who
# share something start well below even. The weights are those with which a base of 73,000 in which 756 are known to
# have two files gives the fewest others (tests/benchmarks), kept within what holds elsewhere: people change telephones,
# and days are mistyped.
_START = -4.7
_SAME_NAME_AT_BEST = 3.7
# (how alike the names are, what it says): between two lines, in proportion.
_NAME_EVIDENCE = ((0.0, -6.0), (0.5, -5.0), (0.62, -3.5), (0.72, -1.8), (0.8, 0.6), (0.88, 2.4), (0.93, 3.7))
_LARGE = 73_000  # people: in a smaller base, that much less happens by chance

Evidence = list[tuple[float, Words | None]]


def _start(namesakes: int, people: int) -> float:
    """The odds before anything is compared: by how many bear such a name, and among how many people."""
    rare = max(-3.0, min(1.5, 0.6 * math.log(USUAL_NAMESAKES / max(1, namesakes))))
    return _START + rare + max(0.0, min(3.0, 0.7 * math.log(_LARGE / max(1, people))))


def _compare(one: _Person, other: _Person, floor: float, start: float) -> Likeness | None:
    """The likeness, or None as soon as even the same name could not lift it over `floor` (in log-odds)."""
    evidence: Evidence = [*_by_birth(one, other), *_by_numbers(one, other), *_by_facts(one, other)]
    if start + sum(weight for weight, _ in evidence) + _SAME_NAME_AT_BEST < floor:
        return None
    evidence.append(_by_name(one, other))
    odds = start + sum(weight for weight, _ in evidence)
    if odds < floor:
        return None
    evidence.sort(key=lambda item: -item[0])
    reasons = tuple(reason for weight, reason in evidence if reason is not None and weight > 0)
    return Likeness(1 / (1 + math.exp(-odds)), reasons)


def _by_numbers(one: _Person, other: _Person) -> Evidence:
    found: Evidence = []
    if not one.documents.isdisjoint(other.documents):
        found.append((9.0, SAME_DOCUMENT))
    if one.idcs and other.idcs:
        found.append((7.0, SAME_IDCS) if one.idcs == other.idcs else (-3.0, None))
    if one.unhcr and other.unhcr:
        # A number of a case is that of a whole family; two numbers may be of two registrations.
        family = "C" in one.unhcr[3:]
        if one.unhcr == other.unhcr:
            found.append((2.5 if family else 6.0, SAME_UNHCR))
    # People change numbers; yet of two namesakes who each left one, those who share none are mostly two people.
    if not one.phones.isdisjoint(other.phones):
        found.append((2.5, SAME_PHONE))
    elif one.phones and other.phones:
        found.append((-2.0, None))
    return found


def _by_facts(one: _Person, other: _Person) -> Evidence:
    found: Evidence = []
    if one.nationality and other.nationality:
        same = one.nationality == other.nationality
        found.append((0.6, SAME_NATIONALITY) if same else (-3.0, None))
    if one.sex and other.sex:
        found.append((0.3 if one.sex == other.sex else -2.5, None))
    if one.mother and other.mother:
        alike = _bag(one.mother, other.mother)
        if alike >= 0.99:
            found.append((1.8, SAME_MOTHER))
        elif alike >= 0.85:
            found.append((0.6, SAME_MOTHER))
        else:
            found.append((-3.0 if alike < 0.6 else -0.5, None))
    return found


# By how many years two births lie apart, the last for all that is more: of two years that are known; when one is no
# more than an age that was guessed.
_YEARS_KNOWN = (1.8, -1.4, -1.6, -4.0, -5.0, -6.0)
_YEARS_GUESSED = (1.3, 0.9, 0.2, -2.0, -3.5, -5.0, -6.0)


def _by_birth(one: _Person, other: _Person) -> Evidence:
    if one.birth is None or other.birth is None or one.birth.day is None or other.birth.day is None:
        return []
    years = abs(one.birth.day.year - other.birth.day.year)
    known = {one.birth.precision, other.birth.precision}
    if known == {"DAY"}:
        return [_by_birth_days(one.birth.day, other.birth.day, years)]
    if known <= {"DAY", "MONTH"} and years == 0:
        same = one.birth.day.month == other.birth.day.month
        return [(2.8, CLOSE_BIRTH_DATE) if same else (-1.5, None)]
    weights = _YEARS_GUESSED if "EST" in known else _YEARS_KNOWN
    weight = weights[min(years, len(weights) - 1)]
    return [(weight, CLOSE_BIRTH_YEAR if weight > 0 else None)]


def _by_birth_days(one: date, other: date, years: int) -> tuple[float, Words | None]:
    if one == other:
        # 1 January is a date of papers more than of births: it says little more than the year.
        return (1.8 if (one.month, one.day) == (1, 1) else 4.2), SAME_BIRTH_DATE
    if years == 0 and (one.month, one.day) == (other.day, other.month):
        return 2.4, CLOSE_BIRTH_DATE
    parts = (years == 0) + (one.month == other.month) + (one.day == other.day)
    if parts == 2 and years <= 10:  # one number of three mistyped, or another child of the family
        return (0.2, CLOSE_BIRTH_DATE) if years <= 2 else (-1.0, None)
    return (-3.0 if years <= 2 else -6.0), None


def _by_name(one: _Person, other: _Person) -> tuple[float, Words | None]:
    alike, reason = _names_alike(one, other)
    for (low, below), (high, above) in pairwise(_NAME_EVIDENCE):
        if alike <= high:
            return below + (above - below) * (alike - low) / (high - low), reason
    return _SAME_NAME_AT_BEST, reason


def _names_alike(one: _Person, other: _Person) -> tuple[float, Words]:
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
def _alike(one: _Name, other: _Name) -> tuple[float, Words]:
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


def blocking_keys(identity: Identity) -> set[str]:
    """Under what a person is filed so that her likely doubles are found without comparing with everybody.

    Two people who share none of these keys are never compared: pairs of name keys (alone, and with the years
    around the birth), a name key with the day of birth, with the mother, or with the year, nationality and
    sex, the day of birth with the nationality, telephones, numbers of papers.
    """
    return _blocks(_ready(identity))


def filing_keys(identity: Identity) -> set[str]:
    """Under what a person is kept in the index: as few keys as will do, one year, the usual writing of each name."""
    person = _ready(identity)
    day = person.birth.day if person.birth is not None else None
    return _plain_blocks(person) | {
        f"{year} {joined}"
        for units in _names_of(person)
        for joined in _joined_keys(units, others=False)
        for year in ("any", day.year if day is not None else "none")
    }


def asking_keys(identity: Identity) -> set[str]:
    """Under what somebody alike may be kept: two years around the birth, the other writings of each name."""
    person = _ready(identity)
    day = person.birth.day if person.birth is not None else None
    years = (*range(day.year - 2, day.year + 3), "none") if day is not None else ("any",)
    return _plain_blocks(person) | {
        f"{year} {joined}" for units in _names_of(person) for joined in _joined_keys(units) for year in years
    }


_ANY_YEAR = "any year "  # only worth comparing when one of the two has no birth: else they meet in a year


def _names_of(person: _Person) -> list[list[Unit]]:
    names = (person.latin, person.arabic, *person.others)
    return [[unit for unit in (*name.given, *name.family)[:6] if unit.key] for name in names]


def _plain_blocks(person: _Person) -> set[str]:
    """The keys that need no years around: telephones, papers, the exact day, the mother, the year with the rest."""
    found = {f"phone {phone}" for phone in person.phones}
    found |= {f"paper {number}" for number in person.documents}
    found |= {f"paper {number}" for number in (person.unhcr, person.idcs) if number}
    mothers = {unit.key for unit in person.mother if unit.key}
    day = person.birth.day if person.birth is not None else None
    exact = day.isoformat() if day is not None and person.birth is not None and person.birth.precision == "DAY" else ""
    if exact and person.nationality:
        found.add(f"day {exact} {person.nationality}")
    known = f"{person.nationality} {person.sex}" if person.nationality and person.sex else ""
    for units in _names_of(person):
        for key in {unit.key for unit in units}:
            found |= {f"mother {key} {mother}" for mother in mothers}
            if exact:
                found.add(f"day {exact} {key}")
            if known and day is not None:
                found.add(f"year {key} {day.year} {known}")
    return found


def _blocks(person: _Person) -> set[str]:
    found = _plain_blocks(person)
    day = person.birth.day if person.birth is not None else None
    # Two people born within two years of one another share at least one of three years from each birth.
    years = (day.year, day.year + 1, day.year + 2) if day is not None else ()
    for units in _names_of(person):
        for joined in _joined_keys(units):
            found.add(f"{_ANY_YEAR}{joined}")
            found |= {f"name {joined} {year}" for year in years}
    return found


def _joined_keys(units: list[Unit], *, others: bool = True) -> set[str]:
    """The keys of two words of a name at a time, in no order; and with the `others`, the other writings of each."""
    if len(units) == 1:
        return {units[0].key}
    found = set()
    for one, other in combinations(units, 2):
        found.add("+".join(sorted((one.key, other.key))))
        if not others:
            continue
        found |= {"+".join(sorted((key, other.key))) for key in one.other_keys[:2]}
        found |= {"+".join(sorted((one.key, key))) for key in other.other_keys[:2]}
    return found


def _full_name(person: _Person) -> str:
    """A name for counting namesakes: the first given name and the first family name, by their keys."""
    names = person.latin if any(person.latin) else person.arabic
    return "+".join(sorted(unit.key for unit in (*names.given[:1], *names.family[:1])))


LARGEST_BLOCK = 250  # people; a larger block says too little, and its members meet in narrower ones


def likely_pairs(
    identities: Iterable[Identity],
    floor: float = PROBABLE,
    largest_block: int = LARGEST_BLOCK,
    among: Collection[str] | None = None,
) -> Iterator[tuple[str, str, Likeness]]:
    """Every pair of the base that scores `floor` or more, each once, in no order: (id, id, likeness).

    Blocks of more than `largest_block` people are passed over (all the Mohamed Diallo of all years), so the
    work stays in proportion to the base. `among`: the ids of newcomers; pairs without one of them are passed over.
    """
    people = [_ready(identity) for identity in identities]
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, person in enumerate(people):
        for key in _blocks(person):
            blocks[key].append(place)
    names = [_full_name(person) for person in people]
    bearers = Counter(names)
    least = math.log(floor / (1 - floor)) if 0 < floor < 1 else -math.inf
    seen: set[int] = set()
    new = None if among is None else [person.id in among for person in people]
    for key, members in blocks.items():
        if not 1 < len(members) <= largest_block:
            continue
        dated_too = not key.startswith(_ANY_YEAR)
        for one, other in combinations(members, 2):
            pair = one * len(people) + other
            if new is not None and not (new[one] or new[other]):
                continue
            if pair in seen or not (dated_too or people[one].birth is None or people[other].birth is None):
                continue
            seen.add(pair)
            namesakes = max(bearers[names[one]], bearers[names[other]])
            found = _compare(people[one], people[other], least, _start(namesakes, len(people)))
            if found is not None and found.score >= floor:
                yield people[one].id, people[other].id, found
