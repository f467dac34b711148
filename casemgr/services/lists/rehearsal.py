"""A list tried before it is brought in: every row with its cells and its fate, mended and tried again one by one.

What the window shows. Nothing is written here: `bringing.bring_in` checks everything once more, with the same
instructions, and writes all or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from casemgr.data.file_refusals import Stopped
from casemgr.data.refusals import NOT_YOURS
from casemgr.domain.errors import NotAllowed
from casemgr.domain.words import Words
from casemgr.services.desk import Desk
from casemgr.services.lists import brought_before
from casemgr.services.lists.alike import OF_THIS_LIST, PEOPLE, Alike, find_alike
from casemgr.services.lists.beside import Beside
from casemgr.services.lists.cells import text_of
from casemgr.services.lists.checked_rows import Accepted, RowChecker
from casemgr.services.lists.headers import Plan
from casemgr.services.lists.instructions import Instructions
from casemgr.services.lists.opened import opened
from casemgr.services.lists.report import Fate, RowFate
from casemgr.services.lists.sheets import Line

BLOCK = 500
MOST_ROWS = 200_000  # held with their cells; a longer list goes by the command line
Progress = Callable[[int, int], None]

LOOKS_LIKE = Words(
    "Ressemble à {count} fiche(s) : la même personne, ou une autre ?",
    "يشبه {count} من البطاقات: نفس الشخص أم شخص آخر؟",
    "Looks like {count} file(s): the same person, or another?",
)


@dataclass(frozen=True, slots=True)
class RehearsedRow:
    """One row: its line as it is read (mended cells in it), its fate, what is said of it, whom it looks like."""

    line: Line = field(repr=False)
    fate: Fate
    remarks: tuple[tuple[str, Words], ...] = ()
    alike: tuple[Alike, ...] = field(default=(), repr=False)

    @property
    def number(self) -> int:
        """As Excel counts it."""
        return self.line.number

    def text(self, place: int) -> str:
        """What stands in a column."""
        return text_of(self.line.cells[place]) if place < len(self.line.cells) else ""


@dataclass
class Rehearsal:
    """How a list would come in."""

    sheet: str
    headers: tuple[str, ...]
    plan: Plan
    rows: dict[int, RehearsedRow] = field(default_factory=dict)
    alike: dict[int, tuple[Alike, ...]] = field(default_factory=dict)  # of each row that was searched, as it stands
    is_same_list: bool = False  # it was brought in before

    def counts(self) -> dict[Fate, int]:
        """How many rows have each fate."""
        counted = dict.fromkeys(Fate, 0)
        for row in self.rows.values():
            counted[row.fate] += 1
        return counted

    def of(self, *fates: Fate) -> list[RehearsedRow]:
        """The rows of these fates, in the order of the list."""
        return [row for row in self.rows.values() if row.fate in fates]

    def report(self) -> Iterable[RowFate]:
        """As the file of the report takes it."""
        for row in self.rows.values():
            fate = Fate.READY if row.fate is Fate.BROUGHT else row.fate
            yield from [RowFate(row.number, fate, path, words) for path, words in row.remarks] or [
                RowFate(row.number, fate)
            ]


def rehearse(
    desk: Desk,
    kind_key: str,
    path: Path,
    said: Instructions,
    *,
    known_alike: Mapping[int, tuple[Alike, ...]] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Rehearsal:
    """Try a whole list. `known_alike`: whom rows look like, when everybody was searched already.

    Raises NotAllowed, UnreadableList, UserError when no column is known, Stopped, and the refusals of the database.
    """
    if not desk.person.may_take_lists(desk.kinds[kind_key].granted_as):
        raise NotAllowed(*NOT_YOURS)
    desk = desk.coming_from("import")
    accepted: list[Accepted] = []
    with Beside(path) as beside, desk.database.reading() as connection:
        switches = desk.context(connection).switches
        with opened(desk.kinds[kind_key], path, said, switches) as found:
            mark = brought_before.mark_of(path, found.sheet)
            is_same = brought_before.is_noted(connection, desk.database, kind_key, mark)
            made = Rehearsal(found.sheet, found.heading.headers, found.plan, is_same_list=is_same)
            checker = RowChecker(desk, connection, kind_key, found.plan, said, is_same_list=is_same)
            for block, done in beside.tried(checker.setup, found.blocks(BLOCK)):
                for row, line in checker.fates(block, made.headers, done):
                    made.rows[line.number] = RehearsedRow(line, row.fate, row.remarks)
                    if row.accepted is not None:
                        accepted.append(row.accepted)
                if cancelled is not None and cancelled():
                    raise Stopped
                if progress is not None:
                    progress(0, 0)
            _doubt(made, found.order.of_rows())
    made.rows = {number: made.rows[number] for number in sorted(made.rows)}
    _look_for_alike(desk, kind_key, made, accepted, said, known_alike, progress, cancelled)
    return made


def _doubt(made: Rehearsal, doubts: Mapping[int, Sequence[tuple[str, Words]]]) -> None:
    """Say of each row which of its dates may be month first."""
    for number, said in doubts.items():
        row = made.rows.get(number)
        if row is not None and row.fate in (Fate.BROUGHT, Fate.REFUSED):
            made.rows[number] = replace(row, remarks=(*row.remarks, *said))


def _look_for_alike(
    desk: Desk,
    kind_key: str,
    made: Rehearsal,
    accepted: Sequence[Accepted],
    said: Instructions,
    known: Mapping[int, tuple[Alike, ...]] | None,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> None:
    if kind_key != PEOPLE:
        return
    found = find_alike(desk, accepted, progress, cancelled) if known is None else known
    made.alike = {row.number: found.get(row.number, ()) for row in accepted}
    for number, alike in made.alike.items():
        if alike:
            made.rows[number] = _with_alike(made.rows[number], alike, said)


def _with_alike(row: RehearsedRow, alike: tuple[Alike, ...], said: Instructions) -> RehearsedRow:
    """A row that looks like somebody waits for a word, unless it was said of all of them that they are others."""
    marks = {one.mark for one in alike}
    if row.fate is not Fate.BROUGHT or marks <= set(said.verdicts.get(row.number, ())[1:]):
        return replace(row, alike=alike)
    asked = ("", LOOKS_LIKE.format(count=len(alike)))
    return replace(row, fate=Fate.ALIKE, remarks=(asked, *row.remarks), alike=alike)


def rehearse_again(
    desk: Desk,
    kind_key: str,
    made: Rehearsal,
    lines: Sequence[Line],
    said: Instructions,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[RehearsedRow]:
    """Try some rows again by themselves, just mended, left out or decided; puts them in their place.

    Whom a row looks like is searched again only if it was mended, or never searched. What only the other rows of the
    list can say of them is said when the whole list is checked again, before writing. Raises Stopped: nothing changed.
    """
    desk = desk.coming_from("import")
    accepted: list[Accepted] = []
    again: list[RehearsedRow] = []
    with desk.database.reading() as connection:
        checker = RowChecker(desk, connection, kind_key, made.plan, said, is_same_list=made.is_same_list)
        for start in range(0, len(lines), BLOCK):
            if cancelled is not None and cancelled():
                raise Stopped
            for row, line in checker.fates(lines[start : start + BLOCK], made.headers):
                again.append(RehearsedRow(line, row.fate, row.remarks))
                if row.accepted is not None:
                    accepted.append(row.accepted)
    if kind_key != PEOPLE:
        made.rows |= {tried.number: tried for tried in again}
        return again
    known = {
        line.number: made.alike[line.number]
        for line in lines
        if line.number in made.alike and line.cells == made.rows[line.number].line.cells
    }
    wanted = [row for row in accepted if row.number not in known]
    found = find_alike(desk, wanted, progress, cancelled) if wanted else {}
    for place, tried in enumerate(again):
        number = tried.number
        within = [one for one in made.rows[number].alike if one.mark.startswith(OF_THIS_LIST)]
        alike = known[number] if number in known else (*found.get(number, ()), *within)
        again[place] = _with_alike(tried, alike, said) if alike else tried
        made.rows[number] = again[place]
        made.alike.pop(number, None)
    made.alike |= known | {row.number: made.rows[row.number].alike for row in wanted}
    return again


def mended(row: RehearsedRow, place: int, text: str) -> Line:
    """The line of a row with another text in one of its cells."""
    cells = [*row.line.cells, *[None] * (place + 1 - len(row.line.cells))]
    cells[place] = text
    return replace(row.line, cells=cells)
