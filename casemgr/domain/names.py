"""Names: kept as they are typed, and found however they are written.

A passport writes Diallo, an office Jallow, the civil status ديالو; a colleague types "dial". A name is
therefore kept exactly (`clean_name`), and beside it an index is kept (`index_document`): its words folded (no
accents, no hamza), and the consonant keys of its words, which are the same in both scripts. A search asks for
both (`query_terms`), and `score_names` puts what comes back in order. The tables and their reasons are in
`name_spellings`.

Sex, origin or religion are never drawn from a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii
from rapidfuzz.distance import OSA, JaroWinkler

from casemgr.domain import name_spellings as tables

LONGEST_NAME = 80  # characters (V-NAME)

_MOST_WORDS = 24  # of one text: a bound on hostile input, far above any real name
_LONGEST_TEXT = 400
_LONGEST_WORD = 40
_MOST_TERMS = 8

_NEVER_STORED = re.compile("[\0\ud800-\udfff]")
_MARKS = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u0610-\u061c\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u2069\u20d0-\u20ff\ufe20-\ufe2f\ufeff]"
)
_NOT_PLAIN = re.compile("[^a-z0-9 \u0621-\u064a]")
_ARABIC = re.compile("[\u0621-\u064a]")

_CONTROLS = {
    "\u00ad": "SHY",
    "\u061c": "ALM",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2060": "WJ",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufeff": "BOM",
}


def clean_name(text: str) -> str:
    """The name as it is kept: NFC, one space between words, none around; otherwise exactly what was typed.

    Only what no database can hold (NUL, half a surrogate pair) is dropped.
    """
    return " ".join(unicodedata.normalize("NFC", _NEVER_STORED.sub("", text)).split())


def odd_characters(text: str) -> tuple[str, ...]:
    """The characters that are unusual in a name (V-NAME), each once: a warning, not a refusal.

    Usual are letters and marks of any script, the space, and - ' ’ . ; a control character is always odd.
    """
    if text.replace(" ", "").isalpha():  # letters of any script: nearly every name
        return ()
    odd = (c for c in text if c not in " -'’." and unicodedata.category(c)[0] not in "LM")
    return tuple(dict.fromkeys(odd))


def show_controls(text: str) -> str:
    """The text with its invisible characters shown as what they are, such as ⟦RLO⟧: none can mislead."""
    if text.isprintable() and not any(c in _CONTROLS for c in text):
        return text
    return "".join(
        f"⟦{_CONTROLS.get(c, f'U+{ord(c):04X}')}⟧" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in text
    )


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """The form in which names are searched: lower case without accents, Arabic without hamza, harakat or
    tatweel.

    Apostrophes fall ("N'Diaye" is "ndiaye"), hyphens part words, other scripts are written in Latin letters.
    """
    if len(text) > _LONGEST_TEXT:
        text = text[:_LONGEST_TEXT]
    if text.isascii():
        plain = text.lower().translate(tables.FOLDED_LETTERS)
    else:
        plain = _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold().translate(tables.FOLDED_LETTERS)
    if _NOT_PLAIN.search(plain):
        plain = _NOT_PLAIN.sub(_in_latin, plain)
    return " ".join(plain.split())


def _in_latin(odd: re.Match[str]) -> str:
    """A character of another script in Latin letters; nothing for a sign, a space for white space."""
    if odd[0].isspace():
        return " "
    if not odd[0].isalpha():
        return ""
    return re.sub("[^a-z]", "", str(anyascii(odd[0])).lower())


class Unit(NamedTuple):
    """One name within a text ("Ben Ali" is one). `forms`: the ways it may be typed, first without article."""

    forms: tuple[str, ...]
    key: str
    other_keys: tuple[str, ...]


def units_of(text: str) -> tuple[Unit, ...]:
    """The names within a text, particles put with what they belong to, for comparing two people."""
    return _units(fold(text))


def is_arabic(word: str) -> bool:
    """Whether a folded word is in Arabic letters."""
    return _ARABIC.match(word) is not None


@lru_cache(maxsize=20_000)
def _units(folded: str) -> tuple[Unit, ...]:
    words = [word[:_LONGEST_WORD] for word in folded.split()[:_MOST_WORDS]]
    parts = [part for word in words for part in tables.WRITTEN_AS_ONE.get(word, word).split()]
    return tuple(_unit(tuple(group)) for group in _grouped(parts))


def _grouped(words: list[str]) -> list[list[str]]:
    """The words put together as names: particles with what they stand before, or after."""
    groups: list[list[str]] = []
    waiting: list[str] = []
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        if following and (_joins(word, following) or _is_article(word, following)):
            waiting.append(word)
        elif not waiting and groups and (word in tables.JOINED_SUFFIXES or word in tables.GOD):
            groups[-1].append(word)
        elif len(waiting) == 1 and waiting[0] in tables.ARTICLES and groups and word in ("din", "dine", "deen"):
            groups[-1].extend([*waiting, word])  # "Nour al-Din"
            waiting = []
        else:
            groups.append([*waiting, word])
            waiting = []
    return groups


def _is_article(word: str, following: str) -> bool:
    if word in tables.ARTICLES:
        return True
    return word in tables.SUN_ARTICLES and following[0] == word[1] and following not in tables.JOINED_PREFIXES


_ABD_WORD = re.compile(r"abd[aeiou]{0,2}(l|[rsdtznj]|ch|sh)?")


def _joins(word: str, following: str) -> bool:
    """Whether `word` is written together with `following` or apart, indifferently."""
    if word in tables.JOINED_PREFIXES:
        return True
    if word in ("abou", "abu"):
        return key_of(following) == "bkr"
    if not (found := _ABD_WORD.fullmatch(word)):
        return False
    if word in ("abd", "abdel", "abdal") or (found[1] and found[1] != "l" and following.startswith(found[1])):
        return True
    return following in tables.ARTICLES or key_of(_without_article(following)) in _divine_keys()


@lru_cache(maxsize=1)
def _divine_keys() -> frozenset[str]:
    return frozenset(key_of(name) for name in tables.DIVINE_NAMES)


_ABD = re.compile(
    r"abd(?:[aeiou]{0,2}(?:l|([rsdtzn])(?=\1)|ch(?=ch)|s(?=sh))(?=[a-z]{2})(?!a[yh]$)|[aeiou]{1,2}(?=[^aeiouly][a-z]{3}))"
)
_ABD_ARABIC = re.compile("عبد(?:ال(?=..))?(?=.)")
_ARTICLE = re.compile(
    r"el(?=[a-z]{4})|al(?=[bcdfghjkmnpqrstvwxz][a-z]{3})"
    r"|e([drstzn])(?=\1[a-z]{3})|e(?:ch|s)(?=[cs]h[a-z]{2})|ال(?=...)"
)
_SON_OF = re.compile(
    r"(ben|bin|ibn|bnou)(?:el(?=[a-z]{4})|al(?=[bcdfghjkmnpqrstvwxz][a-z]{3})|[oue]{1,2}l(?=[a-z]{4}))"
)


def _without_article(word: str) -> str:
    if word == "الله":
        return "له"
    found = _ARTICLE.match(word)
    return word[found.end() :] if found else word


def _stem(word: str) -> str:
    """A word in its simplest writing: no article, "abd" and "ben" without the article that follows them."""
    if word in tables.ALIASES:
        return word
    if found := _ABD.match(word):
        return "abd" + word[found.end() :]
    if found := _ABD_ARABIC.match(word):
        return "عبد" + word[found.end() :]
    if found := _SON_OF.match(word):
        return found[1] + word[found.end() :]
    return _without_article(word)


@lru_cache(maxsize=50_000)
def _unit(group: tuple[str, ...]) -> Unit:
    *before, last = group
    if before and (last in tables.JOINED_SUFFIXES or last in tables.GOD or last in ("din", "dine", "deen")):
        before = [word for word in before if word not in tables.ARTICLES]
        last = "دين" if last == "الدين" else "له" if last == "الله" else last
        glued = "".join(before) + last
        forms = dict.fromkeys((glued, "".join(group), *group))
        return Unit(tuple(forms), key_of(glued), _keys_of(before))
    particles = [word for word in before if word not in tables.ARTICLES and word not in tables.SUN_ARTICLES]
    has_article = len(particles) < len(before) or _ARTICLE.match(last) is not None
    bare = _without_article(last)
    if particles and last.startswith("ال") and len(last) > 3:
        bare = last[2:]  # "عبد الحق": after a particle even a short word has its article
    stem = _prefix(particles) + bare if before else _stem(last)
    forms = dict.fromkeys((stem, "".join(group), last, bare, *group))
    key = key_of(stem)
    others = dict.fromkeys((*_other_keys(stem, key, has_article), *(_keys_of([bare, last]) if particles else ())))
    others.pop(key, None)
    return Unit(tuple(forms), key, tuple(others))


def _prefix(particles: list[str]) -> str:
    """Particles as they are glued: every way to say "servant" is "abd", "son of" stays as it is."""
    return "".join("abd" if _ABD_WORD.fullmatch(word) else word for word in particles)


def _keys_of(words: list[str]) -> tuple[str, ...]:
    return tuple(key_of(_stem(word)) for word in words if word not in tables.ARTICLES)


@lru_cache(maxsize=50_000)
def key_of(word: str) -> str:
    """The consonant key of one folded word: small letters, the same for both scripts (Diallo, ديالو: "jl").

    An initial vowel counts as "a"; a key of one consonant ends with the kind of its last vowel (Ba "ba", Sow
    "su").
    """
    word = tables.ALIASES.get(word, word)
    return _arabic_key(word) if _ARABIC.search(word) else _latin_key(word)


_VOWELS = (
    (re.compile("aw|ao|au|ow|ew|eu|ou|oo|[ouw]+"), "u"),
    (re.compile("ay|ai|ey|ei|ye|ie|ee|[eiy]+"), "i"),
    (re.compile("aa+"), "a"),
    (re.compile("(?<=.)h"), ""),
)


@lru_cache(maxsize=50_000)
def sound_of(word: str) -> str:
    """A folded Latin word by its sound, vowels in three kinds: Touré and Turay are "turi", Sow is "su".

    It tells apart names that have one key (Sira "sira", Sory "suri"). Arabic words are given back as they
    are.
    """
    if is_arabic(word):
        return word
    sounds = word
    for pattern, replacement in (*tables.LATIN_RULES, *_VOWELS):
        sounds = pattern.sub(replacement, sounds)
    return sounds


_INNER_W = re.compile("(?<=[aeio])(?:ou|u|w)(?=[aeiy])")  # Alaoui is not Ali
_LAST_VOWEL = re.compile(r"(?:(aw|ao|au|ow|ew|eu|ou|u|o|w)|(ay|aye|ey|eye|ye|ie|e|i|y)|(a))h?$")


def _latin_key(word: str) -> str:
    sounds = word
    for pattern, replacement in tables.LATIN_RULES:
        sounds = pattern.sub(replacement, sounds)
    if not sounds:
        return word[:2]
    first = "a" if sounds[0] in "aeiou" else sounds[0]
    rest = re.sub("[aeiouyhw0-9]", "", sounds[1:])
    if len(rest) + (first != "a") > 1:
        return first + rest
    if _INNER_W.search(sounds[1:]):
        return first + rest + "w"
    found = _LAST_VOWEL.search(sounds[1:] or sounds)
    return first + rest + ("uia"[(found.lastindex or 1) - 1] if found else "")


_ARABIC_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("دي(?=[اوه])", "ج"),  # ديالو is جالو, as Diallo is Jallow
        ("^ا(?=مب|نج)", ""),  # امبارك / مبارك
        ("^تي(?=[او])", "ش"),  # تيام: Thiam
        ("تش", "ش"),
        ("له$", "ل"),  # نصرالله / Nasrallah
    )
)
_ARABIC_LAST_VOWEL = {"و": "u", "ي": "i", "ا": "a", "ه": "a"}


def _arabic_key(word: str) -> str:
    sounds = word
    for pattern, replacement in _ARABIC_RULES:
        sounds = pattern.sub(replacement, sounds)
    first = "a" if sounds[0] in "اع" else tables.ARABIC_CONSONANTS.get(sounds[0], sounds[0])
    rest = "".join(tables.ARABIC_CONSONANTS.get(c, c) for c in sounds[1:] if c not in "حهوياع")
    if len(rest) + (first != "a") > 1:
        return first + rest
    if re.search("و[اي]", sounds[1:]):
        return first + rest + "w"
    end = re.sub("(?<=[اوي])[هحع]$", "", sounds[1:])
    return first + rest + _ARABIC_LAST_VOWEL.get(end[-1:], "")


def _other_keys(stem: str, key: str, has_article: bool) -> tuple[str, ...]:
    """Keys under which a name is kept as well, because another writing of it would give them."""
    found = []
    if has_article and stem[0] in "aeiouhاعح" and key[:3] != "abd":  # El Amine, El Hassan: Lamine, Lahcen
        found.append("l" + key[1:])
    elif re.match("l[aeo]?[^aeiou]|l[aeo].{3}|ل[اعح]..", stem) and len(stem) > 4:  # and the other way
        found.append(key_of(re.sub("^l[ao]?(?=h)|^l|^ل", "", stem)))
    if stem.startswith(("bel", "بل")) and len(stem) > 4:  # Belhaj: Ben El Haj
        found.append("bn" + key[2:])
    elif stem.startswith(("ben", "bin", "بن")) and has_article:
        found.append("bl" + key[2:])
    if key[0] == "g" and not stem.startswith(("gh", "rh", "غ")):  # Guedira: كديرة
        found.append("k" + key[1:])
    elif key[0] == "k" and len(key) > 2:
        found.append("g" + key[1:])
    if "ث" in stem[1:]:  # t in Morocco, s further south and east
        found.append(key_of(stem.replace("ث", "س")))
    if "ذ" in stem or "ظ" in stem:  # d in Morocco, z elsewhere
        found.append(key_of(stem.replace("ذ", "ز").replace("ظ", "ز")))
    return tuple(found)


class SearchTerms(NamedTuple):
    """What is kept to find a name: folded words, and consonant keys; each once, in the order of the name."""

    folded: tuple[str, ...]
    keys: tuple[str, ...]


@lru_cache(maxsize=20_000)
def search_terms(text: str) -> SearchTerms:
    """The folded words and the keys of a name, with its other possible writings."""
    plain = fold(text)
    units = _units(plain)
    folded = dict.fromkeys(form for unit in units for form in unit.forms)
    for word in tables.WRITTEN_AS_ONE.keys() & plain.split():  # the parts are there, the whole is typed too
        folded[word] = None
    keys = dict.fromkeys(key for unit in units for key in (unit.key, *unit.other_keys))
    folded.pop("", None)
    keys.pop("", None)
    return SearchTerms(tuple(folded), tuple(keys))


def keys(text: str) -> list[str]:
    """The consonant keys of a name: those it is looked up by, and others that it is kept under."""
    return list(search_terms(text).keys)


def main_keys(text: str) -> tuple[str, ...]:
    """One key a name, in order: those by which two people are compared."""
    return tuple(unit.key for unit in _units(fold(text)) if unit.key)


def index_document(names: Iterable[str]) -> tuple[str, str]:
    """What is kept of all the names of one person, to be searched: folded words, and keys, parted by spaces.

    Both hold only a-z, 0-9 and Arabic letters, so any full-text index leaves them whole.
    """
    folded: dict[str, None] = {}
    found: dict[str, None] = {}
    for name in names:
        terms = search_terms(name)
        folded.update(dict.fromkeys(terms.folded))
        found.update(dict.fromkeys(terms.keys))
    return " ".join(folded), " ".join(found)


def query_terms(text: str) -> list[tuple[str, str]]:
    """What to look for: for each name in `text`, the beginning of a folded word, and a whole key.

    A person is found when each pair matches: one of her folded words begins with the first, or one of her
    keys is the second. Eight pairs at most; none for text without letters or digits.
    """
    return [(unit.forms[0], unit.key) for unit in _units(fold(text))[:_MOST_TERMS] if unit.forms[0]]


# Signs of the sort key keep their order under every collation: digits stand before letters everywhere.
_ARABIC_ORDER = dict(zip("ءابتثجحخدذرزسشصضطظعغفقكلمنهوي", "123456789abcdefghijklmnopqrst", strict=True))


def sort_key(text: str) -> str:
    """The key by which names are put in order, to be stored beside them (SQLite has no collation of its own).

    Accents, case, hyphens and apostrophes do not count; Latin comes before Arabic, Arabic in its own
    alphabet; a shorter name before a longer that begins with it. Only a-z and 0-9.
    """
    words = fold(text)[:120].split()
    if "".join(words).isalpha() and text.isascii():  # most names: nothing in them to be put in another order
        return "0".join(words)
    return "0".join(_sorted_word(word) for word in words)


def _sorted_word(word: str) -> str:
    return _IN_ORDER.sub(_sorted_run, word)


_IN_ORDER = re.compile("[0-9]|[^a-z0-9]+")


def _sorted_run(run: re.Match[str]) -> str:
    if run[0].isdigit():
        return f"1{run[0]}"
    return "zzz" + "".join(_ARABIC_ORDER.get(c, "") for c in run[0])


def score_names(query: str, candidate_names: Iterable[str]) -> float:
    """How well `query` fits a person of these names, from 0 to 1; the order of words does not matter.

    For ranking what a search brings back (some hundreds): whole words above beginnings of words, above other
    spellings and the other script, above typing mistakes.
    """
    wanted = _wanted(query)
    if not wanted:
        return 0.0
    best = 0.0
    together: list[Unit] = []
    names = tuple(candidate_names)
    for name in names:
        units = _units(fold(name))
        together.extend(units)
        best = max(best, _fit(wanted, units))
        if best == 1.0:
            return 1.0
    if len(names) == 1:
        return best
    # A family name in one field and given names in another, or one word in each script.
    return max(best, 0.99 * _fit(wanted, tuple(together[:_MOST_WORDS])))


@lru_cache(maxsize=8)
def _wanted(query: str) -> tuple[Unit, ...]:
    """What was typed, read once for the hundreds it is held against; the longest names first."""
    return tuple(sorted(_units(fold(query))[:_MOST_TERMS], key=lambda unit: -len(unit.forms[0])))


def _fit(wanted: tuple[Unit, ...], units: tuple[Unit, ...]) -> float:
    if not units:
        return 0.0
    left = list(units)
    total = weight = 0.0
    for unit in wanted:
        likeness, place = max((word_likeness(unit[:2], other[:2]), -i) for i, other in enumerate(left))
        share = min(len(unit.forms[0]), 12)
        total += share * likeness
        weight += share
        if likeness > 0.5 and len(left) > 1:
            del left[-place]
    covered = min(1.0, len(wanted) / len(units))
    return min(1.0, total / weight * (0.94 + 0.06 * covered)) if weight else 0.0


@lru_cache(maxsize=100_000)
def word_likeness(wanted: tuple[tuple[str, ...], str], other: tuple[tuple[str, ...], str]) -> float:
    """How well one word (forms, key) fits another, from 0 to 1; `wanted` may be the beginning of it."""
    (typed, *_), key = wanted
    forms, other_key = other
    if typed in forms:
        return 1.0
    best = 0.0
    for form in forms:
        if len(typed) > 1 and form.startswith(typed):
            best = max(best, 0.85 + 0.13 * len(typed) / len(form))
    crossed = bool(_ARABIC.search(typed)) != bool(_ARABIC.search(forms[0]))
    if crossed:
        return max(best, 0.95 if key == other_key else 0.8 * OSA.normalized_similarity(key, other_key))
    if key == other_key and len(key) > 1:
        return max(best, 0.72 + 0.24 * same_key_likeness(typed, forms[0]))
    written = JaroWinkler.normalized_similarity(typed, forms[0])
    return max(best, 0.85 * written if written > 0.75 else 0.6 * written)


def same_key_likeness(one: str, other: str) -> float:
    """How alike two words of one key and one script are, from 0 to 1: by the table of names, else by their sound."""
    known, other_known = tables.ALIASES.get(one), tables.ALIASES.get(other)
    if known is not None and other_known is not None:
        return 1.0 if known == other_known else 0.0  # Hassan and Hussein are two names
    return OSA.normalized_similarity(sound_of(one), sound_of(other))
