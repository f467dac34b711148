"""Welcoming somebody on one screen: who she is, the answer on keeping a file, and a case if one is opened.

The three are one form (one order of Tab, one undo, one draft) and are saved together or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer, Signal

from casemgr.domain import checking
from casemgr.domain.checking import Checked
from casemgr.domain.conditions import filled, when
from casemgr.domain.errors import InvalidDraft, Issue, NotAllowed, NotFound, UserError
from casemgr.domain.fields import Field, YesNo
from casemgr.domain.kind import Kind, Section
from casemgr.domain.likeness import PROBABLE
from casemgr.domain.words import Words
from casemgr.records.beneficiary.identity import identity_of
from casemgr.records.consent.rules import FILE_FIRST
from casemgr.services import drafts, duplicates, intake, merging, organisation, records
from casemgr.services.desk import Desk
from casemgr.services.duplicates import Candidate
from casemgr.services.records import Saved
from ui.forms.group import readable
from ui.operations import Query
from ui.pages.new_record_duplicates import DuplicatesPanel
from ui.pages.new_record_editor import RecordEditor, Start
from ui.pages.new_record_services import RecordServices, Values, for_typing

PAUSE_MS = 250  # after the last letter of a name, who is alike is looked for
PEOPLE = "beneficiary"
OPEN_CASE = "open_case"
CONSENT_KEYS = (
    "answer",
    "given_on",
    "mode",
    "witness",
    "representative_quality",
    "representative",
    "language",
    "restrictions",
)
CASE_KEYS = ("opened_on", "caseworker", "priority")
CONSENT_TITLE = Words("Accord pour tenir un dossier", "الموافقة على مسك الملف", "Consent to keeping a file")
CONSENT_HELP = Words(
    "Lisez la notice avec la personne, puis notez sa réponse.",
    "اقرؤوا الإشعار مع الشخص ثم سجلوا جوابه.",
    "Read the notice with the person, then note the answer.",
)
ASK_CASE = Words("Ouvrir un dossier maintenant", "فتح ملف الآن", "Open a case now")
SOMEONE_ALIKE = Words(
    "Quelqu’un de très ressemblant est déjà enregistré.",
    "يوجد شخص مسجل شديد الشبه.",
    "Somebody very much alike is registered already.",
)
LOOK_FIRST = Words(
    "Ouvrez cette fiche, ou dites pourquoi c’est une autre personne.",
    "افتحوا تلك البطاقة، أو اذكروا لماذا هو شخص آخر.",
    "Open that file, or say why it is someone else.",
)


class SomeoneAlike(UserError):
    """A probable match was found at the moment of saving, and nothing was said about it."""

    def __init__(self, candidates: list[Candidate]) -> None:
        super().__init__(SOMEONE_ALIKE, LOOK_FIRST)
        self.candidates = candidates


def intake_kind(desk: Desk) -> Kind:
    """The person's kind with, at its end, the answer on the file and the opening of a case (if she may open one)."""
    person, consent, case = (desk.kinds[key] for key in ("beneficiary", "consent", "case"))
    sections = [
        *(_short(section) for section in person.sections),
        Section("consent", CONSENT_TITLE, _consent_fields(consent), CONSENT_HELP),
    ]
    if desk.person.may_create("case", "L1", desk.person.branch):
        sections.append(Section("case", case.label, _case_fields(case)))
    return replace(person, sections=tuple(sections))


def _short(section: Section) -> Section:
    """Whether somebody has one name only is asked after the names, of whom one was typed for without the other."""
    if not any(item.key == "single_name" for item in section.items):
        return section
    items = [item for item in section.items if item.key != "single_name"]
    asked = next(item for item in section.items if item.key == "single_name")
    after = 1 + next(place for place, item in enumerate(items) if item.key == "sex")
    whole = (filled("family_name") & filled("given_names")) | (filled("family_name_ar") & filled("given_names_ar"))
    lacking = filled("sex") & ~whole
    items.insert(after, replace(asked, visible=lacking | when("single_name", True)))
    return replace(section, items=tuple(items))


