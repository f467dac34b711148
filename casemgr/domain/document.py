"""What a printed paper is made of: blocks, in the order of reading, without an engine that would draw them.

A kind writes its papers in `papers.py` as plain functions from what may be read (`domain/paper.py`) to a `Document`;
`services/printing` lays the blocks out, the same for French, Arabic and English. Nothing that is written in a block
is ever mark-up: `&`, `<b>` and bidirectional controls of a typed text are printed as what they are.

How a kind writes `papers.py` (the whole of it, for a receipt of a kind whose records have a number):

    from casemgr.domain.document import Document, Field, Fields, Heading, Notice, Paragraph, Signatures, fill
    from casemgr.domain.kind import Paper
    from casemgr.domain.paper import Reading
    from casemgr.domain.words import Words

    RECEIPT = Words("Accusé de réception", "وصل الإيداع", "Receipt")

    def receipt(reading: Reading) -> Document:
        return Document(
            title=RECEIPT,                      # neutral: it becomes the PDF's title
            number=reading.record.code,
            confidentiality=reading.record.confidentiality,
            blocks=(
                Paragraph(fill(Words("Reçu le {day}.", "سجل بتاريخ {day}.", "Received on {day}."),
                               day=reading.show("received_on"))),
                Fields(reading.fields("category", "subject", "against")),  # labels and values from the declaration
                Notice(),                       # the notice block of law 09-08, from the letterhead
                Signatures((Words("Pour l’association", "عن الجمعية", "For the association"),)),
            ),
        )

    PAPERS = (Paper("complaint_receipt", RECEIPT, receipt, languages=("fr", "ar")),)

and in `__init__.py`: `Kind(…, papers=PAPERS)`. It is then in the window's Ctrl+P and in `casemgr print
complaint_receipt REC-2026-RAB1-0001 --out receipt.pdf`. `languages` with two of them gives a bilingual paper: the
first leads the page, each wording stands in both. Without `languages` the reader's own is used.

Text is one of (`Said`): `Words`, house wording, said in the languages of the paper; `str`, a typed or computed text,
which keeps its own direction inside the sentence (codes, telephones and names do not flip); `Sentence`, made by
`fill(words, blank=…)`; `Strong(said)`, the same in bold; a tuple of these, one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from casemgr.domain.words import Words

Tone = Literal["plain", "quiet", "alert", "good"]
Align = Literal["start", "center", "end"]
Size = Literal["small", "normal", "large", "title"]
Format = Literal["A4", "A5", "A7"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A wording with {blanks}, and what fills each of them."""

    words: Words
    blanks: tuple[tuple[str, Said], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Strong:
    """The same text in bold."""

    said: Said = field(repr=False)


Said = str | Words | Sentence | Strong | tuple["Said", ...]


def fill(words: Words, **blanks: Said) -> Sentence:
    """A sentence whose {blanks} are filled; each filling keeps its own direction of writing."""
    return Sentence(words, tuple(blanks.items()))


@dataclass(frozen=True, slots=True)
class Heading:
    """A title inside the paper; it never stands alone at the foot of a page. Level 1 or 2."""

    text: Said = field(repr=False)
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some lines of text. Line breaks of a typed text are kept."""

    text: Said = field(repr=False)
    tone: Tone = "plain"
    size: Size = "normal"
    align: Align = "start"


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its value; `tone` colours the value. An empty value prints nothing unless `blank` gives room for it.

    `blank` is the number of lines to write on by hand when there is no value (0: none); `day` parts that line for a
    day, a month and a year.
    """

    label: Said
    value: Said = field(repr=False, default="")
    tone: Tone = "plain"
    blank: int = 0
    day: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels and values under each other, in one or two columns; lines without a value and without room are left out.

    `framed` draws a box around them.
    """

    lines: tuple[Field, ...]
    columns: int = 1
    framed: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """One box to tick, ticked or not."""

    label: Said
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header, its share of the width, where its text stands."""

    label: Said
    share: float = 1.0
    align: Align = "start"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headers, which stand again on each page; a cell may be a box to tick. `empty` is said without rows.

    `blank` adds so many empty rows, to be written by hand; `by_hand` are the places of rows in whose empty cells
    words will be written too. `alert` are the places of the rows that are pressing.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Said | Tick, ...], ...] = field(repr=False)
    empty: Said = ""
    blank: int = 0
    by_hand: frozenset[int] = frozenset()
    alert: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a timeline: its day as text, what kind of thing it was, what is said of it."""

    day: str
    what: Said
    text: Said = field(repr=False)
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened, the day at the start of each line. `empty` is said when there is nothing."""

    moments: tuple[Moment, ...]
    empty: Said = ""


