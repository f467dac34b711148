"""Step 1: the same log, audit and indexes in half the room.

A new record was kept twice, in its tables and whole in the change log; each line of the audit and of the log carried
an identity that nothing asked for, and the chain of the audit its hashes as text. Keys that are whole rows stood in
the file twice (the row, and the index of it).
"""

from __future__ import annotations

import sqlalchemy as sa

from casemgr.data.database import Database

_CREATED = "field = '*' AND path = '' AND \"row\" = record"

# (table, its columns now, what fills them, what the table ends with); as they stood after this step, for good.
_REBUILT = (
    (
        "audit",
        'node TEXT NOT NULL, year INTEGER NOT NULL, place INTEGER NOT NULL, at DATETIME NOT NULL, "by" TEXT NOT NULL,'
        " device TEXT NOT NULL, action TEXT NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL, code TEXT,"
        " fields TEXT NOT NULL, reason TEXT, chain BLOB NOT NULL,"
        " CONSTRAINT pk_audit PRIMARY KEY (node, year, place)",
        'node, year, place, at, "by", device, action, kind, record, code, fields, reason,'
        " coalesce(unhex(chain), x'')",  # a hash that somebody spoiled stays spoiled: the check says so
        "node, year, place",
        " WITHOUT ROWID",
    ),
    (
        "change",
        'seq INTEGER NOT NULL, stamp TEXT NOT NULL, at DATETIME NOT NULL, "by" VARCHAR(36) NOT NULL,'
        ' kind TEXT NOT NULL, record VARCHAR(36) NOT NULL, "row" VARCHAR(36), path TEXT NOT NULL,'
        " field TEXT NOT NULL, old TEXT, new TEXT, replaces TEXT, confidentiality TEXT NOT NULL,"
        " CONSTRAINT pk_change PRIMARY KEY (seq)",
        'NULL, stamp, at, "by", kind, record, CASE WHEN "row" <> record THEN "row" END, path, field, old,'
        f" CASE WHEN NOT ({_CREATED}) THEN new END, replaces, confidentiality",
        "stamp",
        "",
    ),
    (
        "alike_key",
        '"key" BIGINT NOT NULL, record VARCHAR(36) NOT NULL, CONSTRAINT pk_alike_key PRIMARY KEY ("key", record)',
        '"key", record',
        '"key", record',
        " WITHOUT ROWID",
    ),
    (
        "number_key",
        "kind TEXT NOT NULL, number TEXT NOT NULL, record VARCHAR(36) NOT NULL,"
        " CONSTRAINT pk_number_key PRIMARY KEY (kind, number, record)",
        "kind, number, record",
        "kind, number, record",
        " WITHOUT ROWID",
    ),
    (
        "reach",
        "branch TEXT NOT NULL, beneficiary VARCHAR(36) NOT NULL, CONSTRAINT pk_reach PRIMARY KEY (branch, beneficiary)",
        "branch, beneficiary",
        "branch, beneficiary",
        " WITHOUT ROWID",
    ),
)
_ON_SERVER = (
    "ALTER TABLE audit DROP COLUMN id, DROP CONSTRAINT uq_audit_node_year_place,"
    " ADD CONSTRAINT pk_audit PRIMARY KEY (node, year, place),"
    " ALTER COLUMN chain TYPE BYTEA USING CASE WHEN chain ~ '^([0-9a-f]{2})*$' THEN decode(chain, 'hex') ELSE '' END",
    'ALTER TABLE change DROP COLUMN id, ADD COLUMN seq BIGSERIAL, ALTER COLUMN "row" DROP NOT NULL',
    "ALTER TABLE change ADD CONSTRAINT pk_change PRIMARY KEY (seq)",
    f"UPDATE change SET new = NULL WHERE {_CREATED}",
    'UPDATE change SET "row" = NULL WHERE "row" = record',
)


def keep_once(connection: sa.Connection, database: Database) -> None:
    """Keep each thing once. What the log said of a record's first values, the record says (change_log.py)."""
    if database.is_server:
        for statement in _ON_SERVER:
            connection.exec_driver_sql(statement)
        return
    for name, columns, filled, order, ending in _REBUILT:
        connection.exec_driver_sql(f'ALTER TABLE "{name}" RENAME TO "{name}_before"')
        connection.exec_driver_sql(f'CREATE TABLE "{name}" ({columns}){ending}')
        connection.exec_driver_sql(f'INSERT INTO "{name}" SELECT {filled} FROM "{name}_before" ORDER BY {order}')
        connection.exec_driver_sql(f'DROP TABLE "{name}_before"')  # its indexes with it: they are made anew
