"""The shared database: PostgreSQL 15 or later, for several people at once.

Each person signs in with a database role of their own, so that the server itself keeps them to what is
theirs. The password lives in one place (`_Door`): not in the engine's address, not in an error (psycopg's carry
the connection, and the connection the password: they are replaced before they leave).
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from weakref import WeakKeyDictionary

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import Pool

from casemgr.data.server_refusals import ServerTooOld, explain_connecting, explain_server
from casemgr.domain.errors import UserError

__all__ = [
    "cancel",
    "check_password",
    "explain_server",
    "is_address",
    "open_server",
    "reading",
    "refusals_in_words",
    "remember_password",
]

_OLDEST = 150000  # PostgreSQL 15, as libpq counts
_CONNECT_SECONDS = 10
_POOL_SIZE = 3
_MOST_CONNECTIONS = 8
_LOCK_MILLISECONDS = 10_000  # as long as one writer waits for another on a local file
_CANCEL_SECONDS = 5.0
_THIS_COMPUTER = frozenset({"", "localhost", "127.0.0.1", "::1"})


def is_address(address: str) -> bool:
    """Whether `address` is that of a PostgreSQL database, without a login's password in it."""
    try:
        url = make_url(address)
    except ArgumentError:
        return False
    return url.get_backend_name() == "postgresql" and not url.password and "password" not in url.query


def open_server(address: str, login: str, password: str) -> Engine:
    """Sign in to the database at `address` (`postgresql://host:port/database`, without login or password).

    Off this computer the connection is encrypted or refused; add `?sslmode=verify-full&sslrootcert=…` to
    have the server prove who it is as well. Raises ServerUnreachable, WrongPassword, DatabaseMissing,
    ServerForbids, ServerNotEncrypted, ServerTooOld, ServerCrowded; ValueError for an address that carries
    a password.
    """
    url = make_url(address)
    if url.password is not None or "password" in url.query:
        raise ValueError("the address of a server must not carry a password")
    door = _Door(url, login, password)
    engine = create_engine(
        "postgresql+psycopg://",
        creator=door.connect,
        pool_size=_POOL_SIZE,
        max_overflow=_MOST_CONNECTIONS - _POOL_SIZE,
        pool_pre_ping=True,  # a laptop that slept finds its connections dead
        hide_parameters=True,
    )
    event.listen(engine, "handle_error", _forget_the_row)
    _DOORS[engine.pool] = door
    try:
        with refusals_in_words(), engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    except BaseException:
        engine.dispose()
        raise
    return engine


def check_password(engine: Engine, password: str) -> None:
    """See that `password` is that of the person signed in through `engine`. Raises WrongPassword, and what
    `open_server` raises.
    """
    _DOORS[engine.pool].try_password(password)


def remember_password(engine: Engine, password: str) -> None:
    """Connect with this password from now on: the person signed in through `engine` has just changed hers."""
    _DOORS[engine.pool].take(password)


def _forget_the_row(context: ExceptionContext) -> None:
    """PostgreSQL quotes the row it refuses ("Failing row contains …"): only what it says of the cause is kept."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            said = str(error.args[0])
            error.args = (re.sub(r"\n(DETAIL|CONTEXT|HINT|WHERE):.*", "", said, flags=re.DOTALL), *error.args[1:])


def reading(engine: Engine) -> Engine:
    """The same database for reading: its transactions see one moment and cannot write."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def cancel(connection: Connection) -> None:
    """Stop the statement that another thread is running on `connection`, which then raises (see
    `explain_server`).

    Call it only while that thread still has the connection. Raises nothing when the server cannot be
    reached: then the statement ends by itself.
    """
    driver = connection.connection.driver_connection
    if isinstance(driver, psycopg.Connection):
        with contextlib.suppress(psycopg.Error):
            driver.cancel_safe(timeout=_CANCEL_SECONDS)


@contextlib.contextmanager
def refusals_in_words() -> Iterator[None]:
    """Within this block an error that the person can mend becomes its UserError; a bug passes unchanged."""
    try:
        yield
    except Exception as error:
        said = explain_server(error)
        if said is None or said is error:
            raise
        raise said from error


class _Door:
    """How one person comes in: where, as whom, by which password. Prints nothing of it."""

    __slots__ = ("__password", "_target")

    def __init__(self, url: URL, login: str, password: str) -> None:
        settings: dict[str, str] = {name: _joined(value) for name, value in url.query.items()}
        for name, value in (("host", url.host), ("port", url.port), ("dbname", url.database)):
            if value is not None:
                settings[name] = str(value)
        if not _is_this_computer(settings.get("host", "")):
            settings.setdefault("sslmode", "require")
        settings["user"] = login
        settings["application_name"] = "casemgr"
        settings["connect_timeout"] = str(_CONNECT_SECONDS)
        settings["options"] = f"-c timezone=UTC -c lock_timeout={_LOCK_MILLISECONDS}"
        self._target = make_conninfo(**settings)
        self.__password = password

    def take(self, password: str) -> None:
        """Come in by this password from now on."""
        self.__password = password

    def connect(self) -> psycopg.Connection:
        """A new connection."""
        return self._come_in(self.__password)

    def try_password(self, password: str) -> None:
        """Come in by `password`, and leave."""
        self._come_in(password).close()

    def _come_in(self, password: str) -> psycopg.Connection:
        refused: UserError
        try:
            connection = psycopg.connect(self._target, password=password)
        except psycopg.Error as error:
            refused = explain_connecting(error)
        else:
            if connection.info.server_version >= _OLDEST:
                return connection
            connection.close()
            refused = ServerTooOld()
        raise refused  # outside the block: the driver's error, which holds the password, is not chained to it


_DOORS: WeakKeyDictionary[Pool, _Door] = WeakKeyDictionary()  # a pool is shared by an engine and its options


def _joined(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ",".join(value)


def _is_this_computer(hosts: str) -> bool:
    return all(host in _THIS_COMPUTER or host.startswith(("/", "@")) for host in hosts.split(","))
