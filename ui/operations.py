"""How work leaves the window's thread and comes back: Command for what writes, Query for what reads.

A person's instant is a tenth of a second: nothing slower may run in the window's thread. Commands go one
after the other through one worker, so that two saves never cross. Queries go through a small pool; a newer
query of the same key makes the older one worthless, so its answer is dropped. Both give their answer in the
window's thread, and only if the widget that asked is still there. A UserError is given to `failed`, as a
sentence; anything else is our bug: it is logged by its type and the lines of code it passed through, never
by its message or values, which may hold what a person told us.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, cast

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QRunnable, Qt, QThreadPool, QTimer, Signal, Slot

from casemgr.domain.errors import UserError

T = TypeVar("T")
BugHandler = Callable[[BaseException], None]

SLOW_MS = 500
_READERS = 3
_REPORT_EVERY = 0.05

_log = logging.getLogger("casemgr.ui.operations")


class _Postman(QObject):
    """Carries a call from any thread to the window's."""

    letter = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.letter.connect(self._open, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _open(self, envelope: list[Callable[[], None]]) -> None:
        envelope.pop()()


class _Office:
    """The pools and what is under way. Made at the first use, in the window's thread."""

    def __init__(self) -> None:
        self.postman = _Postman()
        self.writer = QThreadPool()
        self.writer.setMaxThreadCount(1)
        self.writer.setExpiryTimeout(-1)
        self.readers = QThreadPool()
        self.readers.setMaxThreadCount(_READERS)
        self.surveyor = QThreadPool()
        self.surveyor.setMaxThreadCount(1)
        self.under_way: set[QObject] = set()  # what runs is kept alive here
        self.last_write: Command[Any] | None = None  # they end in the order of their start: the last one's end is all's
        self.newest: dict[tuple[int, str], Operation[Any]] = {}
        self.on_bug: BugHandler | None = None
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(shut_down)


_office: list[_Office] = []


def _the_office() -> _Office:
    if not _office:
        _office.append(_Office())
    return _office[0]


def on_bug(handler: BugHandler | None) -> None:
    """Who is told of an error that is ours, in the window's thread: the crash dialog."""
    _the_office().on_bug = handler


def frames_of(error: BaseException) -> str:
    """What may be logged of an error: its type, those of its causes and the lines passed; no message."""
    parts = []
    seen: BaseException | None = error
    while seen is not None:
        lines = [
            f"  {frame.filename.replace(chr(92), '/').rsplit('/', 2)[-1]}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__)
        ]
        parts.append("\n".join([type(seen).__name__, *lines]))
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\nfrom ".join(parts)


class _Run(QRunnable):
    """`work` gives the letter that brings its answer home. Nothing of the operation is held here once the letter is
    sent: the last hold on a QObject must be let go in the thread of its timers, never in the pool's.
    """

    def __init__(self, work: Callable[[], Callable[[], None]]) -> None:
        super().__init__()
        self._works = [work]

    def run(self) -> None:
        """Called by the pool, in its thread."""
        envelope = [self._works.pop()()]
        _the_office().postman.letter.emit(envelope)


class Operation(QObject, Generic[T]):
    """One piece of work off the window's thread; use Command or Query.

    `call` is plain: no argument, gives a value. To be cancelled or to report, it may close over the
    operation's own `cancelled` (a threading.Event) and `report(done, total)`.

    Signals: `progressed(done, total)`; `slow()` once, if it still runs after half a second; `ended()`
    always, last.
    """

    _may_be_forgotten = True  # whether an answer or error is of no use to a closed or cancelled question

    progressed = Signal(int, int)
    slow = Signal()
    ended = Signal()

    def __init__(
        self,
        owner: QObject,
        call: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[UserError], None] | None = None,
    ) -> None:
        super().__init__()
        self._owner = owner
        self._call = call
        self._done = done
        self._failed = failed
        self._reported = 0.0
        self._is_under_way = False
        self._began = False
        self.cancelled = threading.Event()

    @property
    def is_under_way(self) -> bool:
        """Whether it was started and has not ended."""
        return self._is_under_way

    def report(self, done: int, total: int) -> None:
        """Say how far the work is; may be called from its thread as often as convenient."""
        now = time.monotonic()
        if done >= total or now - self._reported >= _REPORT_EVERY:
            self._reported = now
            self.progressed.emit(done, total)

    def cancel(self) -> None:
        """Ask the work to stop; neither `done` nor `failed` will be called, `ended` still is."""
        self.cancelled.set()

    def _pool(self) -> QThreadPool:
        raise NotImplementedError

    def _is_worth_running(self) -> bool:
        return not self.cancelled.is_set()

    def start(self) -> Self:
        """Send it off; returns itself. An operation runs once: a second start raises RuntimeError."""
        office = _the_office()
        if self._is_under_way or self.cancelled.is_set():
            raise RuntimeError("an operation runs once")
        self._is_under_way = True
        office.under_way.add(self)
        QTimer.singleShot(SLOW_MS, self, self._tell_slow)
        # Tied to the pool's thread only by this closure; the answer comes back through the postman.
        self._pool().start(_Run(self._work))
        return self

    def _tell_slow(self) -> None:
        if self._is_under_way and not self.cancelled.is_set():
            self.slow.emit()

    def _work(self) -> Callable[[], None]:
        answer: T | None = None
        error: BaseException | None = None
        if self._is_worth_running():
            self._began = True
            try:
                answer = self._call()
            except BaseException as raised:  # sorted in the window's thread, never swallowed
                error = raised
        return lambda: self._deliver(answer, error)

    def _deliver(self, answer: T | None, error: BaseException | None) -> None:
        office = _the_office()
        office.under_way.discard(self)
        self._is_under_way = False
        try:
            self._hand_over(answer, error)
        finally:
            self.ended.emit()

    def _hand_over(self, answer: T | None, error: BaseException | None) -> None:
        if self._is_dropped(error):
            return
        owner_is_there = shiboken6.isValid(self._owner)
        if error is None:
            if owner_is_there and self._done is not None:
                self._done(cast("T", answer))
        elif isinstance(error, UserError) and owner_is_there and self._failed is not None:
            self._failed(error)
        elif owner_is_there or not self._may_be_forgotten:
            self._tell_bug(error)

    def _is_dropped(self, error: BaseException | None) -> bool:
        """Cancelled work has no answer; what it raised while being stopped is no bug."""
        stopped = self._may_be_forgotten or error is not None or not self._began
        return self.cancelled.is_set() and stopped

    def _tell_bug(self, error: BaseException) -> None:
        _log.error("unexpected error: %s", frames_of(error))
        handler = _the_office().on_bug
        if handler is not None:
            handler(error)


