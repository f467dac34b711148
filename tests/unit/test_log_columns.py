"""What the logs keep in short reads as what was written, today and in files of years ago."""

from __future__ import annotations

import hashlib
import uuid

from hypothesis import given
from hypothesis import strategies as st

from casemgr.data import log_columns
from casemgr.data.log_columns import pack_id, pack_names, unpack_id, unpack_names

USUAL_SERVICE = "beneficiary type date quantity programme case delivered_by mode countable"
NAMES = st.lists(st.sampled_from([*USUAL_SERVICE.split(), "notes", "family_name", "phones.number", "x"]))


@given(
    st.one_of(st.text(), st.uuids().map(str), st.uuids().map(lambda one: str(one).upper()), st.uuids().map("{}".format))
)
def test_an_id_reads_as_it_was_written_whatever_it_is(text: str) -> None:
    assert unpack_id(pack_id(text)) == text


def test_an_id_takes_sixteen_bytes_and_what_is_none_stays_text() -> None:
    one = str(uuid.UUID(int=10))
    assert pack_id(one) == bytes(15) + b"\x0a"
    for text in ("organisation", "", one.upper(), one.replace("-", ""), one[1:], one + "0", one + "\n", "٠" + one[1:]):
        assert pack_id(text) == text


@given(st.one_of(st.text(st.characters(codec="utf-8")), NAMES.map(" ".join)))
def test_names_of_fields_read_as_they_were_written(text: str) -> None:
    packed = pack_names(text)
    assert unpack_names(packed) == text
    assert packed == text or len(packed) < len(text.encode())


def test_the_usual_names_take_a_tenth() -> None:
    assert len(pack_names(USUAL_SERVICE)) <= len(USUAL_SERVICE) // 10


def test_what_files_hold_is_read_with_the_text_it_was_written_with() -> None:
    """A letter changed in it, and the audits of every file would say other fields."""
    assert (
        hashlib.sha256(log_columns._USUAL).hexdigest()
        == "8dfb6c8279d7af3e4ea44a384cbbbecb366520a786046eb4ef9653cd130ef2ef"
    )
    assert unpack_names(bytes.fromhex("01a39a7100")) == USUAL_SERVICE


@given(st.binary(min_size=1))
def test_bytes_that_somebody_changed_read_as_something(kept: bytes) -> None:
    """The chain of the audit tells it; nothing breaks on the way there."""
    assert isinstance(unpack_names(kept), str)
