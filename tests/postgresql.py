"""A real PostgreSQL for the tests: private, thrown away, and with real passwords.

Roles, grants and row-level security are what keeps one branch's files from another's eyes, and only a true
server shows whether they hold. So a test that needs one starts one (about two seconds, once a process) and a
machine without PostgreSQL fails these tests: skipping them would be a green light over nothing.

`TEST_PG_URL` names a server that already runs, by the URL of a superuser, instead. Keep it for tests alone:
what a test makes there is dropped afterwards, its roles included. Test processes then take turns on it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

_DRIVER = "postgresql+psycopg"
_START_SECONDS = 60
_TURN = 20261123
DEBIAN_PROGRAMS = Path("/usr/lib/postgresql")
# Nothing here outlives the run, so nothing has to reach the disk: a test database is made in milliseconds.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "32MB",
    "max_connections": "40",
    "autovacuum": "off",
}
MISSING = (
    "PostgreSQL 15 or later is needed and its programs (initdb, postgres) were not found. Debian: apt-get "
    "install postgresql; elsewhere put them on PATH or name their folder in PG_BIN, or name a running server "
    "in TEST_PG_URL."
)


class PostgresqlMissing(RuntimeError):
    """There is no PostgreSQL to start on this machine; the text says what to do."""


@dataclass(frozen=True, slots=True)
class PostgresqlServer:
    """A running server, as its superuser sees it."""

    superuser_url: URL

    def url(self, database: str, user: str | None = None, password: str | None = None) -> str:
        """The SQLAlchemy URL of `database`, for the superuser or for the role that is given."""
        url = self.superuser_url.set(database=database)
        if user is not None:
            url = url._replace(username=user, password=password)
        return url.render_as_string(hide_password=False)

    def connect(self) -> psycopg.Connection:
        """A connection of the superuser to the server's own database, committing each statement."""
        plain = self.superuser_url.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(plain, autocommit=True)

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """The URL of an empty database; it and the roles made meanwhile are dropped at the end."""
        name = f"casemgr_test_{secrets.token_hex(6)}"
        with self.connect() as admin:
            before = _roles(admin)
            admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
            try:
                yield self.url(name)
            finally:
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
                for role in sorted(_roles(admin) - before):
                    admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def _roles(admin: psycopg.Connection) -> set[str]:
    return {str(row[0]) for row in admin.execute("SELECT rolname FROM pg_roles")}


@contextmanager
def running_server() -> Iterator[PostgresqlServer]:
    """The server of `TEST_PG_URL`, or a private one that stops with the block.

    Raises PostgresqlMissing when there is neither.
    """
    given = os.environ.get("TEST_PG_URL")
    if given:
        server = PostgresqlServer(make_url(given).set(drivername=_DRIVER))
        with server.connect() as turn:  # roles belong to the whole server: one test process at a time
            turn.execute("SELECT pg_advisory_lock(%s)", [_TURN])
            yield server
    else:
        with _private_server(_programs()) as server:
            yield server


def _programs() -> Path:
    """The folder of initdb and postgres: PG_BIN, Debian's newest, or that of PATH."""
    debian = list(DEBIAN_PROGRAMS.glob("*/bin"))
    folders = sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True)
    if named := os.environ.get("PG_BIN"):
        folders.insert(0, Path(named))
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresqlMissing(MISSING)


@contextmanager
def _private_server(programs: Path) -> Iterator[PostgresqlServer]:
    # A socket's path may have 107 characters: a folder of pytest's is too long.
    home = Path(tempfile.mkdtemp(prefix="casemgr-pg-", dir="/tmp"))
    password = secrets.token_urlsafe(24)
    try:
        _create_cluster(programs, home, password)
        url = URL.create(
            _DRIVER, username="postgres", password=password, database="postgres", query={"host": str(home)}
        )
        server = PostgresqlServer(url)
        with _started(programs, home, server):
            yield server
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _create_cluster(programs: Path, home: Path, password: str) -> None:
    secret = home / "password"
    secret.write_text(password, encoding="ascii")
    if _is_root():
        shutil.chown(home, "postgres", "postgres")
        shutil.chown(secret, "postgres", "postgres")
    command = [programs / "initdb", "--pgdata", home / "data", "--username", "postgres", "--pwfile", secret]
    choices = ["--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    made = subprocess.run(
        [*_unprivileged(), *map(str, command), *choices],
        cwd="/",
        check=False,
        capture_output=True,
        text=True,
    )
    secret.unlink()
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr}")


@contextmanager
def _started(programs: Path, home: Path, server: PostgresqlServer) -> Iterator[None]:
    settings = {**_SETTINGS, "unix_socket_directories": str(home)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    log = home / "log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [*_unprivileged(), programs / "postgres", "-D", home / "data", *options],
            cwd="/",
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_it_answers(process, server, log)
        yield
    finally:
        process.send_signal(signal.SIGQUIT)  # stop at once, nothing is kept
        process.wait(timeout=30)


def _wait_until_it_answers(process: subprocess.Popen[bytes], server: PostgresqlServer, log: Path) -> None:
    last = time.monotonic() + _START_SECONDS
    while True:
        try:
            server.connect().close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > last:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')}") from None
            time.sleep(0.05)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _unprivileged() -> list[str]:
    """What goes before a command: PostgreSQL refuses root, and must not outlive a test run that is killed."""
    if not shutil.which("setpriv"):
        return []
    who = ["--reuid=postgres", "--regid=postgres", "--init-groups"] if _is_root() else []
    return ["setpriv", "--pdeathsig=QUIT", *who, "env", "-u", "HOME"]
