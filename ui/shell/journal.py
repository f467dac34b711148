"""The log file: which errors of ours happened and where in the code, never what they said or about whom."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from ui.operations import frames_of
from ui.preferences import state_folder

_BIGGEST = 512 * 1024
_log = logging.getLogger("casemgr.window")


class _Journal(logging.Handler):
    """Writes to the file from the first line on. What turns the file over is imported for that line only: it brings
    network and pickles along, and costs the first window 15 ms on a day without errors.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; called under the lock of the handler."""
        if self._file is None:
            from logging.handlers import RotatingFileHandler

            self._file = RotatingFileHandler(self._path, maxBytes=_BIGGEST, backupCount=1, encoding="utf-8", delay=True)
            self._file.setFormatter(self.formatter)
        self._file.emit(record)

    def close(self) -> None:
        """Close the file too."""
        if self._file is not None:
            self._file.close()
        super().close()


class _Wordless(logging.Formatter):
    """An exception attached to a log line is told by its type and lines of code, as `frames_of` does."""

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return frames_of(ei[1]) if ei[1] is not None else ""


def keep_journal(folder: Path | None = None) -> Path:
    """Write the log of casemgr to a file from now on; gives its path. Unwritable, nothing is written."""
    path = (folder or state_folder()) / "casemgr.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return path
    handler = _Journal(path)
    handler.setFormatter(_Wordless("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log = logging.getLogger("casemgr")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False  # the terminal of a shared computer learns nothing
    return path


def catch_bugs(tell: Callable[[BaseException], None]) -> None:
    """Log whatever reaches the top, and tell `tell` (the crash dialog) instead of printing a traceback."""

    def at_the_top(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            return
        _log.error("unexpected error: %s", frames_of(error))
        tell(error)

    def in_a_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            _log.error("unexpected error in a thread: %s", frames_of(args.exc_value))

    sys.excepthook = at_the_top
    threading.excepthook = in_a_thread
