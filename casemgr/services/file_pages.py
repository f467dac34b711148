"""The pages of a stored file as images for the screen: the window never meets the file itself."""

from __future__ import annotations

import io
import threading

import pypdfium2
from PIL import Image

# PDFium may be asked one thing at a time in the whole process, whichever thread asks.
PDFIUM = threading.Lock()
_LARGEST = 2400  # pixels of the longer side of a page on a screen


def page_image(media: str, content: bytes, page: int, width: int) -> bytes:
    """Page `page` (from 0) about `width` pixels wide, as a PNG.

    The content is one that was kept (file_treatment.py): it decodes. Raises IndexError for a page that is not there.
    """
    if media != "application/pdf":
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
            shown = image.copy()
        shown.thumbnail((min(width, _LARGEST), _LARGEST))
        return _as_png(shown)
    with PDFIUM:
        document = pypdfium2.PdfDocument(content)
        try:
            if not 0 <= page < len(document):
                raise IndexError(page)
            leaf = document[page]
            long_side = max(leaf.get_width(), leaf.get_height(), 1)
            scale = min(width / max(leaf.get_width(), 1), _LARGEST / long_side)
            drawn = leaf.render(scale=scale).to_pil().copy()
        finally:
            document.close()
    return _as_png(drawn)


def _as_png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()
