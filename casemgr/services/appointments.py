"""What follows from the steps of an appointment: one that is put off is made again for its new day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casemgr.data.unit_of_work import UnitOfWork

Values = Mapping[str, Any]

# What tells how the former one ended, and says nothing of the new one.
_OF_THE_FORMER = ("moved_to", "moved_to_time", "no_show_reason", "result")


def a_rescheduled_appointment_is_made_again(work: UnitOfWork, record: str, _values: Values) -> None:
    """The same person, room and colleague on the new day: moving it takes two answers, not ten (forms.md §11)."""
    former = work.find("appointment", record, "r")
    again = {key: value for key, value in former.values.items() if key not in _OF_THE_FORMER}
    again |= dict.fromkeys(_OF_THE_FORMER)
    again |= {"date": former.values["moved_to"], "time": former.values["moved_to_time"]}
    work.create("appointment", again, branch=former.branch, confidentiality=former.confidentiality)
