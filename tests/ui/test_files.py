"""A scan in a form and in the window: dropped, pasted, refused in words, seen page after page, saved and erased."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from casemgr.domain.errors import UserError
from casemgr.domain.fields import FileRef, StoredFile
from casemgr.domain.words import same
from casemgr.services import attachments
from casemgr.services.attachments import Opened
from casemgr.services.file_treatment import UNKNOWN, treat
from tests.ui.made_up_kind import CONTEXT, Services
from ui.forms.editors.file import FileEditor
from ui.pages.file_viewer import FileViewer
from ui.theme import Theme, apply_theme
from ui.translation import use_language

WAIT = 10_000
FIELD = StoredFile(key="file", label=same("File"))


class Files(Services):
    """Takes files in without a database."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[FileRef] = []

    def take_file(self, source: Path | bytes) -> FileRef:
        treated = treat(source if isinstance(source, bytes) else source.read_bytes())
        return FileRef("f1", treated.media, len(treated.content), treated.pages, "d")

    def see_file(self, owner: QWidget, file: FileRef) -> None:
        self.shown.append(file)


@pytest.fixture
def editor(qtbot: QtBot, qapp: QApplication) -> Iterator[FileEditor]:
    apply_theme(qapp, Theme())
    use_language("fr")
    host = SimpleNamespace(
        services=Files(), context=CONTEXT, note_shape=lambda: None, press=lambda _event, _single: False
    )
    made = FileEditor(FIELD, cast(Any, host))
    qtbot.addWidget(made)
    made.show()
    yield made
    QGuiApplication.clipboard().clear()
    use_language("fr")


def scan(pages: int) -> bytes:
    out = io.BytesIO()
    leaves = [Image.new("L", (300, 400), 60 * number) for number in range(pages)]
    leaves[0].save(out, "TIFF", save_all=True, append_images=leaves[1:])
    return out.getvalue()


def dropped(editor: FileEditor, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    act, keys, button = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    entering = QDragEnterEvent(QPoint(5, 5), act, data, button, keys)
    editor.dragEnterEvent(entering)
    assert entering.isAccepted()
    editor.dropEvent(QDropEvent(QPointF(5, 5), act, data, button, keys))


def test_a_scan_that_is_dropped_is_taken_in_and_says_what_it_is(
    qtbot: QtBot, editor: FileEditor, tmp_path: Path
) -> None:
    path = tmp_path / "Awa Diallo.tiff"
    path.write_bytes(scan(3))
    assert not editor.look.isVisible()
    with qtbot.waitSignal(editor.edited, timeout=WAIT):
        dropped(editor, path)
    assert editor.value().pages == 3 and "PDF · 3 pages" in editor.what.text()
    editor.look.click()
    services = cast(Files, editor.host.services)
    assert services.shown == [editor.value()]
    use_language("ar")
    qtbot.waitUntil(lambda: "3 صفحات" in editor.what.text(), timeout=WAIT)
    assert "Awa" not in editor.what.text()


def test_a_picture_that_was_copied_is_pasted_and_what_is_no_picture_is_refused_in_words(
    qtbot: QtBot, editor: FileEditor, tmp_path: Path
) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("bonjour")
    editor.paste.click()
    assert editor.remark.isVisible() and editor.value() is None
    picture = QImage(30, 20, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    clipboard.setImage(picture)
    with qtbot.waitSignal(editor.edited, timeout=WAIT):
        editor.paste.click()
    assert editor.value().media == "image/png" and not editor.remark.isVisible()

    program = tmp_path / "scan.pdf.exe"
    program.write_bytes(b"MZ" + bytes(500))
    before = editor.value()
    dropped(editor, program)
    qtbot.waitUntil(lambda: editor.remark.isVisible(), timeout=WAIT)
    assert UNKNOWN.fr in editor.remark.text() and editor.value() == before and editor.choose.isEnabled()


def opened(pages: int) -> Opened:
    treated = treat(scan(pages))
    return Opened(FileRef("f1", treated.media, len(treated.content), treated.pages, "d"), treated.content)


def record_of(desk_may: str) -> tuple[Any, Any]:
    """A desk that may do some operations, and a record with a scan."""
    person = SimpleNamespace(may=lambda operation, _kind, _mark: operation in desk_may)
    kind = SimpleNamespace(granted_as="attachment")
    record = SimpleNamespace(id="r1", kind="attachment", code="PJ-2026-N1-00001", confidentiality="L1")
    return SimpleNamespace(person=person, kinds={"attachment": kind}), record


def test_pages_are_turned_and_the_window_does_not_say_whose_they_are(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, Theme())
    use_language("fr")
    desk, record = record_of("r")
    viewer = FileViewer(desk, record)
    qtbot.addWidget(viewer)
    viewer.show()
    viewer.show_file(opened(2))
    qtbot.waitUntil(lambda: not viewer.shown.pixmap().isNull(), timeout=WAIT)
    first = viewer.shown.pixmap().cacheKey()
    assert not viewer.copy.isVisible() and not viewer.erase.isVisible() and viewer.windowTitle() == "casemgr"
    viewer.after.click()
    qtbot.waitUntil(lambda: viewer.shown.pixmap().cacheKey() != first, timeout=WAIT)
    assert viewer.where.text() == "Page 2 sur 2"
    viewer.after.click()
    assert viewer.page == 1


def test_a_copy_is_named_by_the_number_and_an_erasure_asks_why(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply_theme(qapp, Theme())
    use_language("fr")
    done: list[tuple[Any, ...]] = []

    def save_copy(_desk: Any, record: str, path: Path, _kind: str, *, purpose: str) -> None:
        if path.name == "full.pdf":
            raise UserError(same("The disk is full."), same("Make room."))
        done.append(("copy", record, path.name, purpose))

    monkeypatch.setattr(attachments, "save_copy", save_copy)
    monkeypatch.setattr(attachments, "erase", lambda _d, record, reason, _k: done.append(("erase", record, reason)))
    desk, record = record_of("rup")
    viewer = FileViewer(desk, record)
    viewer.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(viewer)
    viewer.show()
    viewer.show_file(opened(1))
    viewer.ask_what_for().confirmed.emit("Logement, pour la commune")
    dialog = next(iter(viewer.findChildren(QFileDialog)))
    assert dialog.selectedFiles()[0].endswith("PJ-2026-N1-00001.jpg")
    dialog.close()
    viewer.save_copy(Path("full.pdf"))
    qtbot.waitUntil(lambda: viewer.trouble.isVisible(), timeout=WAIT)
    viewer.save_copy(Path("PJ.jpg"))
    qtbot.waitUntil(lambda: bool(done), timeout=WAIT)
    with qtbot.waitSignal(viewer.erased, timeout=WAIT):
        viewer.ask_why().confirmed.emit("le but est atteint")
    assert done == [("copy", "r1", "PJ.jpg", "Logement, pour la commune"), ("erase", "r1", "le but est atteint")]
