"""Choices that must know more than their list: who may read a term, what a law allows, how people say it.

The record of a beneficiary is read by the whole branch. A term that only some may read ("lives with a
partner", "violence") never stands in one of its columns: confidentiality stands on records and rows, so it
has its place in rows with a mark of their own, or in the case (access.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue, UserError
from casemgr.domain.fields import Choice, Choices
from casemgr.domain.vocabulary import Term, vocabulary
from casemgr.domain.words import Words

READ_BY_FEW = Words(
    "Toute l’antenne lit cette page : notez cette réponse dans les besoins spécifiques ou dans le dossier.",
    "يطلع الفرع كله على هذه الصفحة: سجلوا هذا الجواب في الحاجيات الخاصة أو في الملف.",
    "The whole branch reads this page: note this answer in the specific needs or in the case.",
)


def is_read_by_the_branch(term: Term) -> bool:
    """Whether a term may stand in a column that the whole branch reads."""
    return term.meta.get("confidentiality", "L0") == "L0"


def mark_of(list_name: str, code: object, otherwise: str = "L0") -> str:
    """The least confidentiality of a row with this term; `otherwise` when the term asks for nothing."""
    terms = vocabulary(list_name)
    return terms[str(code)].meta.get("confidentiality", otherwise) if code in terms else otherwise


@dataclass(frozen=True, kw_only=True)
class OpenChoice(Choice):
    """A choice that the whole branch reads: terms for fewer readers are left out, and it is said."""

    only: Callable[[Any], bool] | None = is_read_by_the_branch

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        """The code; nothing, and a warning, when its readers are fewer than those of the record."""
        kept, issues = super().clean(value, context)
        if kept in self.choices() and not is_read_by_the_branch(self.choices()[kept]):
            return None, [Issue(self.key, READ_BY_FEW, "warning")]
        return kept, issues


@dataclass(frozen=True, kw_only=True)
class OpenChoices(Choices):
    """Several choices in a column that the whole branch reads."""

    only: Callable[[Any], bool] | None = is_read_by_the_branch

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        """The codes without those for fewer readers; a warning says that some were left out."""
        kept, issues = super().clean(value, context)
        terms = self.choices()
        of_all = tuple(code for code in kept if code not in terms or is_read_by_the_branch(terms[code]))
        return of_all, issues + [Issue(self.key, READ_BY_FEW, "warning")] * (of_all != kept)


@dataclass(frozen=True, kw_only=True)
class SpokenChoice(Choice):
    """A choice that old lists write in other words than ours; `spoken`: word in small letters -> code."""

    spoken: Mapping[str, str] = field(default_factory=dict)

    def read(self, text: str, context: Context) -> Any:
        """The code of a term, of a wording of the list, or of one of the other words."""
        other = self.spoken.get(" ".join(text.split()).casefold())
        return other if other is not None else super().read(text, context)


@dataclass(frozen=True, kw_only=True)
class Nationality(Choice):
    """The nationality to report: lists say the adjective, in either gender, or the country."""

    vocabulary: str = "nationality"

    def read(self, text: str, context: Context) -> Any:
        """The code meant by "Sénégalaise", "sénégalais", "Sénégal" or "SN". Raises UserError otherwise."""
        try:
            return super().read(text, context)
        except UserError:
            country = vocabulary("country").find(text)
            said = text.strip()
            feminine = (self.choices().find(said + ending) for ending in ("e", "ne", "ة"))
            code = country or next((code for code in feminine if code), None)
            if code is None:
                raise
            return code
