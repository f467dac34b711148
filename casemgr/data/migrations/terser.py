"""Step 2: the audit and the change log of a file in two thirds of the room (log_columns.py says how).

Each keeps its columns and its order; only what stands in them is shorter. Also an index goes that another one makes
superfluous, on both databases: the states of a record are found by (record, place).
"""

from __future__ import annotations

import sqlalchemy as sa

from casemgr.data.database import Database
from casemgr.data.log_columns import pack_id, pack_names

_AUDIT = (
    'node TEXT NOT NULL, year INTEGER NOT NULL, place INTEGER NOT NULL, at DATETIME NOT NULL, "by" TEXT NOT NULL,'
    " device TEXT NOT NULL, action TEXT NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL, code TEXT,"
    " fields TEXT NOT NULL, reason TEXT, chain BLOB NOT NULL,"
    " CONSTRAINT pk_audit PRIMARY KEY (node, year, place)"
)
_CHANGE = (
    'seq INTEGER NOT NULL, stamp TEXT NOT NULL, at DATETIME NOT NULL, "by" VARCHAR(36) NOT NULL,'
    ' kind TEXT NOT NULL, record VARCHAR(36) NOT NULL, "row" VARCHAR(36), path TEXT NOT NULL,'
    " field TEXT NOT NULL, old TEXT, new TEXT, replaces TEXT, confidentiality TEXT NOT NULL,"
    " CONSTRAINT pk_change PRIMARY KEY (seq)"
)
_REBUILT = (
    (
        "audit",
        f"({_AUDIT}) WITHOUT ROWID",
        'node, year, place, at, packed_id("by"), device, action, kind, packed_id(record), code, packed_names(fields),'
        " reason, chain",
        "node, year, place",
    ),
    (
        "change",
        f"({_CHANGE})",
        'seq, stamp, at, packed_id("by"), kind, packed_id(record), packed_id("row"), path, field, old, new, replaces,'
        " confidentiality",
        "seq",
    ),
)


def keep_logs_short(connection: sa.Connection, database: Database) -> None:
    """Write the two logs anew; nothing that is read from them changes, the chain of the audit neither."""
    states = [name for name in sa.inspect(connection).get_table_names() if name.endswith("_state_history")]
    for name in states:  # of kinds that this program declares no more, too
        connection.exec_driver_sql(f'DROP INDEX IF EXISTS "ix_{name}_record"')
    if database.is_server:
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.create_function("packed_id", 1, lambda text: text if text is None else pack_id(text), deterministic=True)
    driver.create_function("packed_names", 1, pack_names, deterministic=True)
    for name, columns, filled, order in _REBUILT:
        connection.exec_driver_sql(f'ALTER TABLE "{name}" RENAME TO "{name}_before"')
        connection.exec_driver_sql(f'CREATE TABLE "{name}" {columns}')
        connection.exec_driver_sql(f'INSERT INTO "{name}" SELECT {filled} FROM "{name}_before" ORDER BY {order}')
        connection.exec_driver_sql(f'DROP TABLE "{name}_before"')  # its indexes with it: they are made anew
