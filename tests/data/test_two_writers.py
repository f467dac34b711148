"""Two people write at the same moment on one PostgreSQL server, each through a connection of her own.

READ COMMITTED: what one read may have changed when she writes. On a file there is one writer at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.data import merging
from casemgr.data.audit import broken_links
from casemgr.domain.errors import ChangedMeanwhile, InvalidDraft, UserError
from casemgr.services import records
from casemgr.services.desk import Desk
from tests.data.conftest import Hire, open_empty
from tests.data.test_saving import outing, somebody
from tests.sample import KINDS

DAY = date(2026, 3, 2)


@pytest.fixture
def database(postgresql_url: str, tmp_path: Path) -> Iterator[Any]:
    opened = open_empty("server", KINDS, tmp_path, postgresql_url)
    yield opened
    opened.dispose()


def both_at_once(first: Callable[[], object], second: Callable[[], object]) -> list[BaseException | None]:
    start = threading.Barrier(2)

    def go(act: Callable[[], object]) -> object:
        start.wait()
        return act()

    with ThreadPoolExecutor(2) as pool:
        runs: list[Future[object]] = [pool.submit(go, act) for act in (first, second)]
        return [run.exception() for run in runs]


def test_numbers_and_the_chain_of_the_audit_hold_under_two_writers(hire: Hire) -> None:
    desks = [hire("COORD", "CASE"), hire("CASE", "COORD")]

    def ten(desk: Desk) -> None:
        for _ in range(10):
            outing(desk)

    assert both_at_once(lambda: ten(desks[0]), lambda: ten(desks[1])) == [None, None]
    database = desks[0].database
    with database.reading() as connection:
        codes = sorted(connection.execute(sa.select(database.schema.of("outing").record.c.code)).scalars())
        assert codes == [f"O-2026-RAB1-{number:04d}" for number in range(1, 21)]
        assert list(broken_links(connection, database)) == []


def test_of_two_changes_of_one_record_at_once_one_is_told(hire: Hire) -> None:
    desk, other = hire("COORD", "CASE"), hire("CASE", "COORD")
    for _ in range(5):
        saved = outing(desk)

        def change(who: Desk, story: str, saved: records.Saved = saved) -> object:
            return records.save(who, "outing", {"story": story}, record_id=saved.id, version=saved.version, insist=True)

        failed = both_at_once(partial(change, desk, "une"), partial(change, other, "deux"))
        assert sorted(type(one).__name__ for one in failed) == ["ChangedMeanwhile", "NoneType"]


def test_a_step_is_taken_from_the_state_that_stands_not_from_one_that_was_read(hire: Hire) -> None:
    """Two people start the same outing: the second finds it started, and its life holds the step once."""
    desk, other = hire("COORD", "CASE"), hire("CASE", "COORD")
    for _ in range(5):
        saved = outing(desk, goals=[])

        def start(who: Desk, record: str = saved.id) -> object:
            return records.move(who, "outing", record, "DOING", DAY)

        failed = [one for one in both_at_once(partial(start, desk), partial(start, other)) if one is not None]
        assert len(failed) == 1 and isinstance(failed[0], InvalidDraft | ChangedMeanwhile), failed
        states = desk.database.schema.of("outing").states
        assert states is not None
        with desk.database.reading() as connection:
            life = connection.execute(
                sa.select(states.c.state).where(states.c.record == saved.id).order_by(states.c.place)
            ).scalars()
            assert list(life) == ["TODO", "DOING"]


def test_two_merges_at_once_leave_no_alias_of_an_alias(hire: Hire) -> None:
    desk, other = hire("COORD", "CASE"), hire("CASE", "COORD")
    table = desk.database.schema.of("beneficiary").record
    for _ in range(5):
        one, two, three = somebody(desk), somebody(desk), somebody(desk)

        def merge(who: Desk, loser: str, survivor: str) -> None:
            with who.work() as work:
                merging.merge(work, "beneficiary", loser, survivor, "même personne")

        failed = both_at_once(
            partial(merge, desk, one, two),
            partial(merge, other, two, three),
        )
        assert all(one is None or isinstance(one, UserError) for one in failed), failed
        survivor = sa.alias(table)
        chains = (
            sa.select(sa.func.count())
            .select_from(table.join(survivor, survivor.c.id == table.c.merged_into))
            .where(survivor.c.merged_into.is_not(None))
        )
        with desk.database.reading() as connection:
            assert connection.execute(chains).scalar_one() == 0


def test_a_writer_who_changes_what_another_waits_for_does_not_block_her(hire: Hire) -> None:
    """Records first, then numbers, the audit last: no two transactions wait for each other."""
    desk, other = hire("COORD", "CASE"), hire("CASE", "COORD")
    saved = outing(desk, goals=[])
    person = somebody(desk)
    held, numbered = threading.Event(), threading.Event()

    def moves_then_adds() -> None:
        with desk.work() as work:
            work.update("outing", saved.id, {"story": "vu"}, saved.version)
            work.flush()
            held.set()
            numbered.wait(5)
            work.create("outing", {"guide": "B", "beneficiary": person})

    def adds() -> None:
        with other.work() as work:
            held.wait(5)
            work.create("outing", {"guide": "A", "beneficiary": person})
            numbered.set()

    assert both_at_once(moves_then_adds, adds) == [None, None]
