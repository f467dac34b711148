"""The part of a complaint that comes after: the answer, how the person was told, what followed, and its clocks."""

from __future__ import annotations

from casemgr.domain.fields import Anonymise, Choice, Computed, Date, Field, Integer, Rows, Text, YesNo
from casemgr.domain.words import Words
from casemgr.records.complaint import rules

ANSWER_BY = Words("Réponse due le", "أجل الجواب", "Answer due by")
ANNULMENT = Words("Recours en annulation au plus tard le", "آخر أجل لطعن الإلغاء", "Action for annulment by")
STANDING = Words("Délai", "وضعية الأجل", "Time limit")

ANSWER: tuple[Field | Rows, ...] = (
    Date(
        key="answered_on",
        label=Words("Réponse reçue ou donnée le", "تاريخ الجواب", "Answered on"),
        filtered=True,
        also=("answered", "date de réponse", "réponse le", "تاريخ التوصل بالجواب"),
    ),
    Text(
        key="answer",
        label=Words("Réponse", "الجواب", "Answer"),
        longest=10_000,
        lines=5,
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("réponse de l’organisme",),
    ),
    Choice(
        key="result",
        label=Words("Résultat", "النتيجة", "Result"),
        vocabulary="complaint_result",
        beside=__file__,
        filtered=True,
        also=("suite donnée", "result"),
    ),
    Date(
        key="restituted_on",
        label=Words("Communiquée à la personne le", "تاريخ إبلاغ الشخص", "Told to the person on"),
        also=("restitution le", "date de restitution"),
    ),
    Choice(
        key="restitution_mode",
        label=Words("Comment", "كيفية الإبلاغ", "How"),
        vocabulary="restitution_mode",
        beside=__file__,
    ),
    YesNo(
        key="understood",
        label=Words("La personne a compris", "فهم الشخص الجواب", "The person understood"),
        help=Words(
            "Dans sa langue, en le lui faisant redire.",
            "بلغته، مع الطلب منه إعادة ما فهمه.",
            "In their language, asking them to say it again.",
        ),
    ),
    Integer(
        key="satisfaction",
        label=Words("Satisfaction (1 à 5)", "درجة الرضا (1 إلى 5)", "Satisfaction (1 to 5)"),
        least=1,
        most=5,
        filtered=True,
        also=("satisfaction", "note de satisfaction"),
    ),
)

CLOSING: tuple[Field | Rows, ...] = (
    Date(
        key="review_answered_on",
        label=Words("Réexamen : réponse le", "إعادة النظر: تاريخ الجواب", "Review answered on"),
    ),
    Choice(
        key="escalated_to",
        label=Words("Portée devant", "رفعت إلى", "Escalated to"),
        vocabulary="complaint_forward",
        only=rules.is_a_higher_body,
        filtered=True,
    ),
    Date(key="escalated_on", label=Words("Portée le", "تاريخ الرفع", "Escalated on")),
    Text(
        key="escalation_number",
        label=Words("Numéro auprès de cette instance", "الرقم لدى هذه الجهة", "Number there"),
        longest=60,
        identifying=True,
        anonymise=Anonymise.CLEAR,
    ),
    Text(
        key="duplicate_of",
        label=Words("Doublon du numéro", "مكررة للرقم", "Duplicate of number"),
        longest=40,
    ),
    Date(
        key="closed_on",
        label=Words("Clôturée le", "تاريخ الإغلاق", "Closed on"),
        filtered=True,
        also=("date de clôture", "clôture"),
    ),
    Text(
        key="root_cause",
        label=Words("Cause de fond", "السبب الجوهري", "Root cause"),
        longest=2000,
        lines=3,
        visible=rules.IS_ABOUT_US,
        identifying=True,
        anonymise=Anonymise.CLEAR,
    ),
    Text(
        key="corrective_action",
        label=Words("Mesure corrective", "الإجراء التصحيحي", "Corrective action"),
        longest=2000,
        lines=3,
        visible=rules.IS_ABOUT_US,
        identifying=True,
        anonymise=Anonymise.CLEAR,
    ),
)

CLOCKS: tuple[Field | Rows, ...] = (
    Integer(
        key="paused_total",
        label=Words("Jours de pause en tout", "مجموع أيام التوقف", "Days of pause in all"),
        worked_out=rules.paused_total,
        most=100_000,
    ),
    Date(
        key="paused_since",
        label=Words("Délai suspendu depuis le", "الأجل موقوف منذ", "Clock stopped since"),
        worked_out=rules.paused_since,
        future=True,
    ),
    Date(
        key="answer_by",
        label=ANSWER_BY,
        help=Words("60 jours : décret 2-17-265.", "60 يوما: المرسوم 2-17-265.", "60 days: decree 2-17-265."),
        worked_out=rules.answer_by,
        future=True,
        listed=True,
        filtered=True,
    ),
    Computed(
        key="standing",
        label=STANDING,
        compute=rules.standing,
        sql=rules.standing_in_sql,
        like=Choice(key="standing", label=STANDING, vocabulary="complaint_clock", beside=__file__),
        listed=True,
        filtered=True,
    ),
    Date(
        key="triage_by",
        label=Words("Qualification au plus tard le", "أجل التكييف", "Triage by"),
        worked_out=rules.triage_by,
        future=True,
    ),
    Date(
        key="complete_by",
        label=Words(
            "Si elle est incomplète : le dire au plus tard le", "أجل التبليغ بالنقص", "If incomplete: say so by"
        ),
        worked_out=rules.complete_by,
        future=True,
    ),
    Date(
        key="internal_by",
        label=Words("Notre objectif de réponse", "أجلنا الداخلي للجواب", "Our own target for the answer"),
        worked_out=rules.internal_by,
        future=True,
    ),
    Computed(
        key="annulment_by",
        label=ANNULMENT,
        help=Words(
            "60 jours, que ni réexamen ni médiation n’arrêtent : loi 41-90, article 23.",
            "60 يوما لا توقفها إعادة النظر ولا الوساطة: القانون 41-90، المادة 23.",
            "60 days that neither review nor ombudsman stops: law 41-90, article 23.",
        ),
        compute=rules.annulment_by,
        visible=~rules.IS_ABOUT_US,
        like=Date(key="annulment_by", label=ANNULMENT, future=True),
    ),
    Integer(
        key="paused_days",
        label=Words(
            "Jours de pause avant la tenue ici", "أيام التوقف قبل المسك هنا", "Days of pause before it was kept here"
        ),
        help=Words(
            "Pour une réclamation reprise d’un ancien registre ; ici, seule l’attente de pièces arrête le délai.",
            "لشكاية منقولة من سجل قديم؛ أما هنا فلا يوقف الأجل إلا انتظار الوثائق.",
            "For a complaint taken over from an old register; here only waiting for papers stops the clock.",
        ),
        most=3650,
        visible=rules.COMES_FROM_ELSEWHERE,
        also=("paused_days", "jours de pause", "jours suspendus"),
        goes_out=lambda values: values.get("paused_total"),  # the pauses here too: a list tells the last state alone
    ),
)
