"""Status in Morocco, identity documents, life abroad: coherent, and never a real person's number.

Every document number begins with ZZ, which no State uses; a Moroccan identity card never has one.
"""

from __future__ import annotations

from datetime import date, timedelta

from casemgr.services.demonstration.dice import Dice
from casemgr.services.demonstration.families import MOROCCAN_GROUPS, Comer
from casemgr.services.demonstration.material import Shares, vocabulary_meta
from casemgr.services.demonstration.portrait import Abroad, Document, Moment, Status

_WELL_DOCUMENTED = frozenset({"SY", "PH", "BD", "TN", "DZ", "LY", "IQ", "PS", "YE"})
_MINOR_OF_REGULAR = frozenset({"CI", "CR", "EXC", "REC_RENEW", "REC_FIRST"})
_CAMPAIGN_YEAR = 2017  # the second regularisation campaign ended on 31 December 2017
_TITLE_YEARS = {"CARTE_IMMAT": 1, "CARTE_RESID": 10, "HCR_ATT": 1, "HCR_CARD": 2, "BRA_CARD": 2, "DCEM": 5}


class Papers:
    """Draws statuses and documents."""

    def __init__(self, dice: Dice, shares: Shares, today: date) -> None:
        self._dice, self._shares, self._today = dice, shares, today
        self._meta = vocabulary_meta("administrative_status")

    def group_of(self, status: str) -> str:
        """The status group (code of administrative_status_group.csv) of a status."""
        return self._meta[status]["group"]

    def abroad(self, comer: Comer, day: date) -> Abroad | None:
        """The life abroad of a Moroccan living there or back for good (for less than 24 months)."""
        if comer.group not in ("MRE", "RET"):
            return None
        dice = self._dice
        country = dice.draw(self._shares.of("abroad"))
        years = dice.between(3, 32)
        since = max(comer.born, day - timedelta(days=years * 365 + dice.between(0, 300)))
        returned, reason = None, None
        if comer.group == "RET":
            returned = max(since + timedelta(days=1), day - timedelta(days=dice.between(5, 690)))
            reason = dice.draw(self._shares.of("return_reason"))
        return Abroad(country, approximate(since, "YEAR", since), returned, reason)

    def statuses(self, comer: Comer, day: date, abroad: Abroad | None) -> tuple[Status, ...]:
        """One to three dated statuses; a few change after the intake, as they do in life."""
        dice = self._dice
        chain = self._chain(comer, day)
        if chain == ("UNK",) or comer.group in ("FAM", "HOST"):
            return (Status(chain[0], day if chain == ("UNK",) else comer.born),)
        if abroad is not None:
            return _moroccan_statuses(chain, abroad, comer.born)
        if "REG_PEND" in chain:
            return self._campaign(chain)
        last = day - timedelta(days=dice.between(0, 70) if chain[-1] == "SHORT" else dice.between(4, 800))
        if len(chain) > 1 and dice.chance(0.14):
            last = min(day + timedelta(days=dice.between(20, 420)), self._today)
        days = [last]
        for code in reversed(chain[:-1]):
            gap = dice.between(30, 90) if code == "SHORT" else dice.between(60, 620)
            days.insert(0, days[0] - timedelta(days=gap))
        found: list[Status] = []
        for code, since in zip(chain, days, strict=True):
            since = max(since, comer.born + timedelta(days=len(found)))
            if since <= self._today:
                found.append(Status(code, since))
        return tuple(found) or (Status(chain[0], day),)

    def _chain(self, comer: Comer, day: date) -> tuple[str, ...]:
        chain = comer.chain
        age = comer.age(day)
        if age < 18 and comer.relationship == "CHILD" and comer.group not in MOROCCAN_GROUPS:
            if chain[-1] in _MINOR_OF_REGULAR:
                return ("MINOR_PAR",)
            return chain[-1:] if self.group_of(chain[-1]) in ("ASYLUM", "REFUGEE") else ("IRR",)
        if "REG_PEND" in chain and (age < day.year - _CAMPAIGN_YEAR + 18 or day.year < _CAMPAIGN_YEAR + 5):
            return ("IRR",)
        if age < 18 and self.group_of(chain[-1]) in ("REGULAR", "PENDING"):
            return ("MINOR_PAR",) if comer.relationship != "HEAD" else ("IRR",)
        return chain

    def _campaign(self, chain: tuple[str, ...]) -> tuple[Status, ...]:
        dice = self._dice
        asked = date(_CAMPAIGN_YEAR, 1, 2) + timedelta(days=dice.between(0, 350))
        found = []
        since = asked
        for place, code in enumerate(chain):
            if code == "IRR":
                found.append(Status(code, asked - timedelta(days=dice.between(200, 1400))))
                continue
            found.append(Status(code, since))
            since += timedelta(days=dice.between(90, 320) * (place + 1))
        return tuple(found)

    def arrival(self, comer: Comer, statuses: tuple[Status, ...], day: date) -> Moment | None:
        """When a foreigner came to Morocco: a little before the first status known."""
        if comer.group in MOROCCAN_GROUPS or comer.born_in_morocco or self._dice.chance(0.12):
            return None
        dice = self._dice
        came = max(min(statuses[0].since, day) - timedelta(days=dice.between(0, 60)), comer.born)
        precision = ("DAY", "MONTH", "MONTH", "MONTH", "YEAR")[dice.between(0, 4)]
        return approximate(came, precision, day)

    def documents(self, comer: Comer, statuses: tuple[Status, ...], day: date) -> tuple[Document, ...]:
        """The documents seen or declared; AUCUN when there is none."""
        dice = self._dice
        if comer.group in MOROCCAN_GROUPS:
            return self._moroccan(comer, day)
        found: list[Document] = []
        age = comer.age(day)
        likely = 0.15 if comer.group == "UASC" else 0.85 if comer.origin.country in _WELL_DOCUMENTED else 0.46
        if dice.chance(likely * (0.6 if age < 12 else 1)):
            found.append(self._document("PASS_F", comer, day, 5, 1))
        held = [status.code for status in statuses if status.since <= day]
        title = self._meta[held[-1]].get("doc") if held else None
        if title and dice.chance(0.9):
            found.append(self._title(title, comer, statuses[len(held) - 1].since, day))
        elif held and held[-1] == "EXPIRED":
            found.append(self._expired(comer, day))
        if dice.chance(0.13) and age > 15 and comer.group == "MIG":
            found.append(self._document("CARTE_CONS", comer, day, 3, 3))
        if dice.chance(0.55 if age < 15 else 0.06):
            found.append(Document("ACTE_NAIS", None, "COPY" if dice.chance(0.6) else "SEEN", None, None))
        if not found:
            found.append(Document("AUCUN", None, "DECL", None, None))
        return tuple(found)

    def _moroccan(self, comer: Comer, day: date) -> tuple[Document, ...]:
        dice = self._dice
        found = []
        if comer.age(day) >= 16 and dice.chance(0.93):
            found.append(Document("CNIE", None, "SEEN", None, None))
        if dice.chance(0.9 if comer.group == "MRE" else 0.35):
            found.append(self._document("PASS_MA", comer, day, 5, 1))
        if comer.group == "MRE" and dice.chance(0.82):
            found.append(self._document("TITRE_SEJ_ETR", comer, day, 5, 2))
        return tuple(found) or (Document("ACTE_NAIS", None, "COPY", None, None),)

    def _document(self, code: str, comer: Comer, day: date, years: int, series: int) -> Document:
        dice = self._dice
        issued = max(comer.born, day - timedelta(days=dice.between(30, years * 365 + 200)))
        expires = issued + timedelta(days=years * 365)
        state = "EXPIRED" if expires <= day else dice.draw(self._shares.of("document_state"))
        if state == "EXPIRED" and expires > day:
            state = "SEEN"
        return Document(code, fictive_number(comer.key, series), state, issued, expires)

    def _title(self, code: str, comer: Comer, since: date, day: date) -> Document:
        if code == "RECEPISSE":
            issued = max(since, day - timedelta(days=self._dice.between(0, 85)))
            return Document(code, fictive_number(comer.key, 4), "SEEN", issued, issued + timedelta(days=90))
        years = _TITLE_YEARS.get(code, 1)
        issued = max(since, day - timedelta(days=self._dice.between(0, years * 365 - 5)))
        number = fictive_number(comer.key, 5)
        return Document(code, number, "SEEN", issued, issued + timedelta(days=years * 365))

    def _expired(self, comer: Comer, day: date) -> Document:
        ended = day - timedelta(days=self._dice.between(5, 700))
        number = fictive_number(comer.key, 6)
        return Document("CARTE_IMMAT", number, "EXPIRED", ended - timedelta(days=365), ended)

    def unhcr_number(self, comer: Comer, statuses: tuple[Status, ...], day: date) -> str | None:
        """A number of the form UNHCR uses, under a country code that does not exist."""
        held = [status.code for status in statuses if status.since <= day]
        known = bool(held) and held[-1] in ("ASY", "ASY_APPEAL", "REF_HCR", "REF_BRA")
        return f"ZZZ-{comer.key % 100_000_000:08d}" if known and self._dice.chance(0.85) else None


def fictive_number(key: int, series: int) -> str:
    """A document number that passes for one and is nobody's: ZZ and seven digits or more."""
    return f"ZZ{key * 10 + series:07d}"


def approximate(day: date, precision: str, last: date) -> Moment:
    """`day` told to that precision (V-DOB), never after `last`."""
    if precision == "MONTH" and date(day.year, day.month, 15) <= last:
        return Moment(date(day.year, day.month, 15), precision)
    if precision == "YEAR" and date(day.year, 7, 1) <= last:
        return Moment(date(day.year, 7, 1), precision)
    return Moment(day, "DAY")


def _moroccan_statuses(chain: tuple[str, ...], abroad: Abroad, born: date) -> tuple[Status, ...]:
    since = max(abroad.since.value, born)
    if abroad.returned is None:
        return (Status("MRE", since),)
    back = Status("MRE_RET", abroad.returned)
    return (Status("MRE", since), back) if len(chain) > 1 and since < abroad.returned else (back,)
