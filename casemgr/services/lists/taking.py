"""Taking a list out: every record of a kind that the reader may read, in columns that an import takes back.

It is the right to export (x in access.csv); why and for whom is kept in the audit (DP-32).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from casemgr.data.file_refusals import Stopped
from casemgr.data.records import Stored, load
from casemgr.data.refusals import NOT_YOURS
from casemgr.data.tables import KindTables
from casemgr.domain.clock import MOROCCO
from casemgr.domain.errors import InvalidDraft, Issue, NotAllowed
from casemgr.domain.fields import REQUIRED, Field, Link, Rows, storable
from casemgr.domain.words import Words, current_language
from casemgr.services import tables as files
from casemgr.services.desk import Desk
from casemgr.services.lists.headers import MARK
from casemgr.services.lists.linked import chunks
from casemgr.services.lists.wordings import MEANING

Values = Mapping[str, Any]
Progress = Callable[[int, int], None]
BLOCK = 2_000
_BASE = ("code", "external_id", "branch", "confidentiality")
_HEADINGS = (
    Words("Colonne", "العمود", "Column"),
    Words("Libellé", "التسمية", "Label"),
    Words("Liste", "اللائحة", "List"),
)


def take_out(
    desk: Desk,
    kind_key: str,
    path: Path,
    *,
    purpose: str,
    recipient: str = "",
    since: date | None = None,
    only: Sequence[str] | None = None,
    columns: Collection[str] | None = None,
    semicolon: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write the records changed on `since` or later (all of them without it) to `path`; gives how many.

    `only` are the ids of those that are chosen (what of them the reader may export goes out, in their order);
    `columns` the keys of fields and groups that go out beside the code, the old id, the branch and the mark.
    Raises NotAllowed without the right to export the kind, InvalidDraft without a purpose, UserError for a file
    that is neither .csv, .xlsx nor .json, Stopped, the refusals of the disk.
    """
    tables = desk.database.schema.of(kind_key)
    if not desk.person.may_some("x", tables.kind.granted_as):
        raise NotAllowed(*NOT_YOURS)
    if not purpose.strip():
        raise InvalidDraft([Issue("purpose", REQUIRED)])
    files.check_suffix(path)
    with desk.database.reading() as connection:
        ids = _ids(desk, connection, tables, since, only)
        layout = Layout(desk, connection, tables, ids, columns)
        rows = layout.rows(progress, cancelled)
        _note_export(desk, kind_key, layout, purpose, recipient)
        files.write_table(
            path,
            [files.Column(key, key) for key in layout.columns],
            rows,
            title=str(tables.kind.plural),
            semicolon=semicolon,
            language=current_language(),
            meaning=files.Sheet(str(MEANING), layout.meaning()),
        )
    return len(ids)


def _note_export(desk: Desk, kind_key: str, layout: Layout, purpose: str, recipient: str) -> None:
    """Before anything leaves: a file that was written while its line in the audit was not would be known to nobody."""
    said = " · ".join(filter(None, (storable(purpose).strip(), storable(recipient).strip())))
    with desk.work() as work:
        work.audit.write("export", kind_key, "", None, layout.fields, said)


def _ids(
    desk: Desk, connection: sa.Connection, tables: KindTables, since: date | None, only: Sequence[str] | None
) -> list[str]:
    record = tables.record.c
    statement = desk.scope.scoped(tables.kind.key, "x").where(
        desk.scope.predicate(tables), record.merged_into.is_(None)
    )
    if since is not None:
        midnight = datetime.combine(since, time(), MOROCCO).astimezone(UTC)
        statement = statement.where(record.updated_at >= midnight)
    if only is None:
        return [row.id for row in connection.execute(statement.order_by(record.created_at, record.id))]
    allowed: set[str] = set()
    for chunk in chunks(set(only)):
        allowed.update(row.id for row in connection.execute(statement.where(record.id.in_(chunk))))
    return [one for one in dict.fromkeys(only) if one in allowed]


def exportable(desk: Desk, kind_key: str) -> list[tuple[str, Words]]:
    """The fields and groups that may go out, each with its words."""
    switches = desk.context().switches
    items = desk.kinds[kind_key].items()
    return [
        (one.key, one.label)
        for one in items
        if getattr(one, "type", "") not in ("computed", "file") and (not one.switch or one.switch in switches)
    ]


