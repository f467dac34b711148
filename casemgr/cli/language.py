"""In which language the command line speaks: asked by --language, else that of the computer, else French."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from casemgr.domain.resources import folder
from casemgr.domain.words import LANGUAGES, current_language, use_language

_WHERE_PEOPLE_SAY_IT = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_asked(words: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language that the words ask for, read before anything else: the help is in it already."""
    for place, word in enumerate(words):
        if word == "--language":
            asked = words[place + 1] if place + 1 < len(words) else ""
        elif word.startswith("--language="):
            asked = word.removeprefix("--language=")
        else:
            continue
        return asked if asked in LANGUAGES else _of_the_computer(environment)
    return _of_the_computer(environment)


def _of_the_computer(environment: Mapping[str, str]) -> str:
    said = next((environment[name] for name in _WHERE_PEOPLE_SAY_IT if environment.get(name)), "")
    return said[:2].lower() if said[:2].lower() in LANGUAGES else "fr"


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` within the block, argparse's own sentences ("usage:", "required") included.

    argparse asks gettext's global catalogue, which looks at the environment: both are put back afterwards.
    """
    former = current_language(), gettext.textdomain(), os.environ.get("LANGUAGE")
    use_language(language)
    gettext.bindtextdomain("casemgr", str(folder("translations")))
    gettext.textdomain("casemgr")
    os.environ["LANGUAGE"] = language
    try:
        yield
    finally:
        use_language(former[0])
        gettext.textdomain(former[1])
        if former[2] is None:
            os.environ.pop("LANGUAGE", None)
        else:
            os.environ["LANGUAGE"] = former[2]
