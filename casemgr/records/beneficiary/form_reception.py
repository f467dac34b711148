"""First the safety of the person: how she came, who interprets, whether she may talk, what she was asked."""

from __future__ import annotations

from casemgr.domain.conditions import filled, when
from casemgr.domain.fields import Anonymise, Choice, Date, Merge, Name, Text, YesNo
from casemgr.domain.kind import Section, today_by_default
from casemgr.domain.words import Words
from casemgr.records.beneficiary.headers import headers

# Channels where someone else sent the person: which body, then, is asked (forms.md §1, field 4).
BY_A_BODY = ("NGO", "HEALTH", "EN", "SCHOOL", "UNHCR", "IOM", "POLICE", "JUSTICE", "AUTH", "CONS", "MIN")

RECEPTION = Section(
    "reception",
    Words("Accueil", "الاستقبال", "Reception"),
    (
        Date(
            key="intake_date",
            label=Words("Date d’accueil", "تاريخ الاستقبال", "Date of intake"),
            help=Words(
                "Le jour où la personne a été reçue, même si la saisie est plus tardive.",
                "اليوم الذي استقبل فيه الشخص، ولو تم التسجيل لاحقا.",
                "The day the person was received, even if it is typed later.",
            ),
            default=today_by_default,
            quick=True,
            expected=True,
            listed=True,
            filtered=True,
            also=headers("intake_date"),
        ),
        Choice(
            key="entry_channel",
            label=Words("Mode d’arrivée", "طريقة الوصول إلى الجمعية", "Entry channel"),
            vocabulary="entry_channel",
            quick=True,
            expected=True,
            filtered=True,
            also=headers("entry_channel"),
        ),
        Text(
            key="referring_body",
            label=Words("Organisme qui oriente", "الجهة المحيلة", "Referring body"),
            visible=when("entry_channel", *BY_A_BODY, "BRANCH", "OTHER"),
            suggests="partner",
            quick=True,
            expected=True,
            anonymise=Anonymise.CLEAR,
            also=headers("referring_body"),
        ),
        Choice(
            key="interview_language",
            label=Words("Langue de l’entretien", "لغة المقابلة", "Interview language"),
            vocabulary="language",
            expected=True,
            filtered=True,
            also=headers("interview_language"),
        ),
        Name(
            key="interpreter",
            label=Words("Interprète", "المترجم(ة)", "Interpreter"),
            help=Words(
                "Du registre, ou choisi(e) par la personne.",
                "من السجل أو من اختيار الشخص المعني.",
                "From the register, or chosen by the person.",
            ),
        ),
        YesNo(
            key="interpreter_consent",
            label=Words(
                "La personne accepte cet(te) interprète",
                "الشخص موافق على هذا المترجم",
                "The person accepts this interpreter",
            ),
            visible=filled("interpreter"),
            expected=True,
            merge=Merge.REFUSAL_WINS,
        ),
        YesNo(
            key="safe_to_talk",
            label=Words(
                "Peut-on parler ici et maintenant ?",
                "هل يمكن التحدث هنا والآن بأمان؟",
                "Safe to talk here and now?",
            ),
            help=Words(
                "Si non : arrêtez-vous ici et donnez seulement un rendez-vous.",
                "إذا كان الجواب لا: توقفوا هنا واكتفوا بتحديد موعد.",
                "If no: stop here and only give an appointment.",
            ),
            default=lambda _context: True,
            quick=True,
            expected=True,
            merge=Merge.REFUSAL_WINS,
        ),
        YesNo(
            key="objection_asked",
            label=Words(
                "Demandé si elle s’oppose au traitement",
                "سئل الشخص عن اعتراضه على المعالجة",
                "Asked whether she objects",
            ),
            help=Words(
                "Décret 2-09-165, art. 43 : la question est posée et la réponse gardée.",
                "المرسوم 2-09-165، المادة 43: يطرح السؤال ويحفظ الجواب.",
                "Decree 2-09-165, art. 43: the question is asked and the answer kept.",
            ),
            expected=True,
            merge=Merge.UNION,
        ),
        Text(
            key="objection_answer",
            label=Words("Sa réponse", "جواب الشخص", "Her answer"),
            visible=when("objection_asked", True),
            expected=True,
            identifying=True,
            longest=1000,
            lines=3,
            anonymise=Anonymise.CLEAR,
        ),
    ),
)
