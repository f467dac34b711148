"""Why a file on this computer cannot be opened, read or written, in the person's words.

One class a cause, so that the window can offer the right remedy (choose another folder, restore a backup),
and one place, `explain`, that recognises the cause behind an error of the database or of the operating
system.
"""

from __future__ import annotations

import errno

from casemgr.domain.errors import UserError
from casemgr.domain.words import Words


class FixedRefusal(UserError):
    """A refusal whose two sentences never change."""

    WHAT: Words
    DO: Words

    def __init__(self) -> None:
        super().__init__(self.WHAT, self.DO)


class FileMissing(FixedRefusal):
    """There is no file under this name."""

    WHAT = Words(
        "Le fichier n’est plus à cet endroit.",
        "الملف غير موجود في هذا المكان.",
        "The file is no longer in this place.",
    )
    DO = Words(
        "Branchez le disque ou la clé USB qui le contient, ou restaurez une sauvegarde.",
        "أوصلوا القرص أو مفتاح USB الذي يحتوي عليه، أو استرجعوا نسخة احتياطية.",
        "Plug in the disk or the USB stick that holds it, or restore a backup.",
    )


class FileAlreadyThere(FixedRefusal):
    """A file already bears this name, and nothing is ever overwritten silently."""

    WHAT = Words(
        "Un fichier porte déjà ce nom dans ce dossier.",
        "يوجد في هذا المجلد ملف بنفس الاسم.",
        "A file in this folder already has this name.",
    )
    DO = Words(
        "Choisissez un autre nom ou un autre dossier.",
        "اختاروا اسماً آخر أو مجلداً آخر.",
        "Choose another name or another folder.",
    )


class NotCasemgrFile(FixedRefusal):
    """The file is something else: empty, unencrypted, or of another program."""

    WHAT = Words(
        "Ce fichier n’est pas un fichier de casemgr.",
        "هذا الملف ليس من ملفات casemgr.",
        "This is not a casemgr file.",
    )
    DO = Words(
        "Choisissez le fichier de votre association, ou restaurez une sauvegarde.",
        "اختاروا ملف جمعيتكم، أو استرجعوا نسخة احتياطية.",
        "Choose your association’s file, or restore a backup.",
    )


class WrongKey(FixedRefusal):
    """The key is not that of this file, or its first page is damaged: without the key the two look the
    same.
    """

    WHAT = Words(
        "Ce fichier ne s’ouvre pas avec sa clé : il est abîmé, ou le fichier « .keys » voisin vient d’un "
        "autre fichier.",
        "هذا الملف لا يُفتح بمفتاحه: إما أنه تالف، أو أن ملف ‎«.keys»‎ المجاور له يخص ملفاً آخر.",
        "This file does not open with its key: it is damaged, or the “.keys” file beside it belongs to another file.",
    )
    DO = Words(
        "Remettez ensemble les deux fichiers d’origine, ou restaurez la dernière sauvegarde.",
        "أعيدوا الملفين الأصليين جنباً إلى جنب، أو استرجعوا آخر نسخة احتياطية.",
        "Put the two original files back together, or restore the last backup.",
    )


class FileDamaged(FixedRefusal):
    """Part of the file no longer reads as it was written."""

    WHAT = Words(
        "Une partie du fichier est abîmée.",
        "جزء من الملف تالف.",
        "Part of the file is damaged.",
    )
    DO = Words(
        "Ne saisissez plus rien : restaurez la dernière sauvegarde. Le fichier actuel sera gardé à côté.",
        "لا تُدخلوا أي معطيات جديدة: استرجعوا آخر نسخة احتياطية. سيُحتفظ بالملف الحالي إلى جانبها.",
        "Enter nothing more: restore the last backup. The present file will be kept beside it.",
    )


class FolderReadOnly(FixedRefusal):
    """The folder, or the file in it, cannot be written to by this person."""

    WHAT = Words(
        "Il n’est pas permis d’écrire dans ce dossier.",
        "الكتابة في هذا المجلد غير مسموح بها.",
        "Writing in this folder is not allowed.",
    )
    DO = Words(
        "Déplacez le fichier dans un dossier à vous (Documents, par exemple), ou retirez la protection en écriture.",
        "انقلوا الملف إلى مجلد خاص بكم (المستندات مثلاً)، أو أزيلوا الحماية من الكتابة.",
        "Move the file to a folder of your own (Documents, for example), or remove the write protection.",
    )


class DiskFull(FixedRefusal):
    """There is no room left; nothing of what was being written was kept, all that was saved before is."""

    WHAT = Words(
        "Le disque est plein : ce dernier enregistrement n’a pas été fait. Tout ce qui précède est gardé.",
        "القرص ممتلئ: لم يتم هذا التسجيل الأخير. كل ما سُجّل قبله محفوظ.",
        "The disk is full: this last save was not made. Everything saved before is kept.",
    )
    DO = Words(
        "Libérez de la place sur le disque, puis recommencez.",
        "حرّروا مساحة على القرص، ثم أعيدوا العملية.",
        "Free some room on the disk, then do it again.",
    )


