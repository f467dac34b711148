"""Fields that are chosen: one term of a coded list, several, yes or no."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue, UserError
from casemgr.domain.fields.field import Column, Field, Values
from casemgr.domain.vocabulary import Term, Vocabulary, vocabulary
from casemgr.domain.words import Words, current_language

UNKNOWN_TERM = Words(
    "Ce terme n’est pas dans la liste.", "هذا المصطلح غير موجود في اللائحة.", "This is not in the list."
)
CHOOSE = Words("Choisissez un terme de la liste.", "اختاروا مصطلحا من اللائحة.", "Choose one from the list.")


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One term of a coded list. `only` keeps some terms; `beside` is `__file__` of a kind with its own list.

    `fits` says which terms suit the other answers of the record (in a row: of its record): a form offers those alone.
    """

    vocabulary: str
    beside: str = ""
    only: Callable[[Term], bool] | None = None
    fits: Callable[[Term, Values], bool] | None = None

    type: ClassVar[str] = "choice"

    def choices(self) -> Vocabulary:
        return vocabulary(self.vocabulary, self.beside)

    def offered(self, context: Context) -> tuple[Term, ...]:
        """The terms that may be chosen here and now; a stored term that is no longer offered stays readable."""
        return tuple(term for term in self.choices().active() if self.only is None or self.only(term))

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        if value in (None, ""):
            return None, []
        return value, [] if value in self.choices() else [Issue(self.key, UNKNOWN_TERM)]

    def says_nothing(self, value: Any) -> bool:
        if not value or value not in self.choices():
            return not value
        meta = self.choices()[value].meta
        return meta.get("report") == "unknown" or meta.get("group") == "UNKNOWN"

    def read(self, text: str, context: Context) -> Any:
        return _read_term(self.choices(), text)

    def show(self, value: Any, language: str | None = None) -> str:
        return self.choices().label(value).say(language or current_language()) if value else ""


def _read_term(terms: Vocabulary, text: str) -> str | None:
    if not text.strip():
        return None
    code = terms.find(text)
    if code is None:
        raise UserError(UNKNOWN_TERM, CHOOSE)
    return code


NOT_AUTHORISED = Words(
    "Interdit sans la référence de l’autorisation de la CNDP.",
    "لا يسجل دون مرجع ترخيص اللجنة الوطنية لمراقبة حماية المعطيات.",
    "Not kept without the reference of the CNDP authorisation.",
)


@dataclass(frozen=True, kw_only=True)
class GatedChoice(Choice):
    """A choice of which some terms need a regulatory switch (data-protection.md §2.4): code -> switch."""

    gates: Mapping[str, str] = field(default_factory=dict)

    def offered(self, context: Context) -> tuple[Term, ...]:
        """The terms whose switch, if they have one, is on."""
        on = context.switches
        return tuple(term for term in super().offered(context) if self.gates.get(term.code, "") in ("", *on))

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        """The code; nothing, and a refusal, when its switch is off: it is stored nowhere."""
        if value in self.gates and self.gates[value] not in context.switches:
            return None, [Issue(self.key, NOT_AUTHORISED, unlawful=True)]
        return super().clean(value, context)


@dataclass(frozen=True, kw_only=True)
class Choices(Choice):
    """Several terms of a coded list, kept as `|A|B|` so that one of them can be filtered."""

    type: ClassVar[str] = "choices"

    def store(self, value: Any) -> dict[str, Any]:
        return {self.key: "|" + "|".join(value) + "|" if value else None}

    def load(self, row: Values) -> Any:
        kept = row[self.key]
        return tuple(kept.strip("|").split("|")) if kept else ()

    def clean(self, value: Any, context: Context) -> tuple[Any, list[Issue]]:
        codes = tuple(dict.fromkeys(value or ()))
        return codes, [] if all(c in self.choices() for c in codes) else [Issue(self.key, UNKNOWN_TERM)]

    def read(self, text: str, context: Context) -> Any:
        parts = text.replace("|", ";").split(";")
        return tuple(code for part in parts if (code := _read_term(self.choices(), part)))

    def show(self, value: Any, language: str | None = None) -> str:
        comma = "، " if (language or current_language()) == "ar" else ", "
        return comma.join(super(Choices, self).show(code, language) for code in value or ())

    def plain(self, value: Any) -> Any:
        return list(value or ())

    def revive(self, plain: Any) -> Any:
        return tuple(plain or ())


@dataclass(frozen=True, kw_only=True)
class YesNo(Field):
    """Yes, no, or not asked (None)."""

    type: ClassVar[str] = "yes_no"

    def columns(self) -> tuple[Column, ...]:
        return (Column(self.key, "integer"),)

    def store(self, value: Any) -> dict[str, Any]:
        return {self.key: None if value is None else int(bool(value))}

    def load(self, row: Values) -> Any:
        return None if row[self.key] is None else bool(row[self.key])

    def read(self, text: str, context: Context) -> Any:
        typed = text.strip().casefold()
        if not typed:
            return None
        if typed in {"1", "oui", "o", "yes", "y", "true", "vrai", "نعم", "x"}:
            return True
        if typed in {"0", "non", "n", "no", "false", "faux", "لا"}:
            return False
        raise UserError(
            Words("Ni oui ni non.", "ليس نعم ولا لا.", "Neither yes nor no."),
            Words("Écrivez oui ou non.", "اكتبوا نعم أو لا.", "Write yes or no."),
        )

    def show(self, value: Any, language: str | None = None) -> str:
        if value is None:
            return ""
        word = Words("Oui", "نعم", "Yes") if value else Words("Non", "لا", "No")
        return word.say(language or current_language())
