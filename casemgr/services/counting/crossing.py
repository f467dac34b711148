"""The counting itself, in plain Python on plain values: what a figure is, a person can read here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from itertools import compress
from typing import Any

from casemgr.domain.dates import ApproximateDate, age_on
from casemgr.domain.vocabulary import vocabulary
from casemgr.services.counting.facts import Everybody, Lines
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
# How many people an entry speaks of, and how many of their services stand in each cell.
Share = tuple[int, tuple[tuple[Cell, int], ...]]


@lru_cache(maxsize=8)
def _bands(age_set: str) -> dict[int, str]:
    """The band of every age; of two that hold it, the first."""
    metas = [term.meta for term in vocabulary("age_band") if term.meta.get("set") == age_set and term.meta.get("min")]
    bands = [(range(int(meta["min"]), int(meta["max"]) + 1), band_name(meta)) for meta in metas]
    return {age: name for ages, name in reversed(bands) for age in ages}


def age_band(birth: ApproximateDate | None, day: date, age_set: str) -> str:
    """The band of someone on `day`; U when unknown or outside every band (rule 7)."""
    age = age_on(birth, day) if birth else None
    return UNKNOWN_AGE if age is None else _bands(age_set).get(age, UNKNOWN_AGE)


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

    def __init__(self, everybody: Everybody, provinces: Mapping[str, str | None]) -> None:
        self.everybody = everybody
        self._columns: dict[tuple[str, str], list[str]] = {}
        self._shares: dict[tuple[str, ...], tuple[list[int], list[Share]]] = {}
        self._regions = {branch: region_of(province) for branch, province in provinces.items()}

    @cached_property
    def totals(self) -> dict[str, int]:
        """Each indicator of all of them."""
        everybody = self.everybody
        people, new = sum(everybody.times), sum(compress(everybody.times, everybody.is_new))
        entries, shares = self.shares(())
        services = sum(shares[share][1][0][1] * often for share, often in Counter(entries).items())
        return {"C01": people, "C02": new, "C03": people - new, "C06": services}

    def column(self, dimension: str, age_set: str) -> list[str]:
        """The value of a dimension of the person herself, for each entry."""
        key = (dimension, age_set if dimension == "age_band" else "")
        if key not in self._columns:
            self._columns[key] = self._column(dimension, age_set)
        return self._columns[key]

    def _column(self, dimension: str, age_set: str) -> list[str]:
        everybody = self.everybody
        if dimension == "age_band":
            return [age_band(birth, day, age_set) for birth, day in zip(everybody.birth, everybody.first, strict=True)]
        kept: dict[str, list[str | None]] = {
            "sex": everybody.sex,
            "nationality": everybody.nationality,
            "status_group": everybody.status,
            "residence_region": everybody.province,
        }
        named = {value: _OF_A_CODE[dimension](value) for value in set(kept[dimension])}
        return [named[value] for value in kept[dimension]]

    def shares(self, dimensions: tuple[str, ...]) -> tuple[list[int], list[Share]]:
        """By these dimensions of services, what each entry adds: which of the shares (few are different)."""
        if dimensions not in self._shares:
            self._shares[dimensions] = self._told_apart(dimensions)
        return self._shares[dimensions]

    def _told_apart(self, dimensions: tuple[str, ...]) -> tuple[list[int], list[Share]]:
        lines, shares = self._different_lines
        cell_of = {line: self._cell(line, dimensions) for line in self._given_for}
        places: dict[Share, int] = {}
        place_of = [places.setdefault((times, self._spread(of, cell_of)), len(places)) for times, of in shares]
        return [place_of[one] for one in lines], list(places)

    @cached_property
    def _different_lines(self) -> tuple[list[int], list[tuple[int, Lines]]]:
        """Which services each entry had: of fifteen thousand people a few hundred had different ones."""
        places: dict[tuple[int, Lines], int] = {}
        both = zip(self.everybody.times, self.everybody.lines, strict=True)
        return [places.setdefault(one, len(places)) for one in both], list(places)

    @cached_property
    def _given_for(self) -> set[tuple[str, str | None]]:
        """Every branch and programme for which a service was given."""
        return {line for _times, of in self._different_lines[1] for line, _many in of}

    def _spread(self, lines: Lines, cell_of: Mapping[tuple[str, str | None], Cell]) -> tuple[tuple[Cell, int], ...]:
        """How many of some services stand in each cell."""
        if len(lines) == 1:  # nearly everybody's
            ((line, many),) = lines
            return ((cell_of[line], many),)
        found: dict[Cell, int] = {}
        for line, many in lines:
            found[cell_of[line]] = found.get(cell_of[line], 0) + many
        return tuple(sorted(found.items()))

    def _cell(self, line: tuple[str, str | None], dimensions: tuple[str, ...]) -> Cell:
        """Where the services of one branch and programme stand by some dimensions."""
        branch, programme = line
        values = {
            "branch": branch,
            "programme": programme or NO_PROGRAMME,
            "region": self._regions.get(branch, UNKNOWN),
        }
        return tuple(values[dimension] for dimension in dimensions)


_OF_A_CODE: dict[str, Callable[[str | None], str]] = {
    "sex": lambda sex: sex if sex in ("F", "M") else UNKNOWN,
    "nationality": lambda country: country or UNKNOWN,
    "status_group": status_group,
    "residence_region": region_of,
}


class Crossing:
    """Counts people and services on the cells of up to two dimensions."""

    def __init__(self, request: CountRequest, standing: Standing) -> None:
        self.request = request
        self.standing = standing
        self._of_lines = tuple(key for key in request.by if key in OF_A_LINE)

    def rows(self) -> tuple[CountRow, ...]:
        """Every figure asked for: the total of each indicator, then its lines."""
        reached, new, services, several, new_several = self._count()
        by_indicator = {
            "C01": (reached, several),
            "C02": (new, new_several),
            "C03": (reached - new, several - new_several),
            "C06": (services, None),
        }
        totals = self.standing.totals
        cells = self._in_order(set(reached) | self._always() if self.request.by else set())
        shown = sorted(set(several) | {self._several(cell) for cell in cells} | self._always_several())
        named = [self._named(cell) for cell in cells]
        rows: list[CountRow] = []
        for indicator in self.request.indicators:
            rows.append(CountRow(indicator, {}, totals[indicator]))
            counts, overlap = by_indicator[indicator]
            rows += [CountRow(indicator, by, counts[cell]) for cell, by in zip(cells, named, strict=True)]
            if overlap is not None and self._of_lines:
                rows += [CountRow(indicator, self._named(cell), overlap[cell]) for cell in shown]
        return tuple(rows)

    def people_on(self, indicator: str, by: dict[str, str]) -> set[str]:
        """Who stands behind a figure: the people of a line (for C06, those who received its services)."""
        wanted = tuple(by.get(key, "") for key in self.request.by)
        everybody = self.standing.everybody
        shares = self.standing.shares(self._of_lines)[1]
        found = set()
        for *own, share, is_new, person in self._stand(everybody.is_new, everybody.ids):
            if indicator in ("C02", "C03") and is_new != (indicator == "C02"):
                continue
            cells = [self._joined(tuple(own), cell) for cell, _many in shares[share][1]]
            if by and wanted not in cells and not (len(cells) > 1 and wanted == self._several(cells[0])):
                continue
            found.add(person)
        return found

    def _stand(self, *more: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        """Of each entry, where it stands by the dimensions of the person, its share by those of services, and more."""
        age_set = self.request.age_set
        own = [self.standing.column(key, age_set) for key in self.request.by if key not in OF_A_LINE]
        return zip(*own, self.standing.shares(self._of_lines)[0], *more, strict=True)

    def _count(self) -> tuple[Counter[Cell], ...]:
        reached: Counter[Cell] = Counter()
        new: Counter[Cell] = Counter()
        services: Counter[Cell] = Counter()
        several: Counter[Cell] = Counter()
        new_several: Counter[Cell] = Counter()
        if not self.request.by:
            return reached, new, services, several, new_several
        shares, lines_lead = self.standing.shares(self._of_lines)[1], self._lines_lead
        # All who stand alike are told in one pass: what is left is a line for each way of standing.
        alike = Counter(self._stand(self.standing.everybody.is_new))
        for stand, entries in alike.items():
            own, is_new = stand[:-2], stand[-1]
            times, stands = shares[stand[-2]]
            people = times * entries
            for of_lines, many in stands:
                cell = of_lines + own if lines_lead else own + of_lines  # as `_joined`: asked fifty thousand times
                services[cell] += many * entries
                reached[cell] += people
                if is_new:
                    new[cell] += people
            if len(stands) > 1:
                overlap = self._several(self._joined(own, stands[0][0]))
                several[overlap] += people
                new_several[overlap] += people * is_new
        return reached, new, services, several, new_several

    @property
    def _lines_lead(self) -> bool:
        return self.request.by[:1] == self._of_lines[:1]

    def _joined(self, own: Cell, of_lines: Cell) -> Cell:
        """A cell, in the order of the dimensions that were asked for."""
        return of_lines + own if self._lines_lead else own + of_lines

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
