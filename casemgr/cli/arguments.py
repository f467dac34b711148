"""The words of the command line: every command, its options, and its help. Nothing here does anything."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import date, datetime, time

from casemgr import __version__
from casemgr.domain.words import LANGUAGES
from casemgr.domain.words import translate as _


def make_parser() -> argparse.ArgumentParser:
    """The parser, in the current language."""
    parser = argparse.ArgumentParser(
        prog="casemgr",
        description=_("Case management for associations. Without a command, the window opens."),
        epilog=_("Exit code: 0 done, 1 something to mend (one sentence says what), 2 wrong usage."),
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"casemgr {__version__}",
        help=_("show program's version number and exit"),  # on Python 3.11 argparse says its own in English
    )
    parser.add_argument("--language", choices=LANGUAGES, help=_("language of help, messages and labels"))
    parser.add_argument(
        "--database",
        metavar=_("FILE|ADDRESS"),
        help=_("a local file, or postgresql://host/database without a password (or CASEMGR_DATABASE)"),
    )
    parser.add_argument("--user", metavar=_("LOGIN"), help=_("who you are (or CASEMGR_USER)"))
    parser.add_argument(
        "--password-file",
        metavar=_("FILE"),
        help=_("your password is the first line of this file (or CASEMGR_PASSWORD; asked otherwise)"),
    )
    commands = parser.add_subparsers(dest="command", metavar=_("COMMAND"), title=_("commands"))
    for add in (_setting_up, _people_and_kinds, _lists, _figures, _deadline, _papers, _upkeep):
        add(commands)
    return parser


Commands = argparse._SubParsersAction  # argparse gives this type no public name


def _command(commands: Commands[argparse.ArgumentParser], name: str, said: str) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=said, description=said, allow_abbrev=False)


def a_day(text: str) -> date:
    """A day written 2026-01-31 or 31/01/2026."""
    try:
        if "/" in text:
            day, month, year = (int(part) for part in text.split("/"))
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("not a day: write 2026-01-31")) from None


def a_day_or_moment(text: str) -> date | datetime:
    """A day, or a day and a time of Morocco written 2026-01-31T14:30."""
    day, has_time, clock = text.partition("T")
    try:
        if not has_time:
            return a_day(day)
        if re.fullmatch("[0-9]{2}:[0-9]{2}", clock):
            return datetime.combine(a_day(day), time(int(clock[:2]), int(clock[3:])))
    except (ValueError, argparse.ArgumentTypeError):
        pass  # said below, with both ways of writing
    raise argparse.ArgumentTypeError(_("not a day or a time: write 2026-01-31 or 2026-01-31T14:30"))


def a_month(text: str) -> tuple[int, int]:
    """A month written 2026-01."""
    year, _dash, month = text.partition("-")
    if len(year) == 4 and year.isdigit() and month.isdigit() and len(month) <= 2 and 1 <= int(month) <= 12:
        return int(year), int(month)
    raise argparse.ArgumentTypeError(_("not a month: write 2026-01"))


def several(text: str) -> tuple[str, ...]:
    """Codes with commas between them."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.lstrip("-").isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(_("a whole number from {least} to {most}").format(least=least, most=most))
        return int(text)

    return read


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(_("a number from 0 to 1"))
    return value


def _setting_up(commands: Commands[argparse.ArgumentParser]) -> None:
    init = _command(
        commands, "init", _("Make an empty database and print its recovery key, once. Needs --database and a password.")
    )
    init.add_argument("--organisation", required=True, metavar=_("NAME"), help=_("the association"))
    init.add_argument(
        "--branch",
        required=True,
        action="append",
        metavar=_("CODE"),
        help=_("code of the first branch, 2 to 8 capitals or digits; repeat both options for more branches"),
    )
    init.add_argument(
        "--province", required=True, action="append", metavar=_("CODE"), help=_("its province, such as MA-RAB")
    )
    init.add_argument("--admin", required=True, metavar=_("LOGIN"), help=_("first person: administers and works"))
    init.add_argument("--name", metavar=_("NAME"), help=_("her name (the login otherwise)"))
    demo = _command(
        commands, "demo", _("Make a demonstration with invented people; login demo and one a role, password demo.")
    )
    demo.add_argument("--people", type=_whole(1, 1_000_000), default=400, metavar="N", help=_("how many (400)"))
    demo.add_argument("--seed", type=_whole(0, 2**31), default=1, metavar="S", help=_("same seed, same people (1)"))
    _staff(commands)
    branch = _command(commands, "branch", _("Branches of the association."))
    acts = branch.add_subparsers(dest="act", required=True, metavar="add|list")
    added = _command(acts, "add", _("Add a branch, or change its name or province."))
    added.add_argument("code", metavar=_("CODE"))
    added.add_argument("--province", required=True, metavar=_("CODE"))
    added.add_argument("--name", metavar=_("NAME"), help=_("its name (the code otherwise)"))
    _json(_command(acts, "list", _("List the branches.")))


