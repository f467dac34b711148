"""The key file beside the database: who may open it, each by a password of their own.

The data key is random and lies nowhere in the clear. `<file>.keys` holds it once for each login and once
under a printed recovery key (`key_wrapping` says how). It is small JSON, replaced as a whole at each change.

Three things decided here:

*Administrators need nobody's password.* Each login has a key pair; the password opens the private half,
and the data key is closed to the public half. Giving access, taking it away and changing the data key take
only the data key. So that nobody slips a public key of their own among the slots, the whole carries a mark
that only a holder of the data key can make; it is checked before anything is wrapped, and after every
opening.

*Login names are not written*, only a hash of them salted with the file's salt: a lost stick does not say
at a glance who works with migrants. It is no more than that: somebody who guesses a name can check the
guess, as the names are short.

*Wrong passwords slow down*: five tries are free, then 2, 4, 8… up to 60 seconds, counted for each login in
the file, before the password is looked at, so neither a restart nor killing the program helps. Unknown
logins share one count. Nobody is locked out for ever, and a clock that jumps costs one delay at most.
Someone who copies the file away is slowed by Argon2id alone: hence long passwords.

When someone leaves: `remove`, then change the key (`data_key.change_key`). Older backups keep older slots
and older keys; that is in the nature of a backup.
"""

from __future__ import annotations

import hashlib
import json
import math
import secrets
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from casemgr.data import key_wrapping as wrap
from casemgr.data.durable import in_turn, write_atomically
from casemgr.data.file_refusals import DiskFull, FileAlreadyThere, FolderReadOnly
from casemgr.data.key_file import RECOVERY, VERSION, KeyFile, Slot, Tries
from casemgr.data.key_refusals import (
    KeyFileDamaged,
    KeyFileMissing,
    KeysChanging,
    LastAccess,
    LoginTaken,
    NoSuchLogin,
    RecoveryKeyMistyped,
    TooManyTries,
    WrongPassword,
    WrongRecoveryKey,
)
from casemgr.data.key_wrapping import Cost, new_key, sub_key

__all__ = ["Cost", "KeySlots", "OpenedKeys", "keys_path", "new_key", "sub_key"]

FREE_TRIES = 5
LONGEST_DELAY = 60  # seconds
_FORGOTTEN_AFTER = timedelta(days=1)
_UNKNOWN = "unknown"


def keys_path(database: Path) -> Path:
    """Where the key file of a database lies: beside it, with `.keys` added to its name."""
    return database.with_name(database.name + ".keys")


@dataclass(frozen=True, slots=True, repr=False)
class OpenedKeys:
    """What a slot gave: the data key, and the one that is replacing it while a change of key is under way."""

    key: bytes
    next_key: bytes | None = None


