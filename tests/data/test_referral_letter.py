"""The letter of a referral, as it is printed: what it says, on which ground, and its slip."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from casemgr.records.referral import reasons
from casemgr.services import records, sharing, strokes
from casemgr.services.printing.making import Order, preview
from tests.data.test_printing import read as text_of
from tests.data.test_referrals import SOMEBODY, TODAY, Office, audited, opened


@pytest.fixture(scope="module", params=["file", "server"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    yield from opened(request, tmp_path_factory)


def letter(office: Office, referral: str, language: str = "fr") -> str:
    order = Order("referral_letter", "referral", referral, languages=(language,))
    made = preview(office.caseworker, order)
    assert made.pages == 1 and made.missing == ()
    return text_of(made)


def test_the_letter_says_what_is_shared_on_which_consent_and_its_slip_bears_a_number_and_no_name(
    office: Office,
) -> None:
    person = office.person("Konaté-Exemple")
    detail = "Cherche un logement pour deux, calme et proche de l’école." * 10
    referral = office.referral(person, detail=detail, urgency="H48", shared=("NAME", "SEX"))
    assert "ne pas remettre cette lettre" in letter(office, referral)
    office.consent(person)
    letters = {language: letter(office, referral, language) for language in ("fr", "ar", "en")}
    code = office.read(referral).code
    for said in letters.values():
        assert said.count(code) >= 2 and "20/05/2026" in said
        assert said.count("Konaté-Exemple") == 1, "in the subject of the letter, never on the slip"
    assert "Cherche un logement" in letters["en"]
    assert "uinée" not in letters["fr"], "the nationality was not ticked"


def test_the_letter_rests_on_what_the_person_said_last_and_calls_no_other_ground_a_consent(office: Office) -> None:
    person = office.person("Bah-Exemple")
    office.consent(person, given_on=date(2026, 5, 1))
    referral = office.referral(person)
    assert "recueilli le 01/05/2026" in letter(office, referral)
    office.consent(person, answer="REFUSED", given_on=date(2026, 5, 2))
    assert "ne pas remettre cette lettre" in letter(office, referral), "the refusal came after"
    office.consent(person, given_on=date(2026, 5, 3))
    assert "recueilli le 03/05/2026" in letter(office, referral)
    office.consent(person, purpose="FILE", recipient=None, answer="REFUSED")
    assert "ne pas remettre cette lettre" in letter(office, referral), "no file, nothing shared"

    other = office.person("Barry-Exemple")
    ground = {"answer": "NA", "mode": None, "ground": "LEGAL", "justification": "Signalement obligatoire."}
    office.consent(other, **ground)
    said = letter(office, office.referral(other))
    assert "Obligation légale, loi 09-08" in said and "avec le consentement" not in said

    third = office.person("Baldé-Exemple")
    vital = {"answer": "NA", "mode": "VITAL", "ground": "VITAL", "justification": "Inconsciente."}
    office.consent(third, **vital)
    sent = office.referral(third)
    assert "intérêts vitaux" in letter(office, sent)
    strokes.take(office.amina, "referral", sent, "SENT", TODAY, insist=True)
    assert office.read(sent).values["vital_reason"] == "Inconsciente."
    assert sharing.WITHOUT_CONSENT in audited(office, sent)
    assert "intérêts vitaux" in letter(office, sent)


def test_the_longest_reason_leaves_the_slip_whole_on_the_page_of_the_letter(office: Office) -> None:
    person = office.person("Konaté-Exemple")
    office.consent(person)
    said = "Cherche un logement pour deux, calme et proche de l’école des enfants. "
    papers = [{"what": "Attestation de résidence délivrée par le moqaddem, avec sa traduction"}] * 3
    told: dict[str, Any] = {"detail": (said * 9)[:600], "expected_help": (said * 5)[:300], "enclosures": papers}
    referral = office.referral(person, shared=reasons.minimum("HUM"), cost_covered=50_000, accompanied=True, **told)
    for key, languages in (
        ("referral_letter", ("fr",)),
        ("referral_letter", ("ar",)),
        ("referral_letter_bilingual", ()),
    ):
        made = preview(office.caseworker, Order(key, "referral", referral, languages=languages))
        assert made.pages == 1, (key, languages)
        assert text_of(made).count(office.read(referral).code) >= 2


def test_a_care_cell_learns_neither_name_nor_facts_and_gets_a_sealed_envelope(office: Office) -> None:
    draft = {"name": "Cellule de prise en charge", "type": "CELL", "country": "MA"}
    cell = records.save(office.amina, "partner", draft, insist=True).id
    person = office.person("Secrète-Exemple")
    office.consent(person, recipient="Cellule de prise en charge")
    told = {"detail": "Ce qui lui est arrivé.", "reason": "GBV", "partner": cell, "channel": None}
    said = letter(office, office.referral(person, office.caseworker, **told))
    assert "PLI FERMÉ" in said
    assert "Secrète-Exemple" not in said and "arrivé" not in said
    assert records.read(office.caseworker, "beneficiary", person).code in said


def test_a_letter_never_says_where_a_protected_person_is_nor_how_she_is_reached(office: Office) -> None:
    someone = {
        **SOMEBODY,
        "family_name": "Cissé-Exemple",
        "phones": [{"number": "+212612345678", "safe_to_call": True}],
        "address": [{"since": date(2026, 1, 1), "province": "MA-RAB", "district": "Takaddoum"}],
        "emergency_contacts": [{"name": "Tante Exemple", "phone": "+212698765432", "may_be_told": True}],
    }
    for is_protected in (False, True):
        draft = {**someone, "given_names": f"Awa {is_protected}", "address_protected": is_protected}
        person = records.save(office.amina, "beneficiary", draft, insist=True).id
        office.consent(person)
        referral = office.referral(person, shared=("NAME", "PHONE", "ADDRESS", "GUARDIAN"))
        said = "".join(letter(office, referral, "en").split())
        assert "TanteExemple" in said
        for private in ("12345678", "98765432", "Takaddoum"):
            found = any(private in said.replace(mark, "") for mark in ("-", "."))
            assert found is not is_protected, (private, is_protected)
        assert ("throughourassociationonly" in said) is is_protected
