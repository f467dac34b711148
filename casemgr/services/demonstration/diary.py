"""The diary of the invented people: appointments of these weeks, contacts and attempts, notes, a few scans.

Whoever is being followed has one; a case that ended as LOST has the three attempts it rests on. Its chance is its
own: the rest of the world is the same with it and without it.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from casemgr.data import stored_files
from casemgr.data.unit_of_work import Step, UnitOfWork
from casemgr.domain.clock import MOROCCO
from casemgr.domain.fields import FileRef
from casemgr.domain.holidays import is_working_day
from casemgr.domain.islamic_calendar import is_feast
from casemgr.services.demonstration.dice import Dice
from casemgr.services.demonstration.portrait import Case, Person

QUIET = 120  # days without a service after which nobody is awaited any more
LOST_SINCE = 200  # days back to which the attempts behind LOST are told
ATTEMPTS = (("PHONE", "NOANS", 21), ("WHATSAPP", "NOANS", 14), ("HOME", "NOSHOW", 6))  # days before the closing
HOURS = ("09:00", "09:30", "10:00", "10:30", "11:00", "11:30", "14:30", "15:00", "15:30", "16:00")
ROOMS = ("Salle 1", "Salle 2", "Bureau d’accueil")
KINDS_OF_MEETING = ("FOLLOW", "FOLLOW", "FOLLOW", "EMPLOI", "ADMIN", "VISIT", "SCHOOL", "CONS")
PURPOSES = ("Point sur les démarches", "Remise de documents", "تتبع الطلب", "Préparer la suite", None, None)
NEWS = (
    ("MET", "OFFICE", ("JOB",), "A commencé un essai de deux semaines ; horaires à confirmer."),
    ("REACHED", "PHONE", ("NONE",), "Va bien, attend la réponse de la préfecture."),
    ("REACHED", "WHATSAPP", ("HOUSING",), "انتقلت إلى غرفة أخرى في نفس الحي."),
    ("MET", "HOME", ("SCHOOL",), "الأطفال مسجلون بالمدرسة، ينقص دفتران."),
    ("NOANS", "PHONE", (), None),
    ("RESCHED", "PHONE", (), None),
)
NOTES = (
    ("INTERVIEW", "Souhaite apprendre un métier ; demande une attestation pour l’école."),
    ("CALL", "اتصلت لتأكيد الموعد المقبل، وستحضر نسخة من عقد الكراء."),
    ("TEAM", "Vu en réunion d’équipe : garder le même référent, revoir dans un mois."),
    ("PARTNER", "Le partenaire confirme une place ; dossier à compléter avant vendredi."),
)
SCANS = ("BAIL", "CERT_SCOL", "ACTE_NAIS", "CERT_RES")


@dataclass(frozen=True)
class Story:
    """A record as it stands at the end: its kind, values, states, and when it was written down."""

    kind: str
    values: dict[str, Any]
    moment: datetime
    steps: tuple[Step, ...] = field(default=())


class Diary:
    """Draws what is noted of whom, up to `today`, and who is awaited after it."""

    def __init__(self, seed: int, today: date) -> None:
        self._dice = Dice(seed)
        self._today = today
        self._taken: set[tuple[str, date, str]] = set()
        self._seen = 0

    def of(self, person: Person, record: str, case_id: str, referent: str) -> Iterator[Story]:
        """What is noted of a person who has a case; `referent` is the staff id of who follows her."""
        case = person.case
        if case is None:
            return
        self._seen += 1
        last = max((service.day for service in person.services), default=person.intake)
        about = {"beneficiary": record, "case": case_id}
        if case.closure == "LOST" and case.closed is not None:
            yield from self._attempts(case, case.closed, about, referent)
        if case.closed is not None or (self._today - last).days > QUIET:
            return
        yield from self._meetings(person, about, referent)
        yield from self._contacts(case, last, about, referent)
        if self._dice.chance(0.3):
            kind, text = self._dice.pick(NOTES)
            yield Story("note", {**about, "type": kind, "readers": "TEAM", "date": last, "text": text}, _noon(last))
        if self._seen % 15 == 0:
            values = {**about, "document_type": self._dice.pick(SCANS), "date": last, "title": None}
            yield Story("attachment", values, _noon(last))

    def _attempts(self, case: Case, closed: date, about: dict[str, Any], by: str) -> Iterator[Story]:
        if (self._today - closed).days > LOST_SINCE:
            return
        for mode, result, before in ATTEMPTS:
            day = max(closed - timedelta(days=before), case.opened)
            values = {"date": day, "mode": mode, "result": result, "by": by, "next_date": closed, "next_done": True}
            yield Story("follow_up", {**about, **values}, _noon(day))

    def _contacts(self, case: Case, last: date, about: dict[str, Any], by: str) -> Iterator[Story]:
        day = min(last + timedelta(days=self._dice.between(3, 20)), self._today - timedelta(days=1))
        result, mode, changed, text = self._dice.pick(NEWS)
        following = day + timedelta(days={"P1": 7, "P2": 14, "P3": 30}.get(case.priority, 90))
        values = {
            "date": day,
            "mode": mode,
            "result": result,
            "by": by,
            "duration": self._dice.between(1, 6) * 5,
            "changed": changed,
            "text": text,
            "next_date": following,
            # Most of what was to be done by now has been.
            "next_done": True if following < self._today and self._dice.chance(0.8) else None,
        }
        if day >= case.opened:
            yield Story("follow_up", {**about, **values}, _noon(day))

    # --- appointments ---------------------------------------------------------------------------------------
    def _meetings(self, person: Person, about: dict[str, Any], staff: str) -> Iterator[Story]:
        past = self._today - timedelta(days=self._dice.between(1, 21))
        coming = self._today + timedelta(days=self._dice.between(0, 14))
        for day, wanted in ((past, self._dice.chance(0.7)), (coming, self._dice.chance(0.6))):
            made = max(person.entered, day - timedelta(days=self._dice.between(3, 12)))
            hour = self._free_hour(day, staff) if wanted and made <= day else None
            if hour is not None:
                values = self._meeting(day, hour, about, staff)
                steps = self._steps(values, made, staff)
                yield Story("appointment", values, _noon(min(made, self._today)), steps)

    def _free_hour(self, day: date, staff: str) -> str | None:
        if not is_working_day(day) or is_feast(day):
            return None
        hours = [h for h in HOURS if (staff, day, h) not in self._taken and (day.weekday() != 4 or h < "12")]
        if not hours:
            return None
        hour = self._dice.pick(hours)
        self._taken.add((staff, day, hour))
        return hour

    def _meeting(self, day: date, hour: str, about: dict[str, Any], staff: str) -> dict[str, Any]:
        kind = self._dice.pick(KINDS_OF_MEETING)
        is_inside = kind in ("FOLLOW", "EMPLOI")
        return {
            **about,
            "type": kind,
            "purpose": self._dice.pick(PURPOSES),
            "date": day,
            "time": hour,
            "duration": 30,
            "place": self._dice.pick(ROOMS) if is_inside else None,
            "staff": staff,
            "reminder": "NONE",
        }

    def _steps(self, values: dict[str, Any], made: date, by: str) -> tuple[Step, ...]:
        day = values["date"]
        steps = [Step("PLANNED", made, None, _noon(made), by)]
        if day >= self._today:
            if self._dice.chance(0.4):
                steps.append(Step("CONFIRMED", made, None, _noon(made), by))
            return tuple(steps)
        end = "DONE" if self._dice.chance(0.75) else self._dice.pick(("NOSHOW", "CANC_P", "CANC_A"))
        if end == "NOSHOW":
            values["no_show_reason"] = self._dice.pick(("UNKNOWN", "TRANSPORT", "WORK"))
        reason = "Référent absent." if end == "CANC_A" else None
        return (*steps, Step(end, day, reason, _noon(day), by))


def keep_scan(work: UnitOfWork, story: Story, identity: str, by: str) -> dict[str, Any]:
    """Keep the scan of an attachment in the database; returns its values with it. `by` is a staff id."""
    content = _specimen()
    digest = stored_files.keep(work.connection, work.database, identity, content, story.moment, by)
    return {**story.values, "file": FileRef(identity, "image/png", len(content), 1, digest)}


@lru_cache(maxsize=1)
def _specimen() -> bytes:
    """A sheet of paper with grey lines and no word on it: nobody's document."""
    from PIL import Image, ImageDraw

    sheet = Image.new("L", (420, 594), 250)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((30, 30, 120, 60), fill=150)
    for line in range(14):
        width = 220 + int(hashlib.sha256(bytes([line])).hexdigest()[:2], 16) // 2
        draw.rectangle((30, 100 + line * 32, 30 + width, 110 + line * 32), fill=205)
    out = io.BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return out.getvalue()


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), MOROCCO)