class KeySlots:
    """The key file at `path`. Holds no key and no password: each call reads the file as it now is.

    Every call may raise KeyFileMissing, KeyFileDamaged or KeyFileTooNew, and those that write DiskFull,
    FolderReadOnly and the like.
    """

    def __init__(self, path: Path, cost: Cost | None = None) -> None:
        self.path = path
        self._cost = cost or Cost()

    def __repr__(self) -> str:
        return "KeySlots()"

    @classmethod
    def create(cls, path: Path, file_id: str, cost: Cost | None = None) -> KeySlots:
        """A new key file without any access yet; follow with `add`. Raises FileAlreadyThere."""
        if path.exists():
            raise FileAlreadyThere
        slots = cls(path, cost)
        slots._write(KeyFile(file_id=file_id, salt=secrets.token_bytes(wrap.SALT_BYTES)))
        return slots

    @property
    def file_id(self) -> str:
        """The identity of the file these keys belong to, as given to `create`."""
        return self._read().file_id

    def has(self, login: str) -> bool:
        """Whether this login opens the file."""
        file = self._read()
        return _who(file, login) in file.slots

    def has_recovery(self) -> bool:
        """Whether a recovery key was printed."""
        return self._read().recovery is not None

    def belongs_to(self, key: bytes) -> bool:
        """Whether `key` is the data key of these slots, and nothing but casemgr changed them."""
        file = self._read()
        return file.is_empty() or wrap.is_authentic(key, file.authenticated_content(), file.mark)

    def open(self, login: str, password: str, now: datetime) -> bytes:
        """The data key. Raises WrongPassword, or TooManyTries before the password is even looked at.

        To open the database use `data_key.unlock`, which also ends a change of key that was cut short.
        """
        return self.open_keys(login, password, now).key

    def open_keys(self, login: str, password: str, now: datetime) -> OpenedKeys:
        """As `open`, with the key that is coming while a change of key is under way."""
        with self._counted_try(login, now) as (file, who):
            slot = file.slots.get(who)
            if slot is None:  # cost the same time as a known login
                wrap.key_of_password(password, file.salt, self._cost)
                raise WrongPassword
            try:
                opener = wrap.key_of_password(password, slot.salt, slot.cost or self._cost)
                private = wrap.unseal(opener, slot.private, _bound_private(file, who, slot))
            except wrap.DoesNotOpen:
                raise WrongPassword from None
        return _keys_of(file, who, slot, private)

    def open_with_recovery(self, text: str) -> bytes:
        """The data key. Raises RecoveryKeyMistyped for a typing error, WrongRecoveryKey for another file's
        key.
        """
        return self.open_keys_with_recovery(text).key

    def open_keys_with_recovery(self, text: str) -> OpenedKeys:
        """As `open_with_recovery`, with the key that is coming while a change of key is under way."""
        secret = wrap.secret_of_recovery_text(text)
        if secret is None:
            raise RecoveryKeyMistyped
        file = self._read()
        slot = file.recovery
        if slot is None:
            raise WrongRecoveryKey
        try:
            opener = wrap.key_of_recovery(secret, slot.salt)
            private = wrap.unseal(opener, slot.private, _bound_private(file, RECOVERY, slot))
        except wrap.DoesNotOpen:
            raise WrongRecoveryKey from None
        return _keys_of(file, RECOVERY, slot, private)

    def add(self, login: str, password: str, key: bytes) -> None:
        """Let `login` open the file by `password`. Raises LoginTaken."""
        with self._changed(key) as file:
            who = _who(file, login)
            if who in file.slots:
                raise LoginTaken
            file.slots[who] = self._password_slot(file, who, password, key)

    def set_password(self, login: str, password: str, key: bytes) -> None:
        """Give `login` a new password without the old one, as an administrator does. Raises NoSuchLogin."""
        with self._changed(key) as file:
            who = _who(file, login)
            if who not in file.slots:
                raise NoSuchLogin
            file.slots[who] = self._password_slot(file, who, password, key)
            file.tries.pop(who, None)

    def change_password(self, login: str, old: str, new: str, now: datetime) -> None:
        """Change one's own password; `old` is checked, and counted, like at sign-in.

        The key pair changes as well: an old copy of this file with the old password opens nothing made later.
        """
        self.set_password(login, new, self.open(login, old, now))

    def remove(self, login: str, key: bytes) -> None:
        """Take the access away; the person still remembers the data key, so change it next
        (`data_key.change_key`).

        Raises NoSuchLogin, and LastAccess when nobody and no recovery key would be left.
        """
        with self._changed(key) as file:
            who = _who(file, login)
            if who not in file.slots:
                raise NoSuchLogin
            if len(file.slots) == 1 and file.recovery is None:
                raise LastAccess
            del file.slots[who]
            file.tries.pop(who, None)

    def add_recovery(self, key: bytes) -> str:
        """Make a recovery key and give its text, to be printed and kept away; the one before it no longer
        opens.
        """
        text = wrap.new_recovery_text()
        salt = secrets.token_bytes(wrap.SALT_BYTES)
        opener = wrap.key_of_recovery(wrap.secret_of_recovery_text(text) or "", salt)
        with self._changed(key) as file:
            file.recovery = _new_slot(file, RECOVERY, opener, salt, None, key)
        return text

    def begin_rotation(self, key: bytes, coming: bytes) -> None:
        """Close the coming data key to everybody who is left, beside the present one. See
        `data_key.change_key`.
        """
        with self._changed(key) as file:
            for who, slot in file.everyone():
                bound = _bound_key(file, who, slot)
                file.put(who, replace(slot, next_key=wrap.seal_to_public(slot.public, coming, bound)))

    def finish_rotation(self, key: bytes, coming: bytes) -> None:
        """Make the coming key the only one: the database now opens with it. Done already, it does nothing."""
        if self.belongs_to(coming):
            return
        with self._changed(key, marked_by=coming, during_rotation=True) as file:
            for who, slot in file.everyone():
                if slot.next_key is None:
                    raise KeyFileDamaged
                file.put(who, replace(slot, data_key=slot.next_key, next_key=None))

    def abandon_rotation(self, key: bytes) -> None:
        """Forget the coming key: the database still opens with the present one."""
        with self._changed(key, during_rotation=True) as file:
            for who, slot in file.everyone():
                file.put(who, replace(slot, next_key=None))

    # --- reading and writing ----------------------------------------------------------------------

    def _read(self) -> KeyFile:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            raise KeyFileMissing from None
        return KeyFile.from_bytes(content)

    def _write(self, file: KeyFile) -> None:
        write_atomically(self.path, file.to_bytes())

    @contextmanager
    def _changed(
        self, key: bytes, *, marked_by: bytes | None = None, during_rotation: bool = False
    ) -> Iterator[KeyFile]:
        """The slots to change, checked to be those of `key`; written and marked anew unless the block
        raises.
        """
        if not self.path.exists():
            raise KeyFileMissing
        with in_turn(self.path):
            file = self._read()
            if not file.is_empty() and not wrap.is_authentic(key, file.authenticated_content(), file.mark):
                raise KeyFileDamaged
            if file.is_rotating() and not during_rotation:
                raise KeysChanging
            yield file
            file.mark = wrap.authenticate(marked_by or key, file.authenticated_content())
            self._write(file)

    @contextmanager
    def _counted_try(self, login: str, now: datetime) -> Iterator[tuple[KeyFile, str]]:
        """Count a try before it is made, and forget the count if the block does not raise."""
        file = self._read()
        who = _who(file, login)
        name = who if who in file.slots else _UNKNOWN
        seconds = self._change_tries(lambda tries: _count(tries, name, now))
        if seconds:
            raise TooManyTries(seconds)
        yield file, who
        self._change_tries(lambda tries: _forget(tries, name))

    def _change_tries(self, change: Callable[[dict[str, Tries]], int]) -> int:
        try:
            with in_turn(self.path):
                file = self._read()
                answer = change(file.tries)
                self._write(file)
                return answer
        except (FolderReadOnly, DiskFull):
            return 0  # must not keep people from reading; whoever filled the disk could copy the file anyway

    def _password_slot(self, file: KeyFile, who: str, password: str, key: bytes) -> Slot:
        salt = secrets.token_bytes(wrap.SALT_BYTES)
        opener = wrap.key_of_password(password, salt, self._cost)
        return _new_slot(file, who, opener, salt, self._cost, key)


