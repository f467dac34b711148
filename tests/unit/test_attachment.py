"""A scan is made anew before it is kept: by its content, within bounds, without what a camera or a program added."""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pikepdf
import pytest
from PIL import Image

from casemgr.domain.checking import Checked, check
from casemgr.domain.conditions import Context
from casemgr.domain.errors import UserError
from casemgr.domain.fields import NOT_AUTHORISED, FileRef
from casemgr.records.attachment import KIND, rules
from casemgr.services import file_treatment as treatment
from casemgr.services.file_pages import page_image
from casemgr.services.file_treatment import treat

TODAY = date(2026, 5, 20)
RED, BLUE = (200, 0, 0), (0, 0, 200)
MARK = b"Rabat 34.02 -6.83 Canon EOS"


def image(form: str, size: tuple[int, int] = (60, 30), **how: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    made = Image.new("RGB", size, BLUE)
    made.paste(RED, (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    made.save(out, form, **how)
    return out.getvalue()


def seen(content: bytes) -> Image.Image:
    shown = Image.open(io.BytesIO(content))
    shown.load()
    return shown


def is_red(image: Image.Image, at: tuple[int, int]) -> bool:
    points = image.convert("RGB").getpixel(at)
    return isinstance(points, tuple) and points[0] > 120 > points[2]


# --- images -------------------------------------------------------------------------------------------------
def with_exif(orientation: int = 6) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation  # the camera was held upright: turn a quarter to the right
    exif[0x010F] = MARK.decode()  # the device
    exif.get_ifd(0x8825)[1] = "N"  # the place
    return image("JPEG", exif=exif, comment=MARK, quality=95)


def test_a_photo_is_turned_upright_and_keeps_neither_place_nor_device() -> None:
    taken = with_exif()
    assert MARK in taken and seen(taken).size == (60, 30)
    treated = treat(taken)
    assert (treated.media, treated.pages) == ("image/jpeg", 1)
    kept = seen(treated.content)
    assert kept.size == (30, 60) and is_red(kept, (15, 5)) and not is_red(kept, (15, 55))
    assert dict(kept.getexif()) == {} and MARK not in treated.content and b"Exif" not in treated.content


def test_a_picture_of_a_screen_stays_sharp_on_white_paper_and_its_texts_go() -> None:
    from PIL.PngImagePlugin import PngInfo

    texts = PngInfo()
    texts.add_text("Author", MARK.decode())
    drawn = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    out = io.BytesIO()
    drawn.save(out, "PNG", pnginfo=texts)
    treated = treat(out.getvalue())
    assert treated.media == "image/png" and MARK not in treated.content
    assert seen(treated.content).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_a_large_photo_is_kept_as_a_page_at_300_dots_an_inch() -> None:
    assert max(seen(treat(image("JPEG", (6000, 3000))).content).size) == 3508


def test_the_pages_of_a_scanner_become_one_pdf() -> None:
    out = io.BytesIO()
    pages = [Image.new("L", (200, 300), shade) for shade in (0, 120, 255)]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    treated = treat(out.getvalue())
    assert (treated.media, treated.pages) == ("application/pdf", 3)
    shades = [seen(page_image(treated.media, treated.content, n, 100)).convert("L").getpixel((50, 50)) for n in (0, 2)]
    assert shades == [pytest.approx(0, abs=8), pytest.approx(255, abs=8)]


# --- PDF ----------------------------------------------------------------------------------------------------
def document(pages: int = 1, **how: Any) -> bytes:
    """A document with a script, a file within, an address to open, remarks, and a filled-in line."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            page = pdf.add_blank_page(page_size=(200, 200))
            page.Contents = pdf.make_stream(b"1 0 0 rg 0 0 100 200 re f")
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('" + MARK.decode() + "')")
        pdf.Root.OpenAction = script
        pdf.attachments["inside.exe"] = MARK
        pdf.docinfo["/Author"] = MARK.decode()
        with pdf.open_metadata() as told:
            told["dc:title"] = MARK.decode()
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=script)
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(link)])
        out = io.BytesIO()
        pdf.save(out, **how)
    return out.getvalue()


def test_a_pdf_keeps_its_pages_and_loses_what_acts_and_what_hides() -> None:
    treated = treat(document(pages=2))
    assert (treated.media, treated.pages) == ("application/pdf", 2)
    with pikepdf.open(io.BytesIO(treated.content)) as kept:
        said = b"".join(bytes(repr(thing), "utf-8") for thing in kept.objects)
        streams = b"".join(thing.read_bytes() for thing in kept.objects if isinstance(thing, pikepdf.Stream))
        assert set(kept.Root.keys()) <= {"/Type", "/Pages"} and "/Annots" not in kept.pages[0]
        assert MARK not in said + streams and b"JavaScript" not in said
    shown = seen(page_image(treated.media, treated.content, 1, 200))
    assert is_red(shown, (40, 100)) and not is_red(shown, (160, 100))
    with pytest.raises(IndexError):
        page_image(treated.media, treated.content, 2, 200)


def test_what_is_filled_in_on_a_form_stays_to_be_read() -> None:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200))
        look = pdf.make_stream(b"1 0 0 rg 0 0 200 200 re f", Type=pikepdf.Name.XObject, BBox=[0, 0, 200, 200])
        look.Subtype = pikepdf.Name.Form
        line = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T="line",
                V="x",
                F=4,
                Rect=[0, 0, 200, 200],
                AP=pikepdf.Dictionary(N=look),
            )
        )
        page.Annots = pikepdf.Array([line])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([line]))
        out = io.BytesIO()
        pdf.save(out)
    treated = treat(out.getvalue())
    with pikepdf.open(io.BytesIO(treated.content)) as kept:
        assert "/AcroForm" not in kept.Root
    assert is_red(seen(page_image(treated.media, treated.content, 0, 100)), (50, 50))


def test_a_photo_within_a_pdf_loses_its_place_too_and_looks_the_same() -> None:
    photo = with_exif(orientation=1)
    with pikepdf.new() as pdf:
        treatment._add_page(pdf, photo, seen(photo))
        out = io.BytesIO()
        pdf.save(out)
    assert MARK in out.getvalue()
    treated = treat(out.getvalue())
    assert MARK not in treated.content
    assert is_red(seen(page_image(treated.media, treated.content, 0, 200)), (20, 20))


def drawn_from(how: str) -> bytes:
    """A document of one red page, drawn from an image with its place, packed as programs pack them."""
    name = pikepdf.Name
    photo, plain = with_exif(orientation=1), seen(with_exif(orientation=1))
    packings: dict[str, tuple[bytes, Any]] = {
        "alone in a list": (photo, pikepdf.Array([name.DCTDecode])),
        "packed once more": (zlib.compress(photo), pikepdf.Array([name.FlateDecode, name.DCTDecode])),
        "as letters": (base64.a85encode(photo) + b"~>", pikepdf.Array([name.ASCII85Decode, name.DCTDecode])),
        "in boxes": (image("JPEG2000") + (8 + len(MARK)).to_bytes(4) + b"xml " + MARK, name.JPXDecode),
    }
    content, packed = packings[how]
    with pikepdf.new() as pdf:
        shown = pikepdf.Stream(pdf, content)
        shown.stream_dict = pikepdf.Dictionary(
            Type=name.XObject, Subtype=name.Image, Width=plain.width, Height=plain.height, Filter=packed
        )
        if packed != name.JPXDecode:
            shown.ColorSpace, shown.BitsPerComponent = name.DeviceRGB, 8
        page = pdf.add_blank_page(page_size=(200, 200))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(AA=shown))
        page.Contents = pdf.make_stream(b"q 200 0 0 200 0 0 cm /AA Do Q")
        out = io.BytesIO()
        pdf.save(out, compress_streams=False)
    return out.getvalue()


@pytest.mark.parametrize("how", ["alone in a list", "packed once more", "as letters", "in boxes"])
def test_however_a_photo_is_packed_its_place_goes_and_it_is_still_seen(how: str) -> None:
    treated = treat(drawn_from(how))
    with pikepdf.open(io.BytesIO(treated.content)) as kept:
        raw = b"".join(thing.read_raw_bytes() for thing in kept.objects if isinstance(thing, pikepdf.Stream))
    assert MARK not in raw
    assert is_red(seen(page_image(treated.media, treated.content, 0, 100)), (20, 20))


def test_an_image_packed_so_that_nobody_can_look_into_it_is_refused() -> None:
    with pikepdf.open(io.BytesIO(drawn_from("alone in a list"))) as pdf:
        pdf.pages[0].Resources.XObject["/AA"].Filter = pikepdf.Array([pikepdf.Name.LZWDecode, pikepdf.Name.DCTDecode])
        out = io.BytesIO()
        pdf.save(out)
    with pytest.raises(UserError) as told:
        treat(out.getvalue())
    assert told.value.what == treatment.DAMAGED


def hidden(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Puts the mark where programs put things beside the pages, one place at a time."""
    name, said, page = pikepdf.Name, pikepdf.String(MARK.decode()), pdf.pages[0].obj
    script = pikepdf.Dictionary(S=name.JavaScript, JS=said)
    line = pdf.make_indirect(pikepdf.Dictionary(Title=said, A=script))
    pdf.Root.Outlines = pdf.make_indirect(pikepdf.Dictionary(First=line, Last=line, Count=1))
    yield "an outline with a script"
    pdf.Root.Threads = pikepdf.Array([pikepdf.Dictionary(I=pikepdf.Dictionary(Author=said))])
    yield "a thread"
    pdf.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array([0, pikepdf.Dictionary(P=said)]))
    yield "a name of a page"
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([]), D=pikepdf.Dictionary(Creator=said))
    yield "who made the layers"
    page.Thumb = pdf.make_stream(MARK, Type=name.XObject, Width=1, Height=1)
    yield "a thumbnail"
    page.VP = pikepdf.Array([pikepdf.Dictionary(Measure=pikepdf.Dictionary(GCS=said))])
    yield "a place on a map"
    form = pdf.make_stream(b"", Type=name.XObject, Subtype=name.Form, BBox=[0, 0, 1, 1], PieceInfo=said)
    form.Group = pikepdf.Dictionary(S=name.Transparency, Metadata=pdf.make_stream(MARK))
    page.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(F=form), Properties=pikepdf.Dictionary(P=pikepdf.Dictionary(Author=said))
    )
    yield "what a part of the page is marked with"