def _consent_fields(consent: Kind) -> tuple[Field, ...]:
    answered = filled("answer")
    found: list[Field] = []
    for key in CONSENT_KEYS:
        field = consent.field(key)
        if key == "answer":
            found.append(replace(field, quick=True, required=False))
        else:
            seen = answered if field.visible is None else answered & field.visible
            found.append(replace(field, quick=True, visible=seen))
    return tuple(found)


def _case_fields(case: Kind) -> tuple[Field, ...]:
    asked: Field = YesNo(key=OPEN_CASE, label=ASK_CASE, quick=True)
    opened = when(OPEN_CASE, True)
    return (asked, *(replace(case.field(key), quick=True, visible=opened) for key in CASE_KEYS))


def parts(desk: Desk, values: Values) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any] | None]:
    """What is typed, as the person's draft, the consents and the case that `register_beneficiary` takes."""
    kind = desk.kinds["beneficiary"]
    own = {field.key for field in kind.stored_fields()} | {rows.key for rows in kind.rows()}
    person = {key: value for key, value in values.items() if key in own}
    consents: list[dict[str, Any]] = []
    if values.get("answer"):
        typed = {key: values.get(key) for key in CONSENT_KEYS if values.get(key) is not None}
        consents.append(records.new_draft(desk, "consent", purpose="FILE", **typed))
    case = None
    if values.get(OPEN_CASE):
        case = records.new_draft(desk, "case", **{key: values[key] for key in CASE_KEYS if values.get(key) is not None})
    return person, consents, case


class IntakeServices(RecordServices):
    """The form's services: the three drafts are checked together, and kept together."""

    def check(self, values: Values) -> Checked:
        """The remarks on the person, on her answer and on the case."""
        person, consents, case = parts(self.desk, values)
        found = list(records.check(self.desk, "beneficiary", person).issues)
        for kind, draft in [("consent", one) for one in consents] + ([("case", case)] if case else []):
            issues = records.check(self.desk, kind, draft).issues
            found += [issue for issue in issues if issue.field != "beneficiary"]
        if not consents:
            found.append(Issue("answer", FILE_FIRST, "warning"))
        return Checked(dict(values), tuple(found))

    def _keep(self, values: Values) -> str:
        draft = super()._keep(values)
        more = _plain_parts(self.desk, values)
        kept = organisation.preferences(self.desk).get("intakes") or {}
        if kept.get(draft) != more:
            organisation.set_preference(self.desk, "intakes", {**kept, draft: more})
        return draft

    def _discard(self, draft: str) -> None:
        super()._discard(draft)
        kept = organisation.preferences(self.desk).get("intakes") or {}
        mine = {one.id for one in drafts.mine(self.desk)}
        organisation.set_preference(self.desk, "intakes", {key: one for key, one in kept.items() if key in mine})


def _plain_parts(desk: Desk, values: Values) -> dict[str, Any]:
    """The answer and the case as JSON: a draft keeps the fields of one kind only."""
    kept: dict[str, Any] = {OPEN_CASE: values.get(OPEN_CASE)}
    for key, field in _own_fields(desk).items():
        value = readable(values).get(key)
        if value is not None:
            kept[key] = field.plain(value)
    return kept


def _own_fields(desk: Desk) -> dict[str, Field]:
    consent, case = desk.kinds["consent"], desk.kinds["case"]
    return {key: consent.field(key) for key in CONSENT_KEYS} | {key: case.field(key) for key in CASE_KEYS}


def kept_parts(desk: Desk, draft: str) -> dict[str, Any]:
    """The answer and the case of a draft, as the form shows them."""
    kept = (organisation.preferences(desk).get("intakes") or {}).get(draft) or {}
    fields = _own_fields(desk)
    return {key: fields[key].revive(value) if key in fields else value for key, value in kept.items()}


