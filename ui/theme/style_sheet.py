"""The style sheet, written from the colours and sizes: everything that Fusion's palette cannot say."""

from __future__ import annotations

from dataclasses import dataclass

from ui.theme import sizes
from ui.theme.sizes import Scale
from ui.theme.tokens import TONES, Colours


@dataclass(frozen=True, slots=True)
class Mark:
    """A small drawing that a style sheet needs as a file: tick, arrow."""

    name: str
    icon: str
    role: str
    stroke: float = 2.0


MARKS = (
    Mark("tick", "check", "on_accent", 3.0),
    Mark("dash", "minus", "on_accent", 3.0),
    Mark("dot", "circle-dot", "accent", 2.5),
    Mark("down", "chevron-down", "muted"),
    Mark("up", "chevron-up", "muted"),
    Mark("left", "chevron-left", "muted"),
    Mark("right", "chevron-right", "muted"),
    Mark("calendar", "calendar", "muted"),
)


def mark_file(mark: Mark, tint: str) -> str:
    """The name of the file of a mark in one colour."""
    return f"{mark.name}-{tint.lstrip('#')}.svg"


def style_sheet(colours: Colours, scale: Scale) -> str:
    """The whole sheet for one theme."""
    return "\n".join(
        (
            _text(colours, scale),
            _buttons(colours, scale),
            _fields(colours, scale),
            _boxes(colours, scale),
            _lists(colours, scale),
            _frames(colours, scale),
            _tones(colours),
            _bars(colours),
        )
    )


def _url(colours: Colours, name: str) -> str:
    mark = next(mark for mark in MARKS if mark.name == name)
    return f"url(marks:{mark_file(mark, colours.colour(mark.role))})"


def _text(c: Colours, s: Scale) -> str:
    return f"""
QWidget {{ outline: none; }}
QLabel {{ background: transparent; color: {c.text}; }}
QLabel:disabled {{ color: {c.faint}; }}
QLabel[step="small"] {{ font-size: {s.points("small")}pt; }}
QLabel[step="lead"] {{ font-size: {s.points("lead")}pt; }}
QLabel[step="title"] {{ font-size: {s.points("title")}pt; font-weight: 600; }}
QLabel[step="heading"] {{ font-size: {s.points("heading")}pt; font-weight: 600; }}
QLabel[step="display"] {{ font-size: {s.points("display")}pt; font-weight: 600; }}
QLabel[weight="medium"] {{ font-weight: 500; }}
QLabel[weight="strong"] {{ font-weight: 600; }}
QLabel[ink="muted"] {{ color: {c.muted}; }}
QLabel[ink="faint"] {{ color: {c.faint}; }}
QLabel[ink="accent"] {{ color: {c.accent_tone.text}; }}
QLabel[ink="success"] {{ color: {c.success.text}; }}
QLabel[ink="warning"] {{ color: {c.warning.text}; }}
QLabel[ink="danger"] {{ color: {c.danger.text}; }}
QLabel[ink="info"] {{ color: {c.info.text}; }}
QToolTip {{ background: {c.text}; color: {c.surface}; border: none; padding: 4px 8px;
  font-size: {s.points("small")}pt; }}
"""