def test_a_pdf_keeps_nothing_beside_its_pages_wherever_a_program_puts_it() -> None:
    places = []
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        for place in hidden(pdf):
            places.append(place)
            out = io.BytesIO()
            pdf.save(out, compress_streams=False)
            assert MARK in out.getvalue()
            with pikepdf.open(io.BytesIO(treat(out.getvalue()).content)) as kept:
                said = b"".join(
                    thing.unparse(resolved=True) if not isinstance(thing, pikepdf.Stream) else thing.read_bytes()
                    for thing in kept.objects
                )
                told = repr([dict(thing.items()) for thing in kept.objects if isinstance(thing, pikepdf.Stream)])
            assert MARK not in said and MARK.decode() not in told, place
            assert b"JavaScript" not in said
    assert len(places) == 7


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_what_a_scanner_writes_before_a_document_does_not_make_it_unknown(before: bytes) -> None:
    assert treat(before + document()).pages == 1


def test_a_photo_of_a_telephone_is_refused_with_what_to_set_there() -> None:
    with pytest.raises(UserError) as told:
        treat(b"\x00\x00\x00\x18ftypheic" + bytes(100))
    assert told.value.do == treatment.FROM_A_TELEPHONE


# --- what is refused ----------------------------------------------------------------------------------------
def refused() -> Iterator[tuple[str, bytes, Any]]:
    lock = pikepdf.Encryption(owner="o", user="u")
    yield "a program", b"MZ\x90\x00" + bytes(500), treatment.UNKNOWN
    yield "a page of the web", b"<html><script>", treatment.UNKNOWN
    yield "nothing", b"", treatment.EMPTY
    yield "an archive called a document", b"PK\x03\x04" + bytes(500), treatment.UNKNOWN
    yield "a photo as telephones take them", b"\x00\x00\x00\x18ftypheic" + bytes(500), treatment.UNKNOWN
    yield "a program called a picture", b"\xff\xd8\xff" + b"MZ" * 500, treatment.DAMAGED
    yield "half a picture", image("PNG", (400, 400))[:300], treatment.DAMAGED
    yield "half a document", document()[:400], treatment.DAMAGED
    yield "a document under a password", document(encryption=lock), treatment.PROTECTED
    yield (
        "a document anybody may read and none change",
        document(encryption=pikepdf.Encryption(owner="o", user="")),
        treatment.PROTECTED,
    )


