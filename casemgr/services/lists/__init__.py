"""Lists that come in from outside and lists that go out: Excel and CSV, row by row, with what became of each.

`sheets` reads the file, `headers` says which column holds what, `cells` and `drafts` make a draft of each row,
`linked` and `recognised` look at what is here already, `bringing` checks all and then writes all, `taking` exports.
"""

from casemgr.services.lists.bringing import Fate, Outcome, RowFate, bring_in
from casemgr.services.lists.report import write_report
from casemgr.services.lists.taking import take_out

__all__ = ["Fate", "Outcome", "RowFate", "bring_in", "take_out", "write_report"]
