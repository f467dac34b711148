"""Programmes at work: what each has reached, who stands where in it, and how a person enters, moves on and leaves.

`overview` counts, `standing` lists within what the reader may read, `moving` writes.
"""

from casemgr.services.programmes.moving import Moved, Step, advance, begun, enrol, leave, undo
from casemgr.services.programmes.overview import Card, cards
from casemgr.services.programmes.standing import Place, Standing, criteria, standing_of, standings

__all__ = [
    "Card",
    "Moved",
    "Place",
    "Standing",
    "Step",
    "advance",
    "begun",
    "cards",
    "criteria",
    "enrol",
    "leave",
    "standing_of",
    "standings",
    "undo",
]
