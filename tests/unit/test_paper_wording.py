"""What stands on each paper, and how: one sheet where one will do, nothing cut, nobody named without being asked."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest

from casemgr.domain import document
from casemgr.domain.conditions import Context
from casemgr.domain.document import Document, Letterhead, Paragraph, fill
from casemgr.domain.kind import Kind
from casemgr.domain.paper import DueLine, Reading, Subject, TimelineLine
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words, speaking_here
from casemgr.records import KINDS
from casemgr.records.referral import reasons
from casemgr.services.desk import SWITCHES
from casemgr.services.printing.blocks import strips_of
from casemgr.services.printing.composing import Composed, compose
from casemgr.services.printing.look import Room
from casemgr.services.printing.strips import Area, Lettering, Strip
from casemgr.services.printing.templates import blank_of, templates_of
from casemgr.services.printing.text import Setter
from casemgr.services.records import Absent

TODAY = date(2026, 11, 23)
HEAD = Letterhead(
    "Association Dar Al Jisr",
    Words("Antenne de Rabat", "فرع الرباط", "Rabat branch"),
    "12, rue Oued Ziz, appartement 3, Agdal, 10090 Rabat",
    "+212 5 37 00 11 22",
    "lun.–ven. 9 h–16 h 30",
    "A-PO-77/2025",
)
KIND = {kind.key: kind for kind in KINDS}
MARKS: dict[int, str | None] = dict.fromkeys(
    map(ord, "\u202a\u202b\u202c\u200e\u200f\u2066\u2067\u2068\u2069\ufffe\f\r")
) | {0xA0: " "}


@dataclass
class Around:
    """What stands around a record, as a test puts it."""

    records: dict[str, Subject] = field(default_factory=dict)
    hers: dict[str, Sequence[Subject]] = field(default_factory=dict)
    steps: Sequence[TimelineLine] = ()

    def of_person(self, kind: str) -> Sequence[Subject]:
        return self.hers.get(kind, ())

    def get(self, kind: str, record: str) -> Subject | None:
        return self.records.get(record)

    def name(self, to: str, linked: str) -> str:
        return self.records[linked].title if linked in self.records else "Sameera Idrissi"

    def timeline(self) -> Sequence[TimelineLine]:
        return self.steps

    def household(self) -> Subject | None:
        return None

    def due(self) -> Sequence[DueLine]:
        return ()


def subject(kind: str, code: str, title: str = "", **values: object) -> Subject:
    return Subject(KIND[kind], code, code, title, values=Absent(values), confidentiality="L1")


def made(key: str, record: Subject, around: Around, languages: tuple[str, ...], **how: object) -> Composed:
    """One of the papers of a record."""
    template = next(one for one in templates_of(record.kind) if one.key == key)
    told: dict[str, object] = {"person": None, "with_name": template.paper.named, **how}
    reading = Reading(record, around, HEAD, Context(TODAY, frozenset(SWITCHES)), languages, **told)  # type: ignore[arg-type]  # the keys of a Reading
    with speaking_here(languages[0]):
        paper: Document = template.paper.layout(reading)
    return compose(paper, languages, HEAD, print_id="IMP-2026-RAB-00012")


def read(paper: Composed) -> str:
    with pypdfium2.PdfDocument(paper.pdf) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    return " ".join("\n".join(pages).translate(MARKS).split())


# --- the letter ---------------------------------------------------------------------------------------------
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
PERSON = subject(
    "beneficiary",
    "7KD-M3X-9QF-T",
    "Philip Ehigie",
    full_name="Philip Ehigie",
    full_name_ar="فيليب إهيجي",
    sex="M",
    age="33",
    nationality="NG",
    interview_language="en",
    education_level="PRIM",
    income_source="DAILY",
    phones=[{"number": "+212692601001", "safe_to_call": True}],
    address=[{"since": date(2025, 1, 1), "province": "MA-RAB", "district": "Témara centre"}],
    administrative_status=[{"since": date(2025, 1, 1), "status": "RES"}],
    coverage=[{"since": date(2025, 1, 1), "coverage": "NONE"}],
    documents=[{"type": "CARTE_RESID"}, {"type": "PASS_F"}],
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


def test_the_slip_has_room_for_a_remark_and_for_a_stamp_side_by_side() -> None:
    words = words_of(letter(("fr",)))
    (remark,) = [box for word, box in words if word == "Remarque"]
    stamps = [box for word, box in words if word == "Signature"]
    beside = [box for box in stamps if abs(box[1] - remark[1]) < 1]
    assert len(stamps) == 2 and len(beside) == 1 and beside[0][0] > remark[0] + 200
    foot = min(box[1] for word, box in words if word == "page")
    assert foot - beside[0][3] > 30  # points: some eleven millimetres are empty under the word


def words_of(paper: Composed) -> list[tuple[str, tuple[float, float, float, float]]]:
    """The words of a paper with their boxes, from the top left, in points."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=paper.pdf, capture_output=True, check=True)
    found = re.findall(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', done.stdout.decode()
    )
    return [(word.translate(MARKS), (float(a), float(b), float(c), float(d))) for a, b, c, d, word in found]


