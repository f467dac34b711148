"""Where every statement on records starts: `Scope.scoped(kind)`, what this reader may see and no more.

The predicate is made from the reader's grants (access.csv). For each mark a record can carry, every member of the
mark must be granted, each by a grant whose scope reaches the record. The same predicate, compiled for one person,
stands again as row-level security on PostgreSQL.

Before any grant comes what a record is closed to: a member of the staff who is concerned by a complaint never sees it,
whatever her roles (access.md), not even when she recorded it or was named on its list. What belongs to a record (the
scans of a complaint) is reached as it is: whoever does not read the one finds no trace of the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casemgr.data.tables import Group, KindTables, Schema
from casemgr.domain.access import CONFIDENTIALITIES, VIEWS, Grant, Person, members

_NOTHING: sa.ColumnElement[bool] = sa.false()
_EVERYTHING: sa.ColumnElement[bool] = sa.true()
# The views of a record in which its papers are seen too: who sees its dates or its family sees none of them.
WITH_PAPERS = ("full", "code")
IN_FULL = ("full",)


@dataclass(frozen=True)
class Scope:
    """The reach of one person over one database's tables."""

    schema: Schema
    person: Person

    def scoped(self, kind: str, operation: str = "r", *, voided: bool = False) -> sa.Select[tuple[str]]:
        """The ids of the records of `kind` on which the person may do `operation`; add columns and filters to it."""
        tables = self.schema.of(kind)
        statement = sa.select(tables.record.c.id).where(self.predicate(tables, operation))
        return statement if voided else statement.where(tables.record.c.voided_at.is_(None))

    def predicate(self, tables: KindTables, operation: str = "r") -> sa.ColumnElement[bool]:
        """What is true of the records of a kind on which the person may do `operation`."""

        def made() -> sa.ColumnElement[bool]:
            grants = self._shown(self.person.grants(operation, tables.kind.granted_as))
            granted = self._readable(grants, tables.record.c.confidentiality, tables, tables.record.c.id)
            return self._unless_closed(tables, granted)

        return self._once(("records", tables.kind.key, operation), made)

    def rows_predicate(self, tables: KindTables, group: Group, operation: str = "r") -> sa.ColumnElement[bool]:
        """What is true of the rows of a group that the person may see, its record being joined as it is."""

        def made() -> sa.ColumnElement[bool]:
            granted_as = group.rows.grants_as or tables.kind.granted_as
            grants = self._shown(self.person.grants(operation, granted_as))
            granted = self._readable(grants, group.table.c.confidentiality, tables, group.table.c.id)
            return self._unless_closed(tables, granted)

        return self._once(("rows", group.table.name, operation), made)

    def rows_reached(self, tables: KindTables, group: Group, operation: str) -> sa.ColumnElement[bool]:
        """What is true of the records where a grant of the rows themselves reaches: there she may do `operation`."""

        def made() -> sa.ColumnElement[bool]:
            granted_as = group.rows.grants_as or tables.kind.granted_as
            scopes = frozenset(grant.scope for grant in self.person.grants(operation, granted_as))
            reached = self._within(scopes, tables, tables.record.c.id) if scopes else _NOTHING
            return self._unless_closed(tables, reached)

        return self._once(("rows reached", group.table.name, operation), made)

    def in_full(self, tables: KindTables) -> sa.ColumnElement[bool]:
        """What is true of the records that the person sees whole: the only ones to be found by a name or a number.

        Whoever sees codes (SUPER, MEAL, AUDIT) would otherwise learn whose a code is by typing the name.
        """
        return self._seen_in(tables, IN_FULL)

    def _seen_in(self, tables: KindTables, views: tuple[str, ...]) -> sa.ColumnElement[bool]:
        """What is true of the records that the person sees in one of these views."""

        def made() -> sa.ColumnElement[bool]:
            grants = [grant for grant in self.person.grants("r", tables.kind.granted_as) if grant.view in views]
            granted = self._readable(grants, tables.record.c.confidentiality, tables, tables.record.c.id)
            return self._unless_closed(tables, granted, views)

        return self._once(("seen in", tables.kind.key, *views), made)

    def as_seen(self, tables: KindTables, key: str, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """`column`, of the item `key`, as far as the person's view of each record goes: empty where it is left out.

        What is not shown must be neither filtered nor sorted by: an order of names says names.
        """
        views = {grant.view for grant in self.person.grants("r", tables.kind.granted_as)}
        seen = {view: tables.kind.view_keys(view) for view in sorted(views)}
        blind = [view for view, keys in seen.items() if keys is not None and key not in keys]
        return sa.case((self.view(tables).in_(blind), sa.null()), else_=column) if blind else column

    def view(self, tables: KindTables) -> sa.ColumnElement[str]:
        """How much of each record the person sees: the widest view among the grants that reach it."""
        return self._once(("view", tables.kind.key), lambda: self._view(tables))

    def _once(self, what: tuple[str, ...], made: Callable[[], sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
        """A predicate takes milliseconds to put together and is asked for at every keystroke and every save: each
        is kept for the person and the schema.
        """
        kept = self.schema.predicates
        key = (self.person, *what)
        if key not in kept:
            kept[key] = made()
        return kept[key]

    def _view(self, tables: KindTables) -> sa.ColumnElement[str]:
        by_view: dict[str, list[Grant]] = {}
        for grant in self.person.grants("r", tables.kind.granted_as):
            by_view.setdefault(grant.view, []).append(grant)
        whens = []
        widening: list[Grant] = []
        for view in VIEWS:
            if view in by_view:
                widening += by_view[view]
                record = tables.record.c
                granted = self._readable(widening, record.confidentiality, tables, record.id)
                seen = (
                    self._owners_seen(tables, IN_FULL) if view == "full" and self._sees_owners_by_code(tables) else []
                )
                whens.append((sa.and_(granted, *seen), view))
        return sa.case(*whens, else_="hidden") if whens else sa.literal("hidden")

    @staticmethod
    def _shown(grants: Iterable[Grant]) -> list[Grant]:
        return [grant for grant in grants if grant.view not in ("hidden", "count")]

    def _readable(
        self, grants: list[Grant], mark: sa.ColumnElement[str], tables: KindTables, own: sa.ColumnElement[str]
    ) -> sa.ColumnElement[bool]:
        scopes: dict[frozenset[frozenset[str]], list[str]] = {}
        for confidentiality in CONFIDENTIALITIES:
            needed = [
                frozenset(grant.scope for grant in grants if member in grant.levels)
                for member in members(confidentiality)
            ]
            if all(needed):
                scopes.setdefault(frozenset(needed), []).append(confidentiality)
        allowed = [
            sa.and_(_one_of(mark, marks), *(self._within(any_of, tables, own) for any_of in sorted(every, key=sorted)))
            for every, marks in scopes.items()
        ]
        return sa.or_(*allowed) if allowed else _NOTHING

    def _within(self, scopes: frozenset[str], tables: KindTables, own: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        if "all" in scopes:
            return _EVERYTHING
        wider = scopes - {"own", "branch"} if "team" in scopes else scopes  # the team's reach holds both
        reached = [self._reaches(scope, tables, own) for scope in sorted(wider)]
        return sa.or_(*reached) if reached else _NOTHING

    def _reaches(self, scope: str, tables: KindTables, own: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        """`own` is the id that a list of named persons names: of the record, or of the row."""
        record = tables.record.c
        mine = record.created_by == _said(self.person.id)
        if scope == "own":
            return mine
        if scope == "branch":
            return _one_of(record.branch, self.person.branches)
        if scope == "named":
            return self._is_named(tables, own)
        if scope == "team":
            return sa.or_(mine, _one_of(record.branch, self.person.branches), *self._through_the_person(tables))
        return _NOTHING  # "request" and "request_with_professional": inside an open data request only

    def _is_named(self, tables: KindTables, own: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        """On the list of the record (or of the row), one of those to whom the record is entrusted, or the same of a
        record to which it belongs.
        """
        named = self.schema.house.named_reader
        ways = [_exists(named, named.c.record == own, named.c.user == _said(self.person.id))]
        if tables.kind.entrusted_to:
            ways.append(self._stands_in(tables, tables.kind.entrusted_to))
        for link, owner in self._owners_of(tables):
            ways.append(_exists(owner.record, link == owner.record.c.id, self._is_named(owner, owner.record.c.id)))
        return sa.or_(*ways)

    def _unless_closed(
        self, tables: KindTables, granted: sa.ColumnElement[bool], views: tuple[str, ...] = WITH_PAPERS
    ) -> sa.ColumnElement[bool]:
        """What is granted, but for the records that are closed to this person, and what belongs to a record that she
        does not see in one of these views.
        """
        path = tables.kind.closed_to
        open_to = [sa.not_(self._stands_in(tables, path))] if path else []
        return sa.and_(granted, *open_to, *self._owners_seen(tables, views))

    def _owners_of(self, tables: KindTables) -> list[tuple[sa.ColumnElement[str], KindTables]]:
        """The columns that say to what a record belongs, each with the tables of that kind."""
        links = [link for link in tables.kind.owners() if link.to in self.schema.kinds]
        return [(tables.record.c[link.key], self.schema.of(link.to)) for link in links]

    def _owners_seen(self, tables: KindTables, views: tuple[str, ...]) -> list[sa.ColumnElement[bool]]:
        """What is true of a record when the person sees, in one of these views, each of those to which it belongs."""
        return [
            sa.or_(link.is_(None), _exists(owner.record, link == owner.record.c.id, self._seen_in(owner, views)))
            for link, owner in self._owners_of(tables)
        ]

    def _sees_owners_by_code(self, tables: KindTables) -> bool:
        """Whether there may be something to which a record belongs that the person sees, but not whole."""
        kinds = {owner.kind.granted_as for _link, owner in self._owners_of(tables)}
        return any(grant.view == "code" for kind in kinds for grant in self.person.grants("r", kind))

    def _stands_in(self, tables: KindTables, path: str) -> sa.ColumnElement[bool]:
        """Whether the person is named by the link at `path` ("concerned.member"), in a row that stands."""
        key, _, link = path.partition(".")
        lines = tables.group(key).table.alias()
        mine = lines.c.record == tables.record.c.id
        return _exists(lines, mine, lines.c[link] == _said(self.person.id), lines.c.removed == sa.literal_column("0"))

    def _through_the_person(self, tables: KindTables) -> list[sa.ColumnElement[bool]]:
        """A branch of mine where the person has a case or a service; a case on whose team I am."""
        kind = tables.kind
        if kind.key == "beneficiary":
            person: sa.ColumnElement[str] = tables.record.c.id
        elif kind.person:
            person = tables.record.c[kind.person]
        else:
            return []
        reach = self.schema.house.reach
        through = [_exists(reach, reach.c.beneficiary == person, _one_of(reach.c.branch, self.person.branches))]
        if "case" in self.schema.kinds:
            case = self.schema.of("case")
            team = case.group("team").table
            file = case.record.alias("file")
            mine = sa.join(file, team, team.c.record == file.c.id)
            through.append(
                _exists(
                    mine,
                    file.c[case.kind.person] == person,
                    file.c.voided_at.is_(None),
                    team.c.member == _said(self.person.id),
                    team.c.removed == sa.literal_column("0"),
                )
            )
        return through


def looked_at(predicate: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """The same predicate, of records or rows that are sought by ids: within a CASE it offers no index. SQLite would
    read everybody of a branch (9,000 of 73,000 people, 10 ms for each group of rows) to find a dozen among them.
    """
    return sa.case((predicate, sa.literal_column("1")), else_=sa.literal_column("0")) == sa.literal_column("1")


def _one_of(column: sa.ColumnElement[str], values: Sequence[str]) -> sa.ColumnElement[bool]:
    """As IN, written out: an IN is spelt anew at each execution, which takes longer than most of these queries."""
    return sa.or_(*(column == _said(value) for value in values)) if values else _NOTHING


_PLAIN = re.compile(r"[A-Za-z0-9+-]{1,40}")


def _said(value: str) -> sa.ColumnElement[str]:
    """A code as the statement itself says it: a predicate holds dozens of them, and to hand each over anew at every
    execution takes longer than the statement. What is more than letters and digits is handed over all the same.
    """
    return sa.literal_column(f"'{value}'", sa.Text()) if _PLAIN.fullmatch(value) else sa.literal(value)


def _exists(source: sa.FromClause, *where: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Correlated, so that one record costs one look-up: a list held in memory for each keystroke would not scale."""
    own = [source.left, source.right] if isinstance(source, sa.Join) else [source]
    return sa.select(sa.literal_column("1")).select_from(source).where(*where).correlate_except(*own).exists()
