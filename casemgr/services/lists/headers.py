"""Which column of a list holds which field: by key, by label in any of three languages, by the words of old lists.

A path names a field: `birth_date`, `phones.number` (the first row), `phones.2.number`, `goals.1.actions.2.text`. A
link is given by code, or by `<path>_external_id`; an approximate date may stand in four columns (`dob`,
`dob_precision`, `estimated_age`, `estimated_on`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from casemgr.domain.access import CONFIDENTIALITIES
from casemgr.domain.conditions import Context
from casemgr.domain.errors import UserError
from casemgr.domain.fields import ApproximateDate, Computed, Dated, Field, Link, Phone, Rows, Text
from casemgr.domain.kind import Kind
from casemgr.domain.words import Words
from casemgr.services.lists.sheets import Cell
from casemgr.services.lists.wordings import loose

EXTRAS: dict[str, tuple[str, ...]] = {
    "external_id": ("identifiant externe", "id externe", "المعرف الخارجي", "external id"),
    "code": ("رمز الملف",),
    "branch": ("antenne", "الفرع"),
    "void": ("annulé", "annulée", "ملغى"),
    "void_reason": ("motif d'annulation", "سبب الإلغاء"),
    "confidentiality": ("confidentialité", "السرية"),
    "state": ("état", "الحالة", "statut", "status"),
    "state_since": ("état depuis",),
}
PARTS = ("precision", "age", "on")
BY_EXTERNAL_ID = "external_id"
_AGES = frozenset(["age", "âge", "السن", "العمر"])
_MOST_ROWS_OF_A_GROUP = 50
_MOST_PHONES = 3
_NUMBERED = re.compile(r"(.*\D)([1-9])")
# "Sexe (M/F)", "Né le (jj/mm/aaaa)": how to fill the column in. "Nom (mère)" is another column.
_HINT = re.compile(r"\s*\((?:[^()]*/[^()]*|\*|obligatoire|facultatif|required|optional|إجباري|إلزامي|اختياري)\)")

GROUPED = " / "  # between the title over several columns and the header under it

LEFT_OUT = Words("Colonne laissée de côté.", "عمود ترك جانبا.", "The column is left out.")
NO_HEADER = Words(
    "Colonne sans titre, et non vide : laissée de côté.",
    "عمود بدون عنوان، وليس فارغا: ترك جانبا.",
    "A column without a header, and not empty: left out.",
)
NOT_KNOWN = Words("Colonne non reconnue.", "عمود غير معروف.", "Column not recognised.")
TAKEN_ALREADY = Words(
    "Une autre colonne donne déjà ce champ.", "عمود آخر يعطي هذا الحقل.", "Another column gives this field already."
)
WORKED_OUT = Words(
    "Champ calculé : il ne s’importe pas.", "حقل محسوب: لا يستورد.", "A computed field: it is not brought in."
)
SWITCHED_OFF = Words(
    "Champ désactivé dans les réglages : colonne laissée de côté.",
    "حقل معطل في الإعدادات: ترك العمود جانبا.",
    "The field is switched off in the settings: the column is left out.",
)
NO_SUCH_FIELD = Words("Champ inconnu : {text}.", "حقل غير معروف: {text}.", "Unknown field: {text}.")
NO_SUCH_COLUMN = Words("Colonne absente : {text}.", "عمود غير موجود: {text}.", "No such column: {text}.")
SEE_KINDS = Words(
    "Voyez « casemgr kinds » et les titres de la liste.",
    "انظروا «casemgr kinds» وعناوين اللائحة.",
    "See “casemgr kinds” and the headers of the list.",
)
NO_SUCH_MARK = Words(
    "Confidentialité inconnue : L0, L1, L2, L3, L4 ou plusieurs, comme L2+L4.",
    "درجة سرية غير معروفة: L0 أو L1 أو L2 أو L3 أو L4 أو عدة منها مثل L2+L4.",
    "Unknown confidentiality: L0, L1, L2, L3, L4 or several, such as L2+L4.",
)
NOTHING_KNOWN = Words("Aucune colonne n’a été reconnue.", "لم يتم التعرف على أي عمود.", "No column was recognised.")


@dataclass(frozen=True, kw_only=True)
class Mark(Text):
    """The confidentiality of a row: a column of its own, so that a chosen mark survives going out and coming in."""

    def read(self, text: str, context: Context) -> str | None:
        """The mark. Raises UserError for another text."""
        if text and text not in CONFIDENTIALITIES:
            raise UserError(NO_SUCH_MARK, SEE_KINDS)
        return text or None


MARK = Mark(key="confidentiality", label=Words("Confidentialité", "السرية", "Confidentiality"))


@dataclass(frozen=True)
class Target:
    """A field that a column gives: through which rows (group, place from 0), and which part of it."""

    steps: tuple[tuple[str, int], ...]
    field: Field
    part: str = ""
    switches: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Its name in reports: `phones.2.number`."""
        said = ".".join(f"{group}.{place + 1}" for group, place in self.steps)
        return ".".join(filter(None, (said, self.field.key)))

    @property
    def column(self) -> str:
        """Its name as a column: the part as well (`birth_date_age`, `beneficiary_external_id`)."""
        return f"{self.path}_{self.part}" if self.part else self.path


