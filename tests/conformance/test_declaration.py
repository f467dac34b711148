"""What a kind declares is whole: columns, words in three languages, lists that exist, grants, a life to be lived."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa

from casemgr.data.tables import Schema
from casemgr.domain.access import CONFIDENTIALITIES, Person, all_grants
from casemgr.domain.conditions import Context
from casemgr.domain.fields import Choice, Choices, Computed, Date, Dated, Field, Link, Name, Phone, Rows, Text
from casemgr.domain.kind import Kind, Section
from casemgr.domain.vocabulary import Vocabulary, vocabulary
from casemgr.domain.words import LANGUAGES, Words, same
from casemgr.services import due_narrowing
from casemgr.services.desk import SWITCHES
from casemgr.services.records import Absent
from tests.conformance.conftest import EVERY_KIND, every_role

SCHEMA = Schema(EVERY_KIND)
SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
ARABIC = re.compile("[\u0621-\u064a]")
# Nothing of the form may be read for a value of the database: these columns belong to every record or row.
PLAIN = Kind(key="plain", label=same("x"), plural=same("x"), sections=(Section("one", same("x"), ()),))
BASE_COLUMNS = frozenset(Schema((PLAIN,)).of(PLAIN).record.c.keys())
ROW_COLUMNS = frozenset({"id", "record", "place", "version", "confidentiality", "removed"})
EVERYBODY_SEES = frozenset({"full", "code", "count", "hidden"})
PEOPLE = "beneficiary"

every_kind = pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda kind: str(kind.key))


def groups(items: tuple[Field | Rows, ...]) -> Iterator[Rows]:
    """Every group of rows, at whatever depth."""
    for item in items:
        if isinstance(item, Rows):
            yield item
            yield from groups(item.fields)


def fields_of(kind: Kind) -> Iterator[Field]:
    """Every field of a kind, those of rows included."""
    yield from kind.fields()
    for rows in groups(tuple(kind.items())):
        yield from rows.plain_fields()


def choices_of(kind: Kind) -> Iterator[tuple[str, Vocabulary]]:
    """Every list that a kind names, with where it names it."""
    for field in fields_of(kind):
        asked = field.like if isinstance(field, Computed) else field
        if isinstance(asked, Choice):
            yield field.key, asked.choices()
    if kind.states is not None:
        yield "state", vocabulary(kind.states.vocabulary, kind.states.beside)


def wordings(kind: Kind) -> Iterator[tuple[str, Words]]:
    """Every wording that a kind brings to the screen."""
    yield from (("label", kind.label), ("plural", kind.plural), ("empty", kind.empty), ("new", kind.new))
    for section in kind.sections:
        yield section.key, section.label
        if section.help:
            yield section.key, section.help
    for field in fields_of(kind):
        yield field.key, field.label
        if field.help:
            yield field.key, field.help
    for rows in groups(tuple(kind.items())):
        yield from ((rows.key, rows.label), (rows.key, rows.one))
    for step in kind.states.transitions if kind.states else ():
        yield f"{step.start} to {step.end}", step.label
    yield from ((due.date, due.label) for due in kind.due)
    yield from ((paper.key, paper.label) for paper in kind.papers)


@every_kind
def test_every_field_has_its_columns_and_no_two_fields_share_one(kind: Kind) -> None:
    tables = SCHEMA.of(kind)
    columns = [column.name for field in kind.stored_fields() for column in field.columns()]
    assert set(columns) <= set(tables.record.c.keys()) and len(set(columns)) == len(columns)
    assert all(field.columns() for field in kind.stored_fields())
    for group in tables.all_groups():
        kept = [column.name for field in group.rows.plain_fields() for column in field.columns()]
        assert set(kept) <= set(group.table.c.keys()) and len(set(kept)) == len(kept), group.rows.key


@every_kind
def test_keys_are_snake_case_each_once_and_none_is_a_column_of_every_record(kind: Kind) -> None:
    keys = [item.key for item in kind.items()]
    assert [key for key in (kind.key, *keys) if not SNAKE.fullmatch(key)] == []
    assert len(set(keys)) == len(keys)
    stored = {column.name for field in kind.stored_fields() for column in field.columns()}
    assert (stored | set(keys)) & BASE_COLUMNS == set()
    for rows in groups(tuple(kind.items())):
        held = [field.key for field in rows.fields]
        assert [key for key in held if not SNAKE.fullmatch(key)] == [] and len(set(held)) == len(held), rows.key
        kept = {column.name for field in rows.plain_fields() for column in field.columns()}
        assert kept & ROW_COLUMNS == set(), rows.key


@every_kind
def test_every_wording_is_there_in_three_languages_and_arabic_is_arabic(kind: Kind) -> None:
    if kind.key == "outing":  # its paper and its terms are said by `same`: it is never on a screen
        return
    missing = [
        (place, language)
        for place, words in wordings(kind)
        for language in LANGUAGES
        if not words.say(language).strip()
    ]
    assert missing == []
    assert [(place, words.ar) for place, words in wordings(kind) if not ARABIC.search(words.ar)] == []


@every_kind
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_labels_of_a_section_or_of_a_line_are_the_same(kind: Kind, language: str) -> None:
    def doubled(labels: list[str]) -> list[str]:
        return [label for label in labels if labels.count(label) > 1]

    for section in kind.sections:
        assert doubled([item.label.say(language) for item in section.items]) == [], section.key
    for rows in groups(tuple(kind.items())):
        assert doubled([field.label.say(language) for field in rows.fields]) == [], rows.key
    assert doubled([section.label.say(language) for section in kind.sections]) == []


@every_kind
def test_every_list_that_a_kind_names_exists_and_each_term_has_three_labels(kind: Kind) -> None:
    for place, terms in choices_of(kind):
        assert len(list(terms)) > 0, place
        assert terms.active(), place
        for term in terms:
            said = [term.label.say(language).strip() for language in LANGUAGES]
            assert all(said) and ARABIC.search(term.label.ar), (place, terms.name, term.code)


@every_kind
def test_a_line_of_the_access_matrix_governs_the_kind_and_its_rows(kind: Kind) -> None:
    for governed in (kind.granted_as, *(rows.grants_as for rows in kind.rows() if rows.grants_as)):
        granted = {letter for grant in all_grants() if grant.kind == governed for letter in grant.operations}
        assert {"r", "c"} <= granted, governed


@every_kind
def test_a_view_of_the_access_matrix_is_declared_by_its_kind_and_names_keys_that_exist(kind: Kind) -> None:
    keys = {item.key for item in kind.items()}
    assert {key for shown in kind.views.values() for key in shown} <= keys
    asked = {grant.view for grant in all_grants() if grant.kind == kind.key and "r" in grant.operations}
    assert asked - EVERYBODY_SEES <= set(kind.views)


@every_kind
def test_names_and_telephones_are_identifying_and_no_narrow_view_shows_what_identifies(kind: Kind) -> None:
    assert [f.key for f in fields_of(kind) if isinstance(f, Name | Phone) and not f.identifying] == []
    identifying = {item.key for item in kind.items() if isinstance(item, Field) and item.identifying}
    identifying |= {rows.key for rows in kind.rows() if any(f.identifying for f in rows.plain_fields())}
    for view in ("code", *kind.views):
        seen = kind.view_keys(view)
        assert seen is not None, view
        if view != "first_name":  # names are what that view is for
            assert seen & identifying == set(), view
    assert kind.view_keys("hidden") == frozenset() == kind.view_keys("count")


@every_kind
def test_every_key_that_the_kind_refers_to_exists_and_is_of_the_right_type(kind: Kind) -> None:
    stored = {field.key: field for field in kind.stored_fields()}
    if kind.person:
        link = stored[kind.person]
        assert isinstance(link, Link) and link.to == PEOPLE and link.required
    if kind.timeline:
        assert stored[kind.timeline.date].type in ("date", "approximate_date")
    for due in kind.due:
        held = {one.key: one for one in kind.group(due.rows).plain_fields()} if due.rows else stored
        assert isinstance(held[due.date], Date)
        assert not due.never_missed or (not due.rows and held[due.date].propose is not None)
        assert {due.time, due.what} - {""} <= set(held) and due.by in {"", *held, *stored}
    if kind.retention:
        assert kind.retention.start in stored and kind.retention.months > 0
    if kind.facts:
        assert {kind.facts.person, kind.facts.date, kind.facts.programme, kind.facts.countable} <= set(stored)
    for dated in kind.dated():
        since = next(field for field in dated.plain_fields() if field.key == dated.since)
        assert isinstance(since, Date) and since.required
    for key in kind.belongs_to:
        carrier = stored[key]
        assert isinstance(carrier, Link) and carrier.to in SCHEMA.kinds, key
    for group, key in kind.unique_rows:
        assert key in {field.key for field in kind.group(group).fields}
    for field in fields_of(kind):
        if isinstance(field, Link):
            assert field.to in ("user", "branch", "programme", *SCHEMA.kinds), field.key
        elif isinstance(field, Computed):
            assert field.of_others in ("", *SCHEMA.kinds)
            assert field.sql or not (field.of_others and field.listed), f"{field.key}: what would a list ask?"
        elif isinstance(field, Text) and field.suggests:
            assert SCHEMA.kinds[field.suggests].search is not None, field.key
            assert field.lines == 1, f"{field.key}: a note has no list under it"


@every_kind
def test_names_and_numbers_by_which_a_record_is_found_exist(kind: Kind) -> None:
    for path in (*kind.search.names, *kind.search.numbers) if kind.search else ():
        key, _, within = path.partition(".")
        items: tuple[Field | Rows, ...] = tuple(kind.items())
        if within:
            items = next(rows.fields for rows in kind.rows() if rows.key == key)
        assert (within or key) in {item.key for item in items if isinstance(item, Field)}, path


@every_kind
def test_conditions_look_at_keys_that_stand_beside_them(kind: Kind) -> None:
    levels: list[tuple[Field | Rows, ...]] = [tuple(kind.items()), *(r.fields for r in groups(tuple(kind.items())))]
    for level in levels:
        keys = {item.key for item in level}
        for item in level:
            asked = [c for c in (item.visible, item.required) if c is not None and not isinstance(c, bool)]
            assert {key for condition in asked for key in condition.keys} <= keys, item.key


@every_kind
def test_every_state_is_in_its_list_and_can_be_reached_and_each_step_names_what_it_needs(kind: Kind) -> None:
    if kind.states is None:
        return
    states = vocabulary(kind.states.vocabulary, kind.states.beside)
    steps = kind.states.transitions
    assert kind.states.opening(Absent()) == kind.states.first
    assert {kind.states.first, *(s.start for s in steps), *(s.end for s in steps)} <= set(states.terms)
    targets = {step.end for step in steps}
    # A state into which no step leads comes with a list that is brought in: a life may begin there too.
    reached = {kind.states.first} | {step.start for step in steps if step.start not in targets}
    while new := {step.end for step in steps if step.start in reached} - reached:
        reached |= new
    assert targets <= reached
    assert len({(step.start, step.end) for step in steps}) == len(steps)
    keys = {item.key for item in kind.items()}
    roles = set(vocabulary("role").terms)
    for step in steps:
        assert set(step.needs) <= keys and set(step.done_by) <= roles, step
        assert not step.day_in or isinstance(kind.field(step.day_in), Date), step
        assert not (step.at_once and (step.reason or set(step.needs) - {step.day_in})), step


@every_kind
def test_titles_lines_and_computed_fields_say_something_of_an_empty_record_too(kind: Kind) -> None:
    nothing = Absent()
    assert isinstance(kind.title(nothing), str)
    assert kind.confidentiality(nothing) in CONFIDENTIALITIES
    if kind.timeline:
        assert isinstance(kind.timeline.text(nothing), str)
    for field in kind.fields():
        if isinstance(field, Computed):
            assert isinstance(field.show(field.compute(nothing, Context(today=date(2026, 3, 2)))), str)
    for rows in groups(tuple(kind.items())):
        assert rows.title is None or isinstance(rows.title(nothing), str)
        assert rows.confidentiality is None or rows.confidentiality(nothing) in CONFIDENTIALITIES


@every_kind
def test_a_dated_value_and_a_group_have_fields_and_rows_go_two_deep_at_most(kind: Kind) -> None:
    for rows in kind.rows():
        assert rows.plain_fields(), rows.key
        for inner in rows.inner_rows():
            assert inner.plain_fields() and not inner.inner_rows() and not isinstance(inner, Dated), inner.key


@every_kind
def test_sections_are_few_enough_to_be_found_and_none_is_empty(kind: Kind) -> None:
    assert all(section.items for section in kind.sections)
    assert len({section.key for section in kind.sections}) == len(kind.sections)


def somebody_may(operations: str, governed: str, mark: str) -> bool:
    """Whether the roles together may do one of these operations on what is governed and marked so."""
    everybody = Person("x", "x", "x", every_role(), ("RAB",), "RAB")
    return any(everybody.may(operation, governed, mark) for operation in operations)


@every_kind
def test_whatever_a_form_offers_somebody_may_keep(kind: Kind, request: pytest.FixtureRequest) -> None:
    """A term that marks its line must not make a line that every role is refused."""
    if kind.key == "beneficiary":
        reason = "access.csv grants identity documents, statuses, housing and legal needs marked L2 or L3 to no role"
        request.applymarker(pytest.mark.xfail(strict=True, reason=reason))
    context = Context(today=date(2026, 3, 2), switches=frozenset(SWITCHES))
    refused = []
    for rows in groups(tuple(kind.items())):
        for field in rows.plain_fields():
            if isinstance(field, Choice) and rows.confidentiality is not None:
                marks = {term.code: rows.confidentiality({field.key: term.code}) for term in field.offered(context)}
                governed = rows.grants_as or kind.granted_as
                refused += [(rows.key, code) for code, mark in marks.items() if not somebody_may("cu", governed, mark)]
    for field in kind.stored_fields():
        if isinstance(field, Choice) and not isinstance(field, Choices):
            marks = {term.code: kind.confidentiality({field.key: term.code}) for term in field.offered(context)}
            refused += [
                (field.key, code) for code, mark in marks.items() if not somebody_may("c", kind.granted_as, mark)
            ]
    assert refused == []


@every_kind
def test_what_is_no_longer_due_is_left_out_by_the_database(kind: Kind) -> None:
    # Only so many lines are read: if those that are over counted among them, what is late could be missed.
    tables = SCHEMA.of(kind)
    for due in kind.due:
        group = tables.group(due.rows) if due.rows else None
        narrowed = due_narrowing.may_hold(tables, group, due.while_)
        assert due.while_ is None or not isinstance(narrowed, sa.sql.elements.True_), due.label
        fields = group.rows.plain_fields() if group else kind.stored_fields()
        known = {field.key for field in fields}
        assert {key for key in (due.time, due.by) if key} <= known
        ends = {step.end for step in kind.states.transitions} if kind.states and not due.rows else set()
        assert not due.done or due.done in known | ends
