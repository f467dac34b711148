"""Numbers of papers and telephones: how each is written, what refuses a save and what only deserves a second
look.

The rules are those of forms.md §0.1. Few of them are official, so most only warn: a person whose card is
written otherwise is still served. Messages never repeat what was typed. Each `check_…` takes the typed text
and gives the value as it is kept, with the remarks on it (their `field` is empty: the caller knows which
field it was).
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from casemgr.domain.date_words import WESTERN_DIGITS
from casemgr.domain.errors import Issue, UserError
from casemgr.domain.words import Words

Checked = tuple[str, list[Issue]]

_LONGEST = 60
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BETWEEN = re.compile(r"[\s\-‐-―−./_'’]+")

_PHONE_EXAMPLES = Words(
    "Écrivez par exemple 06 12 34 56 78, ou +221 77 123 45 67 pour l’étranger.",
    "اكتبوا مثلا 06 12 34 56 78، أو +221 77 123 45 67 لرقم أجنبي.",
    "Write for instance 06 12 34 56 78, or +221 77 123 45 67 for a foreign number.",
)
_NOT_A_PHONE = Words("Ce n’est pas un numéro de téléphone.", "هذا ليس رقم هاتف.", "This is not a telephone number.")
_ODD_PHONE = Words(
    "Ce numéro ne semble pas exister : à relire avec la personne.",
    "يبدو أن هذا الرقم غير موجود: يرجى مراجعته مع الشخص.",
    "This number does not seem to exist: please read it again with the person.",
)
_TOO_LONG = Words("Ce numéro est trop long.", "هذا الرقم طويل جدا.", "This number is too long.")


class PhoneNotUnderstood(UserError):
    """The typed text is not a telephone number."""

    def __init__(self) -> None:
        super().__init__(_NOT_A_PHONE, _PHONE_EXAMPLES)


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number: `e164` as it is kept (+212612345678), whether it can exist, how it is `shown`."""

    e164: str = dataclasses.field(repr=False)
    valid: bool
    shown: str = dataclasses.field(repr=False)


def _cleaned(text: str) -> str:
    """NFKC, Western digits, no invisible characters: what pasted text needs before any rule."""
    if text.isascii():
        return text.strip()
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(WESTERN_DIGITS).strip()


def _compact(text: str) -> str:
    """A number of a paper: capitals and digits, without what stands between them."""
    return _BETWEEN.sub("", _cleaned(text)).upper()


def parse_phone(text: str, region: str = "MA") -> Phone:
    """A telephone number (V-TEL): 06…, 07…, 05…, +212…, 00212…, or foreign with its country code.

    Raises PhoneNotUnderstood when no number can be read; a number that cannot exist is read, and not `valid`.
    """
    import phonenumbers  # 30 ms, and not needed to open a window

    plain = _cleaned(text[:_LONGEST])
    if region == "MA" and (mobile := _moroccan_mobile(plain)):
        return Phone(f"+212{mobile}", True, " ".join(re.findall("..", "0" + mobile)))
    if len(text) > _LONGEST or not re.fullmatch(r"[+(]?[\d\s().\-/‐-―−]+", plain):
        raise PhoneNotUnderstood
    try:
        number = phonenumbers.parse(re.sub(r"^\+?00", "+", _BETWEEN.sub("", plain)), region)
    except phonenumbers.NumberParseException:
        raise PhoneNotUnderstood from None
    if len(str(number.national_number)) < 5:
        raise PhoneNotUnderstood
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if number.country_code == 212 and (home := re.fullmatch(r"\+212(\d{9})", e164)):
        shown = " ".join(re.findall("..", "0" + home[1]))
    else:
        shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return Phone(e164, phonenumbers.is_valid_number(number), shown)


_MOBILE = re.compile(r"(?:\+212|00212|0)([67]\d{8})")


def _moroccan_mobile(plain: str) -> str:
    """The nine digits of most numbers of old lists, if they are surely one: the library's own pattern says so.

    The library takes four hundred steps to the same end, which is a tenth of the time of an import.
    """
    found = _MOBILE.fullmatch(_BETWEEN.sub("", plain))
    return found[1] if found and _mobile_pattern().fullmatch(found[1]) else ""


@lru_cache(maxsize=1)
def _mobile_pattern() -> re.Pattern[str]:
    from phonenumbers import PhoneMetadata

    known = PhoneMetadata.metadata_for_region("MA")
    pattern = known.mobile.national_number_pattern if known is not None and known.mobile is not None else None
    return re.compile(pattern or r"(?!)")


