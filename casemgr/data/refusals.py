"""What the data layer refuses, in words: what happened, what to do."""

from casemgr.domain.errors import UserError
from casemgr.domain.words import Words

NOT_FOUND = (
    Words("Cette fiche est introuvable.", "هذه البطاقة غير موجودة.", "This record cannot be found."),
    Words(
        "Vérifiez le code, ou demandez à la personne responsable du dossier.",
        "تحققوا من الرمز أو اسألوا الشخص المكلف بالملف.",
        "Check the code, or ask whoever is in charge of the file.",
    ),
)
NOT_YOURS = (
    Words(
        "Vos droits ne permettent pas cette action.",
        "صلاحياتكم لا تسمح بهذا الإجراء.",
        "Your rights do not allow this.",
    ),
    Words(
        "Adressez-vous à votre coordination si vous en avez besoin.",
        "اتصلوا بالتنسيق إذا كنتم في حاجة إليه.",
        "Ask your coordinator if you need it.",
    ),
)
NO_LONGER_HERS = (
    Words(
        "Votre compte a été fermé ou vos rôles ont changé depuis que vous êtes connecté.",
        "تم إغلاق حسابكم أو تغيرت أدواركم منذ دخولكم.",
        "Your account was closed or your roles changed since you signed in.",
    ),
    Words(
        "Rien n’a été enregistré. Quittez et reconnectez-vous, ou demandez à l’administration.",
        "لم يسجل أي شيء. اخرجوا ثم ادخلوا من جديد، أو اسألوا الإدارة.",
        "Nothing was saved. Quit and sign in again, or ask the administrator.",
    ),
)
CHANGED_MEANWHILE = (
    Words(
        "Quelqu’un d’autre a enregistré cette fiche entre-temps.",
        "قام شخص آخر بحفظ هذه البطاقة في هذه الأثناء.",
        "Someone else saved this record meanwhile.",
    ),
    Words(
        "Comparez les deux versions : rien de ce que vous avez saisi n’est perdu.",
        "قارنوا بين النسختين: لم يضع شيء مما كتبتم.",
        "Compare both versions: nothing you typed is lost.",
    ),
)


class NewerDatabase(UserError):
    """A newer program made this database: this one might lose what it does not know."""

    def __init__(self) -> None:
        super().__init__(
            Words(
                "Cette base a été ouverte par une version plus récente du programme.",
                "فتحت قاعدة المعطيات هذه بنسخة أحدث من البرنامج.",
                "A newer version of the program has opened this database.",
            ),
            Words(
                "Installez la dernière version sur ce poste, puis réessayez.",
                "ثبتوا آخر نسخة على هذا الحاسوب ثم أعيدوا المحاولة.",
                "Install the latest version on this computer, then try again.",
            ),
        )
