"""The form of a consent (forms.md §2): one record for each purpose and, where it matters, for each recipient."""

from __future__ import annotations

from casemgr.domain import consents
from casemgr.domain.conditions import filled, when
from casemgr.domain.fields import (
    Anonymise,
    Choice,
    Computed,
    Date,
    Field,
    Merge,
    Name,
    Rows,
    Text,
    YesNo,
)
from casemgr.domain.kind import Section, today_by_default
from casemgr.domain.person_link import person_link
from casemgr.domain.words import Words
from casemgr.records.consent import rules

WITHDRAWAL_MODES = frozenset({"SIGN", "THUMB", "ORAL", "PHONE", "GUARD"})
IN_FORCE = Words("En vigueur", "سارية المفعول", "In force")

ANSWER: tuple[Field | Rows, ...] = (
    person_link(),
    Choice(
        key="purpose",
        label=Words("Accord demandé pour", "موضوع الموافقة", "Consent asked for"),
        vocabulary="consent_purpose",
        required=True,
        quick=True,
        listed=True,
        filtered=True,
        also=("finalité", "objet", "consentement", "الغرض"),
    ),
    Text(
        key="recipient",
        label=Words("Destinataire", "الجهة المرسل إليها", "Recipient"),
        help=Words(
            "Un accord par destinataire : le partenaire nommé, et lui seul.",
            "موافقة لكل جهة: الشريك المذكور وحده.",
            "One consent for each recipient: the named partner and no other.",
        ),
        required=rules.PER_RECIPIENT,
        visible=rules.PER_RECIPIENT,
        suggests="partner",
        quick=True,
        listed=True,
        also=("partenaire", "organisme", "الشريك"),
    ),
    Choice(
        key="answer",
        label=Words("Réponse", "الجواب", "Answer"),
        vocabulary="consent_state",
        required=True,
        quick=True,
        listed=True,
        filtered=True,
        merge=Merge.REFUSAL_WINS,
        also=("état", "statut", "accord", "consentement donné", "الحالة"),
    ),
    Date(
        key="given_on",
        label=Words("Date de la réponse", "تاريخ الجواب", "Date of the answer"),
        required=rules.DATED,
        default=today_by_default,
        quick=True,
        listed=True,
        also=("date", "date du consentement", "signé le", "التاريخ"),
    ),
    Date(
        key="expires_on",
        propose=lambda values, _context: consents.propose_expiry(values),
        label=Words("Valable jusqu’au", "صالحة إلى غاية", "Valid until"),
        help=Words(
            "D’ordinaire 24 mois pour le dossier, 12 mois pour une transmission, un seul acte en cas d’urgence vitale.",
            "عادة 24 شهرا للملف، و12 شهرا للإحالة، وإجراء واحد عند تهديد المصالح الحيوية.",
            "Usually 24 months for the file, 12 for a sharing, one act only for vital interests.",
        ),
        future=True,
        filtered=True,
        also=("expiration", "date d’expiration", "échéance", "تاريخ الانتهاء"),
    ),
    Computed(
        key="in_force",
        label=IN_FORCE,
        compute=rules.in_force_today,
        like=YesNo(key="in_force", label=IN_FORCE),
        listed=True,
    ),
    Text(
        key="restrictions",
        label=Words(
            "Limites, dans les mots de la personne", "القيود بكلمات المعني(ة) بالأمر", "Limits, in the person’s words"
        ),
        help=Words(
            "« Pas mon mari », « pas le consulat »… Affiché en rouge au moment de transmettre.",
            "«ليس زوجي»، «ليس القنصلية»… تظهر بالأحمر عند كل إحالة.",
            "“Not my husband”, “not the consulate”… Shown in red at the time of sharing.",
        ),
        longest=500,
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("restrictions", "limites", "قيود"),
    ),
)

