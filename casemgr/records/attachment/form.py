"""The form of an attachment: the file, what it is, what it belongs to, until when it is kept."""

from __future__ import annotations

from dataclasses import replace

from casemgr.domain.fields import Anonymise, Date, Field, GatedChoice, Link, Rows, StoredFile, Text
from casemgr.domain.kind import Section, today_by_default
from casemgr.domain.open_case import case_link
from casemgr.domain.person_link import person_link
from casemgr.domain.words import Words
from casemgr.records.attachment import rules

DOCUMENT: tuple[Field | Rows, ...] = (
    # An anonymous complaint has its papers too: they are nobody's.
    replace(person_link(required=rules.IS_SOMEBODYS), propose=rules.propose_person),
    StoredFile(
        key="file",
        label=Words("Fichier", "الملف المرفق", "File"),
        help=Words(
            "Image (JPEG, PNG, TIFF) ou PDF. Le lieu, l’heure et l’appareil d’une photo sont retirés.",
            "صورة (JPEG أو PNG أو TIFF) أو PDF. يحذف مكان الصورة ووقتها وجهازها.",
            "An image (JPEG, PNG, TIFF) or a PDF. Place, time and device of a photo are taken away.",
        ),
        required=True,
        quick=True,
        identifying=True,  # a page says whose it is: who reads by code sees that there is one, never the page
        anonymise=Anonymise.CLEAR,
    ),
    GatedChoice(
        key="document_type",
        label=Words("Type de document", "نوع الوثيقة", "Type of document"),
        help=Words(
            "Un extrait de casier judiciaire ne se copie pas : cochez « vu » dans les papiers de la personne.",
            "لا تنسخ صحيفة السوابق: سجلوا الاطلاع عليها في وثائق الشخص.",
            "A criminal record is not copied: note that it was seen in the person’s papers.",
        ),
        vocabulary="document_type",
        only=rules.may_be_copied,
        gates=rules.GATES,
        required=True,
        quick=True,
        listed=True,
        filtered=True,
    ),
    Text(
        key="title",
        label=Words("Titre", "العنوان", "Title"),
        help=Words(
            "Sans nom ni numéro : « Contrat de bail, page 1 ».",
            "دون اسم أو رقم: «عقد الكراء، الصفحة 1».",
            "No name, no number: “Tenancy agreement, page 1”.",
        ),
        longest=120,
        quick=True,
        listed=True,
        identifying=True,
        anonymise=Anonymise.CLEAR,
    ),
    Date(
        key="date",
        label=Words("Reçu le", "تاريخ التسلم", "Received on"),
        required=True,
        default=today_by_default,
        quick=True,
        listed=True,
        filtered=True,
    ),
)

READ_WITH = Words(
    "La pièce est lue par ceux qui lisent cette fiche, et par eux seuls.",
    "يطلع على الوثيقة من يطلعون على هذه البطاقة دون غيرهم.",
    "The paper is read by those who read that record, and by nobody else.",
)

BELONGS: tuple[Field | Rows, ...] = (
    replace(case_link(), propose=rules.propose_case),
    Link(key="service", label=Words("Service", "الخدمة", "Service"), to="service"),
    Link(key="referral", label=Words("Référencement", "الإحالة", "Referral"), to="referral"),
    Link(key="enrolment", label=Words("Programme", "البرنامج", "Programme"), to="enrolment"),
    Link(
        key="legal_file",
        label=Words("Dossier juridique", "الملف القانوني", "Legal file"),
        help=READ_WITH,
        to="legal_file",
        quick=True,
    ),
    Link(key="complaint", label=Words("Réclamation", "شكاية", "Complaint"), help=READ_WITH, to="complaint", quick=True),
    Link(key="consent", label=Words("Consentement signé", "الموافقة الموقعة", "Signed consent"), to="consent"),
)

KEPT: tuple[Field | Rows, ...] = (
    Date(
        key="erase_by",
        label=Words("À effacer au plus tard le", "تمحى في أجل أقصاه", "To be erased by"),
        help=Words(
            "La copie d’une pièce d’identité est effacée dès qu’elle a servi, six mois au plus.",
            "تمحى نسخة وثيقة الهوية بمجرد انتهاء الغرض منها، في أجل أقصاه ستة أشهر.",
            "The copy of an identity document is erased once it has served, six months at most.",
        ),
        future=True,
        required=rules.IS_AN_IDENTITY_DOCUMENT,
        propose=rules.propose_erasure,
        quick=True,
        filtered=True,
    ),
    Date(
        key="erased_on",
        label=Words("Effacé le", "تاريخ المحو", "Erased on"),
        worked_out=lambda values, _context: values.get("erased_on"),  # never typed: attachments.erase fills it
    ),
)

SECTIONS = (
    Section("document", Words("Le document", "الوثيقة", "The document"), DOCUMENT),
    Section("belongs", Words("Ce qu’il accompagne", "ما تتعلق به", "What it belongs to"), BELONGS),
    Section("kept", Words("Conservation", "مدة الحفظ", "How long it is kept"), KEPT),
)
