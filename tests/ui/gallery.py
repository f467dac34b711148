"""Every widget of the kit on one page, to look at: `python -m tests.ui.gallery [language] [mode] [size]
[picture.png]`.

Without a picture it opens a window; with one it draws it and ends (QT_QPA_PLATFORM=offscreen does without a
screen).
"""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QProgressBar,
    QRadioButton,
    QScrollArea,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from casemgr.domain.words import Words
from ui import kit
from ui.formats import isolate
from ui.theme import GRID, WIDE, Theme, apply_theme, icon
from ui.translation import use_language

NAME = Words("Aïcha Benmoussa", "عائشة بنموسى", "Aïcha Benmoussa")
PHONE = isolate("06 12 34 56 78")


def w(fr: str, ar: str, en: str) -> Words:
    return Words(fr, ar, en)


SAVE = w("Enregistrer", "حفظ", "Save")
CANCEL = w("Annuler", "إلغاء", "Cancel")


def row(*widgets: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(GRID)
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch(1)
    return line


def navigation() -> kit.SideNavigation:
    places = [
        kit.Place("day", "house", w("Ma journée", "يومي", "My day")),
        kit.Place("people", "users", w("Bénéficiaires", "المستفيدون", "Beneficiaries")),
        kit.Place("referrals", "arrow-right-left", w("Orientations", "الإحالات", "Referrals")),
        kit.Place("legal", "scale", w("Suivi juridique", "المتابعة القانونية", "Legal files")),
        kit.Place("complaints", "message-square-warning", w("Réclamations", "الشكايات", "Complaints")),
        kit.Place("programmes", "target", w("Programmes", "البرامج", "Programmes"), starts_group=True),
        kit.Place("agenda", "calendar", w("Agenda", "المواعيد", "Agenda")),
        kit.Place("reports", "chart-column", w("Rapports", "التقارير", "Reports")),
        kit.Place("admin", "settings", w("Administration", "الإدارة", "Administration"), starts_group=True),
    ]
    side = kit.SideNavigation(places)
    side.set_current("people")
    side.set_count("referrals", 12)
    side.set_count("complaints", 3)
    return side


def buttons() -> kit.Card:
    card = kit.Card(
        w("Boutons", "الأزرار", "Buttons"),
        w("Un seul acte fort par écran", "فعل رئيسي واحد في كل شاشة", "One strong act a screen"),
        count=5,
    )
    disabled = kit.Button(SAVE, "save")
    disabled.setEnabled(False)
    assert card.header is not None
    card.header.add_action(kit.IconButton("ellipsis", w("Autres actes", "أفعال أخرى", "More")))
    card.add(
        row(
            kit.PrimaryButton(SAVE, "save"),
            kit.Button(w("Imprimer", "طباعة", "Print"), "printer"),
            kit.GhostButton(CANCEL),
            kit.DangerButton(w("Supprimer", "حذف", "Delete"), "trash-2"),
            disabled,
        )
    )
    card.add(
        row(
            kit.Button(w("Voir l'historique", "عرض السجل", "See history"), variant="link"),
            kit.IconButton("undo-2", CANCEL, "Ctrl+Z"),
            kit.IconButton("chevron-right", w("Suivant", "التالي", "Next")),
            kit.Segmented(
                [
                    ("day", w("Jour", "يوم", "Day")),
                    ("week", w("Semaine", "أسبوع", "Week")),
                    ("list", w("Liste", "قائمة", "List")),
                ],
                "week",
            ),
        )
    )
    return card


def chips() -> kit.Card:
    card = kit.Card(w("Filtres et états", "التصفية والحالات", "Filters and states"))
    card.add(kit.SearchField(w("Nom, code, téléphone…", "الاسم، الرمز، الهاتف…", "Name, code, phone…")))
    holder = QWidget()
    flow = kit.FlowLayout(holder)
    for chip in (
        kit.FilterChip(w("Antenne : Rabat", "الفرع: الرباط", "Branch: Rabat"), "building-2"),
        kit.FilterChip(w("Depuis 01/03/2026", "منذ 01/03/2026", "Since 01/03/2026")),
        kit.Chip(w("Mineurs", "القاصرون", "Minors")),
        kit.Chip(w("Sans réponse", "بدون جواب", "Unanswered"), checked=True),
        kit.Chip(w("Urgent", "مستعجل", "Urgent"), "flag", checkable=False),
    ):
        flow.addWidget(chip)
    card.add(holder)
    holder = QWidget()
    flow = kit.FlowLayout(holder)
    for words, tone in (
        (w("Clos", "مغلق", "Closed"), "neutral"),
        (w("En cours", "جارٍ", "Open"), "accent"),
        (w("Accepté", "مقبول", "Accepted"), "success"),
        (w("À risque", "مهدد بالتأخر", "At risk"), "warning"),
        (w("En retard", "متأخر", "Late"), "danger"),
        (w("Envoyé", "أُرسل", "Sent"), "info"),
    ):
        flow.addWidget(kit.StatusPill(words, tone))
    flow.addWidget(kit.Badge("3", "danger"))
    card.add(holder)
    return card


def banners() -> kit.Card:
    card = kit.Card(w("Messages", "الرسائل", "Messages"))
    demo = w("Données de démonstration, inventées.", "بيانات تجريبية مختلقة.", "Demonstration: invented data.")
    card.add(kit.Banner(demo, "demo", action=w("Quitter", "خروج", "Leave"), closable=True))
    late = w("Sauvegarde vieille de 9 jours.", "آخر نسخة احتياطية قبل 9 أيام.", "The last backup is 9 days old.")
    title = w("Pensez à sauvegarder", "تذكر النسخ الاحتياطي", "Time to back up")
    card.add(kit.Banner(late, "warning", title, w("Sauvegarder", "نسخ", "Back up")))
    failed = w("Le serveur ne répond pas.", "الخادم لا يستجيب.", "The server does not answer.")
    card.add(kit.Banner(failed, "danger", closable=True))
    card.add(kit.Banner(w("Consentement à jour.", "الموافقة محيّنة.", "Consent is up to date."), "success"))
    return card


def fields() -> kit.Card:
    card = kit.Card(w("Saisie", "الإدخال", "Fields"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(WIDE)
    grid.setVerticalSpacing(GRID)
    name = QLineEdit(str(NAME))
    grid.addWidget(kit.FieldFrame(w("Nom de famille", "الاسم العائلي", "Family name"), name, True), 0, 0)
    born = QLineEdit("31/02/1990")
    frame = kit.FieldFrame(w("Date de naissance", "تاريخ الازدياد", "Birth date"), born)
    frame.set_error(w("Février n'a pas 31 jours.", "شهر فبراير ليس فيه 31 يوما.", "February has no 31st day."))
    grid.addWidget(frame, 0, 1)
    branch = QComboBox()
    branch.addItems(["Rabat", "Casablanca", "طنجة"])
    helped = w("Celle qui suit le dossier", "الفرع المكلف بالملف", "The one in charge")
    grid.addWidget(kit.FieldFrame(w("Antenne", "الفرع", "Branch"), branch, help_text=helped), 1, 0)
    phone = QLineEdit("06 12 34")
    frame = kit.FieldFrame(w("Téléphone", "الهاتف", "Phone"), phone)
    frame.set_warning(w("Il manque des chiffres.", "تنقص بعض الأرقام.", "Some digits are missing."))
    grid.addWidget(frame, 1, 1)
    secret = kit.PasswordField(is_new=True)
    secret.edit.setText("chat-lune-thé-76")
    grid.addWidget(
        kit.FieldFrame(w("Mot de passe", "كلمة المرور", "Password"), secret), 2, 0, Qt.AlignmentFlag.AlignTop
    )
    spin = kit.SpinBox()
    spin.setValue(4)
    grid.addWidget(kit.FieldFrame(w("Personnes au foyer", "أفراد الأسرة", "Household size"), spin), 2, 1)
    card.add(grid)
    note = kit.NoteEdit()
    note.set_text("Vue à l'accueil, orientée vers le CHU.\nتم الاستماع إليها وتوجيهها إلى المركز الصحي.")
    card.add(kit.FieldFrame(w("Note", "ملاحظة", "Note"), note))
    checked = QCheckBox(str(w("Consentement recueilli", "تم أخذ الموافقة", "Consent given")))
    checked.setChecked(True)
    partial = QCheckBox("…")
    partial.setCheckState(Qt.CheckState.PartiallyChecked)
    radio = QRadioButton(str(w("Femme", "أنثى", "Woman")))
    radio.setChecked(True)
    other = QRadioButton(str(w("Homme", "ذكر", "Man")))
    card.add(row(checked, partial, radio, other))
    return card


def people() -> kit.Card:
    card = kit.Card(w("Fiche", "الملف", "File"))
    head = QHBoxLayout()
    head.setSpacing(WIDE - 4)
    head.addWidget(kit.Avatar("user", side=44))
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(kit.DirectionalLabel("Aïcha Benmoussa · عائشة بنموسى", "title"))
    words.addWidget(kit.DirectionalLabel("RAB-2026-00412", ink="muted", code=True))
    head.addLayout(words, 1)
    head.addWidget(kit.StatusPill(w("En cours", "جارٍ", "Open"), "accent"))
    card.add(head)
    card.add(kit.rule())
    rows = kit.KeyValues(columns=2)
    rows.set_rows(
        [
            (w("Téléphone", "الهاتف", "Phone"), "06 12 34 56 78"),
            (w("Née le", "تاريخ الازدياد", "Born"), "03/05/1990"),
            (w("Nationalité", "الجنسية", "Nationality"), w("Camerounaise", "كاميرونية", "Cameroonian")),
            (w("Adresse", "العنوان", "Address"), "شارع محمد الخامس، رقم 12، الرباط"),
            (w("Courriel", "البريد الإلكتروني", "Email"), None),
        ],
        codes=frozenset({0, 1}),
    )
    card.add(rows)
    return card


def charts() -> kit.Card:
    card = kit.Card(w("Figures", "أرقام", "Figures"))
    months = [
        (w("janv.", "يناير", "Jan"), 34.0),
        (w("févr.", "فبراير", "Feb"), 52.0),
        (w("mars", "مارس", "Mar"), 47.0),
        (w("avr.", "أبريل", "Apr"), 78.0),
        (w("mai", "ماي", "May"), 61.0),
    ]
    card.add(kit.BarChart(months, w("Personnes reçues", "المستقبَلون", "People received"), target=60))
    men = kit.Series(w("Hommes", "الرجال", "Men"), [20, 30, 22, 41, 30])
    women = kit.Series(w("Femmes", "النساء", "Women"), [12, 20, 22, 30, 28])
    minors = kit.Series(w("Mineurs", "القاصرون", "Minors"), [2, 2, 3, 7, 3])
    card.add(kit.GroupedBarChart([label for label, _ in months], [men, women, minors]))
    card.add(
        row(
            kit.Label(w("Tendance", "المنحى", "Trend")),
            kit.Sparkline([4, 6, 5, 8, 7, 11]),
            kit.Sparkline([9, 8, 8, 5], tone="danger"),
        )
    )
    return card


def states() -> kit.Card:
    card = kit.Card()
    card.add(
        kit.EmptyState(
            "inbox",
            w("Aucune orientation", "لا توجد إحالات", "No referral yet"),
            w(
                "Les orientations vers vos partenaires apparaîtront ici, les plus en retard d'abord.",
                "ستظهر هنا الإحالات نحو شركائكم، والمتأخرة منها أولا.",
                "Referrals to your partners will show here, the latest first.",
            ),
            w("Nouvelle orientation", "إحالة جديدة", "New referral"),
            action_icon="plus",
        )
    )
    panel = kit.ProgressPanel(w("Calcul du rapport…", "إعداد التقرير…", "Counting…"))
    panel.set_progress(42, 100)
    panel.show()
    card.add(panel)
    card.add(kit.Skeleton(3))
    bar = QProgressBar()
    bar.setValue(70)
    bar.setTextVisible(False)
    card.add(bar)
    return card


def choices() -> kit.Card:
    card = kit.Card()
    card.add(
        kit.StepIndicator(
            [
                w("Organisation", "الجمعية", "Organisation"),
                w("Mot de passe", "كلمة المرور", "Password"),
                w("Clé de secours", "مفتاح الطوارئ", "Recovery key"),
            ],
            1,
        )
    )
    card.add(
        kit.OptionPicker(
            [
                kit.Option(
                    "new",
                    "folder-plus",
                    w("Créer une base", "إنشاء قاعدة", "Create a database"),
                    w(
                        "Sur ce poste, chiffrée, en trois étapes.",
                        "على هذا الحاسوب، مشفرة، في ثلاث خطوات.",
                        "On this PC, encrypted, in three steps.",
                    ),
                ),
                kit.Option(
                    "demo",
                    "graduation-cap",
                    w("Ouvrir la démonstration", "فتح العرض التجريبي", "Open the demonstration"),
                    w(
                        "Des données inventées, pour apprendre sans risque.",
                        "بيانات مختلقة للتعلم دون خطر.",
                        "Invented data, to learn without risk.",
                    ),
                ),
            ],
            "new",
        )
    )
    return card


def table() -> kit.Card:
    card = kit.Card(margin=8)
    tabs = QTabWidget()
    tree = QTreeWidget()
    tree.setHeaderLabels(
        [str(w("Code", "الرمز", "Code")), str(w("Nom", "الاسم", "Name")), str(w("Âge", "السن", "Age"))]
    )
    tree.setRootIsDecorated(False)
    for place in range(4):
        line = QTreeWidgetItem([isolate(f"RAB-{412 + place}"), str(NAME), str(30 + place)])
        line.setIcon(1, icon("user"))
        tree.addTopLevelItem(line)
    tree.setCurrentIndex(tree.model().index(1, 0))
    tabs.addTab(tree, str(w("Aperçu", "نظرة عامة", "Overview")))
    tabs.addTab(QWidget(), str(w("Identité", "الهوية", "Identity")))
    tabs.addTab(QWidget(), str(w("Orientations", "الإحالات", "Referrals")))
    tabs.setFixedHeight(220)
    card.add(tabs)
    return card


def confirming() -> kit.ConfirmPanel:
    return kit.ConfirmPanel(
        w("Clore ce dossier ?", "إغلاق هذا الملف؟", "Close this case?"),
        w(
            "Les orientations en attente seront arrêtées. Le motif reste dans l'historique.",
            "ستتوقف الإحالات المعلقة. يبقى السبب في السجل.",
            "Pending referrals will stop. The reason stays in the history.",
        ),
        w("Clore", "إغلاق", "Close"),
    )


def gallery() -> QWidget:
    """The whole page."""
    page = QWidget()
    page.setObjectName("canvas")
    columns: QLayout = QHBoxLayout(page)
    columns.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
    columns.setSpacing(WIDE)
    for cards in (
        [buttons, chips, fields, table],
        [people, banners, choices, confirming],
        [states, charts],
    ):
        column = QVBoxLayout()
        column.setSpacing(WIDE)
        for make in cards:
            column.addWidget(make())
        column.addStretch(1)
        holder = QWidget()
        column.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(column)
        columns.addWidget(holder)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setWidget(page)
    window = QWidget()
    around = QHBoxLayout(window)
    around.setContentsMargins(0, 0, 0, 0)
    around.setSpacing(0)
    around.addWidget(navigation())
    around.addWidget(scroll, 1)
    window.resize(1720, 1180)
    return window


def main(arguments: list[str]) -> int:
    language, mode, size = (*arguments[:3], *("fr", "light", "10")[len(arguments[:3]) :])
    app = QApplication([])
    apply_theme(app, Theme(mode, int(size)))
    use_language(language)
    window = gallery()
    window.show()
    kit.toast(window, w("Fiche enregistrée", "تم حفظ الملف", "Saved"), w("Annuler", "تراجع", "Undo"))
    if len(arguments) < 4:
        return app.exec()
    for _turn in range(5):
        app.processEvents()
    window.grab().save(arguments[3])
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
