"""What comes in as a scan or a photo is hostile until it was made anew: by its content, within bounds, without what a
camera or a program added (place, time, device, scripts, files within files).

Only what was read here is kept: an image is decoded and encoded again, a PDF is copied without its live parts. No
temporary file is written.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from PIL import Image, ImageOps

from casemgr.domain.errors import UserError
from casemgr.domain.words import Words
from casemgr.services.pdf_treatment import make_calm

LARGEST_TAKEN = 30 * 1024 * 1024  # bytes of a file as it comes in
LARGEST_KEPT = 10 * 1024 * 1024  # bytes of a file as it is kept
MOST_PIXELS = 80_000_000  # of an image, before it is decoded: an A3 page at 600 dpi
MOST_PAGES = 60
_LONGEST_SIDE = 3508  # pixels: an A4 page at 300 dpi
_PAPER = (255, 255, 255)
_QUALITIES = (88, 75, 60)
_MOST_OBJECTS = 200_000  # of a PDF
_OF_TELEPHONES = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc")  # HEIC, as it begins

UNKNOWN = Words(
    "Ce fichier n’est ni une image (JPEG, PNG, TIFF) ni un PDF.",
    "هذا الملف ليس صورة (JPEG أو PNG أو TIFF) ولا ملف PDF.",
    "This file is neither an image (JPEG, PNG, TIFF) nor a PDF.",
)
SCAN_IT = Words(
    "Numérisez ou photographiez le document, puis joignez l’image ou le PDF.",
    "امسحوا الوثيقة ضوئيا أو صوروها ثم أرفقوا الصورة أو ملف PDF.",
    "Scan or photograph the document, then attach the image or the PDF.",
)
DAMAGED = Words("Ce fichier est abîmé.", "هذا الملف تالف.", "This file is damaged.")
DO_IT_AGAIN = Words(
    "Numérisez-le ou photographiez-le de nouveau.", "أعيدوا مسحه أو تصويره.", "Scan or photograph it again."
)
EMPTY = Words("Ce fichier est vide.", "هذا الملف فارغ.", "This file is empty.")
FROM_A_TELEPHONE = Words(
    "C’est une photo HEIC. Réglez l’appareil photo du téléphone sur JPEG (« Le plus compatible »), ou envoyez la photo"
    " en JPEG.",
    "هذه صورة بصيغة HEIC. اضبطوا كاميرا الهاتف على JPEG («الأكثر توافقا»)، أو أرسلوا الصورة بصيغة JPEG.",
    "This is a HEIC photo. Set the camera of the telephone to JPEG (“Most compatible”), or send the photo as a JPEG.",
)
TOO_LARGE = Words(
    "Ce fichier est trop volumineux ({size} Mo au plus).",
    "حجم هذا الملف كبير جدا ({size} ميغابايت على الأكثر).",
    "This file is too large ({size} MB at most).",
)
SMALLER = Words(
    "Numérisez à 200 ou 300 points par pouce, ou séparez les pages.",
    "امسحوا بدقة 200 أو 300 نقطة في البوصة، أو افصلوا الصفحات.",
    "Scan at 200 or 300 dots an inch, or part the pages.",
)
TOO_MANY_PAGES = Words(
    "Ce document a trop de pages ({pages} au plus).",
    "عدد صفحات هذه الوثيقة كبير جدا ({pages} على الأكثر).",
    "This document has too many pages ({pages} at most).",
)
PART_IT = Words("Joignez-le en plusieurs fois.", "أرفقوها على دفعات.", "Attach it in parts.")
PROTECTED = Words(
    "Ce PDF est protégé par un mot de passe.", "ملف PDF هذا محمي بكلمة سر.", "This PDF is protected by a password."
)
PRINT_IT = Words(
    "Enregistrez-en une copie sans mot de passe, puis joignez-la.",
    "احفظوا نسخة منه دون كلمة سر ثم أرفقوها.",
    "Save a copy without a password, then attach it.",
)


@dataclass(frozen=True)
class Treated:
    """A file as it may be kept: its media type, its content, how many pages it has."""

    media: str
    content: bytes = field(repr=False)
    pages: int


def treat(data: bytes) -> Treated:
    """The file made anew. Raises UserError when it is none of ours, damaged, protected, or too large."""
    if not data:
        raise UserError(EMPTY, DO_IT_AGAIN)
    if len(data) > LARGEST_TAKEN:
        raise UserError(TOO_LARGE.format(size=LARGEST_TAKEN // 1024 // 1024), SMALLER)
    start = data[:1024]
    if start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*")):
        treated = _image(data)
    elif b"%PDF-" in start:  # some scanners write before it
        treated = _pdf(data)
    else:
        raise UserError(UNKNOWN, FROM_A_TELEPHONE if start[4:12] in _OF_TELEPHONES else SCAN_IT)
    if len(treated.content) > LARGEST_KEPT:
        raise UserError(TOO_LARGE.format(size=LARGEST_KEPT // 1024 // 1024), SMALLER)
    return treated


# --- images -------------------------------------------------------------------------------------------------
def _image(data: bytes) -> Treated:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own bounds and remarks: ours are below
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "TIFF")) as opened:
                pages = getattr(opened, "n_frames", 1)
                if pages > MOST_PAGES:
                    raise UserError(TOO_MANY_PAGES.format(pages=MOST_PAGES), PART_IT)
                is_drawing = opened.format == "PNG"
                if pages > 1 and opened.format == "TIFF":  # a fax or a scanner; other images move: the first is kept
                    return _many_pages(opened, pages)
                return _one_page(_plain(opened), is_drawing)
    except UserError:
        raise
    except Exception as error:  # whatever a decoder says of bytes that are no image
        raise UserError(DAMAGED, DO_IT_AGAIN) from error


def _plain(opened: Image.Image) -> Image.Image:
    """Upright, in plain colours on white paper, no larger than a page needs; nothing but its points."""
    width, height = opened.size
    if width * height > MOST_PIXELS:
        raise UserError(TOO_LARGE.format(size=LARGEST_KEPT // 1024 // 1024), SMALLER)
    upright = ImageOps.exif_transpose(opened)
    if upright.mode in ("1", "L"):
        points = upright.convert("L")
    elif "A" in upright.getbands() or "transparency" in upright.info:
        seen = upright.convert("RGBA")
        points = Image.new("RGB", seen.size, _PAPER)
        points.paste(seen, mask=seen.getchannel("A"))
    else:
        points = upright.convert("RGB")
    points.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    bare = Image.new(points.mode, points.size)  # takes no note with it: no place, no device, no profile
    bare.paste(points)
    return bare


def _one_page(points: Image.Image, is_drawing: bool) -> Treated:
    if is_drawing:
        drawn = _encoded(points, "PNG", optimize=True)
        if len(drawn) <= LARGEST_KEPT // 4:
            return Treated("image/png", drawn, 1)
    return Treated("image/jpeg", as_jpeg(points, LARGEST_KEPT), 1)


def as_jpeg(points: Image.Image, room: int) -> bytes:
    """An image as a JPEG, as good as fits into `room` bytes where it may."""
    made = b""
    for quality in _QUALITIES:
        made = _encoded(points, "JPEG", quality=quality, optimize=True)
        if len(made) <= room:
            break
    return made


def _many_pages(opened: Image.Image, pages: int) -> Treated:
    """The pages of a scanner as one PDF, each an image of its own."""

    def leaves() -> Iterator[Image.Image]:
        for number in range(pages):
            opened.seek(number)
            yield _plain(opened)

    return Treated("application/pdf", as_pdf(leaves(), LARGEST_KEPT // pages), pages)


def as_pdf(leaves: Iterable[Image.Image], room: int = LARGEST_KEPT // 4) -> bytes:
    """A PDF whose pages are these images; `room` is what each may take, in bytes, where it may."""
    with pikepdf.new() as made:
        for points in leaves:
            _add_page(made, as_jpeg(points, room), points)
        return _saved(made)


def _add_page(made: pikepdf.Pdf, jpeg: bytes, points: Image.Image) -> None:
    shown = pikepdf.Stream(made, jpeg)
    shown.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=points.width,
        Height=points.height,
        ColorSpace=pikepdf.Name.DeviceGray if points.mode == "L" else pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    width = 595
    height = round(width * points.height / points.width)
    page = made.add_blank_page(page_size=(width, height))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=shown))
    page.Contents = made.make_stream(f"q {width} 0 0 {height} 0 0 cm /Scan Do Q".encode())


def _encoded(points: Image.Image, form: str, **how: Any) -> bytes:
    out = io.BytesIO()
    points.save(out, form, **how)
    return out.getvalue()


# --- PDF ----------------------------------------------------------------------------------------------------
def _pdf(data: bytes) -> Treated:
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise UserError(PROTECTED, PRINT_IT)
            pages = len(pdf.pages)
            if pages > MOST_PAGES:
                raise UserError(TOO_MANY_PAGES.format(pages=MOST_PAGES), PART_IT)
            if not pages or len(pdf.objects) > _MOST_OBJECTS:
                raise UserError(DAMAGED, DO_IT_AGAIN)
            make_calm(pdf)
            return Treated("application/pdf", _saved(pdf), pages)
    except UserError:
        raise
    except pikepdf.PasswordError as error:
        raise UserError(PROTECTED, PRINT_IT) from error
    except Exception as error:  # whatever a parser says of bytes that are no document
        raise UserError(DAMAGED, DO_IT_AGAIN) from error


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()