@dataclass(frozen=True, slots=True)
class Ticks:
    """Boxes to tick, beside each other in `columns`, under or after a label."""

    options: tuple[Tick, ...]
    label: Said = ""
    columns: int = 3


@dataclass(frozen=True, slots=True)
class Blank:
    """Room to write by hand: a label and `lines` dotted lines."""

    label: Said
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice block of law 09-08 (art. 5), from the letterhead: controller, purposes, recipients, rights, CNDP.

    `purposes` and `recipients` say those of this paper; `retention` how long it is kept. Without them the general
    wording of the association stands.
    """

    purposes: Said = ""
    recipients: Said = ""
    retention: Said = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Boxes to sign in, beside each other, each under its title."""

    boxes: tuple[Said, ...]
    height: float = 22.0  # millimetres


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty room, in millimetres."""

    height: float = 4.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line across the page."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a new page."""


@dataclass(frozen=True, slots=True)
class Together:
    """Blocks that stay on one page when a page can hold them; `framed` draws a box around them."""

    blocks: tuple[Block, ...] = field(repr=False)
    framed: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """A part to be torn off: a cut line with scissors, then the blocks, at the foot of the page when there is room.

    It says nothing of the association's file but what its blocks say: a slip goes back without a name.
    """

    blocks: tuple[Block, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sides:
    """Two columns beside each other (French and Arabic of a letter); `languages` gives each column its own.

    Without `languages` both are in the languages of the paper, the first at the start of the line.
    """

    first: tuple[Block, ...] = field(repr=False)
    second: tuple[Block, ...] = field(repr=False)
    languages: tuple[str, str] | None = None


Block = (
    Heading
    | Paragraph
    | Fields
    | Table
    | Timeline
    | Ticks
    | Blank
    | Notice
    | Signatures
    | Gap
    | Rule
    | PageBreak
    | Together
    | Slip
    | Sides
)


@dataclass(frozen=True, slots=True)
class Document:
    """A paper to be laid out.

    `title` is neutral and without names: it stands at the head and in the file's own title. `subject` stands under
    it (a code, a person's name when she is to be named). `number` is the number of the record. `header` False leaves
    out the letterhead, the stripe and the foot: a card that says nothing to who finds it. `handed`: it is given to
    the person or to somebody outside: no stripe, and the foot does not forbid to copy it. `one_page`: its letters get
    smaller, down to what can still be read, rather than take a second page. `traced`: the number of the print stands
    on it as a QR code too (certificates and receipts, forms.md §19). `empty`: a form still to be filled, which may be
    copied until it is. `about` stands small under the title, a line each; of a `Field` only the label is said twice
    where the paper has two languages.
    """

    title: Words
    blocks: tuple[Block, ...] = field(repr=False)
    subject: Said = field(repr=False, default="")
    number: str = ""
    confidentiality: str = "L0"
    format: Format = "A4"
    header: bool = True
    handed: bool = False
    one_page: bool = False
    traced: bool = False
    empty: bool = False
    about: tuple[Said | Field, ...] = field(repr=False, default=())


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who prints: the association, its branch, where it is reached, and what the notice block says of it.

    `address` and `phone` are those of the association, which the notice names as the controller; `branch_address` and
    `branch_phone` those of a branch that stands elsewhere, and `town` where it is (a paper is done there). `cndp` is
    the reference of the declaration or authorisation; empty while there is none, and the notice says so. `logo` is a
    PNG made by us; `version` says which wording of the notice a paper carried.
    """

    association: str
    branch: Words
    address: str = ""
    phone: str = ""
    hours: str = ""
    cndp: str = ""
    purposes: Words | None = None
    recipients: Words | None = None
    retention: Words | None = None
    logo: bytes = field(repr=False, default=b"")
    version: str = ""
    town: Words | None = None
    branch_address: str = ""
    branch_phone: str = ""

    @property
    def reached_at(self) -> str:
        """Where one comes to: the branch, or the association where the branch has no address of its own."""
        return self.branch_address or self.address

    @property
    def called_at(self) -> str:
        """The number one calls: that of the branch, or of the association."""
        return self.branch_phone or self.phone
