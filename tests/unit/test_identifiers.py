"""Numbers of papers and telephones: what is refused, what only deserves a second look, and how each is kept."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.domain import identifiers
from casemgr.domain.errors import Issue
from casemgr.domain.identifiers import PhoneNotUnderstood, parse_phone
from casemgr.domain.words import LANGUAGES

Check = Callable[[str], tuple[str, list[Issue]]]
HOSTILE = (
    "<b>1</b>",
    "\u202e<12345",
    "=1+1",
    "'; DROP TABLE--",
    "12345678901\0",
    "é\u0301" * 30,
    "9" * 10_000,
    "A" * 10_000,
)
CHECKS: tuple[Check, ...] = (
    identifiers.check_phone,
    identifiers.check_email,
    identifiers.check_cin,
    identifiers.check_moroccan_passport,
    identifiers.check_foreign_passport,
    identifiers.check_stay_permit,
    identifiers.check_unhcr_number,
    identifiers.check_idcs,
    identifiers.check_massar,
)


def _strengths(issues: list[Issue]) -> list[str]:
    return [issue.strength for issue in issues]


@pytest.mark.parametrize(
    ("typed", "e164", "shown"),
    [
        ("0612345678", "+212612345678", "06 12 34 56 78"),
        ("06 12 34 56 78", "+212612345678", "06 12 34 56 78"),
        ("07-00-11-22-33", "+212700112233", "07 00 11 22 33"),
        ("05.22.12.34.56", "+212522123456", "05 22 12 34 56"),
        ("+212 6 12 34 56 78", "+212612345678", "06 12 34 56 78"),
        ("00212612345678", "+212612345678", "06 12 34 56 78"),
        ("+212 (0)6 12 34 56 78", "+212612345678", "06 12 34 56 78"),
        ("٠٦١٢٣٤٥٦٧٨", "+212612345678", "06 12 34 56 78"),
        ("\u202a+212612345678\u202c", "+212612345678", "06 12 34 56 78"),
        ("+221 77 123 45 67", "+221771234567", "+221 77 123 45 67"),
        ("0033 6 12 34 56 78", "+33612345678", "+33 6 12 34 56 78"),
        ("+224 620 12 34 56", "+224620123456", "+224 620 12 34 56"),
    ],
)
def test_a_telephone_is_read_however_it_is_written(typed: str, e164: str, shown: str) -> None:
    phone = parse_phone(typed)
    assert (phone.e164, phone.shown, phone.valid) == (e164, shown, True)
    assert parse_phone(phone.shown) == phone
    assert identifiers.show_phone(e164) == shown


def test_a_number_that_cannot_exist_is_a_warning() -> None:
    for typed in ("0312345678", "0812345678", "061234567"):
        value, issues = identifiers.check_phone(typed)
        assert value.startswith("+212")
        assert _strengths(issues) == ["warning"]


@pytest.mark.parametrize("typed", ["abc", "12", "06 12 ab", "+", "((((", "06123456780612345678061234567806", *HOSTILE])
def test_what_is_not_a_telephone_is_refused(typed: str) -> None:
    with pytest.raises(PhoneNotUnderstood):
        parse_phone(typed)
    assert _strengths(identifiers.check_phone(typed)[1]) == ["error"]


def test_text_that_is_not_a_number_is_shown_as_it_is() -> None:
    assert identifiers.show_phone("poste 12") == "poste 12"


@pytest.mark.parametrize(
    ("typed", "kept"), [("Fatou@Exemple.ORG", "Fatou@exemple.org"), (" a.b+c@d.co.ma ", "a.b+c@d.co.ma"), ("", "")]
)
def test_an_address_is_kept_with_its_domain_in_small_letters(typed: str, kept: str) -> None:
    assert identifiers.check_email(typed) == (kept, [])


@pytest.mark.parametrize(
    "typed",
    ["a", "a@b", "a@b.", "a@@b.ma", "a b@c.ma", "@c.ma", "a@.ma", "<a@b.ma>", "a@b.ma,c@d.ma", "a" * 250 + "@b.ma"],
)
def test_an_incomplete_address_is_refused(typed: str) -> None:
    assert _strengths(identifiers.check_email(typed)[1]) == ["error"]


@pytest.mark.parametrize(
    ("check", "typed", "kept", "strengths"),
    [
        (identifiers.check_cin, "ab 123456", "AB123456", []),
        (identifiers.check_cin, "J-12345", "J12345", []),
        (identifiers.check_cin, "AB123", "AB123", ["warning"]),
        (identifiers.check_cin, "AB1234567", "AB1234567", ["warning"]),
        (identifiers.check_cin, "ABC12345", "ABC12345", ["error"]),
        (identifiers.check_cin, "AB12", "AB12", ["error"]),
        (identifiers.check_cin, "123456", "123456", ["error"]),
        (identifiers.check_moroccan_passport, "ab 1234567", "AB1234567", []),
        (identifiers.check_moroccan_passport, "1234567", "1234567", ["warning"]),
        (identifiers.check_foreign_passport, "o 0123-456", "O0123456", []),
        (identifiers.check_foreign_passport, "1234", "1234", ["warning"]),
        (identifiers.check_stay_permit, "e 00123 a", "E00123A", []),
        (identifiers.check_stay_permit, "12", "12", ["warning"]),
        (identifiers.check_unhcr_number, "mar12345678", "MAR-12345678", []),
        (identifiers.check_unhcr_number, "123-45C67890", "123-45C67890", []),
        (identifiers.check_unhcr_number, "12345", "12345", ["warning"]),
        (identifiers.check_idcs, "12 3456 7890", "1234567890", []),
        (identifiers.check_idcs, "١٢٣٤٥٦٧٨٩٠", "1234567890", []),
        (identifiers.check_idcs, "123456789", "123456789", ["error"]),
        (identifiers.check_idcs, "12345678901", "12345678901", ["error"]),
        (identifiers.check_massar, "j123456789", "J123456789", []),
        (identifiers.check_massar, "123456789", "123456789", ["warning"]),
    ],
)
def test_a_number_of_a_paper_is_kept_in_one_form(check: Check, typed: str, kept: str, strengths: list[str]) -> None:
    value, issues = check(typed)
    assert (value, _strengths(issues)) == (kept, strengths)


@pytest.mark.parametrize("check", CHECKS)
def test_an_empty_field_is_not_wrong(check: Check) -> None:
    assert check("") == ("", [])
    assert check("  \u200f ") == ("", [])


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_text_is_remarked_on_bounded_and_never_repeated(check: Check, typed: str) -> None:
    value, issues = check(typed)
    assert len(value) <= 300
    assert issues
    for issue in issues:
        for language in LANGUAGES:
            said = issue.message.say(language)
            assert said
            assert typed not in said


@pytest.mark.parametrize("check", CHECKS)
def test_what_is_kept_is_kept_again_without_change(check: Check) -> None:
    for typed in ("ab 123456", "mar-12345678", "1234567890", "0612345678", "a@B.ma"):
        value, issues = check(typed)
        assert check(value) == (value, issues)


@given(st.text(max_size=70))
def test_no_text_breaks_a_check(text: str) -> None:
    for check in CHECKS:
        value, issues = check(text)
        assert "\u202e" not in value or issues


def test_a_paper_is_checked_by_its_type() -> None:
    assert identifiers.check_document_number("CNIE", "ab123456") == ("AB123456", [])
    assert _strengths(identifiers.check_document_number("CNIE", "12")[1]) == ["error"]
    assert identifiers.check_document_number("ACTE_NAIS", "  12/2020   bis ") == ("12/2020 bis", [])
    assert _strengths(identifiers.check_document_number("ACTE_NAIS", "x" * 61)[1]) == ["error"]


def test_numbers_are_compared_without_what_stands_between() -> None:
    assert identifiers.document_number_key("ab-12 34/56") == identifiers.document_number_key("AB123456") == "AB123456"
    assert identifiers.document_number_key("١٢٣٤") == "1234"
    assert identifiers.document_number_key("12") == ""
    assert identifiers.document_number_key("-----") == ""
    assert identifiers.document_number_key("\u202eAB1234") == "AB1234"
    assert len(identifiers.document_number_key("9" * 10_000)) <= 60


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1250", "1250.00"),
        ("1 250,50", "1250.50"),
        ("1\u202f250.5 DH", "1250.50"),
        ("٣٠٠ درهم", "300.00"),
        ("0", "0.00"),
        ("12,5 MAD", "12.50"),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, amount: str) -> None:
    assert identifiers.check_amount(typed) == (Decimal(amount), [])


@pytest.mark.parametrize("typed", ["-3", "1,234", "1.2.3", "abc", "1e5", "NaN", "Infinity", "=1", "9" * 10_000])
def test_what_is_not_an_amount_is_refused(typed: str) -> None:
    value, issues = identifiers.check_amount(typed)
    assert value is None
    assert _strengths(issues) == ["error"]


def test_no_amount_is_not_wrong() -> None:
    assert identifiers.check_amount(" ") == (None, [])


@pytest.mark.parametrize(
    "note",
    [
        "carte AB123456 vue",
        "CIN: j 12345",
        "son numéro 06 12 34 56 78",
        "+212612345678",
        "00221771234567",
        "هاتف ٠٦١٢٣٤٥٦٧٨",
    ],
)
def test_a_number_in_a_note_is_pointed_out_without_being_repeated(note: str) -> None:
    found = identifiers.scan_note(note)
    assert _strengths(found) == ["warning"]
    assert not any(c.isdigit() for language in LANGUAGES for c in found[0].message.say(language))


@pytest.mark.parametrize(
    "note",
    [
        "",
        "Venue le 03/05/2026 avec 2 enfants.",
        "loi 02-03, article 16",
        "1 250,50 MAD",
        "Rue 12, n° 345",
        "<b>gras</b>",
    ],
)
def test_an_ordinary_note_says_nothing(note: str) -> None:
    assert identifiers.scan_note(note) == []


def test_a_note_has_10_000_characters_at_most() -> None:
    assert identifiers.scan_note("a" * 10_000) == []
    assert _strengths(identifiers.scan_note("a" * 10_001)) == ["error"]
