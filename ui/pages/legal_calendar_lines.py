"""One deadline or hearing as a line: its day, what it is, whose, how it stands; and the lines of a week."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casemgr.services.legal_calendar import DONE, HEARINGS, LATE, RISK, TRACK, Entry
from ui import formats
from ui.kit.avatar import Avatar
from ui.kit.buttons import IconButton
from ui.kit.card import Card
from ui.kit.labels import DirectionalLabel, Label
from ui.kit.pill import StatusPill
from ui.theme import GRID, HALF
from ui.translation import N_, Phrase, Text

# Colour, shape and word together: who sees no colours reads the shape, who sees neither hears the word.
TONES = {LATE: "danger", RISK: "warning", TRACK: "success", DONE: "neutral"}
SHAPES = {LATE: "octagon-x", RISK: "hourglass", TRACK: "circle-check", DONE: "check"}
_NEEDS: dict[str, Phrase] = {
    "interpreter": N_("interpreter needed"),
    "accompaniment": N_("somebody goes along"),
}
_DAY_WIDTH = 128
_DOT = " · "


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def below_of(entry: Entry) -> str:
    """Whose it is, and what one must know to be there in time: both days, the room, who is needed."""
    parts = [formats.isolate(entry.code), formats.isolate_any(entry.person_said)]
    if entry.what == HEARINGS:
        if entry.room:
            parts.append(str(N_("room {room}").format(room=formats.isolate_any(entry.room))))
        parts += [str(_NEEDS[key]) for key in entry.needs]
    else:
        parts.append(str(N_("safe date {day}").format(day=formats.isolate(formats.date(entry.day)))))
        parts.append(str(N_("legal limit {day}").format(day=formats.isolate(formats.date(entry.legal)))))
        parts.append(seen_of(entry))
    return _DOT.join(part for part in parts if part)


def seen_of(entry: Entry) -> str:
    """Who says that she saw an open deadline, and when; or that nobody did."""
    if entry.status == DONE:
        return ""
    if entry.seen_on is None:
        return str(N_("seen by nobody yet"))
    day = formats.isolate(formats.date(entry.seen_on))
    return str(N_("seen by {name} on {day}").format(name=formats.isolate_any(entry.seen_by), day=day))


class EntryLine(QWidget):
    """A line; `open_it` is called with the entry when it is opened."""

    def __init__(self, entry: Entry, open_it: Callable[[Entry], object]) -> None:
        super().__init__()
        self.entry = entry
        is_hearing = entry.what == HEARINGS
        tone = "info" if is_hearing and entry.status in (RISK, TRACK) else TONES[entry.status]
        shape = Avatar("gavel" if is_hearing else "hourglass", tone, 32, entry.label)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(DirectionalLabel(entry.label, weight="medium", elided=True))
        words.addWidget(DirectionalLabel(below_of(entry), "small", "muted", elided=True))
        self.status = StatusPill(entry.status_words, tone, "calendar" if tone == "info" else SHAPES[entry.status])
        self.open = IconButton("chevron-right", N_("Open {code}").format(code=entry.code))
        self.open.clicked.connect(partial(open_it, entry))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, HALF, 0, HALF)
        row.setSpacing(GRID)
        row.addWidget(_day_of(entry), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(shape)
        row.addLayout(words, 1)
        row.addWidget(self.status)
        row.addWidget(self.open)


def _day_of(entry: Entry) -> QWidget:
    held = QWidget()
    held.setFixedWidth(_DAY_WIDTH)
    column = QVBoxLayout(held)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    clock = f"{formats.date(entry.day)} {entry.time}".strip()
    column.addWidget(DirectionalLabel(formats.week_day(entry.day), "small", "muted"))
    column.addWidget(DirectionalLabel(formats.isolate(clock), weight="medium"))
    return held


class LinesCard(Card):
    """Lines under a title, or a sentence when there are none."""

    def __init__(
        self, title: Text, subtitle: Text, entries: Sequence[Entry], open_it: Callable[[Entry], object], none: Text = ""
    ) -> None:
        super().__init__(title, subtitle, len(entries) or None)
        self.lines = [EntryLine(entry, open_it) for entry in entries]
        for line in self.lines:
            self.add(line)
        if not self.lines and str(none):
            self.add(Label(none, ink="muted", wrap=True))


def week_cards(
    entries: Sequence[Entry], first: date, last: date, today: date, open_it: Callable[[Entry], object]
) -> list[LinesCard]:
    """A card for what is late, then one for each week that has something."""
    before = [entry for entry in entries if entry.day < first]
    cards: list[LinesCard] = []
    if before:
        note = N_("The day has passed and nothing was noted: do it, or note what was done.")
        cards.append(LinesCard(N_("Late"), note, before, open_it))
    monday = monday_of(first)
    while monday <= last:
        within = [entry for entry in entries if monday <= entry.day < monday + timedelta(days=7) and entry.day >= first]
        if within or monday == monday_of(today):
            title = N_("This week") if monday == monday_of(today) else N_("Week of {day}")
            cards.append(
                LinesCard(
                    title.format(day=formats.short_date(monday)),
                    "",
                    within,
                    open_it,
                    N_("Neither a deadline nor a hearing this week."),
                )
            )
        monday += timedelta(days=7)
    return cards
