"""What a register can be filtered by, and the filters in force: how they are said on a chip, and kept by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casemgr.domain.fields import ApproximateDate, Choice, Computed, Date, Field, Integer, Link, Money, YesNo
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.services import links, organisation, register, staff
from casemgr.services.desk import Desk
from casemgr.services.register import BASE_COLUMNS, Filter
from ui import formats
from ui.translation import N_, Phrase, Text

Option = tuple[str, Text]
YES_NO: tuple[Option, ...] = (("1", Words("Oui", "نعم", "Yes")), ("0", Words("Non", "لا", "No")))
NOTHING = Words("Non renseigné", "غير محدد", "Not stated")


@dataclass(frozen=True)
class Condition:
    """One thing a list can be filtered by. `shape`: "choices" (with `options`), "dates", "numbers" or "yes_no"."""

    key: str
    label: Words
    shape: str
    options: tuple[Option, ...] = ()
    icon_name: str = ""

    def say(self, asked: Sequence[Filter]) -> Text:
        """The filters in force on this key, on one chip: "Sex: Female, Male", "Opened on: from 01/03/2026"."""
        said: list[object] = []
        for one in asked:
            if one.asks == "any_of":
                said.append(self._listed(one.value))
            elif one.asks == "empty":
                said.append(NOTHING)
        said += self._bounds({one.asks: one.value for one in asked})
        return N_("{label}: {value}").format(label=self.label, value=_Joined(tuple(said)))

    def _listed(self, values: Sequence[Any]) -> Text:
        asked = {str(value) for value in values}
        labels: list[Text] = [words for code, words in self.options if code in asked]
        # A filter that was kept by name may ask for what the lists no longer have: it says its code, and finds what it
        # finds.
        labels += sorted(asked - {code for code, _words in self.options})
        if len(labels) > 2:
            return N_("{first}, {second} and {count} more").format(
                first=labels[0], second=labels[1], count=len(labels) - 2
            )
        return N_("{first}, {second}").format(first=labels[0], second=labels[1]) if len(labels) == 2 else labels[0]

    def _bounds(self, asked: Mapping[str, Any]) -> list[Phrase]:
        low, high = asked.get("from"), asked.get("to")
        if low is not None and high is not None:
            return [N_("{low} to {high}").format(low=shown(low), high=shown(high))]
        if low is not None:
            return [N_("from {low}").format(low=shown(low))]
        return [N_("up to {high}").format(high=shown(high))] if high is not None else []


@dataclass(frozen=True, slots=True)
class _Joined:
    """Several wordings, said one after the other."""

    parts: tuple[object, ...]

    def __str__(self) -> str:
        return ", ".join(str(part) for part in self.parts)


def shown(bound: Any) -> str:
    """A day or a number as it stands on a chip."""
    return formats.isolate(formats.date(bound) if isinstance(bound, date) else str(bound))


def conditions_of(desk: Desk, kind_key: str) -> list[Condition]:
    """Everything the register of a kind is filtered by. Asks the database (people of the staff, branches)."""
    kind = desk.kinds[kind_key]
    found: list[Condition] = []
    if kind.states is not None:
        terms = vocabulary(kind.states.vocabulary, kind.states.beside)
        options = tuple((term.code, term.label) for term in terms)
        found.append(Condition("state", BASE_COLUMNS["state"], "choices", options))
    found += [one for key, field in register.filterable(desk, kind_key) if (one := _of(desk, key, field))]
    branches = organisation.branches(desk)
    if len(branches) > 1:
        said: tuple[Option, ...] = tuple((branch.code, branch.name) for branch in branches)
        found.append(Condition("branch", BASE_COLUMNS["branch"], "choices", said, "building-2"))
    return found


def _of(desk: Desk, key: str, field: Field) -> Condition | None:
    shaped = field.like if isinstance(field, Computed) else field
    if isinstance(shaped, Choice):
        options: tuple[Option, ...] = tuple((term.code, term.label) for term in shaped.choices())
        return Condition(key, field.label, "choices", options)
    if isinstance(shaped, (Date, ApproximateDate)):
        return Condition(key, field.label, "dates", icon_name="calendar")
    if isinstance(shaped, YesNo):
        return Condition(key, field.label, "yes_no", YES_NO)
    if isinstance(shaped, Link) and shaped.to == "user":  # all of them: the work of who has left is found too
        return Condition(key, field.label, "choices", tuple((one.id, one.name) for one in staff.staff(desk)), "user")
    if isinstance(shaped, Link) and shaped.to == "branch":
        return Condition(key, field.label, "choices", tuple(links.options(desk, shaped.to)), "building-2")
    return Condition(key, field.label, "numbers") if isinstance(shaped, (Integer, Money)) else None


# --- keeping filters by name --------------------------------------------------------------------------------
@dataclass(frozen=True)
class SavedFilter:
    """Filters and a searched text, under the name a person gave them."""

    name: str
    filters: tuple[Filter, ...]
    text: str = ""

    def as_json(self) -> dict[str, Any]:
        """What is kept among the preferences."""
        return {
            "name": self.name,
            "text": self.text,
            "filters": [[one.key, one.asks, _plain(one.value)] for one in self.filters],
        }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return list(value) if isinstance(value, tuple) else value


def _revived(value: Any) -> Any:
    if isinstance(value, dict):
        return date.fromisoformat(value["day"])
    return tuple(value) if isinstance(value, list) else value


def read_saved(kept: object) -> list[SavedFilter]:
    """The saved filters from the preferences."""
    if not isinstance(kept, list):
        return []
    return [
        SavedFilter(
            one["name"],
            tuple(Filter(key, asks, _revived(value)) for key, asks, value in one["filters"]),
            one.get("text", ""),
        )
        for one in kept
    ]
