"""How the two longest tables of a file, the audit and the change log, keep what each of their lines says again.

An id is kept as its 16 bytes instead of 36 letters. The names of fields of a line are mostly those of a thousand
others: they are deflated with a text that holds the usual ones (RFC 1951, zlib's preset dictionary), and a hundred
letters become nine bytes. Whoever reads or asks through SQLAlchemy meets plain text, so the chain of the audit is
made of the same words as ever. A server keeps plain text: it is not copied whole for each backup.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

from casemgr.data.columns import ID

_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_RAW = -15  # a window of 32 KB, no header and no sum: the chain of the audit is the sum
_REMEMBERED = 10_000

# Never to be changed, not by a letter: what files hold is read with it. Another would need a first byte of its own.
_FIRST = b"\x01"
_USUAL = (
    b"beneficiary type purpose case date time duration place staff reminder no_show_reason beneficiary direction"
    b" reason partner contact urgency detail case shared consent channel sent_on sent_by called_on called_whom"
    b" received_on answered_on attended_on outcome slip_on closed_on satisfaction problem beneficiary quality matter"
    b" family opened_on followed_by case facts opposing_parties jurisdiction legal_aid current_stage stages acts"
    b" deadlines documents outcome outcome_on amount closed_on declared_size children_under_18 children_under_5"
    b" province address address_protected members beneficiary type date readers text case beneficiary date mode result"
    b" by duration case changed text next_date next_done beneficiary opened_on caseworker team priority priority_reason"
    b" closed_on closing_reason closing_summary kept_by_person reopened_on beneficiary programme enrolled_on"
    b" followed_by criteria history path exited_on exit_reason outcome intake_date entry_channel referring_body"
    b" interview_language interpreter interpreter_consent safe_to_talk objection_asked objection_answer family_name"
    b" given_names family_name_ar given_names_ar mother_name sex birth_date birth_country nationality population_group"
    b" phones address address_protected administrative_status documents unhcr_registered unhcr_number arrival"
    b" marital_status languages education_level employment_status occupation income_source housing coverage needs"
    b" needs_words urgency specific_needs orientation beneficiary purpose answer given_on expires_on mode witness"
    b" representative_quality language notice_version read_aloud justification withdrawn_on withdrawal_mode"
    b" withdrawal_letter beneficiary type date amount voucher programme case delivered_by mode countable receipt_signed"
    b" notes beneficiary purpose answer given_on expires_on mode representative_quality language notice_version"
    b" beneficiary type date quantity programme case delivered_by mode countable notes"
)


def pack_id(text: str) -> str | bytes:
    """The bytes of an id; what is not written as ids are (`organisation`, a name of a setting) stays text."""
    return bytes.fromhex(text.replace("-", "")) if _UUID.fullmatch(text) else text


def unpack_id(kept: str | bytes) -> str:
    """The id as text."""
    if isinstance(kept, str):
        return kept
    digits = kept.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


@lru_cache(maxsize=_REMEMBERED)
def pack_names(text: str) -> str | bytes:
    """Names of fields, deflated where that is shorter."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, _RAW, 9, zlib.Z_DEFAULT_STRATEGY, _USUAL)
    packed = _FIRST + deflate.compress(text.encode()) + deflate.flush()
    return packed if len(packed) < len(text.encode()) else text


@lru_cache(maxsize=_REMEMBERED)
def unpack_names(kept: str | bytes) -> str:
    """The names. Of bytes that somebody changed by hand, something else: the chain of the audit tells it."""
    if isinstance(kept, str):
        return kept
    try:
        return zlib.decompressobj(_RAW, _USUAL).decompress(kept[len(_FIRST) :]).decode(errors="replace")
    except zlib.error:
        return kept.hex()


class LoggedId(TypeDecorator[str]):
    """An id in a log. Never join such a column to an id of a record, which is text: ask for each of them."""

    impl = ID
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | bytes | None:
        """Bytes on a file."""
        return value if value is None or dialect.name != "sqlite" else pack_id(value)

    def process_result_value(self, value: str | bytes | None, dialect: sa.Dialect) -> str | None:
        """Text again."""
        return None if value is None else unpack_id(value)


class LoggedText(LoggedId):
    """What is mostly an id, and otherwise any text."""

    impl = sa.Text()
    cache_ok = True


class FieldNames(TypeDecorator[str]):
    """Names of fields, with a space between them."""

    impl = sa.Text()
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | bytes | None:
        """Deflated on a file."""
        return value if value is None or dialect.name != "sqlite" else pack_names(value)

    def process_result_value(self, value: str | bytes | None, dialect: sa.Dialect) -> str | None:
        """Text again."""
        return None if value is None else unpack_names(value)
