"""The copy of an identity paper that leaves says on each page that it is a copy, whose, what for, and when (DP-17).

A bare scan of a passport serves whoever finds it. The words lie over the page and are one with it: a page of a PDF goes
out as an image, from which nothing can be taken off. They are set by the letters of our papers, so that Arabic is
joined and in its order.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence

import pypdfium2
from PIL import Image, ImageChops, ImageOps

from casemgr.domain.words import current_language
from casemgr.services.file_pages import PDFIUM
from casemgr.services.file_treatment import as_jpeg, as_pdf
from casemgr.services.printing.surface import File
from casemgr.services.printing.text import Setter

_SLOPE = 30  # degrees
_SIZE = 20.0  # points of the letters, before they are brought to the size of the page
_WIDE = 460.0  # points in which the words stand
_ACROSS = 0.36  # of the diagonal of the page: each page has the words whole, more than once
_STRENGTH = 0.32
_DOTS = 200  # an inch, of the page of a PDF
_LONGEST_SIDE = 3508  # pixels
_ROOM = 10 * 1024 * 1024  # bytes of a copy


def stamped(media: str, content: bytes, words: Sequence[str]) -> bytes:
    """The same file, of the same type, with the lines `words` across each page.

    The content is one that was kept (file_treatment.py): it decodes.
    """
    mask = _mask(words)
    if media == "application/pdf":
        return as_pdf(_across(leaf, mask) for leaf in _leaves(content))
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
        page = _across(opened.convert("RGB"), mask)
    if media == "image/png":
        out = io.BytesIO()
        page.save(out, "PNG", optimize=True)
        return out.getvalue()
    return as_jpeg(page, _ROOM)


def _leaves(content: bytes) -> Iterator[Image.Image]:
    """The pages of a PDF, one at a time."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
        document.close()
    for number in range(pages):
        with PDFIUM:
            document = pypdfium2.PdfDocument(content)
            try:
                leaf = document[number]
                longest = max(leaf.get_width(), leaf.get_height(), 1)
                drawn = leaf.render(scale=min(_DOTS / 72, _LONGEST_SIDE / longest)).to_pil().convert("RGB")
            finally:
                document.close()
        yield drawn


def _mask(words: Sequence[str]) -> Image.Image:
    """The words, white on black, upright and tightly cut."""
    language = current_language()
    setter = Setter()
    lines = [line for said in words for line in setter.lines(said, language, _WIDE, _SIZE, bold=True)]
    step = _SIZE * 1.5
    file = File("", language)
    page = file.new_page(_WIDE, step * (len(lines) + 1), mirrored=language == "ar")
    for number, line in enumerate(lines, 1):
        page.line(line, 0.0, step * number, _WIDE, align="center", ink="#000000")
    with PDFIUM:
        document = pypdfium2.PdfDocument(file.save())
        try:
            drawn = document[0].render(scale=4).to_pil().convert("L")
        finally:
            document.close()
    white = ImageOps.invert(drawn)
    return white.crop(white.getbbox() or (0, 0, *white.size))


def _across(page: Image.Image, mask: Image.Image) -> Image.Image:
    """The page with the words across it, over and over, so that no part of it is left bare."""
    diagonal = math.hypot(*page.size)
    wide = max(1, round(diagonal * _ACROSS))
    said = mask.resize((wide, max(1, round(mask.height * wide / mask.width))))
    sheet = Image.new("L", (round(diagonal), round(diagonal)))
    step = round(said.height * 1.6)
    for row, top in enumerate(range(0, sheet.height, max(1, step))):
        place = -wide // 3 if row % 2 else 0
        for left in range(place - wide, sheet.width, round(wide * 1.15)):
            sheet.paste(said, (left, top))
    turned = sheet.rotate(_SLOPE)
    left, top = (turned.width - page.width) // 2, (turned.height - page.height) // 2
    cut = turned.crop((left, top, left + page.width, top + page.height)).point(lambda ink: round(ink * _STRENGTH))
    # Darker on light paper and lighter on dark: seen on both.
    dark = Image.composite(Image.new("RGB", page.size, (30, 30, 30)), page, cut)
    light = Image.composite(Image.new("RGB", page.size, (235, 235, 235)), page, cut)
    return Image.composite(light, dark, ImageChops.invert(page.convert("L")).point(lambda ink: 255 if ink > 150 else 0))