def check_phone(text: str) -> Checked:
    """V-TEL: refused when it cannot be read, a warning when it cannot exist; kept as E.164."""
    if not _cleaned(text[: _LONGEST + 1]):
        return "", []
    try:
        phone = parse_phone(text)
    except PhoneNotUnderstood as error:
        said = Words(*(f"{error.what.say(code)} {error.do.say(code)}" for code in ("fr", "ar", "en")))
        return _cleaned(text[:_LONGEST]), [Issue("", said)]
    return phone.e164, [] if phone.valid else [Issue("", _ODD_PHONE, "warning")]


def show_phone(e164: str) -> str:
    """A kept number as people write it; text that is not a number is given back as it is."""
    try:
        return parse_phone(e164).shown
    except PhoneNotUnderstood:
        return e164


_MAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\.]+(?:\.[^\s@<>,;:\"()\[\]\\.]+)+")
_NOT_A_MAIL = Words(
    "Cette adresse n’est pas complète : par exemple nom@exemple.org.",
    "هذا العنوان غير مكتمل: مثلا nom@exemple.org.",
    "This address is not complete: for instance name@example.org.",
)


def check_email(text: str) -> Checked:
    """V-MAIL: one @, a domain with a dot, 254 characters at most; refused otherwise."""
    plain = _cleaned(text[:300])
    if not plain:
        return "", []
    if len(text) > 254 or not _MAIL.fullmatch(plain):
        return plain, [Issue("", _NOT_A_MAIL)]
    local, _, domain = plain.partition("@")
    return f"{local}@{domain.lower()}", []


@dataclass(frozen=True, slots=True)
class _Pattern:
    """How a number is written: `usual` warns otherwise, `needed` refuses otherwise."""

    example: str
    usual: re.Pattern[str]
    needed: re.Pattern[str] | None = None


_UNUSUAL = Words(
    "Forme inhabituelle pour ce numéro (par exemple {example}) : à vérifier sur le document.",
    "صيغة غير معتادة لهذا الرقم (مثلا {example}): يرجى التحقق من الوثيقة.",
    "Unusual form for this number (for instance {example}): please check the paper.",
)
_WRONG = Words(
    "Ce numéro n’a pas la bonne forme : par exemple {example}.",
    "صيغة هذا الرقم غير صحيحة: مثلا {example}.",
    "This number does not have the right form: for instance {example}.",
)


def _check(text: str, pattern: _Pattern) -> Checked:
    if len(text) > _LONGEST:
        return _cleaned(text[:_LONGEST]), [Issue("", _TOO_LONG)]
    number = _compact(text)
    if not number:
        return "", []
    if pattern.needed is not None and not pattern.needed.fullmatch(number):
        return number, [Issue("", _WRONG.format(example=pattern.example))]
    if not pattern.usual.fullmatch(number):
        return number, [Issue("", _UNUSUAL.format(example=pattern.example), "warning")]
    return number, []


_CIN = _Pattern("AB123456", re.compile(r"[A-Z]{1,2}[0-9]{5,6}"), re.compile(r"[A-Z]{1,2}[0-9]{3,7}"))
_PASS_MA = _Pattern("AB1234567", re.compile(r"[A-Z]{1,2}[0-9]{6,7}"))
_PASS_F = _Pattern("A12345678", re.compile(r"[A-Z0-9]{5,12}"))
_SEJOUR = _Pattern("AB12345C", re.compile(r"[A-Z0-9]{4,15}"))
_HCR = _Pattern("MAR-12345678", re.compile(r"[A-Z]{3}[0-9]{8}|[0-9]{5}C[0-9]{5}"))
_IDCS = _Pattern("1234567890", re.compile(r"[0-9]{10}"), re.compile(r"[0-9]{10}"))
_MASSAR = _Pattern("J123456789", re.compile(r"[A-Z][0-9]{9}"))


def check_cin(text: str) -> Checked:
    """V-CIN, number of the Moroccan identity card: one or two letters and 3 to 7 digits; usually 5 or 6."""
    return _check(text, _CIN)


def check_moroccan_passport(text: str) -> Checked:
    """V-PASS-MA: one or two letters and 6 or 7 digits; only warns."""
    return _check(text, _PASS_MA)


def check_foreign_passport(text: str) -> Checked:
    """V-PASS-F: 5 to 12 letters and digits; only warns (the number seen may be longer than the machine's)."""
    return _check(text, _PASS_F)


def check_stay_permit(text: str) -> Checked:
    """V-SEJOUR: 4 to 15 letters and digits; no official form is known, so only warns."""
    return _check(text, _SEJOUR)


def check_unhcr_number(text: str) -> Checked:
    """V-HCR: an individual number (MAR-12345678) or a case number (123-45C67890); only warns otherwise."""
    number, issues = _check(text, _HCR)
    return (f"{number[:3]}-{number[3:]}", []) if number and not issues else (number, issues)


def check_idcs(text: str) -> Checked:
    """V-IDCS, digital civil and social identifier: exactly 10 digits (decree 2-20-792, art. 10)."""
    return _check(text, _IDCS)


def check_massar(text: str) -> Checked:
    """V-MASSAR, number of a pupil: a letter and nine digits; only warns."""
    return _check(text, _MASSAR)


# By the code of `document_type`; a paper that is not here has no known form of number.
CHECKS_BY_DOCUMENT: dict[str, Callable[[str], Checked]] = {
    "CNIE": check_cin,
    "PASS_MA": check_moroccan_passport,
    "PASS_F": check_foreign_passport,
    "CARTE_IMMAT": check_stay_permit,
    "CARTE_RESID": check_stay_permit,
    "RECEPISSE": check_stay_permit,
    "AUT_EXC": check_stay_permit,
    "HCR_RDV": check_unhcr_number,
    "HCR_ATT": check_unhcr_number,
    "HCR_CARD": check_unhcr_number,
}


def check_document_number(document_type: str, text: str) -> Checked:
    """The number of a paper, by the code of its type; any text of 60 characters for the other types."""
    check = CHECKS_BY_DOCUMENT.get(document_type)
    if check is not None:
        return check(text)
    if len(text) > _LONGEST:
        return _cleaned(text[:_LONGEST]), [Issue("", _TOO_LONG)]
    return " ".join(_cleaned(text).split()), []


@lru_cache(maxsize=20_000)
def document_number_key(text: str) -> str:
    """A number as it is searched and compared: capitals and digits only; "" when too short to compare."""
    key = "".join(filter(str.isalnum, _compact(text[:_LONGEST])))
    return key if len(key) >= 4 else ""


_NOT_AN_AMOUNT = Words(
    "Un montant en dirhams, deux décimales au plus : par exemple 1 250,50.",
    "مبلغ بالدرهم، برقمين بعد الفاصلة على الأكثر: مثلا 1250,50.",
    "An amount in dirhams, two decimals at most: for instance 1250.50.",
)
_CURRENCY = re.compile(r"(?:MAD|DHS?|د\.?م\.?|درهم)$")
_AMOUNT = re.compile(r"\d{1,10}(?:[.,]\d{1,2})?")
_GROUPS = re.compile(r"(?<=\d)\s(?=\d{3}(?:\D|$))")


def check_amount(text: str) -> tuple[Decimal | None, list[Issue]]:
    """V-MAD: an amount in dirhams, not negative, two decimals at most; "1 250,50 DH" is read."""
    plain = _CURRENCY.sub("", _cleaned(text[:_LONGEST]).upper().replace("٫", ",")).strip()
    if not plain:
        return None, []
    plain = _GROUPS.sub("", plain)
    if len(text) > _LONGEST or not _AMOUNT.fullmatch(plain):
        return None, [Issue("", _NOT_AN_AMOUNT)]
    try:
        return Decimal(plain.replace(",", ".")).quantize(Decimal("0.01")), []
    except InvalidOperation:
        return None, [Issue("", _NOT_AN_AMOUNT)]


LONGEST_NOTE = 10_000
_NOTE_CIN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,2}[ \-]?\d{5,7}(?![A-Za-z0-9])")
_NOTE_PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)\d{1,3}|0[5-7])(?:[ .\-/]?\d){8,11}(?!\d)")
_NOTE_TOO_LONG = Words(
    "Une note a 10 000 caractères au plus.",
    "الملاحظة لا تتجاوز 10000 حرف.",
    "A note has 10,000 characters at most.",
)
_NOTE_HAS_CIN = Words(
    "La note semble contenir un numéro de carte : il a sa place dans les documents, pas ici.",
    "يبدو أن الملاحظة تتضمن رقم بطاقة: مكانه في الوثائق وليس هنا.",
    "The note seems to hold the number of a card: its place is with the papers, not here.",
)
_NOTE_HAS_PHONE = Words(
    "La note semble contenir un téléphone : il a sa place dans les contacts, pas ici.",
    "يبدو أن الملاحظة تتضمن رقم هاتف: مكانه في وسائل الاتصال وليس هنا.",
    "The note seems to hold a telephone number: its place is with the contacts, not here.",
)


def scan_note(text: str) -> list[Issue]:
    """V-TEXT: what a note should not hold. Too long is refused; numbers of cards or telephones are said."""
    if len(text) > LONGEST_NOTE:
        return [Issue("", _NOTE_TOO_LONG)]
    plain = _cleaned(text)
    found = []
    if _NOTE_CIN.search(plain):
        found.append(Issue("", _NOTE_HAS_CIN, "warning"))
    if _NOTE_PHONE.search(plain):
        found.append(Issue("", _NOTE_HAS_PHONE, "warning"))
    return found
