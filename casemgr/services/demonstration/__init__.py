"""The demonstration: an invented association, its staff, the people it serves and what was done for them.

A trainer, a newcomer and a benchmark all need a base that looks like two real years of work and shows
nobody. What is invented stands in `resources/demonstration`; the modules here only draw from it, so a
wrong proportion or an unhappy name is mended in a table, not in code. The same seed and day give the same
world on every machine.
"""

from casemgr.services.demonstration.creation import create

__all__ = ["create"]
