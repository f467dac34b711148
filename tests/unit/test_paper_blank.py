"""Forms to fill by hand: what is asked, what is not, who signs."""

from __future__ import annotations

import pytest

from casemgr.domain import document
from casemgr.domain.conditions import Context
from casemgr.domain.kind import Kind
from casemgr.domain.paper import Reading, Subject
from casemgr.domain.words import speaking_here
from casemgr.records import KINDS
from casemgr.services.desk import SWITCHES
from casemgr.services.printing.composing import compose
from casemgr.services.printing.templates import blank_of
from tests.unit.paper_readings import HEAD, KIND, TODAY, Around, read


def blank(kind: Kind, language: str = "fr") -> str:
    template = blank_of(kind)
    reading = Reading(Subject(kind), Around(), HEAD, Context(TODAY, frozenset(SWITCHES)), (language,))
    with speaking_here(language):
        return read(compose(template.paper.layout(reading), (language,), HEAD))


def test_a_form_to_fill_by_hand_asks_for_nothing_that_the_program_works_out() -> None:
    worked_out = {kind.key: [f.label.fr for f in kind.fields() if f.worked_out] for kind in KINDS}
    assert "Prochain délai" in worked_out["legal_file"] and "Réponse due le" in worked_out["complaint"]
    for kind in KINDS:
        said = blank(kind)
        assert [label for label in worked_out[kind.key] if f" {label} " in said] == []
    assert "décès" not in blank(KIND["beneficiary"]) and "doublon" not in blank(KIND["beneficiary"])


def test_other_people_of_a_legal_file_have_room_on_its_form() -> None:
    said = blank(KIND["legal_file"])
    assert "Autres personnes concernées Bénéficiaire Qualité" in said and said.count("Bénéficiaire") == 1


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.key))
def test_the_person_signs_what_is_filled_with_her_and_a_body_is_nobodys_file(kind: Kind) -> None:
    said = blank(kind)
    signs = kind.key not in ("appointment", "attachment", "follow_up", "note", "partner")
    assert ("Signature ou empreinte de la personne" in said) == signs
    is_somebodys = kind.key != "partner"
    assert ("Protection de vos données" in said, "Code Reçu(e) par" in said) == (is_somebodys, is_somebodys)


def test_words_with_nothing_beside_them_have_the_whole_line_of_a_form() -> None:
    template = blank_of(KIND["complaint"])
    reading = Reading(Subject(KIND["complaint"]), Around(), HEAD, Context(TODAY, frozenset(SWITCHES)), ("fr",))
    blocks = template.paper.layout(reading).blocks
    wide = [one.label for one in blocks if isinstance(one, document.Blank) and one.lines == 1]
    assert KIND["complaint"].field("subject").label in wide  # 120 characters, not half a line
    days = [line for one in blocks if isinstance(one, document.Fields) for line in one.lines if line.day]
    assert len(days) > 5  # a day needs no more than its own room


def test_a_section_with_one_question_says_its_name_once() -> None:
    said = blank(KIND["appointment"])
    assert "Rappel Aucun" in said and said.count("Rappel") == 1
