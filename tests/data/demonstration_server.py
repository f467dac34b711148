"""An empty database on the server of the tests for a demonstration: owned by the role "demo", who may make roles."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from tests.postgresql import PostgresqlServer


def server_of_demo(server: PostgresqlServer) -> Iterator[str]:
    """Its address as a person would have it, without login or password. Roles are the server's: one at a time."""
    with server.fresh_database() as url:
        with server.connect() as admin:
            admin.execute("CREATE ROLE demo LOGIN CREATEROLE PASSWORD 'demo'")
        yield given_to_demo(server, url)


def given_to_demo(server: PostgresqlServer, url: str) -> str:
    """Make "demo" the owner of a database."""
    known = sa.engine.make_url(url)
    with server.connect() as admin:
        admin.execute(f'ALTER DATABASE "{known.database}" OWNER TO demo'.encode())
    return known._replace(username=None, password=None).render_as_string(hide_password=False)
