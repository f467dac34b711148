"""What an enrolment keeps of its history is what the history says, whoever wrote it; the figures are a plain count."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from random import Random
from typing import Any

import pytest

from casemgr.data import merging as raw_merging
from casemgr.data.records import Stored
from casemgr.domain import pathway
from casemgr.records import KINDS
from casemgr.records.enrolment import path
from casemgr.services import integrity, merging, programmes, records
from casemgr.services.counting import enrolled
from casemgr.services.desk import Desk
from tests.data.conftest import Hire, open_with_branches
from tests.data.histories import Histories, every_history, kept

database = open_with_branches(KINDS)
START = date(2015, 4, 17)


def begun(desk: Desk, seed: int, people: int = 6) -> Histories:
    """Chance, and people to enrol."""
    chance = Random(seed)
    known = {"family_name": "Bah", "sex": "F", "nationality": "GN", "population_group": "MIG", "single_name": True}
    found = [records.save(desk, "beneficiary", known, insist=True).id for _ in range(people)]
    return Histories(desk.database, desk.clock, found, chance)


def told(one: Stored) -> tuple[str | None, date | None, set[str]]:
    """What the history of one enrolment says of where it stands."""
    values = one.values
    return path.stage_of(values), path.since_of(values), {line["stage"] for line in values["history"]}


@pytest.mark.parametrize("seed", range(4))
def test_what_an_enrolment_keeps_is_what_its_history_says(coordinator: Desk, seed: int) -> None:
    histories = begun(coordinator, seed)
    for _ in range(10):
        histories.act(5)
        held = {record: told(one) for record, one in every_history(coordinator.database).items()}
        assert kept(coordinator.database) == held
    # What was tried: lines of several secrecies, of which the last is not always told.
    every = [one for one in every_history(coordinator.database).values() if one.values["history"]]
    assert {line["confidentiality"] for one in every for line in one.values["history"]} >= {"L1", "L2", "L4"}
    assert any(told(one)[1] != max(line["entered_on"] for line in one.values["history"]) for one in every)


def test_what_is_written_is_kept_before_anything_is_read_again(coordinator: Desk) -> None:
    histories = begun(coordinator, 9, 1)
    with histories.work() as work:
        line = {"stage": "LNG-TEST", "entered_on": coordinator.today}
        values = {"beneficiary": histories.people[0], "programme": "LNG", "enrolled_on": coordinator.today}
        made = work.create("enrolment", {**values, "history": [line]})
        seen = work.find("enrolment", made, "u")  # reading writes what waits
        column = coordinator.database.schema.of("enrolment").record.c
        asked = column.stage.table.select().where(column.id == made)
        assert work.connection.execute(asked).mappings().one()["stage"] == "LNG-TEST"
        work.update("enrolment", made, {"history": []}, seen.version)
    assert kept(coordinator.database)[made] == (None, None, set())


def test_a_check_tells_what_is_kept_otherwise_than_the_history_says(coordinator: Desk) -> None:
    histories = begun(coordinator, 6, 2)
    histories.act(25)
    assert list(integrity.what_is_kept_is_what_the_rows_say(coordinator)) == []
    table = coordinator.database.schema.of("enrolment").record
    some = table.c.id.in_(histories.made[:3])
    for wrong in ({"stage": "LNG-ELSEWHERE"}, {"stage_since": date(1999, 1, 1)}, {"stages_entered": "LNG-ELSEWHERE"}):
        with coordinator.database.writing() as connection:
            connection.execute(table.update().where(some).values(wrong))
        (finding,) = integrity.what_is_kept_is_what_the_rows_say(coordinator)
        assert (finding.kind, finding.count) == ("kept", 3) and "3" in str(finding.message)


def test_a_merge_and_its_undoing_are_kept_too(coordinator: Desk) -> None:
    histories = begun(coordinator, 5, 1)
    told_by = {}
    with histories.work() as work:
        for stages in (("LNG-TEST",), ("LNG-TEST", "LNG-COURS")):
            lines = [{"stage": stage, "entered_on": coordinator.today, "confidentiality": "L0"} for stage in stages]
            values = {"beneficiary": histories.people[0], "programme": "LNG", "enrolled_on": coordinator.today}
            told_by[work.create("enrolment", {**values, "history": lines})] = set(stages)
    survivor, loser = told_by
    with histories.work() as work:
        merge = raw_merging.merge(work, "enrolment", loser, survivor)
    assert kept(coordinator.database)[survivor][2] == {"LNG-TEST", "LNG-COURS"}
    with histories.work() as work:
        raw_merging.undo(work, merge)
    assert {record: of[2] for record, of in kept(coordinator.database).items()} == told_by


def test_the_page_of_programmes_is_a_plain_count(coordinator: Desk, hire: Hire) -> None:
    histories = begun(coordinator, 3, 9)
    histories.act(120)
    codes = [records.read(coordinator, "beneficiary", one).code for one in histories.people]
    merging.merge(coordinator, codes[0], codes[1], "la même")
    merging.merge(coordinator, codes[2], codes[3], "la même")
    records.void(coordinator, "beneficiary", histories.people[3], "saisie deux fois")
    records.void(coordinator, "beneficiary", histories.people[4], "essai")
    counts = Plain(histories, dict(zip(codes, histories.people, strict=True)), codes)
    desk = hire("COORD", "CASE")
    assert {
        (programme, one.stage): (one.entered, one.here)
        for programme, stages in enrolled.by_stage(desk).items()
        for one in stages.values()
    } == counts.stages()
    assert dict(enrolled.running(desk)) == counts.running()
    far = pathway.path_of("PVI")
    assert enrolled.reached(desk, desk.today)["PVI"].value == len(
        counts.entered_between("PVI", far[far.index("PVI-BILAN") :], START, desk.today)
    )
    month = desk.today.replace(day=1)
    assert enrolled.assessed(desk, month, desk.today) == len(
        counts.entered_between(None, ("PVI-BILAN",), month, desk.today)
    )
    found = programmes.standings(desk)
    assert {one.id: (one.stage, one.since) for one in found} == counts.standing(desk)
    late = {card.programme: card.stuck for card in programmes.cards(desk)}
    assert late == {programme: sum(one.is_stuck and one.programme == programme for one in found) for programme in late}
    assert any(late.values())


class Plain:
    """The same figures, one enrolment after the other: people once each, as whom they turned out to be."""

    def __init__(self, histories: Histories, ids: dict[str, str], codes: list[str]) -> None:
        gone = {ids[codes[place]] for place in (2, 3, 4)}
        self.survivor = {person: person for person in histories.people if person not in gone}
        self.survivor[ids[codes[0]]] = ids[codes[1]]
        every = every_history(histories.database).values()
        self.all = [one for one in every if one.void_reason is None]
        self.stand = [one for one in self.all if one.values["beneficiary"] in self.survivor]

    def _who(self, one: Stored) -> str:
        return self.survivor[one.values["beneficiary"]]

    def stages(self) -> dict[tuple[str, str], tuple[int, int]]:
        entered: dict[tuple[str, str], set[str]] = defaultdict(set)
        here: dict[tuple[str, str | None], set[str]] = defaultdict(set)
        for one in self.stand:
            programme = one.values["programme"]
            for line in one.values["history"]:
                entered[programme, line["stage"]].add(self._who(one))
            if one.values["exited_on"] is None:
                here[programme, path.stage_of(one.values)].add(self._who(one))
        return {key: (len(people), len(here[key])) for key, people in entered.items()}

    def running(self) -> dict[str, int]:
        found: dict[str, set[str]] = defaultdict(set)
        for one in self.stand:
            if one.values["exited_on"] is None:
                found[one.values["programme"]].add(self._who(one))
        return {programme: len(people) for programme, people in found.items()}

    def entered_between(self, programme: str | None, stages: Any, start: date, end: date) -> set[str]:
        return {
            self._who(one)
            for one in self.stand
            if programme in (None, one.values["programme"])
            and any(line["stage"] in stages and start <= line["entered_on"] <= end for line in one.values["history"])
        }

    def standing(self, desk: Desk) -> dict[str, tuple[str | None, date | None]]:
        """Those that run, of whoever, as far as the team reads."""
        return {
            one.id: told(one)[:2]
            for one in self.all
            if one.values["exited_on"] is None and not one.merged_into and one.confidentiality in ("L0", "L1")
        }
