"""Under which headers old lists bring each field: the words of associations' tables, in three languages.

A header is compared without case by whoever imports; the apostrophe is taken in both its forms here. The four
columns of a birth date in an exchange file (dob, dob_precision, estimated_age, estimated_on) make one value.
"""

from __future__ import annotations

_HEADERS = {
    "intake_date": ("Date d’inscription; Date d’entrée; Inscrit le; Reçu le; Registration date; Intake; تاريخ التسجيل"),
    "entry_channel": "Orienté par; Orienté(e) par; Canal; Source d’orientation; Referred by; موجه من طرف",
    "referring_body": "Organisme; Structure d’origine; Referring organisation; الجهة",
    "interview_language": "Langue; Language; اللغة",
    "family_name": "Nom; Nom de famille; Last name; Surname; Family name",
    "given_names": (
        "Prénom; Prénoms; Prénom(s); Prenom; Nom et prénom; Nom complet; First name; Given name; "
        "Given names; Full name; Name"
    ),
    "family_name_ar": "Nom arabe; Nom en arabe; النسب; اللقب",
    "given_names_ar": "name_ar; Prénom arabe; Prénom en arabe; الاسم; الاسم الكامل",
    "used_name": "Surnom; Nom d’usage; Nickname; الاسم المستعمل",
    "mother_name": "Mère; Nom de la mère; Mother; اسم الأم",
    "sex": "Genre; Gender; Sex; M/F; H/F; F/M; F/H; النوع",
    "birth_date": (
        "dob; dob_precision; estimated_age; estimated_on; DDN; DN; D.N.; Date naiss.; "
        "Date de naiss.; Date nais.; Date de naissance; Né le; Née le; "
        "Né(e) le; Naissance; Âge; Age; Année de naissance; Birth date; Date of birth; تاريخ الازدياد; "
        "تاريخ الميلاد; السن; العمر"
    ),
    "birth_place": "Lieu naissance; Né à; Née à; مكان الميلاد",
    "birth_country": "بلد الميلاد",
    "nationality": "Nationalité déclarée; Nat.; Pays; Pays d’origine; Country of origin; البلد",
    "other_nationalities": "Autre nationalité; Double nationalité; Second nationality; جنسية أخرى",
    "population_group": "Profil; Catégorie; Groupe; Category; Group",
    "deceased_on": "Décédé le; Décédée le; Décès",
    "phones.number": (
        "Téléphone; Telephone; Tél; Tél.; Tel; GSM; Portable; Mobile; Phone; Contact; N° de téléphone; "
        "N° tél.; Numéro de téléphone; Phone number; "
        "الهاتف; رقم الهاتف"
    ),
    "email": "Email; Mail; Adresse électronique",
    "address.province": "Province; Préfecture; Ville; City; الإقليم; المدينة",
    "address.district": "Quartier; Adresse; Address; District; الحي; العنوان",
    "administrative_status.status": "Statut administratif; Situation administrative; الوضعية الإدارية",
    "administrative_status.since": "valid_from; Statut depuis; Depuis; منذ",
    "documents.type": "Pièce d’identité; Document",
    "documents.number": "Numéro de document; N° de document; N° document; Document number; رقم الوثيقة",
    "documents.expires_on": "Date d’expiration; Expiration; Expiry date; تاريخ الانتهاء",
    "unhcr_number": "N° HCR; N°HCR; HCR; UNHCR; رقم المفوضية",
    "idcs": "IDCS; RNP; المعرف المدني والاجتماعي",
    "arrival": (
        "Date d’arrivée; Arrivée; Arrival; Date d’entrée au Maroc; Entrée au Maroc; Date d’arrivée au Maroc; "
        "Date of arrival; "
        "تاريخ الوصول; تاريخ الدخول"
    ),
    "residence_country": "Pays d’accueil",
    "consulate": "Consulat; القنصلية",
    "return_date": "Date du retour; Retour; Return date",
    "return_reason": "Motif de retour",
    "marital_status": "Situation matrimoniale; État civil; Situation fam.; Sit. fam.",
    "languages.language": "Langues parlées; Languages; اللغات",
    "education_level": "Niveau scolaire; Education",
    "diploma": "Diplômes; الشهادة",
    "employment_status": "Emploi; Situation professionnelle",
    "occupation": "Profession; Métier; Occupation; المهنة",
    "income_source": "Ressources; Revenus; Income",
    "housing.housing": "Logement; Hébergement; Housing; السكن",
    "coverage.coverage": "Couverture médicale; AMO; Health coverage; التغطية الصحية",
    "needs": "Besoins; Besoin; Demande; Needs; Request; الحاجيات; الطلب",
    "needs_words": "Remarques; Observations; Observation; Notes; Comments; ملاحظات",
    "specific_needs.vulnerability": "Vulnérabilité; Besoins spécifiques; Vulnerability; الهشاشة",
    "orientation": "Orientation; Orienté vers; Referred to; التوجيه",
}


def headers(path: str) -> tuple[str, ...]:
    """The headers of one field, by its key (in rows: "phones.number"). Raises KeyError when it has none."""
    said = tuple(header.strip() for header in _HEADERS[path].split(";"))
    return said + tuple(header.replace("’", "'") for header in said if "’" in header)
