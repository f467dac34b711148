"""The monthly count, and the long lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from itertools import combinations

from casemgr.services import counting, due, programmes, register
from casemgr.services.counting import targets
from tests.benchmarks.base import MOMENT, Base
from tests.benchmarks.measured import Line, each, p50, p95, took, typical

PAGE = 50
A_MONTH_OF_THE_PEERS = 3_400
PAGES = 300


def figures_lines(base: Base) -> Iterator[Line]:
    """The lines on figures and lists."""
    yield from _counts(base)
    yield from _many_counts(base)
    yield from _first_pages(base)
    yield _order(base)
    yield _scrolling(base)


def _first_pages(base: Base) -> Iterator[Line]:
    """What is read before anything is asked for: the page of programmes, My day, the targets beside it."""
    desk = base.desk
    query = (
        "SELECT e.programme, h.stage, count(*) FROM enrolment e JOIN enrolment_history h ON h.record = e.id"
        " WHERE e.voided_at IS NULL AND h.removed = 0 GROUP BY e.programme, h.stage"
    )

    def bare() -> None:
        with desk.database.reading() as connection:
            connection.exec_driver_sql(query).all()

    walked = typical(bare)
    shown = programmes.cards(desk)
    yield Line(
        f"page of programmes: {len(shown)} cards",
        "≤ 1 s",
        walked,
        typical(lambda: programmes.cards(desk)),
        1_000,
        floor_is="the SQL of the stages alone",
        also=f"{sum(card.running for card in shown):,} enrolments that run",
    )
    owed = targets.with_target(desk.today)
    yield Line(
        f"My day: how far {len(owed)} programmes have come",
        "≤ 1 s",
        walked,
        typical(lambda: [targets.reach(desk, programme, desk.today) for programme in owed]),
        1_000,
        floor_is="the SQL of the stages alone",
    )
    yield Line(
        "My day: what is due in my branches",
        "≤ 1 s",
        None,
        typical(lambda: due.due(desk, due.BRANCH)),
        1_000,
        also=f"{len(due.due(desk, due.BRANCH).items):,} lines",
    )


def _months() -> list[tuple[date, date]]:
    """The 24 whole months before the last day of the base."""
    first = MOMENT.date().replace(day=1)
    found = []
    for _ in range(24):
        last = first - timedelta(days=1)
        first = last.replace(day=1)
        found.append((first, last))
    return found


def _as_many_as_a_month_of_the_peers(base: Base) -> tuple[date, date]:
    """The last days that hold 3,400 services: the peers were measured on 505,000 over 150 months."""
    query = "SELECT date FROM service WHERE voided_at IS NULL AND date <= ? ORDER BY date DESC LIMIT 1 OFFSET ?"
    last = _months()[0][1]
    with base.desk.database.reading() as connection:
        found = connection.exec_driver_sql(query, (last.isoformat(), A_MONTH_OF_THE_PEERS)).scalar()
    return date.fromisoformat(found) if found else _months()[-1][0], last


def _bare_figures(base: Base, start: date, end: date) -> None:
    """The SQL of the four indicators: who, whether new ever, and how many lines, by sex and nationality."""
    query = (
        "SELECT b.sex, b.nationality, count(*), sum(reached.lines), sum((SELECT min(e.date) FROM service e"
        " WHERE e.beneficiary = b.id AND e.countable = 1 AND e.voided_at IS NULL) >= ?) FROM"
        " (SELECT s.beneficiary AS person, count(*) AS lines FROM service s WHERE s.date BETWEEN ? AND ?"
        " AND s.countable = 1 AND s.voided_at IS NULL GROUP BY s.beneficiary) reached"
        " JOIN beneficiary b ON b.id = reached.person GROUP BY b.sex, b.nationality"
    )
    days = (start.isoformat(), start.isoformat(), end.isoformat())
    with base.desk.database.reading() as connection:
        connection.exec_driver_sql(query, days).all()


def _bare_count(base: Base, start: date, end: date) -> dict[str, int]:
    """Unique people of a period by sex: the SQL alone, without branches of one's own, merges or first times."""
    query = (
        "SELECT b.sex, b.nationality, count(DISTINCT s.beneficiary) FROM service s"
        " JOIN beneficiary b ON b.id = s.beneficiary WHERE s.date BETWEEN ? AND ? AND s.countable = 1"
        " AND s.voided_at IS NULL GROUP BY b.sex, b.nationality"
    )
    found: dict[str, int] = {}
    with base.desk.database.reading() as connection:
        for sex, _nationality, people in connection.exec_driver_sql(query, (start.isoformat(), end.isoformat())):
            found[sex] = found.get(sex, 0) + people
    return found