HOW: tuple[Field | Rows, ...] = (
    Choice(
        key="mode",
        label=Words("Recueilli par", "طريقة التعبير عن الموافقة", "How it was given"),
        vocabulary="consent_mode",
        required=rules.GIVEN,
        quick=True,
        also=("mode", "forme du consentement", "الطريقة"),
    ),
    Name(
        key="witness",
        label=Words("Témoin", "الشاهد(ة)", "Witness"),
        required=rules.WITNESSED,
        visible=rules.WITNESSED,
        quick=True,
    ),
    Name(key="interpreter", label=Words("Interprète", "الترجمان(ة)", "Interpreter")),
    Choice(
        key="representative_quality",
        label=Words("Qui répond", "من يجيب", "Who answers"),
        vocabulary="representative_quality",
        beside=__file__,
        default=lambda _context: "SELF",
    ),
    Name(
        key="representative",
        label=Words("Nom du représentant", "اسم من ينوب عن الشخص", "Name of the representative"),
        required=rules.REPRESENTED,
        visible=rules.REPRESENTED,
        also=("représentant", "tuteur", "mandataire", "النائب(ة) الشرعي(ة)"),
    ),
    YesNo(
        key="child_assent",
        label=Words("L’enfant est d’accord", "الطفل(ة) موافق(ة)", "The child agrees"),
        help=Words(
            "Dès 12 ans, l’enfant donne aussi son avis.",
            "ابتداء من 12 سنة يدلي الطفل(ة) أيضا برأيه(ا).",
            "From 12 on, the child’s own view is asked too.",
        ),
        required=rules.OLD_ENOUGH_TO_ASSENT & rules.GIVEN,
        visible=rules.OLD_ENOUGH_TO_ASSENT,
    ),
    Choice(
        key="language",
        label=Words("Langue de l’explication", "لغة الشرح", "Language of the explanation"),
        vocabulary="language",
        expected=True,
        also=("langue", "اللغة"),
    ),
    Text(
        key="notice_version",
        label=Words("Version de la notice", "نسخة الإشعار", "Version of the notice"),
        longest=40,
    ),
    YesNo(
        key="read_aloud", label=Words("Notice lue à voix haute", "تمت قراءة الإشعار بصوت مسموع", "Notice read aloud")
    ),
    YesNo(key="audio_played", label=Words("Enregistrement écouté", "تم الاستماع إلى التسجيل", "Recording listened to")),
)

GROUND: tuple[Field | Rows, ...] = (
    Choice(
        key="ground",
        label=Words("Fondement", "الأساس القانوني", "Ground"),
        vocabulary="ground",
        beside=__file__,
        required=rules.OTHER_GROUND,
        visible=rules.OTHER_GROUND,
    ),
    Text(
        key="justification",
        label=Words("Justification", "التعليل", "Justification"),
        help=Words(
            "Pourquoi agir sans accord était nécessaire, ou sur quelle note on s’appuie.",
            "لماذا كان من الضروري التصرف دون موافقة، أو ما هي المذكرة المعتمدة.",
            "Why acting without consent was necessary, or on which note it rests.",
        ),
        longest=1000,
        lines=3,
        required=rules.OTHER_GROUND | when("mode", "VITAL"),
        visible=rules.JUSTIFIED,
        identifying=True,
        anonymise=Anonymise.CLEAR,
    ),
)

WITHDRAWAL: tuple[Field | Rows, ...] = (
    Date(
        key="withdrawn_on",
        label=Words("Retiré le", "تاريخ السحب", "Withdrawn on"),
        help=Words(
            "Dès ce jour, plus rien n’est transmis.",
            "ابتداء من هذا اليوم لا تتم أي إحالة.",
            "From this day on, nothing more is shared.",
        ),
        required=rules.WITHDRAWN,
        visible=rules.WITHDRAWN | filled("withdrawn_on"),
        also=("date de retrait", "retrait"),
    ),
    Choice(
        key="withdrawal_mode",
        label=Words("Retrait exprimé par", "طريقة السحب", "How it was withdrawn"),
        vocabulary="consent_mode",
        only=lambda term: term.code in WITHDRAWAL_MODES,
        visible=rules.WITHDRAWN,
        expected=True,
    ),
    YesNo(
        key="withdrawal_letter",
        label=Words("Lettre sur les effets remise", "سلمت رسالة حول آثار السحب", "Letter on its effects handed over"),
        visible=rules.WITHDRAWN,
        expected=True,
    ),
)

SECTIONS = (
    Section("answer", Words("La réponse", "الجواب", "The answer"), ANSWER),
    Section("how", Words("Comment", "الكيفية", "How"), HOW),
    Section("ground", Words("Autre fondement", "أساس آخر", "Another ground"), GROUND),
    Section("withdrawal", Words("Retrait", "السحب", "Withdrawal"), WITHDRAWAL),
)
