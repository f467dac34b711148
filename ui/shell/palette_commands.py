"""The acts one can call by name in Ctrl+K: new records this person may make, screens, look, language, locking."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ui.shell.palette import PaletteCommand
from ui.translation import N_

if TYPE_CHECKING:
    from ui.shell.shell import Shell

# What one begins from anywhere; the others begin in a person's file.
_NEW = (
    ("beneficiary", N_("New beneficiary"), "user-plus"),
    ("household", N_("New household"), "house-plus"),
)


def commands_for(shell: Shell) -> list[PaletteCommand]:
    """In the order in which they are proposed while nothing is typed."""
    go, settings, person = shell.navigator, shell.settings, shell.desk.person
    commands = [
        PaletteCommand(words, shape, partial(go.new_record, kind), "Ctrl+N" * (kind == "beneficiary"))
        for kind, words, shape in _NEW
        if person.may("c", kind)
    ]
    aside = [entry for entry in go.entries.values() if entry.aside or entry.key == "consents"]
    commands += [PaletteCommand(entry.name, entry.icon_name, partial(go.open_page, entry.key)) for entry in aside]
    commands += [
        PaletteCommand(N_("My settings and password"), "key-round", lambda: go.open_page("appearance")),
        PaletteCommand(N_("Keyboard shortcuts"), "keyboard", shell.show_sheet, "F1"),
        PaletteCommand(N_("Lock"), "lock", shell.lock_wanted.emit, "Ctrl+L"),
        PaletteCommand(N_("Hide the screen at once"), "eye-off", shell.hide_wanted.emit, "F9"),
        PaletteCommand(N_("Sign out"), "log-out", shell.sign_out_wanted.emit),
    ]
    looks = (("light", "sun", N_("Light")), ("dark", "moon", N_("Dark")), ("contrast", "contrast", N_("Contrast")))
    commands += [PaletteCommand(words, shape, partial(settings.set_mode, mode)) for mode, shape, words in looks]
    for code, name in (("fr", "Français"), ("ar", "العربية"), ("en", "English")):
        commands.append(PaletteCommand(name, "languages", partial(settings.set_language, code)))
    return commands
