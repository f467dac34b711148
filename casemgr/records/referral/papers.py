"""The letter to a partner with its slip to tear off (forms.md §17): a partner without a computer answers with a pen.

Only what was ticked as shared stands on it, and the name only when it was ticked. What is of violence, trafficking or
children in danger, and whatever goes to a care cell, tells no fact at all. The slip bears a number and no name.
"""

from __future__ import annotations

from collections.abc import Iterator

from casemgr.domain import consents, document
from casemgr.domain.document import Block, Document, Said, fill
from casemgr.domain.kind import Paper
from casemgr.domain.paper import Reading, Subject
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words, same
from casemgr.records.referral import reasons, rules, sending, shared

TITLE = Words("Lettre d’orientation", "رسالة إحالة", "Referral letter")
BILINGUAL = Words("Lettre d’orientation bilingue", "رسالة إحالة بلغتين", "Referral letter in two languages")
_CARE_CELL = "CELL"

_DONE = Words("{place}, le {day}", "{place}، في {day}", "{place}, {day}")
_TO = Words("À", "إلى", "To")
_ADDRESS = Words("Adresse", "العنوان", "Address")
_FOR = Words("À l’attention de", "إلى عناية", "For the attention of")
_SEALED = Words(
    "PLI FERMÉ : à n’ouvrir que par la personne destinataire.",
    "ظرف مغلق: لا يفتحه إلا المرسل إليه.",
    "SEALED ENVELOPE: to be opened by the addressee only.",
)
_SUBJECT = Words("Objet : orientation de {who}", "الموضوع: إحالة {who}", "Subject: referral of {who}")
_WE_SEND = Words(
    "Nous vous adressons {who}, que notre association accompagne, pour : {reason}.",
    "نحيل عليكم {who}، الذي تواكبه جمعيتنا، من أجل: {reason}.",
    "We refer to you {who}, whom our association supports, for: {reason}.",
)
_WE_SEND_YOU = Words(
    "Nous vous adressons {who}, que notre association accompagne.",
    "نحيل عليكم {who}، الذي تواكبه جمعيتنا.",
    "We refer to you {who}, whom our association supports.",
)
_PERSON_CITED = Words("la personne citée en objet", "الشخص المذكور في الموضوع", "the person named above")
_FREE = Words(
    "Cette personne vient librement : elle peut accepter ou refuser ce que vous lui proposez.",
    "يحضر هذا الشخص بمحض إرادته: يمكنه قبول ما تقترحونه عليه أو رفضه.",
    "This person comes freely, and may accept or refuse what you offer.",
)
_PLEASE = Words(
    "Merci de la recevoir et de nous dire la suite donnée, avec le coupon ci-dessous, avant le {day}.",
    "نشكركم على استقباله وإخبارنا بما تم، بواسطة القسيمة أسفله، قبل {day}.",
    "Please receive this person and tell us what came of it, on the slip below, before {day}.",
)
_URGENCY = Words("Urgence", "درجة الاستعجال", "Urgency")
_WITH_HER = Words("Accompagnement", "المرافقة", "Accompanied")
_YES = Words("Oui", "نعم", "Yes")
_NO = Words("Non", "لا", "No")
_CONTACT = Words("Suivi par", "المكلف(ة) بالتتبع", "Followed by")
_ENCLOSED = Words("Pièces jointes", "الوثائق المرفقة", "Enclosures")
_WITH_CONSENT = Words(
    "Données transmises avec le consentement de la personne, recueilli le {day}, limitées à : {data}.",
    "معطيات أحيلت بموافقة المعني(ة) بالأمر، المسجلة بتاريخ {day}، وتقتصر على: {data}.",
    "Data shared with the person’s consent, given on {day}, limited to: {data}.",
)
_VITAL = Words(
    "Données transmises pour la sauvegarde d’intérêts vitaux (loi 09-08, art. 4), limitées à : {data}.",
    "معطيات أحيلت حفاظا على المصالح الحيوية (القانون 09-08، المادة 4)، وتقتصر على: {data}.",
    "Data shared to protect vital interests (law 09-08, art. 4), limited to: {data}.",
)
_ANOTHER_GROUND = Words(
    "Données transmises sur un autre fondement que le consentement ({ground}, loi 09-08, art. 4), limitées à : {data}.",
    "معطيات أحيلت على أساس آخر غير الموافقة ({ground}، القانون 09-08، المادة 4)، وتقتصر على: {data}.",
    "Data shared on a ground other than consent ({ground}, law 09-08, art. 4), limited to: {data}.",
)
_NO_CONSENT = Words(
    "Le consentement de la personne reste à recueillir : ne pas remettre cette lettre.",
    "موافقة المعني(ة) بالأمر لم تسجل بعد: لا تسلم هذه الرسالة.",
    "The person’s consent is still to be given: do not hand this letter over.",
)
_ALL_OF_IT = Words(
    "ce qui figure sur cette lettre et ses pièces jointes",
    "ما ورد في هذه الرسالة ووثائقها المرفقة",
    "what stands on this letter and its enclosures",
)
_PURPOSE = Words(
    "Orientation vers le service demandé", "الإحالة على المصلحة المطلوبة", "Referral to the service needed"
)
_COMMA = Words(", ", "، ", ", ")
_SIGNED = Words("Signature et cachet", "التوقيع والخاتم", "Signature and stamp")
_SLIP = Words("Coupon-réponse", "قسيمة الجواب", "Answer slip")
_BACK_TO = Words(
    "À retourner à : {association}, sans y écrire le nom de la personne.",
    "ترجع إلى {association} دون كتابة اسم الشخص عليها.",
    "To be returned to {association}, without the person’s name.",
)
_RECEIVED = Words("Reçu le", "تاريخ التوصل", "Received on")
_MEETING = Words("Rendez-vous le", "الموعد", "Appointment on")
_GIVEN = Words("Service rendu", "قدمت الخدمة", "Service given")
_OUTCOME = Words("Suite donnée", "ما تم", "What came of it")
_REMARK = Words("Remarque", "ملاحظة", "Remark")
# What a partner can tick, in few words, as two languages share the line; each is a term of referral_outcome.
TICKED = {
    "FULL": Words("Besoin satisfait", "لبيت الحاجة", "Need met"),
    "PART": Words("En partie", "جزئيا", "In part"),
    "ONWARD": Words("Orienté(e) ailleurs", "وجه لغيرنا", "Sent elsewhere"),
    "INELIG": Words("Non éligible", "شروط غير مستوفاة", "Not eligible"),
    "NOCAP": Words("Pas de place", "لا توجد أماكن", "No place"),
    "DOCS": Words("Papiers manquants", "وثائق ناقصة", "Papers missing"),
    "COST": Words("Coût non couvert", "تكلفة غير مغطاة", "Cost not covered"),
    "DECLINED": Words("N’a pas souhaité", "لم يرغب", "Declined"),
}
_STAMP = 13.0  # millimetres of height, as a stamp has them
_MANY = 8  # data: more of them stand in three columns where every sentence stands twice
_VERY_MANY = 12  # more than any reason asks for by itself
_A_LONG_TEXT = 240  # characters: beyond, smaller letters keep the letter on its page


