"""One paper for several records, as a single PDF: each with its own number, its own pages, its own line in the audit.

The right to print is asked for each of them: whoever may not be printed is left out and told, and the others are made.
Nothing leaves the program, and nothing is written in the audit, when it is stopped on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from casemgr.data.records import Stored
from casemgr.domain.document import Letterhead
from casemgr.domain.errors import UserError
from casemgr.domain.words import Words
from casemgr.services.desk import Desk
from casemgr.services.printing.making import (
    MISSING,
    PRINTS,
    Drawn,
    Order,
    draw_on,
    languages_of,
    note_print,
    printable,
    shown_characters,
)
from casemgr.services.printing.surface import File
from casemgr.services.printing.templates import Template, find_template

MOST = 1000  # papers in one file
Report = Callable[[int, int], None]

NONE_PRINTED = Words(
    "Rien n’a été imprimé : aucune de ces fiches ne peut l’être.",
    "لم يطبع شيء: لا يمكن طباعة أي من هذه البطاقات.",
    "Nothing was printed: none of these records can be.",
)
SEE_RIGHTS = Words(
    "Vérifiez les codes, et vos droits auprès de la coordination.",
    "تحققوا من الرموز ومن صلاحياتكم لدى المنسق(ة).",
    "Check the codes, and your rights with whoever coordinates.",
)
TOO_MANY = Words(
    "Trop de documents à la fois ({most} au plus).",
    "عدد الوثائق كبير جدا دفعة واحدة ({most} على الأكثر).",
    "Too many papers at once ({most} at most).",
)
IN_PARTS = Words("Imprimez-les en plusieurs fois.", "اطبعوها على دفعات.", "Print them in several goes.")


@dataclass(frozen=True)
class LeftOut:
    """A record that was not printed, and why."""

    order: Order
    refusal: UserError


@dataclass(frozen=True)
class Bundle:
    """The papers in one PDF: the numbers of the prints in order, and who was left out."""

    pdf: bytes = field(repr=False)
    print_ids: tuple[str, ...]
    file_name: str
    pages: int
    left_out: tuple[LeftOut, ...] = field(repr=False, default=())
    missing: tuple[str, ...] = field(repr=False, default=())

    def warning(self) -> str:
        """The characters that no font has; empty when all is well."""
        return str(MISSING.format(characters=shown_characters(self.missing))) if self.missing else ""


@dataclass(frozen=True)
class _Allowed:
    order: Order
    template: Template
    stored: Stored


def issue_several(
    desk: Desk, orders: Sequence[Order], report: Report, cancelled: Callable[[], bool], *, password: str = ""
) -> Bundle | None:
    """The papers of `orders` in their order; None when it was stopped. `report` is told how many are done of how many.

    Raises UserError when there are too many or when none may be printed.
    """
    if len(orders) > MOST:
        raise UserError(TOO_MANY.format(most=MOST), IN_PARTS)
    allowed, left_out = _parted(desk, orders)
    numbers = _numbers(desk, len(allowed))
    file: File | None = None
    heads: dict[str, Letterhead] = {}
    done: list[tuple[_Allowed, Drawn, str]] = []
    for place, (one, number) in enumerate(zip(allowed, numbers, strict=True)):
        if cancelled():
            return None
        if file is None:
            language = languages_of(one.template, one.order)[0]
            file = File(one.template.paper.label.say(language), language)
        try:
            done.append((one, draw_on(file, desk, one.order, one.template, number, one.stored, heads), number))
        except UserError as refusal:  # a name that this reader does not know
            left_out.append(LeftOut(one.order, refusal))
        report(place + 1, len(allowed))
    if cancelled():
        return None
    if file is None or not done:
        refused = left_out[0].refusal if len({str(one.refusal) for one in left_out}) == 1 else None
        raise refused or UserError(NONE_PRINTED, SEE_RIGHTS)
    pdf = file.save(password=password, about={"Subject": f"{done[0][2]} – {done[-1][2]}"})
    with desk.work() as work:
        for one, drawn, number in done:
            note_print(work, one.order, one.template, one.stored, number)
            drawn.note_secret(work)
    return Bundle(
        pdf,
        tuple(number for _one, _drawn, number in done),
        f"{done[0][0].template.key}-{len(done)}-{desk.today:%Y-%m-%d}.pdf",
        len(file.pages),
        tuple(left_out),
        tuple(dict.fromkeys(character for _one, drawn, _number in done for character in drawn.missing)),
    )


def _parted(desk: Desk, orders: Sequence[Order]) -> tuple[list[_Allowed], list[LeftOut]]:
    """Those that this person may print, each once, and those she may not."""
    allowed: list[_Allowed] = []
    left_out: list[LeftOut] = []
    with desk.database.reading() as connection:
        for order in dict.fromkeys(orders):
            template = find_template(desk.kinds, order.template, order.kind)
            try:
                allowed.append(_Allowed(order, template, printable(desk, connection, order, template)))
            except UserError as refusal:
                left_out.append(LeftOut(order, refusal))
    return allowed, left_out


def _numbers(desk: Desk, count: int) -> list[str]:
    with desk.work() as work:
        return [work.numbers.give(PRINTS, desk.today.year, desk.ids.random) or "" for _one in range(count)]
