"""What is done with a paper off the window's thread: made, drawn for the eye, saved, sent to the printer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPagedPaintDevice, QPainter

from casemgr.services.desk import Desk
from casemgr.services.printing import making
from casemgr.services.printing.making import Order, Printed
from casemgr.services.printing.pictures import Picture, pictures
from casemgr.services.printing.several import Bundle, issue_several

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

SCREEN_DOTS = 130.0  # an inch: sharp at the width at which a page is read
PRINTER_DOTS = 300.0
MOST_SHOWN = 30  # pages drawn on the screen; all of them are printed and saved
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Seen:
    """A paper as it is looked at: what was made, and its pages as images."""

    made: Printed
    images: tuple[QImage, ...] = field(repr=False)


def look(desk: Desk, order: Order, cancelled: Callable[[], bool]) -> Seen:
    """Make the paper and draw its pages; stops between two pages when nobody waits any more."""
    made = making.preview(desk, order)
    images: list[QImage] = []
    for picture in pictures(made.pdf, SCREEN_DOTS):
        if cancelled() or len(images) == MOST_SHOWN:
            break
        images.append(image_of(picture))
    return Seen(made, tuple(images))


def save(desk: Desk, order: Order, path: Path) -> Printed:
    """Make the paper with its number, and write it; the audit says so."""
    made = making.issue(desk, order)
    making.keep(made.pdf, path)
    return made


def save_several(
    desk: Desk, orders: Sequence[Order], path: Path, password: str, report: Report, cancelled: Callable[[], bool]
) -> Bundle | None:
    """The same paper of several records in one file; None when it was stopped, and then nothing is written."""
    made = issue_several(desk, orders, report, cancelled, password=password)
    if made is not None:
        making.keep(made.pdf, path)
    return made


def send_several(
    desk: Desk, orders: Sequence[Order], printer: QPrinter, report: Report, cancelled: Callable[[], bool]
) -> tuple[Bundle | None, bool]:
    """The same paper of several records on the printer: what was made, and whether all of it went."""
    made = issue_several(desk, orders, report, cancelled)
    return made, made is not None and paint(printer, made.pdf, made.pages, report, cancelled)


def send(desk: Desk, order: Order, printer: QPrinter, report: Report, cancelled: Callable[[], bool]) -> Printed | None:
    """Make the paper with its number and paint it on the printer; None when it was stopped or the printer refused."""
    made = making.issue(desk, order)
    done = paint(printer, made.pdf, made.pages, report, cancelled)
    return made if done else None


def paint(printer: QPagedPaintDevice, pdf: bytes, pages: int, report: Report, cancelled: Callable[[], bool]) -> bool:
    """Paint each page over the whole of its sheet; whether all of it went."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    try:
        for place, picture in enumerate(pictures(pdf, PRINTER_DOTS)):
            if cancelled() or (place and not printer.newPage()):
                return False
            painter.drawImage(painter.viewport(), image_of(picture))
            report(place + 1, pages)
    finally:
        painter.end()
    return True


def image_of(picture: Picture) -> QImage:
    """The picture as Qt has it; the bytes are its own."""
    shown = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)
    return shown.copy(QRect())
