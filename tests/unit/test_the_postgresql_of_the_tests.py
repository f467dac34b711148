"""The server under the tests is checked itself: an empty one that trusts everybody would prove nothing."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import make_url

from tests import postgresql
from tests.postgresql import PostgresqlMissing, PostgresqlServer


def _connect(url: str) -> psycopg.Connection:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def test_each_test_gets_an_empty_database_of_its_own(postgresql_server: PostgresqlServer) -> None:
    with postgresql_server.fresh_database() as first, postgresql_server.fresh_database() as second:
        assert first != second
        with _connect(first) as connection:
            connection.execute("CREATE TABLE person (name text)")
        with _connect(second) as connection:
            found = connection.execute("SELECT to_regclass('public.person')").fetchone()
    assert found == (None,)


def test_a_wrong_password_is_refused(postgresql_server: PostgresqlServer, postgresql_url: str) -> None:
    with _connect(postgresql_url) as connection:
        connection.execute("CREATE ROLE caseworker LOGIN PASSWORD 'right'")
    name = make_url(postgresql_url).database
    assert name is not None
    _connect(postgresql_server.url(name, "caseworker", "right")).close()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        _connect(postgresql_server.url(name, "caseworker", "wrong"))


def test_the_roles_of_a_test_go_with_its_database(postgresql_server: PostgresqlServer) -> None:
    with postgresql_server.fresh_database() as url, _connect(url) as connection:
        connection.execute("CREATE ROLE branch_rabat")
        connection.execute("CREATE TABLE visit (day date)")
        connection.execute("GRANT SELECT ON visit TO branch_rabat")
    name = make_url(url).database
    with postgresql_server.connect() as admin:
        roles = admin.execute("SELECT rolname FROM pg_roles WHERE rolname = 'branch_rabat'").fetchall()
        databases = admin.execute("SELECT datname FROM pg_database WHERE datname = %s", [name]).fetchall()
    assert roles == []
    assert databases == []


def test_without_postgresql_the_tests_say_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    empty = tmp_path_factory.mktemp("no-programs")
    monkeypatch.delenv("TEST_PG_URL", raising=False)
    monkeypatch.delenv("PG_BIN", raising=False)
    monkeypatch.setenv("PATH", str(empty))
    monkeypatch.setattr(postgresql, "DEBIAN_PROGRAMS", empty)
    with pytest.raises(PostgresqlMissing, match="apt-get install postgresql"), postgresql.running_server():
        pass
