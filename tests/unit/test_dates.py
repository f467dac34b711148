"""Dates as people say them are read, kept with what is truly known, and shown so that they can be typed again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.domain import dates
from casemgr.domain.dates import ApproximateDate, DateNotPossible, DateNotUnderstood, parse_approximate, parse_date

TODAY = date(2026, 11, 23)
THIRD_OF_MAY = date(1990, 5, 3)

days = st.dates(min_value=date(1917, 1, 1), max_value=TODAY)
approximate = st.one_of(
    days.map(ApproximateDate.of_day),
    days.map(lambda day: ApproximateDate.of_month(day.year, day.month)),
    days.map(lambda day: ApproximateDate.of_year(day.year)),
    st.builds(ApproximateDate.estimated, st.integers(0, 110), st.dates(date(2000, 1, 1), TODAY)),
    st.just(ApproximateDate.unknown()),
)


@pytest.mark.parametrize(
    "typed",
    [
        "3/5/90",
        "03.05.1990",
        "3-5-1990",
        " 3 / 5 / 1990 ",
        "3 5 1990",
        "3 mai 1990",
        "3 Mai 90",
        "3mai1990",
        "le 3 mai 1990",
        "1990-05-03",
        "1990/5/3",
        "03051990",
        "19900503",
        "030590",
        "May 3, 1990",
        "3rd May 1990",
        "3 of May 1990",
        "٣/٥/١٩٩٠",
        "۳/۵/۱۹۹۰",
        "3 ماي 1990",
        "٣ مايو ١٩٩٠",
        "3 أيار 1990",
        "\u202b3/5/1990\u202c",
    ],
)
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    assert parse_date(typed, TODAY) == THIRD_OF_MAY


@pytest.mark.parametrize(
    ("names", "language"),
    [
        ("janvier février mars avril mai juin juillet août septembre octobre novembre décembre", "French"),
        ("janv. fevr. mars avr. mai juin juil. aout sept. oct. nov. dec.", "short French"),
        ("يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر", "Moroccan"),
        ("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر", "classical"),
        ("جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر", "Algerian and Tunisian"),
        ("كانون-الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين-الأول تشرين-الثاني كانون-الأول", "Levantine"),
        ("January February March April May June July August September October November December", "English"),
    ],
)
def test_the_months_are_known_by_their_names(names: str, language: str) -> None:
    read = [parse_date(f"7 {name.replace('-', ' ')} 1988", TODAY).month for name in names.split()]
    assert read == list(range(1, 13)), language


def test_the_day_always_comes_before_the_month() -> None:
    assert parse_date("03/04/1990", TODAY) == date(1990, 4, 3)
    with pytest.raises(DateNotPossible):
        parse_date("05/13/1990", TODAY)


def test_a_short_year_of_a_fact_is_the_last_one_that_has_been() -> None:
    assert parse_date("3/5/26", TODAY) == date(2026, 5, 3)
    assert parse_date("3/5/27", TODAY) == date(1927, 5, 3)
    assert parse_date("3/5/00", TODAY) == date(2000, 5, 3)


def test_tomorrow_with_a_short_year_is_refused_and_not_taken_for_a_century_ago() -> None:
    with pytest.raises(DateNotPossible):
        parse_date("24/11/26", TODAY)


def test_a_short_year_of_an_appointment_is_the_nearest() -> None:
    assert parse_date("3/5/27", TODAY, future=True) == date(2027, 5, 3)
    assert parse_date("3/5/90", TODAY, future=True) == date(1990, 5, 3)
    assert parse_date("3/5/70", TODAY, future=True) == date(2070, 5, 3)


def test_a_fact_is_not_in_the_future_and_an_appointment_may_be() -> None:
    with pytest.raises(DateNotPossible) as refused:
        parse_date("24/11/2026", TODAY)
    assert refused.value.what.fr == "Cette date est à venir."
    assert parse_date("24/11/2026", TODAY, future=True) == date(2026, 11, 24)
    assert parse_date("23/11/2026", TODAY) == TODAY


def test_nothing_is_before_1900() -> None:
    with pytest.raises(DateNotPossible):
        parse_date("31/12/1899", TODAY, future=True)


@pytest.mark.parametrize("typed", ["30/02/1990", "31/04/1990", "29/02/1990", "00/05/1990", "3/0/1990"])
def test_a_day_that_is_not_in_the_calendar_is_refused(typed: str) -> None:
    with pytest.raises(DateNotPossible):
        parse_date(typed, TODAY)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "<b>", "abc", "1990", "mai 1990", "34 ans", "vers 3/5/1990", "1/2/3/4", "9" * 10_000, "3/5/1990\0"],
)
def test_what_is_not_a_day_is_not_understood(typed: str) -> None:
    with pytest.raises(DateNotUnderstood):
        parse_date(typed, TODAY)


def test_the_refusal_says_what_to_type_in_three_languages_and_not_what_was_typed() -> None:
    with pytest.raises(DateNotUnderstood) as refused:
        parse_approximate("Fatou <b>", TODAY)
    assert refused.value.do.fr == "Écrivez par exemple 03/05/1990, 1990 ou vers 1990."
    assert "1990" in refused.value.do.ar
    assert "1990" in refused.value.do.en
    assert "Fatou" not in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("03/05/1990", ApproximateDate.of_day(THIRD_OF_MAY)),
        ("née le 3 mai 1990", ApproximateDate.of_day(THIRD_OF_MAY)),
        ("05/1990", ApproximateDate.of_month(1990, 5)),
        ("1990-05", ApproximateDate.of_month(1990, 5)),
        ("051990", ApproximateDate.of_month(1990, 5)),
        ("mai 1990", ApproximateDate.of_month(1990, 5)),
        ("ماي ١٩٩٠", ApproximateDate.of_month(1990, 5)),
        ("1990", ApproximateDate.of_year(1990)),
        ("١٩٩٠", ApproximateDate.of_year(1990)),
        ("née en 1990", ApproximateDate.of_year(1990)),
        ("سنة 1990", ApproximateDate.of_year(1990)),
        ("مواليد 1990", ApproximateDate.of_year(1990)),
        ("vers 1990", ApproximateDate.estimated(36, TODAY)),
        ("née vers 1990", ApproximateDate.estimated(36, TODAY)),
        ("environ 1990", ApproximateDate.estimated(36, TODAY)),
        ("c. 1990", ApproximateDate.estimated(36, TODAY)),
        ("~1990", ApproximateDate.estimated(36, TODAY)),
        ("حوالي 1990", ApproximateDate.estimated(36, TODAY)),
        ("about 1990", ApproximateDate.estimated(36, TODAY)),
        ("34 ans", ApproximateDate.estimated(34, TODAY)),
        ("34", ApproximateDate.estimated(34, TODAY)),
        ("vers 34 ans", ApproximateDate.estimated(34, TODAY)),
        ("35 سنة", ApproximateDate.estimated(35, TODAY)),
        ("٣٥ سنة", ApproximateDate.estimated(35, TODAY)),
        ("34 years old", ApproximateDate.estimated(34, TODAY)),
        ("34 ans au 01/06/2025", ApproximateDate.estimated(34, date(2025, 6, 1))),
        ("", ApproximateDate.unknown()),
        ("?", ApproximateDate.unknown()),
        ("inconnue", ApproximateDate.unknown()),
        ("غير معروف", ApproximateDate.unknown()),
    ],
)
def test_an_approximate_date_is_read_with_what_it_says(typed: str, meant: ApproximateDate) -> None:
    assert parse_approximate(typed, TODAY) == meant


def test_each_precision_is_counted_as_the_day_of_the_rule() -> None:
    assert parse_approximate("1990", TODAY).day == date(1990, 7, 1)
    assert parse_approximate("05/1990", TODAY).day == date(1990, 5, 15)
    assert parse_approximate("34", TODAY).day == date(1992, 11, 23)
    assert ApproximateDate.estimated(1, date(2024, 2, 29)).day == date(2023, 2, 28)
    assert parse_approximate("?", TODAY).day is None


@pytest.mark.parametrize("typed", ["111 ans", "111", "1899", "1915", "2027", "12/2026", "vers 2027", "13/1990", "999"])
def test_an_impossible_birth_is_refused(typed: str) -> None:
    with pytest.raises(DateNotPossible):
        parse_approximate(typed, TODAY)


def test_110_years_are_possible_and_the_month_that_runs_too() -> None:
    assert parse_approximate("110 ans", TODAY).age == 110
    assert parse_approximate("11/2026", date(2026, 11, 2)).day == date(2026, 11, 15)
    assert parse_approximate("2026", date(2026, 1, 5)).day == date(2026, 7, 1)


@given(approximate, st.sampled_from(["fr", "ar", "en"]))
def test_what_is_shown_can_be_typed_again(value: ApproximateDate, language: str) -> None:
    assert parse_approximate(dates.shown(value, language), TODAY) == value


@given(approximate)
def test_what_is_exported_comes_back(value: ApproximateDate) -> None:
    assert dates.from_plain(dates.as_plain(value)) == value


@given(approximate)
def test_a_checked_date_is_checked_once_for_all(value: ApproximateDate) -> None:
    assert dates.checked(dates.checked(value, TODAY), TODAY) == value


@given(st.text(max_size=90))
def test_any_text_is_read_or_refused_and_never_breaks(text: str) -> None:
    try:
        value = parse_approximate(text, TODAY)
    except DateNotUnderstood:
        return
    assert dates.checked(value, TODAY) == value


@given(days)
def test_a_day_survives_every_way_of_writing_it(day: date) -> None:
    for written in (f"{day:%d/%m/%Y}", f"{day:%d%m%Y}", f"{day.day}.{day.month}.{day.year}", day.isoformat()):
        assert parse_date(written, TODAY) == day


def test_nonsense_in_an_exchange_is_refused() -> None:
    for nonsense in (None, 12, "", "3/5/90", "~34", "2026-13-40", "<b>"):
        with pytest.raises(DateNotUnderstood):
            dates.from_plain(nonsense)


def test_a_date_is_settled_on_the_day_its_precision_says() -> None:
    assert dates.checked(ApproximateDate(date(1990, 2, 3), "YEAR"), TODAY) == ApproximateDate.of_year(1990)
    assert dates.checked(ApproximateDate(date(1990, 2, 3), "MONTH"), TODAY) == ApproximateDate.of_month(1990, 2)
    assert dates.checked(ApproximateDate(date(1990, 2, 3), "NONE"), TODAY) == ApproximateDate.unknown()
    for broken in (ApproximateDate(None, "DAY"), ApproximateDate(None, "EST", 30), ApproximateDate(TODAY, "ABOUT")):
        with pytest.raises(DateNotUnderstood):
            dates.checked(broken, TODAY)


def test_the_age_is_in_completed_years() -> None:
    born = ApproximateDate.of_day(date(1966, 2, 15))
    assert dates.age_on(born, date(2026, 2, 14)) == 59
    assert dates.age_on(born, date(2026, 2, 15)) == 60
    assert dates.age_on(born, date(1966, 2, 14)) is None
    assert dates.age_on(ApproximateDate.unknown(), TODAY) is None
    assert dates.age_on(ApproximateDate.estimated(34, date(2025, 6, 1)), date(2026, 2, 1)) == 34


def test_a_child_of_29_february_is_older_on_1_march() -> None:
    born = ApproximateDate.of_day(date(2008, 2, 29))
    assert dates.age_on(born, date(2026, 2, 28)) == 17
    assert dates.age_on(born, date(2026, 3, 1)) == 18
    assert dates.age_on(born, date(2028, 2, 29)) == 20


def test_a_baby_of_this_year_is_0_even_before_the_day_it_is_counted_as() -> None:
    assert dates.age_on(ApproximateDate.of_year(2026), date(2026, 2, 1)) == 0
    assert dates.age_on(ApproximateDate.of_year(2026), date(2025, 12, 31)) is None


@given(approximate, days)
def test_nobody_gets_younger(birth: ApproximateDate, day: date) -> None:
    before, after = dates.age_on(birth, day), dates.age_on(birth, day + timedelta(days=1))
    assert before is None or (after is not None and after - before in (0, 1))


def test_somebody_between_16_and_19_without_a_day_of_birth_may_be_a_child() -> None:
    assert not dates.is_possible_minor(ApproximateDate.of_year(2011), TODAY)  # 15: a child, not a possible one
    assert dates.is_possible_minor(ApproximateDate.of_year(2010), TODAY)
    assert dates.is_possible_minor(ApproximateDate.estimated(19, TODAY), TODAY)
    assert not dates.is_possible_minor(ApproximateDate.estimated(20, TODAY), TODAY)
    assert not dates.is_possible_minor(ApproximateDate.of_day(date(2009, 1, 1)), TODAY)
    assert not dates.is_possible_minor(ApproximateDate.unknown(), TODAY)


def test_a_first_of_january_asks_to_be_confirmed() -> None:
    assert dates.needs_confirming(ApproximateDate.of_day(date(1995, 1, 1)))
    assert not dates.needs_confirming(ApproximateDate.of_day(date(1995, 1, 2)))
    assert not dates.needs_confirming(ApproximateDate.of_year(1995))


def test_the_civil_day_is_that_of_morocco() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert dates.civil_day(late) == date(2026, 11, 23)
    with pytest.raises(ValueError, match="zone"):
        dates.civil_day(late.replace(tzinfo=None))
