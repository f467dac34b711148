"""A record of any kind is found, listed, filtered and sorted, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from casemgr.domain import checking, identifiers
from casemgr.domain.fields import Choice, Choices, Computed, Field, Link, Rows
from casemgr.domain.words import LANGUAGES, use_language
from casemgr.records.beneficiary.derived import Age
from casemgr.services import links, records, register, search
from casemgr.services.register import Filter, Sort
from tests.conformance.conftest import Sample, World

OF_CODES = ("SUPER", "MEAL", "AUDIT")  # who read codes, unless access.csv shows them a kind in full


def texts_at(values: Any, path: str) -> list[str]:
    key, _, rest = path.partition(".")
    value = values.get(key)
    if rest:
        return [text for line in value or () for text in texts_at(line, rest)]
    return [value] if value else []


def test_a_record_is_found_by_each_of_its_names(world: World) -> None:
    if world.kind.search is None:
        return
    tried = 0
    for sample in world.samples:
        for path in world.kind.search.names:
            for name in texts_at(sample.checked.values, path):
                assert sample.id in register.ids(world.desk, world.kind.key, text=name), path
                if world.kind.key == search.PEOPLE:
                    assert sample.id in {hit.id for hit in search.find(world.desk, name)}, path
                tried += 1
    assert tried > 0


def test_a_record_is_found_by_each_of_its_numbers_and_by_its_code(world: World) -> None:
    if world.kind.search is None:
        return
    for sample in world.samples:
        found = [number for path in world.kind.search.numbers for number in texts_at(sample.checked.values, path)]
        for number in (*found, sample.code):
            assert len(identifiers.document_number_key(number)) >= 4
            for typed in (number, number.lower(), f"  {number[:3]} {number[3:]} "):
                assert sample.id in register.ids(world.desk, world.kind.key, text=typed), typed
                if world.kind.key == search.PEOPLE:
                    assert sample.id in {hit.id for hit in search.find(world.desk, typed)}, typed


def test_every_column_of_the_register_is_text_in_three_languages(world: World) -> None:
    shown = [column.key for column in register.columns(world.desk, world.kind.key)]
    assert len(set(shown)) == len(shown)
    block = [sample.id for sample in world.samples]
    for language in LANGUAGES:
        use_language(language)
        lines = register.lines(world.desk, world.kind.key, block, shown)
        assert [line.id for line in lines] == block
        for sample, line in zip(world.samples, lines, strict=True):
            assert len(line.cells) == len(shown) and all(isinstance(cell, str) for cell in line.cells)
            empty = {key for key, cell in zip(shown, line.cells, strict=True) if not cell.strip()}
            filled = {key for key, value in sample.checked.values.items() if not checking.is_empty(value)}
            assert empty & filled == set(), language
            nobodys = set() if world.kind.person in filled else {"person"}  # an anonymous complaint
            assert empty & {"code", "person", "branch", "state", "created_at", "updated_at"} <= nobodys
        for column in register.columns(world.desk, world.kind.key):
            assert str(column.label).strip()


def test_columns_that_are_not_asked_for_cost_nothing_and_unknown_ids_are_left_out(world: World) -> None:
    assert register.lines(world.desk, world.kind.key, ["no such record"], ["branch"]) == []
    (line,) = register.lines(world.desk, world.kind.key, [world.samples[0].id], [])
    assert line.cells == ()


def held(world: World, sample: Sample, key: str) -> Any:
    """What a filter's key holds for this record today."""
    group, _, field = key.partition(".")
    values = records.read(world.desk, world.kind.key, sample.id).values
    if not field:
        return values[key]
    dated = next(rows for rows in world.kind.dated() if rows.key == group)
    row = dated.at(values[group], world.desk.today)
    return row[field] if row else None


def plain_number(value: Any) -> Any:
    """An age is shown with its doubt and compared without."""
    return value.years if isinstance(value, Age) else value


def test_every_filter_lets_through_what_it_asks_for_and_nothing_else(world: World) -> None:
    tried = 0
    for key, field in register.filterable(world.desk, world.kind.key):
        values = {sample.id: plain_number(held(world, sample, key)) for sample in world.samples}
        for one in asked_of(key, field, [value for value in values.values() if not checking.is_empty(value)]):
            found = set(register.ids(world.desk, world.kind.key, filters=[one])) & set(values)
            expected = {record for record, value in values.items() if fits(one, value)}
            assert found == expected, one
            tried += 1
    assert tried > 0 or not register.filterable(world.desk, world.kind.key)


