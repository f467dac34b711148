"""How to reach the person without harming her: whether a number is safe comes before the number is called."""

from __future__ import annotations

from casemgr.domain import identifiers
from casemgr.domain.conditions import Context
from casemgr.domain.fields import (
    Anonymise,
    Choice,
    Computed,
    Date,
    Dated,
    Merge,
    Name,
    Phone,
    Rows,
    Text,
    YesNo,
)
from casemgr.domain.kind import Section, today_by_default
from casemgr.domain.words import Words
from casemgr.records.beneficiary import derived
from casemgr.records.beneficiary.headers import headers

# What is replaced by "protected" for all but the named users when the address is protected (DP-12).
PROTECTED_KEYS = ("phones", "email", "address", "emergency_contacts", "residence_city")


def branch_province(context: Context) -> str | None:
    """The default province: that of the branch."""
    return context.branch_province or None


PHONES = Rows(
    key="phones",
    label=Words("Téléphones", "أرقام الهاتف", "Telephones"),
    one=Words("Téléphone", "رقم هاتف", "Telephone"),
    fields=(
        Phone(
            key="number",
            label=Words("Numéro", "الرقم", "Number"),
            help=Words(
                "06 12 34 56 78, ou +221… pour un numéro étranger.",
                "06 12 34 56 78، أو +221… لرقم أجنبي.",
                "06 12 34 56 78, or +221… for a foreign number.",
            ),
            required=True,
            quick=True,
            also=headers("phones.number"),
        ),
        Choice(
            key="owner",
            label=Words("À qui est ce numéro", "صاحب الرقم", "Whose number"),
            vocabulary="phone_owner",
            beside=__file__,
            quick=True,
        ),
        YesNo(
            key="safe_to_call",
            label=Words("Peut-on appeler sans danger ?", "هل الاتصال آمن؟", "Safe to call?"),
            help=Words(
                "Un numéro partagé ou connu d’un agresseur n’est pas sûr.",
                "الرقم المشترك أو المعروف لدى المعتدي غير آمن.",
                "A shared number, or one known to an aggressor, is not safe.",
            ),
            quick=True,
            merge=Merge.REFUSAL_WINS,
        ),
        YesNo(key="whatsapp", label=Words("WhatsApp", "واتساب", "WhatsApp"), merge=Merge.REFUSAL_WINS),
        YesNo(
            key="voice_mail",
            label=Words("Message vocal permis", "يسمح بترك رسالة صوتية", "Voice mail allowed"),
            merge=Merge.REFUSAL_WINS,
        ),
        Text(
            key="best_hours",
            label=Words("Meilleures heures", "الأوقات المناسبة", "Best hours"),
            longest=80,
            anonymise=Anonymise.CLEAR,
        ),
    ),
    title=lambda row: identifiers.show_phone(str(row.get("number") or "")),
    quick=True,
)

ADDRESS = Dated(
    key="address",
    label=Words("Adresse", "العنوان", "Address"),
    one=Words("Adresse", "عنوان", "Address"),
    fields=(
        Date(
            key="since",
            label=Words("Depuis le", "ابتداء من", "Since"),
            required=True,
            default=today_by_default,
            anonymise=Anonymise.YEAR,
        ),
        Choice(
            key="province",
            label=Words("Province ou préfecture", "الإقليم أو العمالة", "Province or prefecture"),
            vocabulary="province",
            default=branch_province,
            quick=True,
            also=headers("address.province"),
        ),
        Text(
            key="commune",
            label=Words("Commune", "الجماعة", "Commune"),
            longest=80,
            identifying=True,
            anonymise=Anonymise.CLEAR,
        ),
        Text(
            key="district",
            label=Words("Quartier et rue", "الحي والزنقة", "District and street"),
            quick=True,
            identifying=True,
            anonymise=Anonymise.CLEAR,
            also=headers("address.district"),
        ),
        Text(
            key="landmark",
            label=Words("Point de repère", "علامة مميزة للمكان", "Landmark"),
            identifying=True,
            anonymise=Anonymise.CLEAR,
        ),
    ),
    quick=True,
)

EMERGENCY_CONTACTS = Rows(
    key="emergency_contacts",
    label=Words("Personnes à prévenir", "أشخاص للاتصال عند الضرورة", "Emergency contacts"),
    one=Words("Personne à prévenir", "شخص للاتصال", "Emergency contact"),
    fields=(
        Name(key="name", label=Words("Nom", "الاسم", "Name"), required=True),
        Choice(key="relation", label=Words("Lien", "الصلة", "Relation"), vocabulary="relationship"),
        Phone(key="phone", label=Words("Téléphone", "الهاتف", "Telephone")),
        Text(
            key="may_be_told",
            label=Words("Ce qu’on peut lui dire", "ما يمكن إخباره به", "What may be told"),
            identifying=True,
            anonymise=Anonymise.CLEAR,
        ),
    ),
    title=lambda row: str(row.get("name") or ""),
)

CONTACT = Section(
    "contact",
    Words("Contact", "الاتصال", "Contact"),
    (
        PHONES,
        Text(
            key="email",
            label=Words("Courriel", "البريد الإلكتروني", "E-mail"),
            longest=254,
            check=identifiers.check_email,
            identifying=True,
            anonymise=Anonymise.CLEAR,
            also=headers("email"),
        ),
        ADDRESS,
        Computed(
            key="province",
            label=Words("Province", "الإقليم", "Province"),
            compute=derived.province,
            like=Choice(key="province", label=Words("Province", "الإقليم", "Province"), vocabulary="province"),
        ),
        YesNo(
            key="address_protected",
            label=Words("Adresse protégée", "عنوان محمي", "Protected address"),
            help=Words(
                "Téléphones et adresse sont cachés partout, sauf aux personnes désignées.",
                "تخفى أرقام الهاتف والعنوان في كل مكان إلا عن الأشخاص المعينين.",
                "Telephones and address are hidden everywhere, but for named persons.",
            ),
            default=lambda _context: False,
            merge=Merge.UNION,
        ),
        EMERGENCY_CONTACTS,
    ),
)
