"""The feasts that follow the moon, entered by the administration as they are announced, and what then moves.

An Aïd can be a day off on which a term would end: its legal limit is then carried further. Until it is entered the
limit that is shown is earlier than it is, never later; the safe date does not change. Every open term is counted
again in the transaction that enters a feast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from casemgr.data import days_off
from casemgr.data.records import load
from casemgr.data.refusals import NOT_YOURS
from casemgr.data.row_writer import columns_of
from casemgr.data.tables import Group, KindTables
from casemgr.data.unit_of_work import UnitOfWork
from casemgr.domain.conditions import Context
from casemgr.domain.errors import InvalidDraft, Issue, NotAllowed
from casemgr.domain.fields import Field
from casemgr.domain.holidays import is_working_day
from casemgr.domain.vocabulary import Term, vocabulary
from casemgr.domain.words import Words
from casemgr.services.desk import Desk

LONGEST = 5  # days off in a row for one feast
OTHER = "OTHER"
OTHER_LABEL = Words("Autre jour chômé", "يوم عطلة آخر", "Other day off")

ANOTHER_YEAR = Words("Ce jour n’est pas de cette année.", "هذا اليوم ليس من هذه السنة.", "This day is of another year.")
HOW_MANY = Words("De 1 à 5 jours.", "من يوم واحد إلى 5 أيام.", "From 1 to 5 days.")
UNKNOWN_FEAST = Words("Fête inconnue.", "عيد غير معروف.", "Unknown feast.")


@dataclass(frozen=True)
class Feast:
    """A feast of one year: its code in `holiday.csv` (or OTHER), its first day, how many days off."""

    code: str
    first: date
    days: int

    @property
    def label(self) -> Words:
        """Its name."""
        return OTHER_LABEL if self.code == OTHER else vocabulary("holiday").label(self.code)

    def days_off(self) -> tuple[date, ...]:
        """Each of its days."""
        return tuple(self.first + timedelta(days=place) for place in range(self.days))


def movable() -> tuple[Term, ...]:
    """The feasts that follow the moon, in their order, each with its usual number of days (`days`)."""
    return tuple(term for term in vocabulary("holiday").active() if term.meta.get("moving") == "1")


def of_year(desk: Desk, year: int) -> list[Feast]:
    """The feasts of a year, as entered."""
    setting = desk.database.schema.house.setting.c
    with desk.database.reading() as connection:
        kept = connection.execute(sa.select(setting.value).where(setting.key == days_off.key_of(year))).scalar()
    return [Feast(*one) for one in days_off.as_entered(kept)]


def every_day_off(desk: Desk) -> frozenset[date]:
    """Every day off of the feasts, of all years: what `domain.deadlines` asks for as `movable`."""
    return desk.context().days_off


def not_entered(feasts: Sequence[Feast]) -> tuple[Term, ...]:
    """The feasts of which a year says nothing yet: a term that ends there may have more time than is shown."""
    entered = {feast.code for feast in feasts}
    return tuple(term for term in movable() if term.code not in entered)


def save_year(desk: Desk, year: int, feasts: Sequence[Feast]) -> int:
    """Enter the feasts of a year in place of those entered before; returns how many open terms moved.

    It is in the audit. Raises NotAllowed; InvalidDraft beside the code of the feast that is wrong.
    """
    if not desk.person.may("u", "settings"):
        raise NotAllowed(*NOT_YOURS)
    _check(year, feasts)
    setting = desk.database.schema.house.setting
    key = days_off.key_of(year)
    in_order = sorted(feasts, key=lambda feast: (feast.first, feast.code))
    kept = days_off.as_kept((feast.code, feast.first, feast.days) for feast in in_order)
    row = {"value": kept, "at": desk.clock.now(), "by": desk.person.id}
    with desk.work() as work:
        if work.connection.execute(setting.update().where(setting.c.key == key).values(**row)).rowcount == 0:
            work.connection.execute(setting.insert().values(key=key, **row))
        work.audit.write("update", "settings", key, None, (key,))
        return _count_again(work, desk.context(work.connection))


def _check(year: int, feasts: Sequence[Feast]) -> None:
    known = {term.code for term in movable()} | {OTHER}
    issues = [Issue(feast.code, UNKNOWN_FEAST) for feast in feasts if feast.code not in known]
    issues += [Issue(feast.code, ANOTHER_YEAR) for feast in feasts if feast.first.year != year]
    issues += [Issue(feast.code, HOW_MANY) for feast in feasts if not 1 <= feast.days <= LONGEST]
    if issues:
        raise InvalidDraft(issues)


def is_day_off(day: date, entered: frozenset[date]) -> bool:
    """Whether offices are closed on `day`, the feasts that were entered included."""
    return not is_working_day(day, entered)


# --- the terms that move ------------------------------------------------------------------------------------
def _count_again(work: UnitOfWork, context: Context) -> int:
    """Count every open term again: by nobody's grant, since nobody chooses what comes out, and each is logged.

    The version of the file stays: whoever has it open loses nothing, and saves the same dates.
    """
    if "legal_file" not in work.database.schema.kinds:
        return 0
    tables = work.database.schema.of("legal_file")
    group = tables.group("deadlines")
    worked_out = tuple(field for field in group.rows.plain_fields() if field.worked_out is not None)
    line = group.table.c
    still_open = sa.select(group.table).where(line.removed == 0, line.done_on.is_(None))
    moved: dict[str, int] = {}
    for row in work.connection.execute(still_open.order_by(line.id)).mappings().all():
        if _count_line(work, group, worked_out, dict(row), context):
            moved[row["record"]] = moved.get(row["record"], 0) + 1
    for record in sorted(moved):
        _count_file(work, tables, record, context)
    return sum(moved.values())


def _count_line(
    work: UnitOfWork, group: Group, worked_out: tuple[Field, ...], row: dict[str, object], context: Context
) -> bool:
    line = {field.key: field.load(row) for field in group.rows.plain_fields()}
    before = dict(line)
    for field in worked_out:
        if field.worked_out is not None:
            line[field.key] = field.worked_out(line, context) if field.is_visible(line, context) else None
    changed = tuple(field for field in worked_out if line[field.key] != before[field.key])
    if not changed:
        return False
    table = group.table
    values = columns_of(changed, line)
    work.connection.execute(table.update().where(table.c.id == row["id"]).values(**values, version=table.c.version + 1))
    record, mark = str(row["record"]), str(row["confidentiality"])
    for field in changed:
        old, new = field.plain(before[field.key]), field.plain(line[field.key])
        work.changes.changed("legal_file", record, str(row["id"]), ".".join(group.path), field.key, old, new, mark)
    return True


def _count_file(work: UnitOfWork, tables: KindTables, record: str, context: Context) -> None:
    """What the file itself says of its terms (the next one)."""
    stored = load(work.connection, tables, [record], None)[record]
    for field in tables.kind.stored_fields():
        if field.worked_out is None:
            continue
        before, now = stored.values[field.key], field.worked_out(stored.values, context)
        if now != before:
            table = tables.record
            work.connection.execute(table.update().where(table.c.id == record).values(**field.store(now)))
            old, new = field.plain(before), field.plain(now)
            work.changes.changed("legal_file", record, record, "", field.key, old, new, stored.confidentiality)
    work.audit.write("update", "legal_file", record, stored.code, ("deadlines",))