class IntakeEditor(RecordEditor):
    """The form of an intake, with the likely duplicates beside it. `open_asked(id)`: that file instead."""

    open_asked = Signal(str)
    services: IntakeServices

    def _lay(self) -> None:
        super()._lay()
        self.panel = DuplicatesPanel()
        self.panel.open_asked.connect(self.open_asked)
        self.panel.answered.connect(lambda: self.trouble.hide())
        self._beside.addWidget(self.panel)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.look_for_alike)
        self._looked_at: object = None

    def make_services(self) -> IntakeServices:
        """The services of an intake."""
        draft = self._draft.id if self._draft else None
        return IntakeServices(self.desk, self.kind, draft=draft)

    def form_kind(self) -> Kind:
        """The person, the answer, the case."""
        return intake_kind(self.desk)

    def new_values(self) -> dict[str, Any]:
        """The defaults of the three."""
        consent = records.new_draft(self.desk, "consent")
        case = records.new_draft(self.desk, "case")
        own = {key: consent.get(key) for key in CONSENT_KEYS} | {key: case.get(key) for key in CASE_KEYS}
        return own | {OPEN_CASE: False} | records.new_draft(self.desk, "beneficiary", **self._given)

    def start(self) -> Start:
        """The draft of an intake brings the answer and the case too."""
        began = super().start()
        draft = self._draft or began.waiting
        if draft is None:
            return began
        more = kept_parts(self.desk, draft.id)
        if self._draft is not None:
            return replace(began, values={**began.values, **more})
        return replace(began, waiting=replace(draft, values={**draft.values, **more}))

    def show_form(self, start: Start) -> None:
        """Draw the form, and look for likely duplicates as it is typed."""
        super().show_form(start)
        if self.form is not None:
            self.form.changed.connect(self._pause.start)
            self._pause.start()

    # --- duplicates -----------------------------------------------------------------------------------------
    def look_for_alike(self) -> None:
        """Ask who is alike, when something of the identity changed."""
        if self.form is None:
            return
        values = _settled(self.form.values())
        identity = identity_of(values)
        if identity != self._looked_at:
            self._looked_at = identity
            desk = self.desk
            Query(
                self, lambda: duplicates.likely(desk, values), self.panel.show_candidates, self.refuse, key="alike"
            ).start()

    def may_save(self, values: dict[str, Any]) -> bool:
        """A probable match is looked at first."""
        if self.panel.unanswered():
            self.panel.insist()
            return False
        return True

    def _refused(self, error: UserError) -> None:
        if isinstance(error, SomeoneAlike):
            self.panel.show_candidates(error.candidates)
            super()._refused(error)
            self.panel.insist()
        else:
            super()._refused(error)

    # --- saving ---------------------------------------------------------------------------------------------
    def write(self, values: dict[str, Any], insist: bool) -> Saved:
        """Save the three; whoever is alike is looked for once more, for what was typed quickly."""
        reasons, reason = dict(self.panel.reasons), self.panel.reason()
        found = duplicates.likely(self.desk, values)
        if any(one.score >= PROBABLE and one.code not in reasons for one in found):
            raise SomeoneAlike(found)
        person, consents, case = parts(self.desk, values)
        if reason is not None:
            person["duplicate_reason"] = reason
        if not consents and not insist:
            raise InvalidDraft(
                [*records.check(self.desk, PEOPLE, person).issues, Issue("answer", FILE_FIRST, "warning")]
            )
        saved = intake.register_beneficiary(self.desk, person, consents=consents, case=case, insist=insist)
        for one in found:
            if one.code in reasons and one.is_readable:
                with suppress(NotAllowed, NotFound):  # whoever may not change that file leaves the pair to others
                    merging.settle(self.desk, saved.id, one.id)
        return saved

    def on_form(self, issues: tuple[Issue, ...]) -> list[Issue]:
        """The remarks on the answer and the case, at their fields."""
        return [replace(issue, field=_bare(issue.field)) for issue in issues]


def _bare(path: str) -> str:
    if path.startswith("consents."):
        return path.split(".", 2)[-1]
    return path.removeprefix("case.")


def _settled(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with what is not understood taken as not known, rows included."""
    from ui.forms import NotUnderstood

    def known(value: Any) -> Any:
        if isinstance(value, (NotUnderstood, checking.NotUnderstood)):
            return None
        if isinstance(value, list):
            return [{key: known(inner) for key, inner in line.items()} for line in value]
        return value

    return {key: known(value) for key, value in values.items()}


__all__ = ["IntakeEditor", "IntakeServices", "for_typing", "intake_kind", "parts"]