def letter(reading: Reading) -> Document:
    """The letter, as it is handed over or put in its envelope."""
    values = reading.record.values
    partner = _partner(reading)
    blocks: list[Block] = [_place_and_day(reading), *_addressee(reading, partner)]
    # To a care cell the reason itself is the fact: that she comes to it says enough.
    reason = "" if _is_cell(partner) else reading.show("reason")
    sent = fill(_WE_SEND, who=_PERSON_CITED, reason=reason) if reason else fill(_WE_SEND_YOU, who=_PERSON_CITED)
    blocks += [
        document.Paragraph(document.Strong(fill(_SUBJECT, who=_who(reading)))),
        document.Paragraph(sent),
    ]
    if _may_tell(reading, partner):
        told = [text for key in ("detail", "expected_help") if (text := values.get(key))]
        is_long = sum(map(len, told)) > _A_LONG_TEXT or len(reading.languages) > 1
        blocks += [document.Paragraph(text, size="small" if is_long else "normal") for text in told]
    lines = tuple(shared.data(reading)) + tuple(_conditions(reading))
    if lines:
        columns = 3 if len(reading.languages) > 1 and len(lines) > _MANY else 2
        blocks.append(document.Fields(lines, columns=columns, framed=True))
    is_bilingual = len(reading.languages) > 1
    enclosed = _enclosed(reading)
    if enclosed:
        blocks.append(document.Fields((document.Field(_ENCLOSED, enclosed),)))  # across the room: it may be long
    check = values.get("next_check_on") or rules.check_day(values, reading.today)
    blocks += [
        document.Paragraph(fill(_PLEASE, day=reading.day(check))),
        document.Paragraph(_FREE),
        _lawful(reading, partner),
        document.Notice(purposes=_PURPOSE, recipients=_name_of(partner)),
        document.Signatures((_SIGNED,), height=11 if is_bilingual else 22),
        _slip(reading),
    ]
    return Document(title=TITLE, number=reading.record.code, handed=True, one_page=True, blocks=tuple(blocks))


