"""Whatever the window and the command line say is said in French, in Arabic and in English, and said well."""

from __future__ import annotations

import ast
import gettext
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from casemgr.domain import words
from translations import update

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("fr", "ar", "en")
HOW_TO_MEND = "run python3 translations/update.py and translate what it lists"

# What a sentence holds in Latin letters in Arabic too: names, keys of the keyboard, what one types as it stands.
SAME_EVERYWHERE = {
    *("casemgr", "CNDP", "PostgreSQL", "PDF", "Excel", "CSV", "JSON", "USB", "TLS", "SSL"),
    *("Ctrl", "Delete", "Esc", "demo", "CASE", "COORD", "MA", "RAB"),
    *("csv", "xlsx", "json", "keys", "kinds", "postgresql", "machine", "base"),
}
# Words that a command line takes as they stand: --branch, CASEMGR_USER, .csv.
_TYPED_AS_IT_STANDS = re.compile(
    r"--[a-z][a-z-]*|CASEMGR_[A-Z_]+|\.(?:pdf|ics)|certificate|consent_form|sheet|blank-KIND"
)
_BLANK = re.compile(r"\{\w*\}|%\(\w+\)[sr]|%[sr]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
_ARABIC_LETTER = re.compile("[\u0621-\u064a]")
_VOWEL_SIGN = re.compile("[\u064b-\u0652]")


@pytest.fixture(scope="module")
def said_by_the_code() -> list[update.Sentence]:
    return update.sentences_of_the_code(ROOT)


def catalogue(language: str) -> Catalog:
    return update.read(language)


def translations(language: str) -> Iterator[tuple[str, str]]:
    """Each sentence with its translation; each form of a plural with the English one it stands for."""
    for message in translated(language):
        english = update.forms_of(message.id)
        for place, form in enumerate(update.forms_of(message.string)):
            yield english[min(place, len(english) - 1)], form


def translated(language: str) -> Iterator[Message]:
    """What has a translation: one test tells which sentences have none, the others look at the rest."""
    for message in catalogue(language):
        if message.id and all(update.forms_of(message.string)):
            yield message


def compiled(language: str) -> gettext.GNUTranslations:
    with update.path_of(language, "mo").open("rb") as file:
        return gettext.GNUTranslations(file)


# --- nothing is missing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_code_is_in_the_catalogue(language: str, said_by_the_code: list[update.Sentence]) -> None:
    known = {message.id for message in catalogue(language)}
    assert [said for said in said_by_the_code if said not in known] == [], HOW_TO_MEND


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_keeps_what_nobody_says(language: str, said_by_the_code: list[update.Sentence]) -> None:
    spoken = set(said_by_the_code)
    assert [message.id for message in catalogue(language) if message.id and message.id not in spoken] == [], HOW_TO_MEND


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_empty_or_guessed(language: str) -> None:
    assert update.without_words(catalogue(language)) == [], HOW_TO_MEND
    assert [message.id for message in catalogue(language) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogues_are_as_the_script_writes_them(language: str, said_by_the_code: list[update.Sentence]) -> None:
    level = update.brought_level(language, said_by_the_code, catalogue(language))
    assert update.path_of(language).read_bytes() == update.as_po(level), HOW_TO_MEND
    assert update.path_of(language, "mo").read_bytes() == update.as_mo(level), HOW_TO_MEND


def test_the_program_reads_the_compiled_catalogues() -> None:
    said = {}
    for language in LANGUAGES:
        words.use_language(language)
        said[language] = words.translate("Save")
    words.use_language("fr")
    assert said == {"fr": "Enregistrer", "ar": "حفظ", "en": "Save"}


def test_english_says_what_the_code_says() -> None:
    assert [pair for pair in translations("en") if pair[0] != pair[1]] == []


# --- nothing is broken on the way -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_blanks_of_a_sentence_are_those_of_its_translation(language: str) -> None:
    wrong = []
    for message in translated(language):
        english, forms = update.forms_of(message.id), update.forms_of(message.string)
        wanted = sorted(_BLANK.findall(english[-1]))
        for place, form in enumerate(forms):
            found = sorted(_BLANK.findall(form))
            # Arabic has words for none, one and two things: "خانتان" needs no figure.
            if found != wanted and not (len(forms) == 6 and place < 3 and not found):
                wrong.append((english[0], form))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_blanks_can_be_filled(language: str) -> None:
    for _english, said in translations(language):
        names = {name: name for name in re.findall(r"\{(\w+)\}", said)}
        assert not re.search(r"[{}]", said.format(**names)), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_to_press_stays_a_letter_to_press(language: str) -> None:
    for english, said in translations(language):
        assert len(re.findall(r"&\w", said)) == said.count("&") == english.count("&"), (english, said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ends_of_a_sentence_are_kept(language: str) -> None:
    for english, said in translations(language):
        for end in (r"^\s*", r"\s*$"):
            found, wanted = re.search(end, said), re.search(end, english)
            assert found is not None and wanted is not None and found[0] == wanted[0], (english, said)
        assert english.endswith("…") == said.endswith("…") or english.endswith(",…"), (english, said)


# --- it is said as people write -------------------------------------------------------------------------------------


def test_french_keeps_its_signs_with_the_word_before() -> None:
    for _english, said in translations("fr"):
        assert not re.search("[^\u00a0](?<!^)[;?!»]|«(?!\u00a0)|[ \u202f][:;?!»]|(?<=[a-zà-ÿ]):(?!//)", said), said
        assert "'" not in said and '"' not in said and "..." not in said, said


def test_arabic_has_its_own_signs_and_no_vowel_signs() -> None:
    for english, said in translations("ar"):
        assert not _VOWEL_SIGN.search(said), said
        if not english.isupper():  # CODE,…: what one types has the comma of the keyboard
            assert not re.search(r"[\u0621-\u064a»)}] ?[,;?](?![\w.])", said), said
        assert "'" not in said and '"' not in said and "..." not in said, said


def test_arabic_is_written_in_arabic() -> None:
    for english, said in translations("ar"):
        bare = _TYPED_AS_IT_STANDS.sub(" ", _BLANK.sub(" ", said))
        foreign = [word for word in _LATIN_WORD.findall(bare) if word not in SAME_EVERYWHERE]
        assert foreign == [], (english, said)
        has_words = [word for word in _LATIN_WORD.findall(_BLANK.sub(" ", english)) if word not in SAME_EVERYWHERE]
        assert not has_words or _ARABIC_LETTER.search(said), (english, said)


def test_french_is_not_english() -> None:
    """A sentence of several words that is the same in both languages was forgotten."""
    for english, said in translations("fr"):
        own = [word for word in _LATIN_WORD.findall(_BLANK.sub(" ", english)) if word not in SAME_EVERYWHERE]
        assert len(own) < 2 or said != english, english


@pytest.mark.parametrize(
    ("count", "french", "arabic", "english"),
    [
        (0, "0 champ à corriger", "لا توجد خانة تحتاج إلى تصحيح", "0 fields to correct"),
        (1, "1 champ à corriger", "خانة واحدة تحتاج إلى تصحيح", "1 field to correct"),
        (2, "2 champs à corriger", "خانتان تحتاجان إلى تصحيح", "2 fields to correct"),
        (3, "3 champs à corriger", "3 خانات تحتاج إلى تصحيح", "3 fields to correct"),
        (11, "11 champs à corriger", "11 خانة تحتاج إلى تصحيح", "11 fields to correct"),
        (100, "100 champs à corriger", "100 خانة تحتاج إلى تصحيح", "100 fields to correct"),
        (103, "103 champs à corriger", "103 خانات تحتاج إلى تصحيح", "103 fields to correct"),
    ],
)
def test_a_number_of_things_is_said_in_its_own_form(count: int, french: str, arabic: str, english: str) -> None:
    for language, wanted in (("fr", french), ("ar", arabic), ("en", english)):
        words.use_language(language)
        said = words.translate_plural("{count} field to correct", "{count} fields to correct", count)
        assert said.format(count=count) == wanted
    words.use_language("fr")


@pytest.mark.parametrize(
    ("count", "form"),
    [(0, 0), (1, 1), (2, 2), (3, 3), (10, 3), (11, 4), (99, 4), (100, 5), (102, 5), (103, 3), (111, 4)],
)
def test_the_six_forms_of_arabic_are_those_of_gettext(count: int, form: int) -> None:
    """Babel's own rule gives 11 the sixth form and 100 the fifth."""
    shape = update.PLURAL_FORMS["ar"].partition("plural=")[2].rstrip(";")
    assert gettext.c2py(shape)(count) == form
    assert compiled("ar").info()["plural-forms"] == update.PLURAL_FORMS["ar"]


def test_the_catalogues_hold_no_date_and_no_path() -> None:
    for language in LANGUAGES:
        text = update.path_of(language).read_text(encoding="utf-8")
        assert not re.search(r"-Date:|Generated-By|^#:", text, re.MULTILINE)


# --- nothing on screen goes round the catalogues --------------------------------------------------------------------

# Qt's own, which take words at the first place.
_QT = {
    *("QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QMenu", "QAction"),
    *("setText", "setTitle", "setWindowTitle", "setToolTip", "setStatusTip", "setWhatsThis", "setPlaceholderText"),
    *("setAccessibleName", "setAccessibleDescription", "setSpecialValueText", "setSuffix", "setPrefix"),
    *("addAction", "addMenu", "addItem", "addTab", "setTabText", "setHeaderLabels", "setInformativeText"),
}
# The name of the program, keys, the names of the languages in themselves, the mask of the recovery key.
_NO_WORDS = re.compile(r"casemgr|Français|English|F\d+|Ctrl\+\w|Esc|PDF|X{4}")
Taken = dict[str, set[tuple[int | None, str]]]


def window_code() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "ui").rglob("*.py"))}


