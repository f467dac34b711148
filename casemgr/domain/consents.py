"""Whether a consent holds: on which day, for which purpose, towards whom. Asked at the moment of every act (DP-14).

Pure functions on the values of consent records: the engine that stops a sharing, the printed letter and the figures
all ask here. Refusals win: over a grant of the same day, and over any earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from casemgr.domain.months import add_months
from casemgr.domain.vocabulary import vocabulary

Values = Mapping[str, Any]

# Months for which a consent holds when nothing else was agreed (forms.md §2).
MONTHS = {"FILE": 24, "REFER": 12}
# States of a consent that was given once: before its end it held.
_WAS_GIVEN = frozenset({"GIVEN", "WITHDRAWN", "EXPIRED"})
_SAYS_NO = frozenset({"REFUSED", "WITHDRAWN"})


def needs_recipient(purpose: str | None) -> bool:
    """Whether this purpose is asked for each recipient (`per_recipient` in consent_purpose)."""
    term = vocabulary("consent_purpose").terms.get(purpose or "")
    return term is not None and term.meta.get("per_recipient") == "1"


def is_vital(values: Values) -> bool:
    """Whether the person could not answer and her life or safety was at stake (law 09-08, art. 4)."""
    return values.get("mode") == "VITAL" or (values.get("answer") == "NA" and values.get("ground") == "VITAL")


def propose_expiry(values: Values) -> date | None:
    """The day on which it would end: 24 months for the file, 12 for a sharing, the same day for vital interests.

    None when the day of the answer is unknown, or when no term is usual for the purpose (forms.md §2).
    """
    given: date | None = values.get("given_on")
    if given is None:
        return None
    if is_vital(values):
        return given
    months = MONTHS.get(values.get("purpose") or "")
    return None if months is None else add_months(given, months)


def is_in_force(values: Values, day: date) -> bool:
    """Whether this record allows its purpose on `day`.

    It holds from the day it was given to its expiry, that day included, and not on the day it is withdrawn nor
    after. Vital interests hold for the day of the act only. Another legal ground holds when it is justified.
    """
    given, expires, withdrawn = (values.get(key) for key in ("given_on", "expires_on", "withdrawn_on"))
    if given is None or day < given:
        return False
    if is_vital(values):
        return values.get("answer") == "NA" and bool(values.get("justification")) and bool(day == given)
    if (expires is not None and day > expires) or (withdrawn is not None and day >= withdrawn):
        return False
    answer = values.get("answer")
    if answer == "NA":
        return bool(values.get("ground") and values.get("justification"))
    if (answer == "WITHDRAWN" and withdrawn is None) or (answer == "EXPIRED" and expires is None):
        return False
    return answer in _WAS_GIVEN


def is_about(values: Values, purpose: str, recipient: str | None = None) -> bool:
    """Whether this record answers for the purpose and, where the purpose is asked for each one, the recipient."""
    if values.get("purpose") != purpose:
        return False
    if not needs_recipient(purpose):
        return True
    return bool(recipient) and _plain(recipient) == _plain(values.get("recipient"))


def _plain(name: str | None) -> str:
    return " ".join((name or "").split()).casefold()


def covers(values: Values, purpose: str, recipient: str | None, day: date) -> bool:
    """Whether this one record allows `purpose` towards `recipient` on `day`."""
    return is_about(values, purpose, recipient) and is_in_force(values, day)


def is_allowed(consents: Iterable[Values], purpose: str, recipient: str | None, day: date) -> bool:
    """Whether a person's consents, all together, allow `purpose` towards `recipient` on `day`.

    Some record must cover it, and no refusal or withdrawal on the same day or later, up to `day`, contradicts it. Of
    two files that were merged the refusal in one wins over the consent in the other, whichever came first, until the
    person is asked again (DP-41).
    """
    about = [consent for consent in consents if is_about(consent, purpose, recipient)]
    granted = [consent for consent in about if is_in_force(consent, day)]
    refused = [(said_no, one) for one in about if (said_no := said_no_on(one, day)) is not None]
    refused = [
        (said_no, one)
        for said_no, one in refused
        if not any(said_no < given["given_on"] for given in granted if _of_one_file(given, one))
    ]
    return any(not any(_wins(no, one, given) for no, one in refused) for given in granted)


def _of_one_file(one: Values, other: Values) -> bool:
    return one.get("beneficiary") == other.get("beneficiary")


def _wins(said_no: date, refusal: Values, given: Values) -> bool:
    """Whether this refusal wins over this consent. What stood in another file before the two were merged (`joined_on`,
    data/records.py) never went over it.
    """
    if said_no >= given["given_on"]:
        return True
    joined = [one["joined_on"] for one in (refusal, given) if one.get("joined_on")]
    return bool(joined) and not _of_one_file(refusal, given) and given["given_on"] <= max(joined)


def said_no_on(values: Values, day: date) -> date | None:
    """The day of the refusal or withdrawal that this record tells, if it was not after `day`."""
    if values.get("answer") not in _SAYS_NO:
        return None
    said: date | None = values.get("withdrawn_on") or values.get("given_on")
    if said is None:
        return day
    return said if said <= day else None
