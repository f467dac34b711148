"""A scan in the whole window: found on the page of its complaint, opened, turned, closed; nothing is left outside."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QDir
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from casemgr.services import attachments, records, register
from casemgr.services.desk import Desk
from tests.ui.shell_at_hand import Make, windows_shown
from tests.ui.test_register_people import TODAY, new_desk
from ui.main_window import MainWindow
from ui.operations import finish_commands
from ui.pages.beneficiary_file import RecordPage
from ui.pages.beneficiary_file.papers_card import PapersCard
from ui.pages.file_viewer import FileViewer
from ui.pages.new_record import NewRecordPage

WAIT = 30_000


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Make]:
    settings = tmp_path / "settings"
    settings.mkdir()
    yield from windows_shown(qtbot, settings)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder of the program while it runs, of Python and of Qt."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)  # it is looked up once: again, then
    assert Path(tempfile.gettempdir()) == folder and Path(QDir.tempPath()) == folder
    return folder


def scans() -> tuple[bytes, bytes]:
    """A photo and the two pages of a scanner."""
    photo, scanned = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (300, 400), (180, 90, 20)).save(photo, "PNG")
    leaves = [Image.new("L", (300, 400), shade) for shade in (40, 200)]
    leaves[0].save(scanned, "TIFF", save_all=True, append_images=leaves[1:])
    return photo.getvalue(), scanned.getvalue()


def complaint_with_papers(desk: Desk) -> str:
    person = register.ids(desk, "beneficiary")[0]
    about = {"received_on": TODAY, "register": "PUBLIC", "complainant": "PERSON", "beneficiary": person}
    complaint = records.save(desk, "complaint", about | {"subject": "Attente"}, insist=True).id
    for title, content in zip(("Photo du guichet", "Courrier reçu"), scans(), strict=True):
        file = attachments.take(desk, content)
        values: dict[str, Any] = {"file": file, "document_type": "BAIL", "date": TODAY, "title": title}
        records.save(desk, "attachment", values | {"beneficiary": person, "complaint": complaint}, insist=True)
    return complaint


def entered(window: MainWindow, desk: Desk, qtbot: QtBot, complaint: str) -> PapersCard:
    window.enter(desk, "essai.casemgr")
    qtbot.waitUntil(lambda: window.shell is not None, timeout=WAIT)
    assert window.shell is not None
    page = window.shell.navigator.open_record("complaint", complaint)
    assert isinstance(page, RecordPage)

    def card() -> PapersCard | None:
        return next((one for one in page.findChildren(PapersCard) if len(one.lines) == 2), None)

    qtbot.waitUntil(lambda: card() is not None, timeout=WAIT)
    found = card()
    assert found is not None
    return found


def viewers() -> list[FileViewer]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, FileViewer) and one.isVisible()]


def everything_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def turn(qtbot: QtBot, viewer: FileViewer) -> None:
    first = viewer.shown.pixmap().cacheKey()
    viewer.after.click()
    qtbot.waitUntil(lambda: viewer.shown.pixmap().cacheKey() != first, timeout=WAIT)


def test_a_scan_is_opened_and_closed_and_no_file_is_left_outside(
    qtbot: QtBot, window: Make, tmp_path: Path, temporary: Path
) -> None:
    desk = new_desk(tmp_path, 1)
    complaint = complaint_with_papers(desk)
    made = window()
    card = entered(made, desk, qtbot, complaint)
    before = everything_in(temporary)
    assert [paper.title for paper in card.papers] == ["Courrier reçu", "Photo du guichet"]
    for paper in card.papers:
        card.lines[paper.id].click()
        qtbot.waitUntil(lambda: bool(viewers()) and not viewers()[0].shown.pixmap().isNull(), timeout=WAIT)
        viewer = viewers()[0]
        assert viewer.opened is not None and viewer.windowTitle() == "casemgr"
        is_pdf = viewer.opened.file.is_pdf
        assert is_pdf == (paper.title == "Courrier reçu") and viewer.after.isVisible() is is_pdf
        if is_pdf:
            turn(qtbot, viewer)
        assert everything_in(temporary) == before, "nothing is written while it is looked at"
        viewer.close_button.click()
        qtbot.waitUntil(lambda: not viewers(), timeout=WAIT)
    finish_commands()
    assert everything_in(temporary) == before


def test_a_paper_is_added_from_the_page_of_its_complaint(qtbot: QtBot, window: Make, tmp_path: Path) -> None:
    desk = new_desk(tmp_path, 1)
    complaint = complaint_with_papers(desk)
    made = window()
    card = entered(made, desk, qtbot, complaint)
    card.attach.click()

    def form() -> Any:
        assert made.shell is not None
        pages = made.shell.findChildren(NewRecordPage)
        return pages[-1].editor.form if pages and pages[-1].editor is not None else None

    qtbot.waitUntil(lambda: form() is not None, timeout=WAIT)
    values = form().values()
    assert values["complaint"] == complaint and values["beneficiary"] == register.ids(desk, "beneficiary")[0]