@pytest.mark.parametrize(("data", "why"), [(d, w) for _, d, w in refused()], ids=[name for name, _, _ in refused()])
def test_what_is_no_scan_is_refused_with_what_to_do(data: bytes, why: Any) -> None:
    with pytest.raises(UserError) as told:
        treat(data)
    assert told.value.what == why and str(told.value.do).strip()


def test_a_small_file_that_unfolds_without_end_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(treatment, "MOST_PIXELS", 1000)
    with pytest.raises(UserError) as told:
        treat(image("PNG", (60, 30)))
    assert told.value.what == treatment.TOO_LARGE.format(size=10)


def test_too_large_a_file_and_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError):
        treat(b"%PDF-" + bytes(treatment.LARGEST_TAKEN))
    monkeypatch.setattr(treatment, "MOST_PAGES", 2)
    with pytest.raises(UserError) as told:
        treat(document(pages=3))
    assert told.value.what == treatment.TOO_MANY_PAGES.format(pages=2)


# --- the record ---------------------------------------------------------------------------------------------
FILE = FileRef("f1", "application/pdf", 348_160, 2, "d")


def checked(*switches: str, **given: Any) -> Checked:
    draft = {"beneficiary": "p1", "file": FILE, "date": TODAY, **given}
    return check(KIND, draft, Context(today=TODAY, switches=frozenset(switches)))


