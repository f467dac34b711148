"""The link by which a record hangs on its beneficiary: asked, listed and brought in by lists the same way everywhere.

One declaration for every kind, so that an old list is understood whatever it is a list of.
"""

from __future__ import annotations

from casemgr.domain.conditions import Condition
from casemgr.domain.fields import Link
from casemgr.domain.words import Words

BENEFICIARY = Words("Bénéficiaire", "المستفيد(ة)", "Beneficiary")
# What the column is called in the lists that associations keep.
HEADERS = ("personne", "person", "code personne", "code bénéficiaire", "bénéficiaires", "رمز المستفيد(ة)")


def person_link(*, required: bool | Condition = True, visible: Condition | None = None) -> Link:
    """The field "beneficiary" of a kind: whom the record is about. A kind may hold without one under a condition."""
    return Link(
        key="beneficiary",
        label=BENEFICIARY,
        to="beneficiary",
        required=required,
        visible=visible,
        quick=True,
        listed=True,
        also=HEADERS,
    )
