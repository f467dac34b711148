"""Identity is handed in: a new record gets a UUIDv7, made without a line and sorted by time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random, SystemRandom

import uuid_utils


def _uuid7() -> str:
    return str(uuid_utils.uuid7())


@dataclass(frozen=True, slots=True)
class Ids:
    """Where new identities come from: `new` for records, `random` for the codes of people."""

    new: Callable[[], str] = field(default=_uuid7)
    random: Random = field(default_factory=SystemRandom)
