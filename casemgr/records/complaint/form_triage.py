"""The part of a complaint that triage fills, and where it is forwarded (forms.md §10)."""

from __future__ import annotations

from casemgr.domain.fields import Anonymise, Choice, Date, Field, Link, Rows, Text, YesNo
from casemgr.domain.words import Words
from casemgr.records.complaint import rules

TRIAGE: tuple[Field | Rows, ...] = (
    Choice(
        key="nature",
        label=Words("Nature", "الطبيعة", "Nature"),
        vocabulary="complaint_kind",
        quick=True,
        expected=True,
        filtered=True,
        also=("type de réclamation", "kind", "نوع الشكاية"),
    ),
    Choice(
        key="category",
        label=Words("Catégorie", "الصنف", "Category"),
        vocabulary="complaint_category",
        expected=True,
        listed=True,
        filtered=True,
        also=("catégorie", "motif", "category"),
    ),
    Choice(
        key="priority",
        label=Words("Priorité", "الأولوية", "Priority"),
        vocabulary="complaint_priority",
        propose=rules.propose_priority,
        expected=True,
        filtered=True,
        also=("urgence", "degré d’urgence", "priority"),
    ),
    YesNo(
        key="admissible",
        label=Words("Recevable", "مقبولة", "Admissible"),
        expected=True,
        filtered=True,
        also=("recevabilité", "admissible"),
    ),
    Choice(
        key="inadmissible_reason",
        label=Words("Motif d’irrecevabilité", "سبب عدم القبول", "Why it is inadmissible"),
        vocabulary="complaint_inadmissible_reason",
        visible=~rules.IS_ADMISSIBLE,
        propose=rules.propose_inadmissible,
        filtered=True,
    ),
    Text(
        key="reasoned_reply",
        label=Words("Réponse motivée", "الجواب المعلل", "Reasoned reply"),
        help=Words(
            "Toujours donnée à la personne, avec la voie qui lui reste ouverte.",
            "يقدم دائما للشخص، مع ذكر السبيل المتاح له.",
            "Always given to the person, with the way that remains open to them.",
        ),
        longest=4000,
        lines=5,
        visible=~rules.IS_ADMISSIBLE,
        identifying=True,
        anonymise=Anonymise.CLEAR,
    ),
    Text(
        key="missing",
        label=Words("Pièces ou précisions demandées", "الوثائق أو التوضيحات المطلوبة", "Papers or details asked for"),
        longest=1000,
        lines=3,
        identifying=True,
        anonymise=Anonymise.CLEAR,
    ),
    Rows(
        key="concerned",
        label=Words("Collègues mis en cause", "الزملاء المعنيون", "Colleagues concerned"),
        one=Words("Collègue mis en cause", "الزميل(ة) المعني(ة)", "Colleague concerned"),
        fields=(
            Link(
                key="member",
                label=Words("Collègue", "الزميل(ة)", "Colleague"),
                help=Words(
                    "Dès l’enregistrement, cette personne ne voit plus aucune trace de la réclamation.",
                    "ابتداء من التسجيل لا يبقى لهذا الشخص أي أثر للشكاية.",
                    "Once saved, this person finds no trace of the complaint any more.",
                ),
                to="user",
                required=True,
                identifying=True,
                anonymise=Anonymise.CLEAR,
            ),
            Text(
                key="role",
                label=Words("En quoi", "وجه علاقته بها", "How they are concerned"),
                longest=200,
                identifying=True,
                anonymise=Anonymise.CLEAR,
            ),
        ),
    ),
    Rows(
        key="entrusted",
        label=Words("Confiée à", "أسندت إلى", "Entrusted to"),
        one=Words("Personne chargée", "المكلف(ة) بها", "Person in charge"),
        fields=(
            Link(
                key="member",
                label=Words("Collègue", "الزميل(ة)", "Colleague"),
                help=Words(
                    "Une réclamation réservée n’est lue que par qui l’a reçue et par les personnes inscrites ici.",
                    "لا يطلع على شكاية محجوزة إلا من تسلمها ومن سجل هنا.",
                    "A restricted complaint is read only by whoever received it and by those named here.",
                ),
                to="user",
                required=True,
                identifying=True,
            ),
        ),
    ),
)

FORWARDING: tuple[Field | Rows, ...] = (
    YesNo(
        key="consent_to_forward",
        label=Words(
            "La personne accepte la transmission", "يوافق الشخص على الإحالة", "The person agrees to forwarding"
        ),
        also=("consentement", "accord de transmission"),
    ),
    Choice(
        key="forward_to",
        label=Words("Transmise à", "أحيلت على", "Forwarded to"),
        vocabulary="complaint_forward",
        filtered=True,
        also=("transmise à", "orientée vers", "forwarded to"),
    ),
    Text(
        key="forward_body",
        label=Words("Unité ou personne précise", "الوحدة أو الشخص", "Which unit or person"),
        visible=rules.LEAVES_THE_HOUSE,
        identifying=True,
        anonymise=Anonymise.CLEAR,
        also=("unité", "destinataire"),
    ),
    Choice(
        key="forward_way",
        label=Words("Par quel moyen", "وسيلة الإحالة", "By what means"),
        vocabulary="complaint_way",
        beside=__file__,
        visible=rules.LEAVES_THE_HOUSE,
    ),
    Date(
        key="forwarded_on",
        label=Words("Transmise le", "تاريخ الإحالة", "Forwarded on"),
        filtered=True,
        also=("date de transmission",),
    ),
    Text(
        key="external_number",
        label=Words("Numéro externe (chikaya…)", "الرقم الخارجي (الشكايات…)", "External number (chikaya…)"),
        longest=60,
        visible=rules.LEAVES_THE_HOUSE,
        identifying=True,  # with it the portal says whose it is
        anonymise=Anonymise.CLEAR,
        also=("n° chikaya", "numéro chikaya", "numéro externe", "external number"),
    ),
    Rows(
        key="reminders",
        label=Words("Relances", "التذكيرات", "Reminders"),
        one=Words("Relance", "تذكير", "Reminder"),
        complete=rules.with_reminders,
        fields=(
            Date(key="due_on", label=Words("À faire le", "تاريخ الاستحقاق", "Due on"), future=True),
            Date(key="sent_on", label=Words("Faite le", "تاريخ الإنجاز", "Sent on")),
            Text(
                key="said",
                label=Words("Suite", "النتيجة", "What came of it"),
                longest=200,
                identifying=True,
                anonymise=Anonymise.CLEAR,
            ),
        ),
    ),
)
