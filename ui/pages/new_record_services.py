"""What a form asks of the program, answered by the services: checking, lists to choose from, names, drafts."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from casemgr.domain import checking
from casemgr.domain.checking import Checked
from casemgr.domain.conditions import Context
from casemgr.domain.errors import NotFound
from casemgr.domain.fields import FileRef, Rows
from casemgr.domain.kind import Kind
from casemgr.services import attachments, drafts, links, records
from casemgr.services.attachments import Opened
from casemgr.services.desk import Desk
from ui.forms import NotUnderstood
from ui.operations import Command

Values = Mapping[str, Any]


def for_keeping(value: Any) -> Any:
    """What was typed and not understood, as drafts keep it; all else as it is."""
    if isinstance(value, NotUnderstood):
        return checking.NotUnderstood(str(value), value.message)
    if isinstance(value, dict):
        return {key: for_keeping(inner) for key, inner in value.items()}
    return [for_keeping(line) for line in value] if isinstance(value, list) else value


def for_typing(value: Any) -> Any:
    """The way back: what a draft gives, as the form shows it again."""
    if isinstance(value, checking.NotUnderstood):
        return NotUnderstood(value.text, value.message)
    if isinstance(value, dict):
        return {key: for_typing(inner) for key, inner in value.items()}
    return [for_typing(line) for line in value] if isinstance(value, list) else value


class RecordServices:
    """The services of one form: a new record of `kind`, or `record` as it stood at `version`."""

    def __init__(
        self,
        desk: Desk,
        kind: Kind,
        *,
        record: str = "",
        version: int | None = None,
        beneficiary: str | None = None,
        draft: str | None = None,
    ) -> None:
        self.desk, self.kind = desk, kind
        self.record, self.version, self.beneficiary = record, version, beneficiary
        self.draft = draft
        self._lock = threading.Lock()
        self._is_over = False

    def check(self, values: Values) -> Checked:
        """The draft as it would be kept."""
        return records.check(self.desk, self.kind.key, values, self.record)

    def options(self, link_kind: str, text: str) -> Sequence[tuple[str, str]]:
        """What a link may point at; of the same person where the kind hangs on one."""
        hers = self.beneficiary if link_kind in self.desk.kinds and self.desk.kinds[link_kind].person else None
        return links.options(self.desk, link_kind, text, beneficiary=hers)

    def label_of(self, kind: str, record: str) -> str:
        """The title of a linked record."""
        return links.label_of(self.desk, kind, record)

    def take_file(self, source: Path | bytes) -> FileRef:
        """Take a scan or a photo in."""
        return attachments.take(self.desk, source)

    def see_file(self, owner: QWidget, file: FileRef) -> None:
        """Show a file that was just taken in; or the one that the record holds already."""
        from ui.pages.file_viewer import FileViewer  # a form with files is rare

        desk, record, kind = self.desk, self.record, self.kind.key
        viewer = FileViewer(desk, parent=owner.window())
        viewer.open()

        def find() -> Opened:
            try:
                return attachments.look_at(desk, file)
            except NotFound:
                if not record:
                    raise
                return attachments.open_file(desk, record, kind)

        Command(viewer, find, viewer.show_file, viewer.refuse).start()

    def may_see(self, rows_key: str) -> bool:
        """Whether some grant lets this person read a group of rows."""
        group = self.kind.group(rows_key)
        return any(grant.view != "hidden" for grant in self.desk.person.grants("r", self._granted_as(group)))

    def _granted_as(self, group: Rows) -> str:
        return group.grants_as or self.kind.granted_as

    def keep_draft(self, values: Values) -> None:
        """Keep what is typed, unless it has been saved or given up meanwhile."""
        with self._lock:
            if not self._is_over:
                self.draft = self._keep(values)

    def _keep(self, values: Values) -> str:
        return drafts.keep(
            self.desk,
            self.kind,
            {key: for_keeping(value) for key, value in values.items()},
            draft=self.draft,
            record=self.record or None,
            version=self.version,
            beneficiary=self.beneficiary,
        )

    def end_draft(self) -> None:
        """It was saved, or given up: nothing is kept of it, and nothing more will be."""
        with self._lock:
            self._is_over = True
            if self.draft is not None:
                self._discard(self.draft)
                self.draft = None

    def begin_again(self) -> None:
        """What is typed from now on is kept again."""
        with self._lock:
            self._is_over = False

    def _discard(self, draft: str) -> None:
        drafts.discard(self.desk, draft)


class ShortFormServices(RecordServices):
    """A form made for one act (a step, a slip, a move): short, checked by its own declaration, kept as no draft.

    What the act itself asks is asked when it is taken.
    """

    def __init__(self, desk: Desk, kind: Kind, form: Kind, context: Context) -> None:
        super().__init__(desk, kind)
        self._form, self._context = form, context

    def check(self, values: Values) -> Checked:
        """What is missing on the form."""
        return checking.check(self._form, values, self._context)

    def keep_draft(self, values: Values) -> None:
        """Nothing to keep."""
