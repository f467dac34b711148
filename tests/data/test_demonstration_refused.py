"""A demonstration that is stopped, or cannot be, leaves a server as it found it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from casemgr.data.file_refusals import Stopped
from casemgr.data.key_refusals import LoginTaken
from casemgr.domain.clock import fixed_clock
from casemgr.services import demonstration
from tests.data.demonstration_server import given_to_demo, server_of_demo
from tests.postgresql import PostgresqlServer

CLOCK = fixed_clock(datetime(2026, 11, 23, 15, 20, tzinfo=UTC))


def roles(server: PostgresqlServer) -> set[str]:
    with server.connect() as admin:
        return {str(row[0]) for row in admin.execute("SELECT rolname FROM pg_roles")}


def test_stopping_leaves_an_empty_server(postgresql_server: PostgresqlServer) -> None:
    for address in server_of_demo(postgresql_server):
        with pytest.raises(Stopped):
            demonstration.create(address, people=10, clock=CLOCK, cancelled=lambda: True)
        assert "psy" not in roles(postgresql_server)
        demonstration.create(address, people=2, clock=CLOCK).database.dispose()
        assert "psy" in roles(postgresql_server)


def test_roles_that_are_somebody_elses_are_not_given_a_published_password(
    postgresql_server: PostgresqlServer,
) -> None:
    for address in server_of_demo(postgresql_server):
        demonstration.create(address, people=2, clock=CLOCK).database.dispose()
        with postgresql_server.fresh_database() as other:
            second = given_to_demo(postgresql_server, other)
            for _attempt in ("first", "again: nothing was left of it"):
                with pytest.raises(LoginTaken):
                    demonstration.create(second, people=2, clock=CLOCK)
