"""The counting itself, in plain Python on plain values: what a figure is, a person can read here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property, lru_cache
from itertools import compress, repeat

from casemgr.domain.dates import ApproximateDate, age_on
from casemgr.domain.vocabulary import vocabulary
from casemgr.services.counting.facts import Reached, Traits
from casemgr.services.counting.request import (
    IN_SEVERAL,
    NO_PROGRAMME,
    OF_A_LINE,
    UNKNOWN,
    UNKNOWN_AGE,
    CountRequest,
    CountRow,
    band_name,
)

Cell = tuple[str, ...]
NOBODY = Traits(None, None, None)


@lru_cache(maxsize=8)
def _bands(age_set: str) -> tuple[tuple[int, int, str], ...]:
    metas = [term.meta for term in vocabulary("age_band") if term.meta.get("set") == age_set and term.meta.get("min")]
    return tuple((int(meta["min"]), int(meta["max"]), band_name(meta)) for meta in metas)


def age_band(birth: ApproximateDate | None, day: date, age_set: str) -> str:
    """The band of someone on `day`; U when unknown or outside every band (rule 7)."""
    age = age_on(birth, day) if birth else None
    if age is None:
        return UNKNOWN_AGE
    return next((name for least, most, name in _bands(age_set) if least <= age <= most), UNKNOWN_AGE)


def held_on(history: tuple[tuple[date, str], ...], day: date) -> str | None:
    """The value in force on `day` (rule 8): none when it began later."""
    held = None
    for since, value in history:
        if since > day:
            break
        held = value
    return held


@lru_cache(maxsize=512)
def status_group(status: str | None) -> str:
    """The group of an administrative status; UNKNOWN when there is none."""
    statuses = vocabulary("administrative_status")
    if status is None or status not in statuses:
        return UNKNOWN
    return statuses[status].meta.get("group", UNKNOWN)


@lru_cache(maxsize=512)
def region_of(province: str | None) -> str:
    """The region of a province (a district prefecture of Casablanca: that of its prefecture)."""
    provinces = vocabulary("province")
    while province is not None and province in provinces:
        province = provinces[province].parent
    return province or UNKNOWN


class Standing:
    """Who was reached in one period and scope, and where each stands by each dimension, worked out once for all the
    crossings that look at them.
    """

    def __init__(
        self, people: Mapping[str, Reached], traits: Mapping[str, Traits], provinces: Mapping[str, str]
    ) -> None:
        self.people = people
        self._known = [traits.get(person, NOBODY) for person in people]
        self._reached = list(people.values())
        self.lines = [sum(one.lines.values()) for one in self._reached]
        self._columns: dict[tuple[str, str], list[str]] = {}
        self._spreads: dict[tuple[str, ...], list[dict[Cell, int]]] = {}
        self._cells: dict[tuple[tuple[str, str | None], tuple[str, ...]], Cell] = {}
        self._alone: dict[tuple[str, ...], tuple[list[Cell], list[bool]]] = {}
        self._regions = {branch: region_of(province) for branch, province in provinces.items()}

    def column(self, dimension: str, age_set: str) -> list[str]:
        """The value of a dimension of the person herself, for each in the order of `people`.

        Of her traits, what held on the day of her first service of the period (rules 7 and 8).
        """
        key = (dimension, age_set if dimension == "age_band" else "")
        if key not in self._columns:
            value = _OF_A_PERSON[dimension]
            both = zip(self._known, self._reached, strict=True)
            self._columns[key] = [value(known, one.first_here, age_set) for known, one in both]
        return self._columns[key]

    def spread(self, dimensions: tuple[str, ...]) -> list[dict[Cell, int]]:
        """For each person, how many of her services stand in each cell of these dimensions of services."""
        if dimensions not in self._spreads:
            self._spreads[dimensions] = [self._spread(one, dimensions) for one in self._reached]
        return self._spreads[dimensions]

    def alone(self, dimensions: tuple[str, ...]) -> tuple[list[Cell], list[bool]]:
        """For each person, one of her cells, and whether it is the only one."""
        if dimensions not in self._alone:
            spread = self.spread(dimensions)
            self._alone[dimensions] = ([next(iter(cells)) for cells in spread], [len(cells) == 1 for cells in spread])
        return self._alone[dimensions]

    def in_several(self, dimensions: tuple[str, ...]) -> list[int]:
        """The places of the people who stand in several cells."""
        return [place for place, is_alone in enumerate(self.alone(dimensions)[1]) if not is_alone]

    def _spread(self, one: Reached, dimensions: tuple[str, ...]) -> dict[Cell, int]:
        if len(one.lines) == 1:  # nearly everybody
            ((line, count),) = one.lines.items()
            return {self._cell_of(line, dimensions): count}
        found: dict[Cell, int] = {}
        for line, count in one.lines.items():
            cell = self._cell_of(line, dimensions)
            found[cell] = found.get(cell, 0) + count
        return found

    def _cell_of(self, line: tuple[str, str | None], dimensions: tuple[str, ...]) -> Cell:
        """Where the services of one branch and programme stand: worked out once for all who have some."""
        key = (line, dimensions)
        if key not in self._cells:
            branch, programme = line
            values = {
                "branch": branch,
                "programme": programme or NO_PROGRAMME,
                "region": self._regions.get(branch, UNKNOWN),
            }
            self._cells[key] = tuple(values[dimension] for dimension in dimensions)
        return self._cells[key]


_OF_A_PERSON: dict[str, Callable[[Traits, date, str], str]] = {
    "sex": lambda known, _day, _set: known.sex if known.sex in ("F", "M") else UNKNOWN,
    "age_band": lambda known, day, age_set: age_band(known.birth, day, age_set),
    "nationality": lambda known, _day, _set: known.nationality or UNKNOWN,
    "status_group": lambda known, day, _set: status_group(held_on(known.statuses, day)),
    "residence_region": lambda known, day, _set: region_of(held_on(known.provinces, day)),
}


class Crossing:
    """Counts people and services on the cells of up to two dimensions."""

    def __init__(self, request: CountRequest, standing: Standing) -> None:
        self.request = request
        self.standing = standing
        self.people = standing.people

    def rows(self) -> tuple[CountRow, ...]:
        """Every figure asked for: the total of each indicator, then its lines."""
        reached, new, services, several, new_several = self._count()
        by_indicator = {
            "C01": (reached, several),
            "C02": (new, new_several),
            "C03": (reached - new, several - new_several),
            "C06": (services, None),
        }
        totals = self._totals()
        rows: list[CountRow] = []
        for indicator in self.request.indicators:
            rows.append(CountRow(indicator, {}, totals[indicator]))
            counts, overlap = by_indicator[indicator]
            cells = set(reached) | self._always() if self.request.by else set()
            rows += [CountRow(indicator, self._named(cell), counts[cell]) for cell in self._in_order(cells)]
            if overlap is not None and self._overlapping:
                shown = set(several) | {self._several(cell) for cell in cells} | self._always_several()
                rows += [CountRow(indicator, self._named(cell), overlap[cell]) for cell in sorted(shown)]
        return tuple(rows)

    def people_on(self, indicator: str, by: dict[str, str]) -> set[str]:
        """Who stands behind a figure: the people of a line (for C06, those who received its services)."""
        wanted = tuple(by.get(key, "") for key in self.request.by)
        everybody: Iterable[Mapping[Cell, int]] = self._everybody() if by else repeat({}, len(self.people))
        found = set()
        for person, stands, is_new in zip(self.people, everybody, self._new, strict=True):
            if indicator in ("C02", "C03") and is_new != (indicator == "C02"):
                continue
            if by and wanted not in stands and not (len(stands) > 1 and wanted == self._several(next(iter(stands)))):
                continue
            found.add(person)
        return found

    def _totals(self) -> dict[str, int]:
        new = sum(self._new)
        return {"C01": len(self.people), "C02": new, "C03": len(self.people) - new, "C06": sum(self.standing.lines)}

    @cached_property
    def _new(self) -> list[bool]:
        """Rule 4, of each person: her first countable service ever falls in the period."""
        start, end = self.request.start, self.request.end
        return [start <= one.first_ever <= end for one in self.people.values()]

    def _count(self) -> tuple[Counter[Cell], ...]:
        reached: Counter[Cell] = Counter()
        new: Counter[Cell] = Counter()
        services: Counter[Cell] = Counter()
        several: Counter[Cell] = Counter()
        new_several: Counter[Cell] = Counter()
        if not self.request.by:
            return reached, new, services, several, new_several
        cells, alone = self._single_cells()
        # People of one cell each: told apart in one pass by cell, services and whether they are new.
        same = Counter(compress(zip(cells, self.standing.lines, self._new, strict=True), alone))
        for (cell, lines, is_new), people in same.items():
            reached[cell] += people
            services[cell] += lines * people
            new[cell] += people * is_new
        for stands, is_new in self._in_several():
            for cell, lines in stands.items():
                services[cell] += lines
                reached[cell] += 1
                new[cell] += is_new
            overlap = self._several(next(iter(stands)))
            several[overlap] += 1
            new_several[overlap] += is_new
        return reached, new, services, several, new_several

    def _single_cells(self) -> tuple[Iterable[Cell], Iterable[bool]]:
        """The cell of each person who stands in one only, and of whom that is so (of the others, any cell)."""
        if not self._overlapping:
            return self._own_cells(), repeat(True, len(self.people))
        by = self.request.by
        lines = tuple(key for key in by if key in OF_A_LINE)
        cells, alone = self.standing.alone(lines)
        if len(lines) == len(by):
            return cells, alone
        own = self._own_cells()
        first, second = (cells, own) if by[0] in OF_A_LINE else (own, cells)
        return [one + other for one, other in zip(first, second, strict=True)], alone

    def _in_several(self) -> Iterator[tuple[Mapping[Cell, int], bool]]:
        """The cells of each person who stands in several, and whether she is new."""
        if not self._overlapping:
            return
        by = self.request.by
        lines = tuple(key for key in by if key in OF_A_LINE)
        spread, own = self.standing.spread(lines), self._own_cells()
        line_first = by[0] in OF_A_LINE
        for place in self.standing.in_several(lines):
            mine = own[place]
            stands = {(cell + mine if line_first else mine + cell): n for cell, n in spread[place].items()}
            yield stands, self._new[place]

    def _own_cells(self) -> list[Cell]:
        """The cell of each person's own traits, in the order of the dimensions."""
        age_set = self.request.age_set
        columns = [self.standing.column(key, age_set) for key in self.request.by if key not in OF_A_LINE]
        return list(zip(*columns, strict=True)) if columns else [()] * len(self.people)

    def _everybody(self) -> Iterator[Mapping[Cell, int]]:
        """The cells in which each person stands, and her services in each."""
        by = self.request.by
        spread = self.standing.spread(tuple(key for key in by if key in OF_A_LINE))
        if all(key in OF_A_LINE for key in by):
            yield from spread
            return
        line_first = by[0] in OF_A_LINE
        for own, lines in zip(self._own_cells(), spread, strict=True):
            if not self._overlapping:
                yield {own: sum(lines.values())}
            else:
                yield {(line + own if line_first else own + line): count for line, count in lines.items()}

    @cached_property
    def _overlapping(self) -> bool:
        """Whether a person may stand in several cells: services are given in several places and programmes."""
        return any(key in OF_A_LINE for key in self.request.by)

    def _several(self, cell: Cell) -> Cell:
        """The line "of whom in several rows" to which a cell belongs: the person's own traits stay as they are."""
        return tuple(
            IN_SEVERAL if key in OF_A_LINE else value for key, value in zip(self.request.by, cell, strict=True)
        )

    def _always(self) -> set[Cell]:
        """Lines that are printed even when nobody stands there: an unknown age (rule 7)."""
        return {(UNKNOWN_AGE,)} if self.request.by == ("age_band",) else set()

    def _always_several(self) -> set[Cell]:
        """The line "of whom in several rows" is printed even when nobody was reached."""
        by = self.request.by
        return {tuple(IN_SEVERAL for _key in by)} if all(key in OF_A_LINE for key in by) else set()

    def _named(self, cell: Cell) -> dict[str, str]:
        return dict(zip(self.request.by, cell, strict=True))

    def _in_order(self, cells: Iterable[Cell]) -> list[Cell]:
        return sorted(
            cells, key=lambda cell: tuple(self._place(k, v) for k, v in zip(self.request.by, cell, strict=True))
        )

    def _place(self, dimension: str, value: str) -> tuple[int, int, str]:
        """Bands by age, the rest by code; what is unknown last."""
        if value in (UNKNOWN, UNKNOWN_AGE, NO_PROGRAMME):
            return 1, 0, value
        if dimension == "age_band":
            return 0, int(value.split("-")[0].rstrip("+")), value
        return 0, 0, value
