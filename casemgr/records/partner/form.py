"""The form of a body of the directory (screens.md 11; DP-30): where it is, what it takes on, who answers there."""

from __future__ import annotations

from casemgr.domain.fields import (
    Choice,
    Choices,
    Computed,
    Date,
    Field,
    Integer,
    Link,
    Name,
    Phone,
    Rows,
    Text,
    YesNo,
)
from casemgr.domain.identifiers import check_email
from casemgr.domain.kind import Section, whoever_writes
from casemgr.domain.words import Words
from casemgr.records.partner import answers, rules

AGREEMENT = Words("Convention", "الاتفاقية", "Agreement")
HOW_IT_ANSWERS = Words("Comment il répond", "كيف تجيب", "How it answers")
WITHIN = Words("Répond en (jours)", "تجيب خلال (أيام)", "Answers within (days)")
WAITING = Words("Réponses attendues", "أجوبة منتظرة", "Answers awaited")
REASON = Words("Motif", "السبب", "Reason")
PHONE = Words("Téléphone", "الهاتف", "Telephone")
MAIL = Words("Courriel", "البريد الإلكتروني", "E-mail")

WHO: tuple[Field | Rows, ...] = (
    Text(
        key="name",
        label=Words("Nom", "الاسم بالفرنسية", "Name"),
        longest=160,
        quick=True,
        listed=True,
        also=("nom de l’organisme", "organisme", "structure", "partenaire", "dénomination", "raison sociale"),
    ),
    Text(
        key="name_ar",
        label=Words("Nom en arabe", "الاسم بالعربية", "Name in Arabic"),
        longest=160,
        quick=True,
        listed=True,
        also=("nom arabe", "اسم الجهة", "الجهة", "الاسم"),
    ),
    Text(
        key="acronym",
        label=Words("Sigle", "الاختصار", "Acronym"),
        longest=30,
        quick=True,
        also=("abréviation", "acronyme"),
    ),
    Choice(
        key="type",
        label=Words("Type d’organisme", "نوع الجهة", "Type of body"),
        vocabulary="partner_type",
        quick=True,
        expected=True,
        listed=True,
        filtered=True,
        also=("type", "nature", "catégorie", "النوع"),
    ),
    YesNo(
        key="is_active",
        label=Words("En activité", "تمارس نشاطها", "Active"),
        help=Words(
            "Non : on ne lui adresse plus personne, mais ce qui lui a été adressé reste lisible.",
            "لا: لا يوجه إليها أحد بعد الآن، وتبقى الإحالات السابقة مقروءة.",
            "No: nobody is sent to it any more; what was sent stays readable.",
        ),
        default=lambda _context: True,
        filtered=True,
        also=("actif", "active"),
    ),
    Computed(
        key="answers",
        label=HOW_IT_ANSWERS,
        compute=rules.how_it_answers,
        of_others="referral",
        like=Text(key="answers", label=HOW_IT_ANSWERS),
    ),
    Computed(
        key="answers_within",
        label=WITHIN,
        help=Words(
            "La moitié de ses réponses sont venues dans ce délai.",
            "ورد نصف أجوبتها داخل هذا الأجل.",
            "Half of its answers came within this time.",
        ),
        compute=rules.answers_within,
        sql=answers.days_in_sql,
        of_others="referral",
        like=Integer(key="answers_within", label=WITHIN),
        listed=True,
    ),
    Computed(
        key="waiting_there",
        label=WAITING,
        help=Words(
            "Envoyés et toujours ouverts, sans aucune nouvelle.",
            "إحالات مرسلة لا تزال مفتوحة دون أي خبر.",
            "Sent and still open, with no news at all.",
        ),
        compute=rules.waiting_there,
        sql=answers.waiting_in_sql,
        of_others="referral",
        like=Integer(key="waiting_there", label=WAITING),
        listed=True,
    ),
)

WHERE: tuple[Field | Rows, ...] = (
    Choice(
        key="province",
        label=Words("Province ou préfecture", "العمالة أو الإقليم", "Province or prefecture"),
        vocabulary="province",
        quick=True,
        listed=True,
        filtered=True,
        also=("province", "préfecture", "ville", "الإقليم", "المدينة"),
    ),
    Choice(
        key="country",
        label=Words("Pays", "البلد", "Country"),
        vocabulary="country",
        default=lambda _context: rules.HOME,
        expected=True,
        filtered=True,
        also=("pays du siège", "الدولة"),
    ),
    Text(
        key="address",
        label=Words("Adresse", "العنوان", "Address"),
        longest=300,
        quick=True,
        also=("adresse postale", "siège"),
    ),
    Rows(
        key="phones",
        label=Words("Téléphones", "أرقام الهاتف", "Telephones"),
        one=PHONE,
        quick=True,
        fields=(
            Phone(
                key="number",
                label=Words("Numéro", "الرقم", "Number"),
                required=True,
                quick=True,
                also=("téléphone", "tél", "tel", "téléphone de l’organisme", "الهاتف"),
            ),
            Text(key="what", label=Words("Service ou poste", "المصلحة أو الخط", "Office or extension"), longest=80),
        ),
    ),
    Text(key="email", label=MAIL, longest=254, check=check_email, also=("e-mail", "email", "mail", "courriel")),
    Text(
        key="website",
        label=Words("Site web", "الموقع الإلكتروني", "Website"),
        longest=200,
        also=("site", "site internet"),
    ),
    Choices(
        key="languages",
        label=Words("Langues d’accueil", "لغات الاستقبال", "Languages spoken there"),
        vocabulary="language",
        also=("langues", "اللغات"),
    ),
    Text(
        key="hours",
        label=Words("Jours et heures d’ouverture", "أيام وأوقات العمل", "Opening days and hours"),
        longest=300,
        quick=True,
        also=("horaires", "heures d’ouverture", "أوقات العمل"),
    ),
    Text(
        key="directions",
        label=Words("Pour s’y rendre", "كيفية الوصول", "How to get there"),
        longest=300,
        also=("accès", "repère", "transport"),
    ),
)

