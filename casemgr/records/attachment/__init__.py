"""An attachment (pièce jointe, مرفق): a scan or a photo of a document, who may see it, and until when it is kept."""

from casemgr.domain.kind import Due, Kind, Register, Retention, Timeline
from casemgr.domain.words import Words
from casemgr.records.attachment import rules
from casemgr.records.attachment.form import SECTIONS

KIND = Kind(
    key="attachment",
    label=Words("Document joint", "وثيقة مرفقة", "Attached document"),
    plural=Words("Documents joints", "الوثائق المرفقة", "Attached documents"),
    icon="paperclip",
    aside=False,
    empty=Words("Aucun document joint pour le moment.", "لا توجد أي وثيقة مرفقة حاليا.", "No document attached yet."),
    new=Words("Joindre un document", "إرفاق وثيقة", "Attach a document"),
    sections=SECTIONS,
    # What is named in the audit and on a copy: a number, never the name of a file.
    number=Register("PJ", digits=5),
    person="beneficiary",
    belongs_to=rules.OWNERS,
    confidentiality=rules.confidentiality_of,
    title=rules.title_of,
    rules=rules.RULES,
    timeline=Timeline("date", rules.line_of),
    due=(
        Due(
            "erase_by",
            Words("Copie à effacer", "نسخة يجب محوها", "Copy to erase"),
            rules.IS_STILL_HELD,
            what="title",
        ),
    ),
    retention=Retention(
        start="date",
        months=60,
        then="delete",
        source=Words(
            "Pièces du dossier : 5 ans ; copies de pièces d’identité : 6 mois au plus (proposition, à déclarer)",
            "وثائق الملف: 5 سنوات؛ نسخ وثائق الهوية: 6 أشهر على الأكثر (اقتراح، يصرح به)",
            "Documents of the file: 5 years; copies of identity papers: 6 months at most (a proposal, to be declared)",
        ),
    ),
)
