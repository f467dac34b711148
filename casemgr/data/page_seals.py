"""The authentication codes of an encrypted file's pages, checked without opening the file.

SQLCipher ends each page with an HMAC-SHA512 of what it holds and of its place in the file
(https://www.zetetic.net/sqlcipher/design/). Its own check of them (`PRAGMA cipher_integrity_check`) takes twice the
time of this one and has the file for itself meanwhile; here the pages of a backup are checked as it is written
(written_pages.py). A page says nothing about the others: that each is the newest of its place, only the reading of
the whole through SQLite tells (file_check.py).
"""

from __future__ import annotations

import hashlib
import hmac

from casemgr.data.key_wrapping import sub_key

PAGE_BYTES = 4096  # SQLCipher's
LOCKS = 2**30  # the page that begins here has never any content: SQLite takes its bytes for locks
_SALT_BYTES = 16
_CODE_BYTES = 64  # the end of a page
_HMAC_SALT_MASK = 0x3A
_HMAC_ROUNDS = 2  # enough from a random key; SQLCipher's
_BLOCK_BYTES = 128  # of SHA-512


class PageSeals:
    """Checks pages of one file; may be used by several threads at once."""

    def __init__(self, key: bytes, first_page: bytes) -> None:
        """`key` is the data key; the salt of the file stands in its first page."""
        salt = bytes(byte ^ _HMAC_SALT_MASK for byte in first_page[:_SALT_BYTES])
        secret = hashlib.pbkdf2_hmac("sha512", sub_key(key, "file"), salt, _HMAC_ROUNDS, 32)
        # HMAC (RFC 2104) begun once for the file: to begin it for each page would double the time.
        padded = secret.ljust(_BLOCK_BYTES, b"\0")
        self._inner = hashlib.sha512(bytes(byte ^ 0x36 for byte in padded))
        self._outer = hashlib.sha512(bytes(byte ^ 0x5C for byte in padded))

    def hold(self, pages: bytes, place: int) -> bool:
        """Whether every page of `pages` is as it was written there; `place` is the byte of the file where they begin.

        A piece of a page is no page: False.
        """
        if place % PAGE_BYTES or len(pages) % PAGE_BYTES:
            return False
        inner, outer, view = self._inner.copy, self._outer.copy, memoryview(pages)
        for start in range(0, len(pages), PAGE_BYTES):
            at = place + start
            if at == LOCKS:
                continue
            end = start + PAGE_BYTES - _CODE_BYTES
            of_content = inner()
            of_content.update(view[start + (0 if at else _SALT_BYTES) : end])
            of_content.update((at // PAGE_BYTES + 1).to_bytes(4, "little"))
            code = outer()
            code.update(of_content.digest())
            if not hmac.compare_digest(code.digest(), view[end : end + _CODE_BYTES]):
                return False
        return True
