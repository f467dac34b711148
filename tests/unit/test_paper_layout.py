"""Papers are laid out well: Arabic in its order and selectable, hostile names harmless, long ones over many pages."""

from __future__ import annotations

import io
import re
import subprocess
import unicodedata
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from casemgr.domain import document
from casemgr.domain.document import Block, Document, Letterhead, Paragraph, fill
from casemgr.domain.words import Words, same
from casemgr.services.printing import bidi
from casemgr.services.printing.composing import Composed, compose
from casemgr.services.printing.pictures import pictures
from casemgr.services.printing.squares import squares
from casemgr.services.printing.text import Setter

HEAD = Letterhead("Association d’essai", Words("Rabat", "الرباط", "Rabat"), "12, rue des Orangers", cndp="A-PO-1/2024")
# The rows of the code for IMP-2026-RAB-00002, as a reader of QR codes (ZXing) has read them.
READ_BY_A_TELEPHONE = (
    "1fdee7f 105d941 174215d 175665d 174b55d 1046b41 1fd557f 001f300 16e9a4b 039aef7 12d7912 0c22116 "
    "1e67670 091f58a 0fc6b00 159655d 06dd7f0 0018517 1fd8f55 1056d10 1744df5 1758271 175c49e 104bc2d "
    "1fd2241"
)
MARKS: dict[int, str | None] = dict.fromkeys(
    map(ord, "\u202a\u202b\u202c\u200e\u200f\u2066\u2067\u2068\u2069\ufffe\f")
) | {0xA0: " "}  # the groups of a telephone are joined by no-break spaces
HOSTILE = '<b>Diallo</b> & <img src="file:///etc/passwd"> {name} %s'


def laid(*blocks: Block, languages: tuple[str, ...] = ("fr",), header: bool = False) -> Composed:
    return compose(Document(same("Essai"), blocks, header=header), languages, HEAD)


def read(made: Composed) -> str:
    """The text as PDFium gives it to who copies it, without the marks it adds."""
    with pypdfium2.PdfDocument(made.pdf) as pdf:
        pages = [pdf[place].get_textpage().get_text_range() for place in range(len(pdf))]
    return "\n".join(pages).translate(MARKS).replace("\r", "")


def read_by_poppler(made: Composed) -> str:
    """The text as Poppler gives it: the other family of PDF readers."""
    done = subprocess.run(["pdftotext", "-", "-"], input=made.pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().translate(MARKS).split())


# --- order, shaping, extraction -----------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize(
    "text",
    [
        "محمد الأمين بن عبد الله",
        "لا إله إلا الله",
        "Fatou N’Diaye, élève à l’œuvre n° 12",
        "+212 6 12 34 56 78",
        "7KD-M3X-9QF-T",
        "12/05/2026 — 1250,50 MAD",
    ],
)
def test_a_text_is_copied_as_it_was_typed(text: str, language: str) -> None:
    made = laid(Paragraph(text), languages=(language,))
    assert text in read(made) and text in read_by_poppler(made)
    assert made.missing == ()


# What PDFium still turns (copying.py) is not among these: several Latin words, or a code, inside an Arabic sentence.
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("هاتفها +212 6 12 34 56 78 وعنوانها حي المسيرة", "ar"),
        ("قاصر غير مصحوب(ة) — 06 92 63 36 67", "ar"),
        ("المبلغ 1250,50 درهم (MAD)", "ar"),
        ("حرر بتاريخ 23/11/2026 (الرباط).", "ar"),
        ("تشهد Fatou أن الشخص معروف", "ar"),
        ("Il a dit « مرحبا » (bonjour) au 06 12 34 56 78, puis partit.", "fr"),
        ("Née à فاس (Fès) en 1990", "fr"),
    ],
)
def test_where_arabic_and_latin_meet_what_is_copied_keeps_its_order(text: str, language: str) -> None:
    made = laid(Paragraph(text), languages=(language,))
    assert " ".join(read(made).split()) == text
    assert read_by_poppler(made) == text


def levels(text: str, base: int) -> str:
    return "".join(str(level) for level in bidi.levels_of(text, base))


def test_numbers_and_latin_words_keep_their_way_inside_arabic() -> None:
    assert levels("ab", 0) == "00" and levels("אב", 0) == "11" and levels("ab", 1) == "22"
    assert levels("ا 12/05 ب", 1) == "112222211"
    assert levels("سلام (ok) سلام", 1) == "11111" + "1" + "22" + "1" + "11111"
    assert levels(f"س {bidi.LRI}+212 6{bidi.PDI}", 1) == "11" + "1" + "222222" + "1"
    assert levels(f"a {bidi.FSI}سلام{bidi.PDI} b", 0) == "000" + "1111" + "000"
    assert levels("50% ب", 1)[:3] == "222"  # W5: the sign belongs to its number
    assert bidi.direction_of("12 — سلام") == 1 and bidi.direction_of("12", 1) == 1 and bidi.direction_of("a س") == 0


