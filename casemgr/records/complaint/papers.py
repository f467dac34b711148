"""What is handed to whoever complains: the receipt, at once and numbered, and the reasoned reply (decree 2-17-265).

Both go in a pocket: a restricted complaint's says neither what it is about nor whom it concerns.
"""

from __future__ import annotations

from casemgr.domain import document
from casemgr.domain.document import Block, Document, Said, fill
from casemgr.domain.kind import Paper
from casemgr.domain.paper import Reading
from casemgr.domain.words import Words
from casemgr.records.complaint import rules

RECEIPT = Words("Accusé de réception", "وصل الإيداع", "Receipt")
REPLY = Words("Réponse motivée", "جواب معلل", "Reasoned reply")
_NUMBER = Words("Numéro", "الرقم", "Number")
_PERSON = Words("Personne", "الشخص", "Person")
_CODE = Words("Code de suivi (à recopier)", "رمز التتبع (ينقل باليد)", "Follow-up code (to be copied)")
_RECEIVED = Words(
    "{association} a reçu et enregistré votre réclamation le {day}, sous le numéro {number}.",
    "توصلت {association} بشكايتكم وسجلتها بتاريخ {day} تحت الرقم {number}.",
    "{association} received and recorded your complaint on {day}, under number {number}.",
)
_RECEIVED_UNDATED = Words(
    "{association} a reçu et enregistré votre réclamation sous le numéro {number}.",
    "توصلت {association} بشكايتكم وسجلتها تحت الرقم {number}.",
    "{association} received and recorded your complaint under number {number}.",
)
_NEXT = Words("La suite", "ما يلي", "What comes next")
_FIFTEEN = Words(
    "S’il manque une pièce ou une précision, nous vous le dirons au plus tard le {day}.",
    "إذا نقصت وثيقة أو توضيح، سنخبركم بذلك في أجل أقصاه {day}.",
    "If a paper or a detail is missing, we will tell you by {day} at the latest.",
)
_SIXTY = Words(
    "La réponse est attendue au plus tard le {day}. Ce délai s’arrête tant que nous attendons une pièce de votre part.",
    "ينتظر الجواب في أجل أقصاه {day}. يتوقف هذا الأجل ما دمنا ننتظر وثيقة منكم.",
    "The answer is due by {day}. This time stops while we await a paper from you.",
)
_COME_BACK = Words(
    "Gardez ce reçu : son numéro suffit pour demander où en est votre réclamation.",
    "احتفظوا بهذا الوصل: يكفي رقمه للسؤال عن مآل شكايتكم.",
    "Keep this receipt: its number is enough to ask how your complaint stands.",
)
_WITH_CODE = Words(
    "Gardez ce reçu : avec son numéro et le code de suivi, vous pouvez revenir sans donner votre nom.",
    "احتفظوا بهذا الوصل: برقمه ورمز التتبع يمكنكم العودة دون ذكر اسمكم.",
    "Keep this receipt: with its number and the follow-up code you can come back without giving your name.",
)
_FREE = Words(
    "Se plaindre est gratuit et ne prive d’aucune aide. Vous pouvez aussi saisir directement le Médiateur du Royaume.",
    "الشكاية مجانية ولا تحرم من أي مساعدة. ويمكنكم أيضا التوجه مباشرة إلى وسيط المملكة.",
    "A complaint is free and costs you none of our help. You may also go directly to the Ombudsman of the Kingdom.",
)
_OF_US = Words(
    "Se plaindre est gratuit et ne prive d’aucune aide. Les personnes mises en cause ne voient pas cette réclamation.",
    "الشكاية مجانية ولا تحرم من أي مساعدة. ولا يطلع عليها من تعنيهم.",
    "A complaint is free and costs you none of our help. Those it concerns do not see it.",
)
_STAFF = Words("Pour l’association", "عن الجمعية", "For the association")
_HANDED = Words("Remis à la personne", "سلم للشخص المعني", "Handed to the person")
_YOURS = Words(
    "Votre réclamation numéro {number}, reçue le {day}, a été examinée.",
    "تمت دراسة شكايتكم رقم {number}، المتوصل بها بتاريخ {day}.",
    "Your complaint number {number}, received on {day}, has been examined.",
)
_YOURS_UNDATED = Words(
    "Votre réclamation numéro {number} a été examinée.",
    "تمت دراسة شكايتكم رقم {number}.",
    "Your complaint number {number} has been examined.",
)
_NOT_TAKEN = Words("Elle ne peut pas être traitée :", "لا يمكن معالجتها:", "It cannot be processed:")
_MISSING = Words("Pour la traiter, il nous manque encore :", "لمعالجتها ينقصنا ما يلي:", "To process it we still need:")
_ANSWER = Words("Réponse", "الجواب", "Answer")
_REASONS = Words("Explication", "التعليل", "Explanation")
_OPEN_WAYS = Words("Ce que vous pouvez faire", "ما يمكنكم القيام به", "What you can do")
_WAYS = Words(
    "Nous demander un réexamen ; saisir le Médiateur du Royaume ; demander conseil à notre juriste. Un recours devant"
    " le juge administratif a son propre délai, que ni le réexamen ni le Médiateur n’arrêtent.",
    "طلب إعادة النظر لدينا؛ التوجه إلى وسيط المملكة؛ استشارة المكلف(ة) بالشؤون القانونية لدينا. للطعن أمام القاضي"
    " الإداري أجل خاص لا توقفه إعادة النظر ولا الوساطة.",
    "Ask us for a review; go to the Ombudsman of the Kingdom; ask our legal officer for advice. An action before the"
    " administrative judge has a time limit of its own, which neither review nor Ombudsman stops.",
)

