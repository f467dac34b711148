"""The form of a referral (forms.md §7, "Fiche de référencement"): to whom, why, with what, and what came of it."""

from __future__ import annotations

from casemgr.domain.conditions import filled
from casemgr.domain.fields import (
    Anonymise,
    Choice,
    Choices,
    Computed,
    Date,
    Field,
    Integer,
    Link,
    Money,
    Name,
    Rows,
    Text,
    Time,
    YesNo,
)
from casemgr.domain.kind import Section, whoever_writes
from casemgr.domain.open_case import case_link
from casemgr.domain.person_link import person_link
from casemgr.domain.words import Words
from casemgr.records.referral import reasons, rules

DETAIL = 600  # characters (forms.md §7)
TO_CHECK = Words("À vérifier le", "موعد التحقق", "To be checked on")
LATE = Words("En retard", "متأخرة", "Late")
WITH_WHOM = Words("Interlocuteur(trice)", "المخاطب(ة)", "Spoken with")


WHAT: tuple[Field | Rows, ...] = (
    person_link(),
    Choice(
        key="direction",
        label=Words("Sens", "الاتجاه", "Direction"),
        vocabulary="direction",
        beside=__file__,
        default=lambda _context: "OUT",
        quick=True,
        filtered=True,
        also=("entrant/sortant", "type de référencement"),
    ),
    Choice(
        key="reason",
        label=Words("Motif", "السبب", "Reason"),
        vocabulary="referral_reason",
        quick=True,
        expected=True,
        listed=True,
        filtered=True,
        also=("motif du référencement", "besoin", "service demandé", "سبب الإحالة"),
    ),
    Link(
        key="partner",
        label=Words("Partenaire", "الشريك", "Partner"),
        help=Words(
            "À qui la personne est adressée ; ou, si elle nous est envoyée, par qui.",
            "الجهة الموجه إليها الشخص، أو التي أرسلته إلينا.",
            "To whom the person is sent; or, coming to us, by whom.",
        ),
        to="partner",
        quick=True,
        expected=True,
        listed=True,
        also=("organisme", "structure", "destinataire", "orienté vers", "référé à", "الجهة الشريكة"),
    ),
    Text(
        key="other_body",
        label=Words("Organisme hors annuaire", "جهة خارج الدليل", "Body outside the directory"),
        help=Words(
            "Pour une ancienne liste. Un envoi demande un partenaire de l’annuaire.",
            "للائحة قديمة. يتطلب الإرسال شريكا من الدليل.",
            "For an old list. A sending needs a partner of the directory.",
        ),
        longest=160,
        visible=~filled("partner"),
        also=("autre organisme", "nom de l’organisme", "جهة أخرى"),
    ),
    Name(
        key="contact",
        propose=rules.propose_contact,
        label=Words("À l’attention de", "إلى عناية", "For the attention of"),
        also=("contact", "personne de contact", "point focal"),
    ),
    Choice(
        key="urgency",
        label=Words("Urgence", "درجة الاستعجال", "Urgency"),
        vocabulary="urgency",
        beside=__file__,
        default=lambda _context: "NORMAL",
        quick=True,
        filtered=True,
        also=("degré d’urgence", "priorité"),
    ),
    Text(
        key="detail",
        label=Words("Ce que le partenaire doit savoir", "ما ينبغي أن يعرفه الشريك", "What the partner must know"),
        help=Words(
            "Imprimé dans la lettre. Jamais de diagnostic, jamais les faits subis.",
            "يطبع في الرسالة. لا تشخيص ولا وقائع.",
            "Printed in the letter. Never a diagnosis, never what was suffered.",
        ),
        longest=DETAIL,
        lines=4,
        quick=True,
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("détail", "précisions", "observations", "تفاصيل"),
    ),
    Text(
        key="expected_help",
        label=Words("Ce qui est attendu", "ما هو منتظر", "What is asked for"),
        longest=300,
        lines=2,
        identifying=True,
        anonymise=Anonymise.CLEAR,
    ),
    case_link(),
    Choice(
        key="programme",
        label=Words("Programme", "البرنامج", "Programme"),
        vocabulary="programme",
        filtered=True,
        also=("projet", "project", "المشروع"),
    ),
)

ENCLOSURES = Rows(
    key="enclosures",
    label=Words("Pièces jointes", "الوثائق المرفقة", "Enclosures"),
    one=Words("Pièce jointe", "وثيقة مرفقة", "Enclosure"),
    fields=(
        Text(
            key="what",
            label=Words("Pièce", "الوثيقة", "Paper"),
            help=Words(
                "Sans numéro d’identité ; une pièce médicale va sous pli fermé.",
                "دون رقم هوية؛ الوثيقة الطبية في ظرف مغلق.",
                "No identity number; a medical paper goes in a sealed envelope.",
            ),
            longest=120,
            required=True,
            identifying=True,
            anonymise=Anonymise.CLEAR,
        ),
        YesNo(key="is_original", label=Words("Original", "أصل", "Original")),
    ),
)

