"""What goes into a backup is authenticated where it was written, wherever it begins there and whoever looks."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from casemgr.data import written_pages
from casemgr.data.encrypted_file import connect
from casemgr.data.file_refusals import FileDamaged
from casemgr.data.keyslots import new_key
from casemgr.data.page_seals import PAGE_BYTES
from casemgr.data.written_pages import checked
from tests.local_file import add, make_file

KEY = new_key()
BEFORE = b"what stands before the database in the backup"


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a file of some dozen pages."""
    path = tmp_path_factory.mktemp("pages") / "ours.casemgr"
    engine = make_file(path, KEY)
    add(engine, "x" * 200_000)
    engine.dispose()
    with contextlib.closing(connect(path, KEY)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


@pytest.fixture(params=["by a thread", "by other processes"])
def small_runs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run is four pages; a file is worth other processes, or is not."""
    monkeypatch.setattr(written_pages, "_RUN_BYTES", 4 * PAGE_BYTES)
    monkeypatch.setattr(written_pages, "_WORTH", 0 if request.param == "by other processes" else 1 << 60)


def _pieces(content: bytes) -> Iterator[bytes]:
    return (content[start : start + 2 * PAGE_BYTES] for start in range(0, len(content), 2 * PAGE_BYTES))


def _write(path: Path, content: bytes, spoilt: int = -1) -> bytes:
    """Write a database into the middle of a file; the byte `spoilt` of it arrives otherwise than it was sent."""
    with path.open("wb") as out:
        out.write(BEFORE)
        place = 0
        for piece in checked(_pieces(content), len(content), out, path, KEY):
            arrived = bytearray(piece)
            if place <= spoilt < place + len(piece):
                arrived[spoilt - place] ^= 1
            out.write(arrived)
            place += len(piece)
        out.write(b"what stands after it")
    return path.read_bytes()[len(BEFORE) :][: len(content)]


@pytest.mark.usefixtures("small_runs")
def test_a_sound_database_passes_as_it_is(content: bytes, tmp_path: Path) -> None:
    assert len(content) > 20 * PAGE_BYTES
    assert _write(tmp_path / "backup", content) == content


@pytest.mark.usefixtures("small_runs")
@pytest.mark.parametrize("page", [0, 1, 7, -1])
def test_a_byte_that_arrives_otherwise_is_told(content: bytes, tmp_path: Path, page: int) -> None:
    start = page * PAGE_BYTES % len(content)
    with pytest.raises(FileDamaged):
        _write(tmp_path / "backup", content, spoilt=start + 100)


@pytest.mark.usefixtures("small_runs")
def test_pages_that_changed_their_places_are_told(content: bytes, tmp_path: Path) -> None:
    one, other = content[: 9 * PAGE_BYTES], content[9 * PAGE_BYTES :]
    swapped = one + other[PAGE_BYTES : 2 * PAGE_BYTES] + other[:PAGE_BYTES] + other[2 * PAGE_BYTES :]
    with pytest.raises(FileDamaged):
        _write(tmp_path / "backup", swapped)


@pytest.mark.usefixtures("small_runs")
def test_part_of_a_page_is_no_page(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(FileDamaged):
        _write(tmp_path / "backup", content[:-10])
