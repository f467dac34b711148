"""Where a bug leaves its trace: the kind of error and the lines of code, never what it said or about whom."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

from casemgr.domain.clock import Clock

_BIGGEST = 512 * 1024


def journal_path() -> Path:
    """The log of casemgr in this person's own folder (the window writes the same one)."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home())
        return Path(base) / "casemgr" / "casemgr.log"
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "casemgr" / "casemgr.log"


def write_bug(bug: BaseException) -> Path:
    """Note an error of ours; gives the path of the log. A log that cannot be written stops nothing."""
    frames = "; ".join(
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(bug.__traceback__)
    )
    path = journal_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _BIGGEST:
            path.replace(path.with_suffix(".log.1"))
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{Clock().now():%Y-%m-%d %H:%M:%S} ERROR casemgr.cli {type(bug).__name__}: {frames}\n")
    except OSError:
        return path
    return path
