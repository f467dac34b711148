"""What can go wrong that a person can mend. Anything that is not a UserError is a bug of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casemgr.domain.words import Words


class UserError(Exception):
    """Something the person can mend: what happened, and what to do next, in her language.

    The sentences never carry a name, a number or a note of a beneficiary: they may be logged.
    """

    def __init__(self, what: Words, do: Words) -> None:
        super().__init__(what.en)
        self.what = what
        self.do = do

    def __str__(self) -> str:
        return f"{self.what} {self.do}"


class NotAllowed(UserError):
    """The person's roles do not give this right, or the record is not hers to see."""


class ChangedMeanwhile(UserError):
    """Somebody else saved this record since it was opened: both versions are to be seen."""


class NotFound(UserError):
    """There is no such record for this reader (what may not be read is absent)."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One remark on one field of a draft.

    `field` is the key of the field; within rows a path such as "phones.0.number"; empty for the whole record.
    `strength` is "error" (refuses the save) or "warning" (said, and kept if the person insists). `unlawful`: what was
    typed may be kept nowhere, not even in a draft (law 09-08, art. 12: without its authorisation).
    """

    field: str
    message: Words
    strength: str = "error"
    unlawful: bool = False


class InvalidDraft(UserError):
    """The draft breaks rules of its kind: `issues` says which field and why."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__(
            Words(
                "Quelques champs sont à corriger.",
                "بعض الخانات تحتاج إلى تصحيح.",
                "Some fields need correcting.",
            ),
            Words(
                "Ils sont signalés à côté de chaque champ.",
                "الملاحظة مكتوبة بجانب كل خانة.",
                "Each is marked beside its field.",
            ),
        )
        self.issues = tuple(issues)