SHARED: tuple[Field | Rows, ...] = (
    Choices(
        key="shared",
        propose=reasons.propose_shared,
        label=Words("Données transmises", "المعطيات المتقاسمة", "Data shared"),
        help=Words(
            "Le minimum pour ce motif est coché d’avance.",
            "الحد الأدنى لهذا السبب محدد مسبقا.",
            "The minimum for this reason is ticked beforehand.",
        ),
        vocabulary="shared_data",
        beside=__file__,
        visible=reasons.IS_OURS,
    ),
    ENCLOSURES,
    Link(
        key="consent",
        label=Words("Accord utilisé", "الموافقة المعتمدة", "Consent used"),
        help=Words(
            "Vide : celui qui couvre l’envoi est retrouvé ce jour-là.",
            "فارغ: يتم العثور على الموافقة السارية يوم الإرسال.",
            "Empty: the one that covers the sending is found that day.",
        ),
        to="consent",
        visible=reasons.IS_OURS,
    ),
    Text(
        key="vital_reason",
        label=Words("Sans accord : intérêts vitaux", "دون موافقة: المصالح الحيوية", "Without consent: vital interests"),
        help=Words(
            "Seulement si la vie ou la sécurité est en jeu et que la personne ne peut pas répondre : dites pourquoi.",
            "فقط إذا كانت الحياة أو السلامة مهددة وتعذر على الشخص الجواب: اذكروا السبب.",
            "Only when life or safety is at stake and the person cannot answer: say why.",
        ),
        longest=1000,
        lines=2,
        visible=reasons.IS_OURS,
        identifying=True,
        anonymise=Anonymise.CLEAR,
    ),
    Date(
        key="told_on",
        label=Words("Personne informée le", "تاريخ إعلام الشخص", "Person told on"),
        visible=reasons.IS_OURS & filled("vital_reason"),
    ),
    YesNo(
        key="accompanied",
        label=Words("Accompagnement nécessaire", "المرافقة ضرورية", "Needs to be accompanied"),
        quick=True,
        also=("accompagnement", "المرافقة"),
    ),
    Choice(
        key="interpreter",
        label=Words("Interprète en", "ترجمان(ة) بلغة", "Interpreter in"),
        vocabulary="language",
        also=("interprète", "langue d’interprétation"),
    ),
    Money(
        key="cost_covered",
        label=Words("Frais pris en charge jusqu’à", "المصاريف المتكفل بها إلى حدود", "Costs covered up to"),
        also=("prise en charge", "frais pris en charge"),
    ),
)

REMINDERS = Rows(
    key="reminders",
    label=Words("Relances", "التذكيرات", "Reminders"),
    one=Words("Relance", "تذكير", "Reminder"),
    fields=(
        Date(key="reminded_on", label=Words("Le", "بتاريخ", "On"), required=True),
        Choice(key="by", label=Words("Par", "بواسطة", "By"), vocabulary="channel", beside=__file__),
        Name(key="with_whom", label=WITH_WHOM),
        Text(
            key="said",
            label=Words("Ce qui a été dit", "ما قيل", "What was said"),
            longest=300,
            identifying=True,
            anonymise=Anonymise.CLEAR,
        ),
    ),
)

SENDING: tuple[Field | Rows, ...] = (
    Choice(
        key="channel",
        propose=rules.propose_channel,
        label=Words("Envoi par", "وسيلة الإرسال", "Sent by means of"),
        vocabulary="channel",
        beside=__file__,
        filtered=True,
        also=("moyen d’envoi", "canal", "mode de transmission"),
    ),
    Date(
        key="sent_on",
        label=Words("Envoyé le", "تاريخ الإرسال", "Sent on"),
        listed=True,
        filtered=True,
        also=("date d’envoi", "date du référencement", "date d’orientation", "date", "sent", "تاريخ الإحالة"),
    ),
    Link(
        key="sent_by",
        label=Words("Suivi par", "مكلف بالتتبع", "Followed by"),
        to="user",
        default=whoever_writes,
        filtered=True,
        also=("envoyé par", "référent", "référente", "agent"),
    ),
    Date(
        key="called_on",
        label=Words("Partenaire appelé le", "تاريخ الاتصال الهاتفي بالشريك", "Partner telephoned on"),
        visible=reasons.IS_IMMEDIATE,
        expected=True,
    ),
    Name(key="called_whom", label=WITH_WHOM, visible=reasons.IS_IMMEDIATE),
    Date(
        key="next_check_on",
        propose=rules.propose_check,
        label=Words("Prochaine vérification", "التحقق المقبل", "Next check"),
        help=Words(
            "Proposée à 2 ou 7 jours selon l’urgence, puis 15 et 30.",
            "يقترح بعد يومين أو 7 أيام حسب الاستعجال، ثم 15 و30.",
            "Proposed at 2 or 7 days by urgency, then 15 and 30.",
        ),
        future=True,
        also=("date de relance", "prochain suivi"),
    ),
    Computed(
        key="to_check",
        label=TO_CHECK,
        compute=rules.to_check,
        sql=rules.to_check_in_sql,
        like=Date(key="to_check", label=TO_CHECK, future=True),
        listed=True,
    ),
    Computed(
        key="is_late",
        label=LATE,
        compute=rules.is_late,
        sql=rules.late_in_sql,
        like=YesNo(key="is_late", label=LATE),
        filtered=True,
    ),
    REMINDERS,
)

