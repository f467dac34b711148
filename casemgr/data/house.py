"""The tables of the house itself, which belong to no kind: who works here, branches, settings, the audit, the change
log, drafts, numbers, who reaches whom, and the indexes of search.

Tables that are only a key stand in the order of it, without a number of SQLite's for each row: they are most of the
rows of a file, which is copied whole for each backup.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Column, Table

from casemgr.data.columns import ID, KEY, Moment
from casemgr.data.log_columns import FieldNames, LoggedId, LoggedText


@dataclass(frozen=True)
class House:
    """The tables that belong to no kind."""

    about: Table
    staff: Table
    branch: Table
    setting: Table
    number: Table
    draft: Table
    audit: Table
    change: Table
    reach: Table
    named_reader: Table
    name_index: Table
    number_index: Table
    alike_index: Table
    settled: Table
    merge: Table
    follow_up: Table
    stored_file: Table
    brought_list: Table


def house_tables(metadata: sa.MetaData) -> House:
    """Declare the tables of the house."""
    return House(
        about=Table("about", metadata, Column("key", sa.Text(), primary_key=True), Column("value", sa.Text())),
        staff=_staff(metadata),
        branch=_branch(metadata),
        setting=_setting(metadata),
        number=Table("number", metadata, Column("register", sa.Text(), primary_key=True), Column("last", sa.Integer())),
        draft=_draft(metadata),
        audit=_audit(metadata),
        change=_change(metadata),
        reach=_reach(metadata),
        named_reader=_named_reader(metadata),
        name_index=_name_index(metadata),
        number_index=_number_index(metadata),
        alike_index=_alike_index(metadata),
        settled=_settled(metadata),
        merge=_merge(metadata),
        follow_up=_follow_up(metadata),
        stored_file=_stored_file(metadata),
        brought_list=_brought_list(metadata),
    )


def _staff(metadata: sa.MetaData) -> Table:
    return Table(
        "staff",
        metadata,
        Column("id", ID, primary_key=True),
        Column("login", sa.Text(), unique=True, nullable=False),
        Column("name", sa.Text(), nullable=False),
        Column("roles", sa.Text(), nullable=False),
        Column("branch", sa.Text(), nullable=False),
        Column("branches", sa.Text(), nullable=False),
        Column("preferences", sa.Text()),
        Column("disabled_at", Moment()),
    )


def _branch(metadata: sa.MetaData) -> Table:
    return Table(
        "branch",
        metadata,
        Column("code", sa.Text(), primary_key=True),
        Column("name_fr", sa.Text(), nullable=False),
        Column("name_ar", sa.Text(), nullable=False),
        Column("name_en", sa.Text(), nullable=False),
        Column("province", sa.Text(), nullable=False),
        Column("closed_at", Moment()),
    )


def _setting(metadata: sa.MetaData) -> Table:
    return Table(
        "setting",
        metadata,
        Column("key", sa.Text(), primary_key=True),
        Column("value", sa.Text()),
        Column("at", Moment()),
        Column("by", ID),
    )


def _draft(metadata: sa.MetaData) -> Table:
    return Table(
        "draft",
        metadata,
        Column("id", ID, primary_key=True),
        Column("user", ID, nullable=False, index=True),
        Column("kind", sa.Text(), nullable=False),
        Column("record", ID),
        Column("version", sa.Integer()),
        Column("beneficiary", ID),
        Column("values", sa.Text(), nullable=False),
        Column("at", Moment(), nullable=False),
    )


def _audit(metadata: sa.MetaData) -> Table:
    return Table(
        "audit",
        metadata,
        Column("node", sa.Text(), primary_key=True),
        Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        Column("place", sa.Integer(), primary_key=True, autoincrement=False),
        Column("at", Moment(), nullable=False),
        Column("by", LoggedText(), nullable=False),
        Column("device", sa.Text(), nullable=False),
        Column("action", sa.Text(), nullable=False),
        Column("kind", sa.Text(), nullable=False),
        Column("record", LoggedText(), nullable=False, index=True),
        Column("code", sa.Text()),
        Column("fields", FieldNames(), nullable=False),
        Column("reason", sa.Text()),
        Column("chain", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )


def _change(metadata: sa.MetaData) -> Table:
    """`row` is empty for the record itself, `new` for what a record holds from its first moment (change_log.py)."""
    return Table(
        "change",
        metadata,
        Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        Column("stamp", KEY, nullable=False, index=True),
        Column("at", Moment(), nullable=False),
        Column("by", LoggedId(), nullable=False),
        Column("kind", sa.Text(), nullable=False),
        Column("record", LoggedId(), nullable=False, index=True),
        Column("row", LoggedId()),
        Column("path", sa.Text(), nullable=False),
        Column("field", sa.Text(), nullable=False),
        Column("old", sa.Text()),
        Column("new", sa.Text()),
        Column("replaces", sa.Text()),
        Column("confidentiality", sa.Text(), nullable=False),
    )


def _reach(metadata: sa.MetaData) -> Table:
    """In which branches something of a person stands (access.md, scope "team")."""
    return Table(
        "reach",
        metadata,
        Column("branch", sa.Text(), primary_key=True),
        Column("beneficiary", ID, primary_key=True, index=True),
        sqlite_with_rowid=False,
    )


def _named_reader(metadata: sa.MetaData) -> Table:
    """Who stands on the list of a protected record (access.md, scope "named")."""
    return Table(
        "named_reader",
        metadata,
        Column("record", ID, primary_key=True),
        Column("user", ID, primary_key=True, index=True),
        Column("kind", sa.Text(), nullable=False),
    )


def _name_index(metadata: sa.MetaData) -> Table:
    return Table(
        "name_key",
        metadata,
        Column("seq", sa.Integer(), primary_key=True),
        Column("record", ID, unique=True, nullable=False),
        Column("kind", sa.Text(), nullable=False),
        Column("folded", sa.Text(), nullable=False),
        Column("keys", sa.Text(), nullable=False),
    )


def _number_index(metadata: sa.MetaData) -> Table:
    return Table(
        "number_key",
        metadata,
        Column("kind", sa.Text(), primary_key=True),
        Column("number", KEY, primary_key=True),
        Column("record", ID, primary_key=True, index=True),
        sqlite_with_rowid=False,
    )


def _alike_index(metadata: sa.MetaData) -> Table:
    """Under which keys a record is kept for likely duplicates; a key is a number made of its words (name_index.py)."""
    return Table(
        "alike_key",
        metadata,
        Column("key", sa.BigInteger(), primary_key=True, autoincrement=False),
        Column("record", ID, primary_key=True, index=True),
        sqlite_with_rowid=False,
    )


def _settled(metadata: sa.MetaData) -> Table:
    """Pairs that someone looked at and found to be two people: they stay silent."""
    return Table(
        "settled_pair",
        metadata,
        Column("one", ID, primary_key=True),
        Column("other", ID, primary_key=True),
        Column("by", ID, nullable=False),
        Column("at", Moment(), nullable=False),
    )


def _merge(metadata: sa.MetaData) -> Table:
    """Each merge, so that it can be undone: the stamps of the change log between which the survivor changed, the
    marks before and after, who had been merged into the loser (`followed`, ids in a line), and whom it put on the lists
    of named readers (`readers`, record:user in a line).
    """
    return Table(
        "merge",
        metadata,
        Column("id", ID, primary_key=True),
        Column("kind", sa.Text(), nullable=False),
        Column("loser", ID, nullable=False, index=True),
        Column("survivor", ID, nullable=False, index=True),
        Column("followed", sa.Text(), nullable=False),
        Column("reason", sa.Text(), nullable=False),
        Column("by", ID, nullable=False),
        Column("at", Moment(), nullable=False),
        Column("first_stamp", sa.Text(), nullable=False),
        Column("last_stamp", sa.Text(), nullable=False),
        Column("mark_before", sa.Text(), nullable=False),
        Column("mark_after", sa.Text(), nullable=False),
        Column("readers", sa.Text()),
        Column("undone_by", ID),
        Column("undone_at", Moment()),
    )


def _follow_up(metadata: sa.MetaData) -> Table:
    """By which code somebody without a name comes back to a record: the hash of it only (follow_up.py)."""
    return Table(
        "follow_up_key",
        metadata,
        Column("record", ID, primary_key=True),
        Column("kind", sa.Text(), nullable=False),
        Column("hashed", sa.Text(), nullable=False, index=True),
    )


def _stored_file(metadata: sa.MetaData) -> Table:
    """The content of scans and photos, apart from what says what they are: read only when somebody opens one."""
    return Table(
        "stored_file",
        metadata,
        Column("id", ID, primary_key=True),
        Column("digest", sa.Text(), nullable=False),
        Column("content", sa.LargeBinary(), nullable=False),
        Column("kept_at", Moment(), nullable=False),
        Column("kept_by", ID, nullable=False, index=True),
    )


def _brought_list(metadata: sa.MetaData) -> Table:
    """Which lists were brought in: the hash of the file and its sheet only (services/lists/brought_before.py)."""
    return Table(
        "brought_list",
        metadata,
        Column("kind", sa.Text(), primary_key=True),
        Column("mark", sa.Text(), primary_key=True),
        sqlite_with_rowid=False,
    )
