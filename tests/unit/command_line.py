"""Running the command line as a script does: words in, exit code and what was written out."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql
from sqlalchemy import make_url

from casemgr.cli import main
from casemgr.data.key_wrapping import Cost
from tests.postgresql import PostgresqlServer

CASES = Path(__file__).parent.parent / "cases"
PASSWORD = "une phrase assez longue"


def cheap() -> Cost:
    """What deriving a key costs in a test: nearly nothing, where every command signs in."""
    return Cost(passes=1, memory_kib=1024, lanes=1)


@dataclass(frozen=True)
class Answer:
    """What a command gave."""

    code: int
    out: str
    said: str

    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Terminal:
    """A terminal on one database, signed in as `user`."""

    capture: pytest.CaptureFixture[str]
    database: str
    user: str = "admin"
    language: str = "en"

    def run(self, *words: str | Path) -> Answer:
        self.capture.readouterr()
        options = ["--language", self.language, "--database", self.database, "--user", self.user]
        code = main([*options, *map(str, words)])
        written = self.capture.readouterr()
        return Answer(code, written.out, written.err)

    def done(self, *words: str | Path) -> Answer:
        answer = self.run(*words)
        assert answer.code == 0, answer.said
        return answer


def set_up(terminal: Terminal, *roles: str) -> None:
    """An association with two branches, and "sami" who works in both with these roles."""
    two = ("--branch", "RAB", "--province", "MA-RAB", "--branch", "CAS", "--province", "MA-CAS")
    terminal.done("init", "--organisation", "Essai", *two, "--admin", "admin")
    terminal.done("user", "add", "sami", "--name", "Sami", "--role", ",".join(roles), "--branches", "RAB,CAS")
    terminal.user = "sami"


@contextmanager
def empty_server(server: PostgresqlServer) -> Iterator[str]:
    """The address (no password inside) of an empty database that "admin" owns and may make roles in."""
    with server.fresh_database() as url:
        name = make_url(url).database or ""
        with server.connect() as superuser:
            superuser.execute(sql.SQL("CREATE ROLE admin LOGIN CREATEROLE PASSWORD {}").format(sql.Literal(PASSWORD)))
            superuser.execute(sql.SQL("ALTER DATABASE {} OWNER TO admin").format(sql.Identifier(name)))
        bare = make_url(url)._replace(drivername="postgresql", username=None, password=None)
        yield bare.render_as_string(hide_password=False)


def write_csv(path: Path, rows: Sequence[Sequence[object]], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as text:
        csv.writer(text, delimiter=delimiter).writerows(rows)
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


__all__ = ["CASES", "PASSWORD", "Answer", "Terminal", "cheap", "empty_server", "read_csv", "set_up", "write_csv"]
