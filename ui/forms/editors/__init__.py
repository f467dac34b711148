"""One small editor for each type of field; `make_editor` finds it by the field's type."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from casemgr.domain.fields import Field
from casemgr.domain.fields import Text as TextField
from ui.forms.contract import Host
from ui.forms.editors.base import Editor
from ui.forms.editors.choice import ChoiceEditor, ChoicesEditor
from ui.forms.editors.computed import ComputedView
from ui.forms.editors.date import ApproximateDateEditor, DateEditor
from ui.forms.editors.file import FileEditor
from ui.forms.editors.link import LinkEditor
from ui.forms.editors.number import IntegerEditor, MoneyEditor
from ui.forms.editors.phone import PhoneEditor
from ui.forms.editors.suggested import SuggestedTextEditor
from ui.forms.editors.text import NoteEditor, TextEditor
from ui.forms.editors.yes_no import YesNoEditor

EDITORS: dict[str, type[Editor]] = {
    "text": TextEditor,
    "note": NoteEditor,
    "suggested": SuggestedTextEditor,
    "name": TextEditor,
    "choice": ChoiceEditor,
    "choices": ChoicesEditor,
    "yes_no": YesNoEditor,
    "integer": IntegerEditor,
    "money": MoneyEditor,
    "date": DateEditor,
    "approximate_date": ApproximateDateEditor,
    "phone": PhoneEditor,
    "link": LinkEditor,
    "file": FileEditor,
    "computed": ComputedView,
}


def editor_type(field: Field) -> type[Editor]:
    """The editor of a field. Raises KeyError for a type of field that has none."""
    if field.worked_out is not None:
        return ComputedView
    if isinstance(field, TextField) and field.lines > 1:
        return EDITORS["note"]
    if isinstance(field, TextField) and field.suggests:
        return EDITORS["suggested"]
    return EDITORS[field.type]


def make_editor(field: Field, host: Host, parent: QWidget | None = None) -> Editor:
    """A new editor for `field`, empty."""
    return editor_type(field)(field, host, parent)