def seen(said: document.Said, language: str) -> str:
    """One line as the eye meets it, from left to right."""
    (line,) = Setter().lines(said, language, 1000, 10)
    return "".join(glyph.text for piece in sorted(line.pieces, key=lambda one: one.x) for glyph in piece.run.glyphs)


@pytest.mark.parametrize("amount", ["50\u00a0000,00", "50,000.00", "1250,50"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_an_amount_is_one_number_whatever_stands_around_it(amount: str, language: str) -> None:
    dirhams = amount + "\u00a0درهم"
    for said in (dirhams, (f"{amount} DH", " · ", dirhams), f"أدت {amount} اليوم"):
        shown = seen(said, language).replace("\u00a0", " ").replace(" ", "")
        assert shown.count(amount.replace("\u00a0", "")) == (2 if isinstance(said, tuple) else 1)


@given(st.text(alphabet="ab1 2.,(/)-«»سلام١٢\u0651\u2067\u2066\u2068\u2069", max_size=40), st.sampled_from([0, 1]))
def test_no_text_upsets_the_order_of_writing(text: str, base: int) -> None:
    found = bidi.levels_of(text, base)
    assert len(found) == len(text) and all(base <= level <= 126 for level in found)
    for character, level in zip(text, found, strict=True):
        if unicodedata.bidirectional(character) == "L":
            assert level % 2 == 0
        elif unicodedata.bidirectional(character) == "AL":
            assert level % 2 == 1


@given(
    st.text(
        alphabet="abé אابس01٠١ 2.,:+(/)[]-–%$«»!\t\u00a0\u200b\u200e\u061c\u0651\u2066\u2067\u2068\u2069⟦⟧", max_size=40
    ),
    st.sampled_from([0, 1]),
)
def test_the_order_of_writing_is_remembered_by_the_classes_of_characters_as_it_is_of_themselves(
    text: str, base: int
) -> None:
    text += "ا"  # what has nothing that runs leftwards is not asked about
    assert bidi.levels_of(text, base) == bidi.worked_out(text, base)


@given(
    st.text(alphabet="ab1 2.,(/)-«»سلام١٢\u0651\u2067\u2068\u2069", max_size=60),
    st.sampled_from(["fr", "ar"]),
    st.sampled_from([30.0, 90.0, 400.0]),
    st.sampled_from([7.4, 9.4, 13.0]),
)
def test_what_was_set_before_changes_nothing_in_what_is_set_now(
    text: str, language: str, width: float, size: float
) -> None:
    used = Setter()
    for other in (5.0, 9.4, 20.0):
        used.lines(text, language, width * 2, other, bold=other > 9)
        used.width(text, language, other)
    assert used.lines(text, language, width, size) == Setter().lines(text, language, width, size)
    widest = max(line.width for line in Setter().lines(text, language, 1e9, size))
    assert abs(used.width(text, language, size) - widest) < 1e-6


def places(said: document.Said, language: str, word: str) -> float:
    """How far from the left a word stands on its line."""
    setter = Setter()
    (line,) = setter.lines(said, language, 1000, 10)
    for piece in line.pieces:
        text = "".join(glyph.text for glyph in piece.run.glyphs).translate(MARKS)
        if word in (text, text[::-1]):  # a run from right to left has its glyphs from left to right
            return piece.x
    raise AssertionError(word)


def test_the_pieces_of_a_mixed_line_stand_where_a_reader_looks_for_them() -> None:
    words = Words("Reçu {name} le {day}.", "سجل {name} يوم {day}.", "Received {name} on {day}.")
    said = fill(words, name="Fatou", day="12/05/2026")
    assert places(said, "ar", "سجل") > places(said, "ar", "Fatou") > places(said, "ar", "يوم")
    assert places(said, "ar", "يوم") > places(said, "ar", "12/05/2026")
    assert places(said, "fr", "Fatou") < places(said, "fr", "12/05/2026")
    phone = "اتصلوا على 06 12 34 غدا"
    assert places(phone, "ar", "غدا") < places(phone, "ar", "06 12 34") < places(phone, "ar", "على")
    two = ("Femme", " · ", "أنثى")
    assert places(two, "fr", "Femme") < places(two, "fr", "أنثى") and places(two, "ar", "Femme") > places(
        two, "ar", "أنثى"
    )


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_name_is_never_mark_up(language: str) -> None:
    assert HOSTILE in read(laid(Paragraph(HOSTILE), languages=(language,)))
    assert HOSTILE in read(laid(Paragraph(fill(same("{who}"), who=HOSTILE)), languages=(language,)))


# --- what must do no harm -----------------------------------------------------------------------------------
def test_direction_controls_of_a_name_are_shown_as_what_they_are() -> None:
    made = laid(Paragraph("Ali\u202eelohw\u202c \u2066x\u2069 \u0007"))
    assert "Ali[RLO]elohw[PDF] [LRI]x[PDI] [U+0007]" in read(made)
    assert made.missing == ()


def test_a_character_that_no_font_has_is_marked_and_told() -> None:
    made = laid(Paragraph("名 Fatou 🙂 名"))
    assert made.missing == ("名", "🙂")
    assert read(made).count("\N{REPLACEMENT CHARACTER}") == 3 and "Fatou" in read(made)


@pytest.mark.parametrize("text", ["ا" * 500, "W" * 500, "mot " * 2500, "كلمة " * 2000, "x" * 10_000, "\n" * 300])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_what_is_long_goes_on_over_lines_and_pages_and_stays_within_the_margins(text: str, language: str) -> None:
    setter = Setter()
    lines = setter.lines(text, language, 400, 9.4)
    assert all(line.width <= 400.02 for line in lines)
    made = laid(Paragraph(text), document.Fields((document.Field(same("x"), text),), columns=2), languages=(language,))
    letters = re.sub(r"\s", "", text)
    assert len(re.sub(r"\s", "", read(made))) == 2 * len(letters) + 1
    assert 1 <= made.pages <= 20


# --- pages --------------------------------------------------------------------------------------------------
def pages_of(made: Composed) -> list[str]:
    with pypdfium2.PdfDocument(made.pdf) as pdf:
        return [pdf[place].get_textpage().get_text_range().translate(MARKS) for place in range(len(pdf))]


def test_the_head_of_a_table_stands_again_on_each_page_and_a_row_is_not_cut() -> None:
    columns = (document.Column(same("Jour")), document.Column(same("Texte"), 3))
    rows = tuple((f"R{place:03}", f"ligne {place} " + "mot " * 30) for place in range(60))
    made = laid(document.Table(columns, rows), header=True)
    texts = pages_of(made)
    assert len(texts) > 2 and all("Jour" in text for text in texts)
    for place, text in enumerate(texts, 1):
        assert f"page {place}/{len(texts)}" in text
        first = re.findall(r"R\d{3}", text)
        assert text.count("ligne") == len(first)


def test_a_heading_never_ends_a_page() -> None:
    for lines in range(40, 56):
        made = laid(Paragraph("\n".join(["x"] * lines)), document.Heading(same("Titre")), Paragraph("suite " * 60))
        texts = pages_of(made)
        assert not any(text.strip().endswith("Titre") for text in texts)


def test_a_heading_stays_with_the_table_that_another_heading_announces() -> None:
    table = document.Table((document.Column(same("Colonne")),), (("ligne",),))
    for lines in range(44, 60):
        made = laid(
            Paragraph("\n".join(["x"] * lines)), document.Heading(same("Un")), document.Heading(same("Deux"), 2), table
        )
        (page,) = (text for text in pages_of(made) if "Un" in text)
        assert "Deux" in page and "ligne" in page


def test_a_last_page_with_next_to_nothing_is_spared_and_a_letter_keeps_to_one_page() -> None:
    by_pages: dict[int, int] = {}
    for lines in range(50, 75):
        body = Paragraph("\n".join(f"n{place:02}" for place in range(lines)))
        made = laid(body)
        assert all(f"n{place:02}" in read(made) for place in range(lines))
        by_pages.setdefault(made.pages, lines)
        if made.pages > 1:
            assert len(pages_of(made)[-1].split()) >= 8
            letter = compose(Document(same("Essai"), (body,), header=False, one_page=True), ("fr",), HEAD)
            assert letter.pages == 1 or lines > 70
    assert sorted(by_pages) == [1, 2]


@pytest.mark.parametrize("languages", [("fr",), ("ar",), ("fr", "ar")])
def test_a_day_or_a_code_in_a_narrow_column_is_never_cut(languages: tuple[str, ...]) -> None:
    columns = (document.Column(same("Texte"), 20), *(document.Column(same("Jour"), 1) for _one in range(4)))
    rows = (("mot " * 60, "23/10/2027", "05/12/2026", "D-2026-RAB-0001", ""),)
    said = read(laid(document.Table(columns, rows), languages=languages))
    assert all(one in said for one in rows[0][1:4])


def test_the_logo_stands_once_in_the_file_and_on_the_first_page_of_a_paper() -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (300, 120), (15, 94, 90)).save(drawn, "PNG")
    with_logo = replace(HEAD, logo=drawn.getvalue())
    long = Document(same("Essai"), (Paragraph("mot " * 3000),))
    for language in ("fr", "ar"):
        with pypdfium2.PdfDocument(compose(long, (language,), with_logo).pdf) as pdf:
            images = [[one for one in page.get_objects() if isinstance(one, pypdfium2.PdfImage)] for page in pdf]
        assert [len(one) for one in images] == [1] + [0] * (len(images) - 1) and len(images) > 1
    assert b"/Image" not in compose(long, ("fr",), HEAD).pdf
    card = compose(replace(long, header=False), ("fr",), with_logo)  # what says nothing to who finds it
    with pypdfium2.PdfDocument(card.pdf) as pdf:
        assert not any(isinstance(one, pypdfium2.PdfImage) for one in pdf[0].get_objects())


def test_the_number_of_a_print_is_a_code_that_a_telephone_reads() -> None:
    dark = squares("IMP-2026-RAB-00002")
    rows = [f"{sum(one << place for place, one in enumerate(reversed(row))):07x}" for row in dark]
    assert " ".join(rows) == READ_BY_A_TELEPHONE
    assert len(squares("IMP-2026-A-LONG-NAME-OF-A-BRANCH-0000012345")) == 29
    assert squares("") == squares("minuscules") == squares("A" * 62) == ()
    traced = Document(same("Attestation"), (Paragraph("x"),), handed=True, traced=True)
    plain = replace(traced, traced=False)
    looks = [compose(one, ("fr",), HEAD, print_id=number) for one in (traced, plain) for number in ("IMP-1", "")]
    inks = [ink_at(one, 0.8, 0.95) for one in looks]
    assert inks[0] > 100 and inks[1] == inks[3] < 20 and inks[2] < 60


def test_a_slip_goes_to_the_foot_and_says_only_what_it_was_given() -> None:
    made = laid(Paragraph("Lettre"), document.Slip((Paragraph("Talon R-2026-RAB1-0042"),)))
    with pypdfium2.PdfDocument(made.pdf) as pdf:
        page = pdf[0].get_textpage()
        bottom = page.get_text_bounded(bottom=0, top=pdf[0].get_height() / 4).translate(MARKS)
    assert "Talon R-2026-RAB1-0042" in bottom and "À détacher ici" in bottom and "Lettre" not in bottom


def ink_at(made: Composed, left: float, right: float) -> int:
    """How many dark points stand between two shares of the width of the first page."""
    picture = next(pictures(made.pdf, 40))
    start, end = int(picture.width * left), int(picture.width * right)
    rows = (picture.pixels[row * picture.stride :][start * 4 : end * 4] for row in range(picture.height))
    return sum(1 for row in rows for place in range(0, len(row), 4) if row[place] < 120)


def test_an_arabic_page_is_the_mirror_of_a_french_one() -> None:
    block = Paragraph(Words("mot", "كلمة", "word"))
    french, arabic = laid(block), laid(block, languages=("ar",))
    assert ink_at(french, 0, 0.3) and not ink_at(french, 0.7, 1)
    assert ink_at(arabic, 0.7, 1) and not ink_at(arabic, 0, 0.3)


def test_a_bilingual_paper_says_its_wording_in_both_languages_and_a_name_once() -> None:
    label = Words("Nom", "الاسم", "Name")
    made = laid(document.Fields((document.Field(label, "Fatou"),)), languages=("fr", "ar"))
    said = read(made)
    assert said.count("Fatou") == 1 and "Nom" in said and "الاسم" in said


# --- the file itself ----------------------------------------------------------------------------------------
def test_the_file_is_tagged_titled_embedded_and_small() -> None:
    made = laid(document.Heading(same("Un")), Paragraph(Words("mot", "كلمة", "word")), languages=("ar",), header=True)
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert str(pdf.Root.Lang) == "ar" and bool(pdf.Root.MarkInfo.Marked)
        roles = [str(element.S) for element in pdf.Root.StructTreeRoot.K.K]
        assert "/H1" in roles and "/P" in roles
        assert str(pdf.docinfo["/Title"]) == "Essai" and "/Author" not in pdf.docinfo
        fonts = [font.DescendantFonts[0] for font in pdf.pages[0].Resources.Font.values()]
        assert fonts and all("/FontFile2" in font.FontDescriptor for font in fonts)
    assert len(made.pdf) < 60_000


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert laid(Paragraph("même")).pdf == laid(Paragraph("même")).pdf


def test_a_password_closes_the_file() -> None:
    made = compose(Document(same("Essai"), (Paragraph("Fatou"),)), ("fr",), HEAD, password="phrase")
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(made.pdf))
    with pikepdf.open(io.BytesIO(made.pdf), password="phrase") as pdf:
        assert pdf.encryption.R == 6
    assert b"Fatou" not in made.pdf
