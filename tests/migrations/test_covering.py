"""An index that holds what the figures ask comes into a file of before, in the place of the narrower one."""

from __future__ import annotations

from dataclasses import replace

from casemgr.data.migrations import bring_up_to_date
from casemgr.data.tables import Schema
from casemgr.records import KINDS
from tests.migrations.conftest import Reopen, shape

BEFORE = tuple(replace(kind, covering=()) for kind in KINDS)
COVERED = tuple((kind, one) for kind in KINDS for one in kind.covering)


def test_a_covering_index_takes_the_place_of_the_narrower_one_and_of_no_other(reopen: Reopen) -> None:
    database = reopen(BEFORE)
    bring_up_to_date(database)
    before = shape(database)
    assert {"ix_enrolment_history_record", "ix_enrolment_criteria_record"} <= {
        name for table in ("enrolment_history", "enrolment_criteria") for name in before[table][1]
    }
    database = reopen(KINDS)
    bring_up_to_date(database)
    after = shape(database)
    come, gone = set[str](), set[str]()
    for table, (_columns, indexes) in before.items():
        come |= after[table][1] - indexes
        gone |= indexes - after[table][1]
    tables = ["_".join((kind.key, *one.rows.split("."))).rstrip("_") for kind, one in COVERED]
    assert come == {f"ix_{table}_{one.name}" for table, (_kind, one) in zip(tables, COVERED, strict=True)}
    lines = [table for table, (_kind, one) in zip(tables, COVERED, strict=True) if one.columns[0] == "record"]
    assert lines and gone == {f"ix_{table}_record" for table in lines}


def test_the_lines_of_every_group_are_found_by_their_record() -> None:
    groups = [group for tables in Schema(KINDS) for group in tables.all_groups()]
    for group in groups:
        firsts = [index.columns[0].name for index in group.table.indexes]
        assert firsts.count("record") == 1, group.table.name
