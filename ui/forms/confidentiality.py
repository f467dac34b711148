"""The mark of confidentiality of a row: what it asks of its readers, shown in a word, and raised from a menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu

from casemgr.domain.access import at_least, members
from casemgr.domain.words import Words

# access.md: L0 the branch, L1 the case team, and compartments that add up.
MARKS = {
    "L0": Words("Équipe de l’antenne", "فريق الفرع", "Branch staff"),
    "L1": Words("Équipe du dossier", "فريق الملف", "Case team"),
    "L2": Words("Santé", "الصحة", "Health"),
    "L3": Words("Juridique", "القانوني", "Legal"),
    "L4": Words("Protection", "الحماية", "Protection"),
}


def said(mark: str) -> Words:
    """A mark in words: "Santé + Protection"."""
    parts = [MARKS.get(member, Words(member, member, member)) for member in members(mark or "L0")]
    return Words(*(" + ".join(part.say(language) for part in parts) for language in ("fr", "ar", "en")))


def shown_on_rows(mark: str) -> bool:
    """Whether a mark is worth a pill: what the whole case team may read is not."""
    return bool(mark) and mark not in ("L0", "L1")


def raised(floor: str, mark: str, member: str) -> str:
    """The mark after `member` is turned on or off, never below `floor`."""
    held = set(members(mark)) - {"L0", "L1"}
    if member in ("L0", "L1"):
        return at_least(floor, member)
    held = held - {member} if member in held else held | {member}
    return at_least(floor, "+".join(sorted(held)) or "L1")


def fill_menu(menu: QMenu, floor: str, mark: str, chosen: Callable[[str], object]) -> None:
    """Put the marks in `menu`: those that the rules ask for are ticked and cannot be taken away."""
    asked = set(members(floor))
    for member, words in MARKS.items():
        if member == "L0" and floor != "L0":
            continue
        action = menu.addAction(str(words))
        action.setCheckable(True)
        action.setChecked(member in members(mark))
        action.setEnabled(member not in asked or member in ("L0", "L1"))
        action.triggered.connect(lambda _on=False, member=member: chosen(raised(floor, mark, member)))
