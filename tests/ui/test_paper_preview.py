"""Ctrl+P in the window: the paper is shown as it will be, saved and printed with its number, and refused in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from casemgr.services import register
from casemgr.services.desk import Desk
from casemgr.services.printing.letterhead import letterhead
from tests.ui.test_register_people import new_desk
from ui import operations
from ui.navigation import Navigator
from ui.operations import finish_commands, shut_down
from ui.pages.administration_papers import PapersSection
from ui.pages.paper_preview import PaperPage
from ui.theme import Theme, apply_theme
from ui.translation import use_language

WAIT = 15_000
Open = Callable[..., PaperPage]


@pytest.fixture(scope="module")
def desk(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    apply_theme(qapp, Theme())
    made = new_desk(tmp_path_factory.mktemp("papers"), 3)
    yield made
    shut_down()
    made.database.dispose()


@pytest.fixture
def show(qtbot: QtBot, desk: Desk) -> Iterator[Open]:
    use_language("fr")
    bugs: list[BaseException] = []
    operations.on_bug(bugs.append)

    def shown(who: Desk = desk, record: str = "", kind: str = "beneficiary", among: tuple[str, ...] = ()) -> PaperPage:
        page = PaperPage(who, Navigator(desk), kind=kind, record=record, among=among)
        qtbot.addWidget(page)
        page.resize(1130, 680)
        page.show()
        page.refresh()
        return page

    yield shown
    finish_commands()
    operations.on_bug(None)
    use_language("fr")
    assert bugs == []


def somebody(desk: Desk) -> str:
    return register.ids(desk, "beneficiary")[0]


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return "".join(pdf[place].get_textpage().get_text_range() for place in range(len(pdf)))


def test_the_paper_is_seen_in_memory_and_saved_with_a_number(
    qtbot: QtBot, desk: Desk, show: Open, tmp_path: Path
) -> None:
    page = show(record=somebody(desk))
    qtbot.waitUntil(lambda: page.seen is not None, timeout=WAIT)
    assert page.seen is not None and page.seen.made.print_id == "" and len(page.sheets.sheets) == page.seen.made.pages
    assert page.sheets.sheets[0].pixmap().width() > 300
    names = [page.paper.itemText(place) for place in range(page.paper.count())]
    assert names[0] == "Synthèse du dossier" and "Formulaire vierge : Fiche d’accueil" in names

    by_code = page.seen
    page.with_name.click()
    qtbot.waitUntil(lambda: page.seen is not by_code, timeout=WAIT)
    page.reason.setText("Pour le tribunal")
    code = page.seen.made.file_name
    dialog = page.ask_where()
    assert dialog is not None and [Path(one).name for one in dialog.selectedFiles()] == [code]
    dialog.close()

    page.save_to(tmp_path / "summary.pdf")
    qtbot.waitUntil(lambda: (tmp_path / "summary.pdf").exists() and finish_commands(), timeout=WAIT)
    said = text_of(tmp_path / "summary.pdf")
    assert "IMP-2026-" in said and "Pour le tribunal" in said and said.count("Benmoussa") == 2

    page.save_to(tmp_path / "nowhere" / "x.pdf")
    qtbot.waitUntil(page.trouble.isVisible, timeout=WAIT)
    assert page.save_button.isEnabled()


def test_the_paper_is_in_the_language_chosen_and_the_window_stays_in_its_own(
    qtbot: QtBot, desk: Desk, show: Open
) -> None:
    page = show(record=somebody(desk))
    qtbot.waitUntil(lambda: page.seen is not None, timeout=WAIT)
    french = page.seen
    (arabic_button,) = (one for one in page.language.findChildren(QPushButton) if one.text() == "العربية")
    arabic_button.click()
    qtbot.waitUntil(lambda: page.seen is not french, timeout=WAIT)
    assert page.order().languages == ("ar",) and page.print_button.text() == "Imprimer…"
    place = next(row for row, offer in enumerate(page.offered) if offer[0].key == "consent_form")
    arabic = page.seen
    page.paper.setCurrentIndex(place)
    qtbot.waitUntil(lambda: page.seen is not arabic, timeout=WAIT)
    assert not page.with_name.isEnabled() and page.with_name.isChecked(), "a form that she signs names her, and says so"
    consent_form = page.seen
    page.paper.setCurrentIndex(0)
    qtbot.waitUntil(lambda: page.seen is not consent_form, timeout=WAIT)
    assert page.with_name.isEnabled() and not page.with_name.isChecked(), "what was chosen for the others stays"
    use_language("ar")
    page.retranslate()
    assert page.paper.itemText(0) == "خلاصة الملف"


def test_a_print_goes_page_after_page_to_the_printer_under_a_neutral_name(
    qtbot: QtBot, show: Open, tmp_path: Path
) -> None:
    page = show(kind="service")
    qtbot.waitUntil(lambda: page.seen is not None, timeout=WAIT)
    assert page.seen is not None and page.seen.made.file_name.startswith("blank-service")
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    page.print_on(printer)
    qtbot.waitUntil(lambda: (tmp_path / "printed.pdf").exists() and finish_commands(), timeout=WAIT)
    with pypdfium2.PdfDocument(tmp_path / "printed.pdf") as pdf:
        assert len(pdf) == page.seen.made.pages


def test_who_may_print_nothing_is_told_so(qtbot: QtBot, desk: Desk, show: Open) -> None:
    person = replace(desk.person, id="nobody", roles=("MEAL",))
    page = show(replace(desk, person=person), somebody(desk))
    qtbot.waitUntil(page.trouble.isVisible, timeout=WAIT)
    assert not page.print_button.isEnabled() and page.ask_where() is None and page.ask_printer() is None


def test_what_is_chosen_in_a_list_goes_into_one_file_or_to_the_printer(
    qtbot: QtBot, desk: Desk, show: Open, tmp_path: Path
) -> None:
    among = tuple(register.ids(desk, "beneficiary"))
    page = show(record=among[0], among=among)
    qtbot.waitUntil(lambda: page.seen is not None, timeout=WAIT)
    assert page.all.isVisible() and str(len(among)) in page.all.findChildren(QLabel)[-1].text()
    assert all(not template.blank for template, _kind, _record in page.offered)
    dialog = page.ask_where()
    assert dialog is not None and Path(dialog.selectedFiles()[0]).name.startswith(f"summary-{len(among)}-")
    dialog.close()
    page.save_to(tmp_path / "all.pdf")
    qtbot.waitUntil(lambda: (tmp_path / "all.pdf").exists() and finish_commands(), timeout=WAIT)
    assert text_of(tmp_path / "all.pdf").count("IMP-2026-") == len(among)

    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    page.print_on(printer)
    qtbot.waitUntil(lambda: (tmp_path / "printed.pdf").exists() and finish_commands(), timeout=WAIT)
    with pypdfium2.PdfDocument(tmp_path / "printed.pdf") as pdf:
        assert len(pdf) == len(among)


def test_the_letterhead_is_typed_once_and_stands_on_the_next_paper(
    qtbot: QtBot, desk: Desk, show: Open, tmp_path: Path
) -> None:
    section = PapersSection(desk, Navigator(desk))
    qtbot.addWidget(section)
    section.refresh()
    qtbot.waitUntil(lambda: section.letterhead().association == "Association d’essai", timeout=WAIT)
    section.lines["phone"].setText("+212 5 37 00 11 22")
    section.lines["purposes_fr"].setText("accueil et orientation")
    no_picture, picture = tmp_path / "logo.pdf", tmp_path / "logo.png"
    no_picture.write_bytes(b"%PDF-1.7 no picture")
    section.logo.take(no_picture)
    qtbot.waitUntil(lambda: section.logo.trouble.isVisibleTo(section.logo), timeout=WAIT)
    drawn = QImage(400, 200, QImage.Format.Format_ARGB32)
    drawn.fill(0xFF0F5E5A)
    drawn.save(str(picture))
    section.logo.take(picture)
    qtbot.waitUntil(lambda: bool(section.logo.content), timeout=WAIT)
    section.act.click()
    qtbot.waitUntil(lambda: finish_commands() and section.act.isEnabled(), timeout=WAIT)
    section.refresh()
    kept = letterhead(desk, "RAB")
    assert kept.logo == section.logo.content and kept.version.endswith("-1")
    assert kept.phone == "+212 5 37 00 11 22" and kept.purposes is not None and kept.purposes.ar == kept.purposes.fr
    page = show(record=somebody(desk))
    qtbot.waitUntil(lambda: page.seen is not None, timeout=WAIT)
    assert page.seen is not None
    with pypdfium2.PdfDocument(page.seen.made.pdf) as pdf:
        said = pdf[0].get_textpage().get_text_range().replace("\u00a0", " ")
        assert [one.type for one in pdf[0].get_objects()].count(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE) == 1
    assert "+212 5 37 00 11 22" in said and "accueil et orientation" in said
