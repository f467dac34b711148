"""What a declaration cannot say, registered by kind: hand-made acts on a record and on its register."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ui.translation import Text

if TYPE_CHECKING:
    from casemgr.domain.kind import Kind
    from casemgr.services.desk import Desk
    from casemgr.services.records import Record
    from casemgr.services.strokes import Done


@dataclass(frozen=True)
class Stroke:
    """Something noted on a record in one stroke that is no step of its life; `do` is called off the window's thread."""

    label: Text
    icon: str
    do: Callable[[Desk, Record], Done]


# The kinds that have some, each with the module where they stand.
_MADE_BY_HAND = {"referral": "ui.pages.referral_slips"}


def _of(kind: Kind, name: str) -> Any:
    place = _MADE_BY_HAND.get(kind.key)
    return getattr(importlib.import_module(place), name, None) if place else None


def strokes_of(desk: Desk, kind: Kind, record: Record) -> tuple[Stroke, ...]:
    """What may be noted on this record now, besides its steps."""
    made = _of(kind, "strokes")
    return tuple(made(desk, record)) if made else ()


def prepare_register(kind: Kind, page: Any) -> None:
    """Give the register of a kind its own buttons and keys (`page` is a `ui.pages.register.RegisterPage`)."""
    made = _of(kind, "prepare_register")
    if made:
        made(page)
