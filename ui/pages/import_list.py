"""Bringing an old list in, step by step: file, sheet, columns, words, rows. Nothing is written before the last word.

What a person said stands in one `Instructions`, which is kept among her drafts: a lock or a crash gives it back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from casemgr.domain.conditions import Context
from casemgr.domain.errors import UserError
from casemgr.domain.words import current_language
from casemgr.domain.words import translate as _
from casemgr.services.desk import Desk
from casemgr.services.lists import Fate, Instructions, Outcome, bring_in, remembered, write_report
from casemgr.services.lists.alike import ONE_BY_ONE
from casemgr.services.lists.instructions import OTHER, SAME
from casemgr.services.lists.outline import Outline, check_columns, outline
from casemgr.services.lists.rehearsal import Rehearsal, RehearsedRow, mended, rehearse, rehearse_again
from casemgr.services.lists.remembered import Underway
from casemgr.services.lists.sheets import Line
from casemgr.services.lists.words_met import WordMet, words_met
from ui.formats import isolate, isolate_any, number
from ui.kit import Banner, Button, Label, PrimaryButton, ProgressPanel, StepIndicator, toast
from ui.operations import Command, Operation, Query
from ui.pages.import_columns_step import ColumnsStep
from ui.pages.import_done_step import DoneStep
from ui.pages.import_file_step import FileStep
from ui.pages.import_rows_step import RowsStep
from ui.pages.import_sheet_step import SheetStep
from ui.pages.import_words_step import WordsStep
from ui.pages.page import Page
from ui.theme import GRID, HALF, WIDE
from ui.translation import N_

if TYPE_CHECKING:
    from ui.navigation import Navigator

FILE, SHEET, COLUMNS, WORDS, ROWS, DONE = range(6)


@dataclass(frozen=True)
class Looked:
    """What is known of a list once it was looked at."""

    seen: Outline
    said: Instructions
    context: Context


class ImportPage(Page):
    """The five steps and the end; `kind` is what the list is proposed to hold."""

    icon_name = "upload"

    def __init__(self, desk: Desk, navigator: Navigator, *, kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(desk, navigator, parent)
        self.said = Instructions()
        self.looked: Looked | None = None
        self.made: Rehearsal | None = None
        self.outcome: Outcome | None = None
        self._awaited: Operation[Any] | None = None
        self._found: Underway | None = None
        self._is_busy = self._was_asked = False
        kinds = [k for k in desk.kinds.values() if k.comes_in_lists and desk.person.may_take_lists(k.granted_as)]
        self.steps = StepIndicator([N_("Computer file"), N_("Sheet"), N_("Columns"), N_("Words"), N_("Rows")])
        self.file, self.sheet, self.columns = FileStep(kinds, kind), SheetStep(), ColumnsStep()
        self.words, self.rows, self.done = WordsStep(), RowsStep(), DoneStep()
        self._lay()
        self._connect()
        self.add_act("Ctrl+Return", N_("Continue"), self.advance)
        self._show(FILE)
        self.live()

    def _lay(self) -> None:
        self.waiting = Banner("", "info", action=N_("Take it up again"), closable=True)
        self.waiting.hide()
        self.trouble = Banner("", "danger")
        self.trouble.hide()
        self.progress = ProgressPanel()
        self.stack = QStackedWidget()
        for step in (self.file, self.sheet, self.columns, self.words, self.rows, self.done):
            self.stack.addWidget(step)
        self.back = Button(N_("Back"), "arrow-left", "ghost")
        self.state = Label("", ink="muted", wrap=True)
        self.go_on = PrimaryButton(N_("Continue"))
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, HALF, 0, 0)
        foot.setSpacing(GRID * 2)
        foot.addWidget(self.back)
        foot.addWidget(self.state, 1)
        foot.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        column.setSpacing(GRID + HALF)
        column.addWidget(self.steps)
        for widget in (self.waiting, self.trouble):
            column.addWidget(widget)
        column.addWidget(self.stack, 1)
        column.addWidget(self.progress)
        column.addWidget(self._foot)

    def _connect(self) -> None:
        self.back.clicked.connect(self.go_back)
        self.go_on.clicked.connect(self.advance)
        self.waiting.acted.connect(self._take_up)
        self.waiting.closed.connect(self._forget)
        self.file.changed.connect(self._begin_again)
        self.sheet.asked.connect(self._other_sheet)
        self.columns.changed.connect(self._judge)
        self.rows.typed.connect(self._mend)
        self.rows.same.connect(lambda row: self._decide(row, SAME))
        self.rows.other.connect(lambda row: self._decide(row, OTHER))
        self.rows.left.connect(self._leave)
        self.rows.open_asked.connect(lambda person: self.navigator.open_file(person))
        self.rows.report_asked.connect(self.ask_report)
        self.done.report_asked.connect(self.ask_report)
        self.done.register_asked.connect(lambda: self.navigator.replace(self.kind))
        self.done.again.connect(self._another)

    # --- what the shell asks --------------------------------------------------------------------------------
    def title(self) -> str:
        """The name of the screen."""
        return _("Import a list")

    @property
    def kind(self) -> str:
        """What the list holds."""
        return self.file.kind.value()

    @property
    def step(self) -> int:
        """The present step, from 0."""
        return self.stack.currentIndex()

    def refresh(self) -> None:
        """Offer the list that was left half done, once."""
        if not self._was_asked and self.step == FILE and self.file.path is None:
            self._was_asked = True
            desk = self.desk
            Query(self, lambda: remembered.underway(desk), self._offer, self._refuse, key="underway").start()

    def focus_first(self) -> None:
        """Where the step begins."""
        self._focus_step()

    def keep_draft(self) -> None:
        """Keep where the list stands."""
        path = self.file.path
        if path is None or self.step in (FILE, DONE) or self._is_busy:
            return
        desk, list_ = self.desk, Underway(self.kind, path, self.step, self._said_now())
        Command(self, lambda: remembered.keep_underway(desk, list_), None, self._refuse).start()

    def _said_now(self) -> Instructions:
        if self.step == COLUMNS:
            return self.columns.instructions(self.said)
        return self.words.instructions(self.said) if self.step == WORDS else self.said

    def _offer(self, found: Underway | None) -> None:
        self._found = found
        if found is not None and self.file.path is None:
            name = isolate_any(found.path.name)
            self.waiting.say(N_("You began to bring in {name} and did not end.").format(name=name))
            self.waiting.show()

    def _take_up(self) -> None:
        found = self._found
        self.waiting.hide()
        if found is not None:
            self.file.kind.set_value(found.kind)
            self.file.take(found.path)
            self.said = found.said
            self._look(found.said, go_to=max(SHEET, min(found.step, ROWS)))

    def _forget(self) -> None:
        desk = self.desk
        Command(self, lambda: remembered.give_up(desk), None, self._refuse).start()

    # --- from step to step ----------------------------------------------------------------------------------
    def advance(self) -> None:
        """Check this step and go on."""
        if self._is_busy or not self.go_on.isEnabled():
            return
        self.trouble.hide()
        if self.step == FILE:
            self._look(self.said, go_to=SHEET, recall=True)
        elif self.step == SHEET:
            self._show(COLUMNS)
        elif self.step == COLUMNS:
            self.said = self.columns.instructions(self.said)
            try:
                check_columns(self.said.columns)
            except UserError as error:
                self._refuse(error)
                return
            self._ask_words()
        elif self.step == WORDS:
            self.said = self.words.instructions(self.said)
            self._try()
        elif self.step == ROWS:
            self._write()

    def go_back(self) -> None:
        """One step back, with all that was said; from the first, to where one came from."""
        self.trouble.hide()
        if self.step == FILE:
            self.navigator.close_current()
        elif self.step == ROWS:
            self._show(WORDS if self.words.lines else COLUMNS)
        elif not self._is_busy:
            self.said = self._said_now()
            self._show(self.step - 1)

    def _show(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self.steps.set_current(min(step, ROWS))
        self._foot.setVisible(step != DONE)
        self._judge()
        self._focus_step()

    def _judge(self) -> None:
        """What may be done now, in words."""
        self.go_on.say(N_("Continue"))
        self.state.say("")
        enabled = not self._is_busy
        if self.step == FILE:
            enabled &= self.file.path is not None and bool(self.kind)
        if self.step == COLUMNS and (absent := self.columns.unanswered()):
            comma = "، " if current_language() == "ar" else ", "
            self.state.say(N_("Give an answer first: {fields}.").format(fields=comma.join(str(one) for one in absent)))
            enabled = False
        if self.step == ROWS and self.made is not None:
            counts = self.made.counts()
            new = isolate(number(counts[Fate.BROUGHT]))
            self.go_on.say(N_("Bring in {count}").format(count=new))
            waits = counts[Fate.REFUSED] + counts[Fate.ALIKE]
            if waits:
                said = N_("Waiting for you: {count}. Mend, decide, or leave out.")
                self.state.say(said.format(count=isolate(number(waits))))
            enabled &= not waits and counts[Fate.BROUGHT] > 0
        self.go_on.setEnabled(enabled)
        self.back.setEnabled(not self._is_busy)

    def _set_busy(self, busy: bool) -> None:
        self._is_busy = busy
        self.stack.setEnabled(not busy)
        self._judge()

    def _begin_again(self) -> None:
        self.said, self.looked, self.made = Instructions(), None, None
        self.waiting.hide()
        self.trouble.hide()
        self._judge()

    def _another(self) -> None:
        self.file.path = None
        self.file.area.name.say(N_("Drop an Excel or CSV file here"))
        self._begin_again()
        self._show(FILE)

    def _refuse(self, error: UserError) -> None:
        self.trouble.say(error.do, error.what)
        self.trouble.show()

    # --- looking --------------------------------------------------------------------------------------------
    def _look(self, said: Instructions, go_to: int, *, recall: bool = False) -> None:
        desk, kind, path = self.desk, self.kind, self.file.path
        if path is None:
            return

        def look() -> Looked:
            seen = outline(desk, kind, path, said)
            known = remembered.recall(desk, kind, seen.heading.headers) if recall else Instructions()
            whole = remembered.with_words(said, known.words)
            if recall and known.columns and not said.columns:
                whole = replace(whole, columns=known.columns)
                seen = outline(desk, kind, path, whole)
            return Looked(seen, whole, desk.context())

        self._ask(Query(self, look, lambda looked: self._looked(looked, go_to), self._refuse, key="look"))

    def _ask(self, query: Query[Looked] | Query[list[WordMet]] | Query[Rehearsal] | Query[list[RehearsedRow]]) -> None:
        """Start something that the page waits for."""
        self._wait_for(query)
        self.progress.follow(query, N_("Reading the list…"))
        query.start()

    def _wait_for(self, operation: Operation[Any]) -> None:
        """Nothing else is asked meanwhile; what its answer starts is waited for in its turn."""
        self._awaited = operation
        self._set_busy(True)
        operation.ended.connect(lambda: self._ended(operation))

    def _ended(self, operation: Operation[Any]) -> None:
        if self._awaited is operation:
            self._awaited = None
            self._set_busy(False)
            self._focus_step()

    def _focus_step(self) -> None:
        step = self.stack.currentWidget()
        if step is not None:
            step.setFocus()

    def _looked(self, looked: Looked, go_to: int) -> None:
        self.looked, self.said = looked, looked.said
        self.sheet.show_outline(looked.seen)
        self.columns.show_columns(self.desk.kinds[self.kind], looked.context, looked.seen, looked.said)
        if go_to in (WORDS, ROWS):
            self._ask_words(straight_on=go_to == ROWS)
        else:
            self._show(go_to)

    def _other_sheet(self) -> None:
        said = replace(
            self.said,
            sheet=self.sheet.sheet(),
            header=self.sheet.first.value(),
            header_lines=self.sheet.count.value(),
            columns={},
            cells={},
        )
        if self.looked is not None and said.sheet != self.looked.seen.sheet:
            said = replace(said, header=0, header_lines=0)
        self._look(said, go_to=SHEET, recall=True)

    def _ask_words(self, *, straight_on: bool = False) -> None:
        """Look for words to be matched; `straight_on` to the rows when all was said before."""
        desk, kind, path, said = self.desk, self.kind, self.file.path, self.said

        def met(words: list[WordMet]) -> None:
            self.words.show_words(words)
            if words and not straight_on:
                self._show(WORDS)
            else:
                self._try()

        if path is not None:
            self._ask(Query(self, lambda: words_met(desk, kind, path, said), met, self._refuse, key="words"))

    # --- the rows -------------------------------------------------------------------------------------------
    def _try(self) -> None:
        desk, kind, path, said = self.desk, self.kind, self.file.path, self.said
        if path is None:
            return

        def call() -> Rehearsal:
            made = rehearse(desk, kind, path, said, progress=query.report, cancelled=query.cancelled.is_set)
            remembered.remember(desk, kind, made.headers, said)
            return made

        query: Query[Rehearsal] = Query(self, call, self._tried, self._refuse, key="try")
        self._ask(query)

    def _tried(self, made: Rehearsal) -> None:
        self.made = made
        context = self.looked.context if self.looked is not None else self.desk.context()
        self.rows.show_rehearsal(made, self.desk.kinds[self.kind], context)
        self._show(ROWS)
        self.keep_draft()

    def _mend(self, row: int, place: int, text: str) -> None:
        if self.made is not None:
            self.said = self.said.with_cell(row, place, text)
            self._again([mended(self.made.rows[row], place, text)])

    def _decide(self, row: int, verdict: str) -> None:
        if self.made is not None:
            marks = [one.mark for one in self.made.rows[row].alike] if verdict == OTHER else []
            self.said = self.said.with_verdict(row, (verdict, *marks))
            self._again([self.made.rows[row].line])

    def _leave(self, rows: frozenset[int], out: bool) -> None:
        if self.made is not None:
            before = self.said
            self.said = self.said.leaving(rows, out=out)
            self._again([self.made.rows[number].line for number in sorted(rows)], before)

    def _again(self, lines: list[Line], before: Instructions | None = None) -> None:
        """Try some rows again; of many, the page waits, and when one stops it, what was said `before` holds."""
        desk, kind, made, said = self.desk, self.kind, self.made, self.said
        if made is None:
            return
        tried: list[list[RehearsedRow]] = []

        def call() -> list[RehearsedRow]:
            stop, tell = query.cancelled.is_set, query.report
            tried.append(rehearse_again(desk, kind, made, lines, said, progress=tell, cancelled=stop))
            return tried[0]

        def ended() -> None:
            if query.cancelled.is_set() and isValid(self):
                if tried:  # it had ended all the same
                    self._tried_again(tried[0])
                elif before is not None:
                    self.said = before

        query: Query[list[RehearsedRow]] = Query(self, call, self._tried_again, self._refuse)
        if len(lines) <= ONE_BY_ONE:
            query.start()
        else:
            query.ended.connect(ended)
            self._ask(query)

    def _tried_again(self, rows: list[RehearsedRow]) -> None:
        self.rows.look_again(rows)
        self._judge()

    # --- writing --------------------------------------------------------------------------------------------
    def _write(self) -> None:
        desk, kind, path, said = self.desk, self.kind, self.file.path, self.said
        if path is None:
            return

        def write() -> Outcome:
            outcome = bring_in(
                desk,
                kind,
                path,
                instructions=said,
                progress=command.report,
                cancelled=command.cancelled.is_set,
            )
            if outcome.is_written:
                remembered.give_up(desk)
            return outcome

        command: Command[Outcome] = Command(self, write, self._written, self._refuse)
        self._wait_for(command)
        self.progress.follow(command, N_("Bringing in…"))
        command.start()

    def _written(self, outcome: Outcome) -> None:
        self.outcome = outcome
        if not outcome.is_written:  # the database changed since the rows were tried: look at them once more
            self._try()
            return
        self.done.show_outcome(self.desk.kinds[self.kind], outcome)
        self._show(DONE)
        self.navigator.tell_saved(self.kind, "")

    def ask_report(self) -> QFileDialog:
        """In which file the report is saved."""
        dialog = QFileDialog(self.window(), _("Save the report"), QDir.homePath(), "Excel (*.xlsx);;CSV (*.csv)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.fileSelected.connect(lambda chosen: self.save_report(Path(chosen)))
        dialog.open()
        return dialog

    def save_report(self, path: Path) -> None:
        """Save what became of each row; it holds no value of the list."""
        made, outcome = self.made, self.outcome if self.step == DONE else None
        if made is None:
            return
        lines = list(outcome.report()) if outcome is not None else list(made.report())
        Query(
            self,
            lambda: write_report(path, lines),
            lambda _none: self._say_saved(),
            self._refuse,
        ).start()

    def _say_saved(self) -> None:
        toast(self, N_("The report is saved."))
