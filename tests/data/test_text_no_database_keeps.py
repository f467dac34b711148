"""A pasted text may hold a zero byte or half a surrogate pair: no database keeps them, and nothing stops for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from casemgr.domain.errors import UserError
from casemgr.services import drafts, records, register, whole_file
from casemgr.services.desk import Desk
from tests.data.test_saving import outing, somebody

PASTED = "a\x00b\ud800c"
DAY = date(2026, 3, 2)


def dropped(desk: Desk) -> object:
    record = outing(desk).id
    records.move(desk, "outing", record, "DOING", DAY)
    return records.move(desk, "outing", record, "DROPPED", DAY, reason=PASTED)


PLACES: dict[str, Callable[[Desk], object]] = {
    "link": lambda desk: outing(desk, beneficiary=PASTED),
    "external id": lambda desk: records.save(
        desk, "beneficiary", {"family_name": "A"}, external_id=PASTED, insist=True
    ),
    "reason of a void": lambda desk: records.void(desk, "beneficiary", somebody(desk), PASTED),
    "reason of a step": dropped,
    "filter": lambda desk: register.ids(desk, "outing", filters=[register.Filter("guide", "contains", PASTED)]),
    "draft": lambda desk: drafts.keep(desk, desk.kinds["outing"], {"guide": PASTED, "story": PASTED}),
    "code": lambda desk: whole_file.find_code(desk, PASTED),
}


@pytest.mark.parametrize("place", sorted(PLACES))
def test_a_pasted_zero_byte_is_kept_without_or_refused_in_words(coordinator: Desk, place: str) -> None:
    if place in ("link", "code"):
        with pytest.raises(UserError):
            PLACES[place](coordinator)
    else:
        PLACES[place](coordinator)
