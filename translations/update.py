#!/usr/bin/env python3
"""Bring the catalogues level with the code: `python3 translations/update.py`, after any sentence on screen changed.

The sentences are those given to `_`, `N_`, `translate`, `Phrase` and `translate_plural` in casemgr/ and ui/. Each
catalogue keeps the translations it has, gains the new sentences empty and loses those that nobody says any more;
English writes itself, and French gets its no-break spaces. What is left to write is then printed, and the exit code
is 1. The compiled .mo files are committed beside the .po, so that neither a checkout nor `pip install .` needs this
script.

Two runs on the same code give the same bytes: no date, no line of source, no order but that of the alphabet. Nothing
is matched by likeness either (gettext's "fuzzy"): a sentence has its own translation or none.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
DOMAIN = "casemgr"
SOURCES = ("casemgr", "ui")
# The functions that take a sentence, and at which place (the first, unless said): pybabel's --keyword.
KEYWORDS = {"_": None, "N_": None, "translate": None, "Phrase": None, "translate_plural": (1, 2)}
# How many forms, and which for n. Babel's own rule for Arabic swaps the last two of standard gettext: 11 to 99
# (the noun in the accusative singular) is the fifth, 100 to 102 the sixth.
PLURAL_FORMS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "en": "nplurals=2; plural=(n != 1);",
}

Sentence = str | tuple[str, ...]  # two of them for a plural


class Catalogue(Catalog):
    """A catalogue whose header holds what gettext needs, and nothing that changes by itself."""

    def __init__(self, language: str | None = None) -> None:
        super().__init__(locale=language, charset="utf-8")
        self.language = language

    def _headers(self) -> list[tuple[str, str]]:
        own = [("Language", self.language), ("Plural-Forms", PLURAL_FORMS[self.language])] if self.language else []
        return [
            ("Project-Id-Version", DOMAIN),
            *own,
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]

    mime_headers = property(_headers)


def path_of(language: str, suffix: str = "po") -> Path:
    """The .po or .mo of a language."""
    return HERE / language / "LC_MESSAGES" / f"{DOMAIN}.{suffix}"


def sentences_of_the_code(root: Path = HERE.parent) -> list[Sentence]:
    """Every sentence that the code says, each once, in alphabetical order; a plural is a pair."""
    found: set[Sentence] = set()
    for source in SOURCES:
        for _file, _line, sentence, _comments, _context in extract_from_dir(
            root / source, [("**.py", "python")], {}, keywords=KEYWORDS
        ):
            found.add(sentence)
    return sorted(found, key=_alphabetical)


def read(language: str) -> Catalog:
    """The catalogue of a language as its .po stands; empty while there is none."""
    path = path_of(language)
    if not path.exists():
        return Catalogue(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def brought_level(language: str, sentences: Iterable[Sentence], known: Catalog) -> Catalogue:
    """A catalogue of exactly these sentences, with the translations and remarks that are known."""
    level = Catalogue(language)
    for sentence in sentences:
        was = known.get(forms_of(sentence)[0])
        said: Sentence | None = None
        if language == "en":
            said = sentence
        elif was is not None and was.id == sentence:
            forms = tuple(_set_in(language, form) for form in forms_of(was.string))
            said = forms if isinstance(sentence, tuple) else forms[0]
        level.add(
            sentence,
            said,
            user_comments=was.user_comments if was is not None else (),
        )
    return level


def without_words(catalogue: Catalog) -> list[str]:
    """The sentences (the singular of plurals) of which a form is not translated."""
    return [forms_of(message.id)[0] for message in catalogue if message.id and not all(forms_of(message.string))]


def forms_of(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """A sentence or its translation as its forms: one, or as many as the plural has."""
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def as_po(catalogue: Catalogue) -> bytes:
    """The text of the .po (of the .pot, for a catalogue of no language)."""
    header = ['msgid ""', 'msgstr ""']
    header += [f'"{name}: {value.strip()}\\n"' for name, value in catalogue.mime_headers]
    body = io.BytesIO()
    write_po(body, catalogue, width=0, no_location=True, omit_header=True, ignore_obsolete=True)
    return "\n".join(header).encode() + b"\n\n" + body.getvalue().strip() + b"\n"


def as_mo(catalogue: Catalogue) -> bytes:
    """The compiled catalogue, as gettext reads it."""
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def main(languages: Sequence[str] = tuple(PLURAL_FORMS)) -> int:
    """Write the template, the catalogues and their compiled form; 1 if a translation is missing."""
    sentences = sentences_of_the_code()
    template = Catalogue()
    for sentence in sentences:
        template.add(sentence)
    (HERE / f"{DOMAIN}.pot").write_bytes(as_po(template))
    is_whole = True
    for language in languages:
        catalogue = brought_level(language, sentences, read(language))
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        path_of(language).write_bytes(as_po(catalogue))
        path_of(language, "mo").write_bytes(as_mo(catalogue))
        for sentence in without_words(catalogue):
            is_whole = False
            print(f"{language}: {sentence}", file=sys.stderr)
    print(f"{len(sentences)} sentences")
    return 0 if is_whole else 1


def _set_in(language: str, text: str) -> str:
    """French puts a space before ; : ? ! and inside « », which no line may end with: it is made a no-break one."""
    if language != "fr":
        return text
    return re.sub("(?<=«)[ \u202f]|[ \u202f](?=[:;?!»])", "\u00a0", text)


def _alphabetical(sentence: Sentence) -> tuple[str, str]:
    first = forms_of(sentence)[0]
    return first.casefold(), first


if __name__ == "__main__":
    sys.exit(main())
