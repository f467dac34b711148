"""Lists that come in from outside and lists that go out: Excel and CSV, row by row, with what became of each.

`sheets` reads the file, `heading_lines` and `headers` say which column holds what, `cells`, `terms` and `drafts` make a
draft of each row, `trials` tries it by itself, `linked`, `recognised`, `repeated`, `brought_before` and `alike` look at
what is here already; `beside` has other processes do what needs no database. `outline`, `words_met` and `rehearsal`
show a list before anything is written, `instructions` is what a person said of it, `bringing` checks all and then
writes all, `taking` exports.

What is used from outside is found at its first use: the other processes start without it, in half the time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casemgr.services.lists.bringing import Fate, Outcome, RowFate, bring_in
    from casemgr.services.lists.instructions import Instructions
    from casemgr.services.lists.report import write_report
    from casemgr.services.lists.taking import take_out

__all__ = ["Fate", "Instructions", "Outcome", "RowFate", "bring_in", "take_out", "write_report"]

_STANDS_IN = {"Instructions": "instructions", "take_out": "taking", "write_report": "report"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_STANDS_IN.get(name, 'bringing')}"), name)
