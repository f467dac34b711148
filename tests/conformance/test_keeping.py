"""A record of any kind is kept whole: saved, read again, logged, audited, drafted, refused where it must be, voided."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from casemgr.domain import checking
from casemgr.domain.access import strictest
from casemgr.domain.checking import NotUnderstood
from casemgr.domain.errors import InvalidDraft, NotFound
from casemgr.domain.fields import Choice, Computed, Dated, Field, Name, Phone, Rows, Text
from casemgr.domain.words import LANGUAGES, Words, use_language
from casemgr.services import drafts, file, history, records
from tests.conformance.complete_draft import all_paths, filled_paths
from tests.conformance.conftest import Sample, World

Values = Mapping[str, Any]


def comparable(items: tuple[Field | Rows, ...], values: Values, mark: str = "L0") -> dict[str, Any]:
    """Clean values without the ids of rows, empty ones alike, dated rows by their day.

    A line is as secret as the record it stands on, which carries `mark`.
    """
    found: dict[str, Any] = {}
    for item in items:
        if isinstance(item, Rows):
            lines = [
                {
                    **comparable(item.fields, line, strictest(mark, line.get("confidentiality") or "L0")),
                    "confidentiality": strictest(mark, line.get("confidentiality") or "L0"),
                }
                for line in values.get(item.key) or ()
            ]
            since = item.since if isinstance(item, Dated) else ""
            found[item.key] = sorted(lines, key=lambda line: str(line[since])) if since else lines
        elif not isinstance(item, Computed):
            found[item.key] = None if checking.is_empty(values.get(item.key)) else values[item.key]
    return found


def lines_of(items: tuple[Field | Rows, ...], record: records.Record) -> list[dict[str, Any]]:
    return [line for rows in items if isinstance(rows, Rows) for line in record.values[rows.key]]


def fields_and_values(items: tuple[Field | Rows, ...], values: Values) -> Iterator[tuple[Field, Any]]:
    for item in items:
        if isinstance(item, Rows):
            for line in values.get(item.key) or ():
                yield from fields_and_values(item.fields, line)
        elif not isinstance(item, Computed):
            yield item, values.get(item.key)


def test_every_field_is_filled_by_some_valid_draft(world: World) -> None:
    filled = {path for sample in world.samples for path in filled_paths(world.kind, sample.checked.values)}
    assert all_paths(world.kind) <= filled


def test_a_complete_draft_has_no_errors_and_comes_back_equal(world: World) -> None:
    items = tuple(world.kind.items())
    for sample in world.samples:
        back = records.read(world.desk, world.kind.key, sample.id)
        mark = back.confidentiality
        assert comparable(items, back.values) == comparable(items, sample.checked.values, mark)
        assert all(
            strictest(mark, line["confidentiality"]) == line["confidentiality"] for line in lines_of(items, back)
        )
        assert back.code == sample.code and back.version == 1 and back.view == "full"
        assert bool(back.code) == (world.kind.number is not None)
        assert isinstance(back.title, str)


def test_checking_what_was_kept_again_changes_nothing(world: World) -> None:
    items = tuple(world.kind.items())
    for sample in world.samples:
        back = records.read(world.desk, world.kind.key, sample.id)
        again = records.check(world.desk, world.kind.key, back.values, sample.id)
        assert again.errors == ()
        assert comparable(items, again.values) == comparable(items, back.values)


def test_saving_what_was_read_makes_no_new_version(world: World) -> None:
    kind, sample = world.kind.key, world.samples[0]
    back = records.read(world.desk, kind, sample.id)
    saved = records.save(world.desk, kind, back.values, record_id=sample.id, version=back.version, insist=True)
    assert saved.version == back.version


def test_every_value_survives_json_and_the_columns(world: World) -> None:
    for sample in world.samples:
        for field, value in fields_and_values(tuple(world.kind.items()), sample.checked.values):
            plain = json.loads(json.dumps(field.plain(value)))
            revived = field.revive(plain)
            assert revived == value or (checking.is_empty(revived) and checking.is_empty(value)), field.key
            loaded = field.load(field.store(value))
            assert loaded == value or (checking.is_empty(loaded) and checking.is_empty(value)), field.key
            assert isinstance(field.show(value, "ar"), str)


def test_a_new_record_is_logged_once_and_nothing_it_holds_is_kept_twice(world: World) -> None:
    change = world.desk.database.schema.house.change
    for sample in world.samples:
        with world.desk.database.reading() as connection:
            rows = connection.execute(sa.select(change).where(change.c.record == sample.id, change.c.field == "*"))
            (row,) = rows.mappings().all()
        assert row["stamp"] and row["at"] and row["by"] and row["kind"] == world.kind.key
        assert (row["row"], row["path"], row["old"], row["new"]) == (None, "", None, None)


def test_the_audit_names_the_fields_and_holds_no_value(world: World) -> None:
    audit = world.desk.database.schema.house.audit
    for sample in world.samples:
        with world.desk.database.reading() as connection:
            rows = connection.execute(sa.select(audit).where(audit.c.record == sample.id)).mappings().all()
        created = next(row for row in rows if row["action"] == "create")
        named = set(created["fields"].split())
        assert named == {path.split(".")[0] for path in filled_paths(world.kind, sample.checked.values)}
        # but for the moment of the writing, which may hold the digits of an hour that was typed
        kept = [{key: str(value) for key, value in row.items() if key != "at"} for row in rows]
        said = json.dumps(kept, ensure_ascii=False)
        for field, value in fields_and_values(tuple(world.kind.items()), sample.checked.values):
            if value and isinstance(field, Text | Name | Phone):
                assert all(line not in said for line in str(value).splitlines()), field.key


def test_whatever_could_not_be_read_is_no_answer_yet_and_refuses_nothing_else(world: World) -> None:
    sample, kind = world.samples[0], world.kind
    unread = NotUnderstood("25", Words("Pas clair.", "غير واضح.", "Not clear."))
    with world.desk.database.reading() as connection:
        context = world.desk.context(connection)
        for field in kind.stored_fields():
            typed = {**sample.draft, field.key: unread}
            checking.lawful(kind, typed, context)
            remarks = checking.check(kind, typed, context).issues
            if field.visible is None and not isinstance(field, Computed) and not field.switch:
                assert unread.message in [issue.message for issue in remarks if issue.field == field.key], field.key
        nothing_read = {field.key: unread for field in kind.stored_fields()}
        assert set(checking.lawful(kind, nothing_read, context)) <= set(nothing_read)
        assert checking.check(kind, nothing_read, context).errors


def test_a_draft_is_given_back_as_it_was_typed_even_what_could_not_be_read(world: World) -> None:
    sample, kind = world.samples[0], world.kind
    odd = next(field.key for field in kind.stored_fields() if field.key in sample.draft and not field.switch)
    unread = NotUnderstood("32/13/2025", Words("Pas une date.", "ليس تاريخا.", "Not a date."))
    shown: list[Field | Rows] = [*kind.stored_fields(), *kind.rows()]
    with world.desk.database.reading() as connection:
        context = world.desk.context(connection)
        typed = {
            item.key: sample.draft[item.key]
            for item in shown
            if item.key in sample.draft
            and (isinstance(item, Rows) or item.key != odd)
            and (item.visible is None or item.visible(sample.draft, context))
        }
    kept = drafts.keep(world.desk, kind, {**sample.draft, odd: unread})
    found = next(draft for draft in drafts.mine(world.desk) if draft.id == kept)
    assert found.kind == kind.key and found.values[odd] == unread
    values = {key: value for key, value in found.values.items() if key != odd}
    items = tuple(item for item in kind.items() if item.key in typed)
    assert comparable(items, values) == comparable(items, typed)
    drafts.discard(world.desk, kept)


def test_a_required_field_that_is_emptied_is_refused_beside_that_field(world: World) -> None:
    asked = 0
    for sample in world.samples:
        with world.desk.database.reading() as connection:
            context = world.desk.context(connection)
            needed = [f for f in world.kind.stored_fields() if f.is_visible(sample.checked.values, context)]
            needed = [f for f in needed if f.is_needed(sample.checked.values, context)]
            defaults = {f.key for f in world.kind.stored_fields() if f.default is not None}
        for field in needed:
            emptied = {**sample.checked.values, field.key: None}
            refused = records.check(world.desk, world.kind.key, emptied)
            assert field.key in {issue.field for issue in refused.errors} or field.key in defaults, field.key
            with pytest.raises(InvalidDraft):
                records.save(world.desk, world.kind.key, emptied, insist=True)
            asked += 1
        for rows in world.kind.rows():
            for place, line in enumerate(sample.checked.values.get(rows.key) or ()):
                for inner in rows.plain_fields():
                    if inner.required is True:
                        lines = [dict(one) for one in sample.checked.values[rows.key]]
                        lines[place] = {**line, inner.key: None, "id": "of a row that is there already"}
                        refused = records.check(world.desk, world.kind.key, {**sample.checked.values, rows.key: lines})
                        assert f"{rows.key}.{place}.{inner.key}" in {issue.field for issue in refused.errors}
                        asked += 1
    assert asked > 0 or not any(field.required for field in world.kind.stored_fields())


def test_blank_lines_are_ignored(world: World) -> None:
    items = tuple(world.kind.items())
    for sample in world.samples:
        blank = {rows.key: [*(sample.draft.get(rows.key) or ()), {}] for rows in world.kind.rows()}
        checked = records.check(world.desk, world.kind.key, {**sample.draft, **blank}, sample.id)
        assert comparable(items, checked.values) == comparable(items, sample.checked.values)
        assert checked.errors == ()


def test_a_term_that_is_in_no_list_is_refused(world: World) -> None:
    sample = world.samples[0]
    for field in world.kind.stored_fields():
        if isinstance(field, Choice) and field.key in sample.checked.values:
            odd = ("NO SUCH TERM",) if field.type == "choices" else "NO SUCH TERM"
            refused = records.check(world.desk, world.kind.key, {**sample.draft, field.key: odd})
            # A term that must not be kept at all may be left out and said instead.
            kept = refused.values.get(field.key)
            assert field.key in {issue.field for issue in refused.issues} or checking.is_empty(kept), field.key


def test_text_that_is_longer_than_its_field_is_refused_and_what_no_database_holds_is_left_out(world: World) -> None:
    sample = world.samples[0]
    for field in world.kind.stored_fields():
        if isinstance(field, Text) and not checking.is_empty(sample.checked.values.get(field.key)):
            long = {**sample.draft, field.key: "x" * (field.longest + 1)}
            assert field.key in {issue.field for issue in records.check(world.desk, world.kind.key, long).errors}
            if field.check is None:
                odd = {**sample.draft, field.key: "Ba\x00ka\ud800ri"}
                assert records.check(world.desk, world.kind.key, odd).values[field.key] == "Bakari"


def test_a_record_changes_one_field_at_a_time_and_says_who_did(world: World) -> None:
    kind = world.kind
    texts = [f for f in kind.stored_fields() if isinstance(f, Text) and f.check is None and not f.switch]
    field = next((f for f in texts if f.visible is None), None)
    if field is None:
        return
    sample = world.save(given={field.key: "Un premier mot"})
    same = {field.key: sample.checked.values[field.key]}
    assert records.save(world.desk, kind.key, same, record_id=sample.id, version=1, insist=True).version == 1
    other = {field.key: "Un autre mot"}
    saved = records.save(world.desk, kind.key, other, record_id=sample.id, version=1, insist=True)
    back = records.read(world.desk, kind.key, sample.id)
    assert saved.version == back.version == 2 and back.updated_by == world.desk.person.id
    said = history.history(world.desk, kind.key, sample.id)
    assert len(said) == back.version and all(str(change.what) and change.by == "Somebody" for change in said)


def test_a_record_is_voided_with_a_reason_and_comes_back(world: World) -> None:
    sample = world.save()
    kind = world.kind.key

    def listed() -> bool:
        with world.desk.database.reading() as connection:
            return sample.id in {row.id for row in connection.execute(world.desk.scope.scoped(kind))}

    assert listed()
    records.void(world.desk, kind, sample.id, "saisi deux fois")
    assert not listed() and records.read(world.desk, kind, sample.id).void_reason == "saisi deux fois"
    records.restore(world.desk, kind, sample.id)
    assert listed() and records.read(world.desk, kind, sample.id).void_reason is None


def test_the_first_state_is_given_and_a_step_asks_for_what_it_needs(world: World) -> None:
    states = world.kind.states
    sample: Sample = world.save()
    back = records.read(world.desk, world.kind.key, sample.id)
    assert back.state == (states.opening(sample.checked.values) if states else None)
    assert {(step.start, step.end) for step in records.steps(world.desk, back)} == {
        (step.start, step.end) for step in (states.from_state(back.state or "") if states else ())
    }
    for step in records.steps(world.desk, back):
        empty = dict.fromkeys(step.needs)
        if step.needs or step.reason:
            with pytest.raises(InvalidDraft) as refused:
                records.move(world.desk, back.kind, back.id, step.end, world.desk.today, values=empty)
            said = {issue.field for issue in refused.value.issues}
            assert set(step.needs) - {step.day_in} <= said and (not step.reason or "reason" in said)


def test_the_timeline_says_each_record_in_three_languages(world: World) -> None:
    line, kind = world.kind.timeline, world.kind
    for language in LANGUAGES if line else ():
        use_language(language)
        for sample in world.samples:
            values = records.read(world.desk, kind.key, sample.id).values
            assert line is not None and line.text(values).strip(), sample.code
            if kind.person and values[kind.person]:  # an anonymous complaint hangs on nobody
                entries = file.timeline(world.desk, values[kind.person])
                (entry,) = [entry for entry in entries if entry.id == sample.id]
                assert entry.text == line.text(values) and entry.date == values[line.date]


def test_nobody_without_a_grant_reads_it(world: World) -> None:
    nobody = replace(world.desk, person=replace(world.desk.person, id="nobody", roles=()))
    for sample in world.samples[:1]:
        with pytest.raises(NotFound):
            records.read(nobody, world.kind.key, sample.id)
        with pytest.raises(NotFound):
            history.history(nobody, world.kind.key, sample.id)