def _who(file: KeyFile, login: str) -> str:
    name = unicodedata.normalize("NFKC", login).strip().casefold()
    return hashlib.blake2b(name.encode(), key=file.salt, digest_size=16).hexdigest()


def _bound_private(file: KeyFile, who: str, slot: Slot) -> bytes:
    return _bound(file, who, slot.public, slot.cost)


def _bound_key(file: KeyFile, who: str, slot: Slot) -> bytes:
    return _bound(file, who, slot.public, None)


def _bound(file: KeyFile, who: str, public: bytes, cost: Cost | None) -> bytes:
    figures = None if cost is None else [cost.passes, cost.memory_kib, cost.lanes]
    return json.dumps(["casemgr", VERSION, file.file_id, who, public.hex(), figures]).encode()


def _new_slot(file: KeyFile, who: str, opener: bytes, salt: bytes, cost: Cost | None, key: bytes) -> Slot:
    pair = wrap.new_pair()
    private = wrap.seal(opener, pair.private, _bound(file, who, pair.public, cost))
    data_key = wrap.seal_to_public(pair.public, key, _bound(file, who, pair.public, None))
    return Slot(salt=salt, cost=cost, public=pair.public, private=private, data_key=data_key)


def _keys_of(file: KeyFile, who: str, slot: Slot, private: bytes) -> OpenedKeys:
    """What the opened slot holds. Raises KeyFileDamaged when the rest of the file is not what a key holder
    wrote.
    """
    pair = wrap.KeyPair(private, slot.public)
    bound = _bound_key(file, who, slot)
    try:
        key = wrap.unseal_as_owner(pair, slot.data_key, bound)
        coming = None if slot.next_key is None else wrap.unseal_as_owner(pair, slot.next_key, bound)
    except wrap.DoesNotOpen:
        raise KeyFileDamaged from None
    if not wrap.is_authentic(key, file.authenticated_content(), file.mark):
        raise KeyFileDamaged
    return OpenedKeys(key, coming)


def _count(tries: dict[str, Tries], name: str, now: datetime) -> int:
    """Count one more try, or give the seconds still to wait (then the try is not counted)."""
    before = tries.get(name)
    if before is None:
        tries[name] = Tries(1, now)
        return 0
    last = min(before.last, now)  # the clock was set back: wait one delay from now, not until that day comes again
    waited = now - last
    left = _delay(before.count) - waited.total_seconds()
    if left > 0:
        tries[name] = Tries(before.count, last)
        return math.ceil(left)
    tries[name] = Tries(1 if waited > _FORGOTTEN_AFTER else before.count + 1, now)
    return 0


def _forget(tries: dict[str, Tries], name: str) -> int:
    tries.pop(name, None)
    return 0


def _delay(count: int) -> int:
    """Seconds to wait after `count` wrong passwords in a row."""
    return 0 if count < FREE_TRIES else min(LONGEST_DELAY, 2 ** min(count - FREE_TRIES + 1, 10))