def _staff(commands: Commands[argparse.ArgumentParser]) -> None:
    user = _command(commands, "user", _("People who work here, and their roles."))
    acts = user.add_subparsers(dest="act", required=True, metavar="add|list|disable")
    added = _command(acts, "add", _("Add a person; her first password is asked."))
    added.add_argument("login", metavar=_("LOGIN"))
    added.add_argument("--name", required=True, metavar=_("NAME"))
    added.add_argument(
        "--role", required=True, action="extend", type=several, metavar=_("CODE,…"), help=_("such as CASE,COORD")
    )
    added.add_argument("--branch", metavar=_("CODE"), help=_("where she works (your own branch otherwise)"))
    added.add_argument("--branches", type=several, default=(), metavar=_("CODE,…"), help=_("all her branches"))
    added.add_argument(
        "--new-password-file",
        metavar=_("FILE"),
        help=_("her password is the first line of this file (or CASEMGR_NEW_PASSWORD; asked otherwise)"),
    )
    _json(_command(acts, "list", _("List the people.")))
    disabled = _command(acts, "disable", _("Close a person's access; her name stays on what she wrote."))
    disabled.add_argument("login", metavar=_("LOGIN"))


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("answer as JSON"))


def _people_and_kinds(commands: Commands[argparse.ArgumentParser]) -> None:
    _json(_command(commands, "kinds", _("Every kind of record and its fields (needs no database).")))
    search = _command(commands, "search", _("Find people by name, code, telephone or document."))
    search.add_argument("text", metavar=_("TEXT"))
    search.add_argument("--limit", type=_whole(1, 1000), default=20, metavar="N")
    _json(search)
    show = _command(commands, "show", _("One file: all that you may see of it."))
    show.add_argument("code", metavar=_("CODE"))
    _json(show)
    duplicates = _command(commands, "duplicates", _("Files that are probably of one person, the likeliest first."))
    duplicates.add_argument("--min-score", type=_share, metavar="X", help=_("from 0 to 1"))
    _json(duplicates)
    merge = _command(commands, "merge", _("Make a person an alias of another; both codes then lead to her."))
    merge.add_argument("code", metavar=_("CODE"))
    merge.add_argument("into", metavar=_("INTO"))
    merge.add_argument("--reason", required=True, metavar=_("TEXT"))


def _lists(commands: Commands[argparse.ArgumentParser]) -> None:
    brought = _command(
        commands, "import", _("Bring in a list. Every row is checked first; one error, and nothing is written.")
    )
    brought.add_argument("kind", metavar=_("KIND"), help=_("see: casemgr kinds"))
    which = _(".csv or .xlsx; the first sheet whose headers are known is read")
    brought.add_argument("file", metavar=_("FILE"), help=which)
    brought.add_argument("--sheet", default="", metavar=_("NAME"), help=_("this sheet of the workbook"))
    brought.add_argument(
        "--map",
        action="append",
        default=[],
        metavar=_("FIELD=COLUMN"),
        help=_("which column holds a field, where its header does not say it; repeat as needed"),
    )
    brought.add_argument(
        "--set",
        action="append",
        default=[],
        metavar=_("FIELD=VALUE"),
        help=_("what a field holds in every row that says nothing of it; repeat as needed"),
    )
    brought.add_argument(
        "--month-first",
        action="append",
        default=[],
        metavar=_("COLUMN"),
        help=_("a column of dates written as in the United States, 05/23/1990; repeat as needed"),
    )
    brought.add_argument("--dry-run", action="store_true", help=_("check and report, write nothing"))
    brought.add_argument("--report", metavar=_("FILE.csv"), help=_("what became of each row"))
    taken = _command(commands, "export", _("Take out the records of a kind that you may read; it is logged."))
    taken.add_argument("kind", metavar=_("KIND"), help=_("see: casemgr kinds"))
    taken.add_argument("--out", required=True, metavar=_("FILE"), help=_(".csv, .xlsx or .json"))
    taken.add_argument("--since", type=a_day, metavar=_("DATE"), help=_("changed on this day or later"))
    taken.add_argument("--purpose", required=True, metavar=_("TEXT"), help=_("why; kept in the audit"))
    taken.add_argument("--recipient", default="", metavar=_("TEXT"), help=_("for whom; kept in the audit"))
    taken.add_argument("--semicolon", action="store_true", help=_("CSV with ; as French and Arabic Excel expects"))


