"""On PostgreSQL everybody has a database role of her own: the server, not the program, checks who she is."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from psycopg import sql

from casemgr.data.key_refusals import LoginTaken

GROUP = "casemgr_staff"


def _run(connection: sa.Connection, statement: sql.Composable) -> None:
    driver = connection.connection.driver_connection
    if driver is None:
        raise ValueError("the connection is closed")
    driver.execute(statement)


def create_group(connection: sa.Connection) -> None:
    """Make the group of which every member of the staff is, with what the program's tables need."""
    there: sa.Row[int] | None = connection.execute(
        sa.select(sa.literal_column("1"))
        .select_from(sa.table("pg_roles", sa.column("rolname")))
        .where(sa.column("rolname") == GROUP)
    ).first()
    if there is None:
        _run(connection, sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(GROUP)))
    _run(
        connection,
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(
            sql.Identifier(GROUP)
        ),
    )
    _run(
        connection,
        sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(sql.Identifier(GROUP)),
    )


def owns_the_tables(connection: sa.Connection) -> bool:
    """Whether whoever is signed in may change the tables themselves."""
    table = sa.table("pg_tables", sa.column("tablename"), sa.column("tableowner"))
    owner = connection.execute(sa.select(table.c.tableowner).where(table.c.tablename == "about")).scalar()
    return bool(owner == connection.execute(sa.select(sa.func.current_user())).scalar())


def verifier(connection: sa.Connection, login: str, password: str) -> str:
    """What the server keeps to check a password, made here: the password itself never stands in a statement, which
    the server may write to its log.
    """
    driver = connection.connection.driver_connection
    if driver is None:
        raise ValueError("the connection is closed")
    made: bytes = driver.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256")
    return made.decode()


def add_role(connection: sa.Connection, login: str, password: str) -> None:
    """Give a new person a role of her own, with her password."""
    _run(
        connection,
        sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} IN ROLE {}").format(
            sql.Identifier(login), sql.Literal(verifier(connection, login, password)), sql.Identifier(GROUP)
        ),
    )


def add_new_roles(connection: sa.Connection, logins: Sequence[str], password: str) -> None:
    """Give many new people a role each. Roles belong to the whole server: one that is there already belongs to
    somebody, and nobody's password is changed here. Raises LoginTaken.
    """
    roles = sa.table("pg_roles", sa.column("rolname", sa.Text()))
    there = sa.select(roles.c.rolname).where(roles.c.rolname.in_(logins)).limit(1)
    if connection.execute(there).first() is not None:
        raise LoginTaken
    for login in logins:
        add_role(connection, login, password)


def close_role(connection: sa.Connection, login: str) -> None:
    """Whoever leaves can no longer sign in; what she wrote keeps her name."""
    _run(connection, sql.SQL("ALTER ROLE {} NOLOGIN").format(sql.Identifier(login)))


def change_password(connection: sa.Connection, login: str, password: str) -> None:
    """Give a role a new password."""
    _run(
        connection,
        sql.SQL("ALTER ROLE {} PASSWORD {}").format(
            sql.Identifier(login), sql.Literal(verifier(connection, login, password))
        ),
    )