class Layout:
    """The columns of an export, and its rows by blocks: as many columns of a group as the longest record needs."""

    def __init__(
        self,
        desk: Desk,
        connection: sa.Connection,
        tables: KindTables,
        ids: Sequence[str],
        columns: Collection[str] | None = None,
    ) -> None:
        self._desk = desk
        self._connection = connection
        self._tables = tables
        self._ids = ids
        self._codes: dict[tuple[str, str], str] = {}
        self._since: dict[str, date] = {}
        self._lengths: dict[tuple[str, ...], int] = {}
        for stored in self._stored():
            for rows in tables.kind.rows():
                self._measure((rows.key,), rows, stored.values.get(rows.key) or ())
        switches = desk.context(connection).switches
        said = [one for one in tables.kind.stored_fields() if one.type != "file"]  # no cell says a file
        self._fields = [one for one in said if not one.switch or one.switch in switches]
        self._groups = [one for one in tables.kind.rows() if not one.switch or one.switch in switches]
        if columns is not None:
            self._fields = [one for one in self._fields if one.key in columns]
            self._groups = [one for one in self._groups if one.key in columns]

    def _measure(self, path: tuple[str, ...], rows: Rows, lines: Sequence[Values]) -> None:
        self._lengths[path] = max(self._lengths.get(path, 0), len(lines))
        for line in lines:
            for inner in rows.inner_rows():
                self._measure((*path, inner.key), inner, line.get(inner.key) or ())

    def _stored(self) -> Iterator[Stored]:
        for start in range(0, len(self._ids), BLOCK):
            block = self._ids[start : start + BLOCK]
            found = load(self._connection, self._tables, block, self._desk.scope)
            yield from (found[one] for one in block if one in found)

    @property
    def fields(self) -> list[str]:
        """The keys of what goes out, for the audit."""
        return [one.key for one in self._fields] + [one.key for one in self._groups]

    @property
    def columns(self) -> list[str]:
        """The headers."""
        state = ["state", "state_since"] if self._tables.states is not None else []
        rows = [path for group in self._groups for path, _field in self._paths(group, (group.key,), group.key)]
        return [*_BASE, *state, *(one.key for one in self._fields), *rows]

    def _paths(self, rows: Rows, measured: tuple[str, ...], said: str) -> Iterator[tuple[str, Field]]:
        """The columns of a group: `phones.number`, `phones.2.number`, then those of the rows within each row."""
        for place in range(self._lengths.get(measured, 0)):
            start = said if place == 0 else f"{said}.{place + 1}"
            for one in _cells_of(rows):
                yield f"{start}.{one.key}", one
            for inner in rows.inner_rows():
                within = f"{said}.{place + 1}.{inner.key}"
                yield from self._paths(inner, (*measured, inner.key), within)

    def meaning(self) -> list[list[str]]:
        """The second sheet: what each column is called, and its coded list."""
        lines = [[str(words) for words in _HEADINGS]]
        told: list[tuple[str, Field]] = [(one.key, one) for one in self._fields]
        told += [pair for group in self._groups for pair in self._paths(group, (group.key,), group.key)]
        for path, one in told:
            listed = one.choices()
            lines.append([path, str(one.label), listed.name if listed is not None else ""])
        return lines

    def rows(self, progress: Progress | None, cancelled: Callable[[], bool] | None) -> Iterator[list[object]]:
        """The cells of each record, in the order of the columns."""
        for done, stored in enumerate(self._stored()):
            if done % BLOCK == 0:
                if cancelled is not None and cancelled():
                    raise Stopped
                if progress is not None:
                    progress(done, len(self._ids))
                block = self._ids[done : done + BLOCK]
                self._find_codes(block)
                self._since.clear()
                self._find_days(block)
            yield self._cells(stored)

    def _cells(self, stored: Stored) -> list[object]:
        cells: list[object] = [stored.code, stored.external_id, stored.branch, stored.confidentiality]
        if self._tables.states is not None:
            cells += [stored.state, self._since.get(stored.id)]
        values = stored.values
        said = ((one, one.goes_out(values) if one.goes_out else values.get(one.key)) for one in self._fields)
        cells += [self._plain(one, value) for one, value in said]
        for group in self._groups:
            cells += self._row_cells(group, (group.key,), stored.values.get(group.key) or ())
        return cells

    def _row_cells(self, rows: Rows, measured: tuple[str, ...], lines: Sequence[Values]) -> Iterator[object]:
        for place in range(self._lengths.get(measured, 0)):
            line = lines[place] if place < len(lines) else {}
            yield from (self._plain(one, line.get(one.key)) for one in _cells_of(rows))
            for inner in rows.inner_rows():
                yield from self._row_cells(inner, (*measured, inner.key), line.get(inner.key) or ())

    def _plain(self, one: Field, value: Any) -> object:
        if value is None:
            return None
        if isinstance(one, Link):
            return self._codes.get((one.to, str(value)), "" if one.to in self._desk.kinds else value)
        if one.type == "date":
            return value
        plain = one.plain(value)
        return ";".join(plain) if isinstance(plain, list) else plain

    def _find_days(self, block: Sequence[str]) -> None:
        """The day of the last state of each record of a block."""
        states = self._tables.states
        for chunk in chunks(block) if states is not None else ():
            assert states is not None
            statement = sa.select(states.c.record, states.c.day).where(states.c.record.in_(chunk))
            rows = self._connection.execute(statement.order_by(states.c.record, states.c.place))
            self._since.update({row[0]: row[1] for row in rows})

    def _find_codes(self, block: Sequence[str]) -> None:
        """The codes of what a block links to, as far as the reader may see it; the login of a colleague."""
        wanted: dict[str, set[str]] = {}
        found = load(self._connection, self._tables, block, self._desk.scope)
        for stored in found.values():
            _collect(self._fields, stored.values, wanted)
            for group in self._groups:
                for line in stored.values.get(group.key) or ():
                    _collect(group.plain_fields(), line, wanted)
        self._codes.clear()
        staff = self._desk.database.schema.house.staff.c
        for to, linked in wanted.items():
            for chunk in chunks(linked):
                if to == "user":
                    statement: sa.Select[Any] = sa.select(staff.id, staff.login).where(staff.id.in_(chunk))
                elif to in self._desk.kinds:
                    record = self._desk.database.schema.of(to).record.c
                    scoped = self._desk.scope.scoped(to, voided=True)
                    statement = scoped.add_columns(record.code).where(record.id.in_(chunk))
                else:
                    continue
                self._codes.update({(to, id_): code or "" for id_, code in self._connection.execute(statement)})


def _cells_of(rows: Rows) -> Iterator[Field]:
    """What a line gives cells to: all that is kept of it (not what is only worked out to be shown), and its mark."""
    yield from (field for field in rows.plain_fields() if field.columns())
    yield MARK


def _collect(fields: Sequence[Field], values: Values, wanted: dict[str, set[str]]) -> None:
    for one in fields:
        if isinstance(one, Link) and values.get(one.key):
            wanted.setdefault(one.to, set()).add(str(values[one.key]))