def _is_words(annotation: ast.expr | None) -> bool:
    return annotation is not None and bool(re.search(r"\b(Text|Phrase)\b", ast.unparse(annotation)))


def _parameters(code: dict[Path, ast.Module]) -> Iterator[tuple[str, int | None, str, bool]]:
    """Of every function, method and class: its name, each place and parameter, and whether that takes a sentence."""
    for module in code.values():
        methods: set[ast.FunctionDef] = set()
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef):
                fields = [one for one in node.body if isinstance(one, ast.AnnAssign)]
                if any("dataclass" in ast.unparse(one) for one in node.decorator_list):
                    for place, field in enumerate(fields):
                        yield node.name, place, ast.unparse(field.target), _is_words(field.annotation)
                for method in (one for one in node.body if isinstance(one, ast.FunctionDef)):
                    methods.add(method)
                    yield from _arguments(method, node.name if method.name == "__init__" else method.name, 1)
            elif isinstance(node, ast.FunctionDef) and node not in methods:
                yield from _arguments(node, node.name, 0)


def _arguments(function: ast.FunctionDef, name: str, skipped: int) -> Iterator[tuple[str, int | None, str, bool]]:
    for place, one in enumerate((function.args.posonlyargs + function.args.args)[skipped:]):
        yield name, place, one.arg, _is_words(one.annotation)
    for one in function.args.kwonlyargs:
        yield name, None, one.arg, _is_words(one.annotation)


