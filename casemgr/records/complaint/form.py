"""The form of a complaint (forms.md §10), in the order of its life: receipt, triage, forwarding, answer, restitution.

What is known at the counter comes first and is short. The rest is asked when its step comes (life.py); nothing but the
day of receipt is needed to keep one, so that an old register can be brought in.
"""

from __future__ import annotations

from casemgr.domain.fields import Anonymise, Choice, Date, Field, Link, Name, Phone, Rows, Text, YesNo
from casemgr.domain.kind import Section, today_by_default, whoever_writes
from casemgr.domain.person_link import person_link
from casemgr.domain.words import Words
from casemgr.records.complaint import rules
from casemgr.records.complaint.form_answer import ANSWER, CLOCKS, CLOSING
from casemgr.records.complaint.form_triage import FORWARDING, TRIAGE

NOTE = 10_000  # characters, V-TEXT


RECEIPT: tuple[Field | Rows, ...] = (
    Date(
        key="received_on",
        label=Words("Reçue le", "تاريخ التوصل", "Received on"),
        required=True,
        default=today_by_default,
        quick=True,
        filtered=True,
        also=("received", "date de réception", "date de la réclamation", "date", "تاريخ الشكاية"),
    ),
    Choice(
        key="register",
        label=Words("Registre", "السجل", "Register"),
        help=Words(
            "Sur notre association, elle est tenue à part : les personnes mises en cause ne la voient jamais.",
            "الشكاية المتعلقة بجمعيتنا تمسك على حدة: لا يطلع عليها أبدا من تعنيهم.",
            "A complaint about our association is kept apart: those it concerns never see it.",
        ),
        vocabulary="complaint_register",
        beside=__file__,
        propose=rules.propose_register,
        quick=True,
        expected=True,
        listed=True,
        filtered=True,
        also=("registre", "type de registre"),
    ),
    Choice(
        key="channel",
        label=Words("Canal", "قناة التوصل", "Channel"),
        vocabulary="complaint_channel",
        quick=True,
        expected=True,
        filtered=True,
        also=("mode de réception", "reçue par", "voie"),
    ),
    Link(
        key="received_by",
        label=Words("Reçue par", "تسلمها", "Received by"),
        to="user",
        default=whoever_writes,
        also=("agent", "réceptionnée par"),
    ),
    Choice(
        key="language",
        label=Words("Langue de la réponse", "لغة الجواب", "Language of the answer"),
        help=Words(
            "Celle que la personne comprend : la réponse lui sera donnée dans cette langue.",
            "اللغة التي يفهمها الشخص: سيقدم له الجواب بها.",
            "The one the person understands: the answer will be given in it.",
        ),
        vocabulary="language",
        quick=True,
        expected=True,
        also=("langue", "language", "اللغة"),
    ),
)

WHO: tuple[Field | Rows, ...] = (
    Choice(
        key="complainant",
        label=Words("Qui se plaint", "من يشتكي", "Who complains"),
        vocabulary="complainant",
        beside=__file__,
        propose=rules.propose_complainant,
        quick=True,
        expected=True,
        filtered=True,
        also=("plaignant", "plaignante", "plaignant(e)", "المشتكي"),
    ),
    person_link(required=rules.IS_OF_A_PERSON, visible=~rules.IS_OF_NOBODY_WE_FOLLOW),
    Name(
        key="other_name",
        label=Words("Nom de la personne", "اسم الشخص", "Name of the person"),
        visible=rules.IS_OF_SOMEBODY_ELSE,
        expected=True,
        quick=True,
        also=("nom du plaignant", "nom et prénom", "اسم المشتكي"),
    ),
    Phone(
        key="other_phone",
        label=Words("Téléphone", "الهاتف", "Telephone"),
        visible=rules.IS_OF_SOMEBODY_ELSE,
        quick=True,
        also=("téléphone du plaignant", "tél", "gsm"),
    ),
    Choice(
        key="country",
        label=Words("Pays de résidence", "بلد الإقامة", "Country of residence"),
        vocabulary="country",
        visible=rules.IS_FROM_ABROAD,
        expected=True,
        quick=True,
        filtered=True,
        also=("pays", "country", "البلد"),
    ),
    Text(
        key="consulate",
        label=Words("Consulat", "القنصلية", "Consulate"),
        visible=rules.IS_FROM_ABROAD,
        also=("consulat", "consulate"),
    ),
    Name(
        key="proxy_name",
        label=Words("Déposée par (personne mandatée)", "أودعها (الوكيل)", "Lodged by (proxy)"),
        help=Words(
            "Si quelqu’un se plaint pour une autre personne.",
            "إذا كان شخص يشتكي نيابة عن غيره.",
            "If somebody complains for another person.",
        ),
        also=("mandataire", "représentant"),
    ),
    YesNo(
        key="mandate",
        label=Words("Mandat écrit vu", "تم الاطلاع على الوكالة", "Written mandate seen"),
        also=("mandat", "procuration", "الوكالة"),
    ),
)