def _buttons(c: Colours, s: Scale) -> str:
    inside = s.control - 2 * c.edge_width
    thin = c.edge_width
    return f"""
QPushButton {{ background: {c.surface}; color: {c.text}; border: {thin}px solid {c.outline};
  border-radius: {sizes.RADIUS}px; padding: 0 12px; min-height: {inside}px; font-weight: 500; }}
QPushButton:hover {{ background: {c.hover}; }}
QPushButton:pressed, QPushButton:checked {{ background: {c.pressed}; }}
QPushButton[kit="day"] {{ border-color: {c.line}; }}
QPushButton[kit="day"]:checked {{ background: {c.selection}; border-color: {c.accent}; }}
QPushButton:focus {{ border: 2px solid {c.focus}; min-height: {s.control - 4}px;
  padding: 0 {12 - 2 + thin}px; }}
QPushButton:disabled {{ color: {c.faint}; background: {c.sunken}; border-color: {c.line}; }}
QPushButton::menu-indicator {{ image: {_url(c, "down")}; width: 14px; height: 14px;
  subcontrol-position: right center; subcontrol-origin: padding; right: 6px; }}
QPushButton[variant="primary"] {{ background: {c.accent}; color: {c.on_accent};
  border-color: {c.accent}; }}
QPushButton[variant="primary"]:hover {{ background: {c.accent_hover}; border-color: {c.accent_hover}; }}
QPushButton[variant="primary"]:pressed {{ background: {c.accent_pressed}; }}
QPushButton[variant="primary"]:focus {{ border-color: {c.text}; }}
QPushButton[variant="danger"] {{ background: {c.danger_fill}; color: {c.on_danger};
  border-color: {c.danger_fill}; }}
QPushButton[variant="danger"]:hover {{ background: {c.danger_hover}; border-color: {c.danger_hover}; }}
QPushButton[variant="danger"]:focus {{ border-color: {c.text}; }}
QPushButton[variant="primary"]:disabled, QPushButton[variant="danger"]:disabled {{
  color: {c.faint}; background: {c.sunken}; border-color: {c.line}; }}
QPushButton[variant="ghost"], QPushButton[variant="link"] {{ background: transparent;
  border-color: transparent; }}
QPushButton[variant="ghost"]:hover {{ background: {c.hover}; }}
QPushButton[variant="ghost"]:pressed, QPushButton[variant="ghost"]:checked {{ background: {c.pressed}; }}
QPushButton[variant="ghost"]:focus, QPushButton[variant="link"]:focus {{ border-color: {c.focus}; }}
QPushButton[variant="link"] {{ color: {c.accent_tone.text}; padding: 0; min-height: {s.line}px; }}
QPushButton[variant="link"]:hover {{ text-decoration: underline; }}
QToolButton {{ background: transparent; color: {c.text}; border: {thin}px solid transparent;
  border-radius: {sizes.RADIUS}px; padding: 4px; }}
QToolButton:hover {{ background: {c.hover}; }}
QToolButton:pressed, QToolButton:checked {{ background: {c.pressed}; }}
QToolButton:focus {{ border: 2px solid {c.focus}; padding: {4 - 2 + thin}px; }}
QToolButton:disabled {{ color: {c.faint}; }}
QToolButton::menu-indicator {{ image: none; }}
"""


def _fields(c: Colours, s: Scale) -> str:
    inside = s.control - 2 * c.edge_width
    kinds = ("QLineEdit", "QComboBox", "QAbstractSpinBox", "QTextEdit", "QPlainTextEdit")

    def each(state: str) -> str:
        return ", ".join(kind + state for kind in kinds)

    return f"""
{each("")} {{ background: {c.surface}; color: {c.text}; border: {c.edge_width}px solid {c.outline};
  border-radius: {sizes.RADIUS}px; padding: 0 8px; min-height: {inside}px;
  selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
{each(":focus")} {{ border: 2px solid {c.focus}; min-height: {s.control - 4}px;
  padding: 0 {8 - 2 + c.edge_width}px; }}
{each(":disabled")} {{ background: {c.sunken}; color: {c.faint}; border-color: {c.line}; }}
QLineEdit:read-only:!focus, QTextEdit:read-only:!focus, QPlainTextEdit:read-only:!focus {{
  background: {c.sunken}; border-color: {c.line}; }}
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus, QComboBox QLineEdit,
QComboBox QLineEdit:focus {{ border: none; background: transparent; padding: 0 6px; min-height: 0; }}
{each('[bad="true"]')} {{ border: 2px solid {c.danger.solid}; min-height: {s.control - 4}px;
  padding: 0 {8 - 2 + c.edge_width}px; }}
{each('[wary="true"]')} {{ border: 2px solid {c.warning.solid}; min-height: {s.control - 4}px;
  padding: 0 {8 - 2 + c.edge_width}px; }}
QTextEdit, QPlainTextEdit, QTextEdit:focus, QPlainTextEdit:focus {{ padding: 4px; }}
QTextEdit[plain="true"] {{ border: none; background: transparent; padding: 0; }}
QLineEdit[bare="true"], QLineEdit[bare="true"]:focus {{ border: none; background: transparent;
  padding: 0; }}
QComboBox::drop-down {{ border: none; width: 24px; subcontrol-origin: padding;
  subcontrol-position: center right; }}
QComboBox::down-arrow {{ image: {_url(c, "down")}; width: {s.icon - 2}px; height: {s.icon - 2}px; }}
QDateEdit::drop-down {{ border: none; width: 24px; }}
QDateEdit::down-arrow {{ image: {_url(c, "calendar")}; width: {s.icon - 2}px;
  height: {s.icon - 2}px; }}
QSpinBox::up-button, QDoubleSpinBox::up-button, QTimeEdit::up-button {{ border: none; width: 20px;
  subcontrol-origin: padding; subcontrol-position: top right; }}
QSpinBox::down-button, QDoubleSpinBox::down-button, QTimeEdit::down-button {{ border: none;
  width: 20px; subcontrol-origin: padding; subcontrol-position: bottom right; }}
QAbstractSpinBox::up-arrow {{ image: {_url(c, "up")}; width: {s.icon - 4}px; height: {s.icon - 4}px; }}
QAbstractSpinBox::down-arrow {{ image: {_url(c, "down")}; width: {s.icon - 4}px; height: {s.icon - 4}px; }}
QComboBox QAbstractItemView, QCompleter QAbstractItemView {{ background: {c.raised};
  border: 1px solid {c.outline}; padding: 4px; }}
QComboBox QAbstractItemView::item {{ min-height: {s.control - 4}px; }}
"""