ANSWER: tuple[Field | Rows, ...] = (
    Date(
        key="received_on",
        label=Words("Accusé de réception le", "تاريخ الإشعار بالتوصل", "Acknowledged on"),
        help=Words(
            "Par le partenaire ; ou par nous, si la personne nous est envoyée.",
            "من طرف الشريك، أو من طرفنا إذا كانت الإحالة واردة.",
            "By the partner; or by us, when the person is sent to us.",
        ),
        also=("reçu le", "date de réception", "accusé de réception"),
    ),
    Date(
        key="answered_on",
        label=Words("Réponse le", "تاريخ الجواب", "Answered on"),
        also=("date de réponse", "réponse reçue le"),
    ),
    Date(
        key="appointment_on",
        label=Words("Premier rendez-vous", "الموعد الأول", "First appointment"),
        future=True,
        also=("rendez-vous", "date du rendez-vous", "rdv"),
    ),
    Time(key="appointment_time", label=Words("Heure du rendez-vous", "ساعة الموعد", "Time of the appointment")),
    Date(
        key="attended_on",
        label=Words("S’est présenté(e) le", "تاريخ الحضور", "Attended on"),
        also=("présenté le", "date de présence"),
    ),
    Text(
        key="service_given",
        label=Words("Service reçu", "الخدمة المقدمة", "Service received"),
        longest=200,
        also=("service rendu",),
    ),
    Choice(
        key="outcome",
        label=Words("Résultat", "النتيجة", "Outcome"),
        vocabulary="referral_outcome",
        filtered=True,
        also=("issue", "résultat du référencement", "النتيجة النهائية"),
    ),
    Text(
        key="feedback",
        label=Words("Ce que dit le partenaire", "ملاحظات الشريك", "What the partner says"),
        longest=1000,
        lines=3,
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("commentaire", "retour du partenaire"),
    ),
    Date(key="slip_on", label=Words("Coupon-retour reçu le", "تاريخ التوصل بقسيمة الجواب", "Slip received on")),
    Text(
        key="their_reference",
        label=Words("Référence du partenaire", "مرجع الشريك", "Partner’s reference"),
        longest=60,
        also=("n° partenaire", "référence externe"),
    ),
    Date(
        key="closed_on",
        label=Words("Terminé le", "تاريخ الإغلاق", "Ended on"),
        filtered=True,
        also=("date de clôture", "clôturé le"),
    ),
)

VIEW: tuple[Field | Rows, ...] = (
    Integer(
        key="satisfaction",
        label=Words("Satisfaction de la personne", "رضا المعني(ة) بالأمر", "Person’s satisfaction"),
        help=Words(
            "De 1 (pas du tout) à 5 (tout à fait).", "من 1 (غير راض(ية)) إلى 5 (راض(ية) تماما).", "From 1 to 5."
        ),
        least=1,
        most=5,
        also=("satisfaction", "note"),
    ),
    Text(
        key="problem",
        label=Words("Difficulté rencontrée", "الصعوبة المصادفة", "Problem met"),
        longest=1000,
        lines=3,
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("problème", "difficulté"),
    ),
)

SECTIONS = (
    Section("what", Words("Vers qui et pourquoi", "إلى من ولماذا", "To whom and why"), WHAT),
    Section("shared", Words("Ce qui est transmis", "ما يتم تقاسمه", "What is shared"), SHARED),
    Section("sending", Words("Envoi et relances", "الإرسال والتذكير", "Sending and reminders"), SENDING),
    Section("answer", Words("Réponse du partenaire", "جواب الشريك", "Partner’s answer"), ANSWER),
    Section("view", Words("Avis de la personne", "رأي المعني(ة) بالأمر", "The person’s view"), VIEW),
)
