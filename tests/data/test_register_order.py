"""The order of a list is that of its column, whatever way it is worked out: plain SQL, and Python that counts years."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.domain.dates import ApproximateDate, age_on
from casemgr.records import KINDS
from casemgr.services import records, register
from casemgr.services.desk import Desk
from casemgr.services.register import Filter, Sort
from tests.data.conftest import open_with_branches

database = open_with_branches(KINDS)
KNOWN = {"sex": "F", "nationality": "GN", "population_group": "MIG"}


def known_days(desk: Desk, chance: Random) -> dict[str, tuple[date | None, date | None]]:
    """Twenty people, each with a birth and a death, or not: to the day around today's, at the end of February, and
    in the wrong order, as old lists have them.
    """
    days = [date(2000, 2, 29), date(1999, 3, 1), desk.today.replace(year=1990), desk.today]
    days += [one + timedelta(days=n) for one in days for n in (-1, 1)]
    found = {}
    for number in range(20):
        draft = {"family_name": f"Diallo{number}", "given_names": "Awa", **KNOWN}
        person = records.save(desk, "beneficiary", draft, insist=True).id
        birth = chance.choice([None, date(1950, 1, 1) + timedelta(days=chance.randrange(25_000)), *days])
        found[person] = birth, chance.choice([None, None, *days])
    table = desk.database.schema.of("beneficiary").record
    with desk.database.writing() as connection:
        for person, (birth, death) in found.items():
            changed = table.update().where(table.c.id == person).values(birth_date=birth, deceased_on=death)
            connection.execute(changed)
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_age_is_put_in_order_and_filtered_as_python_counts_it(coordinator: Desk, seed: int) -> None:
    people = known_days(coordinator, Random(seed))
    ages = {  # a death written before the birth: no age is known, and the list says 0, as of who is born that day
        person: None if birth is None else age_on(ApproximateDate.of_day(birth), death or coordinator.today) or 0
        for person, (birth, death) in people.items()
    }
    for way in (1, -1):
        expected = sorted(people, key=lambda one: (ages[one] is None, way * (ages[one] or 0), one))
        assert register.ids(coordinator, "beneficiary", sort=Sort("age", way < 0)) == expected
    for years in (0, 1, 26, 36):
        asked = (Filter("age", "from", years), Filter("age", "to", years))
        assert set(register.ids(coordinator, "beneficiary", filters=asked)) == {
            person for person, found in ages.items() if found == years
        }


@pytest.mark.parametrize("key", ["code", "branch", "birth_date", "deceased_on", "intake_date", "occupation"])
def test_a_column_is_put_in_order_as_plain_sql_has_it(coordinator: Desk, key: str) -> None:
    people = known_days(coordinator, Random(4))
    column: Any = coordinator.database.schema.of("beneficiary").record.c[key]
    for descending in (False, True):
        way = column.desc() if descending else column.asc()
        plain = sa.select(column.table.c.id).order_by(way.nulls_last(), column.table.c.id)
        with coordinator.database.reading() as connection:
            expected = list(connection.execute(plain).scalars())
        assert set(expected) == set(people)
        assert register.ids(coordinator, "beneficiary", sort=Sort(key, descending)) == expected