# --- the consent form ---------------------------------------------------------------------------------------
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


# --- blank forms --------------------------------------------------------------------------------------------
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


# --- the summary, the certificate, a record -----------------------------------------------------------------
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


@pytest.mark.parametrize("text", ["القانون 09-08، المادة 4", "المرسوم 2-17-265", "أيام العمل 24/24"])
def test_numbers_of_house_wording_keep_their_order_in_arabic(text: str) -> None:
    (line,) = Setter().lines(Words("x", text, "x"), "ar", 1000, 10)
    seen = "".join(g.text for p in sorted(line.pieces, key=lambda one: one.x) for g in p.run.glyphs).translate(MARKS)
    assert all(number in seen for number in re.findall(r"[\d/-]{2,}", text))


def test_copied_from_a_page_with_both_scripts_names_and_sentences_are_in_their_order() -> None:
    person = subject("beneficiary", "7KD-M3X-9QF-T", full_name="Philip Ehigie", full_name_ar="فيليب أوسا إهيجي")
    for languages in (("fr",), ("ar",), ("fr", "ar"), ("ar", "fr")):
        said = read(made("certificate", person, Around(), languages, person=person))
        assert "Philip Ehigie" in said and "فيليب أوسا إهيجي" in said and "7KD-M3X-9QF-T" in said
        if "ar" in languages:
            assert "شهادة المواكبة" in said and "تشهد Association Dar Al Jisr أن" in said
        if "fr" in languages:
            assert "Attestation de suivi" in said and "Nom et prénoms" in said
    for language in ("fr", "ar"):
        named = read(made("summary", person, Around(), (language,), person=person, with_name=True))
        assert "Philip Ehigie" in named and "فيليب أوسا إهيجي" in named
        assert language == "fr" or "(القانون 09-08)" in named


# --- how it is laid out -------------------------------------------------------------------------------------
def fonts_of(block: document.Block, words: str) -> set[str]:
    """The fonts in which the lines with these words are set."""
    strips: list[Strip] = strips_of([block], Room(Setter(), ("fr",), HEAD, 0.0, 480.0))
    found = set()
    for strip in strips:
        for paint in strip.paints:
            if isinstance(paint, Lettering):
                runs = [piece.run for piece in paint.line.pieces]
                if words in "".join(glyph.text for run in runs for glyph in run.glyphs):
                    found |= {run.font for run in runs}
    return found


def test_what_presses_is_bold_too_as_red_is_lost_on_a_grey_printer() -> None:
    columns = (document.Column(Words("Jour", "اليوم", "Day")), document.Column(Words("Quoi", "ماذا", "What")))
    table = document.Table(columns, (("26/11/2026", "demain"), ("30/12/2026", "plus tard")), alert=frozenset({0}))
    assert all("Bold" in font for font in fonts_of(table, "demain") | fonts_of(table, "26/11/2026"))
    assert not any("Bold" in font for font in fonts_of(table, "plus"))
    for tone, is_bold in (("alert", True), ("plain", False)):
        line = document.Field(Words("Échéance", "الأجل", "Due"), "23/11/2026", tone)  # type: ignore[arg-type]  # a Tone
        for columns_of_it in (1, 2):
            fonts = fonts_of(document.Fields((line,), columns=columns_of_it), "23/11/2026")
            assert fonts and all(("Bold" in font) == is_bold for font in fonts)


def test_the_title_of_a_column_is_never_cut_in_a_word_and_stands_over_its_cells() -> None:
    title = Words("Accompagnement nécessaire", "تاريخ انتهاء الصلاحية", "Accompaniment needed")
    columns = (document.Column(Words("Texte", "نص", "Text"), 30), *(document.Column(title, 1) for _one in range(5)))
    table = document.Table(columns, (), blank=2)
    paper = compose(Document(title, (table,), header=False), ("fr", "ar"), HEAD)
    words = words_of(paper)
    french = [box for word, box in words if word == "Accompagnement"]
    assert len(french) == 5
    for box in french:
        under = [b for word, b in words if re.search("[\u0600-\u06ff]", word) and box[0] - 1 <= b[0] < box[2]]
        assert len({round(b[1]) for b in under}) > 1  # on several lines, each beginning where the column does
        for line in {round(b[1]) for b in under}:
            assert abs(min(b[0] for b in under if round(b[1]) == line) - box[0]) < 2


