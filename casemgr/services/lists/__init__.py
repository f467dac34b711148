"""Lists that come in from outside and lists that go out: Excel and CSV, row by row, with what became of each.

`sheets` reads the file, `heading_lines` and `headers` say which column holds what, `cells`, `terms` and `drafts` make a
draft of each row, `linked`, `recognised`, `repeated`, `brought_before` and `alike` look at what is here already.
`outline`, `words_met` and `rehearsal` show a list before anything is written, `instructions` is what a person said of
it, `bringing` checks all and then writes all, `taking` exports.
"""

from casemgr.services.lists.bringing import Fate, Outcome, RowFate, bring_in
from casemgr.services.lists.instructions import Instructions
from casemgr.services.lists.report import write_report
from casemgr.services.lists.taking import take_out

__all__ = ["Fate", "Instructions", "Outcome", "RowFate", "bring_in", "take_out", "write_report"]