def asked_of(key: str, field: Field, known: list[Any]) -> list[Filter]:
    """Every way to ask of a field that its type allows."""
    asked = [Filter(key, "empty")]
    like = field.like if isinstance(field, Computed) else field
    for value in known:
        if isinstance(like, Choices):
            asked += [Filter(key, "any_of", (code,)) for code in value] + [Filter(key, "any_of", tuple(value))]
        elif isinstance(like, Choice | Link) or isinstance(value, bool):
            asked.append(Filter(key, "any_of", (value,)))
        elif isinstance(value, date | int | Decimal):
            asked += [Filter(key, "from", value), Filter(key, "to", value)]
        elif isinstance(value, str):
            asked.append(Filter(key, "contains", value[1:-1].upper()))
    return asked + ([Filter(key, "any_of", ())] if isinstance(like, Choice) else [])


def fits(one: Filter, value: Any) -> bool:
    if one.asks == "empty":
        return checking.is_empty(value)
    if checking.is_empty(value):
        return False
    match one.asks:
        case "any_of":
            return bool(set(value) & set(one.value)) if isinstance(value, tuple) else value in one.value
        case "from":
            return bool(value >= one.value)
        case "to":
            return bool(value <= one.value)
    return str(one.value).casefold() in str(value).casefold()


def test_money_yes_and_no_and_text_are_compared_as_they_are_meant(world: World) -> None:
    """Any stored field may be asked for, offered as a filter or not: a saved filter may name it."""
    for field in world.kind.stored_fields():
        values = {sample.id: sample.checked.values.get(field.key) for sample in world.samples}
        known = [value for value in values.values() if not checking.is_empty(value)]
        if field.type == "approximate_date" or field.switch:
            continue
        for one in asked_of(field.key, field, known):
            found = set(register.ids(world.desk, world.kind.key, filters=[one])) & set(values)
            assert found == {record for record, value in values.items() if fits(one, value)}, (field.key, one.asks)


def test_every_sortable_column_puts_all_records_in_order_both_ways(world: World) -> None:
    everything = set(register.ids(world.desk, world.kind.key))
    assert {sample.id for sample in world.samples} <= everything
    for column in register.columns(world.desk, world.kind.key):
        if not column.sortable:
            continue
        for descending in (False, True):
            ordered = register.ids(world.desk, world.kind.key, sort=Sort(column.key, descending))
            assert set(ordered) == everything and len(ordered) == len(everything), column.key
            if column.type in ("date", "integer", "money"):
                filled = [
                    value
                    for record in ordered
                    if not checking.is_empty(value := world_values(world, record).get(column.key))
                ]
                assert filled == sorted(filled, reverse=descending), column.key
                empty = [checking.is_empty(world_values(world, record).get(column.key)) for record in ordered]
                assert empty == sorted(empty), column.key


def world_values(world: World, record: str) -> Any:
    return records.read(world.desk, world.kind.key, record).values


def test_the_records_of_one_person_are_listed_by_themselves(world: World) -> None:
    if not world.kind.person:
        return
    sample = next(sample for sample in world.samples if sample.checked.values[world.kind.person])
    person = sample.checked.values[world.kind.person]
    found = register.ids(world.desk, world.kind.key, beneficiary=person)
    assert sample.id in found
    assert all(world_values(world, record)[world.kind.person] == person for record in found)
    assert sample.id in {option[0] for option in links.options(world.desk, world.kind.key, beneficiary=person)}


def test_whatever_is_linked_has_a_label(world: World) -> None:
    for sample in world.samples:
        for item in world.kind.items():
            lines = sample.checked.values.get(item.key) or () if isinstance(item, Rows) else (sample.checked.values,)
            fields = item.plain_fields() if isinstance(item, Rows) else (item,)
            for field in fields:
                for line in lines:
                    if isinstance(field, Link) and line.get(field.key):
                        assert links.label_of(world.desk, field.to, line[field.key]), field.key


def test_a_reader_of_codes_sees_no_name_and_no_number_in_the_register(world: World) -> None:
    person = replace(world.desk.person, id="reader")
    narrow = [replace(person, roles=(role,)).view(world.kind.granted_as) != "full" for role in OF_CODES]
    roles = tuple(role for role, is_narrow in zip(OF_CODES, narrow, strict=True) if is_narrow)
    reader = replace(world.desk, person=replace(person, roles=roles))
    shown = [column.key for column in register.columns(world.desk, world.kind.key)]
    hidden = {item.key for item in world.kind.items() if not isinstance(item, Rows) and item.identifying}
    for line in register.lines(reader, world.kind.key, [sample.id for sample in world.samples], shown):
        assert {cell for key, cell in zip(shown, line.cells, strict=True) if key in hidden} <= {""}
