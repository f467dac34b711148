"""What leaves on paper: what the reader sees and may print, by code unless asked, numbered, noted."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from casemgr.domain.access import Person
from casemgr.domain.clock import fixed_clock
from casemgr.domain.errors import NotAllowed, NotFound, UserError
from casemgr.domain.ids import Ids
from casemgr.domain.words import Words, current_language
from casemgr.records import KINDS
from casemgr.services import records
from casemgr.services.desk import Desk
from casemgr.services.printing.letterhead import Place, letterhead, places, save_letterhead, save_place
from casemgr.services.printing.logo import logo_of
from casemgr.services.printing.making import Order, Printed, issue, keep, order_by_code, preview
from casemgr.services.printing.several import MOST, Bundle, issue_several
from tests.data.conftest import open_empty
from tests.postgresql import PostgresqlServer

NOON = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
TODAY = date(2026, 5, 20)
MARKS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u200e\u200f\u2066\u2067\u2068\u2069\ufffe"))
NAMES = ("Diallo", "Fatoumata", "ديالو", "فاتوماتا")
STAFF = {
    "Amina": ("COORD", "CASE"),
    "Nabil": ("HEALTH",),
    "Leila": ("LEGAL", "CASE", "COORD"),
    "Karim": ("MEAL",),
    "Sara": ("SUPER",),
    "Admin": ("ADMIN",),
}


@dataclass
class Office:
    """An association with one person in its files, and whoever works there, each at her desk."""

    desks: dict[str, Desk]
    person: str
    code: str
    legal: str

    def summary(self, who: str = "Amina", **how: Any) -> Printed:
        return preview(self.desks[who], Order("summary", "beneficiary", self.person, **{"languages": ("fr",), **how}))

    def audited(self, record: str = "") -> list[Any]:
        audit = self.desks["Amina"].database.schema.house.audit
        asked = sa.select(audit.c.action, audit.c.fields, audit.c.reason).order_by(audit.c.place)
        with self.desks["Amina"].database.reading() as connection:
            return list(connection.execute(asked.where(audit.c.record == (record or self.person))))


def read(made: Printed) -> str:
    """Its text as Poppler gives it, on one line."""
    done = subprocess.run(["pdftotext", "-", "-"], input=made.pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().translate(MARKS).split())


@pytest.fixture(scope="module", params=["file", "server"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("printing")
    if request.param == "file":
        yield from _open("file", folder, "")
    else:
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        with server.fresh_database() as url:
            yield from _open("server", folder, url)


def _open(where: str, folder: Path, url: str) -> Iterator[Office]:
    database, ids = open_empty(where, KINDS, folder, url), Ids(random=Random(31))
    house = database.schema.house
    people = {name: Person(ids.new(), name.lower(), name, roles, ("RAB",), "RAB") for name, roles in STAFF.items()}
    branch = {"code": "RAB", "name_fr": "Antenne de Rabat", "name_ar": "فرع الرباط", "name_en": "Rabat branch"}
    with database.writing() as connection:
        connection.execute(house.branch.insert(), [branch | {"province": "MA-RAB"}])
        connection.execute(house.about.insert(), [{"key": "organisation", "value": "Association d’essai"}])
        rows = [
            {"id": one.id, "login": one.login, "name": one.name, "roles": " ".join(one.roles), "branch": "RAB"}
            | {"branches": "RAB"}
            for one in people.values()
        ]
        connection.execute(house.staff.insert(), rows)
    desks = {name: Desk(database, one, fixed_clock(NOON), ids) for name, one in people.items()}
    yield _with_a_person(desks)
    database.dispose()


def _with_a_person(desks: dict[str, Desk]) -> Office:
    amina = desks["Amina"]
    saved = records.save(
        amina,
        "beneficiary",
        {
            "family_name": NAMES[0],
            "given_names": NAMES[1],
            "family_name_ar": NAMES[2],
            "given_names_ar": NAMES[3],
            "sex": "F",
            "nationality": "GN",
            "population_group": "MIG",
            "intake_date": date(2025, 3, 4),
            "needs_words": "Cherche sa sœur Aïssata",
            "phones": [{"number": "+212612345678", "owner": "SELF", "safe_to_call": True}],
            "administrative_status": [{"status": "IRR", "since": date(2024, 1, 1)}],
            "address": [{"since": date(2025, 3, 4), "province": "MA-RAB", "district": "Takadoum"}],
            "address_protected": True,
        },
        insist=True,
    )
    who = {"beneficiary": saved.id}
    records.save(amina, "case", {**who, "opened_on": date(2025, 3, 5), "priority": "P2"}, insist=True)
    for place in range(12):
        day = TODAY - timedelta(days=place)
        records.save(amina, "service", {**who, "type": "ACC-INFO", "date": day}, insist=True)
    records.save(desks["Nabil"], "service", {**who, "type": "HEA-HIV", "date": TODAY}, insist=True)
    consent = {**who, "answer": "GIVEN", "given_on": TODAY, "mode": "SIGN", "language": "fr"}
    records.save(
        amina,
        "consent",
        {**consent, "purpose": "FILE", "restrictions": "Pas le consulat", "expires_on": date(2028, 5, 20)},
        insist=True,
    )
    records.save(amina, "consent", {**consent, "purpose": "PHOTO", "answer": "REFUSED"}, insist=True)
    hearing = {"date": TODAY + timedelta(days=4), "time": "09:30", "room": "3", "note": "Récit secret"}
    legal = records.save(
        desks["Leila"],
        "legal_file",
        {
            **who,
            "opened_on": TODAY,
            "matter": "STAY_REFUS",
            "facts": "Refus oral au guichet",
            "stages": [{"stage": "INTAKE", "date": TODAY}],
            "hearings": [hearing],
        },
        insist=True,
    )
    return Office(desks, saved.id, saved.code, legal.id)


# --- by code, or by name ------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_summary_says_the_code_and_never_the_name_unless_it_was_asked_for(office: Office, language: str) -> None:
    made = office.summary(languages=(language,))
    said = read(made)
    assert office.code in said and not any(name in said for name in (*NAMES, "Aïssata", "06 12", "Takadoum"))
    named = read(office.summary(languages=(language,), with_name=True))
    assert office.code in named and named.count(NAMES[0]) >= 2 and NAMES[2] in named  # the header and the box alike
    assert "Takadoum" not in named and "12 34 56" not in named


def test_nothing_of_the_file_itself_says_a_name(office: Office) -> None:
    made = issue(office.desks["Amina"], Order("summary", "beneficiary", office.person, with_name=True))
    assert made.file_name == f"summary-{office.code}-2026-05-20.pdf"
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        properties = " ".join(str(value) for value in pdf.docinfo.values())
    assert "Synthèse du dossier" in properties and not any(name in properties for name in NAMES)


def test_who_sees_codes_prints_nothing(office: Office) -> None:
    for who in ("Sara", "Karim"):
        for with_name in (False, True):
            with pytest.raises(NotAllowed):
                office.summary(who, with_name=with_name)
    with pytest.raises((NotFound, NotAllowed)):
        office.summary("Admin")


# --- what the reader may see --------------------------------------------------------------------------------
def test_the_summary_tells_what_was_done_and_what_is_due_and_no_more_than_ten_steps(office: Office) -> None:
    said = read(office.summary(reason="Orientation vers l’hôpital"))
    assert said.count("Information") >= 10 and "20/05/2026" in said and "09/05/2026" not in said
    assert "Motif : Orientation vers l’hôpital" in said and "Édité le 20/05/2026 par Amina" in said
    assert "Ouverture et tenue du dossier" in said and "20/05/2028" in said and "Photo" not in said
    assert "Pas le consulat" in said and "Protection de vos données" in said and "page 1/" in said


def test_what_a_reader_may_not_see_is_not_there_and_nothing_says_that_it_is_missing(office: Office) -> None:
    hers, nurses = read(office.summary("Amina")), read(office.summary("Nabil"))
    assert "VIH" not in hers and "VIH" in nurses
    assert "Santé" in nurses[:120] and "Juridique" in hers[:120]  # the stripe
    assert "24/05/2026" in hers and "Audience" in hers  # the next hearing, and nothing of the file
    assert not any(word in hers for word in ("Récit secret", "guichet", "masqué", "restreint", "restricted"))
    assert "guichet" not in read(office.summary("Leila"))


def test_opening_what_is_secret_on_paper_is_noted(office: Office) -> None:
    before = len(office.audited(office.legal))
    issue(office.desks["Leila"], Order("sheet", "legal_file", office.legal))
    assert [line.action for line in office.audited(office.legal)][before:] == ["print", "print"]


def test_the_sheet_leaves_out_where_a_protected_person_lives(office: Office) -> None:
    order = Order("sheet", "beneficiary", office.person, with_name=True)
    said = read(preview(office.desks["Amina"], order))
    assert NAMES[0] in said and "Takadoum" not in said and "12 34 56" not in said
    plain = read(preview(office.desks["Amina"], replace(order, with_name=False)))
    assert not any(name in plain for name in NAMES) and "Guinéenne" in plain


# --- numbered and noted -------------------------------------------------------------------------------------
def test_each_print_has_a_number_of_its_own_which_the_audit_keeps_with_the_reason(office: Office) -> None:
    desk = office.desks["Amina"]
    before = len(office.audited())
    looked = preview(desk, Order("summary", "beneficiary", office.person))
    first = issue(desk, Order("summary", "beneficiary", office.person, reason="Pour le tribunal"))
    second = issue(desk, Order("certificate", "beneficiary", office.person))
    numbers = [int(re.fullmatch(r"IMP-2026-RAB1-(\d{5})", one.print_id)[1]) for one in (first, second)]  # type: ignore[index]  # else the test fails
    assert numbers[1] == numbers[0] + 1 and looked.print_id == ""
    assert first.print_id in read(first) and second.print_id in read(second)
    lines = [line for line in office.audited()[before:] if line.action == "print"]
    assert [(line.fields, line.reason) for line in lines] == [
        (f"summary {first.print_id}", "Pour le tribunal"),
        (f"certificate {second.print_id} with_name", None),
    ]


def test_the_language_of_a_paper_is_not_that_of_the_window(office: Office) -> None:
    said = read(office.summary(languages=("ar",)))
    assert "خلاصة الملف" in said and "غينية" in said and "الإعلام والتوجيه" in said
    assert "Service" not in said and current_language() == "fr"


# --- other papers -------------------------------------------------------------------------------------------
def test_the_certificate_says_since_when_and_neither_a_status_nor_a_reason(office: Office) -> None:
    said = read(preview(office.desks["Amina"], Order("certificate", "beneficiary", office.person)))
    assert "04/03/2025" in said and f"{NAMES[1]} {NAMES[0]}" in said and NAMES[2] in said and "شهادة المواكبة" in said
    assert not any(word in said for word in ("titre de séjour", "Guiné", "Équipe", "ne pas reproduire"))


def test_the_consent_form_is_filled_with_what_was_answered(office: Office) -> None:
    made = preview(office.desks["Amina"], Order("consent_form", "beneficiary", office.person))
    said = read(made)
    assert NAMES[0] in said and office.code in said and "20/05/2028" in said
    assert "استمارة الموافقة" in said and "Photo ou image" in said and "partie civile" not in said


def test_a_blank_form_needs_nobody_and_bears_no_number(office: Office) -> None:
    desk = office.desks["Karim"]
    made = issue(desk, order_by_code(desk, "blank-beneficiary", ""))
    said = read(made)
    assert (
        made.print_id == "" and "Fiche d’accueil" in said and "بطاقة الاستقبال" in said and "Prénom de la mère" in said
    )
    english = read(preview(desk, order_by_code(desk, "blank-service", "", languages=("en",))))
    assert "Service" in english and "خدمة" not in english
    with pytest.raises(NotAllowed):
        issue(desk, order_by_code(desk, "blank-beneficiary", office.code))
    hers = office.desks["Amina"]
    assert office.code in read(issue(hers, order_by_code(hers, "blank-beneficiary", office.code)))


def test_a_wrong_template_or_code_says_what_to_do(office: Office) -> None:
    desk = office.desks["Amina"]
    with pytest.raises(UserError, match="Ce modèle de document n’existe pas") as refused:
        preview(desk, Order("unknown", "beneficiary", office.person))
    assert "consent_form" in str(refused.value) and "summary" in str(refused.value)
    with pytest.raises(NotFound):
        order_by_code(desk, "summary", "000-000-000-0")
    with pytest.raises(NotFound):
        preview(desk, Order("summary", "beneficiary", "nobody"))


def test_the_letterhead_is_kept_by_who_may_and_printed(office: Office) -> None:
    desk, admin = office.desks["Amina"], office.desks["Admin"]
    with pytest.raises(NotAllowed):
        save_letterhead(desk, letterhead(desk, "RAB"))
    save_letterhead(admin, replace(letterhead(admin, "RAB"), phone="+212 5 37 00 11 22", cndp="A-PO-77/2025"))
    said = read(office.summary())
    assert "+212 5 37 00 11 22" in said and said.count("A-PO-77/2025") >= 2 and "Association d’essai" in said
    save_letterhead(admin, replace(letterhead(admin, "RAB"), phone="", cndp=""))
    assert "référence non renseignée" in read(office.summary())


def test_a_branch_prints_its_own_address_and_town_and_the_notice_that_of_the_association(office: Office) -> None:
    desk, admin = office.desks["Amina"], office.desks["Admin"]
    with pytest.raises(NotAllowed):
        save_place(desk, "RAB", Place("Salé"))
    save_letterhead(admin, replace(letterhead(admin, "RAB"), address="1, rue du Siège", phone="05 37 11 11 11"))
    certificate = Order("certificate", "beneficiary", office.person, with_name=True)
    assert "Rabat, le 20/05/2026" in read(preview(desk, certificate))  # the name of the branch, while no town is known
    save_place(admin, "RAB", Place("Salé", "سلا", "3, rue de l’Antenne", "05 37 22 22 22"))
    head = letterhead(admin, "RAB")
    assert (head.reached_at, head.called_at) == ("3, rue de l’Antenne", "05 37 22 22 22")
    other = letterhead(admin, "CAS")  # another branch is reached at the association's
    assert (other.town, other.reached_at, other.called_at) == (None, "1, rue du Siège", "05 37 11 11 11")
    said = read(preview(desk, certificate))
    assert "Fait à Salé, le 20/05/2026" in said and "سلا" in said and "3, rue de l’Antenne" in said
    summary = read(office.summary())
    assert "05 37 22 22 22" in summary.partition("Synthèse")[0]
    assert "1, rue du Siège, 05 37 11 11 11" in summary.partition("Protection de vos données")[2]
    noted = len(office.audited("RAB"))
    save_place(admin, "RAB", places(admin)["RAB"])  # the same again changes nothing
    assert len(office.audited("RAB")) == noted
    save_letterhead(admin, replace(letterhead(admin, "RAB"), address="", phone=""))
    save_place(admin, "RAB", Place())


def test_a_notice_that_changes_has_a_version_and_every_wording_is_kept(office: Office) -> None:
    admin = office.desks["Admin"]
    usual = letterhead(admin, "RAB")
    assert usual.version == ""
    first = replace(usual, purposes=Words("accueil", "الاستقبال", "reception"))
    save_letterhead(admin, first)
    save_letterhead(admin, replace(first, phone="+212 5 37 00 11 22"))  # the notice itself stays as it was
    assert letterhead(admin, "RAB").version == "2026-1"
    form = read(preview(office.desks["Amina"], Order("consent_form", "beneficiary", office.person)))
    assert "Version de la notice" not in form and form.count("2026-1") == 2  # the notice says it, in both languages
    save_letterhead(admin, replace(first, purposes=Words("hébergement", "الإيواء", "shelter")))
    assert letterhead(admin, "RAB").version == "2026-2"
    setting = admin.database.schema.house.setting
    with admin.database.reading() as connection:
        kept = {row.key: row.value for row in connection.execute(sa.select(setting.c.key, setting.c.value))}
    assert "accueil" in (kept["paper_notice_2026-1"] or "") and "hébergement" in (kept["paper_notice_2026-2"] or "")
    save_letterhead(admin, usual)


def test_a_logo_is_made_anew_and_what_is_no_picture_is_refused(office: Office) -> None:
    admin, drawn = office.desks["Admin"], io.BytesIO()
    noted = PngInfo()
    noted.add_text("Author", "Fatoumata")
    Image.new("RGBA", (1400, 300), (15, 94, 90, 128)).save(drawn, "PNG", pnginfo=noted)
    kept = logo_of(drawn.getvalue() + b"<script>what hangs on behind</script>")
    assert b"Fatoumata" not in kept and b"script" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert image.format == "PNG" and image.size[0] == 720 and image.mode == "RGB"
    for wrong in (b"", b"<svg onload='x'/>", b"%PDF-1.7", drawn.getvalue()[:60], b"\x89PNG\r\n\x1a\n" + b"x" * 99):
        with pytest.raises(UserError):
            logo_of(wrong)
    usual = letterhead(admin, "RAB")
    save_letterhead(admin, replace(usual, logo=kept))
    assert letterhead(admin, "RAB").logo == kept
    with_logo = office.summary()
    save_letterhead(admin, usual)
    assert letterhead(admin, "RAB").logo == b"" and len(with_logo.pdf) > len(office.summary().pdf)


# --- several at once ----------------------------------------------------------------------------------------
def several(office: Office, who: str, orders: list[Order], **how: Any) -> Bundle | None:
    told: list[tuple[int, int]] = []
    made = issue_several(
        office.desks[who], orders, lambda done, total: told.append((done, total)), how.pop("stop", lambda: False), **how
    )
    assert made is None or told[-1] == (len(made.print_ids), len(made.print_ids))
    return made


def test_several_go_into_one_file_each_with_its_number_and_its_line_in_the_audit(office: Office) -> None:
    amina = office.desks["Amina"]
    other = records.save(
        amina,
        "beneficiary",
        {"family_name": "Traoré", "sex": "M", "nationality": "ML", "population_group": "MIG", "intake_date": TODAY},
        insist=True,
    )
    orders = [Order("summary", "beneficiary", one, ("fr",), reason="Réunion") for one in (office.person, other.id)]
    before = len(office.audited()), len(office.audited(other.id))
    made = several(office, "Amina", [*orders, orders[0]], password="une phrase longue")  # who is chosen twice is once
    assert made is not None and len(set(made.print_ids)) == 2 and made.left_out == () and made.pages >= 2
    assert not any(name in made.file_name for name in NAMES)
    with pikepdf.open(io.BytesIO(made.pdf), password="une phrase longue") as pdf:
        plain = io.BytesIO()
        pdf.save(plain, encryption=False)
    said = read(replace(office.summary(), pdf=plain.getvalue()))
    assert said.index(office.code) < said.index(other.code) and said.count("page 1/") == 2
    assert all(one in said for one in made.print_ids) and said.count("Motif : Réunion") == 2
    lines = [
        (line.fields, line.reason) for line in (*office.audited()[before[0] :], *office.audited(other.id)[before[1] :])
    ]
    assert [line for line in lines if line[1]] == [(f"summary {one}", "Réunion") for one in made.print_ids]


def test_the_right_to_print_is_asked_for_each_of_several(office: Office) -> None:
    orders = [
        Order("sheet", "legal_file", office.legal),
        Order("sheet", "beneficiary", office.person),
        Order("sheet", "beneficiary", "nobody"),
    ]
    made = several(office, "Amina", orders)
    assert made is not None and len(made.print_ids) == 1
    assert [one.order for one in made.left_out] == [orders[0], orders[2]]
    assert office.legal not in str(made) and "guichet" not in read(replace(office.summary(), pdf=made.pdf))
    for who, asked in (("Karim", orders), ("Amina", orders[2:]), ("Amina", [orders[1]] * (MOST + 1))):
        with pytest.raises(UserError):
            several(office, who, asked)


def test_what_is_stopped_on_the_way_leaves_nothing_behind(office: Office) -> None:
    before = len(office.audited()), len(office.audited(office.legal))
    order = Order("sheet", "legal_file", office.legal)
    for patience in (0, 1):
        left = iter([False] * patience)
        assert several(office, "Leila", [order], stop=lambda left=left: next(left, True)) is None
    assert (len(office.audited()), len(office.audited(office.legal))) == before
    assert several(office, "Leila", [order]) is not None
    assert [line.action for line in office.audited(office.legal)][before[1] :] == ["print", "print"]


def test_a_paper_is_written_whole_for_its_owner_alone_and_a_password_closes_it(office: Office, tmp_path: Path) -> None:
    made = office.summary(password="une phrase longue")
    keep(made.pdf, tmp_path / "x.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["x.pdf"]
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(tmp_path / "x.pdf")
    with pytest.raises(UserError):
        keep(made.pdf, tmp_path / "missing" / "x.pdf")


def test_a_name_that_no_font_can_write_is_told_with_its_characters(office: Office) -> None:
    amina = office.desks["Amina"]
    odd = {"family_name": "王 & <b>Li</b>", "given_names": "Wei", "sex": "M", "nationality": "CN"}
    saved = records.save(amina, "beneficiary", {**odd, "population_group": "MIG"}, insist=True)
    made = preview(amina, Order("certificate", "beneficiary", saved.id))
    assert made.missing == ("王",) and "王 (U+738B)" in made.warning()
    assert "\N{REPLACEMENT CHARACTER} & <b>Li</b>" in read(made)
    assert office.summary().warning() == ""