@dataclass(frozen=True)
class Dropped:
    """A column that is not brought in, and why."""

    header: str
    reason: Words


@dataclass(frozen=True)
class Plan:
    """What each column gives."""

    fields: tuple[tuple[int, Target], ...]
    extras: Mapping[str, int]
    dropped: tuple[Dropped, ...]


def is_brought(field: Field) -> bool:
    """Whether a cell may say it: neither worked out from the others, nor a file."""
    return not isinstance(field, Computed) and field.worked_out is None and field.type != "file"


def plain_header(text: object) -> str:
    """A header as it is compared: small letters, single spaces, one apostrophe, no star or colon at its end."""
    said = " ".join(str(text if text is not None else "").replace("’", "'").split()).casefold()
    return said.rstrip("*: ").strip()


def read_path(kind: Kind, text: str) -> Target | None:
    """The field that a path names, or None."""
    steps: list[tuple[str, int]] = []
    items: tuple[Field | Rows, ...] = tuple(kind.items())
    switches: list[str] = []
    parts = text.strip().split(".")
    while len(parts) > 1:
        group = next((item for item in items if isinstance(item, Rows) and item.key == parts[0]), None)
        if group is None:
            break
        place = int(parts[1]) if parts[1].isdigit() and parts[1].isascii() and len(parts) > 2 else 0
        if place > _MOST_ROWS_OF_A_GROUP:
            return None
        parts = parts[2:] if place else parts[1:]
        steps.append((group.key, max(place, 1) - 1))
        switches.append(group.switch)
        items = (*group.fields, MARK)
    for field in items:
        if isinstance(field, Field):
            part = _part_named(field, ".".join(parts))
            if part is not None:
                return Target(tuple(steps), field, part, tuple(filter(None, (*switches, field.switch))))
    return None


def _part_named(field: Field, said: str) -> str | None:
    if said == field.key:
        return ""
    if isinstance(field, Link) and said == f"{field.key}_{BY_EXTERNAL_ID}":
        return BY_EXTERNAL_ID
    if isinstance(field, ApproximateDate):
        return next((part for part in PARTS if said in (f"{field.key}_{part}", f"{field.key}.{part}")), None)
    return None


def _part_of_header(field: Field, header: str) -> str:
    """Old lists and exchange files give an estimated birth date in several columns, or an age beside the date."""
    if not isinstance(field, ApproximateDate):
        return ""
    if plain_header(header) in _AGES:
        return "age"
    return next((part for part in PARTS if header.endswith(f"_{part}")), "")


def _wordings(kind: Kind) -> Iterator[tuple[int, str, Target | str]]:
    """Every wording by which a header may name something: rank (the lower wins), wording, what it names."""
    for name, wordings in EXTRAS.items():
        if name not in ("state", "state_since") or kind.states is not None:
            yield 0, name, name
            yield from ((3, wording, name) for wording in wordings)
    for item in kind.items():
        if isinstance(item, Field):
            target = Target((), item, switches=(item.switch,) if item.switch else ())
            yield from _wordings_of(item, target, 1)
        else:
            yield from _wordings_of_rows(item)


