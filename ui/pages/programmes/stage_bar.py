"""An enrolment in a person's file: its path as a line, and the next stage one key away."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from casemgr.domain import pathway
from casemgr.services import programmes
from casemgr.services.desk import Desk
from casemgr.services.programmes import Place
from ui import formats
from ui.kit import Button, Label, PrimaryButton, StatusPill
from ui.kit.base import Living, mirrored
from ui.operations import Query
from ui.pages.programmes.moves import Moves
from ui.pages.programmes.said import days_said
from ui.theme import GRID, HALF, colour, icon_pixmap, scale
from ui.translation import N_

_DISC = 18


class PathLine(Living, QWidget):
    """The stages of a path as discs on a line: ticked where she has been, strong where she is."""

    def __init__(self, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.live()

    def retranslate(self) -> None:
        """Each stage with its day, for a screen reader and under the pointer."""
        said = "\n".join(
            f"{pathway.label_of(code)}: {formats.isolate(formats.date(day))}" if day else str(pathway.label_of(code))
            for code, day in self.place.stages
        )
        self.setAccessibleName(str(N_("Stages")))
        self.setAccessibleDescription(said)
        self.setToolTip(said)

    def sizeHint(self) -> QSize:
        """A line of discs."""
        return QSize(_DISC * max(1, len(self.place.stages)), _DISC + HALF)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line, then a disc a stage."""
        stages = self.place.stages
        if not stages:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        slot = self.width() / len(stages)
        middle = (_DISC + HALF) // 2
        first, last = round(slot / 2), round(self.width() - slot / 2)
        painter.fillRect(mirrored(self, QRect(first, middle - 1, max(1, last - first), 2)), colour("line"))
        for at, (code, day) in enumerate(stages):
            centre = round(slot * (at + 0.5))
            disc = mirrored(self, QRect(centre - _DISC // 2, middle - _DISC // 2, _DISC, _DISC))
            self._paint(painter, disc, code, day is not None)
        painter.end()

    def _paint(self, painter: QPainter, disc: QRect, code: str, is_passed: bool) -> None:
        is_here = code == self.place.standing.stage and self.place.is_running
        painter.setPen(QPen(colour("accent.solid" if is_passed else "outline"), 2))
        painter.setBrush(colour("accent.solid" if is_passed else "surface"))
        painter.drawEllipse(QRectF(disc).adjusted(2, 2, -2, -2))
        if is_here:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(disc).adjusted(0, 0, 0, 0))
        elif is_passed:
            side = _DISC - 8
            mark = icon_pixmap("check", "on_accent", side, self.devicePixelRatioF())
            painter.drawPixmap(disc.x() + 4, disc.y() + 4, mark)


class StageBar(Living, QWidget):
    """The path of one enrolment with what may be done now. `changed` after a move; `refused(UserError)`."""

    changed = Signal()
    refused = Signal(object)

    def __init__(self, desk: Desk, enrolment: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.enrolment = desk, enrolment
        self.place: Place | None = None
        self.moves = Moves(desk, self)
        self.moves.changed.connect(self.changed)
        self.moves.refused.connect(self.refused)
        self.stage = Label("", "lead", weight="medium", wrap=True)
        self.late = StatusPill("", "warning", "hourglass")
        self.late.hide()
        self.next = PrimaryButton("", "arrow-right")
        self.next.clicked.connect(self.ask_move)
        self.end = Button(N_("End…"), "log-out")
        self.end.clicked.connect(lambda: self.moves.ask_leave(self.enrolment))
        for button in (self.next, self.end):
            button.hide()
        QShortcut(QKeySequence("M"), self, self.ask_move)
        self._line = QVBoxLayout()
        said = QHBoxLayout()
        said.setSpacing(GRID)
        said.addWidget(self.stage, 1)
        said.addWidget(self.late)
        acts = QHBoxLayout()
        acts.setSpacing(GRID)
        acts.addWidget(self.next)
        acts.addWidget(self.end)
        acts.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, HALF, 0, HALF)
        column.setSpacing(GRID)
        column.addLayout(said)
        column.addLayout(self._line)
        column.addLayout(acts)
        self.live()
        Query(self, lambda: programmes.standing_of(desk, enrolment), self._show, self.refused.emit).start()

    def ask_move(self) -> None:
        """To the next stage; once the last is reached, to one of those passed over, or out."""
        if self.next.isVisibleTo(self):
            self.moves.ask_move((self.enrolment,))

    def _show(self, place: Place) -> None:
        self.place = place
        self._line.addWidget(PathLine(place))
        self.next.setVisible(place.standing.may_move and bool(place.next or place.ahead))
        self.end.setVisible(place.standing.may_move)
        self.late.setVisible(place.standing.is_stuck)
        self.retranslate()

    def retranslate(self) -> None:
        """The stage, since when, and what comes next."""
        self.stage.setMinimumHeight(scale().line)
        if self.place is None:
            return
        standing = self.place.standing
        if standing.stage is None:
            self.stage.say(N_("No stage noted yet"))
        else:
            since = formats.isolate(formats.date(standing.since))
            words = N_("{stage}, since {day}").format(stage=pathway.label_of(standing.stage), day=since)
            self.stage.say(words)
        if self.place.next:
            self.next.say(N_("Move on to: {stage} (M)").format(stage=pathway.label_of(self.place.next)))
        else:
            self.next.say(N_("To another stage"))
        self.late.say(N_("{days} too long").format(days=days_said(standing.late)), "warning", "hourglass")
