"""The card that the person takes along (forms.md §11): who finds it learns a code, a day, an hour, a place, a number.

No name and no service stand on it, and no letterhead: a card in a pocket must not say who helps her, nor why.
"""

from __future__ import annotations

from casemgr.domain import document
from casemgr.domain.document import Block, Document, Said
from casemgr.domain.kind import Paper
from casemgr.domain.paper import Reading
from casemgr.domain.words import Words

TITLE = Words("Rendez-vous", "موعد", "Appointment")
_DAY = Words("Jour", "اليوم", "Day")
_TIME = Words("Heure", "الساعة", "Time")
_PLACE = Words("Lieu", "المكان", "Place")
_ADDRESS = Words("Notre adresse", "عنواننا", "Our address")
_DATE = Words("Date", "التاريخ", "Date")
_PHONE = Words("Tél.", "الهاتف", "Phone")
WEEKDAYS = (
    Words("lundi", "الاثنين", "Monday"),
    Words("mardi", "الثلاثاء", "Tuesday"),
    Words("mercredi", "الأربعاء", "Wednesday"),
    Words("jeudi", "الخميس", "Thursday"),
    Words("vendredi", "الجمعة", "Friday"),
    Words("samedi", "السبت", "Saturday"),
    Words("dimanche", "الأحد", "Sunday"),
)


def card(reading: Reading) -> Document:
    """The card, in French and in Arabic. A group's has the number of the appointment, as it is nobody's own."""
    values = reading.record.values
    day = values.get("date")
    weekday: Said = "" if day is None else WEEKDAYS[day.weekday()]
    code = reading.person.code if reading.person is not None else reading.record.code
    return Document(
        title=TITLE,
        format="A7",
        header=False,
        handed=True,
        one_page=True,
        blocks=(
            document.Paragraph(document.Strong(TITLE), size="large"),
            document.Paragraph(document.Strong(code), size="title"),
            document.Fields(
                (
                    document.Field(_DAY, weekday, blank=1),
                    document.Field(_DATE, _strong(reading.day(day)), blank=1),
                    document.Field(_TIME, _strong(values.get("time") or ""), blank=1),
                    document.Field(_PLACE, values.get("place") or reading.letterhead.reached_at, blank=1),
                    document.Field(_PHONE, reading.letterhead.called_at, blank=1),
                ),
                framed=True,
            ),
            *_our_address(reading),
        ),
    )


def _our_address(reading: Reading) -> tuple[Block, ...]:
    """Who is to find "room 2" must find the house first; apart, as a hospital or a court is not our house."""
    address = reading.letterhead.reached_at
    if not address or not reading.record.values.get("place"):  # without a room it is the place itself
        return ()
    return document.Paragraph(_ADDRESS, tone="quiet", size="small"), document.Paragraph(address)


def _strong(said: str) -> Said:
    return document.Strong(said) if said else ""


PAPERS = (Paper("appointment_card", TITLE, card, languages=("fr", "ar")),)
