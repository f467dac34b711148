"""The consent form (forms.md §2): one sheet, one line a purpose, read aloud, signed; French and Arabic side by side."""

from __future__ import annotations

from casemgr.domain import consents, document
from casemgr.domain.document import Block, Document, Said
from casemgr.domain.kind import Paper
from casemgr.domain.paper import Reading, Subject
from casemgr.domain.vocabulary import Term, vocabulary
from casemgr.domain.words import Words

TITLE = Words("Formulaire de consentement", "استمارة الموافقة", "Consent form")
_EXPLAINED = Words(
    "On m’a expliqué, dans une langue que je comprends, pourquoi l’association garde des informations sur moi, qui "
    "peut les lire et combien de temps. Je réponds librement à chaque ligne. Refuser une ligne ne me prive pas des "
    "autres services. Je peux changer d’avis à tout moment.",
    "شرح لي، بلغة أفهمها، لماذا تحتفظ الجمعية بمعلومات عني، ومن يمكنه الاطلاع عليها، ومدة حفظها. أجيب بحرية عن "
    "كل سطر. رفض أحد الأسطر لا يحرمني من الخدمات الأخرى. ويمكنني تغيير رأيي في أي وقت.",
    "It was explained to me, in a language I understand, why the association keeps information about me, who may read "
    "it and for how long. I answer each line freely. Refusing one line does not deprive me of other services. I may "
    "change my mind at any time.",
)
_PERSON = Words("Personne", "الشخص المعني", "Person")
_CODE = Words("Code", "الرمز", "Code")
_VERSION = Words("Version de la notice", "نسخة الإشعار", "Version of the notice")
_REPRESENTED = Words("Représentée par (qualité)", "ينوب عنه(ا) (الصفة)", "Represented by (quality)")
_LANGUAGE = Words("Langue de l’explication", "لغة الشرح", "Language of the explanation")
_INTERPRETER = Words("Interprète", "الترجمان(ة)", "Interpreter")
_READ = Words("La notice a été", "الإشعار", "The notice was")
_READ_ALOUD = Words("lue à voix haute", "تمت قراءته", "read aloud")
_AUDIO = Words("écoutée (enregistrement)", "تم الاستماع إليه", "listened to")
_PURPOSE = Words("J’accepte", "أوافق على", "I accept")
_RECIPIENT = Words("Destinataire", "الجهة", "Recipient")
_YES = Words("Oui", "نعم", "Yes")
_NO = Words("Non", "لا", "No")
_UNTIL = Words("Jusqu’au", "إلى غاية", "Until")
_LIMITS = Words("Mes limites (« pas mon mari »…)", "قيودي («ليس زوجي»…)", "My limits (“not my husband”…)")
_ASSENT = Words(
    "Enfant de 12 ans ou plus : d’accord ?", "طفل(ة) في 12 سنة أو أكثر: هل يوافق؟", "Child of 12 or more: agrees?"
)
_DATE = Words("Fait le", "حرر بتاريخ", "Done on")
_SIGNS = Words("Signature ou empreinte", "التوقيع أو البصمة", "Signature or thumbprint")
_WITNESS = Words("Témoin (oral, empreinte)", "الشاهد(ة) (شفويا أو بصمة)", "Witness (oral, thumb)")
_STAFF = Words("Pour l’association", "عن الجمعية", "For the association")


def consent_form(reading: Reading) -> Document:
    """The form for one person: what she answered already is written in, the rest is left to her pen."""
    answers = _answers(reading)
    person = reading.person
    blocks: list[Block] = [
        document.Fields(
            (
                document.Field(_PERSON, person.title if person and reading.with_name else "", blank=1),
                document.Field(_CODE, person.code if person else "", blank=1),
                document.Field(_LANGUAGE, _first(reading, answers, "language"), blank=1),
                document.Field(_INTERPRETER, _first(reading, answers, "interpreter"), blank=1),
                document.Field(_REPRESENTED, _first(reading, answers, "representative"), blank=1),
                document.Field(_DATE, blank=1, day=True),
                # The notice below says its own version; an older answer that of the notice it was given under.
                document.Field(
                    _VERSION, "" if reading.letterhead.version else _first(reading, answers, "notice_version")
                ),
            ),
            columns=3,
            framed=True,
        ),
        document.Paragraph(_EXPLAINED),
        document.Ticks((document.Tick(_READ_ALOUD), document.Tick(_AUDIO)), _READ, columns=2),
        _purposes(reading, answers),
        document.Blank(_LIMITS, 2),
        document.Signatures((_SIGNS, _WITNESS, _STAFF), height=18),
        document.Notice(),
    ]
    # One sheet: whoever signs has before her eyes what she says yes and no to.
    return Document(
        title=TITLE,
        blocks=tuple(blocks),
        confidentiality="L0",
        one_page=True,
    )


def _answers(reading: Reading) -> dict[str, Subject]:
    """What holds or was refused, by purpose: the last answer of each (never a mandate more secret than this sheet)."""
    found: dict[str, Subject] = {}
    for one in reversed(reading.around.of_person("consent")):
        if one.confidentiality in ("L0", "L1") and one.values.get("purpose"):
            found[str(one.values["purpose"])] = one
    return found


def _first(reading: Reading, answers: dict[str, Subject], key: str) -> Said:
    """What the newest answers say of how they were given."""
    return next((said for one in answers.values() if (said := reading.show(key, one))), "")


def _purposes(reading: Reading, answers: dict[str, Subject]) -> Block:
    terms = [term for term in vocabulary("consent_purpose").active() if term.code != "CIVPARTY"]
    columns = (
        document.Column(_PURPOSE, 6.6),
        document.Column(_RECIPIENT, 2.4),
        document.Column(_YES, 0.7, "center"),
        document.Column(_NO, 0.7, "center"),
        document.Column(_UNTIL, 1.3),
    )
    asked = enumerate(term.code for term in terms)
    named = frozenset(place for place, code in asked if consents.needs_recipient(code))
    lines = [_line(reading, term, answers.get(term.code)) for term in terms]
    return document.Table(columns, (*lines, (_ASSENT, "", document.Tick(""), document.Tick(""), "")), by_hand=named)


def _line(reading: Reading, term: Term, answer: Subject | None) -> tuple[Said | document.Tick, ...]:
    if answer is None:
        return term.label, "", document.Tick(""), document.Tick(""), ""
    values = answer.values
    said_no = values.get("answer") in ("REFUSED", "WITHDRAWN")
    holds = consents.is_in_force(values, reading.today)
    return (
        term.label,
        str(values.get("recipient") or ""),
        document.Tick("", holds),
        document.Tick("", said_no),
        reading.show("expires_on", answer) if holds else "",
    )


PAPERS = (Paper("consent_form", TITLE, consent_form, languages=("fr", "ar"), of_person=True, named=True),)
