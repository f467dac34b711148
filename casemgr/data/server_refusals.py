"""Why the shared server refuses, in the person's words, and how PostgreSQL's answers are recognised."""

from __future__ import annotations

import re

import psycopg

from casemgr.data.file_refusals import FixedRefusal, Stopped
from casemgr.data.key_refusals import WrongPassword
from casemgr.domain.errors import UserError
from casemgr.domain.words import Words


class ServerUnreachable(FixedRefusal):
    """Nothing answers at this address: no network, a server that is off, a wrong name or port."""

    WHAT = Words(
        "Le serveur ne répond pas.",
        "الخادم لا يستجيب.",
        "The server does not answer.",
    )
    DO = Words(
        "Vérifiez le câble ou le Wi-Fi de cet ordinateur, puis l’adresse du serveur avec la personne qui s’en occupe.",
        "تحقّقوا من الكابل أو شبكة Wi-Fi، ثم من عنوان الخادم مع الشخص المكلف به.",
        "Check this computer’s cable or Wi-Fi, then the server’s address with the person who looks after it.",
    )


class DatabaseMissing(FixedRefusal):
    """The server answers, but has no database of this name."""

    WHAT = Words(
        "Le serveur répond, mais il n’a pas de base de ce nom.",
        "الخادم يستجيب، لكن لا توجد عليه قاعدة معطيات بهذا الاسم.",
        "The server answers, but it has no database of this name.",
    )
    DO = Words(
        "Vérifiez le nom de la base avec la personne qui s’occupe du serveur.",
        "تحقّقوا من اسم قاعدة المعطيات مع الشخص المكلف بالخادم.",
        "Check the name of the database with the person who looks after the server.",
    )


class ServerForbids(FixedRefusal):
    """The server knows this account, and does not let it do this."""

    WHAT = Words(
        "Le serveur n’autorise pas votre compte à faire cela.",
        "الخادم لا يسمح لحسابكم بهذه العملية.",
        "The server does not allow your account to do this.",
    )
    DO = Words(
        "Demandez ce droit à la personne qui s’occupe du serveur.",
        "اطلبوا هذا الحق من الشخص المكلف بالخادم.",
        "Ask the person who looks after the server for this right.",
    )


class ConnectionLost(FixedRefusal):
    """The server was there and is no longer; the transaction under way is undone."""

    WHAT = Words(
        "La liaison avec le serveur a été coupée : ce dernier enregistrement n’a peut-être pas été fait.",
        "انقطع الاتصال بالخادم: ربما لم يتم هذا التسجيل الأخير.",
        "The connection to the server was cut: this last save may not have been made.",
    )
    DO = Words(
        "Vérifiez le réseau, rouvrez la fiche pour voir ce qui est gardé, puis recommencez si besoin.",
        "تحقّقوا من الشبكة، وأعيدوا فتح البطاقة للتأكد مما حُفظ، ثم أعيدوا العملية عند الحاجة.",
        "Check the network, open the record again to see what was kept, then do it again if needed.",
    )


class ServerCrowded(FixedRefusal):
    """Too many people are connected at once."""

    WHAT = Words(
        "Trop de personnes sont connectées au serveur en ce moment.",
        "عدد المتصلين بالخادم كبير جداً حالياً.",
        "Too many people are connected to the server just now.",
    )
    DO = Words(
        "Attendez quelques minutes, ou fermez casemgr sur un ordinateur qui ne sert pas.",
        "انتظروا بضع دقائق، أو أغلقوا casemgr على حاسوب غير مستعمل.",
        "Wait a few minutes, or close casemgr on a computer that is not in use.",
    )


class RecordsInUse(FixedRefusal):
    """Somebody else was writing the same records; this transaction was undone."""

    WHAT = Words(
        "Une autre personne enregistrait les mêmes fiches au même moment.",
        "كان شخص آخر يسجل البطاقات نفسها في اللحظة نفسها.",
        "Somebody else was saving the same records at the same moment.",
    )
    DO = Words(
        "Rien n’a été changé : recommencez.",
        "لم يتغيّر أي شيء: أعيدوا العملية.",
        "Nothing was changed: do it again.",
    )


class ServerFull(FixedRefusal):
    """The server's disk is full; what was being written was undone."""

    WHAT = Words(
        "Le disque du serveur est plein : ce dernier enregistrement n’a pas été fait.",
        "قرص الخادم ممتلئ: لم يتم هذا التسجيل الأخير.",
        "The server’s disk is full: this last save was not made.",
    )
    DO = Words(
        "Prévenez la personne qui s’occupe du serveur, puis recommencez.",
        "أخبروا الشخص المكلف بالخادم، ثم أعيدوا العملية.",
        "Tell the person who looks after the server, then do it again.",
    )


