"""What the world yields: plain frozen values, which know nothing of how kinds are declared.

Codes are those of `resources/vocabularies` and `resources/programmes`; days are Gregorian; money is in
dirhams.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth as it is known: `value` by V-DOB (YYYY-07-01 for YEAR, day 15 for MONTH), or `age`
    estimated `on` a day.
    """

    precision: str
    value: date | None = None
    age: int | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A day known to the DAY, the MONTH (day 15) or the YEAR (1 July)."""

    value: date
    precision: str


@dataclass(frozen=True, slots=True)
class Status:
    """An administrative status and the day from which it holds."""

    code: str
    since: date


@dataclass(frozen=True, slots=True)
class Document:
    """An identity document; `number` is fictive (it begins with ZZ), and always empty for a Moroccan
    identity card.
    """

    type: str
    number: str | None
    state: str
    issued: date | None
    expires: date | None


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number, E.164, in ranges given to no operator; `owner` is SELF, SPOUSE, FRIEND or
    RELATIVE.
    """

    number: str
    owner: str
    safe_to_call: bool
    whatsapp: bool


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody lives in Morocco; the district and landmark in both scripts."""

    province: str
    district: str
    district_ar: str
    landmark: str | None
    landmark_ar: str | None
    protected: bool


@dataclass(frozen=True, slots=True)
class Abroad:
    """The life abroad of a Moroccan: residence since a year, and the return when there was one."""

    country: str
    since: Moment
    returned: date | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Consent:
    """One line of consent: purpose, state, how it was taken, from when to when."""

    purpose: str
    state: str
    mode: str
    day: date
    expires: date | None
    withdrawn: date | None


@dataclass(frozen=True, slots=True)
class Need:
    """A specific need (code of vulnerability.csv) and its days."""

    code: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """A status of the case (code of case_status.csv) and the day it was given."""

    code: str
    day: date


@dataclass(frozen=True, slots=True)
class Case:
    """The file of work. `steps` are in order; `closed` and `closure` are those of the last closing, if it
    is closed now.
    """

    opened: date
    steps: tuple[Step, ...]
    priority: str
    referent: str
    closed: date | None
    closure: str | None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A programme followed, from a day to another (still running when `until` is None; `exit` of
    enrolment_exit.csv).
    """

    programme: str
    since: date
    until: date | None
    exit: str | None


@dataclass(frozen=True, slots=True)
class Service:
    """One thing done. `programme` is None when nothing is charged; `quantity` is in the unit of the type,
    and None where the unit is MAD: then `amount` says it. `until` ends a stay (exclusive). `day` is
    the act, `entered` the typing; a void one keeps its line.
    """

    type: str
    day: date
    entered: date
    branch: str
    programme: str | None
    quantity: int | None
    amount: int | None
    until: date | None
    mode: str
    by: str
    countable: bool
    receipt_signed: bool
    voucher: str | None
    note: str | None
    note_language: str | None
    void_reason: str | None


@dataclass(frozen=True, slots=True)
class Household:
    """The household a person belongs to: a number of this world, the person's place in it, and its
    declared size.
    """

    number: int
    relationship: str
    size: int
    minors: int


@dataclass(frozen=True, slots=True)
class Person:
    """One file. `key` counts from 1 in order of intake; `same_as` is the key of an earlier file of the
    same person (a deliberate duplicate, never merged); `incomplete` says that the file was left
    unfinished on purpose.
    """

    key: int
    branch: str
    received_by: str
    intake: date
    entered: date
    entry_channel: str
    family_name: str | None
    given_names: str | None
    family_name_ar: str | None
    given_names_ar: str | None
    single_name: bool
    alias: str | None
    mother_given_name: str | None
    sex: str
    birth: Birth
    possible_minor: bool
    birth_country: str | None
    nationality: str
    other_nationalities: tuple[str, ...]
    population_group: str
    statuses: tuple[Status, ...]
    documents: tuple[Document, ...]
    unhcr_number: str | None
    arrival: Moment | None
    abroad: Abroad | None
    phones: tuple[Phone, ...]
    address: Address | None
    languages: tuple[tuple[str, str], ...]
    interview_language: str
    interpreter: bool
    education: str
    employment: str
    occupation: str | None
    income: str | None
    housing: str
    coverage: str
    marital: str
    household: Household | None
    needs: tuple[str, ...]
    needs_text: str | None
    urgencies: tuple[str, ...]
    specific_needs: tuple[Need, ...]
    consents: tuple[Consent, ...]
    same_as: int | None
    case: Case | None = None
    enrolments: tuple[Enrolment, ...] = ()
    services: tuple[Service, ...] = ()
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff: login, both names in both scripts, branch, and role codes of role.csv."""

    login: str
    given_name: str
    family_name: str
    given_name_ar: str
    family_name_ar: str
    branch: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of the invented association."""

    code: str
    province: str
    fr: str
    ar: str
    en: str
