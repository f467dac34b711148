"""Who is compared with whom: under what each person is filed, and the likely doubles of a whole base.

To compare everybody with everybody would take days. Two people are compared when they share a block: two words of the
name around one year of birth, a name with a mother, a day of birth, a telephone, a number of a paper. What the
comparison says is in `likeness.py`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import combinations

from casemgr.domain.likeness import PROBABLE, Identity, Likeness, Ready, compare, odds_before, ready
from casemgr.domain.names import Unit


def blocking_keys(identity: Identity) -> set[str]:
    """Under what a person is filed so that her likely doubles are found without comparing with everybody.

    Two people who share none of these keys are never compared: pairs of name keys (alone, and with the years
    around the birth), a name key with the day of birth, with the mother, or with the year, nationality and
    sex, the day of birth with the nationality, telephones, numbers of papers.
    """
    return _blocks(ready(identity))


def filing_keys(identity: Identity) -> set[str]:
    """Under what a person is kept in the index: as few keys as will do, one year, the usual writing of each name."""
    person = ready(identity)
    day = person.birth.day if person.birth is not None else None
    return _plain_blocks(person) | {
        f"{year} {joined}"
        for units in _names_of(person)
        for joined in _joined_keys(units, others=False)
        for year in ("any", day.year if day is not None else "none")
    }


def asking_keys(identity: Identity) -> set[str]:
    """Under what somebody alike may be kept: two years around the birth, the other writings of each name."""
    person = ready(identity)
    day = person.birth.day if person.birth is not None else None
    years = (*range(day.year - 2, day.year + 3), "none") if day is not None else ("any",)
    return _plain_blocks(person) | {
        f"{year} {joined}" for units in _names_of(person) for joined in _joined_keys(units) for year in years
    }


_ANY_YEAR = "any year "  # only worth comparing when one of the two has no birth: else they meet in a year


def _names_of(person: Ready) -> list[list[Unit]]:
    names = (person.latin, person.arabic, *person.others)
    return [[unit for unit in (*name.given, *name.family)[:6] if unit.key] for name in names]


def _plain_blocks(person: Ready) -> set[str]:
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


def _blocks(person: Ready) -> set[str]:
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


def _full_name(person: Ready) -> str:
    """A name for counting namesakes: the first given name and the first family name, by their keys."""
    names = person.latin if any(person.latin) else person.arabic
    return "+".join(sorted(unit.key for unit in (*names.given[:1], *names.family[:1])))


LARGEST_BLOCK = 250  # people; a larger block says too little, and its members meet in narrower ones


def likely_pairs(
    identities: Iterable[Identity],
    floor: float = PROBABLE,
    largest_block: int = LARGEST_BLOCK,
    among: Collection[str] | None = None,
    tell: Callable[[int], None] | None = None,
) -> Iterator[tuple[str, str, Likeness]]:
    """Every pair of the base that scores `floor` or more, each once, in no order: (id, id, likeness).

    Blocks of more than `largest_block` people are passed over (all the Mohamed Diallo of all years), so the
    work stays in proportion to the base. `among`: the ids of newcomers; pairs without one of them are passed over.
    `tell` is called with each hundredth of the comparing that is done; it may raise.
    """
    people = [ready(identity) for identity in identities]
    names = [_full_name(person) for person in people]
    bearers = Counter(names)
    before = {name: odds_before(bearers[name], len(people)) for name in bearers}
    odds = [before[name] for name in names]
    least = math.log(floor / (1 - floor)) if 0 < floor < 1 else -math.inf
    new = None if among is None else [person.id in among for person in people]
    for one, other in _met(people, largest_block, new, tell):
        found = compare(people[one], people[other], least, min(odds[one], odds[other]))
        if found is not None and found.score >= floor:
            yield people[one].id, people[other].id, found


def _met(
    people: list[Ready], largest_block: int, new: list[bool] | None, tell: Callable[[int], None] | None
) -> Iterator[tuple[int, int]]:
    """The places of all who share a block, two by two, each pair once."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, person in enumerate(people):
        for key in _blocks(person):
            blocks[key].append(place)
    seen: set[int] = set()
    step = max(1, len(blocks) // 100)
    undated = {place for place, person in enumerate(people) if person.birth is None}
    for done, (key, members) in enumerate(blocks.items()):
        if tell is not None and done % step == 0:
            tell(min(100, 100 * done // len(blocks)))
        if not 1 < len(members) <= largest_block:
            continue
        in_a_year = not key.startswith(_ANY_YEAR)  # where those meet who all have a birth
        for one, other in combinations(members, 2) if in_a_year else _with_one_of(members, undated):
            if new is not None and not (new[one] or new[other]):
                continue
            pair = one * len(people) + other
            if pair not in seen:
                seen.add(pair)
                yield one, other


def _with_one_of(members: list[int], some: set[int]) -> Iterator[tuple[int, int]]:
    """The pairs, in order, of which at least one is of `some`."""
    if some.isdisjoint(members):
        return
    for place, one in enumerate(members):
        later = members[place + 1 :]
        for other in later if one in some else [member for member in later if member in some]:
            yield one, other