def _boxes(c: Colours, s: Scale) -> str:
    side = max(14, s.line - 4)
    return f"""
QCheckBox, QRadioButton {{ spacing: 8px; color: {c.text}; background: transparent;
  border: 2px solid transparent; border-radius: {sizes.RADIUS_SMALL}px; padding: 1px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {c.focus}; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {c.faint}; }}
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator,
QGroupBox::indicator, QMenu::indicator {{ width: {side}px; height: {side}px;
  border: {c.edge_width}px solid {c.outline}; background: {c.surface};
  border-radius: {sizes.RADIUS_SMALL}px; }}
QRadioButton::indicator {{ border-radius: {side // 2 + c.edge_width}px; }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover {{ border-color: {c.accent}; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked, QMenu::indicator:checked,
QGroupBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent};
  image: {_url(c, "tick")}; }}
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate {{
  background: {c.accent}; border-color: {c.accent}; image: {_url(c, "dash")}; }}
QRadioButton::indicator:checked {{ border: {max(4, side // 3)}px solid {c.accent};
  width: {side - 2 * max(4, side // 3) + 2 * c.edge_width}px;
  height: {side - 2 * max(4, side // 3) + 2 * c.edge_width}px;
  background: {c.on_accent}; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {c.line};
  background: {c.sunken}; }}
QMenu::indicator {{ margin-left: 6px; margin-right: 6px; }}
"""


def _lists(c: Colours, s: Scale) -> str:
    return f"""
QAbstractItemView {{ background: {c.surface}; color: {c.text}; border: none;
  selection-background-color: {c.selection}; selection-color: {c.on_selection};
  alternate-background-color: {c.sunken}; }}
QTableView {{ gridline-color: {c.line}; }}
QTableView::item {{ padding: 0 8px; border: none; border-bottom: 1px solid {c.line}; }}
QListView::item, QTreeView::item {{ padding: 4px 8px; min-height: {s.line}px; border: none; }}
QAbstractItemView::item:hover {{ background: {c.hover}; }}
QAbstractItemView::item:selected {{ background: {c.selection}; color: {c.on_selection}; }}
QHeaderView {{ background: {c.surface}; border: none; }}
QHeaderView::section {{ background: {c.surface}; color: {c.muted}; border: none;
  border-bottom: 1px solid {c.outline}; padding: 0 8px; min-height: {s.control}px;
  font-size: {s.points("small")}pt; font-weight: 500; }}
QHeaderView::section:hover {{ background: {c.hover}; color: {c.text}; }}
QHeaderView::down-arrow {{ image: {_url(c, "down")}; width: 14px; height: 14px; }}
QHeaderView::up-arrow {{ image: {_url(c, "up")}; width: 14px; height: 14px; }}
QTableCornerButton::section {{ background: {c.surface}; border: none; }}
QMenu {{ background: {c.raised}; border: 1px solid {c.outline}; border-radius: {sizes.RADIUS}px;
  padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: {sizes.RADIUS_SMALL}px;
  min-height: {s.line}px; }}
QMenu::item:selected {{ background: {c.selection}; color: {c.on_selection}; }}
QMenu::item:disabled {{ color: {c.faint}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: 4px 8px; }}
QMenu::icon {{ padding-left: 8px; padding-right: 8px; }}
QMenuBar {{ background: {c.canvas}; border-bottom: 1px solid {c.line}; }}
QMenuBar::item {{ padding: 4px 10px; background: transparent; border-radius: {sizes.RADIUS_SMALL}px; }}
QMenuBar::item:selected {{ background: {c.hover}; }}
"""


