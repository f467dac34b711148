"""Step 3: an enrolment keeps at which stage it stands, since when, and what stages it entered.

The page of programmes counted them from the lines of every history, five for each enrolment. An older program would
write lines and leave the enrolment as it stood: from here on it refuses the database.
"""

from __future__ import annotations

import sqlalchemy as sa

from casemgr.data.database import Database

_COLUMNS = (("stage", "TEXT"), ("stage_since", "DATE"), ("stages_entered", "TEXT"))
_LATEST = (
    "(SELECT {column} FROM enrolment_history WHERE record = enrolment.id AND removed = 0"
    " AND confidentiality IN ('L0', 'L1') AND stage IS NOT NULL AND entered_on IS NOT NULL"
    " ORDER BY entered_on DESC, place DESC, id DESC LIMIT 1)"
)
_EVERY = (
    "(SELECT {joined}(stage, ' ' ORDER BY entered_on, place, id) FROM enrolment_history"
    " WHERE record = enrolment.id AND removed = 0)"
)


def keep_stages(connection: sa.Connection, database: Database) -> None:
    """Fill it for what is there. A database of before there were enrolments gets the columns with the table."""
    if not sa.inspect(connection).has_table("enrolment"):
        return
    for name, type_ in _COLUMNS:
        connection.exec_driver_sql(f"ALTER TABLE enrolment ADD COLUMN {name} {type_}")
    every = _EVERY.format(joined="string_agg" if database.is_server else "group_concat")
    stage, since = _LATEST.format(column="stage"), _LATEST.format(column="entered_on")
    connection.exec_driver_sql(f"UPDATE enrolment SET stage = {stage}, stage_since = {since}, stages_entered = {every}")