def _enclosed(reading: Reading) -> Said:
    """The papers that go along, each in its own direction, after each other as the page runs."""
    comma = same(", ") if len(reading.languages) > 1 else _COMMA
    told: list[Said] = []
    for line in reading.record.values.get("enclosures") or ():
        if line.get("what"):
            told += [comma, str(line["what"])] if told else [str(line["what"])]
    return tuple(told)


def _partner(reading: Reading) -> Subject | None:
    linked = reading.record.values.get("partner")
    return reading.around.get("partner", str(linked)) if linked else None


def _name_of(partner: Subject | None) -> Said:
    """In the language of the page where the body has a name in both scripts."""
    if partner is None:
        return ""
    latin, arabic = partner.values.get("name"), partner.values.get("name_ar")
    first = latin or arabic or ""
    return Words(first, arabic or first, first)


def _place_and_day(reading: Reading) -> Block:
    day = reading.record.values.get("sent_on") or reading.today
    place = reading.letterhead.town or reading.letterhead.branch
    said = fill(_DONE, place=place, day=reading.day(day)) if place.fr else reading.day(day)
    return document.Paragraph(said, size="small", align="end")


def _addressee(reading: Reading, partner: Subject | None) -> Iterator[Block]:
    values = reading.record.values
    if reasons.is_sealed(values):
        yield document.Paragraph(document.Strong(_SEALED), tone="alert")
    to = _name_of(partner) or values.get("other_body") or ""
    contact, address = values.get("contact") or "", (partner.values.get("address") if partner else "") or ""
    lines = [document.Field(_TO, document.Strong(to) if to else "", blank=1), document.Field(_FOR, contact)]
    if len(reading.languages) == 1:
        lines.append(document.Field(_ADDRESS, address))
    yield document.Fields(tuple(lines))


def _may_tell(reading: Reading, partner: Subject | None) -> bool:
    """Whether the need is told in words: never for protection, never to a care cell (forms.md §17)."""
    return not _is_cell(partner) and not reasons.is_of_protection(reading.record.values)


def _is_cell(partner: Subject | None) -> bool:
    return partner is not None and partner.values.get("type") == _CARE_CELL


def _who(reading: Reading) -> Said:
    """The name when it is among what is shared and this reader knows it, in the script of the page; else the code."""
    person = reading.person
    if person is None:
        return "…"
    named = shared.NAME in (reading.record.values.get("shared") or ())
    if not named or not person.title:
        return person.code
    arabic = person.values.get("full_name_ar") or person.title
    return Words(person.title, arabic, person.title)


