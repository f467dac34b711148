"""Words in French, Arabic and English, and which of the three is spoken now.

The domain's own words (labels of fields, names of kinds, sentences of rules and errors) stand beside each other in
the declaration, as `Words`: so a kind of record is whole in one folder, and a lawyer or a social worker reads the
three wordings at once. The window's own words (buttons, menus) are gettext catalogues, read by `translate`.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from casemgr.domain.resources import folder

LANGUAGES = ("fr", "ar", "en")
RIGHT_TO_LEFT = frozenset({"ar"})
BABEL_LOCALES = {"fr": "fr_MA", "ar": "ar_MA", "en": "en_GB"}
_DEFAULT = "fr"
_current = _DEFAULT
# A paper may be in another language than the window: spoken in one thread of work, for as long as it is laid out.
_here: ContextVar[str | None] = ContextVar("language spoken here", default=None)


def use_language(language: str) -> None:
    """Speak `language` ("fr", "ar" or "en") from now on, in the whole process.

    Raises ValueError for any other code.
    """
    global _current
    if language not in LANGUAGES:
        raise ValueError(f"not one of the languages: {language!r}")
    _current = language


@contextmanager
def speaking_here(language: str) -> Iterator[None]:
    """Speak `language` inside the block, in this thread alone; everybody else goes on in the language of the process.

    Raises ValueError for any other code.
    """
    if language not in LANGUAGES:
        raise ValueError(f"not one of the languages: {language!r}")
    before = _here.set(language)
    try:
        yield
    finally:
        _here.reset(before)


def current_language() -> str:
    """The language spoken now: "fr", "ar" or "en"."""
    return _here.get() or _current


def is_right_to_left(language: str | None = None) -> bool:
    """Whether the language (the current one by default) is written from right to left."""
    return (language or current_language()) in RIGHT_TO_LEFT


@dataclass(frozen=True, slots=True)
class Words:
    """One wording in the three languages; `str()` gives that of the current language."""

    fr: str
    ar: str
    en: str

    def __str__(self) -> str:
        return self.say(current_language())

    def say(self, language: str) -> str:
        """The wording in `language` ("fr", "ar" or "en")."""
        if language == "fr":
            return self.fr
        return self.ar if language == "ar" else self.en

    def format(self, **values: object) -> Words:
        """The same sentence with its {blanks} filled, in the three languages."""

        def filled(language: str) -> str:
            said = {name: value.say(language) if isinstance(value, Words) else value for name, value in values.items()}
            return self.say(language).format(**said)

        return Words(filled("fr"), filled("ar"), filled("en"))

    def as_json(self) -> dict[str, str]:
        """The three wordings, as the command line prints them."""
        return {"fr": self.fr, "ar": self.ar, "en": self.en}


_INTRODUCED = Words("{head} : {told}", "{head}: {told}", "{head}: {told}")


def introduced(head: Words, told: str) -> str:
    """ "Follow-up: by telephone" as each language sets its colon; the head alone when nothing is told of it."""
    return str(_INTRODUCED).format(head=head, told=told) if told else str(head)


def same(text: str) -> Words:
    """A wording that is the same in the three languages (a code, a proper name)."""
    return Words(text, text, text)


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> gettext.NullTranslations:
    """Opened by its place: gettext's own search looks up the names of all locales, while the window waits."""
    try:
        with (folder("translations") / language / "LC_MESSAGES" / "casemgr.mo").open("rb") as file:
            return gettext.GNUTranslations(file)
    except FileNotFoundError:  # a checkout whose catalogues were not made: its own sentences
        return gettext.NullTranslations()


def translate(message: str) -> str:
    """The window's wording of an English sentence in the current language."""
    return _catalogue(current_language()).gettext(message)


def translate_plural(one: str, many: str, count: int) -> str:
    """The window's wording for `count` things (Arabic has six forms)."""
    return _catalogue(current_language()).ngettext(one, many, count)
