"""The sheet of paper with the recovery key: what it is for, the key in groups, where to keep it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from casemgr.domain.words import is_right_to_left
from casemgr.domain.words import translate as _
from ui.theme.fonts import body_font

_MARGIN = 20.0  # millimetres


def page_layout() -> QPageLayout:
    """A4, upright, 20 mm around."""
    around = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Portrait,
        around,
        QPageLayout.Unit.Millimeter,
    )


def save_sheet(path: str, organisation: str, key: str) -> bool:
    """Write the sheet as a PDF at `path`; whether it could be written."""
    try:
        with Path(path).open("wb"):
            pass
    except OSError:
        return False
    writer = QPdfWriter(path)
    writer.setTitle("casemgr")
    writer.setResolution(300)
    writer.setPageLayout(page_layout())
    return paint_sheet(writer, organisation, key)


def paint_sheet(device: QPagedPaintDevice, organisation: str, key: str) -> bool:
    """Paint the sheet on a printer or a PDF; False when the device would not begin."""
    painter = QPainter()
    if not painter.begin(device):
        return False
    direction = Qt.LayoutDirection.RightToLeft if is_right_to_left() else Qt.LayoutDirection.LeftToRight
    painter.setLayoutDirection(direction)
    unit = device.logicalDpiY() / 72  # one point
    width = float(painter.viewport().width())
    top = 0.0
    for text, points, weight, after in (
        (organisation, 12.0, QFont.Weight.Normal, 6.0),
        (_("Recovery key"), 24.0, QFont.Weight.DemiBold, 14.0),
        (_("Whoever has this sheet and the file can open everything in it."), 12.0, QFont.Weight.Medium, 22.0),
    ):
        top += _paragraph(painter, text, points, weight, top, width) + after * unit
    top = _paint_groups(painter, key.split("-"), top, width, unit) + 26 * unit
    for text in (
        _("Keep it in a sealed envelope, in a place that locks, away from the computer."),
        _("If everybody forgets the password, choose “I have the recovery key” when opening casemgr."),
        _("Each new recovery key makes the one before it useless: destroy older sheets."),
    ):
        top += _paragraph(painter, text, 11.0, QFont.Weight.Normal, top, width) + 8 * unit
    return painter.end()


def _paragraph(painter: QPainter, text: str, points: float, weight: QFont.Weight, top: float, width: float) -> float:
    face = body_font(points)
    face.setWeight(weight)
    painter.setFont(face)
    flags = Qt.AlignmentFlag.AlignLeading | Qt.TextFlag.TextWordWrap
    room = QRectF(0, top, width, 100_000)
    taken = painter.boundingRect(room, int(flags), text)
    painter.drawText(QRectF(0, top, width, taken.height() + 1), int(flags), text)
    return taken.height()


def _paint_groups(painter: QPainter, groups: list[str], top: float, width: float, unit: float) -> float:
    """The groups in rows of four, left to right in every language, each with its number."""
    column, high = width / 4, 56 * unit
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    for place, group in enumerate(groups):
        left, line = (place % 4) * column, top + (place // 4) * (high + 8 * unit)
        box = QRectF(left, line, column - 8 * unit, high)
        painter.drawRoundedRect(box, 4 * unit, 4 * unit)
        painter.setFont(body_font(8))
        painter.drawText(box.adjusted(6 * unit, 4 * unit, 0, 0), 0, str(place + 1))
        face = body_font(20)
        face.setWeight(QFont.Weight.DemiBold)
        painter.setFont(face)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), group)
    rows = (len(groups) + 3) // 4
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if is_right_to_left() else Qt.LayoutDirection.LeftToRight)
    return top + rows * (high + 8 * unit)