def _conditions(reading: Reading) -> Iterator[document.Field]:
    """How she comes: urgency, with whom, in which language, at whose cost, followed by whom."""
    values = reading.record.values
    yield document.Field(
        _URGENCY, reading.show("urgency"), "alert" if values.get("urgency") == "IMMEDIATE" else "plain"
    )
    if values.get("accompanied") is not None:
        yield document.Field(_WITH_HER, _YES if values["accompanied"] else _NO)
    yield from reading.fields("interpreter", "cost_covered")
    yield document.Field(_CONTACT, reading.show("sent_by"))


def _lawful(reading: Reading, partner: Subject | None) -> Block:
    """On what the sharing rests, and to what it is limited."""
    data = _listed(reading)
    if reading.record.values.get("vital_reason"):
        return document.Paragraph(fill(_VITAL, data=data), size="small")
    used = _consent_used(reading, partner)
    if used is None:
        return document.Paragraph(document.Strong(_NO_CONSENT), tone="alert")
    if consents.is_vital(used.values):
        return document.Paragraph(fill(_VITAL, data=data), size="small")
    if used.values.get("answer") == "NA":
        return document.Paragraph(fill(_ANOTHER_GROUND, ground=reading.show("ground", used), data=data), size="small")
    return document.Paragraph(
        fill(_WITH_CONSENT, day=reading.day(used.values.get("given_on")), data=data), size="small"
    )


def _listed(reading: Reading) -> Said:
    terms = vocabulary("shared_data", reasons.__file__)
    ticked = tuple(reading.record.values.get("shared") or ())
    if len(ticked) > (_MANY if len(reading.languages) > 1 else _VERY_MANY):
        return _ALL_OF_IT  # each of them has its label above: said again, they would fill half the page
    commas = {"fr": ", ", "ar": "، ", "en": ", "}
    return Words(*(comma.join(_lowered(terms.label(code).say(x)) for code in ticked) for x, comma in commas.items()))


def _lowered(label: str) -> str:
    """A label inside a sentence begins with a small letter, an abbreviation as it is written."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _consent_used(reading: Reading, partner: Subject | None) -> Subject | None:
    """The consent that was noted at the sending; before it, the one that would cover it today."""
    values = reading.record.values
    noted = reading.around.get("consent", str(values["consent"])) if values.get("consent") else None
    if noted is not None or partner is None or values.get("sent_on") is not None:
        return noted
    answers = reading.around.of_person("consent")
    told, day = [one.values for one in answers], reading.today
    if sending.said_no(told, "FILE", day) or not sending.is_allowed(told, "REFER", partner.values, day):
        return None
    first = next(iter(sending.names_of(partner.values)), "")
    addressed = zip(answers, sending.addressed(told, partner.values), strict=True)
    covering = [one for one, answer in addressed if consents.covers(answer, "REFER", first, day)]
    return max(covering, key=lambda one: one.values["given_on"])


def _slip(reading: Reading) -> Block:
    outcomes = tuple(document.Tick(words) for words in TICKED.values())
    return document.Slip(
        (
            document.Paragraph(
                (document.Strong((_SLIP, "  ", reading.record.code)), "  ", _back_to(reading)), size="small"
            ),
            document.Fields(
                (document.Field(_RECEIVED, blank=1, day=True), document.Field(_MEETING, blank=1, day=True)), columns=2
            ),
            document.Ticks((document.Tick(_YES), document.Tick(_NO)), _GIVEN, columns=4),
            document.Ticks(outcomes, _OUTCOME, columns=3 if len(reading.languages) > 1 else 4),
            document.Signatures((_REMARK, _SIGNED), height=_STAMP if len(reading.languages) == 1 else 10),
        )
    )


def _back_to(reading: Reading) -> Said:
    return fill(_BACK_TO, association=reading.letterhead.association)


PAPERS = (
    Paper("referral_letter", TITLE, letter, named=True),
    Paper("referral_letter_bilingual", BILINGUAL, letter, languages=("fr", "ar"), named=True),
)