def said(result: Checked) -> set[tuple[str, Any]]:
    return {(issue.field, issue.message) for issue in result.errors}


def test_a_file_says_what_it_is() -> None:
    field = KIND.field("file")
    assert field.show(FILE, "fr") == "PDF · 2 pages · 340 Ko"
    assert field.load(field.store(FILE)) == field.revive(field.plain(FILE)) == FILE
    assert field.load(field.store(None)) is None and field.show(None) == ""
    with pytest.raises(UserError):
        field.read("C:\\scan.pdf", Context(today=TODAY))


def test_a_criminal_record_is_never_copied_and_a_national_card_only_when_authorised() -> None:
    assert ("document_type", rules.NEVER_COPIED) in said(checked(document_type="CASIER"))
    soon = date(2026, 8, 1)
    assert said(checked(document_type="CNIE", erase_by=soon)) >= {("document_type", NOT_AUTHORISED)}
    assert not checked("allow_cin_number", document_type="CNIE", erase_by=soon).errors
    offered = {term.code for term in rules_choice().offered(Context(today=TODAY))}
    assert offered & {"CASIER", "AUCUN", "CNIE", "CERT_MED"} == set() and "BAIL" in offered


def test_a_scan_does_not_come_in_a_list() -> None:
    assert not KIND.comes_in_lists


def rules_choice() -> Any:
    return KIND.field("document_type")


def test_the_copy_of_an_identity_document_goes_within_six_months() -> None:
    assert {field for field, _ in said(checked(document_type="CARTE_RESID"))} == {"erase_by"}
    late = checked(document_type="CARTE_RESID", erase_by=date(2026, 12, 1))
    assert said(late) == {("erase_by", rules.TOO_LONG.format(day="20/11/2026"))}
    proposed = rules.propose_erasure({"document_type": "CARTE_RESID", "date": TODAY}, Context(today=TODAY))
    assert proposed == date(2026, 11, 20)
    assert not checked(document_type="CARTE_RESID", erase_by=proposed).errors
    assert not checked(document_type="BAIL").errors


@pytest.mark.parametrize(
    ("document_type", "mark"), [("BAIL", "L1"), ("CERT_MED", "L2"), ("JUGEMENT", "L3"), (None, "L1")]
)
def test_who_may_see_the_copy_follows_the_document(document_type: str | None, mark: str) -> None:
    assert KIND.confidentiality({"document_type": document_type}) == mark