SERVICES = Rows(
    key="services",
    label=Words("Ce qu’il accepte", "ما تقبله", "What it accepts"),
    one=Words("Service", "خدمة", "Service"),
    fields=(
        Choice(
            key="reason",
            label=REASON,
            vocabulary="referral_reason",
            required=True,
            also=("motif accepté", "service offert", "services offerts"),
        ),
        Text(
            key="what",
            label=Words("Service rendu", "الخدمة المقدمة", "Service given"),
            longest=300,
        ),
        Text(
            key="conditions",
            label=Words("Conditions", "الشروط", "Conditions"),
            help=Words(
                "Qui est accepté, avec quels papiers, à quel prix, dans quel délai.",
                "من يقبل، وبأي وثائق، وبأي ثمن، وفي أي أجل.",
                "Who is accepted, with which papers, at what price, how soon.",
            ),
            longest=500,
        ),
        YesNo(key="is_free", label=Words("Gratuit", "مجاني", "Free of charge")),
    ),
)

CONTACTS = Rows(
    key="contacts",
    label=Words("Personnes de contact", "أشخاص الاتصال", "Contact people"),
    one=Words("Contact", "شخص الاتصال", "Contact"),
    fields=(
        Name(
            key="name",
            label=Words("Nom du contact", "اسم شخص الاتصال", "Name of the contact"),
            required=True,
            also=("contact", "personne de contact", "point focal", "شخص الاتصال"),
        ),
        Text(key="role", label=Words("Fonction", "الصفة", "Position"), longest=100),
        Phone(key="phone", label=PHONE, also=("téléphone du contact",)),
        Text(key="mail", label=MAIL, longest=254, check=check_email, identifying=True),
        Choices(
            key="reasons",
            label=Words("Pour quels motifs", "لأي أسباب", "For which reasons"),
            help=Words(
                "Vide : pour tout. Proposé dans la fiche de référencement.",
                "فارغ: لكل الأسباب. يقترح في بطاقة الإحالة.",
                "Empty: for everything. Proposed on the referral.",
            ),
            vocabulary="referral_reason",
        ),
        # DP-30: whoever receives data is reached by a contact that was verified.
        Date(key="verified_on", label=Words("Vérifié le", "تاريخ التحقق", "Verified on")),
    ),
)

AGREED: tuple[Field | Rows, ...] = (
    Date(
        key="agreement_on",
        label=Words("Signée le", "تاريخ التوقيع", "Signed on"),
        also=("date de la convention", "convention signée le", "تاريخ الاتفاقية"),
    ),
    Date(
        key="agreement_until",
        label=Words("Valable jusqu’au", "صالحة إلى غاية", "Valid until"),
        future=True,
        filtered=True,
        also=("fin de la convention", "expiration de la convention"),
    ),
    Computed(
        key="agreement_state",
        label=AGREEMENT,
        compute=rules.agreement_today,
        sql=rules.agreement_in_sql,
        like=Choice(key="agreement_state", label=AGREEMENT, vocabulary="agreement_state", beside=__file__),
        listed=True,
        filtered=True,
    ),
    Text(
        key="agreement_scope",
        label=Words("Ce que la convention permet de transmettre", "ما تسمح الاتفاقية بتبادله", "What it lets us share"),
        longest=500,
    ),
    Link(
        key="followed_by",
        label=Words("Suivi par", "مكلف بالتتبع", "Followed by"),
        to="user",
        default=whoever_writes,
    ),
    Text(key="notes", label=Words("Remarques", "ملاحظات", "Remarks"), longest=2000, lines=4),
)

SECTIONS = (
    Section("who", Words("L’organisme", "الجهة", "The body"), WHO),
    Section("where", Words("Coordonnées", "معلومات الاتصال", "Where and when"), WHERE),
    Section("services", SERVICES.label, (SERVICES,)),
    Section("contacts", CONTACTS.label, (CONTACTS,)),
    Section("agreement", AGREEMENT, AGREED),
)