def _figures(commands: Commands[argparse.ArgumentParser]) -> None:
    count = _command(commands, "count", _("Figures of a period: people reached, new, continuing; services."))
    count.add_argument("--from", dest="start", type=a_day, metavar=_("DATE"))
    count.add_argument("--to", dest="end", type=a_day, metavar=_("DATE"))
    count.add_argument("--month", type=a_month, metavar=_("YYYY-MM"))
    count.add_argument("--indicator", type=several, metavar="C01,C02,…")
    count.add_argument(
        "--by",
        type=several,
        default=(),
        metavar=_("DIMENSION[,DIMENSION]"),
        help="sex, age_band, nationality, status_group, region, branch, programme, residence_region",
    )
    count.add_argument("--age-set", choices=("UNHCR", "EU", "SCHOOL", "BINARY"), default="UNHCR")
    count.add_argument("--programme", metavar=_("CODE"))
    count.add_argument("--branch", metavar=_("CODE"))
    count.add_argument(
        "--external",
        action="store_true",
        help=_("for outside: counts from 1 to 4, and what would tell them, are hidden"),
    )
    answer = count.add_mutually_exclusive_group()
    answer.add_argument("--json", action="store_true", help=_("answer as JSON"))
    answer.add_argument("--out", metavar=_("FILE"), help=_("write a .csv, .xlsx or .json file"))


def _deadline(commands: Commands[argparse.ArgumentParser]) -> None:
    ends = _command(
        commands,
        "deadline",
        _("When a legal deadline ends; religious feasts are counted when a --database holds them."),
    )
    ends.add_argument("code", metavar=_("CODE"), help=_("such as {codes}").format(codes="BIRTH, STAY_APPEAL"))
    ends.add_argument(
        "--start",
        required=True,
        type=a_day_or_moment,
        metavar=f"{_('DATE')}[THH:MM]",
        help=_("the notification, the birth…; with the time for a deadline in hours"),
    )
    _json(ends)


def _papers(commands: Commands[argparse.ArgumentParser]) -> None:
    summary = _command(commands, "summary", _("The summary of a person's file as a PDF; it is logged."))
    summary.add_argument("codes", metavar=_("CODE"), nargs="*", help=_("one, or several for one file"))
    printed = _command(
        commands,
        "print",
        _("A paper as a PDF: certificate, consent_form, sheet, blank-KIND (without a code)…; it is logged."),
    )
    printed.add_argument("template", metavar=_("TEMPLATE"), help=_("a wrong one is answered with those there are"))
    printed.add_argument("codes", metavar=_("CODE"), nargs="*", help=_("of people, or numbers of records"))
    for parser in (summary, printed):
        parser.add_argument("--codes", dest="list", metavar=_("FILE"), help=_("a text file with a code on each line"))
        parser.add_argument("--out", required=True, metavar=_("FILE.pdf"))
        parser.add_argument("--with-name", action="store_true", help=_("by name, and not by code alone"))
        parser.add_argument("--reason", default="", metavar=_("TEXT"), help=_("why; printed, and kept in the audit"))
        parser.add_argument(
            "--protect",
            metavar=_("FILE"),
            help=_("the first line of this file is the password that opens the PDF"),
        )


def _upkeep(commands: Commands[argparse.ArgumentParser]) -> None:
    _json(_command(commands, "check", _("Is the database sound? File, audit, search, histories, links; 1 if not.")))
    backup = _command(commands, "backup", _("Copy the local file and its keys, encrypted, and open the copy to check."))
    backup.add_argument("--out", required=True, metavar=_("FILE"))
    restore = _command(
        commands, "restore", _("Put a backup in the place of --database; what was there is kept under another name.")
    )
    restore.add_argument("file", metavar=_("FILE"))


# argparse's own sentences, so that they stand in the catalogues (casemgr/cli/language.py makes it look there).
def _of_argparse() -> tuple[str, ...]:
    return (
        _("usage: "),
        _("positional arguments"),
        _("options"),
        _("show this help message and exit"),
        _("%(prog)s: error: %(message)s\n"),
        _("argument %(argument_name)s: %(message)s"),
        _("the following arguments are required: %s"),
        _("unrecognized arguments: %s"),
        _("invalid choice: %(value)r (choose from %(choices)s)"),
        _("invalid %(type)s value: %(value)r"),
        _("expected one argument"),
        _("expected at least one argument"),
        _("not allowed with argument %s"),
        _("ignored explicit argument %r"),
    )