def _frames(c: Colours, s: Scale) -> str:
    return f"""
QMainWindow, QDialog {{ background: {c.canvas}; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollArea > QWidget > QWidget#canvas {{ background: transparent; }}
QFrame[kit="card"] {{ background: {c.surface}; border: {c.edge_width}px solid {c.line};
  border-radius: {sizes.RADIUS_CARD}px; }}
QFrame[kit="raised"] {{ background: {c.raised}; border: {c.edge_width}px solid {c.outline};
  border-radius: {sizes.RADIUS_CARD}px; }}
QFrame[kit="drop"] {{ background: {c.sunken}; border: {c.edge_width}px dashed {c.outline};
  border-radius: {sizes.RADIUS_CARD}px; }}
QFrame[kit="drop"][over="true"] {{ border-color: {c.accent}; background: {c.surface}; }}
QFrame[kit="rule"] {{ background: {c.line}; border: none; min-height: 1px; max-height: 1px; }}
QFrame[kit="segments"] {{ background: {c.sunken}; border: {c.edge_width}px solid {c.line};
  border-radius: {sizes.RADIUS}px; }}
QPushButton[kit="segment"] {{ background: transparent; color: {c.muted};
  border: {c.edge_width}px solid transparent; border-radius: {sizes.RADIUS_SMALL}px;
  min-height: {s.control - 8}px; padding: 0 12px; }}
QPushButton[kit="segment"]:hover {{ color: {c.text}; }}
QPushButton[kit="segment"]:checked {{ background: {c.selection if c.edge_width > 1 else c.surface};
  color: {c.on_selection if c.edge_width > 1 else c.text}; border-color: {c.outline}; }}
QPushButton[kit="segment"]:focus {{ border: 2px solid {c.focus}; min-height: {s.control - 10 + 0}px;
  padding: 0 {12 - 2 + c.edge_width}px; }}
QGroupBox {{ border: {c.edge_width}px solid {c.line}; border-radius: {sizes.RADIUS_CARD}px;
  margin-top: {s.line}px; padding: 12px; font-weight: 600; }}
QGroupBox::title {{ subcontrol-origin: margin; subcontrol-position: top left; padding: 0 8px; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {c.line}; }}
QTabBar {{ background: transparent; qproperty-drawBase: 0; }}
QTabBar::tab {{ background: transparent; color: {c.muted}; border: none;
  border-bottom: 2px solid transparent; padding: 6px 12px; min-height: {s.line}px;
  font-weight: 500; }}
QTabBar::tab:hover {{ color: {c.text}; }}
QTabBar::tab:selected {{ color: {c.accent_tone.text}; border-bottom-color: {c.accent}; }}
QTabBar::tab:focus {{ color: {c.text}; background: {c.hover}; }}
QSplitter::handle {{ background: {c.line}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
QStatusBar {{ background: {c.canvas}; color: {c.muted}; border-top: 1px solid {c.line}; }}
QStatusBar::item {{ border: none; }}
QCalendarWidget QAbstractItemView {{ background: {c.raised}; }}
"""


def _tones(c: Colours) -> str:
    rules = []
    for name in TONES:
        tone = c.tone(name)
        rules.append(
            f'QFrame[kit="banner"][tone="{name}"] {{ background: {tone.soft};'
            f" border: {c.edge_width}px solid {tone.edge}; border-radius: {sizes.RADIUS}px; }}\n"
            f'QFrame[kit="banner"][tone="{name}"][slim="true"] {{ border: none; border-radius: 0;'
            f" border-bottom: {c.edge_width}px solid {tone.edge}; }}\n"
            f'QFrame[kit="banner"][tone="{name}"] QLabel {{ color: {tone.text}; }}'
        )
    return "\n".join(rules)


def _bars(c: Colours) -> str:
    return f"""
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 12px; }}
QScrollBar:horizontal {{ height: 12px; }}
QScrollBar::handle {{ background: {c.outline};
  margin: 3px; border-radius: 3px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {c.muted}; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {c.pressed}; border: none; border-radius: 3px; min-height: 6px;
  max-height: 6px; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
"""
