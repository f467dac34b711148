"""The pages of a paper as pictures, in memory: for the eye, and for a printer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2

from casemgr.services.file_pages import PDFIUM

_POINTS = 72.0


@dataclass(frozen=True)
class Picture:
    """One page: its size in pixels, the bytes of a line, and four bytes a pixel (blue, green, red, unused)."""

    width: int
    height: int
    stride: int
    pixels: bytes = field(repr=False)


def pictures(pdf: bytes, dots: float) -> Iterator[Picture]:
    """Each page at `dots` an inch, one after the other: a long paper never stands in memory whole."""
    place = 0
    while True:
        with PDFIUM:
            document = pypdfium2.PdfDocument(pdf)
            try:
                if place >= len(document):
                    return
                drawn = document[place].render(scale=dots / _POINTS, prefer_bgrx=True, rev_byteorder=False)
                picture = Picture(drawn.width, drawn.height, drawn.stride, bytes(drawn.buffer))
                drawn.close()
            finally:
                document.close()
        yield picture
        place += 1