def what_takes_words(code: dict[Path, ast.Module]) -> Taken:
    """For each function or class of the window, at which place and by which name it takes a sentence (`Text`).

    Where two share a name (`say`), a place counts only if both take a sentence there.
    """
    taken: Taken = defaultdict(set)
    others: dict[str, set[int | None]] = defaultdict(set)
    for name, place, parameter, takes_words in _parameters(code):
        if takes_words:
            taken[name].add((place, parameter))
        else:
            others[name].add(place)
    for name, places in taken.items():
        taken[name] = {(place, parameter) for place, parameter in places if place is None or place not in others[name]}
    for name in _QT:
        taken[name].add((0, "text"))
    return taken


def _bare(value: ast.expr, within: bool = False) -> Iterator[str]:
    """The words that stand in the code as they are; in a list, keys such as "month" are none."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        text = _NO_WORDS.sub("", value.value)
        if re.search(r"[A-Z][a-z]|[a-z] [a-z]" if within else "[A-Za-zÀ-ÿ\u0621-\u064a]{2}", text):
            yield value.value
    elif isinstance(value, ast.JoinedStr):
        for part in value.values:
            yield from _bare(part, within)
    elif isinstance(value, ast.BinOp):
        yield from _bare(value.left, within)
        yield from _bare(value.right, within)
    elif isinstance(value, ast.IfExp):
        yield from _bare(value.body, within)
        yield from _bare(value.orelse, within)
    elif isinstance(value, ast.BoolOp):
        for part in value.values:
            yield from _bare(part, within)
    elif isinstance(value, (ast.List, ast.Tuple)):
        for part in value.elts:
            yield from _bare(part, within=True)
    elif (
        isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in ("format", "join")
    ):
        yield from _bare(value.func.value, within)


def _name(call: ast.Call) -> str:
    function = call.func
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _given(call: ast.Call, taken: Taken) -> Iterator[ast.expr]:
    for place, name in taken.get(_name(call), ()):
        if place is not None and place < len(call.args):
            yield call.args[place]
        yield from (one.value for one in call.keywords if one.arg == name)


def test_no_words_on_screen_go_round_the_catalogues() -> None:
    code = window_code()
    taken = what_takes_words(code)
    bare = []
    for path, module in code.items():
        for node in ast.walk(module):
            if isinstance(node, ast.Call):
                found = {text for value in _given(node, taken) for text in _bare(value)}
                bare += [f"{path.relative_to(ROOT)}:{node.lineno}: {text!r}" for text in sorted(found)]
    assert bare == []


def test_what_shows_words_is_known() -> None:
    """The test above looks at the kit, or it would see nothing."""
    taken = what_takes_words(window_code())
    assert (0, "text") in taken["Button"]
    assert (0, "label") in taken["FieldFrame"]
    assert (1, "title") in taken["EmptyState"]
    assert (2, "words") in taken["Place"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('Button("Save")', ["Save"]),
        ('label.setText("Save" if ready else f"Wait {n} seconds")', ["Save", "Wait ", " seconds"]),
        ('Segmented([("month", "Month")])', ["Month"]),
        ('Button(_("Save"), "save")', []),
        ('Segmented([("month", N_("Month"))])', []),
        ('label.setText(f"{a} – {b}")', []),
    ],
)
def test_bare_words_are_seen(line: str, found: list[str]) -> None:
    statement = ast.parse(line).body[0]
    assert isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
    assert list(_bare(statement.value.args[0])) == found


def test_what_is_translated_stands_in_the_code_as_a_whole() -> None:
    """`_(f"…")` or `_(a if b else c)` is never extracted, and shows English."""
    wrong = []
    for path in [*sorted((ROOT / "ui").rglob("*.py")), *sorted((ROOT / "casemgr").rglob("*.py"))]:
        if path in (ROOT / "ui/translation.py", ROOT / "casemgr/domain/words.py"):
            continue  # they say what they are given
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in update.KEYWORDS:
                sentences = node.args[:2] if node.func.id == "translate_plural" else node.args[:1]
                if not all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in sentences):
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []
