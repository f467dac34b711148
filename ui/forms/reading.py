"""What a record says, as labels and values in the order of its form: for the read-only view and for copying."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from casemgr.domain.checking import is_empty
from casemgr.domain.conditions import Context
from casemgr.domain.fields import Computed, Date, Dated, Field, FileRef, Link, Phone, Rows, YesNo
from casemgr.domain.fields import Text as TextField
from casemgr.domain.kind import Section
from casemgr.domain.words import translate as _
from ui import formats
from ui.forms import confidentiality
from ui.forms.contract import Values

LabelOf = Callable[[str, str], str]
FILE = "file"  # what a line that opens a file links to
_WITHOUT_A_SCREEN = frozenset({"user", "branch"})  # colleagues and branches are read, not opened


@dataclass(frozen=True)
class Line:
    """One label and its value. `is_code`: kept left to right; `is_wide`: takes the whole line; `link`: (kind, id)."""

    label: str
    text: str
    is_code: bool = False
    is_wide: bool = False
    link: tuple[str, str] | None = None


@dataclass(frozen=True)
class RowLine:
    """One row: its sentence, its mark when it is one to see, whether it holds today, and the rows within."""

    text: str
    mark: str = ""
    is_in_force: bool = False
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """A group of rows: its label and its lines."""

    label: str
    rows: tuple[RowLine, ...]


def lines_of(section: Section, values: Values, context: Context, label_of: LabelOf) -> list[Line | Block]:
    """What `section` says of the record; what is empty, or does not exist for it, is left out."""
    found: list[Line | Block] = []
    for item in section.items:
        if isinstance(item, Rows):
            lines = values.get(item.key) or ()
            seen = item.visible is None or item.visible(values, context)
            if lines and seen and (not item.switch or item.switch in context.switches):
                found.append(Block(str(item.label), tuple(_rows(item, lines, context, label_of))))
            continue
        value = _value(item, values, context)
        if not is_empty(value) and item.is_visible(values, context):
            found.append(_line(item, value, label_of))
    return found


def _value(item: Field, values: Values, context: Context) -> object:
    if isinstance(item, Computed) and item.key not in values:
        return item.compute(values, context)
    return values.get(item.key)


def _line(item: Field, value: object, label_of: LabelOf) -> Line:
    shaped = item.like if isinstance(item, Computed) else item
    opens = isinstance(item, Link) and item.to not in _WITHOUT_A_SCREEN
    link = (item.to, str(value)) if isinstance(item, Link) and opens else None
    if isinstance(value, FileRef):
        link = (FILE, value.id)
    is_wide = isinstance(shaped, TextField) and (shaped.lines > 1 or len(str(value)) > 60)
    return Line(str(item.label), shown(item, value, label_of), isinstance(shaped, (Phone, Date)), is_wide, link)


def shown(item: Field, value: object, label_of: LabelOf) -> str:
    """A value as it is read."""
    if isinstance(item, Link):
        return label_of(item.to, str(value))
    return item.show(value)


def _rows(rows: Rows, lines: Sequence[Values], context: Context, label_of: LabelOf) -> Iterator[RowLine]:
    ordered = list(lines)
    newest: Values | None = None
    if isinstance(rows, Dated):
        since = rows.since
        ordered.sort(key=lambda line: (line.get(since) is not None, line.get(since)), reverse=True)
        newest = rows.at(ordered, context.today) if len(ordered) > 1 else None
    for line in ordered:
        mark = str(line.get("confidentiality") or "")
        yield RowLine(
            sentence(rows, line, context, label_of),
            mark if confidentiality.shown_on_rows(mark) else "",
            line is newest,
            tuple(_within(rows, line, context, label_of)),
        )


def _within(rows: Rows, line: Values, context: Context, label_of: LabelOf) -> Iterator[str]:
    for inner in rows.inner_rows():
        for one in line.get(inner.key) or ():
            yield sentence(inner, one, context, label_of)


def sentence(rows: Rows, line: Values, context: Context, label_of: LabelOf) -> str:
    """A row in one line: its answers, those to yes-or-no questions with their question.

    Where there are several days, or some are worked out from the others, each says which it is: a safe day is no
    legal limit, the day when a call was due not the one when it was made.
    """
    parts: list[str] = []
    since = rows.since if isinstance(rows, Dated) else ""
    days = [item for item in rows.plain_fields() if isinstance(item, Date) and item.key != since]
    are_named = len(days) > 1 or any(item.worked_out is not None for item in rows.plain_fields())
    for item in rows.plain_fields():
        value = _value(item, line, context)
        if is_empty(value) or not item.is_visible(line, context):
            continue
        text = shown(item, value, label_of)
        if item.key == since:
            parts.insert(0, _("since {day}").format(day=formats.isolate(text)))
        elif isinstance(item, YesNo) or (are_named and isinstance(item, Date)):
            parts.append(_("{label}: {value}").format(label=str(item.label).rstrip(" ?؟\u00a0"), value=text))
        else:
            parts.append(formats.isolate(text) if isinstance(item, (Phone, Date)) else formats.isolate_any(text))
    return " · ".join(parts)


def as_text(title: str, lines: Sequence[Line | Block]) -> str:
    """A section as text, for the clipboard."""
    written = [title]
    for line in lines:
        if isinstance(line, Line):
            written.append(_("{label}: {value}").format(label=line.label, value=line.text))
            continue
        written.append(line.label)
        for row in line.rows:
            written.append(f"- {row.text}")
            written += [f"  - {inner}" for inner in row.within]
    return "\n".join(written)
