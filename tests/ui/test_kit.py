"""The widgets of the kit: keyboard, both directions of writing, and what screen readers are told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from casemgr.domain.words import Words
from tests.conftest import PATIENCE
from ui import kit, operations
from ui.kit.charts import nice_ceiling
from ui.operations import Query
from ui.theme import Theme, apply_theme, colours
from ui.translation import use_language

SAVE = Words("Enregistrer", "حفظ", "Save")
W = TypeVar("W", bound=QWidget)
THREE = [("day", "Day"), ("week", "Week"), ("list", "List")]


@pytest.fixture(autouse=True)
def plain(qapp: QApplication) -> Iterator[None]:
    apply_theme(qapp, Theme())
    use_language("en")
    yield
    use_language("fr")


def shown(qtbot: QtBot, widget: W, width: int = 0) -> W:
    qtbot.addWidget(widget)
    if width:
        widget.resize(width, widget.sizeHint().height())
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def column_of(image: QImage, tint: str) -> list[int]:
    """The x of the pixels of this colour."""
    wanted = QColor(tint).rgb()
    return [x for x in range(image.width()) for y in range(image.height()) if image.pixel(x, y) == wanted]


def test_what_a_screen_reader_says_of_a_message_follows_the_language_with_its_words(qtbot: QtBot) -> None:
    panel = shown(qtbot, kit.Banner(SAVE, title=SAVE))
    assert panel.accessibleName() == "Save Save"
    use_language("ar")
    qtbot.waitUntil(lambda: panel.accessibleName() == "حفظ حفظ", timeout=15_000)


def test_a_button_speaks_the_language_of_the_moment(qtbot: QtBot) -> None:
    button = shown(qtbot, kit.PrimaryButton(SAVE, "save"))
    use_language("ar")
    qtbot.waitUntil(lambda: button.text() == "حفظ")
    assert button.accessibleName() == "حفظ"


def test_an_icon_button_is_named_and_tells_its_shortcut(qtbot: QtBot) -> None:
    button = shown(qtbot, kit.IconButton("search", "Search", "Ctrl+K"))
    assert button.accessibleName() == "Search"
    assert "Ctrl+K" in button.toolTip()


def test_the_search_waits_for_a_pause_and_asks_once(qtbot: QtBot) -> None:
    field = shown(qtbot, kit.SearchField("Name", delay_ms=30))
    asked: list[str] = []
    field.searched.connect(asked.append)
    QTest.keyClicks(field, "amin")
    assert asked == []
    qtbot.waitUntil(lambda: asked == ["amin"])
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert asked == ["amin"]


def test_esc_empties_the_search_and_asks_at_once(qtbot: QtBot) -> None:
    field = shown(qtbot, kit.SearchField("Name", delay_ms=10_000))
    field.setText("amin")
    QTest.keyClick(field, Qt.Key.Key_Return)
    with qtbot.waitSignal(field.searched) as blocker:
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert blocker.args == [""]


def test_a_filter_goes_at_its_cross_or_at_delete_and_opens_elsewhere(qtbot: QtBot) -> None:
    chip = shown(qtbot, kit.FilterChip("Branch: Rabat"))
    told: list[str] = []
    chip.removed.connect(lambda: told.append("removed"))
    chip.clicked.connect(lambda: told.append("clicked"))
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, chip.cross_rect().center())
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(14, chip.height() // 2))
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    assert told == ["removed", "clicked", "removed"]


def test_the_cross_of_a_filter_is_on_the_other_side_in_arabic(qtbot: QtBot) -> None:
    chip = shown(qtbot, kit.FilterChip("الفرع: الرباط"))
    assert chip.cross_rect().center().x() > chip.width() / 2
    use_language("ar")
    assert chip.cross_rect().center().x() < chip.width() / 2


def test_a_chip_is_turned_by_enter(qtbot: QtBot) -> None:
    chip = shown(qtbot, kit.Chip("Minors"))
    before = chip.sizeHint()
    QTest.keyClick(chip, Qt.Key.Key_Return)
    assert chip.isChecked()
    assert chip.sizeHint() == before


def test_chips_flow_to_the_next_line_and_start_at_the_right_in_arabic(qtbot: QtBot) -> None:
    holder = QWidget()
    flow = kit.FlowLayout(holder)
    chips = [kit.Chip(f"Filter number {place}") for place in range(4)]
    for chip in chips:
        flow.addWidget(chip)
    shown(qtbot, holder)
    holder.resize(300, 300)
    QApplication.processEvents()
    assert chips[0].x() == 0
    assert chips[3].y() > chips[0].y()
    use_language("ar")
    QApplication.processEvents()
    flow.setGeometry(QRect(0, 0, 300, 300))
    assert chips[0].geometry().right() == 299


def test_chips_keep_to_one_line_and_a_menu_has_the_rest(qtbot: QtBot) -> None:
    row = kit.ChipRow()
    qtbot.addWidget(row)
    chips = [kit.Chip(f"Kind of record {place}") for place in range(9)]
    row.stand(chips)
    row.resize(4 * chips[0].sizeHint().width(), row.sizeHint().height())
    row.show()
    qtbot.waitExposed(row)
    assert row.hidden() == chips[3:] and row.more.isVisible()
    assert len({chip.y() for chip in chips[:3]}) == 1
    menu = row.menu()
    assert [action.text() for action in menu.actions()] == [chip.text() for chip in chips[3:]]
    menu.actions()[-1].trigger()
    assert chips[-1].isChecked() and chips[-1].isVisible(), "what is on is seen"
    row.resize(20 * chips[0].sizeHint().width(), row.height())
    assert row.hidden() == [] and row.more.isHidden()
    row.stand(chips[2:])
    assert chips[0].isHidden() and chips[2].isVisible()


def test_tab_comes_to_chips_where_they_stand_however_late_they_came(qtbot: QtBot) -> None:
    holder = QWidget()
    column = QVBoxLayout(holder)
    first, row, last = QPushButton("first"), kit.ChipRow(), QPushButton("last")
    for widget in (first, row, last):
        column.addWidget(widget)
    shown(qtbot, holder, 600)
    chips = [kit.Chip("one"), kit.Chip("two")]
    row.stand(chips)
    first.setFocus()
    qtbot.waitUntil(first.hasFocus, timeout=15_000)
    walked: list[QWidget | None] = []
    for _stop in range(3):
        QTest.keyClick(QApplication.focusWidget() or first, Qt.Key.Key_Tab)
        walked.append(QApplication.focusWidget())
    assert walked == [*chips, last]


@pytest.mark.parametrize("tone", ["neutral", "accent", "success", "warning", "danger", "info"])
def test_each_state_has_its_own_shape(tone: str) -> None:
    from ui.kit.pill import TONE_ICONS

    others = [shape for name, shape in TONE_ICONS.items() if name != tone]
    assert TONE_ICONS[tone] not in others


def test_a_state_is_never_cut_and_is_said(qtbot: QtBot) -> None:
    pill = shown(qtbot, kit.StatusPill("Late", "danger"))
    narrow = pill.sizeHint().width()
    pill.say("Late by three working days")
    assert pill.sizeHint().width() > narrow
    assert pill.minimumSizeHint() == pill.sizeHint()
    assert pill.accessibleName() == "Late by three working days"


def test_a_banner_acts_and_closes(qtbot: QtBot) -> None:
    banner = shown(qtbot, kit.Banner("Old backup", "warning", action="Back up", closable=True))
    with qtbot.waitSignal(banner.acted):
        banner.button.click()
    cross = next(button for button in banner.findChildren(kit.IconButton))
    with qtbot.waitSignal(banner.closed):
        cross.click()
    assert banner.isHidden()


def test_an_empty_list_offers_the_first_act(qtbot: QtBot) -> None:
    empty = shown(qtbot, kit.EmptyState("inbox", "No referral", "They will show here.", "New referral"))
    assert empty.button is not None
    with qtbot.waitSignal(empty.acted):
        empty.button.click()
    assert empty.accessibleName() == "No referral They will show here."


def test_a_toast_goes_by_itself_and_a_new_one_takes_its_place(qtbot: QtBot) -> None:
    window = QWidget()
    QLineEdit(window).setFocus()  # as in life, the focus is on the page, not on the toast
    shown(qtbot, window).resize(500, 300)
    first = kit.toast(window, "Saved", lasts_ms=10_000)
    with qtbot.waitSignal(first.gone):
        second = kit.toast(window, "Printed", lasts_ms=30)
    assert second.isVisible()
    with qtbot.waitSignal(second.gone, timeout=3000):
        pass


def test_a_window_may_go_while_its_toast_is_leaving(qtbot: QtBot) -> None:
    def open_and_forget() -> None:
        window = QWidget()
        window.show()
        kit.toast(window, "Saved").leave()

    open_and_forget()
    qtbot.wait(20)
    assert not [widget for widget in QApplication.topLevelWidgets() if widget.findChildren(kit.Toast)]


def test_undo_on_a_toast_is_called_once_and_sends_it_away(qtbot: QtBot) -> None:
    window = shown(qtbot, QWidget())
    window.resize(500, 300)
    undone: list[int] = []
    made = kit.toast(window, "Saved", "Undo", lambda: undone.append(1))
    assert made.button is not None
    with qtbot.waitSignal(made.gone):
        made.button.click()
    assert undone == [1]


def test_a_toast_stays_at_the_foot_of_its_window(qtbot: QtBot) -> None:
    window = shown(qtbot, QWidget())
    window.resize(500, 300)
    made = kit.toast(window, "Saved", lasts_ms=10_000)
    window.resize(700, 500)
    QApplication.processEvents()
    assert abs(made.geometry().center().x() - 350) <= 1
    assert 440 < made.geometry().bottom() < 500


@pytest.mark.parametrize(("language", "key"), [("en", Qt.Key.Key_Right), ("ar", Qt.Key.Key_Left)])
def test_arrows_move_along_the_segments_as_the_eye_sees(qtbot: QtBot, language: str, key: Qt.Key) -> None:
    use_language(language)
    segments = shown(qtbot, kit.Segmented(THREE))
    with qtbot.waitSignal(segments.chosen) as blocker:
        QTest.keyClick(segments.findChildren(QPushButton)[0], key)
    assert blocker.args == ["week"]
    assert segments.value() == "week"


def places() -> list[kit.Place]:
    return [kit.Place("a", "house", "My day"), kit.Place("b", "users", "People"), kit.Place("c", "scale", "Legal")]


def test_the_navigation_is_walked_with_arrows_and_entered_with_enter(qtbot: QtBot) -> None:
    side = shown(qtbot, kit.SideNavigation(places()))
    gone: list[str] = []
    side.chosen.connect(gone.append)
    with qtbot.waitActive(side):
        side.activateWindow()
    first = side.findChildren(QAbstractButton)[0]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(side.focusWidget(), Qt.Key.Key_End)
    focused = side.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Legal"
    QTest.keyClick(focused, Qt.Key.Key_Up)
    QTest.keyClick(side.focusWidget(), Qt.Key.Key_Return)
    assert gone == ["b"]
    assert side.current() == "b"


def test_the_place_that_is_marked_is_gone_to_again(qtbot: QtBot) -> None:
    side = shown(qtbot, kit.SideNavigation(places()))
    side.set_current("a")
    with qtbot.waitSignal(side.chosen) as gone:
        QTest.mouseClick(side.findChildren(QAbstractButton)[0], Qt.MouseButton.LeftButton)
    assert gone.args == ["a"]


def test_a_narrow_navigation_says_in_tooltips_what_it_no_longer_writes(qtbot: QtBot) -> None:
    side = shown(qtbot, kit.SideNavigation(places()))
    side.set_count("b", 12)
    wide = side.width()
    side.set_collapsed(True)
    assert side.width() < wide / 2
    assert "People, 12" in [child.toolTip() for child in side.findChildren(QWidget)]


def test_the_mark_of_where_one_is_changes_side_in_arabic(qtbot: QtBot) -> None:
    side = shown(qtbot, kit.SideNavigation(places()))
    assert max(column_of(side.grab(QRect(0, 0, 16, 60)).toImage(), colours().accent), default=-1) >= 0
    use_language("ar")
    QApplication.processEvents()
    assert column_of(side.grab(QRect(0, 0, 12, 60)).toImage(), colours().accent) == []
    right = side.grab(QRect(side.width() - 16, 0, 16, 60)).toImage()
    assert column_of(right, colours().accent) != []


def test_values_keep_their_column_whatever_their_script(qtbot: QtBot) -> None:
    rows = kit.KeyValues([("Name", "عائشة بنموسى"), ("City", "Rabat"), ("Email", None)])
    shown(qtbot, rows, 500)
    labels = rows.findChildren(kit.DirectionalLabel)
    arabic, latin = labels[0].grab().toImage(), labels[1].grab().toImage()
    ink = colours().text
    assert min(column_of(arabic, ink)) < 20
    assert min(column_of(latin, ink)) < 20
    assert "—" in [label.text() for label in rows.findChildren(kit.Label)]


def test_a_phone_keeps_its_order_in_an_arabic_window(qtbot: QtBot) -> None:
    use_language("ar")
    label = shown(qtbot, kit.DirectionalLabel("06 12 34 56 78", code=True))
    use_language("en")
    same = shown(qtbot, kit.DirectionalLabel("06 12 34 56 78", code=True))
    assert label.text() == "\u206606 12 34 56 78\u2069"
    assert label.accessibleName() == "06 12 34 56 78"
    assert same.grab().toImage() == label.grab().toImage()


def test_an_elided_name_becomes_narrow_and_tells_the_whole(qtbot: QtBot) -> None:
    label = shown(qtbot, kit.DirectionalLabel("A very long name that does not fit", elided=True))
    assert label.minimumSizeHint().width() < 60
    assert label.toolTip() == "A very long name that does not fit"


def test_each_paragraph_of_a_note_has_its_own_side(qtbot: QtBot) -> None:
    note = shown(qtbot, kit.NoteEdit(), 400)
    note.setPlainText("Vue\nشكرا")
    QApplication.processEvents()
    document = note.document()
    french = document.firstBlock().layout().lineAt(0).naturalTextRect()
    arabic = document.lastBlock().layout().lineAt(0).naturalTextRect()
    assert french.left() < 20
    assert arabic.right() > document.size().width() - 20


def test_a_note_grows_with_its_text_up_to_a_limit(qtbot: QtBot) -> None:
    note = shown(qtbot, kit.NoteEdit(lines=2, most=5), 300)
    small = note.height()
    note.setPlainText("\n".join(["line"] * 4))
    middle = note.height()
    note.setPlainText("\n".join(["line"] * 40))
    assert small < middle < note.height() < 9 * note.fontMetrics().lineSpacing()


def test_tab_leaves_a_note(qtbot: QtBot) -> None:
    assert shown(qtbot, kit.NoteEdit()).tabChangesFocus()


def test_an_error_stands_under_its_field_and_is_said(qtbot: QtBot) -> None:
    edit = QLineEdit()
    frame = shown(qtbot, kit.FieldFrame("Birth date", edit, required=True, help_text="Day/month/year"))
    assert edit.accessibleDescription() == "Day/month/year"
    frame.set_error("February has no 31st day.")
    assert edit.property("bad") == "true"
    assert edit.accessibleDescription() == "February has no 31st day."
    assert "required" in edit.accessibleName()
    words = next(label for label in frame.findChildren(QLabel) if label.text().startswith("February"))
    assert words.isVisible()
    assert words.y() > edit.y()
    edge = edit.grab().toImage().pixelColor(edit.width() // 2, 0).name()
    assert edge == colours().danger.solid
    frame.clear_message()
    assert edit.property("bad") == ""
    assert frame.message() == ""


def test_a_password_is_hidden_until_asked_and_judged_in_words(qtbot: QtBot) -> None:
    field = shown(qtbot, kit.PasswordField(is_new=True))
    assert field.edit.echoMode() == QLineEdit.EchoMode.Password
    QTest.keyClicks(field.edit, "short")
    assert field.score() == 0
    assert "12" in field.edit.accessibleDescription()
    field.reveal(True)
    assert field.is_revealed()
    field.clear()
    assert not field.is_revealed()


@pytest.mark.parametrize(
    ("password", "score"),
    [
        ("", 0),
        ("12345678901", 0),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", 1),
        ("chat-lune-76", 2),
        ("cheval correct pile agrafe", 4),
    ],
)
def test_length_and_variety_make_a_password_strong(password: str, score: int) -> None:
    assert kit.password_strength(password)[0] == score


def test_the_steps_say_where_one_is(qtbot: QtBot) -> None:
    steps = shown(qtbot, kit.StepIndicator(["Organisation", "Password", "Key"], 0), 500)
    steps.set_current(1)
    assert steps.accessibleName() == "Step 2 of 3: Password"
    with pytest.raises(ValueError, match="no step"):
        steps.set_current(3)


def test_steps_begin_at_the_right_in_arabic(qtbot: QtBot) -> None:
    steps = shown(qtbot, kit.StepIndicator(["واحد", "اثنان", "ثلاثة"], 0), 600)
    assert min(column_of(steps.grab().toImage(), colours().accent)) < 40
    use_language("ar")
    QApplication.processEvents()
    assert min(column_of(steps.grab().toImage(), colours().accent)) > 500


def test_an_option_is_taken_by_the_keyboard(qtbot: QtBot) -> None:
    options = [kit.Option("new", "folder-plus", "New", "On this PC."), kit.Option("demo", "flag", "Demonstration")]
    picker = shown(qtbot, kit.OptionPicker(options), 400)
    cards = picker.findChildren(QWidget)
    with qtbot.waitSignal(picker.chosen) as blocker:
        QTest.keyClick(cards[1], Qt.Key.Key_Space)
    assert blocker.args == ["demo"]
    assert picker.value() == "demo"
    with qtbot.waitActive(picker):
        picker.activateWindow()
    cards[1].setFocus()
    with qtbot.waitSignal(picker.chosen) as blocker:
        QTest.keyClick(cards[1], Qt.Key.Key_Up)
    assert blocker.args == ["new"]


def test_a_destructive_act_waits_for_its_reason(qtbot: QtBot) -> None:
    panel = shown(qtbot, kit.ConfirmPanel("Close the case?", "Referrals will stop.", "Close"))
    act = next(button for button in panel.findChildren(QPushButton) if button.text() == "Close")
    assert not act.isEnabled()
    panel.reason.setPlainText("  no ")
    assert not act.isEnabled()
    panel.reason.setPlainText(" Moved to another town ")
    with qtbot.waitSignal(panel.confirmed) as blocker:
        act.click()
    assert blocker.args == ["Moved to another town"]
    with qtbot.waitSignal(panel.cancelled):
        QTest.keyClick(panel, Qt.Key.Key_Escape)


def test_a_confirmation_in_a_dialog_closes_it_at_either_way_out(qtbot: QtBot) -> None:
    window = shown(qtbot, QWidget())
    panel = kit.ConfirmPanel("Close?", "It stops.", "Close", needs_reason=False)
    dialog = panel.open_over(window)
    with qtbot.waitSignal(dialog.rejected):
        panel.cancelled.emit()


def test_progress_shows_only_when_slow_and_cancel_stops_the_work(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "SLOW_MS", 20)
    window = shown(qtbot, QWidget())
    panel = kit.ProgressPanel("Counting", window)
    stopped: list[bool] = []
    began, gate = threading.Event(), threading.Event()

    def count() -> None:
        began.set()
        stopped.append(query.cancelled.wait(PATIENCE / 1000))
        gate.set()

    query = Query(window, count)
    panel.follow(query)
    assert panel.isHidden()
    query.start()
    qtbot.waitUntil(panel.isVisible)
    qtbot.waitUntil(began.is_set)
    next(iter(panel.findChildren(QPushButton))).click()
    assert gate.wait(PATIENCE / 1000)
    qtbot.waitUntil(panel.isHidden)
    assert stopped == [True]


def chart() -> kit.BarChart:
    return kit.BarChart([("Jan", 10), ("Feb", 40), ("Mar", 0)], "People received", target=25)


def test_bars_begin_at_the_right_in_arabic(qtbot: QtBot) -> None:
    bars = shown(qtbot, chart(), 400)
    first, second = bars.bar_rect(0), bars.bar_rect(1)
    assert first.x() < second.x()
    assert min(column_of(bars.grab().toImage(), colours().series[0])) >= first.x()
    use_language("ar")
    QApplication.processEvents()
    turned = bars.bar_rect(0)
    assert turned.x() > bars.bar_rect(1).x()
    assert turned.width() == first.width()
    assert bars.grab().toImage().pixelColor(turned.center()).name() == colours().series[0]


def test_a_bar_is_as_high_as_its_value(qtbot: QtBot) -> None:
    bars = shown(qtbot, chart(), 400)
    assert bars.bar_rect(1).height() == pytest.approx(4 * bars.bar_rect(0).height(), abs=2)
    assert bars.bar_rect(2).height() == 0


def test_a_chart_says_all_its_figures(qtbot: QtBot) -> None:
    bars = shown(qtbot, chart())
    assert bars.accessibleDescription() == "People received. Jan: 10. Feb: 40. Mar: 0. Target: 25"


def test_the_keyboard_walks_the_bars_and_picks_one(qtbot: QtBot) -> None:
    bars = shown(qtbot, chart(), 400)
    for _time in range(2):
        QTest.keyClick(bars, Qt.Key.Key_Right)
    assert bars.lit() == (1, 0)
    with qtbot.waitSignal(bars.picked) as blocker:
        QTest.keyClick(bars, Qt.Key.Key_Return)
    assert blocker.args == [1, 0]


def test_the_mouse_tells_a_value_and_a_click_picks_it(qtbot: QtBot) -> None:
    bars = shown(qtbot, chart(), 400)
    where = bars.bar_rect(1).center()
    with qtbot.waitSignal(bars.picked) as blocker:
        QTest.mouseClick(bars, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    assert blocker.args == [1, 0]
    assert bars.said_of(1, 0) == "Feb: 40"


def test_a_series_without_its_values_is_refused() -> None:
    with pytest.raises(ValueError, match="one value"):
        kit.GroupedBarChart(["Jan", "Feb"], [kit.Series("Men", [1])])


@pytest.mark.parametrize(("highest", "ceiling"), [(0, 1), (1, 1), (7, 10), (41, 50), (78, 100), (180, 200), (400, 400)])
def test_the_scale_ends_on_a_round_figure(highest: float, ceiling: float) -> None:
    assert nice_ceiling(highest) == ceiling


def test_time_runs_with_the_writing_in_a_trend(qtbot: QtBot) -> None:
    line = shown(qtbot, kit.Sparkline([1, 2, 3]))
    points: list[QPointF] = line.points()
    assert points[0].x() < points[-1].x()
    assert points[0].y() > points[-1].y()
    use_language("ar")
    points = line.points()
    assert points[0].x() > points[-1].x()


def test_a_row_of_widgets_mirrors(qtbot: QtBot) -> None:
    window = QWidget()
    row = QHBoxLayout(window)
    first, second = kit.Button("One"), kit.Button("Two")
    row.addWidget(first)
    row.addWidget(second)
    shown(qtbot, window)
    assert first.x() < second.x()
    use_language("ar")
    qtbot.waitUntil(lambda: first.x() > second.x())


def test_a_card_counts_and_holds(qtbot: QtBot) -> None:
    card = shown(qtbot, kit.Card("Referrals", "Late first", count=1250))
    card.add(kit.Label("Inside"))
    card.add(QVBoxLayout())
    assert "1,250" in [badge.accessibleName() for badge in card.findChildren(kit.Badge)]


def test_a_loading_list_breathes_only_while_it_is_seen(qtbot: QtBot) -> None:
    rows = shown(qtbot, kit.Skeleton(3))
    assert rows._breath.state() == rows._breath.State.Running
    rows.hide()
    assert rows._breath.state() == rows._breath.State.Stopped


def test_an_avatar_tells_nothing_of_the_person(qtbot: QtBot) -> None:
    assert shown(qtbot, kit.Avatar()).accessibleName() == "Person"
