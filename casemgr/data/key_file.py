"""What stands in the `.keys` file, and its JSON: read with suspicion, since anybody may have changed it."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeGuard

from casemgr.data.key_refusals import KeyFileDamaged, KeyFileTooNew
from casemgr.data.key_wrapping import Cost, Sealed, SealedToPublic

VERSION = 1
RECOVERY = "recovery"  # stands where a login's hash would
_FORMAT = "casemgr keys"
_LARGEST = 4 * 1024 * 1024  # bytes; a thousand logins are under one


@dataclass(frozen=True, slots=True)
class Slot:
    """One way in: a private key closed by a password (or the recovery key), and the data key closed to its
    public half.

    `cost` is None for the recovery key. `next_key` is there only while the data key is being changed.
    """

    salt: bytes
    cost: Cost | None
    public: bytes
    private: Sealed
    data_key: SealedToPublic
    next_key: SealedToPublic | None = None


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong passwords in a row, and when the last one was."""

    count: int
    last: datetime


@dataclass(slots=True)
class KeyFile:
    """The whole content. `slots` goes by the hash of the login; `mark` stands on everything but the tries."""

    file_id: str
    salt: bytes
    slots: dict[str, Slot] = field(default_factory=dict)
    recovery: Slot | None = None
    tries: dict[str, Tries] = field(default_factory=dict)
    mark: bytes = b""

    def is_empty(self) -> bool:
        """Whether nobody was given access yet."""
        return not self.slots and self.recovery is None

    def everyone(self) -> list[tuple[str, Slot]]:
        """Every slot with whose it is, the recovery key included."""
        return [*self.slots.items(), *([(RECOVERY, self.recovery)] if self.recovery else [])]

    def put(self, who: str, slot: Slot) -> None:
        """Replace the slot of `who`, as `everyone` names it."""
        if who == RECOVERY:
            self.recovery = slot
        else:
            self.slots[who] = slot

    def is_rotating(self) -> bool:
        """Whether a change of the data key is under way, or was cut short."""
        return any(slot.next_key for _, slot in self.everyone())

    def authenticated_content(self) -> bytes:
        """What the mark stands on: all but the tries (written without a key) and a key that is only
        coming.
        """
        settled = {who: _slot_to_json(replace(slot, next_key=None)) for who, slot in self.everyone()}
        content = {"version": VERSION, "file": self.file_id, "salt": _text(self.salt), "slots": settled}
        return json.dumps(content, sort_keys=True).encode()

    def to_bytes(self) -> bytes:
        """The JSON of the file."""
        content = {
            "format": _FORMAT,
            "version": VERSION,
            "file": self.file_id,
            "salt": _text(self.salt),
            "slots": {who: _slot_to_json(slot) for who, slot in self.slots.items()},
            "recovery": _slot_to_json(self.recovery) if self.recovery else None,
            "tries": {who: {"count": t.count, "last": t.last.isoformat()} for who, t in self.tries.items()},
            "mark": _text(self.mark),
        }
        return json.dumps(content, sort_keys=True).encode()  # in one line: with 100 logins each try is 50 ms sooner

    @classmethod
    def from_bytes(cls, content: bytes) -> KeyFile:
        """Read what `to_bytes` wrote. Raises KeyFileDamaged, or KeyFileTooNew."""
        try:
            if len(content) > _LARGEST:
                raise ValueError("too large")
            root = _mapping(json.loads(content))
            if root["format"] != _FORMAT:
                raise ValueError("another format")
            if _whole(root["version"]) > VERSION:
                raise KeyFileTooNew
            recovery = root["recovery"]
            return cls(
                file_id=_string(root["file"]),
                salt=_bytes(root["salt"]),
                slots={who: _slot_from_json(slot) for who, slot in _mapping(root["slots"]).items()},
                recovery=None if recovery is None else _slot_from_json(recovery),
                tries=dict(_tries_from_json(root["tries"])),
                mark=_bytes(root["mark"]),
            )
        except (ValueError, KeyError, TypeError, RecursionError):
            raise KeyFileDamaged from None


def _slot_to_json(slot: Slot) -> dict[str, object]:
    cost = slot.cost
    return {
        "salt": _text(slot.salt),
        "cost": None if cost is None else {"t": cost.passes, "m": cost.memory_kib, "p": cost.lanes},
        "public": _text(slot.public),
        "private": _sealed_to_json(slot.private),
        "key": _sealed_to_public_to_json(slot.data_key),
        "next": None if slot.next_key is None else _sealed_to_public_to_json(slot.next_key),
    }


def _slot_from_json(value: object) -> Slot:
    slot = _mapping(value)
    coming = slot["next"]
    return Slot(
        salt=_bytes(slot["salt"]),
        cost=_cost_from_json(slot["cost"]),
        public=_bytes(slot["public"]),
        private=_sealed_from_json(slot["private"]),
        data_key=_sealed_to_public_from_json(slot["key"]),
        next_key=None if coming is None else _sealed_to_public_from_json(coming),
    )


def _cost_from_json(value: object) -> Cost | None:
    if value is None:
        return None
    figures = _mapping(value)
    cost = Cost(_whole(figures["t"]), _whole(figures["m"]), _whole(figures["p"]))
    if not cost.is_bounded():
        raise ValueError("a cost that would stop the computer")
    return cost


def _tries_from_json(value: object) -> Iterator[tuple[str, Tries]]:
    for who, one in _mapping(value).items():
        tries = _mapping(one)
        last = datetime.fromisoformat(_string(tries["last"]))
        if last.tzinfo is None:
            raise ValueError("a moment without its zone")
        yield who, Tries(_whole(tries["count"]), last)


def _sealed_to_json(sealed: Sealed) -> dict[str, object]:
    return {"nonce": _text(sealed.nonce), "box": _text(sealed.box)}


def _sealed_from_json(value: object) -> Sealed:
    sealed = _mapping(value)
    return Sealed(_bytes(sealed["nonce"]), _bytes(sealed["box"]))


def _sealed_to_public_to_json(closed: SealedToPublic) -> dict[str, object]:
    return {"ephemeral": _text(closed.ephemeral), **_sealed_to_json(closed.sealed)}


def _sealed_to_public_from_json(value: object) -> SealedToPublic:
    return SealedToPublic(_bytes(_mapping(value)["ephemeral"]), _sealed_from_json(value))


def _text(content: bytes) -> str:
    return b64encode(content).decode()


def _bytes(value: object) -> bytes:
    return b64decode(_string(value), validate=True)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError("not a whole number")
    return value


def _mapping(value: object) -> dict[str, object]:
    if not _is_mapping(value):
        raise TypeError("not a mapping")
    return value


def _is_mapping(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)
