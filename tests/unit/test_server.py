"""The shared server: signing in, what each refusal says, stopping a statement, and no password anywhere."""

from __future__ import annotations

import errno
import socket
import threading
import time
import traceback
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import URL, Engine, make_url, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from casemgr.data.file_refusals import Stopped
from casemgr.data.key_refusals import WrongPassword
from casemgr.data.server import cancel, explain_server, open_server, reading, refusals_in_words
from casemgr.data.server_refusals import (
    ConnectionLost,
    DatabaseMissing,
    RecordsInUse,
    ServerCrowded,
    ServerForbids,
    ServerFull,
    ServerNotEncrypted,
    ServerTooOld,
    ServerUnreachable,
    explain_connecting,
)

PASSWORD = "un figuier, deux puits"


@pytest.fixture
def address(postgresql_url: str) -> str:
    """Where the database is, as a person would have it: without login and password."""
    return shown(make_url(postgresql_url)._replace(username=None, password=None))


@pytest.fixture
def admin(postgresql_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(shown(make_url(postgresql_url).set(drivername="postgresql")), autocommit=True) as connection:
        yield connection


@pytest.fixture
def amina(admin: psycopg.Connection) -> str:
    admin.execute(f"CREATE ROLE amina LOGIN PASSWORD '{PASSWORD}'")
    admin.execute("CREATE TABLE beneficiary (id int PRIMARY KEY, name text)")
    admin.execute("GRANT SELECT, INSERT ON beneficiary TO amina")
    return "amina"


@pytest.fixture
def engine(address: str, amina: str) -> Iterator[Engine]:
    opened = open_server(address, amina, PASSWORD)
    yield opened
    opened.dispose()


def shown(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def test_a_person_signs_in_with_a_role_of_their_own_in_universal_time(engine: Engine) -> None:
    with engine.connect() as connection:
        who, zone, name = connection.execute(
            text("SELECT current_user, current_setting('TimeZone'), current_setting('application_name')")
        ).one()
        (moment,) = connection.execute(text("SELECT now()")).one()
    assert (who, zone, name) == ("amina", "UTC", "casemgr")
    assert moment.utcoffset() == timedelta(0)


def test_a_wrong_password_and_an_unknown_login_say_the_same(address: str, amina: str) -> None:
    with pytest.raises(WrongPassword) as wrong:
        open_server(address, amina, "faux")
    with pytest.raises(WrongPassword) as unknown:
        open_server(address, "personne", PASSWORD)
    assert str(wrong.value) == str(unknown.value)
    with pytest.raises(WrongPassword):
        open_server(address, amina, "")


def test_a_database_that_is_not_there_is_told_from_a_wrong_password(address: str, amina: str) -> None:
    with pytest.raises(DatabaseMissing):
        open_server(shown(make_url(address).set(database="absente")), amina, PASSWORD)


def test_an_account_that_may_not_enter_is_told_so(address: str, amina: str, admin: psycopg.Connection) -> None:
    admin.execute(f'REVOKE CONNECT ON DATABASE "{make_url(address).database}" FROM public')
    with pytest.raises(ServerForbids):
        open_server(address, amina, PASSWORD)
    admin.execute("ALTER ROLE amina NOLOGIN")
    with pytest.raises(ServerForbids):
        open_server(address, amina, PASSWORD)


def test_a_crowded_server_is_told(address: str, amina: str, admin: psycopg.Connection) -> None:
    admin.execute("ALTER ROLE amina CONNECTION LIMIT 0")
    with pytest.raises(ServerCrowded):
        open_server(address, amina, PASSWORD)


def test_a_server_that_does_not_answer_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refused at once
        with pytest.raises(ServerUnreachable):
            open_server(f"postgresql://127.0.0.1:{taken.getsockname()[1]}/casemgr", "amina", PASSWORD)
    with pytest.raises(ServerUnreachable):
        open_server("postgresql://nulle.part.invalid/casemgr", "amina", PASSWORD)


def test_another_computer_is_reached_encrypted_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def connect(target: str, **_password: str) -> psycopg.Connection:
        asked.append(str(psycopg.conninfo.conninfo_to_dict(target).get("sslmode", "as the server likes")))
        raise psycopg.OperationalError("server does not support SSL, but SSL was required")

    monkeypatch.setattr(psycopg, "connect", connect)
    for where in ("postgresql://nas.local/casemgr", "postgresql://nas.local/casemgr?sslmode=verify-full"):
        with pytest.raises(ServerNotEncrypted):
            open_server(where, "amina", PASSWORD)
    with pytest.raises(ServerNotEncrypted):
        open_server("postgresql://localhost/casemgr", "amina", PASSWORD)
    assert asked == ["require", "verify-full", "as the server likes"]


def test_a_server_that_does_not_encrypt_is_left_at_once() -> None:
    """A real exchange: the client asks for TLS, and this server answers N, as one without a certificate
    does.
    """
    heard: list[bytes] = []

    def serve() -> None:
        client, _ = listener.accept()
        with client:
            heard.append(client.recv(8))
            client.sendall(b"N")
            heard.append(client.recv(1000))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(ServerNotEncrypted):
            open_server(
                f"postgresql://127.0.0.1:{listener.getsockname()[1]}/casemgr?sslmode=require", "amina", PASSWORD
            )
        thread.join()
    assert heard[1] == b""  # not even the login was sent in the clear


def test_an_old_server_is_refused(address: str, amina: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psycopg.ConnectionInfo, "server_version", property(lambda _: 140011))
    with pytest.raises(ServerTooOld):
        open_server(address, amina, PASSWORD)


def test_an_address_with_a_password_in_it_is_a_bug_of_ours(postgresql_url: str) -> None:
    with pytest.raises(ValueError, match="must not carry a password"):
        open_server(postgresql_url, "amina", PASSWORD)


def test_what_the_role_may_not_do_is_said_in_words(engine: Engine) -> None:
    with pytest.raises(ServerForbids), refusals_in_words(), engine.begin() as connection:
        connection.execute(text("DELETE FROM beneficiary"))


def test_a_transaction_for_reading_sees_one_moment_and_cannot_write(engine: Engine) -> None:
    with reading(engine).connect() as reader:
        assert reader.execute(text("SELECT count(*) FROM beneficiary")).scalar_one() == 0
        with engine.begin() as writer:
            writer.execute(text("INSERT INTO beneficiary VALUES (1, 'Awa')"))
        assert reader.execute(text("SELECT count(*) FROM beneficiary")).scalar_one() == 0
        with pytest.raises(ServerForbids), refusals_in_words():
            reader.execute(text("INSERT INTO beneficiary VALUES (2, 'Awa')"))
    with engine.begin() as writer:
        writer.execute(text("INSERT INTO beneficiary VALUES (2, 'Awa')"))


def test_a_cut_connection_is_said_and_the_next_one_works(engine: Engine, admin: psycopg.Connection) -> None:
    with engine.connect() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        admin.execute("SELECT pg_terminate_backend(%s)", [pid])
        with pytest.raises(ConnectionLost), refusals_in_words():
            connection.execute(text("INSERT INTO beneficiary VALUES (1, 'Awa')"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM beneficiary")).scalar_one() == 0


def test_connections_cut_while_nobody_worked_are_not_noticed(engine: Engine, admin: psycopg.Connection) -> None:
    admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'amina'")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1


def test_a_long_statement_stops_when_asked_and_the_connection_serves_again(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))

        def stop() -> None:
            time.sleep(0.2)
            cancel(connection)

        thread = threading.Thread(target=stop)
        thread.start()
        with pytest.raises(Stopped), refusals_in_words():
            connection.execute(text("SELECT pg_sleep(60)"))
        thread.join()
        connection.rollback()
        assert connection.execute(text("SELECT 1")).scalar_one() == 1


def test_two_people_writing_the_same_record_wait_and_the_second_is_told(engine: Engine, address: str) -> None:
    patient = open_server(address, "amina", PASSWORD)
    with engine.begin() as first, patient.connect() as second:
        first.execute(text("INSERT INTO beneficiary VALUES (1, 'Awa')"))
        second.execute(text("SET lock_timeout = 100"))
        with pytest.raises(RecordsInUse), refusals_in_words():
            second.execute(text("INSERT INTO beneficiary VALUES (1, 'Fatou')"))
    patient.dispose()


def test_no_repr_no_error_and_no_traceback_shows_the_password(address: str, engine: Engine) -> None:
    with pytest.raises(DBAPIError) as refused, engine.begin() as connection:
        connection.execute(text("INSERT INTO beneficiary VALUES (1, :name), (1, :name)"), {"name": "Aminata"})
    texts = [repr(engine), repr(engine.url), repr(engine.pool), str(refused.value).split("DETAIL")[0]]
    for login, database in (("personne", None), ("amina", "absente")):
        with pytest.raises((WrongPassword, DatabaseMissing)) as turned_away:
            open_server(shown(make_url(address).set(database=database or "postgres")), login, PASSWORD)
        error: BaseException | None = turned_away.value
        texts.append("".join(traceback.format_exception(turned_away.value)))
        while error is not None:  # what a crash report would find on the way
            texts += [repr(error), repr(vars(error))]
            error = error.__cause__ or error.__context__
    assert not [shown for shown in texts if PASSWORD in shown or "Aminata" in shown]


@pytest.mark.parametrize(
    ("sentence", "refusal"),
    [
        ("FATAL:  authentification par mot de passe échouée pour l'utilisateur  « amina »", WrongPassword),
        ("FATAL:  la base de données « casemgr » n'existe pas", DatabaseMissing),
        ("FATAL:  désolé, trop de clients sont déjà connectés", ServerCrowded),
        ("FATAL:  droit refusé pour la base de données « casemgr »", ServerForbids),
        ("FATAL:  le rôle « amina » n'est pas autorisé à se connecter", ServerForbids),
        ("le serveur ne supporte pas SSL alors que SSL était réclamé", ServerNotEncrypted),
        ("SSL error: certificate verify failed", ServerNotEncrypted),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.7", user "amina"', ServerForbids),
        ("timeout expired", ServerUnreachable),
    ],
)
def test_what_a_server_answers_in_french_or_english_is_understood(sentence: str, refusal: type[Exception]) -> None:
    assert type(explain_connecting(psycopg.OperationalError(sentence))) is refusal


def test_a_full_disk_of_the_server_is_said() -> None:
    assert isinstance(explain_server(psycopg.errors.DiskFull("could not extend file")), ServerFull)


def test_a_bug_stays_a_bug(engine: Engine) -> None:
    with pytest.raises(ProgrammingError, match="does not exist"), refusals_in_words(), engine.begin() as connection:
        connection.execute(text("SELECT * FROM absent"))
    assert explain_server(KeyError("x")) is None
    assert explain_server(OSError(errno.EIO, "x")) is None


def test_every_refusal_says_what_happened_and_what_to_do_in_three_languages() -> None:
    refusals = [
        ConnectionLost,
        DatabaseMissing,
        RecordsInUse,
        ServerCrowded,
        ServerForbids,
        ServerFull,
        ServerNotEncrypted,
        ServerTooOld,
        ServerUnreachable,
    ]
    said = {
        (refusal().what.say(language), refusal().do.say(language))
        for refusal in refusals
        for language in ("fr", "ar", "en")
    }
    assert len(said) == 3 * len(refusals)
    assert all(what and do for what, do in said)
