"""The cryptography of the key file, and nothing else: small functions over bytes, so that they can be read
at once.

- A password becomes a key-wrapping key by Argon2id (RFC 9106), slow and greedy of memory on purpose.
- That key wraps the person's X25519 private key (AES-256-GCM). The data key is wrapped to the *public*
  keys, so whoever holds the data key can give it to somebody, or change it for everybody, without knowing
  a password.
- A recovery key carries 140 random bits: no slow function is needed before it.
- Everything made from the data key is a sub-key (HKDF, RFC 5869) named after its use: none tells another.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass, field

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's 32: no I, L, O, U
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GROUPS = 8  # seven of secret (140 bits) and one that checks them
_GROUP_SYMBOLS = 4


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try of a password costs: Argon2id passes, memory in KiB, lanes."""

    passes: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 2

    def is_bounded(self) -> bool:
        """Whether the figures, read from a file anybody may have changed, are ones to start computing
        with.
        """
        return 1 <= self.passes <= 20 and 1 <= self.lanes <= 16 and 8 * self.lanes <= self.memory_kib <= 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sealed:
    """Bytes under AES-256-GCM: the nonce, and the box with its tag."""

    nonce: bytes
    box: bytes


@dataclass(frozen=True, slots=True)
class SealedToPublic:
    """Bytes that only the holder of a private key opens: a fresh public key, then as `Sealed`."""

    ephemeral: bytes
    sealed: Sealed


@dataclass(frozen=True, slots=True)
class KeyPair:
    """An X25519 key pair as raw bytes; the private half never shows in a repr."""

    private: bytes = field(repr=False)
    public: bytes


class DoesNotOpen(Exception):
    """The key is not the one that closed the box, or the box was changed. For the callers in this package."""


def new_key() -> bytes:
    """A random 256-bit data key."""
    return secrets.token_bytes(KEY_BYTES)


def sub_key(key: bytes, use: str) -> bytes:
    """The 256-bit key for one use ("file", "attachments", "audit"…), made from the data key by
    HKDF-SHA256.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("a data key has 32 bytes")
    return _derive(key, b"casemgr sub-key: " + use.encode())


def _derive(secret: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret)


def key_of_password(password: str, salt: bytes, cost: Cost) -> bytes:
    """The wrapping key of a password. NFKC first: two keyboards write the same é or ة in different code
    points.
    """
    return hash_secret_raw(
        unicodedata.normalize("NFKC", password).encode(),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def key_of_recovery(secret: str, salt: bytes) -> bytes:
    """The wrapping key of the 28 secret symbols of a recovery key."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=b"casemgr recovery key").derive(secret.encode())


def seal(key: bytes, content: bytes, bound_to: bytes) -> Sealed:
    """Close `content`; it opens only with the same key and the same `bound_to`."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return Sealed(nonce, AESGCM(key).encrypt(nonce, content, bound_to))


def unseal(key: bytes, sealed: Sealed, bound_to: bytes) -> bytes:
    """Open what `seal` closed. Raises DoesNotOpen."""
    try:
        return AESGCM(key).decrypt(sealed.nonce, sealed.box, bound_to)
    except (InvalidTag, ValueError):
        raise DoesNotOpen from None


def new_pair() -> KeyPair:
    """A fresh X25519 key pair."""
    private = X25519PrivateKey.generate()
    return KeyPair(private.private_bytes_raw(), private.public_key().public_bytes_raw())


def seal_to_public(public: bytes, content: bytes, bound_to: bytes) -> SealedToPublic:
    """Close `content` for the holder of the private half of `public`."""
    ephemeral = new_pair()
    return SealedToPublic(ephemeral.public, seal(_shared_key(ephemeral, public, public), content, bound_to))


def unseal_as_owner(pair: KeyPair, closed: SealedToPublic, bound_to: bytes) -> bytes:
    """Open what `seal_to_public` closed for `pair`. Raises DoesNotOpen."""
    try:
        key = _shared_key(pair, closed.ephemeral, pair.public)
    except ValueError:  # not a point of the curve, or one of the weak ones
        raise DoesNotOpen from None
    return unseal(key, closed.sealed, bound_to)


def _shared_key(mine: KeyPair, theirs: bytes, recipient: bytes) -> bytes:
    private = X25519PrivateKey.from_private_bytes(mine.private)
    secret = private.exchange(X25519PublicKey.from_public_bytes(theirs))
    ephemeral = theirs if mine.public == recipient else mine.public
    return _derive(secret, b"casemgr key slot" + ephemeral + recipient)


def authenticate(key: bytes, content: bytes) -> bytes:
    """A mark on `content` that only a holder of the data key can make (HMAC-SHA256)."""
    return hmac.digest(sub_key(key, "key slots"), content, "sha256")


def is_authentic(key: bytes, content: bytes, mark: bytes) -> bool:
    """Whether `mark` is the one `authenticate` makes."""
    return hmac.compare_digest(authenticate(key, content), mark)


def new_recovery_text() -> str:
    """A recovery key to print: eight groups of four symbols, the last one checking the others."""
    secret = "".join(secrets.choice(_SYMBOLS) for _ in range((_GROUPS - 1) * _GROUP_SYMBOLS))
    whole = secret + _check_group(secret)
    return "-".join(whole[at : at + _GROUP_SYMBOLS] for at in range(0, len(whole), _GROUP_SYMBOLS))


def secret_of_recovery_text(text: str) -> str | None:
    """The 28 secret symbols of a recovery key as typed; None when it is mistyped.

    Case, spaces and hyphens do not count; O, I and L are read as the digits they look like; Arabic digits
    too.
    """
    symbols = unicodedata.normalize("NFKC", text).upper().translate(_LOOKALIKES)
    plain = "".join(str(unicodedata.digit(s)) if s.isdigit() else s for s in symbols if s.isalnum())
    secret, check = plain[: (_GROUPS - 1) * _GROUP_SYMBOLS], plain[(_GROUPS - 1) * _GROUP_SYMBOLS :]
    return secret if check and check == _check_group(secret) else None


def _check_group(secret: str) -> str:
    number = int.from_bytes(hashlib.sha256(b"casemgr recovery check" + secret.encode()).digest()[:4], "big")
    return "".join(_SYMBOLS[number >> (5 * place) & 31] for place in range(_GROUP_SYMBOLS))
