"""The record of a person as it is declared: who sees what, what remains of it, under which words it is brought."""

from __future__ import annotations

import pytest

from casemgr.domain.checking import new_line
from casemgr.domain.fields import Anonymise
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import LANGUAGES, use_language
from casemgr.records.beneficiary import KIND, derived
from tests.unit.persons import (
    HERE,
    every_field,
)


def test_a_reader_of_codes_sees_no_name_no_telephone_no_address_and_no_words_of_the_person() -> None:
    seen = KIND.view_keys("code")
    assert seen is not None
    hidden = {"family_name", "given_names", "full_name", "full_name_ar", "family_name_ar", "given_names_ar"}
    hidden |= {"used_name", "aliases", "phones", "email", "address", "documents", "emergency_contacts"}
    hidden |= {"mother_name", "birth_place", "unhcr_number", "idcs", "needs_words", "interpreter", "residence_city"}
    assert not seen & hidden
    assert {"sex", "age", "nationality", "status_group", "province", "population_group"} <= seen


def test_a_mediator_sees_the_first_name_and_no_other() -> None:
    seen = KIND.view_keys("first_name")
    assert seen is not None
    assert set(seen) == {"given_names", "given_names_ar", "used_name", "interview_language"}


def test_anonymised_no_text_remains_and_of_dates_of_the_person_the_year() -> None:
    for path, field in every_field():
        if field.type in ("text", "name", "phone"):
            assert field.anonymise is Anonymise.CLEAR, path
        if field.type == "approximate_date":
            assert field.anonymise is Anonymise.YEAR, path


def test_what_must_not_exist_does_not() -> None:
    words = " ".join(f"{path} {field.label.fr} {field.label.en}" for path, field in every_field()).casefold()
    for forbidden in ("ethni", "relig", "politi", "syndic", "orientation sex", "hiv", "vih", "route", "smuggl"):
        assert forbidden not in words


def test_the_intake_is_a_line_of_the_timeline_in_each_language() -> None:
    assert KIND.timeline is not None
    said = []
    for language in LANGUAGES:
        use_language(language)
        said.append(KIND.timeline.text({"entry_channel": "SELF"}))
    assert said == ["Accueil : Démarche personnelle", "الاستقبال: بمبادرة شخصية", "Reception: Self-referral"]


def test_every_list_it_chooses_from_exists() -> None:
    for path, field in every_field():
        terms = field.choices()
        assert terms is None or len(list(terms)) > 0, path


def test_our_own_lists_speak_three_languages() -> None:
    for name in ("urgency", "orientation", "phone_owner"):
        for term in vocabulary(name, derived.__file__):
            assert term.label.fr
            assert term.label.ar
            assert term.label.en


def test_no_header_of_old_lists_means_two_things() -> None:
    meant: dict[str, str] = {}
    for path, field in every_field():
        for header in field.also:
            assert meant.setdefault(header.casefold(), path) == path, header


@pytest.mark.parametrize(
    ("header", "path"),
    [
        ("Nom", "family_name"),
        ("Prénom", "given_names"),
        ("DDN", "birth_date"),
        ("date de naissance", "birth_date"),
        ("dob", "birth_date"),
        ("Téléphone", "phones.number"),
        ("name_ar", "given_names_ar"),
        ("الاسم العائلي", "family_name_ar"),
        ("الجنسية", "nationality"),
        ("Pays d'origine", "nationality"),
    ],
)
def test_the_usual_headers_of_old_lists_are_known(header: str, path: str) -> None:
    fields = dict(every_field())
    known = {said.casefold() for said in (*fields[path].also, fields[path].label.fr, fields[path].label.ar)}
    assert header.casefold() in known


def test_a_new_line_of_each_group_can_be_drawn() -> None:
    for rows in KIND.rows():
        assert set(new_line(rows, HERE)) == {field.key for field in rows.plain_fields()}
        if rows.title is not None:
            assert isinstance(rows.title({}), str)