WHAT: tuple[Field | Rows, ...] = (
    Text(
        key="subject",
        label=Words("Objet", "الموضوع", "Subject"),
        longest=120,
        quick=True,
        expected=True,
        listed=True,
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("objet de la réclamation", "sujet", "موضوع الشكاية"),
    ),
    Text(
        key="facts",
        label=Words("Faits", "الوقائع", "Facts"),
        help=Words(
            "Ce que la personne a vu ou subi, quand et où ; pas d’opinion.",
            "ما رآه الشخص أو تعرض له، متى وأين؛ دون رأي.",
            "What the person saw or went through, when and where; no opinion.",
        ),
        longest=NOTE,
        lines=6,
        quick=True,
        expected=True,
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("exposé des faits", "description", "الوقائع المشتكى منها"),
    ),
    Date(
        key="facts_on",
        label=Words("Date des faits", "تاريخ الوقائع", "Date of the facts"),
        also=("faits le", "date du fait"),
    ),
    Text(
        key="asks",
        label=Words("Ce qui est demandé", "المطلوب", "What is asked"),
        longest=2000,
        lines=3,
        quick=True,
        expected=True,
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("demande", "attente de la personne", "الطلب"),
    ),
    Text(
        key="against_body",
        label=Words("Organisme mis en cause", "الجهة المشتكى منها", "Body complained of"),
        visible=~rules.IS_ABOUT_US,
        quick=True,
        expected=True,
        also=("organisme", "administration", "body", "الإدارة"),
    ),
    Text(
        key="against_service",
        label=Words("Service ou guichet", "المصلحة أو الشباك", "Service or counter"),
        also=("service", "guichet", "المصلحة"),
    ),
    Text(key="against_city", label=Words("Ville", "المدينة", "City"), longest=80, also=("ville", "localité")),
    Text(
        key="against_reference",
        label=Words("Référence du dossier là-bas", "مرجع الملف لديها", "File reference there"),
        longest=80,
        visible=~rules.IS_ABOUT_US,
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("référence", "n° de dossier", "numéro de dossier"),
    ),
    Rows(
        key="papers",
        label=Words("Pièces jointes", "الوثائق المرفقة", "Papers attached"),
        one=Words("Pièce", "وثيقة", "Paper"),
        fields=(
            Text(
                key="paper",
                label=Words("Pièce", "الوثيقة", "Paper"),
                required=True,
                identifying=True,
                anonymise=Anonymise.CLEAR,
            ),
            Date(key="got_on", label=Words("Reçue le", "تاريخ التسلم", "Received on"), default=today_by_default),
            YesNo(
                key="is_copy", label=Words("Copie (original rendu)", "نسخة (أعيد الأصل)", "Copy (original returned)")
            ),
        ),
    ),
    YesNo(
        key="lodged",
        label=Words("Déjà déposée ailleurs", "سبق إيداعها لدى جهة أخرى", "Already lodged elsewhere"),
        expected=True,
        also=("déjà déposée", "réclamation antérieure"),
    ),
    Text(
        key="lodged_where",
        label=Words("Où et sous quel numéro", "أين وتحت أي رقم", "Where and under which number"),
        visible=rules.WAS_LODGED,
        identifying=True,
        anonymise=Anonymise.CLEAR,
    ),
    Date(key="lodged_on", label=Words("Déposée le", "تاريخ الإيداع", "Lodged on"), visible=rules.WAS_LODGED),
    YesNo(
        key="court_pending",
        label=Words("Affaire devant la justice", "القضية معروضة على القضاء", "Before a court"),
        help=Words(
            "Alors l’administration ne la traite pas : décret 2-17-265, article 12.",
            "في هذه الحالة لا تعالجها الإدارة: المرسوم 2-17-265، المادة 12.",
            "Then the administration does not process it: decree 2-17-265, article 12.",
        ),
        expected=True,
        visible=~rules.IS_ABOUT_US,
        also=("en justice", "procédure en cours"),
    ),
)

SECTIONS = (
    Section("receipt", Words("Réception", "التوصل", "Receipt"), RECEIPT),
    Section("clocks", Words("Délais", "الآجال", "Time limits"), CLOCKS),
    Section("who", Words("La personne", "صاحب(ة) الشكاية", "The person"), WHO),
    Section("what", Words("La réclamation", "الشكاية", "The complaint"), WHAT),
    Section("triage", Words("Qualification", "التكييف", "Triage"), TRIAGE),
    Section("forwarding", Words("Transmission", "الإحالة", "Forwarding"), FORWARDING),
    Section("answer", Words("Réponse et restitution", "الجواب وإبلاغه", "Answer and restitution"), ANSWER),
    Section("closing", Words("Suites et clôture", "المآل والإغلاق", "Outcome and closing"), CLOSING),
)
