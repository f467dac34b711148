"""A record of any kind goes out in a list and comes back as it was: what one office exports, another imports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from casemgr.data.records import load
from casemgr.domain.fields import Link
from casemgr.services import lists
from casemgr.services.lists import Fate
from casemgr.services.lists.outline import destinations
from tests.conformance.conftest import World
from tests.conformance.test_keeping import comparable


def goes_both_ways(world: World) -> bool:
    """Whether somebody may export the kind, and whether it holds nothing but what a cell can say (no file)."""
    held = {field.type for field in world.kind.stored_fields()}
    return world.desk.person.may_some("x", world.kind.granted_as) and "file" not in held


def forget(world: World) -> None:
    """Take the records away from under the program, so that the same rows are new."""
    made = world.desk.database.schema.of(world.kind.key)
    tables = [g.table for group in made.groups for g in (*group.inner, group)]
    ids = {sample.id for sample in world.samples}
    with world.desk.database.writing() as connection:
        for table in (*tables, *([made.states] if made.states is not None else []), made.record):
            connection.execute(table.delete())
        index = world.desk.database.schema.house.number_index
        connection.execute(index.delete().where(index.c.record.in_(sorted(ids))))


def kept(world: World) -> list[dict[str, Any]]:
    """What the records hold; a link to a record that has no number (a consent) is one that no list can name."""
    tables, items = world.desk.database.schema.of(world.kind.key), tuple(world.kind.items())
    with world.desk.database.reading() as connection:
        ids = list(connection.execute(sa.select(tables.record.c.id)).scalars())
        found = load(connection, tables, ids, None).values()
    kinds = world.desk.kinds
    unnamed = {
        field.key
        for field in world.kind.stored_fields()
        if isinstance(field, Link) and field.to in kinds and kinds[field.to].number is None
    }
    held = [comparable(items, one.values, one.confidentiality) for one in found]
    return [{key: value for key, value in one.items() if key not in unnamed} for one in held]


def says(other: Any, one: Any) -> bool:
    """Whether `other` says all that `one` does; it may say more (a default that is the same for everybody)."""
    if isinstance(one, dict):
        return all(value in (None, []) or says(other.get(key), value) for key, value in one.items())
    if isinstance(one, list):
        return isinstance(other, list) and len(other) == len(one) and all(map(says, other, one))
    return bool(other == one)


def test_every_column_of_an_export_is_one_that_an_import_takes(world: World, tmp_path: Path) -> None:
    if not goes_both_ways(world):
        return
    path = tmp_path / "list.csv"
    lists.take_out(world.desk, world.kind.key, path, purpose="conformance")
    headers = path.read_text("utf-8-sig").split("\n", 1)[0].strip().split(",")
    headings = lists.headers.Headings(world.kind)
    assert [header for header in headers if headings.at(header) is None] == []
    paths = [one.path for one in destinations(world.kind, world.desk.context().switches)]
    assert len(paths) == len(set(paths)) and all(headings.at(path) is not None for path in paths)


def test_what_goes_out_comes_back_as_it_was(world: World, tmp_path: Path) -> None:
    if world.desk.database.is_server:
        return  # the same code: one database is enough, and this one is emptied
    if not goes_both_ways(world):
        return
    kind = world.kind.key
    path = tmp_path / "list.xlsx"
    count = lists.take_out(world.desk, kind, path, purpose="conformance")
    again = lists.bring_in(world.desk, kind, path, dry_run=True)
    assert again.counts[Fate.KNOWN] == count == again.rows, [str(line.message) for line in again.lines][:5]
    before = kept(world)
    forget(world)
    back = lists.bring_in(world.desk, kind, path)
    assert back.is_written, [(line.field, str(line.message)) for line in back.lines if line.fate is Fate.REFUSED]
    after = kept(world)
    assert len(after) == count  # what may be exported: not what is protected
    for other in after:
        found = next((one for one in before if says(other, one)), None)
        assert found is not None, other
        before.remove(found)
