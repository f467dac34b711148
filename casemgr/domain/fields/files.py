"""A file that a record carries (scan, photo): what is known of it. Its content lies apart (data/stored_files.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from casemgr.domain.conditions import Context
from casemgr.domain.errors import UserError
from casemgr.domain.fields.field import Column, Field, Values
from casemgr.domain.words import Words, current_language

NOT_TYPED = Words("Un fichier ne s’écrit pas.", "الملف لا يكتب.", "A file is not typed.")
CHOOSE_A_FILE = Words(
    "Joignez-le depuis la fiche de la personne.", "أرفقوه من بطاقة الشخص.", "Attach it from the person’s file."
)
_PARTS = ("id", "media", "size", "pages", "digest")
_KINDS = {"image/jpeg": "JPEG", "image/png": "PNG", "application/pdf": "PDF"}
_PAGES = Words("{pages} pages", "{pages} صفحات", "{pages} pages")
_KILOBYTES = Words("{size} Ko", "{size} كيلوبايت", "{size} KB")


@dataclass(frozen=True, slots=True)
class FileRef:
    """Which stored file, and what it is: its media type, its size in bytes, its pages, the SHA-256 of its content."""

    id: str
    media: str
    size: int
    pages: int
    digest: str

    @property
    def is_pdf(self) -> bool:
        """Whether it is a PDF (else it is an image)."""
        return self.media == "application/pdf"


@dataclass(frozen=True, kw_only=True)
class StoredFile(Field):
    """A file. The record says what it is; who may read the record may open it (services/attachments.py)."""

    type: ClassVar[str] = "file"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.key, "link"),
            Column(f"{self.key}_media", "text"),
            Column(f"{self.key}_size", "integer"),
            Column(f"{self.key}_pages", "integer"),
            Column(f"{self.key}_digest", "text"),
        )

    def store(self, value: Any) -> dict[str, Any]:
        kept = {} if value is None else self.plain(value)
        return {column.name: kept.get(part) for column, part in zip(self.columns(), _PARTS, strict=True)}

    def load(self, row: Values) -> Any:
        if row[self.key] is None:
            return None
        return FileRef(*(row[column.name] for column in self.columns()))

    def read(self, text: str, context: Context) -> Any:
        if not text.strip():
            return None
        raise UserError(NOT_TYPED, CHOOSE_A_FILE)

    def show(self, value: Any, language: str | None = None) -> str:
        if value is None:
            return ""
        said = language or current_language()
        told = [_KINDS.get(value.media, "?")]
        if value.pages > 1:
            told.append(_PAGES.format(pages=value.pages).say(said))
        told.append(_KILOBYTES.format(size=max(1, round(value.size / 1024))).say(said))
        return " · ".join(told)

    def plain(self, value: Any) -> Any:
        if value is None:
            return None
        return {part: getattr(value, part) for part in _PARTS}

    def revive(self, plain: Any) -> Any:
        return FileRef(**plain) if isinstance(plain, Mapping) else None
