"""The acts one can call by name in Ctrl+K: new records this person may make, screens, look, language, locking."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from ui.shell.palette import PaletteCommand
from ui.translation import N_
from ui.window_settings import LANGUAGE_NAMES, MODES

if TYPE_CHECKING:
    from casemgr.domain.access import Person
    from casemgr.domain.kind import Kind
    from ui.navigation import Navigator
    from ui.window_settings import WindowSettings

# What one begins from anywhere; the others begin in a person's file.
_NEW = (
    ("beneficiary", N_("New beneficiary"), "user-plus"),
    ("household", N_("New household"), "house-plus"),
)


def _begins_anywhere(kind: Kind) -> bool:
    """Of nobody, or not always of somebody: reception takes an anonymous complaint without a file."""
    return not kind.person or kind.field(kind.person).required is not True


def commands_for(
    person: Person, go: Navigator, settings: WindowSettings, own: Sequence[PaletteCommand]
) -> list[PaletteCommand]:
    """In the order in which they are proposed while nothing is typed; `own` are those of the shell itself."""
    commands = [
        PaletteCommand(words, shape, partial(go.new_record, kind), "Ctrl+N" * (kind == "beneficiary"))
        for kind, words, shape in _NEW
        if person.may("c", kind)
    ]
    told = {key for key, _words, _shape in _NEW}
    commands += [
        PaletteCommand(kind.new, "plus", partial(go.new_record, key))
        for key, kind in go.desk.kinds.items()
        if _begins_anywhere(kind) and key not in told and person.may("c", kind.granted_as)
    ]
    aside = [entry for entry in go.entries.values() if entry.aside or entry.given.get("kind")]
    commands += [PaletteCommand(entry.name, entry.icon_name, partial(go.open_page, entry.key)) for entry in aside]
    commands += [
        PaletteCommand(N_("My settings and password"), "key-round", lambda: go.open_page("appearance")),
        *own,
    ]
    commands += [PaletteCommand(words, shape, partial(settings.set_mode, mode)) for mode, shape, words in MODES]
    for code, name in LANGUAGE_NAMES:
        commands.append(PaletteCommand(name, "languages", partial(settings.set_language, code)))
    return commands
