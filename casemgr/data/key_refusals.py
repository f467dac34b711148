"""Why a key is refused, in the person's words: a wrong password, a typing error, a key file that is not
well.
"""

from __future__ import annotations

from casemgr.data.file_refusals import FixedRefusal
from casemgr.domain.errors import UserError
from casemgr.domain.words import Words


class WrongPassword(FixedRefusal):
    """The login or the password is wrong (which of the two is not said)."""

    WHAT = Words(
        "Le nom d’utilisateur ou le mot de passe n’est pas le bon.",
        "اسم المستخدم أو كلمة المرور غير صحيح.",
        "The user name or the password is not right.",
    )
    DO = Words(
        "Vérifiez la langue du clavier et la touche Majuscules, puis réessayez.",
        "تحقّقوا من لغة لوحة المفاتيح ومن مفتاح الأحرف الكبيرة، ثم أعيدوا المحاولة.",
        "Check the keyboard language and the Caps Lock key, then try again.",
    )


class TooManyTries(UserError):
    """Several wrong passwords in a row: `seconds` (whole, at least 1) must pass before the next try."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            Words(
                "Plusieurs mots de passe faux ont été essayés de suite.",
                "تمت تجربة عدة كلمات مرور خاطئة على التوالي.",
                "Several wrong passwords were tried in a row.",
            ),
            Words(
                "Réessayez dans {seconds} s. L’accès n’est jamais bloqué pour de bon.",
                "أعيدوا المحاولة بعد انقضاء مدة الانتظار (بالثواني): {seconds}. لا يُغلق الولوج نهائياً أبداً.",
                "Try again in {seconds} s. Access is never blocked for good.",
            ).format(seconds=seconds),
        )
        self.seconds = seconds


class RecoveryKeyMistyped(FixedRefusal):
    """What was typed cannot be any recovery key: its check group does not match."""

    WHAT = Words(
        "La clé de secours comporte une faute de frappe.",
        "يوجد خطأ في كتابة مفتاح الاسترجاع.",
        "The recovery key has a typing error.",
    )
    DO = Words(
        "Relisez-la groupe par groupe sur la feuille imprimée : huit groupes de quatre signes.",
        "راجعوه مجموعة بعد مجموعة على الورقة المطبوعة: ثماني مجموعات، في كل منها أربعة رموز.",
        "Read it again group by group from the printed sheet: eight groups of four symbols.",
    )


class WrongRecoveryKey(FixedRefusal):
    """The recovery key is well typed, but it is that of another file or an older one."""

    WHAT = Words(
        "Cette clé de secours est bien écrite, mais elle n’ouvre pas ce fichier.",
        "مفتاح الاسترجاع هذا مكتوب بشكل سليم، لكنه لا يفتح هذا الملف.",
        "This recovery key is well typed, but it does not open this file.",
    )
    DO = Words(
        "Cherchez la feuille imprimée la plus récente pour ce fichier.",
        "ابحثوا عن أحدث ورقة طُبعت لهذا الملف.",
        "Look for the most recent sheet printed for this file.",
    )


class KeyFileMissing(FixedRefusal):
    """The `.keys` file is not beside the database."""

    WHAT = Words(
        "Le fichier des clés (« .keys ») n’est pas à côté du fichier.",
        "ملف المفاتيح ‎(«.keys»)‎ غير موجود بجانب الملف.",
        "The key file (“.keys”) is not beside the file.",
    )
    DO = Words(
        "Remettez-le dans le même dossier, ou restaurez une sauvegarde : elle contient les deux.",
        "أعيدوه إلى المجلد نفسه، أو استرجعوا نسخة احتياطية: فهي تحتوي على الملفين معاً.",
        "Put it back in the same folder, or restore a backup: it holds both.",
    )


class KeyFileDamaged(FixedRefusal):
    """The `.keys` file does not read, or was changed by something other than casemgr."""

    WHAT = Words(
        "Le fichier des clés (« .keys ») est abîmé ou a été modifié.",
        "ملف المفاتيح ‎(«.keys»)‎ تالف أو تم تغييره.",
        "The key file (“.keys”) is damaged or was changed.",
    )
    DO = Words(
        "Restaurez la dernière sauvegarde : elle contient aussi les clés.",
        "استرجعوا آخر نسخة احتياطية: فهي تحتوي أيضاً على المفاتيح.",
        "Restore the last backup: it holds the keys as well.",
    )


class KeyFileTooNew(FixedRefusal):
    """The `.keys` file was written by a later version of casemgr."""

    WHAT = Words(
        "Ce fichier a été enregistré par une version plus récente de casemgr.",
        "تم حفظ هذا الملف بواسطة إصدار أحدث من casemgr.",
        "This file was saved by a more recent version of casemgr.",
    )
    DO = Words(
        "Installez la dernière version sur cet ordinateur.",
        "ثبّتوا آخر إصدار على هذا الحاسوب.",
        "Install the latest version on this computer.",
    )


class LoginTaken(FixedRefusal):
    """This login already opens the file."""

    WHAT = Words(
        "Ce nom d’utilisateur ouvre déjà ce fichier.",
        "اسم المستخدم هذا يفتح الملف من قبل.",
        "This user name already opens this file.",
    )
    DO = Words(
        "Choisissez un autre nom, ou changez le mot de passe de cette personne.",
        "اختاروا اسماً آخر، أو غيّروا كلمة مرور هذا الشخص.",
        "Choose another name, or change that person’s password.",
    )


class NoSuchLogin(FixedRefusal):
    """This login does not open the file."""

    WHAT = Words(
        "Ce nom d’utilisateur n’ouvre pas ce fichier.",
        "اسم المستخدم هذا لا يفتح الملف.",
        "This user name does not open this file.",
    )
    DO = Words(
        "Vérifiez le nom dans la liste des utilisateurs.",
        "تحقّقوا من الاسم في لائحة المستخدمين.",
        "Check the name in the list of users.",
    )


class LastAccess(FixedRefusal):
    """Without this login nobody could open the file any more."""

    WHAT = Words(
        "C’est le dernier accès à ce fichier : sans lui, personne ne pourrait plus l’ouvrir.",
        "هذا آخر ولوج إلى هذا الملف: بدونه لن يتمكن أحد من فتحه.",
        "This is the last access to this file: without it nobody could open it any more.",
    )
    DO = Words(
        "Donnez d’abord un accès à une autre personne, ou imprimez une clé de secours.",
        "امنحوا أولاً حق الولوج لشخص آخر، أو اطبعوا مفتاح استرجاع.",
        "First give access to another person, or print a recovery key.",
    )


class KeysChanging(FixedRefusal):
    """The key of the file is being changed, here or in another window."""

    WHAT = Words(
        "La clé du fichier est en train d’être changée.",
        "مفتاح الملف قيد التغيير حالياً.",
        "The key of the file is being changed.",
    )
    DO = Words(
        "Attendez un instant, puis rouvrez le fichier.",
        "انتظروا لحظة، ثم أعيدوا فتح الملف.",
        "Wait a moment, then open the file again.",
    )
