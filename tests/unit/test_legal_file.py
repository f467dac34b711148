"""A legal file: acts start terms once, offences stay out without their authorisation, conflicts are only hinted at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.domain.checking import Checked, check, lawful, with_defaults
from casemgr.domain.conditions import Context
from casemgr.domain.deadlines import Deadline, deadline
from casemgr.domain.vocabulary import vocabulary
from casemgr.records.legal_file import KIND, form, life, rules, terms
from tests.unit.other_records import OtherRecords

TODAY = date(2026, 11, 23)
OFFENCES = "allow_offence_data"
CODES = tuple(vocabulary("legal_deadline").terms)
ACTS = vocabulary("triggering_act", form.__file__)


class Files(OtherRecords):
    """Other records, whose rows may be looked at too."""

    def find(self, kind: str, rows: str, **equal: Any) -> Iterable[Mapping[str, Any]]:
        if not rows:
            return super().find(kind, rows, **equal)
        return [
            {**line, "record": record}
            for record, values in self._kinds.get(kind, {}).items()
            for line in values.get(rows) or ()
        ]


def at(*switches: str, record: str = "", off: Iterable[date] = (), **others: Mapping[str, Any]) -> Context:
    return Context(
        today=TODAY, switches=frozenset(switches), user="salma", record=record, days_off=frozenset(off),
        lookup=Files(**others),
    )  # fmt: skip


def checked(context: Context | None = None, **given: Any) -> Checked:
    context = context or at()
    return check(KIND, with_defaults(KIND, context, {"beneficiary": "p1", "matter": "STAY_REFUS", **given}), context)


def act(code: str, day: date, clock: str | None = None, row: str | None = None) -> dict[str, Any]:
    return {"act": code, "date": day, "time": clock, "id": row}


def dated(result: Checked) -> list[tuple[str, date, date, date]]:
    return [(line["term"], line["start"], line["safe_on"], line["legal_on"]) for line in result.values["deadlines"]]


def said(result: Checked) -> set[tuple[str, str]]:
    return {(issue.field, issue.strength) for issue in result.issues}


# --- acts and terms -------------------------------------------------------------------------------------------------
def test_an_act_starts_its_terms_with_the_safe_day_the_limit_the_rule_and_the_source() -> None:
    result = checked(acts=[act("JUDG_CIV", date(2026, 10, 6))], matter="LAB_DISM")
    (line,) = result.values["deadlines"]
    assert (line["term"], line["start"]) == ("APPEAL_CIV", date(2026, 10, 6))
    assert (line["safe_on"], line["legal_on"], line["due_on"]) == (
        date(2026, 11, 5), date(2026, 11, 9), date(2026, 11, 5),
    )  # fmt: skip
    assert (line["rule"], line["basis"]) == ("franc", "APPEAL_CIV")
    shown = {field.key: field.show(line[field.key], "fr") for field in KIND.group("deadlines").plain_fields()}
    assert "franc" in shown["rule"] and "512" in shown["basis"]
    assert result.values["next_deadline"] == date(2026, 11, 5)


def test_a_refused_permit_starts_the_appeal_and_the_departure() -> None:
    assert dated(checked(acts=[act("STAY_REFUSED", date(2026, 3, 2))])) == [
        (code, date(2026, 3, 2), date(2026, 3, 17), date(2026, 3, 17)) for code in ("STAY_APPEAL", "STAY_LEAVE")
    ]


def test_every_term_of_the_law_is_started_by_one_act_and_each_act_by_terms_of_the_list() -> None:
    started = [code for one in ACTS for code in terms.started_by(one.code)]
    assert sorted(started) == sorted(CODES)
    assert [one.code for one in ACTS if not terms.started_by(one.code)] == ["OTHER"]


def test_every_term_of_the_law_names_its_source_and_its_rule_in_three_languages() -> None:
    bases = vocabulary("legal_basis", form.__file__)
    counted = vocabulary("counting_rule", form.__file__)
    for code in CODES:
        said = bases[code].label
        assert said.fr and said.en and any("\u0621" <= letter <= "\u064a" for letter in said.ar)
        assert vocabulary("legal_deadline")[code].meta["rule"] in counted


@given(
    code=st.sampled_from([one.code for one in ACTS if terms.started_by(one.code)]),
    moment=st.datetimes(datetime.fromisoformat("2024-01-01T00:00"), datetime.fromisoformat("2027-12-31T23:59")),
    feasts=st.frozensets(st.dates(date(2024, 1, 1), date(2028, 6, 1)), max_size=6),
)
def test_what_is_kept_is_what_the_law_counts_whatever_the_act_and_the_moment(
    code: str, moment: datetime, feasts: frozenset[date]
) -> None:
    """Both days, and the hour where the clock counts, are those of domain/deadlines, the feasts included."""
    clock = f"{moment:%H:%M}"
    result = checked(at(OFFENCES, off=feasts), acts=[act(code, moment.date(), clock)])
    lines = result.values["deadlines"]
    assert [line["term"] for line in lines] == list(terms.started_by(code))
    for line in lines:
        in_hours = line["rule"] == "hours"
        start = datetime.fromisoformat(f"{moment:%Y-%m-%dT%H:%M}") if in_hours else moment.date()
        ends = deadline(line["term"], start, feasts)
        whole = Deadline(*(day.date() if isinstance(day, datetime) else day for day in (ends.safe, ends.legal)))
        assert Deadline(line["safe_on"], line["legal_on"]) == whole
        assert line["due_time"] == (f"{ends.safe:%H:%M}" if in_hours else None)
        assert (line["ends_at"] is not None) is in_hours


def test_hours_are_kept_with_the_clock_of_morocco_and_the_moment_in_utc() -> None:
    result = checked(at(OFFENCES), matter="CRIM_DEF", acts=[act("ARREST", date(2026, 2, 14), "23:30")])
    (line,) = result.values["deadlines"]
    assert (line["due_on"], line["due_time"], line["ends_at"]) == (
        date(2026, 2, 16), "22:30", "2026-02-16 22:30 UTC",
    )  # fmt: skip


def test_a_term_in_hours_without_its_hour_is_counted_from_midnight_and_it_is_said() -> None:
    result = checked(at(), matter="STAY_REMOV", acts=[act("REMOVAL", date(2026, 4, 6))])
    (line,) = result.values["deadlines"]
    assert (line["due_on"], line["due_time"]) == (date(2026, 4, 8), "00:00")
    assert {("acts.0.time", "warning"), ("deadlines.0.start_time", "warning")} <= said(result)


def test_a_feast_that_was_entered_carries_the_limit_and_not_the_safe_day() -> None:
    born = [act("BORN", date(2026, 2, 18))]
    assert dated(checked(acts=born)) == [("BIRTH", date(2026, 2, 18), date(2026, 3, 20), date(2026, 3, 20))]
    feast = at(off=[date(2026, 3, 20), date(2026, 3, 21)])
    assert dated(checked(feast, acts=born)) == [("BIRTH", date(2026, 2, 18), date(2026, 3, 20), date(2026, 3, 23))]


def kept(result: Checked) -> dict[str, Any]:
    """The values as they would be read again: each row has its id."""
    values = dict(result.values)
    for rows in KIND.rows():
        values[rows.key] = [
            {**line, "id": line.get("id") or f"{rows.key}{place}"}
            for place, line in enumerate(values.get(rows.key) or ())
        ]
    return values


def again(values: dict[str, Any], **changed: Any) -> Checked:
    context = at(record="f1", legal_file={"f1": values})
    return check(KIND, {**values, **changed}, context)


def test_checking_again_adds_nothing_twice() -> None:
    first = kept(checked(acts=[act("STAY_REFUSED", date(2026, 11, 16)), act("BORN", date(2026, 11, 2))]))
    assert again(first).values["deadlines"] == first["deadlines"]
    twice = [*first["acts"], act("STAY_REFUSED", date(2026, 11, 16))]
    assert again(first, acts=twice).values["deadlines"] == first["deadlines"]


def test_an_act_whose_day_is_corrected_moves_its_terms_with_what_was_noted_on_them() -> None:
    first = kept(checked(acts=[act("JUDG_CIV", date(2026, 11, 16))], matter="LAB_WAGE"))
    first["deadlines"][0]["evidence"] = "Récépissé 12"
    moved = again(first, acts=[{**first["acts"][0], "date": date(2026, 11, 17)}]).values["deadlines"]
    assert [(line["id"], line["start"], line["evidence"]) for line in moved] == [
        ("deadlines0", date(2026, 11, 17), "Récépissé 12")
    ]


def test_an_act_taken_away_takes_its_terms_along_unless_somebody_worked_on_them() -> None:
    first = kept(checked(acts=[act("STAY_REFUSED", date(2026, 11, 16))]))
    first["deadlines"][0]["done_on"] = date(2026, 11, 20)
    left = again(first, acts=[]).values["deadlines"]
    assert [(line["term"], line["done_on"]) for line in left] == [("STAY_APPEAL", date(2026, 11, 20))]


def test_a_term_that_was_noted_by_hand_is_never_lost() -> None:
    by_hand = {"term": "ANNUL", "start": date(2026, 11, 10), "id": "mine"}
    first = kept(checked(acts=[act("STAY_REFUSED", date(2026, 11, 16))], deadlines=[by_hand]))
    assert [line["term"] for line in first["deadlines"]] == ["ANNUL", "STAY_APPEAL", "STAY_LEAVE"]
    assert [line["term"] for line in again(first, acts=[]).values["deadlines"]] == ["ANNUL"]


def test_a_term_that_is_taken_away_while_its_act_stands_comes_back() -> None:
    first = kept(checked(acts=[act("JUDG_FAM", date(2026, 11, 16))], matter="FAM_DIV"))
    assert len(again(first, deadlines=[]).values["deadlines"]) == 1


def test_another_day_needs_its_reason_and_without_a_day_the_term_runs_no_more() -> None:
    term = {"term": "ANNUL", "start": date(2026, 11, 2), "overridden": True}
    refused = checked(deadlines=[{**term, "overridden_on": date(2027, 2, 1)}])
    assert ("deadlines.0.override_reason", "error") in said(refused)
    later = checked(deadlines=[{**term, "overridden_on": date(2027, 2, 1), "override_reason": "Suspension"}])
    assert later.values["deadlines"][0]["due_on"] == date(2027, 2, 1) == later.values["next_deadline"]
    assert said(later) >= {("deadlines.0.overridden_on", "warning")}
    aside = checked(deadlines=[{**term, "override_reason": "Sans objet"}])
    assert aside.values["next_deadline"] is None and not terms.is_open(aside.values["deadlines"][0])


def test_what_is_done_is_open_no_more_and_done_late_is_said() -> None:
    done = checked(deadlines=[{"term": "ANNUL", "start": date(2026, 8, 3), "done_on": date(2026, 11, 2)}])
    assert done.values["next_deadline"] is None and ("deadlines.0.done_on", "warning") in said(done)


def test_a_typed_safe_day_is_never_kept() -> None:
    typed = {"term": "ANNUL", "start": date(2026, 11, 2), "safe_on": date(2030, 1, 1), "legal_on": date(2030, 1, 1)}
    assert dated(checked(deadlines=[typed])) == [("ANNUL", date(2026, 11, 2), date(2027, 1, 1), date(2027, 1, 1))]


# --- the matter -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("matter", "mark"),
    [
        ("STAY_REFUS", "L3"),
        ("CIV", "L3"),
        ("GBV_DOM", "L3+L4"),
        ("TRAF", "L3+L4"),
        ("LAB_FORCED", "L3+L4"),
        (None, "L3"),
    ],
)
def test_a_legal_file_is_legal_and_of_protection_where_its_matter_is(matter: str | None, mark: str) -> None:
    assert rules.confidentiality_of({"matter": matter}) == mark


def test_an_offence_is_kept_nowhere_without_the_authorisation() -> None:
    refused = checked(matter="CRIM_DEF")
    assert refused.values["matter"] is None and ("matter", "error") in said(refused)
    assert "matter" not in lawful(KIND, {"matter": "CRIM_DEF", "facts": "x"}, at())
    assert checked(at(OFFENCES), matter="CRIM_DEF").values["matter"] == "CRIM_DEF"
    offered = {term.code for term in KIND.field("matter").offered(at())}  # type: ignore[attr-defined]  # a choice
    assert "CRIM" in offered and "CRIM_VIC" in offered and not offered & {"CRIM_DEF", "CRIM_PRIS", "CRIM_STAY"}


def test_without_the_authorisation_a_criminal_file_holds_its_family_and_its_dates_only() -> None:
    told = checked(
        matter="CRIM",
        facts="Tout un récit",
        lawyer="Me Untel",
        opposing_parties=[{"name": "Quelqu’un"}],
        stages=[{"stage": "CUSTODY", "date": TODAY}],
        acts=[act("ARREST", TODAY, "10:00")],
        hearings=[{"date": TODAY + timedelta(days=3)}],
        deadlines=[{"term": "APPEAL_CRIM", "start": TODAY}],
    )
    assert not told.errors
    held = {key for key, value in told.values.items() if value not in (None, [], ())}
    assert held == {
        "beneficiary", "matter", "family", "opened_on", "followed_by", "hearings", "next_hearing", "deadlines",
        "next_deadline",
    }  # fmt: skip
    assert [line["term"] for line in told.values["deadlines"]] == ["APPEAL_CRIM"]


def test_without_the_authorisation_no_text_stands_beside_the_dates_of_a_criminal_file() -> None:
    told: dict[str, Any] = {
        "hearings": [{"date": TODAY, "note": "Six mois ferme"}],
        "deadlines": [{"term": "APPEAL_CRIM", "start": TODAY, "evidence": "Jugement pour vol"}],
    }
    assert said(checked(matter="CRIM", **told)) >= {("hearings.0.note", "error"), ("deadlines.0.evidence", "error")}
    assert not checked(at(OFFENCES), matter="CRIM", **told).errors
    assert not checked(matter="LAB_DISM", quality="CLAIM", **told).errors


def test_a_criminal_record_is_listed_among_the_papers_with_the_authorisation_only() -> None:
    papers = [{"title": "Extrait", "kind": "CASIER"}]
    refused = checked(documents=papers)
    assert refused.values["documents"][0]["kind"] is None and ("documents.0.kind", "error") in said(refused)
    assert checked(at(OFFENCES), documents=papers).values["documents"][0]["kind"] == "CASIER"


def test_legal_aid_by_right_is_proposed_and_its_refusal_is_said() -> None:
    assert checked(matter="LAB_DISM", quality="CLAIM").values["legal_aid"] == "AUTO"
    assert checked(matter="TRAF", quality="VICTIM").values["legal_aid"] == "AUTO"
    assert checked(matter="LAB_WAGE").values["legal_aid"] == "AUTO", "the worker, while nothing else is said"
    assert checked(matter="LAB_ACC", quality="REQUEST").values["legal_aid"] == "AUTO"
    for quality in ("DEFEND", "WITNESS"):
        assert checked(matter="LAB_DISM", quality=quality).values["legal_aid"] is None
        assert checked(matter="TRAF", quality=quality).values["legal_aid"] is None, "no victim"
    assert ("legal_aid", "warning") in said(checked(matter="LAB_WAGE", quality="CLAIM", legal_aid="REFUSED"))


def test_the_association_is_civil_party_with_a_written_permission_in_force_only() -> None:
    consent = {"beneficiary": "p1", "purpose": "CIVPARTY", "answer": "GIVEN", "given_on": TODAY, "mode": "SIGN"}

    def with_consent(**changed: Any) -> Checked:
        return checked(at(consent={"c1": {**consent, **changed}}), matter="GBV_DOM", civil_party=True)

    assert ("civil_party", "error") in said(checked(matter="GBV_DOM", civil_party=True))
    assert ("civil_party", "error") not in said(with_consent())
    for wrong in ({"mode": "ORAL"}, {"answer": "REFUSED"}, {"purpose": "FILE"}, {"withdrawn_on": TODAY}):
        assert ("civil_party", "error") in said(with_consent(**wrong)), wrong


@pytest.mark.parametrize(("number", "is_usual"), [("1234/1501/2026", True), ("12/26", False), ("TPI Rabat 4", False)])
def test_an_unusual_court_number_is_said_and_kept(number: str, is_usual: bool) -> None:
    result = checked(court_number=number)
    assert result.values["court_number"] == number
    assert (("court_number", "warning") not in said(result)) is is_usual


def test_the_next_step_comes_after_its_stage_and_the_latest_stage_is_the_current_one() -> None:
    stages = [{"stage": "JUDG", "date": date(2026, 5, 4)}, {"stage": "FILED", "date": date(2026, 1, 5)}]
    assert checked(stages=stages).values["current_stage"] == "JUDG"
    assert ("stages.0.next_on", "error") in said(checked(stages=[{**stages[0], "next_on": date(2026, 5, 3)}]))


def test_a_file_without_a_stage_begins_with_the_listening_of_the_day_it_was_opened() -> None:
    begun = checked(stages=[])
    assert [(line["stage"], line["date"]) for line in begun.values["stages"]] == [("INTAKE", begun.values["opened_on"])]


# --- conflict of interest -------------------------------------------------------------------------------------------
PERSON = {"family_name": "Diallo", "given_names": "Mamadou", "aliases": [{"name": "Mamadou Petit"}]}


def test_an_opposing_party_who_may_be_one_of_ours_is_hinted_at_and_no_more() -> None:
    context = Context(
        today=TODAY, named=lambda kind, name: ["p9"] if (kind, name) == ("beneficiary", "Awa Sow") else []
    )
    result = checked(context, opposing_parties=[{"name": "Awa Sow"}, {"name": "Société Atlas"}])
    hints = [issue for issue in result.warnings if issue.field.startswith("opposing_parties")]
    assert [issue.field for issue in hints] == ["opposing_parties.0.name"]
    for words in (hints[0].message.fr, hints[0].message.ar, hints[0].message.en):
        assert "Sow" not in words and "p9" not in words
    alone = Context(today=TODAY, named=lambda _kind, _name: ["p1"])
    assert not [one for one in checked(alone, opposing_parties=[{"name": "A B"}]).warnings if "opposing" in one.field]


@pytest.mark.parametrize(
    ("opposing", "is_hinted"),
    [("Mamadou DIALLO", True), ("مامادو ديالو", True), ("Diallo", False), ("Mamadou Barry", False)],
)
def test_a_person_who_is_the_other_side_elsewhere_is_hinted_at_in_both_scripts(opposing: str, is_hinted: bool) -> None:
    other = {"beneficiary": "p2", "opposing_parties": [{"name": opposing}]}
    result = checked(at(beneficiary={"p1": PERSON}, legal_file={"f2": other}))
    assert (("beneficiary", "warning") in said(result)) is is_hinted
    own = checked(at(record="f2", beneficiary={"p1": PERSON}, legal_file={"f2": other}))
    assert ("beneficiary", "warning") not in said(own)


# --- closing --------------------------------------------------------------------------------------------------------
def closing(**values: Any) -> set[tuple[str, str]]:
    return {(issue.field, issue.strength) for issue in life.is_over({"step_day": TODAY, **values}, at())}


def test_a_file_closes_once_nothing_runs_and_its_outcome_is_known() -> None:
    open_term = checked(deadlines=[{"term": "ANNUL", "start": date(2026, 11, 2)}]).values
    assert ("deadlines", "error") in closing(**{**open_term, "outcome": "FAV"})
    assert ("outcome", "error") in closing(outcome="ONGOING")
    assert closing(outcome="FAV", matter="LAB_WAGE") == {("amount", "warning")}
    assert closing(outcome="FAV", matter="STAY_REFUS") == set()
    assert closing(outcome="FAV", documents=[{"original": True}]) == {("documents", "warning")}
    assert closing(outcome="FAV", opened_on=TODAY + timedelta(days=1)) == {("closed_on", "error")}


def test_titles_say_the_matter_and_the_day() -> None:
    assert rules.title_of({"matter": "LAB_DISM"}) == "Licenciement abusif"
    line = {"term": "BIRTH", "due_on": date(2026, 12, 2)}
    assert rules.deadline_title(line) == "Déclaration de naissance — 02/12/2026"
    assert rules.hearing_title({"date": date(2026, 12, 2), "time": "09:30"}) == "02/12/2026 09:30"
    assert rules.hearing_title({}) == rules.deadline_title({}) == rules.title_of({}) == ""
