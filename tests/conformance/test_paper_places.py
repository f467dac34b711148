"""Every paper of every kind, in every language, of a nearly empty, a rich and a hostile record, stays on its page."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pytest
from PIL import Image

from casemgr.domain import document
from casemgr.domain.document import Document, Letterhead
from casemgr.domain.kind import Kind
from casemgr.domain.words import same
from casemgr.records import KINDS
from casemgr.services.printing.look import mm
from casemgr.services.printing.templates import Template, templates_of
from tests.conformance.paper_places import DOTTED, Places, Stroke, places
from tests.conformance.paper_records import HEAD, LONG_HEAD, NAMES, NAMES_AR, Measure, laid_out


def _logo() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (900, 300), "#0f5e5a").save(drawn, "PNG")
    return drawn.getvalue()


LONGEST_HEAD = replace(LONG_HEAD, logo=_logo())


def _languages(template: Template) -> tuple[tuple[str, ...], ...]:
    """Those in which it may be printed: two together in either order, or one alone."""
    if template.paper.languages:
        return ("fr", "ar"), ("ar", "fr"), ("en",)
    return ("fr",), ("ar",), ("en",)


@pytest.mark.parametrize("measure", ["poor", "rich", "hostile"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.key))
def test_nothing_leaves_the_margins_nor_stands_on_something_else_nor_is_a_heading_alone(
    kind: Kind, measure: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_hostile = measure == "hostile"
    head = LONGEST_HEAD if is_hostile else HEAD
    for template in (one for one in templates_of(kind) if measure == "poor" or not one.blank):
        for languages in _languages(template):
            by_name = template.paper.named or is_hostile
            paper = laid_out(template, measure, languages, head, with_name=by_name)
            noted, _file = places(monkeypatch, paper, languages, head)
            where = template.key, languages
            assert (where, noted.outside()[:3]) == (where, [])
            assert (where, noted.overlapping()[:3]) == (where, [])
            assert (where, noted.alone()[:3]) == (where, [])
            assert (where, noted.cramped()[:3]) == (where, [])
            numbered = {one.page for one in noted.texts if f"{one.page}/{noted.pages}" in one.said}
            assert (where, len(numbered)) == (where, noted.pages if paper.header else 0)
            assert is_hostile or noted.missing == ()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.key))
def test_a_file_holds_its_fonts_and_names_nobody_in_its_own_properties(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    for template in templates_of(kind):
        for languages in _languages(template):
            paper = laid_out(template, "rich", languages, with_name=True)
            noted, file = places(monkeypatch, paper, languages, HEAD)
            with pikepdf.open(io.BytesIO(file.save())) as pdf:
                assert str(pdf.docinfo["/Title"]) == paper.title.say(languages[0])
                told = "".join(str(said) for said in pdf.docinfo.values())
                assert not any(name in told for name in (*NAMES, *NAMES_AR))
                fonts = list(pdf.pages[0].Resources.Font.values())
                assert fonts and all("/FontFile2" in one.DescendantFonts[0].FontDescriptor for one in fonts)
                assert len(pdf.pages) == noted.pages


@pytest.mark.parametrize("languages", [("fr", "ar"), ("ar", "fr"), ("en",)])
def test_rows_to_be_written_have_the_height_of_a_hand_and_show_their_columns(
    languages: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    consent = next(one for kind in KINDS for one in templates_of(kind) if one.key == "consent_form")
    form = laid_out(consent, "poor", languages)
    three = tuple(document.Column(same(title)) for title in ("Pièce", "Reçue le", "Signature"))
    register = Document(same("Registre"), (document.Table(three, (("Copie", "", ""),), blank=2),), one_page=True)
    # A recipient is written on three lines of the consent form; the others are ticked and dated.
    for paper, columns, rows, words in ((form, 5, 14, 3), (register, 3, 3, 2)):
        noted, _file = places(monkeypatch, paper, languages, HEAD)
        sides, heights = _rows(noted, rows)
        assert (len(sides), len(heights)) == (columns - 1, rows)
        assert min(heights) > mm(5.7) and sum(height > mm(7) - 0.1 for height in heights) >= words


def _rows(noted: Places, rows: int) -> tuple[set[float], list[float]]:
    """Where the columns of the only table are parted, and how high its rows are."""
    every = [one.left for one in noted.uprights]
    sides = {x for x in every if every.count(x) >= 2 * rows}  # a box to sign in has two sides, a row some strips
    parted = [one for one in noted.uprights if one.left in sides]
    top, bottom = min(one.top for one in parted), max(one.bottom for one in parted)
    whole = noted.width - 2 * noted.margin - 1
    lines = {one.top for one in noted.strokes if one.top == one.bottom and one.right - one.left > whole}
    inside = sorted(y for y in lines if top - 1 < y < bottom + 1)
    return sides, [after - before for before, after in pairwise(inside)]


@pytest.mark.parametrize("measure", ["poor", "rich"])
@pytest.mark.parametrize("head", [HEAD, LONGEST_HEAD], ids=["a short name", "a long name and a logo"])
def test_what_must_stand_on_one_sheet_does_whoever_prints_it(
    measure: Measure, head: Letterhead, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = set()
    for template in (one for kind in KINDS for one in templates_of(kind) if not one.blank):
        for languages in _languages(template):
            paper = laid_out(template, measure, languages, head, with_name=True)
            if paper.one_page:
                seen.add(template.key)
                noted, _file = places(monkeypatch, paper, languages, head)
                assert (template.key, languages, noted.pages) == (template.key, languages, 1)
    assert seen == {"consent_form", "referral_letter", "referral_letter_bilingual", "appointment_card"}


def test_what_would_be_wrong_on_a_page_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    two = (document.Paragraph("Deux lignes " * 40), document.Heading(same("Seul")))
    paper = Document(same("Essai"), two)
    noted, _file = places(monkeypatch, paper, ("fr",), HEAD)
    assert (noted.outside(), noted.overlapping(), noted.alone()) == ([], [], ["Seul"])
    noted.texts.append(replace(noted.texts[0], said="dessus"))
    assert ("dessus" in noted.overlapping()[0], noted.outside()) == (True, [])
    noted.texts.append(replace(noted.texts[0], page=2, right=noted.width))
    assert [one.page for one in noted.outside()] == [2]
    noted.strokes += [Stroke(3, 60, 90, 100 + place * mm(6), 100 + place * mm(6), DOTTED) for place in range(3)]
    assert noted.cramped() == [6.0, 6.0]