def _wordings_of(field: Field, target: Target, rank: int) -> Iterator[tuple[int, str, Target]]:
    if not is_brought(field):
        rank += _WORKED_OUT_LAST  # "Âge" is how the birth is said: what is worked out comes after what may be brought
    yield from ((rank, wording, target) for wording in (field.label.fr, field.label.ar, field.label.en))
    for wording in field.also:
        yield rank + 1, wording, replace(target, part=_part_of_header(field, wording))


def _wordings_of_rows(rows: Rows) -> Iterator[tuple[int, str, Target]]:
    fields = rows.plain_fields()
    since = rows.since if isinstance(rows, Dated) else ""
    for field in fields:
        switches = tuple(filter(None, (rows.switch, field.switch)))
        target = Target(((rows.key, 0),), field, switches=switches)
        for wording in field.also:
            yield 2, wording, target
        for group, own in zip(rows.label.as_json().values(), field.label.as_json().values(), strict=True):
            yield 2, f"{group} – {own}", target
    first = next((field for field in fields if field.key != since), None)
    if first is not None:
        target = Target(((rows.key, 0),), first, switches=tuple(filter(None, (rows.switch, first.switch))))
        for wording in (rows.key, rows.label.fr, rows.label.ar, rows.label.en, rows.one.fr, *rows.also):
            yield 2, wording, target


_BY_TITLE = 100  # and to that of what is only known by the title over it
_WORKED_OUT_LAST = 5
_LOOSELY = 10  # added to the rank of what is only understood without its accents, or by a half of it


