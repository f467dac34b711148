"""The sum of a file in pieces is one, whoever makes it and from however many threads."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from casemgr.data import piece_sums
from casemgr.data.file_refusals import Stopped
from casemgr.data.piece_sums import PIECE_BYTES, PieceSums, sum_within

SIZES = [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 7 * PIECE_BYTES + 5]


def plainly(content: bytes) -> str:
    """The same in one thread and one line."""
    places = range(0, len(content), PIECE_BYTES)
    return hashlib.sha256(
        b"".join(hashlib.sha256(content[place : place + PIECE_BYTES]).digest() for place in places)
    ).hexdigest()


def nobody(_done: int, _total: int) -> None:
    """Nobody is told."""


@pytest.fixture(autouse=True)
def short_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few pieces for each thread, so that a small file takes several."""
    monkeypatch.setattr(piece_sums, "_RUN_BYTES", 2 * PIECE_BYTES)


@pytest.mark.parametrize("size", SIZES)
def test_the_sum_is_that_of_each_piece_in_order(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    path = tmp_path / "long"
    path.write_bytes(b"before" + content + b"after")
    told: list[tuple[int, int]] = []
    found = sum_within(path, 6, size, lambda done, total: told.append((done, total)), lambda: False)
    assert found == plainly(content)
    assert told == sorted(told)
    assert told[-1:] == ([(size, size)] if size else [])
    with PieceSums() as sums:
        for place in range(0, size, PIECE_BYTES):
            sums.update(content[place : place + PIECE_BYTES])
        assert sums.hexdigest() == found


def test_one_bit_two_pieces_changed_about_or_an_end_cut_off_make_another_sum(tmp_path: Path) -> None:
    content = os.urandom(5 * PIECE_BYTES)
    path = tmp_path / "long"
    spoilt = [
        content[:-1] + bytes([content[-1] ^ 1]),
        content[PIECE_BYTES : 2 * PIECE_BYTES] + content[:PIECE_BYTES] + content[2 * PIECE_BYTES :],
        content[:-1],
        content[: 4 * PIECE_BYTES],
    ]
    for one in spoilt:
        path.write_bytes(one)
        assert sum_within(path, 0, len(content), nobody, lambda: False) != plainly(content)


@pytest.mark.parametrize("after", [0, 3, 9])
def test_it_stops_when_asked(tmp_path: Path, after: int) -> None:
    path = tmp_path / "long"
    path.write_bytes(bytes(20 * PIECE_BYTES))
    asked: list[None] = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > after

    with pytest.raises(Stopped):
        sum_within(path, 0, 20 * PIECE_BYTES, nobody, cancelled)