_BRING = Words(
    "Apportez-les quand vous voulez : la réclamation sera alors traitée. D’ici là, le délai de réponse est arrêté.",
    "أحضروها متى شئتم: ستعالج الشكاية حينها. وإلى ذلك الحين يتوقف أجل الجواب.",
    "Bring them when you like: the complaint will then be processed. Until then the time for the answer stops.",
)


def _is_discreet(reading: Reading) -> bool:
    return reading.record.confidentiality not in ("L0", "L1")


def _who(reading: Reading) -> Said:
    """The person by code, or by name when asked for; nobody for an anonymous or a restricted one."""
    return "" if _is_discreet(reading) else reading.who()


def receipt(reading: Reading) -> Document:
    """Handed over at once: the number, the day, what comes next and until when (decree 2-17-265)."""
    record = reading.record
    is_anonymous = record.values.get("complainant") == "ANON"
    is_ours = record.values.get("register") == rules.US
    lines = [document.Field(_NUMBER, document.Strong(record.code)), document.Field(_PERSON, _who(reading))]
    lines += reading.fields("received_on", "channel")
    if not _is_discreet(reading):
        lines += reading.fields("subject", "against_body")
    if is_anonymous:
        lines.append(document.Field(_CODE, blank=1))
    day, association = reading.show("received_on"), reading.letterhead.association
    received = (
        fill(_RECEIVED, association=association, day=day, number=record.code)
        if day
        else fill(_RECEIVED_UNDATED, association=association, number=record.code)
    )
    blocks: tuple[Block, ...] = (
        document.Paragraph(received),
        document.Fields(tuple(lines), framed=True),
        document.Heading(_NEXT, 2),
        *_until(reading, _FIFTEEN, "complete_by"),
        *_until(reading, _SIXTY, "answer_by"),
        document.Paragraph(_WITH_CODE if is_anonymous else _COME_BACK),
        document.Paragraph(_OF_US if is_ours else _FREE, tone="quiet"),
        document.Signatures((_STAFF, _HANDED)),
        document.Notice(),
    )
    return Document(
        title=RECEIPT,
        number=record.code,
        confidentiality=record.confidentiality,
        handed=True,
        traced=True,
        blocks=blocks,
    )


def _until(reading: Reading, said: Words, key: str) -> tuple[Block, ...]:
    """A promise with its day; without the day (an older register) no promise."""
    day = reading.show(key)
    return (document.Paragraph(fill(said, day=day)),) if day else ()


def reasoned_reply(reading: Reading) -> Document:
    """Why it is not processed, what it still needs, or the answer, and the ways that remain open: always in writing."""
    record = reading.record
    values = record.values
    is_refused = record.state == "INADM" or bool(values.get("inadmissible_reason"))
    is_waiting = record.state == "INFO" or (not is_refused and bool(values.get("missing")))
    day = reading.show("received_on")
    said = fill(_YOURS, number=record.code, day=day) if day else fill(_YOURS_UNDATED, number=record.code)
    blocks: list[Block] = [document.Paragraph(said)]
    if _is_discreet(reading):
        blocks.append(document.Blank(_REASONS, 6))
    elif is_waiting:
        blocks += [document.Paragraph(_MISSING), *_text(reading, "missing")]
    elif values.get("answer") and not is_refused:
        blocks.append(document.Fields(reading.fields("subject", "against_body", "result"), framed=True))
        blocks += [document.Heading(_ANSWER, 2), *_text(reading, "answer")]
    elif not is_refused:  # nothing is decided yet: the paper must not say that it was refused
        blocks.append(document.Fields(reading.fields("subject", "against_body"), framed=True))
        blocks.append(document.Blank(_REASONS, 6))
    else:
        blocks.append(document.Paragraph(_NOT_TAKEN))
        blocks.append(document.Fields(reading.fields("inadmissible_reason", "subject", blank=1), framed=True))
        blocks += [document.Heading(_REASONS, 2), *_text(reading, "reasoned_reply")]
    blocks += [
        document.Heading(_OPEN_WAYS, 2),
        document.Paragraph(_BRING if is_waiting else _WAYS),
        document.Signatures((_STAFF, _HANDED)),
        document.Notice(),
    ]
    return Document(
        title=REPLY, number=record.code, confidentiality=record.confidentiality, handed=True, blocks=tuple(blocks)
    )


def _text(reading: Reading, key: str) -> list[Block]:
    said = reading.show(key)
    return [document.Paragraph(said)] if said else [document.Blank("", 4)]


PAPERS = (
    Paper("complaint_receipt", RECEIPT, receipt, languages=("fr", "ar")),
    Paper("complaint_reply", REPLY, reasoned_reply, languages=("fr", "ar")),
)
