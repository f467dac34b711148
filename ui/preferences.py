"""What the window remembers on this computer: language, look, where the databases are. Never a name.

It is a small JSON file in the person's own settings folder, written as a whole. A damaged or missing file is
no reason to stop: the window starts as on its first day.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from casemgr.domain.words import LANGUAGES

FEWEST_IDLE_MINUTES, IDLE_MINUTES, MOST_IDLE_MINUTES = 1, 5, 15
_REMEMBERED = 8
_MODES = ("light", "dark", "contrast")
_SIZES = range(10, 17)


def settings_folder() -> Path:
    """Where this person's settings of casemgr are on this computer."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home()) / "casemgr"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "casemgr"


def state_folder() -> Path:
    """Where the log is."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "casemgr"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "casemgr"


def databases_folder() -> Path:
    """The folder proposed for a new database: on this computer's own disk, in the person's data."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "casemgr"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "casemgr"


def system_language() -> str:
    """The language of the computer if it is one of ours, else French."""
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    if not said:
        import locale  # only Windows and the Mac come here: the others have said it

        said = locale.getlocale()[0]
    code = (said or "")[:2].lower()
    return code if code in LANGUAGES else "fr"


@dataclass
class Preferences:
    """The window's own settings; change a field, then `save`. `idle_minutes` is 1 to 15, `size` in points."""

    language: str = field(default_factory=system_language)
    mode: str = "light"
    size: int = 10
    idle_minutes: int = IDLE_MINUTES
    databases: list[str] = field(default_factory=list)
    geometry: str = ""
    narrow_side: bool = False
    path: Path = field(default_factory=lambda: settings_folder() / "window.json", compare=False)

    @classmethod
    def load(cls, path: Path | None = None) -> Preferences:
        """What was saved, each value that makes no sense replaced by its default."""
        place = path or settings_folder() / "window.json"
        try:
            kept = json.loads(place.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            kept = {}
        return cls._sensible(kept if isinstance(kept, dict) else {}, place)

    @classmethod
    def _sensible(cls, kept: dict[str, Any], path: Path) -> Preferences:
        made = cls(path=path)
        if kept.get("language") in LANGUAGES:
            made.language = kept["language"]
        if kept.get("mode") in _MODES:
            made.mode = kept["mode"]
        if kept.get("size") in _SIZES:
            made.size = kept["size"]
        if kept.get("idle_minutes") in range(FEWEST_IDLE_MINUTES, MOST_IDLE_MINUTES + 1):
            made.idle_minutes = kept["idle_minutes"]
        databases = kept.get("databases")
        if isinstance(databases, list):
            made.databases = [where for where in databases if isinstance(where, str)][:_REMEMBERED]
        made.geometry = kept["geometry"] if isinstance(kept.get("geometry"), str) else ""
        made.narrow_side = kept.get("narrow_side") is True
        return made

    def save(self) -> None:
        """Write everything. A full disk or a read-only folder costs the settings, nothing else."""
        kept = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "path"}
        temporary = self.path.with_name(self.path.name + ".new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps(kept, indent=1), encoding="utf-8")
            temporary.replace(self.path)
        except OSError:
            temporary.unlink(missing_ok=True)

    def remember_database(self, where: str) -> None:
        """Put a path or an address first among the recent ones, and save."""
        self.databases = [where, *(other for other in self.databases if other != where)][:_REMEMBERED]
        self.save()

    def forget_database(self, where: str) -> None:
        """Take one from the list of recent ones, and save; the database itself stays."""
        self.databases = [other for other in self.databases if other != where]
        self.save()