class Query(Operation[T]):
    """A read. Give a `key` to what is asked again and again (a search as one types): the newest answers."""

    def __init__(
        self,
        owner: QObject,
        call: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[UserError], None] | None = None,
        key: str = "",
    ) -> None:
        super().__init__(owner, call, done, failed)
        self._key = (id(owner), key) if key else None

    def start(self) -> Self:
        """Send it off, and make the older one of the same owner and key worthless."""
        super().start()
        if self._key is not None:
            older = _the_office().newest.get(self._key)
            if older is not None:
                older.cancel()
            _the_office().newest[self._key] = self
        return self

    def _deliver(self, answer: T | None, error: BaseException | None) -> None:
        if self._key is not None and _the_office().newest.get(self._key) is self:
            del _the_office().newest[self._key]
        super()._deliver(answer, error)

    def _pool(self) -> QThreadPool:
        return _the_office().readers

    def _is_worth_running(self) -> bool:
        return super()._is_worth_running() and shiboken6.isValid(self._owner)


class Survey(Query[T]):
    """A read of the whole base (what is due, the figures of a month) that nobody waits for to go on working. One at a
    time, beside the others: a list that is opened meanwhile finds a reader free.
    """

    def _pool(self) -> QThreadPool:
        return _the_office().surveyor


class Command(Operation[T]):
    """A write. It runs even if the widget that asked is gone: what was promised to be saved is saved.

    Cancelling works until it starts; after that it depends on `call` watching `cancelled`. If it had
    finished all the same, `done` is called: the window must not say "cancelled" of what is written.
    """

    _may_be_forgotten = False

    def start(self) -> Self:
        """Send it off, behind those that write already."""
        super().start()
        _the_office().last_write = self
        return self

    def _pool(self) -> QThreadPool:
        return _the_office().writer

    def _deliver(self, answer: T | None, error: BaseException | None) -> None:
        if _the_office().last_write is self:
            _the_office().last_write = None
        super()._deliver(answer, error)

    def _work(self) -> Callable[[], None]:
        self._began = self._is_worth_running()
        return super()._work()


def when_written(owner: QObject, call: Callable[[], object]) -> None:
    """Call once when all that is being written now is written, if `owner` is still there; nothing being written,
    never: whoever reads now reads it all.
    """
    last = _the_office().last_write
    if last is not None:
        last.ended.connect(lambda: call() if shiboken6.isValid(owner) else None)


def finish_commands(timeout_ms: int = 10_000) -> bool:
    """Wait until all that was asked is written (at closing); whether it was within `timeout_ms`."""
    return _the_office().writer.waitForDone(timeout_ms)


def shut_down() -> None:
    """At the end of the program: finish what writes, stop what reads; no thread outlives the window."""
    office = _the_office()
    for operation in tuple(office.under_way):
        if isinstance(operation, Query):
            operation.cancel()
    finish_commands()
    office.readers.waitForDone(2_000)
    office.surveyor.waitForDone(2_000)
