"""Pictures of the forms of every kind, to be looked at: `python -m tests.ui.gallery_forms FOLDER [kind…]`.

French and Arabic, light and dark, in the place that a page has at 1366×768; the whole form too, when it is longer.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from casemgr.domain import dates
from casemgr.domain.checking import with_defaults
from casemgr.domain.kind import Kind
from casemgr.records import KINDS
from tests.ui import made_up_kind
from ui.forms import RecordForm, RecordView
from ui.theme import LARGE, WIDE, Theme, apply_theme
from ui.translation import use_language

PAGE = (1146, 640)  # what the shell leaves to a page at 1366×768

PERSON: dict[str, Any] = {
    "id": "p1",
    "family_name": "Diallo",
    "given_names": "Fatoumata Binta",
    "family_name_ar": "ديالو",
    "given_names_ar": "فاطوماتا",
    "sex": "F",
    "birth_date": dates.ApproximateDate.estimated(34, date(2026, 3, 2)),
    "nationality": "GN",
    "entry_channel": "SELF",
    "safe_to_talk": True,
    "phones": [
        {"id": "1", "number": "+212612345678", "owner": "SELF", "safe": True, "best_hours": "après 17 h"},
        {"id": "2", "number": "+221771234567", "safe": False, "confidentiality": "L4"},
    ],
    "administrative_status": [
        {"id": "3", "since": date(2024, 1, 9), "status": "ASY"},
        {"id": "4", "since": date(2025, 6, 30), "status": "REF_HCR"},
    ],
    "documents": [{"id": "5", "type": "HCR_CARD", "number": "215-00012345", "expires": date(2026, 4, 2)}],
    "needs_words": "Elle dort chez une amie à Yacoub El Mansour et doit partir dimanche. تريد أن تدرس ابنتها.",
}
TRIAL: dict[str, Any] = {
    "family_name": "Diallo",
    "family_name_ar": "ديالو",
    "birth": dates.ApproximateDate.estimated(34, date(2026, 3, 2)),
    "nationality": "GN",
    "languages": ("fr", "ar"),
    "phone": "+212612345678",
    "may_call": False,
    "friend": "p2",
    "rent": 1250,
    "note": "Première ligne en français.\nالسطر الثاني بالعربية.",
    "phones": [{"id": "1", "number": "+212537123456", "safe": True}, {"id": "2", "number": "+221771234567"}],
    "statuses": [
        {"id": "3", "since": date(2024, 1, 9), "status": "ASY"},
        {"id": "4", "since": date(2025, 6, 30), "status": "REF_HCR"},
    ],
    "goals": [
        {
            "id": "5",
            "goal": "Un logement avant l’été",
            "is_health": True,
            "actions": [{"id": "6", "what": "Visiter le foyer", "by": date(2026, 4, 1)}],
        }
    ],
}


def settle(moment_ms: int = 500) -> None:
    """Let the checks and the titles of links come back."""
    loop = QEventLoop()
    QTimer.singleShot(moment_ms, loop.quit)
    loop.exec()


def picture(inside: QWidget, path: Path, whole: QWidget | None = None) -> None:
    """A picture of the page, and one of all that scrolls in it."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(LARGE, WIDE, LARGE, WIDE)
    column.addWidget(inside)
    page.resize(*PAGE)
    page.show()
    settle()
    page.grab().save(str(path))
    if whole is not None:
        whole.grab().save(str(path.with_name(f"{path.stem}-whole.png")))
    page.close()


def draft_of(kind: Kind) -> dict[str, Any]:
    """What the pictures of a kind show."""
    if kind.key == "made_up":
        return TRIAL
    return with_defaults(kind, made_up_kind.CONTEXT, PERSON if kind.key == "beneficiary" else {})


def draw(kind: Kind, folder: Path, manner: str) -> None:
    """The pictures of one kind."""
    context = replace(made_up_kind.CONTEXT)
    services = made_up_kind.Services(kind, context)
    form = RecordForm(kind, draft_of(kind), context, services=services)
    checked = services.check(form.values_to_save() or {})
    picture(form, folder / f"{kind.key}-{manner}.png", form.sections.widget())
    wrong = RecordForm(kind, with_defaults(kind, context, {}), context, quick=True, services=services)
    wrong.set_issues(services.check(wrong.values_to_save() or {}).issues)
    picture(wrong, folder / f"{kind.key}-quick-{manner}.png", wrong.sections.widget())
    view = RecordView(kind, checked.values, context, services=services)
    picture(view, folder / f"{kind.key}-view-{manner}.png")


def main() -> None:
    """Draw everything, or the kinds that are named."""
    app = QApplication.instance() or QApplication(sys.argv)
    assert isinstance(app, QApplication)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    named = sys.argv[2:]
    for language, mode in (("fr", "light"), ("ar", "light"), ("fr", "dark"), ("ar", "dark")):
        use_language(language)
        apply_theme(app, Theme(mode=mode))
        for kind in (*KINDS, made_up_kind.KIND):
            if not named or kind.key in named:
                draw(kind, folder, f"{language}-{mode}")


if __name__ == "__main__":
    main()
