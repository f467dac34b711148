"""Whether the local file is sound: a look at each opening, a full reading on demand (`casemgr check`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from casemgr.data.encrypted_file import reading, refusals_in_words
from casemgr.data.file_refusals import FileDamaged, explain
from casemgr.domain.words import Words

_MOST_LINES = 100  # of what SQLite says about its own structure


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in the file: `kind` is "page", "structure" or "link", `count` how often it was met.

    Names tables, never values, so it may be logged.
    """

    kind: str
    message: Words
    count: int


def check_quickly(engine: Engine) -> None:
    """Read the schema and the first row of every table, a few milliseconds. Raises FileDamaged."""
    with refusals_in_words(), reading(engine).connect() as connection:
        for name in ordinary_tables(connection):
            connection.exec_driver_sql(f"SELECT * FROM {quoted(name)} LIMIT 1").first()


def check_fully(engine: Engine) -> tuple[Finding, ...]:
    """Read everything and give what is wrong; nothing when all is well.

    Every page against its authentication code, SQLite's own structure and constraints, and every link between
    records. Takes about a second for 100 MB; writers wait during the first part. Raises FileInUse,
    DiskFailing.
    """
    return tuple(finding for look in (_pages, _structure, _links) for finding in _found_by(engine, look))


def reads_whole(engine: Engine) -> bool:
    """Whether every page in use reads, authenticated as it is read, and SQLite's own structure holds.

    What a copy is checked by, of which a sum of every byte is kept besides. Raises FileInUse, DiskFailing.
    """
    return not _found_by(engine, _structure)


def ordinary_tables(connection: Connection) -> list[str]:
    """The tables that hold rows of their own (a full-text index keeps its in other tables, listed too)."""
    rows = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    )
    return [str(name) for (name,) in rows]


def quoted(name: str) -> str:
    """A table's name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def _found_by(engine: Engine, look: Callable[[Engine], Iterator[Finding]]) -> list[Finding]:
    """What one look finds; damage that stops it is itself a finding."""
    try:
        return list(look(engine))
    except Exception as error:
        said = explain(error)
        if isinstance(said, FileDamaged):
            return [Finding("structure", said.what, 1)]
        if said is None:
            raise
        raise said from error


def _pages(engine: Engine) -> Iterator[Finding]:
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        if driver is not None and not connection.exec_driver_sql("PRAGMA query_only").scalar_one():
            connection.rollback()
            driver.execute("PRAGMA wal_checkpoint(PASSIVE)")  # the check reads the file itself, not its log
        # The transaction keeps writers from changing a page while it is read.
        count = len(connection.exec_driver_sql("PRAGMA cipher_integrity_check").all())
    if count:
        yield Finding(
            "page",
            Words(
                "Des pages du fichier ne sont plus telles qu’elles ont été écrites ({count}).",
                "صفحات من الملف لم تعد كما كُتبت ({count}).",
                "Pages of the file are no longer as they were written ({count}).",
            ).format(count=count),
            count,
        )


def _structure(engine: Engine) -> Iterator[Finding]:
    with reading(engine).connect() as connection:
        lines = connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_LINES})").scalars().all()
    count = sum(line != "ok" for line in lines)
    if count:
        yield Finding(
            "structure",
            Words(
                "La structure du fichier est abîmée ({count} défauts).",
                "بنية الملف متضررة (عدد الأعطاب: {count}).",
                "The structure of the file is damaged ({count} defects).",
            ).format(count=count),
            count,
        )


def _links(engine: Engine) -> Iterator[Finding]:
    with reading(engine).connect() as connection:
        rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    for (table, parent), count in sorted(Counter((str(row[0]), str(row[2])) for row in rows).items()):
        yield Finding(
            "link",
            Words(
                "Des lignes de « {table} » renvoient à des lignes absentes de « {parent} » ({count}).",
                "أسطر من «{table}» تحيل على أسطر غير موجودة في «{parent}» ({count}).",
                "Rows of “{table}” point to rows missing from “{parent}” ({count}).",
            ).format(table=table, parent=parent, count=count),
            count,
        )
