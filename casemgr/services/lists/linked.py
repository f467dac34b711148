"""What a list points at, looked up by the block: never one question to the database for each row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from casemgr.data.records import RecordLookup, load
from casemgr.domain import codes
from casemgr.domain.access import DIRECTORIES
from casemgr.domain.kind import Kind
from casemgr.domain.names import fold
from casemgr.services.desk import Desk

Values = Mapping[str, Any]
CHUNK = 500
SHORTEST_NUMBER = 4  # digits, domain/codes.py
_MOST_KEPT = 40_000


def chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    """Some hundreds at a time: what a statement takes as parameters."""
    whole = sorted(items)
    for start in range(0, len(whole), CHUNK):
        yield whole[start : start + CHUNK]


def is_a_code(text: str) -> bool:
    """Whether this can only be a number that such a base gave."""
    found = codes.read_register_number(text) or codes.read_code(text) or codes.read_household_code(text)
    return found is not None


def code_meant(text: str) -> str:
    """The code or the register number that a cell means, as it is kept; the text itself when it is neither."""
    number = codes.read_register_number(text)
    if number is None:
        return codes.read_code(text) or codes.read_household_code(text) or text.strip()
    typed = text.strip()
    digits = max(SHORTEST_NUMBER, len(typed) - len(typed.rstrip("0123456789")))  # some registers write five
    return f"{number.register}-{number.year}-{number.branch}-{number.sequence:0{digits}d}"


class Links:
    """From what a list writes (a code, an external id, a login) to the record that is meant, within the scope."""

    def __init__(self, desk: Desk, connection: sa.Connection) -> None:
        self._desk = desk
        self._connection = connection
        self._known: dict[tuple[str, bool, str], str] = {}
        self._staff: dict[str, str] | None = None
        self._branches: dict[str, str] | None = None
        self._named: dict[str, set[str]] | None = None

    def prefetch(self, wanted: Mapping[tuple[str, str], Collection[str]]) -> set[str]:
        """Look for everything a block names; gives the ids that were found."""
        if len(self._known) > _MOST_KEPT:
            self._known.clear()
        found: set[str] = set()
        for (to, part), texts in wanted.items():
            if to in self._desk.kinds:
                asked = [(to, bool(part), text) for text in texts]
                self._look(to, bool(part), {key[2] for key in asked if key not in self._known})
                found |= {self._known[key] for key in asked if key in self._known}
        return found

    def _look(self, to: str, by_external_id: bool, texts: set[str]) -> None:
        """By code first (then by external id: a code of another database is kept as one), or by external id."""
        record = self._desk.database.schema.of(to).record.c
        ways = (record.external_id,) if by_external_id else (record.code, record.external_id)
        left = {text: text if by_external_id else code_meant(text) for text in texts}
        for column in ways:
            meant: dict[str, list[str]] = defaultdict(list)
            for chunk in chunks({column_text(column, text, left[text]) for text in left}):
                rows = self._desk.scope.scoped(to).add_columns(column, record.merged_into).where(column.in_(chunk))
                for id_, key, merged_into in self._connection.execute(rows):
                    meant[key].append(merged_into or id_)
            for text in list(left):
                ids = set(meant.get(column_text(column, text, left[text]), ()))
                if len(ids) == 1:
                    self._known[to, by_external_id, text] = ids.pop()
                    del left[text]
        if left and to in DIRECTORIES and not by_external_id:
            self._look_by_name(to, left)

    def _look_by_name(self, to: str, texts: Iterable[str]) -> None:
        """A body of the directory is written by its name in old lists, in either script, or by its usual letters; one
        whose name two share stays unknown.
        """
        if self._named is None:
            self._named = defaultdict(set)
            search, record = self._desk.kinds[to].search, self._desk.database.schema.of(to).record.c
            keys = search.names if search else ()
            rows = self._desk.scope.scoped(to).add_columns(*(record[key] for key in keys))
            for id_, *written in self._connection.execute(rows):
                for name in filter(None, written):
                    self._named[fold(name)].add(id_)
        for text in texts:
            ids = self._named.get(fold(text), set())
            if len(ids) == 1:
                (self._known[to, False, text],) = ids

    def find(self, to: str, by_external_id: bool, text: str) -> str | None:
        """The id of what is meant; None when nothing, or more than one, is."""
        if to == "user":
            return self._member(text)
        if to == "branch":
            meant = self.branch_meant(text)
            return meant if meant in self.branches() else None
        return self._known.get((to, by_external_id, text))

    def _member(self, text: str) -> str | None:
        if self._staff is None:
            table = self._desk.database.schema.house.staff
            self._staff = {}
            for row in self._connection.execute(sa.select(table.c.id, table.c.login, table.c.name)):
                self._staff.setdefault(" ".join(row.name.split()).casefold(), row.id)
                self._staff[row.login] = row.id
        return self._staff.get(" ".join(text.split()).casefold())

    def branches(self) -> frozenset[str]:
        """The codes of the branches that are open."""
        return frozenset(self._open_branches().values())

    def branch_meant(self, text: str) -> str:
        """The code of the branch that is written, by its code or its name; the text itself when it is none."""
        return self._open_branches().get(fold(text), text)

    def _open_branches(self) -> dict[str, str]:
        """Every way to write each branch; a name that two bear says neither."""
        if self._branches is None:
            table = self._desk.database.schema.house.branch.c
            asked = sa.select(table.code, table.name_fr, table.name_ar, table.name_en).where(table.closed_at.is_(None))
            rows = self._connection.execute(asked).all()
            named: dict[str, set[str]] = defaultdict(set)
            for code, *wordings in rows:
                for wording in filter(None, wordings):
                    named[fold(wording)].add(code)
            said = {wording: codes.pop() for wording, codes in named.items() if len(codes) == 1}
            self._branches = said | {fold(row.code): row.code for row in rows}
        return self._branches


def column_text(column: sa.Column[Any], text: str, code: str) -> str:
    """What is compared with a column: a code as it is kept, an external id as it is written."""
    return code if column.key == "code" else text


class BlockRecord(Mapping[str, Any]):
    """One record as rules look at it; its rows are read, for the whole block, when a rule first asks for them."""

    __slots__ = ("_ask", "_values")

    def __init__(self, values: dict[str, Any], ask: Callable[[str], None]) -> None:
        self._values = values
        self._ask = ask

    def __getitem__(self, key: str) -> Any:
        value = self._values[key]
        if value is NOT_READ_YET:
            self._ask(key)
            value = self._values[key]
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


NOT_READ_YET = object()
# A row that will be written, as it waits: its id, its values, and what is said of it besides.
_Coming = tuple[str, Values, Values]


class BlockLookup:
    """How rules look at other records during an import: a block at once, and the rows of the list before this one."""

    def __init__(self, desk: Desk, connection: sa.Connection) -> None:
        self._schema = desk.database.schema
        self._connection = connection
        self._one = RecordLookup(connection, desk.database.schema)
        self._values: dict[str, dict[str, dict[str, Any] | None]] = defaultdict(dict)
        self._found: dict[tuple[str, str, str], dict[Any, list[Values]]] = {}
        self._pending: dict[tuple[str, str, str, Any], list[_Coming]] = defaultdict(list)
        self._block: set[str] = set()
        self._kept: dict[Hashable, Any] = {}
        self._in_state: dict[str | None, Values] = {}
        self._links: dict[str, tuple[str, ...]] = {}
        self._rows: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}

    def start_block(self, ids: set[str]) -> None:
        """Forget the block before; `ids` are the records that this one names."""
        self._values.clear()
        self._found.clear()
        self._kept.clear()
        self._block = ids

    def kept(self, key: Hashable, work_out: Callable[[], Any]) -> Any:
        """What was worked out of the database under this key since the block began, or is now."""
        if key not in self._kept:
            self._kept[key] = work_out()
        return self._kept[key]

    def get(self, kind: str, record: str) -> Values | None:
        """The values of one record, or None."""
        known = self._values[kind]
        if record not in known:
            wanted = sorted((self._block | {record}) - known.keys())
            tables = self._schema.of(kind)
            unread = dict.fromkeys((group.rows.key for group in tables.groups), NOT_READ_YET)
            known.update(dict.fromkeys(wanted))
            for one in load(self._connection, tables, wanted, None, groups=()).values():
                known[one.id] = {**one.values, **unread, "state": one.state, "code": one.code}
        values = known[record]
        return None if values is None else BlockRecord(values, lambda key: self._read_rows(kind, key))

    def _read_rows(self, kind: str, group: str) -> None:
        """One group of rows of every record of the block."""
        known = {id_: values for id_, values in self._values[kind].items() if values is not None}
        tables = self._schema.of(kind)
        for one in load(self._connection, tables, sorted(known), None, groups=(group,)).values():
            known[one.id][group] = one.values[group]

    def find(self, kind: str, rows: str, **equal: Any) -> Iterable[Values]:
        """The rows `rows` of every record of `kind` whose columns equal `equal`, each with its "record"."""
        if len(equal) != 1:
            return self._one.find(kind, rows, **equal)
        ((key, value),) = equal.items()
        kept = self._found.setdefault((kind, rows, key), {})
        if value not in kept:
            if rows:
                kept[value] = list(self._one.find(kind, rows, **equal))
            else:
                # the records of the block by a link to them; by anything else (a day, a number) this value alone
                self._find_block(kind, key, kept, {*self._block, value} if value in self._block else {value})
        coming = self._pending.get((kind, rows, key, value), ())
        return [*kept[value], *({**values, "record": record, **more} for record, values, more in coming)]

    def _find_block(self, kind: str, key: str, kept: dict[Any, list[Values]], values: set[Any]) -> None:
        tables = self._schema.of(kind)
        column, record = tables.record.c[key], tables.record.c
        ids: list[str] = []
        for chunk in chunks(values):
            ids += self._connection.execute(
                sa.select(record.id).where(column.in_(chunk), record.voided_at.is_(None))
            ).scalars()
        for value in values:
            kept[value] = []
        for one in load(self._connection, tables, ids, None).values():
            kept[one.values[key]].append({**one.values, "record": one.id, "state": one.state})

    def will_be(self, kind: Kind, record: str, values: Values, state: str | None) -> None:
        """A row that will be written: the rules of the next rows see it."""
        for key in self._links_of(kind):
            if values.get(key):
                more = self._in_state.setdefault(state, {"state": state})
                self._pending[kind.key, "", key, values[key]].append((record, values, more))
        for group, keys in self._rows_with_links(kind):
            for line in values.get(group) or ():
                for key in keys:
                    if line.get(key):
                        self._pending[kind.key, group, key, line[key]].append((record, line, {}))

    def _links_of(self, kind: Kind) -> tuple[str, ...]:
        if kind.key not in self._links:
            self._links[kind.key] = tuple(link.key for link in kind.links_to("beneficiary"))
        return self._links[kind.key]

    def _rows_with_links(self, kind: Kind) -> tuple[tuple[str, tuple[str, ...]], ...]:
        if kind.key not in self._rows:
            links = {r.key: tuple(f.key for f in r.plain_fields() if f.type == "link") for r in kind.rows()}
            self._rows[kind.key] = tuple((group, keys) for group, keys in links.items() if keys)
        return self._rows[kind.key]