class FileInUse(FixedRefusal):
    """Another window or program holds the file, longer than we wait."""

    WHAT = Words(
        "Un autre programme, ou une autre fenêtre, occupe le fichier.",
        "الملف مستعمل حالياً من طرف برنامج آخر أو نافذة أخرى.",
        "Another program, or another window, is holding the file.",
    )
    DO = Words(
        "Fermez l’autre fenêtre ou attendez la fin de la copie en cours, puis recommencez.",
        "أغلقوا النافذة الأخرى أو انتظروا انتهاء النسخ الجاري، ثم أعيدوا المحاولة.",
        "Close the other window or let the copy under way finish, then try again.",
    )


class OnNetworkShare(FixedRefusal):
    """The file lies on a network share, where locks and writes to disk cannot be trusted."""

    WHAT = Words(
        "Ce fichier est sur un dossier partagé du réseau : à plusieurs, il finirait par s’abîmer.",
        "هذا الملف موجود في مجلد مشترك على الشبكة: استعماله من عدة أشخاص سيؤدي إلى تلفه.",
        "This file is in a shared network folder: used by several people, it would end up damaged.",
    )
    DO = Words(
        "Mettez-le sur le disque de cet ordinateur. Pour travailler à plusieurs, utilisez le serveur PostgreSQL.",
        "ضعوه على قرص هذا الحاسوب. وللعمل الجماعي، استعملوا خادم PostgreSQL.",
        "Put it on this computer’s own disk. To work together, use the PostgreSQL server.",
    )


class DiskFailing(FixedRefusal):
    """The disk did not do what it was asked (input/output error)."""

    WHAT = Words(
        "Le disque n’a pas pu lire ou écrire le fichier.",
        "تعذّر على القرص قراءة الملف أو الكتابة فيه.",
        "The disk could not read or write the file.",
    )
    DO = Words(
        "Vérifiez que la clé USB ou le disque est bien branché. Si cela revient, faites une sauvegarde "
        "ailleurs et changez de disque.",
        "تحقّقوا من توصيل مفتاح USB أو القرص. وإذا تكرر الأمر، أنجزوا نسخة احتياطية في مكان آخر وغيّروا القرص.",
        "Check that the USB stick or the disk is plugged in. If it comes again, back up elsewhere and change the disk.",
    )


class Stopped(FixedRefusal):
    """The person asked for the work to stop; the transaction under way is undone."""

    WHAT = Words(
        "Le travail a été arrêté à votre demande.",
        "تم إيقاف العملية بطلب منكم.",
        "The work was stopped at your request.",
    )
    DO = Words(
        "Rien n’a été changé. Vous pouvez le relancer quand vous voulez.",
        "لم يتغيّر أي شيء. يمكنكم إعادة تشغيلها متى شئتم.",
        "Nothing was changed. You can start it again whenever you like.",
    )


# The primary result codes of SQLite (https://www.sqlite.org/rescode.html): the extended ones keep them in
# the low byte.
_BY_RESULT_CODE: dict[int, type[FixedRefusal]] = {
    5: FileInUse,  # SQLITE_BUSY
    6: FileInUse,  # SQLITE_LOCKED
    8: FolderReadOnly,  # SQLITE_READONLY
    9: Stopped,  # SQLITE_INTERRUPT
    10: DiskFailing,  # SQLITE_IOERR
    11: FileDamaged,  # SQLITE_CORRUPT
    13: DiskFull,  # SQLITE_FULL
    14: FileMissing,  # SQLITE_CANTOPEN
    26: WrongKey,  # SQLITE_NOTADB
}

_BY_ERRNO: dict[int, type[FixedRefusal]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EROFS: FolderReadOnly,
    errno.EACCES: FolderReadOnly,
    errno.EPERM: FolderReadOnly,
    errno.ENOENT: FileMissing,
    errno.ENOTDIR: FileMissing,
    errno.EEXIST: FileAlreadyThere,
    errno.EIO: DiskFailing,
    errno.EBUSY: FileInUse,
}
_SHARING_VIOLATIONS = {32, 33}  # ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION of Windows


def explain(error: BaseException) -> UserError | None:
    """The refusal behind an error of the local database or of the disk; None if it is a bug of ours.

    Takes the exception as SQLAlchemy, the driver or the operating system raised it, and looks at what it
    wraps.
    """
    if isinstance(error, UserError):
        return error
    original = getattr(error, "orig", None)
    if isinstance(original, BaseException) and original is not error:
        return explain(original)
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        known = _BY_RESULT_CODE.get(code & 0xFF)
        return known() if known else None
    if isinstance(error, OSError):
        if getattr(error, "winerror", None) in _SHARING_VIOLATIONS:
            return FileInUse()
        known = _BY_ERRNO.get(error.errno or 0)
        return known() if known else None
    return None
