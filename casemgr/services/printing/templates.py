"""Which papers there are: those that kinds declare, a sheet of any record, and the blank form of any kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from casemgr.domain.errors import UserError
from casemgr.domain.kind import Kind, Paper
from casemgr.domain.words import Words
from casemgr.services.printing.blank import blank_form, form_title
from casemgr.services.printing.sheet import record_sheet

SHEET = "sheet"
BLANK = "blank-"
_SHEET = Words("Fiche complète", "البطاقة الكاملة", "Whole record")
_BLANK = Words("Formulaire vierge : {kind}", "استمارة فارغة: {kind}", "Blank form: {kind}")

NO_SUCH_PAPER = Words("Ce modèle de document n’existe pas.", "هذا النموذج غير موجود.", "There is no such paper.")
CHOOSE = Words("Ceux qui existent ici : {papers}.", "النماذج المتاحة هنا: {papers}.", "Those there are here: {papers}.")


@dataclass(frozen=True)
class Template:
    """A paper of a kind; `blank` when it is the form to fill by hand, which needs no record."""

    key: str
    kind: Kind
    paper: Paper
    blank: bool = False


def blank_of(kind: Kind) -> Template:
    """The blank form of a kind, bilingual (forms.md: printed forms are in French and Arabic by default)."""
    label = _BLANK.format(kind=form_title(kind))
    return Template(f"{BLANK}{kind.key}", kind, Paper(BLANK + kind.key, label, blank_form, ("fr", "ar")), blank=True)


def templates_of(kind: Kind) -> list[Template]:
    """The papers of one kind: its own, its sheet, its blank form."""
    own = [Template(paper.key, kind, paper) for paper in kind.papers]
    return [*own, Template(SHEET, kind, Paper(SHEET, _SHEET, record_sheet)), blank_of(kind)]


def papers_of_person(kinds: Mapping[str, Kind]) -> list[Template]:
    """What may be printed from a person's file: the papers of the person, and those of other kinds that are hers."""
    own = templates_of(kinds["beneficiary"])
    others = (kind for kind in kinds.values() if kind.key != "beneficiary")
    return own + [Template(paper.key, kind, paper) for kind in others for paper in kind.papers if paper.of_person]


def find_template(kinds: Mapping[str, Kind], key: str, kind: str = "") -> Template:
    """The template called `key`, for a record of `kind`. Raises UserError when there is none."""
    if key.startswith(BLANK) and key.removeprefix(BLANK) in kinds:
        return blank_of(kinds[key.removeprefix(BLANK)])
    if kind in kinds:
        candidates = papers_of_person(kinds) if kind == "beneficiary" else templates_of(kinds[kind])
    else:
        candidates = [blank_of(one) for one in kinds.values()]
    for template in candidates:
        if template.key == key:
            return template
    raise UserError(NO_SUCH_PAPER, CHOOSE.format(papers=", ".join(one.key for one in candidates)))
