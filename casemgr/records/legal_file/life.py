"""The life of a legal file: in progress, closed once its outcome is known and no term is open, opened again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casemgr.domain.conditions import Context
from casemgr.domain.errors import Issue
from casemgr.domain.kind import States, Transition
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.records.legal_file import rules, terms

Values = Mapping[str, Any]

TERM_IS_OPEN = Words(
    "Un délai est encore ouvert : notez ce qui a été fait, ou écartez-le avec son motif.",
    "ما زال هناك أجل مفتوح: سجلوا ما تم إنجازه أو استبعدوه مع ذكر السبب.",
    "A deadline is still open: note what was done, or set it aside with the reason.",
)
NO_OUTCOME_YET = Words(
    "« En cours » n’est pas une issue : notez comment l’affaire a fini.",
    "«جار» ليست نتيجة: سجلوا كيف انتهت القضية.",
    "“Ongoing” is no outcome: note how the matter ended.",
)
AMOUNT = Words(
    "Notez le montant obtenu, s’il y en a un.",
    "سجلوا المبلغ المحصل عليه إن وجد.",
    "Note the amount obtained, if there is one.",
)
ORIGINAL_IS_HERE = Words(
    "Un original est encore ici : rendez-le contre signature.",
    "ما زالت هنا وثيقة أصلية: أعيدوها مقابل توقيع.",
    "An original is still here: hand it back against a signature.",
)
_PAID = frozenset({"LAB", "HOUS", "PROP"})  # families whose success is counted in money


def is_over(values: Values, context: Context) -> Iterator[Issue]:
    """The outcome is known and no term runs (forms.md §9; domain.md §4, step 10); originals go back (§3, retention)."""
    if any(terms.is_open(line) for line in values.get("deadlines") or ()):
        yield Issue("deadlines", TERM_IS_OPEN)
    outcome = vocabulary("legal_outcome").terms.get(values.get("outcome") or "")
    if outcome is not None and outcome.code == "ONGOING":
        yield Issue("outcome", NO_OUTCOME_YET)
    won = outcome is not None and outcome.meta.get("win") == "1"
    if won and rules.family_of(values) in _PAID and values.get("amount") is None:
        yield Issue("amount", AMOUNT, "warning")
    if any(line.get("original") and not line.get("returned_on") for line in values.get("documents") or ()):
        yield Issue("documents", ORIGINAL_IS_HERE, "warning")
    yield from rules.ends_after_it_opens({**values, "closed_on": values.get("step_day")}, context)


STATES = States(
    vocabulary="legal_file_state",
    beside=__file__,
    first="OPEN",
    transitions=(
        Transition(
            "OPEN",
            "CLOSED",
            Words("Clore le dossier juridique", "إغلاق الملف القانوني", "Close the legal file"),
            needs=("outcome", "outcome_on"),
            guard=is_over,
            day_in="closed_on",
        ),
        Transition(
            "CLOSED",
            "OPEN",
            Words("Rouvrir", "إعادة فتح الملف", "Reopen"),
            reason=True,
        ),
    ),
)