class Headings:
    """The headers that a kind understands."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._known: dict[str, tuple[int, Target | str]] = {}
        self._loosely: dict[str, tuple[int, Target | str]] = {}
        for rank, wording, named in sorted(_wordings(kind), key=lambda one: one[0]):
            self._known.setdefault(plain_header(wording), (rank, named))
            self._loosely.setdefault(loose(wording), (rank + _LOOSELY, named))

    def named(self, header: str) -> tuple[int, Target | str] | None:
        """What a header names, with its rank; None when it says nothing.

        A header under titles ("Contact / téléphone") is asked for whole, then by itself, then by its titles.
        """
        found = self._named(header)
        if found is None and GROUPED in header:
            *titles, own = header.split(GROUPED)
            if (found := self._under(titles, own)) is not None:
                return found[0] + _LOOSELY, found[1]
            by_title = next(filter(None, map(self._named, reversed(titles))), None)
            return by_title and (by_title[0] + _BY_TITLE, by_title[1])
        return found

    def _under(self, titles: Sequence[str], own: str) -> tuple[int, Target | str] | None:
        """What a header names by itself, titles or no titles over it."""
        whole = (f"{title} – {own}" for title in reversed(titles))
        return next(filter(None, map(self._named, (*whole, own))), None)

    def _named(self, header: str) -> tuple[int, Target | str] | None:
        target = read_path(self._kind, header.strip())
        if target is not None:
            return 0, target
        found = self._known.get(plain_header(header)) or self._loosely.get(loose(header))
        if found is None and (shorter := _HINT.sub("", header)) != header:
            found = self._named(shorter)
        if found is None and (numbered := _NUMBERED.fullmatch(plain_header(header))):
            found = self._numbered(numbered[1].rstrip("n°o. "), int(numbered[2]) - 1)
        return found

    def _numbered(self, header: str, place: int) -> tuple[int, Target | str] | None:
        """ "GSM 2" is the second telephone."""
        found = self._known.get(plain_header(header)) or self._loosely.get(loose(header))
        if found is None or not isinstance(found[1], Target) or len(found[1].steps) != 1:
            return None
        ((group, _first),) = found[1].steps
        if isinstance(self._kind.group(group), Dated):
            return None
        return found[0] + _LOOSELY, replace(found[1], steps=((group, place),))

    @staticmethod
    def further(rank: int, named: Target | str) -> Iterator[Target | str]:
        """What a header names, and where it stands once more: a second column of telephones is the second number.

        Not what is known by its title alone: under "Contact" there are notes as well.
        """
        yield named
        if rank < _BY_TITLE and isinstance(named, Target) and isinstance(named.field, Phone) and len(named.steps) == 1:
            ((group, first),) = named.steps
            yield from (replace(named, steps=((group, place),)) for place in range(first + 1, first + _MOST_PHONES))

    def wordings(self) -> Mapping[str, Target | str]:
        """Every wording that is understood, loosely written, and what it names."""
        return {wording: named for wording, (_rank, named) in self._loosely.items()}

    def how_many(self, columns: Iterable[Sequence[str]]) -> int:
        """How many fields are understood of what stands over some columns, from top to bottom.

        What stands lowest must be a header by itself: known by its titles alone it may be anything, for instance
        what the first row says in a column without a title of its own.
        """
        found = (self._under(titles, own) for *titles, own in filter(None, columns) if own.strip())
        return len({_claim(named) for _rank, named in filter(None, found)})

    def plan(
        self,
        cells: Sequence[Cell],
        mapping: Sequence[str],
        switches: frozenset[str],
        columns: Mapping[int, str] | None = None,
    ) -> Plan:
        """What each column gives. Raises UserError when nothing does, or for a mapping that names nothing.

        `mapping` are FIELD=COLUMN; `columns` says the field of a column by its place, "" to leave it out.
        """
        headers = ["" if cell is None else str(cell) for cell in cells]
        said = columns or {}
        chosen = self._mapped(headers, mapping)
        for place, path in said.items():
            named = self.at(path) if path and place < len(headers) else None
            if named is not None:
                chosen[place] = named
        claims = [
            (rank, place, named)
            for place, header in enumerate(headers)
            if place not in chosen and place not in said
            if header.strip() and (found := self.named(header)) is not None
            for rank, named in (found,)
        ]
        taken: dict[object, int] = {_claim(named): place for place, named in chosen.items()}
        dropped: dict[int, Words] = {}
        for rank, place, named in sorted(claims, key=lambda claim: claim[:2]):
            free = next((one for one in self.further(rank, named) if _claim(one) not in taken), None)
            if free is None:
                dropped[place] = TAKEN_ALREADY
            else:
                taken[_claim(free)] = place
                chosen[place] = free
        dropped |= {place: LEFT_OUT for place in said if place not in chosen and place < len(headers)}
        return _settled(headers, chosen, dropped, switches)

    def at(self, path: str) -> Target | str | None:
        """What a path names: a field, or a column that is no field; None for another text."""
        return path if path in EXTRAS else read_path(self._kind, path)

    def _mapped(self, headers: list[str], mapping: Sequence[str]) -> dict[int, Target | str]:
        places: dict[str, int] = {}
        for place, header in enumerate(headers):
            places.setdefault(plain_header(header), place)
        chosen: dict[int, Target | str] = {}
        for one in mapping:
            path, _equals, column = one.partition("=")
            path = path.strip()
            named = self.at(path)
            if named is None and (found := self._known.get(plain_header(path))):
                named = found[1]
            if named is None:
                raise UserError(NO_SUCH_FIELD.format(text=path), SEE_KINDS)
            if plain_header(column) not in places:
                raise UserError(NO_SUCH_COLUMN.format(text=column), SEE_KINDS)
            chosen[places[plain_header(column)]] = named
        return chosen


def _claim(named: Target | str) -> object:
    """What only one column may give: a field by code and the same by external id are two ways, both may stand."""
    return named if isinstance(named, str) else (named.steps, named.field.key, named.part)


def _settled(
    headers: list[str], chosen: dict[int, Target | str], dropped: dict[int, Words], switches: frozenset[str]
) -> Plan:
    fields: list[tuple[int, Target]] = []
    extras: dict[str, int] = {}
    for place, header in enumerate(headers):
        named = chosen.get(place)
        if named is None:
            if header.strip() and place not in dropped:
                dropped[place] = NOT_KNOWN
        elif isinstance(named, str):
            extras[named] = place
        elif not is_brought(named.field):
            dropped[place] = WORKED_OUT
        elif not set(named.switches) <= switches:
            dropped[place] = SWITCHED_OFF
        else:
            fields.append((place, named))
    if not fields:
        raise UserError(NOTHING_KNOWN, SEE_KINDS)
    left = tuple(Dropped(headers[place], reason) for place, reason in sorted(dropped.items()))
    return Plan(tuple(fields), extras, left)
