"""What a backup says of itself in the clear, and the seal by which it is known for what was made.

Whoever makes a backup seals it: the rows that were counted, closed with a key made of the data key and bound to those
sizes and sums. Bytes of these sums under a seal that opens are those that were checked when the backup was made; a
backup of an older program has no seal, and is read whole instead (backup.py).
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace
from datetime import datetime

from casemgr.data.file_refusals import FixedRefusal
from casemgr.data.key_wrapping import NONCE_BYTES, DoesNotOpen, Sealed, seal, sub_key, unseal
from casemgr.domain.words import Words

LARGEST_KEYS = 4 * 1024 * 1024  # bytes of a key file
_FORMAT = "casemgr backup"
_VERSION = 1  # what is added since (the seal, the sum in pieces) older programs pass over


class NotABackup(FixedRefusal):
    """The file is something else."""

    WHAT = Words(
        "Ce fichier n’est pas une sauvegarde de casemgr.",
        "هذا الملف ليس نسخة احتياطية من casemgr.",
        "This file is not a casemgr backup.",
    )
    DO = Words(
        "Choisissez un fichier dont le nom finit par « .casemgr-backup ».",
        "اختاروا ملفاً ينتهي اسمه بـ ‎«.casemgr-backup»‎.",
        "Choose a file whose name ends with “.casemgr-backup”.",
    )


class BackupDamaged(FixedRefusal):
    """The backup is cut short, or no longer reads as it was written."""

    WHAT = Words(
        "Cette sauvegarde est abîmée ou incomplète.",
        "هذه النسخة الاحتياطية تالفة أو ناقصة.",
        "This backup is damaged or incomplete.",
    )
    DO = Words(
        "Prenez la sauvegarde précédente. Gardez celle-ci à part, sans l’effacer.",
        "استعملوا النسخة السابقة. واحتفظوا بهذه جانباً دون حذفها.",
        "Take the backup before it. Keep this one aside, without deleting it.",
    )


class BackupTooNew(FixedRefusal):
    """The backup was made by a later version of casemgr."""

    WHAT = Words(
        "Cette sauvegarde vient d’une version plus récente de casemgr.",
        "هذه النسخة الاحتياطية أُنجزت بإصدار أحدث من casemgr.",
        "This backup comes from a more recent version of casemgr.",
    )
    DO = Words(
        "Installez la dernière version sur cet ordinateur.",
        "ثبّتوا آخر إصدار على هذا الحاسوب.",
        "Install the latest version on this computer.",
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One of the two files inside: its size in bytes, its SHA-256, and its sum in pieces (piece_sums.py), which
    backups of older programs do not have.
    """

    size: int
    sha256: str
    pieces: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the backup says of itself in the clear, and the seal on it."""

    made: datetime
    database: Part
    keys: Part
    seal: Sealed | None = None

    def sealed(self, key: bytes, rows: dict[str, int]) -> Manifest:
        """The same, with the rows of its tables closed into a seal that only the data key makes."""
        content = json.dumps(rows).encode()
        return replace(self, seal=seal(sub_key(key, "backup"), content, self._sealed_content()))

    def rows(self, key: bytes) -> dict[str, int]:
        """The rows of each table, out of the seal. Raises BackupDamaged when another key made it, or of other sums."""
        try:
            found = json.loads(unseal(sub_key(key, "backup"), self.seal or Sealed(b"", b""), self._sealed_content()))
        except DoesNotOpen:
            raise BackupDamaged from None
        return {str(name): int(count) for name, count in found.items()}

    def _sealed_content(self) -> bytes:
        return json.dumps(to_json(replace(self, seal=None)), sort_keys=True).encode()


def to_json(manifest: Manifest) -> dict[str, object]:
    """As it stands in the file."""
    kept = manifest.seal
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "made": manifest.made.isoformat(),
        "database": _part_to_json(manifest.database),
        "keys": _part_to_json(manifest.keys),
    } | ({} if kept is None else {"seal": base64.b64encode(kept.nonce + kept.box).decode()})


def _part_to_json(part: Part) -> dict[str, object]:
    kept: dict[str, object] = {"size": part.size, "sha256": part.sha256}
    return kept if part.pieces is None else kept | {"pieces": part.pieces}


def _part_from_json(kept: dict[str, object]) -> Part:
    pieces = kept.get("pieces")
    return Part(int(str(kept["size"])), str(kept["sha256"]), None if pieces is None else str(pieces))


def from_json(content: bytes) -> Manifest:
    """What stands in the file. Raises NotABackup, BackupDamaged, BackupTooNew."""
    try:
        root = json.loads(content)
        if root["format"] != _FORMAT:
            raise NotABackup
        if int(root["version"]) > _VERSION:
            raise BackupTooNew
        made = datetime.fromisoformat(str(root["made"]))
        parts = [_part_from_json(root[name]) for name in ("database", "keys")]
        if made.tzinfo is None or parts[1].size > LARGEST_KEYS:
            raise BackupDamaged
        closed = base64.b64decode(root["seal"], validate=True) if "seal" in root else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BackupDamaged from None
    kept = None if closed is None else Sealed(closed[:NONCE_BYTES], closed[NONCE_BYTES:])
    return Manifest(made, parts[0], parts[1], kept)
