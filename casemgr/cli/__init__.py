"""The command line: the same services as the window, for a scheduler, an administrator, and whoever checks us.

Exit 0: done. 1: something to mend, one sentence on standard error. 2: wrong usage. 130: stopped by Ctrl-C.
What a command needs is imported when it runs: `casemgr kinds` opens no database and loads no driver.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from casemgr.cli import terminal
from casemgr.cli.language import language_asked, speaking
from casemgr.domain.errors import UserError
from casemgr.domain.words import translate as _

STOPPED = 130
WRONG_USAGE = 2
TO_MEND = 1


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; `argv` are the words after the program's name. Gives the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    terminal.speak_utf8()
    with speaking(language_asked(words, os.environ)):
        return _answer(words)


def _answer(words: list[str]) -> int:
    from casemgr.cli.arguments import make_parser

    parser = make_parser()
    try:
        options = parser.parse_args(words)
        if options.command is None:
            parser.error(_("say which command"))
    except SystemExit as left:  # argparse leaves after --help (0) and after wrong usage (2)
        return int(left.code or 0)
    try:
        return run(options)
    except terminal.WrongUsage as wrong:
        terminal.complain(str(wrong))
        return WRONG_USAGE
    except UserError as error:
        terminal.complain(terminal.in_one_line(error))
        return TO_MEND
    except KeyboardInterrupt:
        terminal.end_line()
        return STOPPED
    except BrokenPipeError:  # `casemgr kinds | head`: whoever reads has enough
        terminal.close_quietly()
        return 0
    except Exception as bug:
        return _tell_bug(bug)


def _tell_bug(bug: Exception) -> int:
    from casemgr.cli.journal import write_bug

    path = write_bug(bug)
    said = _("Something went wrong in the program itself; nothing was half saved. Details without names: {path}")
    terminal.complain(said.format(path=path))
    return TO_MEND


def run(options: argparse.Namespace) -> int:
    """Run the command that was read. Raises UserError, WrongUsage."""
    match options.command:
        case "init" | "demo" | "user" | "branch":
            from casemgr.cli import setting_up

            return setting_up.COMMANDS[options.command](options)
        case "kinds":
            from casemgr.cli.kinds import show_kinds

            return show_kinds(options)
        case "deadline":
            from casemgr.cli.deadlines import show_deadline

            return show_deadline(options)
        case "search" | "show" | "duplicates" | "merge":
            from casemgr.cli import people

            return people.COMMANDS[options.command](options)
        case "count":
            from casemgr.cli.figures import show_count

            return show_count(options)
        case "import" | "export":
            from casemgr.cli import lists

            return lists.COMMANDS[options.command](options)
        case "summary" | "print":
            from casemgr.cli import papers

            return papers.COMMANDS[options.command](options)
        case _:
            from casemgr.cli import upkeep

            return upkeep.COMMANDS[options.command](options)
