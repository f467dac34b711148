"""What stands on each paper: one sheet where one will do, what the forms ask for, nobody named without being asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from casemgr.domain import document
from casemgr.domain.conditions import Context
from casemgr.domain.paper import Reading, Subject, TimelineLine
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words, speaking_here
from casemgr.records.referral import reasons
from casemgr.services.desk import SWITCHES
from casemgr.services.printing.blocks import strips_of
from casemgr.services.printing.composing import Composed, compose
from casemgr.services.printing.look import Room
from casemgr.services.printing.text import Setter
from casemgr.services.records import Absent
from tests.unit import paper_readings
from tests.unit.paper_readings import HEAD, KIND, PERSON, TODAY, Around, made, read, subject, words_of

ENCLOSED = (
    "Copie de la carte de séjour",
    "Certificat de scolarité 2025-2026",
    "شهادة السكنى",
    "Ordonnance (pli fermé)",
    "Extrait d’acte de naissance n° 12/2019",
    "Attestation d’hébergement signée",
    "Photo d’identité (4)",
    "رسالة من المدرسة رقم 45",
)


PARTNER = subject(
    "partner", "P-1", name="Association Al Manara", name_ar="جمعية المنارة", address="12, rue de l’Exemple"
)


def letter(languages: tuple[str, ...]) -> Composed:
    every = tuple(term.code for term in vocabulary("shared_data", reasons.__file__))
    referral = subject(
        "referral",
        "R-2026-RAB-0018",
        beneficiary=PERSON.id,
        direction="OUT",
        reason="LANG",
        partner=PARTNER.id,
        contact="Mme Fatima-Zahra El Bouzidi (قسم الاستقبال)",
        urgency="NORMAL",
        detail="La personne souhaite s’inscrire et demande un accompagnement ; elle est là le matin. " * 6,
        expected_help="Un entretien d’évaluation, puis une place si possible. " * 2,
        accompanied=True,
        sent_on=TODAY,
        sent_by="someone",
        consent="C-1",
        shared=every,
        enclosures=[{"what": one} for one in ENCLOSED],
    )
    consent = subject("consent", "C-1", purpose="REFER", given_on=date(2026, 11, 1))
    around = Around({one.id: one for one in (PARTNER, consent)})
    key = "referral_letter_bilingual" if len(languages) > 1 else "referral_letter"
    return made(key, referral, around, languages, person=PERSON)


@pytest.mark.parametrize("languages", [("fr",), ("ar",), ("en",), ("fr", "ar"), ("ar", "fr")])
def test_a_letter_with_eight_enclosures_and_every_datum_keeps_to_one_page(languages: tuple[str, ...]) -> None:
    paper = letter(languages)
    said = read(paper)
    assert paper.pages == 1 and paper.missing == ()
    assert all(word in said for one in ENCLOSED for word in one.split())
    assert said.count("R-2026-RAB-0018") >= 2 and "06 92 60 10 01" in said
    free = {"fr": "vient librement", "ar": "بمحض إرادته", "en": "comes freely"}
    assert all(free[language] in said for language in languages)  # the three sentences of forms.md §17
    # One after the other as the page runs, each kept in its own direction: in Arabic with the comma of Arabic.
    comma = "،" if languages == ("ar",) else ","
    assert all(f"{one} {comma}" in said or f"{one}{comma}" in said for one in (ENCLOSED[0], ENCLOSED[3], ENCLOSED[5]))


@pytest.mark.parametrize("languages", [("fr",), ("fr", "ar"), ("ar", "fr")])
def test_a_letter_of_an_association_with_a_long_name_keeps_to_one_page_too(
    languages: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "Association marocaine pour l’accueil, l’accompagnement social et juridique et l’insertion des personnes"
    monkeypatch.setattr(
        paper_readings, "HEAD", replace(HEAD, association=f"{name} migrantes et réfugiées de Rabat-Salé")
    )
    paper = letter(languages)
    said = read(paper)
    assert paper.pages == 1 and said.count("migrantes et réfugiées de Rabat-Salé") > 2
    assert "…" in said  # at the foot it has no room, and says so
    if len(languages) > 1:  # what stands above by its label is not said again in both languages
        assert "ce qui figure sur cette lettre" in said


def test_the_reason_of_a_print_stands_once_after_its_label_in_each_language() -> None:
    legal = subject("legal_file", "J-2026-RAB-001")
    said = read(made("legal_originals", legal, Around(), ("fr", "ar"), person=PERSON, reason="Remise au greffe"))
    assert said.count("Remise au greffe") == 1 and "Motif" in said and "السبب" in said
    alone = read(made("legal_dates", legal, Around(), ("fr",), person=PERSON, reason="Remise au greffe"))
    assert "Motif : Remise au greffe" in alone


def test_the_slip_has_room_for_a_remark_and_for_a_stamp_side_by_side() -> None:
    words = words_of(letter(("fr",)))
    (remark,) = [box for word, box in words if word == "Remarque"]
    stamps = [box for word, box in words if word == "Signature"]
    beside = [box for box in stamps if abs(box[1] - remark[1]) < 1]
    assert len(stamps) == 2 and len(beside) == 1 and beside[0][0] > remark[0] + 200
    foot = min(box[1] for word, box in words if word == "page")
    assert foot - beside[0][3] > 30  # points: some eleven millimetres are empty under the word


@pytest.mark.parametrize("languages", [("fr", "ar"), ("ar", "fr"), ("fr",), ("ar",), ("en",)])
def test_whoever_signs_the_consent_form_has_all_of_it_on_one_sheet(languages: tuple[str, ...]) -> None:
    answers = [
        subject(
            "consent",
            f"C-{place}",
            purpose=term.code,
            answer="REFUSED" if place % 3 else "GIVEN",
            given_on=TODAY,
            expires_on=date(2028, 11, 23),
            recipient="Cabinet d’avocats solidaires",
            language="en",
        )
        for place, term in enumerate(vocabulary("consent_purpose").active())
    ]
    paper = made("consent_form", subject("consent", "C"), Around(hers={"consent": answers}), languages, person=PERSON)
    said = read(paper)
    assert paper.pages == 1 and "Philip Ehigie" in said and said.count("solidaires") == len(answers) - 1


def step(kind: str, day: date, text: str, state: str = "") -> TimelineLine:
    one = Subject(KIND[kind], f"{kind}-{day}", f"X-{day:%d}", text, state, confidentiality="L1")
    return TimelineLine(day, text, one)


def test_the_summary_tells_what_was_done_and_titles_what_is_under_way() -> None:
    steps = (
        step("appointment", date(2026, 11, 30), "Rendez-vous : Emploi", "CONFIRMED"),
        step("referral", date(2026, 11, 10), "Référencement : Assistance humanitaire", "SENT"),
    )
    needs = [{"vulnerability": "UASC", "confidentiality": "L1"}]
    person = subject("beneficiary", "7KD-M3X-9QF-T", "Philip Ehigie", specific_needs=needs)
    said = read(made("summary", person, Around(steps=steps), ("fr",), person=person))
    under_way, latest = said.split("Derniers services et démarches")
    assert "Type Objet Numéro État Référencement Assistance humanitaire X-10 Envoyé" in under_way
    assert "10/11/2026 Référencement Assistance humanitaire Envoyé" in latest and "30/11/2026" not in said
    assert said.count("Besoins spécifiques") == 1  # a title, and no label that says it again


def _status(language: str, person: Subject) -> document.Said:
    context = Context(TODAY, frozenset(SWITCHES))
    (paper,) = (paper for paper in KIND["beneficiary"].papers if paper.key == "summary")
    laid = paper.layout(Reading(person, Around(), HEAD, context, (language,), person=person))
    fields = [line for block in laid.blocks if isinstance(block, document.Fields) for line in block.lines]
    return next(line.value for line in fields if getattr(line.label, "en", "") == "Administrative status")


def test_what_stands_in_brackets_after_a_status_is_not_parted_at_the_end_of_a_line() -> None:
    status = [{"since": date(2024, 3, 8), "status": "ASY_UNHCR"}]
    person = subject("beneficiary", "7KD-M3X-9QF-T", administrative_status=status)
    for language in ("fr", "ar", "en"):
        said, setter = _status(language, person), Setter()
        lines = setter.lines(said, language, setter.width(said, language, 10) - 1, 10)
        shown = ["".join(g.text for p in line.pieces for g in p.run.glyphs) for line in lines]
        assert len(lines) == 2 and any("08/03/2024" in line and "(" in line for line in shown), language


def test_the_certificate_labels_each_name_by_its_letters() -> None:
    person = subject("beneficiary", "7KD-M3X-9QF-T", full_name="Philip Ehigie", full_name_ar="فيليب إهيجي")
    said = read(made("certificate", person, Around(), ("fr",), person=person))
    assert "Nom et prénoms Philip Ehigie Nom en arabe فيليب إهيجي" in said
    only = subject("beneficiary", "7KD-M3X-9QF-T", full_name_ar="فيليب إهيجي")
    assert "Nom et prénoms فيليب إهيجي" in read(made("certificate", only, Around(), ("fr",), person=only))


def test_people_of_a_household_are_on_its_sheet_by_code_unless_names_were_asked_for() -> None:
    household = subject("household", "M-RMD", members=[{"id": "1", "member": PERSON.id, "lives_here": True}])
    around = Around({PERSON.id: PERSON})
    by_code = read(made("sheet", household, around, ("fr",)))
    assert PERSON.code in by_code and "Ehigie" not in by_code
    by_name = read(made("sheet", household, around, ("fr",), with_name=True))
    assert "Philip Ehigie" in by_name
    assert "Ehigie" not in read(made("sheet", household, Around(), ("fr",)))  # whom the reader may not see is absent


def test_each_line_of_a_register_to_be_signed_has_the_height_of_a_signature() -> None:
    papers = [{"title": f"pièce {place}", "original": True} for place in range(3)]
    legal = subject("legal_file", "J-2026-RAB-001", documents=papers)
    words = words_of(made("legal_originals", legal, Around(), ("fr", "ar"), person=PERSON))
    tops = sorted(box[1] for word, box in words if word == "pièce")
    assert len(tops) == 3 and all(after - before > 22 for before, after in pairwise(tops))


def test_the_words_of_a_table_of_deadlines_are_whole() -> None:
    line = {
        "term": "CIV_LATE_DEC",
        "start": date(2025, 1, 11),
        "safe_on": date(2025, 3, 12),
        "legal_on": date(2025, 3, 12),
        "due_on": date(2025, 3, 12),
        "done_on": date(2025, 1, 13),
        "basis": "Décret d’application de la loi 36-21, art. 41",
    }
    legal = subject("legal_file", "J-2026-RAB-001", deadlines=[line])
    words = {word for word, _box in words_of(made("legal_dates", legal, Around(), ("fr",), person=PERSON))}
    assert {"d’application", "11/01/2025", "13/01/2025", "36-21,"} <= words


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_situation_of_a_summary_keeps_to_eight_lines_and_says_nothing_of_what_nobody_said(language: str) -> None:
    known: dict[str, Any] = {
        "marital_status": "MARRIED",
        "education_level": "PRIM",
        "employment_status": "UNK",
        "housing": [{"since": date(2025, 1, 1), "housing": "ROOM"}],
        "coverage": [{"since": date(2025, 1, 1), "coverage": "UNK"}],
        "needs": ("SHELTER", "MED", "STAY", "JOB", "TRAIN", "SCHOOL"),
        "urgency": ("DANGER",),
        "needs_words": "Elle cherche un logement\npour ses enfants, et du travail. " * 30,
    }
    person = subject("beneficiary", "7KD-M3X-9QF-T", **known)
    (paper,) = (paper for paper in KIND["beneficiary"].papers if paper.key == "summary")
    context = Context(TODAY, frozenset(SWITCHES))
    with speaking_here(language):
        document_of_it = paper.layout(
            Reading(person, Around(), HEAD, context, (language,), person=person, with_name=True)
        )
    blocks = list(document_of_it.blocks)
    titles = [getattr(one.text, "en", "") if isinstance(one, document.Heading) else "" for one in blocks]
    place = titles.index("Situation")
    strips = strips_of([blocks[place + 1]], Room(Setter(), (language,), HEAD, 0.0, 498.0))
    heights = {round(strip.height, 1) for strip in strips if not strip.loose}
    lines = sum(strip.height for strip in strips if not strip.loose) / min(heights)
    assert 6 <= lines <= 8.01
    said = read(compose(document_of_it, (language,), HEAD))
    assert not any(words in said for words in ("Non renseigné", "غير مذكور", "Not stated"))
    assert "Elle cherche un logement pour ses enfants" in said and "…" in said


def test_papers_held_are_parted_by_the_comma_of_their_language() -> None:
    said = read(letter(("ar",)))
    assert "بطاقة الإقامة، جواز سفر أجنبي" in said


@pytest.mark.parametrize(
    ("state", "values", "said", "unsaid"),
    [
        ("NEW", {}, ("Explication", "Guichet fermé"), ("ne peut pas", "manque encore")),
        (
            "INADM",
            {"inadmissible_reason": "COURT", "reasoned_reply": "Le juge est saisi."},
            ("ne peut pas", "saisi"),
            (),
        ),
        ("INFO", {"missing": "Copie de la convocation"}, ("manque encore", "convocation"), ("ne peut pas",)),
        (
            "ANSW",
            {"answer": "Le guichet rouvre lundi."},
            ("Réponse Le guichet rouvre",),
            ("ne peut pas", "Explication"),
        ),
    ],
)
def test_the_reply_to_a_complaint_says_what_was_decided_and_no_more(
    state: str, values: dict[str, Any], said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    told = {"received_on": TODAY, "register": "PUBLIC", "subject": "Guichet fermé", **values}
    complaint = replace(subject("complaint", "REC-2026-RAB-00024", **told), state=state)
    text = read(made("complaint_reply", complaint, Around(), ("fr",)))
    assert all(one in text for one in said) and not any(one in text for one in unsaid)
    assert "Médiateur" in text or state == "INFO"


def test_a_sheet_by_code_leaves_out_the_lines_that_only_mean_something_with_a_name() -> None:
    person = subject(
        "beneficiary",
        "7KD-M3X-9QF-T",
        emergency_contacts=[{"name": "Awa Sow", "relation": "SIB", "phone": "+212612345678"}],
        phones=[{"number": "+212692601001", "owner": "SELF", "safe_to_call": True}],
        documents=[{"type": "PASS_F", "number": "X123456"}],
    )
    by_code = read(made("sheet", person, Around(), ("fr",), person=person))
    assert "Personnes à prévenir" not in by_code and "Téléphones" not in by_code and "06 92" not in by_code
    assert "Documents" in by_code and "Passeport étranger" in by_code
    by_name = read(made("sheet", person, Around(), ("fr",), person=person, with_name=True))
    assert "Personnes à prévenir" in by_name and "Awa Sow" in by_name and "06 92 60 10 01" in by_name


def test_the_sheet_of_a_body_gives_its_telephones_as_the_directory_does() -> None:
    body = subject("partner", "P-1", name="Al Manara", phones=[{"number": "+212537001122", "line": "Accueil"}])
    assert "05 37 00 11 22" in read(made("sheet", body, Around(), ("fr",)))


@pytest.mark.parametrize(("language", "said"), [("fr", "Rien d’enregistré"), ("ar", "لا شيء مسجل"), ("en", "Nothing")])
def test_a_paper_of_a_record_that_holds_nothing_says_so(language: str, said: str) -> None:
    empty = subject("beneficiary", "7KD-M3X-9QF-T")
    assert said in read(made("sheet", empty, Around(), (language,), person=empty))
    # Under the identity, the last services and the consents: no title stands over nothing.
    assert read(made("summary", empty, Around(), (language,), person=empty)).count(said) == 3


@pytest.mark.parametrize("languages", [("fr", "ar"), ("ar", "fr"), ("en",)])
def test_a_complaint_of_an_older_register_promises_no_day_that_nobody_knows(languages: tuple[str, ...]) -> None:
    complaint = subject("complaint", "REC-2025-RAB-00001")
    for key in ("complaint_receipt", "complaint_reply"):
        said = read(made(key, complaint, Around(), languages))
        assert "REC-2025-RAB-00001" in said
        assert not any(f" {word} {sign}" in said for word in ("le", "on", "by", "بتاريخ", "أقصاه") for sign in ",.")


def test_a_letter_without_a_reason_ends_its_sentence() -> None:
    said = read(made("referral_letter", subject("referral", "R-1"), Around(), ("fr",), person=PERSON))
    assert "que notre association accompagne." in said and "…" not in said


@pytest.mark.parametrize(
    ("languages", "said"),
    [
        (("fr",), "Fait à Rabat, le 23/11/2026"),
        (("ar",), "حرر في الرباط بتاريخ 23/11/2026"),
        (("en",), "Done at Rabat"),
    ],
)
def test_a_certificate_says_in_which_town_it_was_done(
    languages: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_readings, "HEAD", replace(HEAD, town=Words("Rabat", "الرباط", "Rabat")))
    assert said in read(made("certificate", PERSON, Around(), languages, person=PERSON))


def test_a_long_word_is_cut_after_its_slash() -> None:
    setter = Setter()
    lines = setter.lines("diplomatique/consulaire", "fr", setter.width("diplomatique/consul", "fr", 10), 10)
    shown = ["".join(g.text for p in line.pieces for g in p.run.glyphs) for line in lines]
    assert shown == ["diplomatique/", "consulaire"]


def _shared(*ticked: str, **person: object) -> str:
    told = replace(PERSON, values=Absent({**PERSON.values, **person}))
    referral = subject("referral", "R-1", reason="GBV", shared=ticked, urgency="NORMAL", partner=PARTNER.id)
    around = Around({PARTNER.id: PARTNER, PERSON.id: told})
    around.lives_in = subject("household", "M-1", declared_size=5, children_under_18=3)
    return read(made("referral_letter", referral, around, ("fr",), person=told))


def test_every_datum_that_may_be_ticked_is_on_the_letter() -> None:
    guardian = [{"name": "Awa Sow", "phone": "+212612345678", "may_be_told": True}]
    said = _shared(*vocabulary("shared_data", reasons.__file__).terms, emergency_contacts=guardian, occupation="Maçon")
    elsewhere = {"NAME", "CODE", "NEED", "HEALTH"}  # in the subject, in the letter itself, among the enclosures
    labels = {term.code: term.label.fr for term in vocabulary("shared_data", reasons.__file__)}
    assert [code for code, label in labels.items() if code not in elsewhere and label not in said] == []
    assert "2 adulte(s), 3 enfant(s)" in said and "Awa Sow" in said


def test_a_letter_to_a_care_cell_tells_neither_facts_nor_why() -> None:
    cell = subject("partner", "P-2", name="Cellule du tribunal", type="CELL")
    told: dict[str, Any] = {
        "reason": "GBV",
        "shared": ("CODE", "AGE"),
        "detail": "Elle a fui.",
        "expected_help": "Un abri.",
    }
    referral = subject("referral", "R-1", partner=cell.id, **told)
    said = read(made("referral_letter", referral, Around({cell.id: cell}), ("fr",), person=PERSON))
    assert "Cellule du tribunal" in said and "que notre association accompagne." in said
    assert not any(fact in said for fact in ("violence", "fui", "abri", "Ehigie", "06 92"))
    other = replace(cell, values=Absent({**cell.values, "type": "NGO"}))
    said = read(made("referral_letter", referral, Around({cell.id: other}), ("fr",), person=PERSON))
    assert "victimes de violences" in said and "fui" not in said and "Ehigie" not in said


def test_a_person_in_danger_is_reached_as_she_said() -> None:
    assert "Joindre la personne par notre association seulement." in _shared("CODE", "SAFETY")
    phones = [{"number": "+212692601001", "safe_to_call": True, "best_hours": "le matin", "voice_mail": False}]
    said = _shared("CODE", "SAFETY", "PHONE", phones=phones)
    assert "le matin · Ne pas laisser de message." in said and "06 92 60 10 01" in said
    unsafe = [{"number": "+212692601001", "safe_to_call": False}]
    said = _shared("CODE", "SAFETY", "PHONE", phones=unsafe)
    assert "par notre association seulement" in said and "06 92" not in said
