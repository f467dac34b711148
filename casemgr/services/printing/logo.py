"""The association's logo, made anew from whatever was given: a small PNG in plain colours, and nothing else."""

from __future__ import annotations

import io

from PIL import Image

from casemgr.domain.errors import UserError
from casemgr.domain.words import Words
from casemgr.services.file_treatment import treat

LARGEST = (720, 360)  # pixels: 38 mm wide at more than 300 dots an inch
NOT_A_PICTURE = Words("Ce fichier n’est pas une image.", "هذا الملف ليس صورة.", "This file is not a picture.")
GIVE_A_PICTURE = Words(
    "Choisissez le logo en PNG ou en JPEG.", "اختاروا الشعار بصيغة PNG أو JPEG.", "Choose the logo as a PNG or a JPEG."
)


def logo_of(data: bytes) -> bytes:
    """The logo as it is kept. Raises UserError for what is no picture, is damaged, or is too large."""
    if data.startswith(b"%PDF-"):
        raise UserError(NOT_A_PICTURE, GIVE_A_PICTURE)
    try:
        treated = treat(data)
    except UserError as refused:
        raise UserError(refused.what, GIVE_A_PICTURE) from refused
    if not treated.media.startswith("image/"):
        raise UserError(NOT_A_PICTURE, GIVE_A_PICTURE)
    with Image.open(io.BytesIO(treated.content), formats=("PNG", "JPEG")) as opened:
        points = opened.convert("RGB")
    points.thumbnail(LARGEST)
    kept = io.BytesIO()
    points.save(kept, "PNG", optimize=True)
    return kept.getvalue()