def _counts(base: Base) -> Iterator[Line]:
    desk = base.desk
    start, end = _months()[0]
    request = counting.CountRequest(start, end, by=("sex", "nationality"))
    table = counting.count(desk, request)
    by_sex = counting.count(desk, counting.CountRequest(start, end, ("C01",), by=("sex",)))
    truth = _bare_count(base, start, end)
    equal = all(by_sex.value("C01", sex=sex) == people for sex, people in truth.items())
    sums = table.value("C02") + table.value("C03") == table.value("C01")
    days = _as_many_as_a_month_of_the_peers(base)
    few = counting.CountRequest(*days, by=("sex", "nationality"))
    for name, asked_for, bare in (
        ("count of a period as full as a month of the peers, crossed by two", few, days),
        ("monthly count, one month of this busy base, crossed by two", request, (start, end)),
    ):
        answer = counting.count(desk, asked_for)
        yield Line(
            name,
            "≤ 150 ms, equal to the truth",
            typical(partial(_bare_figures, base, *bare)),
            typical(partial(counting.count, desk, asked_for)),
            150,
            floor_is="the SQL of the same four indicators",
            also=f"{answer.value('C01'):,} people, {answer.value('C06'):,} services; equal: {'yes' if equal else 'no'}",
            is_right=equal and sums,
        )


def _many_counts(base: Base) -> Iterator[Line]:
    desk = base.desk
    start, end = _months()[0]
    floor = typical(partial(_bare_figures, base, start, end))
    crossings = [(), *((one,) for one in counting.DIMENSIONS), *combinations(counting.DIMENSIONS, 2)]
    asked = [counting.CountRequest(start, end, by=tuple(by)) for by in crossings]
    yield Line(
        f"monthly report: all {len(asked)} crossings of one month, four indicators",
        "≤ 1 s",
        floor * len(asked) / 1000,
        took(lambda: counting.counts(desk, asked)) / 1000,
        1,
        unit="s",
        floor_is="the SQL as often",
    )
    months = [counting.CountRequest(*month, by=("sex",)) for month in _months()]
    floors = sum(each([partial(_bare_figures, base, *month) for month in _months()]))
    yield Line(
        f"{len(months)} months, one after the other",
        "≤ 1.5 × the SQL",
        floors / 1000,
        took(lambda: [counting.count(desk, one) for one in months]) / 1000,
        1.5 * floors / 1000,
        unit="s",
        floor_is="the SQL of each month",
        also="four indicators, of which new needs the whole past",
    )


def _order(base: Base) -> Line:
    desk = base.desk
    columns = register.columns(desk, "beneficiary")
    sorts = [
        register.Sort(column.key, descending) for column in columns if column.sortable for descending in (False, True)
    ]

    def bare() -> None:
        with desk.database.reading() as connection:
            connection.exec_driver_sql("SELECT id FROM beneficiary ORDER BY sort_name").all()

    floor = typical(bare)
    ours = each([partial(register.ids, desk, "beneficiary", sort=sort) for sort in sorts])
    return Line(
        f"list of {base.people:,}: every id in order, {len(sorts)} sorts, p95",
        "≤ 270 ms (the slowest of the reference)",
        floor,
        p95(ours),
        270,
        floor_is="SELECT id ORDER BY the indexed name",
        also=f"p50 {p50(ours):.0f} ms",
    )


def _scrolling(base: Base) -> Line:
    desk = base.desk
    columns = register.columns(desk, "beneficiary")
    ids = register.ids(desk, "beneficiary")
    shown = tuple(column.key for column in columns if column.default)
    step = max(1, len(ids) // PAGES)
    blocks = [ids[at : at + PAGE] for at in range(0, len(ids), step)]

    def page(block: list[str]) -> None:
        with desk.database.reading() as connection:
            marks = ",".join("?" * len(block))
            connection.exec_driver_sql(f"SELECT * FROM beneficiary WHERE id IN ({marks})", tuple(block)).all()

    pages = each([partial(register.lines, desk, "beneficiary", block, shown) for block in blocks])
    return Line(
        f"list of {base.people:,}: scrolling to the end, one page of {PAGE}, p95",
        "≤ 150 ms a page",
        p95(each([partial(page, block) for block in blocks])),
        p95(pages),
        150,
        floor_is="the bare rows of the page",
        also=f"p50 {p50(pages):.1f} ms, slowest {max(pages):.0f} ms",
    )
