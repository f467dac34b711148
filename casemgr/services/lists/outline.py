"""What a list seems to be, before anything is decided: its sheets, its first lines, which column seems to hold what.

A proposal says how sure it is: the same words; nearly the same; or only what stands in the column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from pathlib import Path

from rapidfuzz import fuzz

from casemgr.domain.errors import UserError
from casemgr.domain.fields import ApproximateDate, Date, Field, Link, Phone, Rows
from casemgr.domain.kind import Kind
from casemgr.domain.words import Words
from casemgr.services.desk import Desk
from casemgr.services.lists.cells import text_of
from casemgr.services.lists.headers import BY_EXTERNAL_ID, EXTRAS, NOTHING_KNOWN, Headings, Target, is_brought
from casemgr.services.lists.heading_lines import HeadingLines
from casemgr.services.lists.instructions import Instructions
from casemgr.services.lists.opened import FIRST, best_sheet, heading_of
from casemgr.services.lists.passed_over import reason
from casemgr.services.lists.sheets import CHECK_SHEET, EMPTY, Line, SheetInfo, UnreadableList, open_list, sheets_of
from casemgr.services.lists.wordings import loose

SAMPLES = 4
_LOOKED_AT = 300  # rows, for what stands in a column
_NEARLY = 86  # of 100, for two wordings to be nearly the same
_MOSTLY = 0.7
_MOST_IN_A_GROUP = 3
_DATE = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{4}-\d{2}-\d{2}.*")
_NUMERIC = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}\b.*")
_PHONE = re.compile(r"(?:\+|00)?[\d\s.\-]{9,20}")

OF_EXTRAS = {
    "external_id": Words("Identifiant dans l’ancienne liste", "المعرف في اللائحة القديمة", "Id in the old list"),
    "code": Words("Code du dossier", "رمز الملف", "File code"),
    "branch": Words("Antenne", "الفرع", "Branch"),
    "void": Words("Annulé", "ملغى", "Void"),
    "void_reason": Words("Motif d’annulation", "سبب الإلغاء", "Reason for voiding"),
    "confidentiality": Words("Confidentialité", "السرية", "Confidentiality"),
    "state": Words("État", "الحالة", "State"),
    "state_since": Words("État depuis", "الحالة منذ", "State since"),
}
OF_PARTS = {
    "precision": Words("précision", "الدقة", "precision"),
    "age": Words("âge", "السن", "age"),
    "on": Words("âge donné le", "تاريخ ذكر السن", "age given on"),
    BY_EXTERNAL_ID: Words("par l’ancien identifiant", "بالمعرف القديم", "by the old id"),
}


class Sureness(Enum):
    """Why a column is proposed for a field."""

    SAID = "said"
    SURE = "sure"
    LIKELY = "likely"
    CONTENT = "content"
    NONE = "none"


@dataclass(frozen=True)
class Destination:
    """Where a column may go: the path, its words, and what the kind asks of it."""

    path: str
    label: Words
    is_required: bool = False
    is_expected: bool = False


@dataclass(frozen=True)
class ColumnOutline:
    """One column: its header, some of what stands in it, the field it seems to hold ("" none) and why."""

    place: int
    header: str
    samples: tuple[str, ...] = field(repr=False)
    path: str = ""
    sureness: Sureness = Sureness.NONE
    is_month_first: bool = False


@dataclass(frozen=True)
class Outline:
    """What a list seems to be."""

    sheets: tuple[SheetInfo, ...]
    sheet: str
    first: tuple[Line, ...] = field(repr=False)
    heading: HeadingLines
    columns: tuple[ColumnOutline, ...]

    def paths(self) -> dict[int, str]:
        """What each column is proposed for: what a person then changes."""
        return {column.place: column.path for column in self.columns}


def outline(desk: Desk, kind_key: str, path: Path, said: Instructions) -> Outline:
    """Look at a list. Raises UnreadableList and the refusals of the disk."""
    kind = desk.kinds[kind_key]
    headings = Headings(kind)
    switches = desk.context().switches
    sheets = tuple(sheets_of(path))
    sheet = said.sheet or best_sheet(path, headings) or next((one.name for one in sheets if not one.is_hidden), "")
    with open_list(path, sheet) as lines:
        first = list(islice(lines, FIRST))
        if not first:
            raise UnreadableList(EMPTY, CHECK_SHEET)
        heading = heading_of(first, headings, said)
        rows = [*first[heading.after :], *islice(lines, _LOOKED_AT)]
    rows = [line for line in rows if reason(line, heading.headers, frozenset()) is None]
    known = {destination.path for destination in destinations(kind, switches)}
    columns = _columns(headings, heading.headers, rows, said, known)
    return Outline(sheets, sheet, tuple(first), heading, tuple(columns))


def _columns(
    headings: Headings, headers: Sequence[str], rows: Sequence[Line], said: Instructions, known: set[str]
) -> Iterator[ColumnOutline]:
    """The proposals, the surest first served: no field is proposed for two columns."""
    width = max([len(headers), *(len(line.cells) for line in rows)])
    texts = {place: _texts(rows, place) for place in range(width)}
    header_of = {place: headers[place] if place < len(headers) else "" for place in range(width)}
    chosen: dict[int, tuple[str, Sureness]] = {
        place: (path, Sureness.SAID) for place, path in said.columns.items() if place < width
    }
    taken = {path for path, _sure in chosen.values() if path}
    for offer in (_by_words, _by_nearly, _by_content):
        for place in range(width):
            if place in chosen or not (header_of[place] or texts[place]):
                continue
            for path, sureness in offer(headings, header_of[place], texts[place]):
                if path in known and path not in taken:
                    chosen[place] = (path, sureness)
                    taken.add(path)
                    break
    for place in range(width):
        if header_of[place] or texts[place]:
            path, sureness = chosen.get(place, ("", Sureness.NONE))
            samples = tuple(dict.fromkeys(texts[place]))[:SAMPLES]
            yield ColumnOutline(place, header_of[place], samples, path, sureness, _is_month_first(texts[place]))


def _texts(rows: Sequence[Line], place: int) -> list[str]:
    return [text for line in rows if place < len(line.cells) and (text := text_of(line.cells[place]))]


def _path_of(named: Target | str) -> str:
    return named if isinstance(named, str) else named.column


def _by_words(headings: Headings, header: str, _texts: Sequence[str]) -> Iterator[tuple[str, Sureness]]:
    named = headings.named(header) if header.strip() else None
    if named is not None:
        yield from ((_path_of(one), Sureness.SURE) for one in headings.further(*named))


def _by_nearly(headings: Headings, header: str, _texts: Sequence[str]) -> Iterator[tuple[str, Sureness]]:
    plain = loose(header)
    if len(plain) < 3:
        return
    words = set(plain.split())
    scored = []
    for wording, named in headings.wordings().items():
        alike = fuzz.ratio(plain, wording)
        if len(wording) > 4 and set(wording.split()) <= words:  # "numéro de téléphone du bénéficiaire"
            alike = max(alike, _NEARLY + len(wording) / 10)
        if alike >= _NEARLY:
            scored.append((alike, _path_of(named)))
    yield from ((path, Sureness.LIKELY) for _alike, path in sorted(scored, reverse=True))


def _by_content(headings: Headings, _header: str, texts: Sequence[str]) -> Iterator[tuple[str, Sureness]]:
    for pattern, wanted in ((_PHONE, Phone), (_DATE, ApproximateDate)):
        hits = sum(pattern.fullmatch(text) is not None for text in texts)
        digits = sum(sum(letter.isdigit() for letter in text) >= 9 for text in texts)
        if texts and hits >= _MOSTLY * len(texts) and (wanted is not Phone or digits >= _MOSTLY * len(texts)):
            # the first field of its sort alone (the birth, her own telephone): what others hold, no content tells
            for named in headings.wordings().values():
                if isinstance(named, Target) and isinstance(named.field, wanted) and not named.part:
                    yield from ((_path_of(one), Sureness.CONTENT) for one in headings.further(0, named))
                    break


def _is_month_first(texts: Sequence[str]) -> bool:
    """Whether a column of dates is written as in the United States: a second number over 12, never a first one."""
    written = [found for text in texts if (found := _NUMERIC.fullmatch(text))]
    return any(int(one[2]) > 12 for one in written) and all(int(one[1]) <= 12 for one in written)


# --- where a column may go ----------------------------------------------------------------------------------
def destinations(kind: Kind, switches: frozenset[str]) -> list[Destination]:
    """Every field that a column may hold, in the order of the form, then the columns that are no fields."""
    found: list[Destination] = []
    for item in kind.items():
        if isinstance(item, Rows):
            if not item.switch or item.switch in switches:
                for place in range(_MOST_IN_A_GROUP):
                    found += [_in_group(item, one, place) for one in item.plain_fields() if _is_open(one, switches)]
        elif _is_open(item, switches):
            found += _of_field(item)
    extras = [name for name in EXTRAS if name not in ("state", "state_since") or kind.states is not None]
    return [*found, *(Destination(name, OF_EXTRAS[name]) for name in extras)]


def _is_open(one: Field, switches: frozenset[str]) -> bool:
    return is_brought(one) and (not one.switch or one.switch in switches)


def _of_field(one: Field) -> Iterator[Destination]:
    yield Destination(one.key, one.label, one.required is True, one.expected)
    parts: tuple[str, ...] = ("age", "on", "precision") if isinstance(one, ApproximateDate) else ()
    if isinstance(one, Link) and one.to not in ("user", "branch"):
        parts = (BY_EXTERNAL_ID,)
    for part in parts:
        yield Destination(f"{one.key}_{part}", _joined(one.label, OF_PARTS[part]))


def _in_group(rows: Rows, one: Field, place: int) -> Destination:
    label = _joined(rows.label, one.label)
    if place:
        label = Words(*(f"{text} ({place + 1})" for text in (label.fr, label.ar, label.en)))
    return Destination(f"{rows.key}.{place + 1}.{one.key}", label)


def _joined(one: Words, other: Words) -> Words:
    return Words(f"{one.fr} – {other.fr}", f"{one.ar} – {other.ar}", f"{one.en} – {other.en}")


def missing(kind: Kind, switches: frozenset[str], columns: Mapping[int, str]) -> list[Destination]:
    """The fields that the kind needs, then those it expects, that no column gives."""
    given = {path for path in columns.values() if path}
    given |= {path.removesuffix(f"_{BY_EXTERNAL_ID}") for path in given} | {path.removesuffix("_age") for path in given}
    wanted = [one for one in destinations(kind, switches) if (one.is_required or one.is_expected)]
    return sorted((one for one in wanted if one.path not in given), key=lambda one: not one.is_required)


def date_columns(kind: Kind, columns: Mapping[int, str]) -> set[int]:
    """The columns that hold dates: where the day or the month may come first."""
    headings = Headings(kind)
    held = {place: headings.at(path) for place, path in columns.items() if path}
    return {
        place
        for place, named in held.items()
        if isinstance(named, Target) and isinstance(named.field, Date | ApproximateDate)
    }


def check_columns(columns: Mapping[int, str]) -> None:
    """Raises UserError when no column would be brought in."""
    if not any(columns.values()):
        raise UserError(NOTHING_KNOWN, CHECK_SHEET)
