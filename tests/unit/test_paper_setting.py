"""How papers are set: nothing cut, nothing alone, each script in its order on the page and for who copies it."""

from __future__ import annotations

import re

import pypdfium2
import pytest

from casemgr.domain import document
from casemgr.domain.document import Document, Paragraph, fill
from casemgr.domain.words import Words
from casemgr.services.printing.blocks import strips_of
from casemgr.services.printing.composing import compose
from casemgr.services.printing.look import Room
from casemgr.services.printing.strips import Area, Lettering, Strip
from casemgr.services.printing.text import Setter
from tests.unit.paper_readings import HEAD, MARKS, Around, made, read, subject, words_of


def fonts_of(block: document.Block, words: str) -> set[str]:
    """The fonts in which the lines with these words are set."""
    strips: list[Strip] = strips_of([block], Room(Setter(), ("fr",), HEAD, 0.0, 480.0))
    found = set()
    for strip in strips:
        for paint in strip.paints:
            if isinstance(paint, Lettering):
                runs = [piece.run for piece in paint.line.pieces]
                if words in "".join(glyph.text for run in runs for glyph in run.glyphs):
                    found |= {run.font for run in runs}
    return found


def test_what_presses_is_bold_too_as_red_is_lost_on_a_grey_printer() -> None:
    columns = (document.Column(Words("Jour", "اليوم", "Day")), document.Column(Words("Quoi", "ماذا", "What")))
    table = document.Table(columns, (("26/11/2026", "demain"), ("30/12/2026", "plus tard")), alert=frozenset({0}))
    assert all("Bold" in font for font in fonts_of(table, "demain") | fonts_of(table, "26/11/2026"))
    assert not any("Bold" in font for font in fonts_of(table, "plus"))
    tones: dict[document.Tone, bool] = {"alert": True, "plain": False}
    for tone, is_bold in tones.items():
        line = document.Field(Words("Échéance", "الأجل", "Due"), "23/11/2026", tone)
        for columns_of_it in (1, 2):
            fonts = fonts_of(document.Fields((line,), columns=columns_of_it), "23/11/2026")
            assert fonts and all(("Bold" in font) == is_bold for font in fonts)


def test_the_title_of_a_column_is_never_cut_in_a_word_and_stands_over_its_cells() -> None:
    title = Words("Accompagnement nécessaire", "تاريخ انتهاء الصلاحية", "Accompaniment needed")
    columns = (document.Column(Words("Texte", "نص", "Text"), 30), *(document.Column(title, 1) for _one in range(5)))
    table = document.Table(columns, (), blank=2)
    paper = compose(Document(title, (table,), header=False), ("fr", "ar"), HEAD)
    words = words_of(paper)
    french = [box for word, box in words if word == "Accompagnement"]
    assert len(french) == 5
    for box in french:
        under = [b for word, b in words if re.search("[\u0600-\u06ff]", word) and box[0] - 1 <= b[0] < box[2]]
        assert len({round(b[1]) for b in under}) > 1  # on several lines, each beginning where the column does
        for line in {round(b[1]) for b in under}:
            assert abs(min(b[0] for b in under if round(b[1]) == line) - box[0]) < 2


def test_in_a_line_of_two_languages_each_sentence_keeps_its_own_order() -> None:
    said = fill(
        Words("Édité par {who}", "حرر من طرف {who}", "Printed by {who}"),
        who="Karim",
    )
    for languages in (("ar", "fr"), ("fr", "ar")):
        paper = compose(Document(Words("Essai", "تجربة", "Test"), (Paragraph("x"),), about=(said,)), languages, HEAD)
        words = words_of(paper)
        (edited,) = [box for word, box in words if word == "Édité"]
        (by,) = [box for word, box in words if word == "par"]
        after = [box for word, box in words if word == "Karim" and 0 < box[0] - by[2] < 6]
        assert edited[0] < by[0] and len(after) == 1  # the French sentence ends with the name, on either page


def side_of_a_box(scale: float) -> tuple[float, float]:
    """How large a box to tick is, and the line it stands on."""
    ticks = document.Ticks((document.Tick("Oui"), document.Tick("Non")))
    room = Room(Setter(), ("fr",), HEAD, 0.0, 480.0, scale=scale)
    boxes = [paint for strip in strips_of([ticks], room) for paint in strip.paints if isinstance(paint, Area)]
    assert len(boxes) == 2 and all(box.width == box.height for box in boxes)
    return boxes[0].width, room.size("normal")[1]


