"""A PDF made calm: its pages as they are seen, and nothing that acts, hides, or says who made it where.

What may stay is named, not what must go: whatever a program puts beside the pages (outlines with scripts, threads,
thumbnails, places on a map) goes without being known here.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import pikepdf
from pikepdf import Name

# What a document and a page may hold: the pages, which of their layers are seen, where the paper ends and how it lies.
_OF_THE_DOCUMENT = frozenset(("/Type", "/Pages", "/Version", "/Extensions", "/OCProperties"))
_OF_A_PAGE = frozenset(
    ("/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group")
)
# What anything else may carry besides what is drawn: deeds, notes, other versions, places, what programs note for one
# another.
_OF_ANYTHING = (
    *("/AA", "/Metadata", "/PieceInfo", "/AF", "/LastModified", "/OPI", "/Ref", "/Alternates", "/Measure"),
    *("/PtData", "/LGIDict", "/VP", "/Thumb", "/Creator", "/CreatorInfo", "/Desc", "/EF", "/SourceModified"),
)
# Dictionaries whose keys are names that a page gives to what it draws with: "/AA" may be a letter type.
_OF_NAMES = frozenset(
    ("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties", "/CharProcs")
)
_LAYERS = (Name.OCG, Name.OCMD)
_MOST_UNFOLDED = 30 * 1024 * 1024  # bytes of an image that is packed once more
# The boxes of a JPEG 2000 that are drawn from; the others are remarks (XML, Exif).
_BOXES_DRAWN = (b"jP  ", b"ftyp", b"jp2h", b"jp2c")


def make_calm(pdf: pikepdf.Pdf) -> None:
    """Leave of a PDF what is seen of its pages. What was filled in or drawn over a page becomes part of it first.

    Raises ValueError of what cannot be looked into; whatever else a parser says of bytes that are no document.
    """
    pdf.generate_appearance_streams()
    pdf.flatten_annotations("all")
    _keep_only(pdf.Root, _OF_THE_DOCUMENT)
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for page in pdf.pages:
        _keep_only(page.obj, _OF_A_PAGE)
    if isinstance(layers := pdf.Root.get("/OCProperties"), pikepdf.Dictionary):
        _keep_only(layers, frozenset(("/OCGs", "/D")))
        _keep_only(layers.D, frozenset(("/BaseState", "/ON", "/OFF", "/AS")))
    names = {value.objgen for thing in pdf.objects for value in _names_in(thing) if value.is_indirect}
    for thing in pdf.objects:
        _bare(thing, is_of_names=thing.objgen in names)
        if isinstance(thing, pikepdf.Stream):
            _without_remarks(pdf, thing)


def _keep_only(thing: pikepdf.Object, kept: frozenset[str]) -> None:
    for key in set(thing.keys()) - kept:
        del thing[key]


def _within(thing: pikepdf.Object) -> Iterator[tuple[str, pikepdf.Object]]:
    """What stands in a dictionary, a stream or an array, by its key."""
    if isinstance(thing, pikepdf.Array):
        yield from (("", value) for value in thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield from list(thing.items())


def _names_in(thing: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The dictionaries of names within, at any depth that is not an object of its own."""
    for key, value in _within(thing):
        if key in _OF_NAMES and isinstance(value, pikepdf.Dictionary):
            yield value
        if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
            yield from _names_in(value)


def _bare(thing: pikepdf.Object, *, is_of_names: bool = False) -> None:
    """Without what anything may carry; what stands within it is looked at with it, what it points to by itself."""
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream) and not is_of_names:
        for key in _OF_ANYTHING:
            if key in thing:
                del thing[key]
        if isinstance(thing.get("/Properties"), pikepdf.Dictionary):
            _only_layers(thing["/Properties"])
    for key, value in _within(thing):
        if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
            _bare(value, is_of_names=key in _OF_NAMES)


def _only_layers(properties: pikepdf.Object) -> None:
    """Parts of a page may be marked with anything; only which layer they are in says what is seen."""
    for key, value in list(properties.items()):
        if not isinstance(value, pikepdf.Dictionary) or value.get("/Type") not in _LAYERS:
            properties[key] = pikepdf.Dictionary()


def _without_remarks(pdf: pikepdf.Pdf, image: pikepdf.Stream) -> None:
    """A photo or a scan on a page, without what its camera noted in it."""
    how = image.get("/Filter")
    filters = list(how) if isinstance(how, pikepdf.Array) else [how] if how is not None else []
    if filters[-1:] == [Name.JPXDecode]:
        if len(filters) > 1:
            raise ValueError("a JPEG 2000 within something else")
        image.write(without_boxes(image.read_raw_bytes()), filter=Name.JPXDecode)
    elif filters[-1:] == [Name.DCTDecode]:
        given = image.get("/DecodeParms")
        own = given[-1] if isinstance(given, pikepdf.Array) and len(given) else given
        jpeg = image.read_raw_bytes()
        for one in filters[:-1]:
            jpeg = _unpacked(pdf, jpeg, one)
        parms = own if isinstance(own, pikepdf.Dictionary) else None
        image.write(without_remarks(jpeg), filter=Name.DCTDecode, decode_parms=parms)


def _unpacked(pdf: pikepdf.Pdf, data: bytes, how: pikepdf.Object) -> bytes:
    """Bytes that were packed once more around an image: as far as anybody does so, and within bounds."""
    if how == Name.FlateDecode:
        unfolding = zlib.decompressobj()
        found = unfolding.decompress(data, _MOST_UNFOLDED)
        if unfolding.unconsumed_tail:
            raise ValueError("an image that unfolds without end")
        return found
    if how in (Name.ASCII85Decode, Name.ASCIIHexDecode):
        packed = pikepdf.Stream(pdf, data)
        packed.Filter = how
        return packed.read_bytes()
    raise ValueError("an image within something unknown")


def without_remarks(jpeg: bytes) -> bytes:
    """A JPEG without its remarks (Exif with the place, XMP, comments); its points are not touched.

    Bytes that do not read as a JPEG are given back as they are: the pages show what they can of them.
    """
    if not jpeg.startswith(b"\xff\xd8"):
        return jpeg
    kept, at = bytearray(b"\xff\xd8"), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        marker = jpeg[at + 1]
        if marker == 0xDA:  # the points begin
            return bytes(kept) + jpeg[at:]
        length = int.from_bytes(jpeg[at + 2 : at + 4])
        is_remark = marker == 0xFE or (0xE1 <= marker <= 0xEF and marker != 0xEE)  # EE says how colours are meant
        if not is_remark:
            kept += jpeg[at : at + 2 + length]
        at += 2 + length
    return jpeg


def without_boxes(jpeg2000: bytes) -> bytes:
    """A JPEG 2000 without its remarks; a bare stream of points, and bytes that do not read as one, as they are."""
    kept, at = bytearray(), 0
    while at + 8 <= len(jpeg2000):
        length, box = int.from_bytes(jpeg2000[at : at + 4]), jpeg2000[at + 4 : at + 8]
        if at == 0 and box != _BOXES_DRAWN[0]:
            return jpeg2000
        if length == 1:  # a length of eight bytes follows
            length = int.from_bytes(jpeg2000[at + 8 : at + 16])
        end = at + length if length else len(jpeg2000)  # 0: to the end
        if end <= at + 7:
            return jpeg2000
        if box in _BOXES_DRAWN:
            kept += jpeg2000[at:end]
        at = end
    return bytes(kept)
