"""The visual language holds: readable in every mode, icons that turn and recolour, faces that do not clip."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QImage, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from casemgr.domain.resources import folder
from casemgr.domain.words import LANGUAGES
from ui.kit.base import Living
from ui.theme import TONES, Theme, apply_theme, colours, contrast, density, font, icon, icon_pixmap, scale
from ui.theme.icons import DIRECTIONAL
from ui.theme.tokens import CONTRAST, MODES, Colours
from ui.translation import use_language


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> Iterator[None]:
    use_language("fr")
    apply_theme(qapp, Theme())
    yield
    use_language("fr")
    apply_theme(qapp, Theme())


def text_pairs(look: Colours) -> dict[str, tuple[str, str]]:
    grounds = ("canvas", "surface", "raised", "sidebar", "sunken", "hover")
    pairs = {
        f"{ink} on {ground}": (look.colour(ink), look.colour(ground)) for ink in ("text", "muted") for ground in grounds
    }
    pairs |= {f"faint on {ground}": (look.faint, look.colour(ground)) for ground in ("surface", "sunken")}
    if look is not CONTRAST:  # whose selection is a bright ground: what stands on it is painted in "on_selection"
        pairs |= {f"faint on {ground}": (look.faint, look.colour(ground)) for ground in ("selection", "hover")}
    for name in TONES:
        tone = look.tone(name)
        pairs[f"{name} on its ground"] = (tone.text, tone.soft)
        pairs[f"{name} on surface"] = (tone.text, look.surface)
    for ground in ("accent", "accent_hover", "accent_pressed"):
        pairs[f"on {ground}"] = (look.on_accent, look.colour(ground))
    for ground in ("danger_fill", "danger_hover"):
        pairs[f"on {ground}"] = (look.on_danger, look.colour(ground))
    pairs["selected line"] = (look.on_selection, look.selection)
    pairs["tooltip"] = (look.surface, look.text)
    return pairs


@pytest.mark.parametrize("mode", MODES)
def test_every_text_is_readable_on_its_ground(mode: str) -> None:
    least = 7.0 if mode == "contrast" else 4.5
    pairs = text_pairs(MODES[mode])
    too_pale = {name: round(contrast(*pair), 2) for name, pair in pairs.items() if contrast(*pair) < least}
    assert too_pale == {}


@pytest.mark.parametrize("mode", MODES)
def test_edges_marks_and_bars_stand_out_from_the_surface(mode: str) -> None:
    look = MODES[mode]
    shapes = {"outline": look.outline, "focus": look.focus, "accent": look.accent}
    shapes |= {name: look.tone(name).solid for name in TONES}
    shapes |= {f"series {place}": tint for place, tint in enumerate(look.series)}
    too_pale = {name: tint for name, tint in shapes.items() if contrast(tint, look.surface) < 3}
    assert too_pale == {}


def test_the_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_an_unknown_role_mode_or_size_is_refused() -> None:
    with pytest.raises(KeyError):
        colours().colour("mauve")
    with pytest.raises(ValueError, match="mode"):
        Theme("sepia")
    with pytest.raises(ValueError, match="size"):
        Theme("light", 40)


def test_a_switch_changes_what_is_already_on_screen(qapp: QApplication, qtbot: QtBot) -> None:
    button = QPushButton("Enregistrer")
    button.setProperty("variant", "primary")
    qtbot.addWidget(button)
    button.show()

    def ground() -> str:
        return QColor(button.grab().toImage().pixel(8, button.height() // 2)).name()

    assert ground() == colours().accent
    apply_theme(qapp, Theme("dark"))
    assert ground() == MODES["dark"].accent
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == MODES["dark"].canvas


def test_larger_text_makes_higher_controls(qapp: QApplication, qtbot: QtBot) -> None:
    button = QPushButton("Enregistrer")
    qtbot.addWidget(button)
    button.ensurePolished()
    small = button.sizeHint().height()
    apply_theme(qapp, Theme("light", 16))
    button.ensurePolished()
    assert button.sizeHint().height() > small
    assert scale().points() == 16


@pytest.mark.parametrize("size", [10, 13, 16])
def test_arabic_letters_with_marks_fit_in_a_line(qapp: QApplication, size: int) -> None:
    apply_theme(qapp, Theme("light", size))
    metrics = QFontMetrics(font())
    drawn = metrics.tightBoundingRect("اللُّغَةُ العَرَبِيَّةُ إلى آخرِهِ جيم")
    assert metrics.height() <= scale().line
    assert drawn.height() <= scale().control


def test_each_script_has_its_own_bundled_face(qapp: QApplication) -> None:
    families = qapp.font().families()
    assert families == ["Noto Sans", "Noto Sans Arabic UI", "Noto Sans Tifinagh"]
    assert (folder("resources") / "fonts" / "OFL.txt").is_file()
    assert (folder("resources") / "icons" / "LICENSE").is_file()


def drawn(picture: QIcon) -> QImage:
    return picture.pixmap(QSize(24, 24)).toImage().convertToFormat(QImage.Format.Format_ARGB32)


def ink_of(image: QImage) -> str:
    spots = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(spots, key=QColor.alpha).name()


def test_every_bundled_icon_draws_something() -> None:
    names = sorted(path.stem for path in (folder("resources") / "icons").glob("*.svg"))
    assert len(names) > 60
    empty = [name for name in names if QColor.alpha(max_alpha(drawn(icon(name)))) < 128]
    assert empty == []


def max_alpha(image: QImage) -> QColor:
    spots = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(spots, key=QColor.alpha)


def test_an_icon_takes_the_colour_of_its_role_and_follows_the_theme(qapp: QApplication) -> None:
    made = icon("save", "danger.text")
    light_ink = QColor(ink_of(drawn(made)))
    apply_theme(qapp, Theme("dark"))
    dark_ink = QColor(ink_of(drawn(made)))
    for seen, wanted in ((light_ink, MODES["light"].danger.text), (dark_ink, MODES["dark"].danger.text)):
        expected = QColor(wanted)
        assert abs(seen.red() - expected.red()) < 8
        assert abs(seen.green() - expected.green()) < 8


def far_apart(one: QImage, other: QImage) -> int:
    """The largest difference of opacity between two pictures, 0 to 255."""
    spots = [(x, y) for x in range(one.width()) for y in range(one.height())]
    return max(abs(one.pixelColor(*spot).alpha() - other.pixelColor(*spot).alpha()) for spot in spots)


@pytest.mark.parametrize("name", sorted(DIRECTIONAL))
def test_an_icon_that_points_turns_in_arabic(name: str) -> None:
    there = drawn(icon(name))
    use_language("ar")
    assert far_apart(drawn(icon(name)), there.flipped(Qt.Orientation.Horizontal)) < 48
    assert far_apart(drawn(icon(name)), there) > 100


def test_an_icon_that_does_not_point_stays_as_it_is() -> None:
    there = drawn(icon("phone"))
    use_language("ar")
    assert drawn(icon("phone")) == there


def test_an_icon_is_drawn_for_the_density_of_the_screen() -> None:
    double = icon_pixmap("search", "text", 20, 2.0)
    assert (double.width(), double.devicePixelRatio()) == (40, 2.0)
    assert double.deviceIndependentSize().toSize() == QSize(20, 20)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_a_painter_tells_the_density_of_what_it_paints_on(ratio: float) -> None:
    picture = QPixmap(60, 60)
    picture.setDevicePixelRatio(ratio)
    painter = QPainter(picture)
    assert density(painter) == ratio == painter.device().devicePixelRatioF()
    painter.translate(20, 0)
    painter.scale(-1, 1)  # as a drawing is turned round in Arabic
    assert density(painter) == ratio
    painter.end()


def test_an_icon_that_is_not_bundled_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_direction_follows_the_language(language: str, qapp: QApplication) -> None:
    use_language(language)
    assert qapp.isRightToLeft() == (language == "ar")


class Watched(Living, QWidget):
    """Says whether Python might collect garbage when it is told of another look."""

    def __init__(self) -> None:
        super().__init__()
        self.collecting: list[bool] = []
        self.live()

    def restyle(self) -> None:
        self.collecting.append(gc.isenabled())


class Counted(Living, QLabel):
    """Counts how often it is told of another style, and how often it looks at itself anew."""

    told = looked = 0

    @override
    def changeEvent(self, event: QEvent) -> None:
        self.told += event.type() == QEvent.Type.StyleChange
        super().changeEvent(event)

    def restyle(self) -> None:
        self.looked += 1


def test_a_widget_deep_inside_others_is_dressed_once_and_not_once_for_each_around_it(
    qtbot: QtBot, qapp: QApplication
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    around = window
    for _ in range(15):
        around = QWidget(around)
    inside = Counted("words", around)
    inside.setProperty("ink", "muted")
    inside.live()
    window.show()
    qtbot.waitExposed(window)
    for mode, size in (("dark", 10), ("light", 14), ("light", 10)):
        inside.told = inside.looked = 0
        apply_theme(qapp, Theme(mode, size))
        assert inside.told <= 2 and inside.looked == 1
        assert inside.palette().color(inside.foregroundRole()).name() == MODES[mode].muted
        assert inside.font().pointSizeF() == size


def test_nothing_is_collected_while_qt_walks_through_all_widgets(qtbot: QtBot, qapp: QApplication) -> None:
    watched = Watched()
    qtbot.addWidget(watched)
    watched.show()
    qapp.processEvents()
    assert gc.isenabled()
    watched.collecting.clear()
    apply_theme(qapp, Theme("dark"))
    assert watched.collecting and not any(watched.collecting)
    assert gc.isenabled()


def test_the_drawings_of_the_marks_go_with_the_program(tmp_path: Path) -> None:
    started = (
        "from PySide6.QtCore import QCoreApplication, QDir, QTimer; import ui.main_window as first\n"
        "class Window(first.MainWindow):\n"
        "    def showEvent(self, event):\n"
        "        print(QDir.searchPaths('marks')[0]); self.painted.connect(self.close)\n"
        "first.MainWindow = Window\n"
        "from ui.app import open_window; raise SystemExit(open_window())"
    )
    folders = ("TMPDIR", "TMP", "TEMP", *(f"XDG_{name}_HOME" for name in ("DATA", "CONFIG", "CACHE", "STATE")))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    here = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **dict.fromkeys(folders[3:], str(tmp_path))}
    here |= dict.fromkeys(folders[:3], str(temporary))
    ended = subprocess.run([sys.executable, "-c", started], capture_output=True, text=True, check=True, env=here)
    assert Path(ended.stdout.strip()).parent == temporary
    assert list(temporary.iterdir()) == []
