"""Every paper of every kind, in every language, of a nearly empty, a rich and a hostile record, stays on its page."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest
from PIL import Image

from casemgr.domain import document
from casemgr.domain.document import Document
from casemgr.domain.kind import Kind
from casemgr.domain.words import same
from casemgr.records import KINDS
from casemgr.services.printing.templates import Template, templates_of
from tests.conformance.paper_places import places
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


def test_what_would_be_wrong_on_a_page_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    two = (document.Paragraph("Deux lignes " * 40), document.Heading(same("Seul")))
    paper = Document(same("Essai"), two)
    noted, _file = places(monkeypatch, paper, ("fr",), HEAD)
    assert (noted.outside(), noted.overlapping(), noted.alone()) == ([], [], ["Seul"])
    noted.texts.append(replace(noted.texts[0], said="dessus"))
    assert ("dessus" in noted.overlapping()[0], noted.outside()) == (True, [])
    noted.texts.append(replace(noted.texts[0], page=2, right=noted.width))
    assert [one.page for one in noted.outside()] == [2]