def test_boxes_to_tick_are_large_enough_for_a_pen_and_smaller_than_their_line() -> None:
    sides = [side_of_a_box(scale) for scale in (1.0, 0.9, 0.8)]
    assert all(8.5 <= side < leading for side, leading in sides)  # points: three millimetres at least
    assert sides[0][0] > 10 > sides[2][0]


def test_no_row_of_a_table_is_left_alone_on_a_page() -> None:
    columns = (document.Column(Words("Jour", "اليوم", "Day")), document.Column(Words("Quoi", "ماذا", "What")))
    rows = tuple((f"R{place}", "texte") for place in range(5))
    for lines in range(36, 60):
        body = Paragraph("\n".join(["x"] * lines))
        block = document.Table(columns, rows)
        paper = compose(Document(Words("Essai", "تجربة", "Test"), (body, block), header=False), ("fr",), HEAD)
        with pypdfium2.PdfDocument(paper.pdf) as pdf:
            pages = [len(re.findall(r"\bR\d", page.get_textpage().get_text_range())) for page in pdf]
        assert sum(pages) == 5 and 1 not in pages


def test_the_second_language_of_a_choice_stands_by_its_box_on_however_many_lines() -> None:
    long = Words("mineur sans représentant et note d’intérêt supérieur de l’enfant", "قاصر", "minor")
    ticks = document.Ticks((document.Tick(long), document.Tick(Words("non", "لا", "no"))), columns=4)
    paper = compose(Document(long, (ticks,), header=False), ("ar", "fr"), HEAD)
    ends: dict[int, float] = {}
    for word, box in words_of(paper):
        if re.search("[a-zé]", word) and word != "non":
            ends[round(box[3])] = max(ends.get(round(box[3]), 0.0), box[2])
    assert len(ends) > 2 and max(ends.values()) - min(ends.values()) < 2  # all of them begin at the box, at the right


@pytest.mark.parametrize("text", ["القانون 09-08، المادة 4", "المرسوم 2-17-265", "أيام العمل 24/24"])
def test_numbers_of_house_wording_keep_their_order_in_arabic(text: str) -> None:
    (line,) = Setter().lines(Words("x", text, "x"), "ar", 1000, 10)
    seen = "".join(g.text for p in sorted(line.pieces, key=lambda one: one.x) for g in p.run.glyphs).translate(MARKS)
    assert all(number in seen for number in re.findall(r"[\d/-]{2,}", text))


def test_copied_from_a_page_with_both_scripts_names_and_sentences_are_in_their_order() -> None:
    person = subject("beneficiary", "7KD-M3X-9QF-T", full_name="Philip Ehigie", full_name_ar="فيليب أوسا إهيجي")
    for languages in (("fr",), ("ar",), ("fr", "ar"), ("ar", "fr")):
        said = read(made("certificate", person, Around(), languages, person=person))
        assert "Philip Ehigie" in said and "فيليب أوسا إهيجي" in said and "7KD-M3X-9QF-T" in said
        if "ar" in languages:
            assert "شهادة المواكبة" in said and "تشهد Association Dar Al Jisr أن" in said
        if "fr" in languages:
            assert "Attestation de suivi" in said and "Nom et prénoms" in said
    for language in ("fr", "ar"):
        named = read(made("summary", person, Around(), (language,), person=person, with_name=True))
        assert "Philip Ehigie" in named and "فيليب أوسا إهيجي" in named
        assert language == "fr" or "(القانون 09-08)" in named


def test_a_french_quotation_mark_never_stands_alone_at_the_end_of_a_line_nor_a_question_mark_at_its_head() -> None:
    for language in ("fr", "ar", "en"):
        for width in range(60, 200, 3):
            lines = Setter().lines("Centre social « Al Amal » : où aller ? Porte 12 !", language, width, 10)
            shown = ["".join(g.text for p in line.pieces for g in p.run.glyphs).translate(MARKS) for line in lines]
            assert not any(line.rstrip().endswith("«") or line.lstrip()[:1] in "»:?!" for line in shown)


def test_a_page_that_goes_on_says_its_number_however_long_the_name_is() -> None:
    long = Document(
        Words("Synthèse", "خلاصة", "Summary"),
        (Paragraph("mot " * 3000),),
        subject="Maximilienne-Anastasie Bernadette " * 4,
        number="7KD-M3X-9QF-T",
    )
    for language in ("fr", "ar"):
        paper = compose(long, (language,), HEAD)
        with pypdfium2.PdfDocument(paper.pdf) as pdf:
            texts = [page.get_textpage().get_text_range().translate(MARKS) for page in pdf]
        assert len(texts) > 1 and all("7KD-M3X-9QF-T" in text for text in texts)