def test_in_a_line_of_two_languages_each_sentence_keeps_its_own_order() -> None:
    said = fill(
        Words("Édité par {who}", "حرر من طرف {who}", "Printed by {who}"),
        who="Karim",
    )
    for languages in (("ar", "fr"), ("fr", "ar")):
        paper = compose(Document(Words("Essai", "تجربة", "Test"), (Paragraph("x"),), about=(said,)), languages, HEAD)
        words = words_of(paper)
        (edited,) = [box for word, box in words if word == "Édité"]
        (by,) = [box for word, box in words if word == "par"]
        after = [box for word, box in words if word == "Karim" and 0 < box[0] - by[2] < 6]
        assert edited[0] < by[0] and len(after) == 1  # the French sentence ends with the name, on either page


def side_of_a_box(scale: float) -> tuple[float, float]:
    """How large a box to tick is, and the line it stands on."""
    ticks = document.Ticks((document.Tick("Oui"), document.Tick("Non")))
    room = Room(Setter(), ("fr",), HEAD, 0.0, 480.0, scale=scale)
    boxes = [paint for strip in strips_of([ticks], room) for paint in strip.paints if isinstance(paint, Area)]
    assert len(boxes) == 2 and all(box.width == box.height for box in boxes)
    return boxes[0].width, room.size("normal")[1]


def test_boxes_to_tick_are_large_enough_for_a_pen_and_smaller_than_their_line() -> None:
    sides = [side_of_a_box(scale) for scale in (1.0, 0.9, 0.8)]
    assert all(8.5 <= side < leading for side, leading in sides)  # points: three millimetres at least
    assert sides[0][0] > 10 > sides[2][0]


def test_no_row_of_a_table_is_left_alone_on_a_page() -> None:
    columns = (document.Column(Words("Jour", "اليوم", "Day")), document.Column(Words("Quoi", "ماذا", "What")))
    rows = tuple((f"R{place}", "texte") for place in range(5))
    for lines in range(36, 60):
        body = Paragraph("\n".join(["x"] * lines))
        block = document.Table(columns, rows)
        paper = compose(Document(Words("Essai", "تجربة", "Test"), (body, block), header=False), ("fr",), HEAD)
        with pypdfium2.PdfDocument(paper.pdf) as pdf:
            pages = [len(re.findall(r"\bR\d", page.get_textpage().get_text_range())) for page in pdf]
        assert sum(pages) == 5 and 1 not in pages


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


def test_the_second_language_of_a_choice_stands_by_its_box_on_however_many_lines() -> None:
    long = Words("mineur sans représentant et note d’intérêt supérieur de l’enfant", "قاصر", "minor")
    ticks = document.Ticks((document.Tick(long), document.Tick(Words("non", "لا", "no"))), columns=4)
    paper = compose(Document(long, (ticks,), header=False), ("ar", "fr"), HEAD)
    ends: dict[int, float] = {}
    for word, box in words_of(paper):
        if re.search("[a-zé]", word) and word != "non":
            ends[round(box[3])] = max(ends.get(round(box[3]), 0.0), box[2])
    assert len(ends) > 2 and max(ends.values()) - min(ends.values()) < 2  # all of them begin at the box, at the right


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
    place = next(i for i, one in enumerate(blocks) if isinstance(one, document.Heading) and one.text.en == "Situation")  # type: ignore[union-attr]  # a title is Words
    strips = strips_of([blocks[place + 1]], Room(Setter(), (language,), HEAD, 0.0, 498.0))
    heights = {round(strip.height, 1) for strip in strips if not strip.loose}
    lines = sum(strip.height for strip in strips if not strip.loose) / min(heights)
    assert 6 <= lines <= 8.01
    said = read(compose(document_of_it, (language,), HEAD))
    assert not any(words in said for words in ("Non renseigné", "غير مذكور", "Not stated"))
    assert "Elle cherche un logement pour ses enfants" in said and "…" in said


def test_a_french_quotation_mark_never_stands_alone_at_the_end_of_a_line_nor_a_question_mark_at_its_head() -> None:
    for language in ("fr", "ar", "en"):
        for width in range(60, 200, 3):
            lines = Setter().lines("Centre social « Al Amal » : où aller ? Porte 12 !", language, width, 10)
            shown = ["".join(g.text for p in line.pieces for g in p.run.glyphs).translate(MARKS) for line in lines]
            assert not any(line.rstrip().endswith("«") or line.lstrip()[:1] in "»:?!" for line in shown)


def test_a_page_that_goes_on_says_its_number_however_long_the_name_is() -> None:
    long = Document(
        Words("Synthèse", "خلاصة", "Summary"),
        (Paragraph("mot " * 3000),),
        subject="Maximilienne-Anastasie Bernadette " * 4,
        number="7KD-M3X-9QF-T",
    )
    for language in ("fr", "ar"):
        paper = compose(long, (language,), HEAD)
        with pypdfium2.PdfDocument(paper.pdf) as pdf:
            texts = [page.get_textpage().get_text_range().translate(MARKS) for page in pdf]
        assert len(texts) > 1 and all("7KD-M3X-9QF-T" in text for text in texts)


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
