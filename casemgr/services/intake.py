"""Welcoming somebody: her record, her consents and, if one is opened, her case, saved together or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from casemgr.domain.errors import InvalidDraft, Issue
from casemgr.services.desk import Desk
from casemgr.services.records import Saved, check_in

Values = Mapping[str, Any]


def register_beneficiary(
    desk: Desk,
    values: Values,
    *,
    consents: Sequence[Values] = (),
    case: Values | None = None,
    insist: bool = False,
    branch: str | None = None,
) -> Saved:
    """Save a new person with what was answered at the desk, in one transaction; returns the person's record.

    The drafts of consents and of the case come without their `beneficiary`. Raises InvalidDraft, with the issues of the
    consents under "consents.0.…" and those of the case under "case.…"; NotAllowed.
    """
    with desk.work() as work:
        checked = check_in(work, desk, "beneficiary", values, "", insist)
        person = work.create("beneficiary", checked.values, branch=branch)
        issues: list[Issue] = list(checked.warnings)
        drafts = [("consent", f"consents.{place}", draft) for place, draft in enumerate(consents)]
        drafts += [("case", "case", case)] if case is not None else []
        for kind, path, draft in drafts:
            try:
                whole = {**draft, "beneficiary": person}
                kept = check_in(work, desk, kind, whole, "", insist)
            except InvalidDraft as refused:
                raise InvalidDraft([replace(i, field=f"{path}.{i.field}") for i in refused.issues]) from refused
            issues += [replace(issue, field=f"{path}.{issue.field}") for issue in kept.warnings]
            work.create(kind, kept.values, branch=branch)
        work.flush()
        table = desk.database.schema.of("beneficiary").record
        code = work.connection.execute(sa.select(table.c.code).where(table.c.id == person)).scalar_one()
        return Saved(person, code, 1, tuple(issues))