class ServerNotEncrypted(FixedRefusal):
    """The server offers no encryption, or a certificate that does not hold: what is sent could be read on
    the way.
    """

    WHAT = Words(
        "La liaison avec ce serveur ne peut pas être protégée : les données pourraient être lues en chemin.",
        "لا يمكن حماية الاتصال بهذا الخادم: قد تُقرأ المعطيات أثناء نقلها.",
        "The connection to this server cannot be protected: the data could be read on the way.",
    )
    DO = Words(
        "Demandez à la personne qui s’occupe du serveur d’y activer TLS (SSL) et de vérifier son certificat.",
        "اطلبوا من الشخص المكلف بالخادم تفعيل TLS (SSL) عليه والتحقق من شهادته.",
        "Ask the person who looks after the server to turn TLS (SSL) on and to check its certificate.",
    )


class ServerTooOld(FixedRefusal):
    """PostgreSQL before 15, which lacks what we rely on."""

    WHAT = Words(
        "Ce serveur PostgreSQL est trop ancien.",
        "خادم PostgreSQL هذا قديم جداً.",
        "This PostgreSQL server is too old.",
    )
    DO = Words(
        "Demandez à la personne qui s’en occupe d’installer PostgreSQL 15 ou plus récent.",
        "اطلبوا من الشخص المكلف به تثبيت الإصدار 15 من PostgreSQL أو إصدار أحدث.",
        "Ask the person who looks after it to install PostgreSQL 15 or later.",
    )


# https://www.postgresql.org/docs/15/errcodes-appendix.html: whole codes, then classes (the first two
# characters).
_BY_STATE: dict[str, type[FixedRefusal]] = {
    "3D000": DatabaseMissing,
    "28P01": WrongPassword,
    "42501": ServerForbids,
    "25006": ServerForbids,  # a standby, or a read-only transaction
    "53100": ServerFull,
    "53300": ServerCrowded,
    "57014": Stopped,
    "55P03": RecordsInUse,
    "40001": RecordsInUse,
    "40P01": RecordsInUse,
    "57P01": ConnectionLost,
    "57P02": ConnectionLost,
    "57P03": ServerUnreachable,
    "57P05": ConnectionLost,
}
_BY_CLASS: dict[str, type[FixedRefusal]] = {"08": ConnectionLost, "28": ServerForbids}

# While connecting libpq gives a sentence and no code, in the language of the server: English or French here.
_BY_SENTENCE: tuple[tuple[re.Pattern[str], type[FixedRefusal]], ...] = (
    (re.compile(r"password authentication failed|authentification par mot de passe échouée"), WrongPassword),
    (re.compile(r"no password supplied|aucun mot de passe"), WrongPassword),
    (re.compile(r'database ".*" does not exist|base de données « .* » n\'existe pas'), DatabaseMissing),
    (
        re.compile(r"too many (clients|connections)|trop de (clients|connexions)|connection slots"),
        ServerCrowded,
    ),
    (re.compile(r"permission denied|not permitted|droit refusé|pas autorisé|pg_hba\.conf"), ServerForbids),
    (
        re.compile(r"not support SSL|supporte pas SSL|certificate verify failed|root certificate|certificat"),
        ServerNotEncrypted,
    ),
)


def explain_server(error: BaseException) -> UserError | None:
    """The refusal behind an error of the server, as SQLAlchemy or the driver raised it; None if it is a
    bug of ours.
    """
    if isinstance(error, UserError):
        return error
    original = getattr(error, "orig", None)
    if isinstance(original, psycopg.Error):
        return explain_server(original)
    if not isinstance(error, psycopg.Error):
        return None
    if error.sqlstate:
        known = _BY_STATE.get(error.sqlstate) or _BY_CLASS.get(error.sqlstate[:2])
        return known() if known else None
    return ConnectionLost() if isinstance(error, psycopg.OperationalError) else None


def explain_connecting(error: psycopg.Error) -> UserError:
    """The refusal behind an attempt to connect that failed."""
    if error.sqlstate:
        return explain_server(error) or ServerUnreachable()
    sentence = str(error)
    for pattern, refusal in _BY_SENTENCE:
        if pattern.search(sentence):
            return refusal()
    # A server that asked for the password and then refused in another language refused the account.
    asked = error.pgconn is not None and error.pgconn.used_password
    return WrongPassword() if asked else ServerUnreachable()
