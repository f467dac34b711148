"""A code that is read aloud or copied by hand is either the right one or no code at all."""

from __future__ import annotations

from collections import Counter
from random import Random, SystemRandom

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.domain import codes
from casemgr.domain.codes import HOUSEHOLD, SYMBOLS, RegisterNumber, make_code, read_code, read_register_number

bodies = st.text(alphabet=SYMBOLS, min_size=9, max_size=9)


def _plain(code: str) -> str:
    return code.replace("-", "")


def _grouped(plain: str) -> str:
    return "-".join((plain[:3], plain[3:6], plain[6:9], plain[9:]))


def test_the_symbols_are_29_and_none_looks_like_another() -> None:
    assert len(set(SYMBOLS)) == 29
    assert not set("OILUSZB") & set(SYMBOLS)


def test_a_code_is_grouped_and_reads_back_as_itself() -> None:
    code = make_code(Random(7))
    assert [len(group) for group in code.split("-")] == [3, 3, 3, 1]
    assert read_code(code) == code


@pytest.mark.parametrize("prefix", ["", HOUSEHOLD])
def test_every_single_wrong_symbol_and_every_exchange_of_two_is_found(prefix: str) -> None:
    for seed in range(40):
        plain = _plain(make_code(Random(seed), prefix).removeprefix(f"{prefix}-"))
        wrong = [plain[:at] + other + plain[at + 1 :] for at in range(10) for other in SYMBOLS if other != plain[at]]
        for one in range(10):
            for two in range(one + 1, 10):
                if plain[one] != plain[two]:
                    swapped = list(plain)
                    swapped[one], swapped[two] = swapped[two], swapped[one]
                    wrong.append("".join(swapped))
        assert not [text for text in wrong if read_code(prefix + text, prefix)]


@given(bodies, st.integers(0, 9), st.integers(1, 28))
def test_no_wrong_symbol_passes(body: str, at: int, shift: int) -> None:
    plain = body + codes.check_character(body)
    other = SYMBOLS[(SYMBOLS.index(plain[at]) + shift) % 29]
    assert read_code(plain) == _grouped(plain)
    assert read_code(plain[:at] + other + plain[at + 1 :]) is None


@given(bodies, st.integers(0, 8))
def test_no_two_neighbours_exchanged_pass(body: str, at: int) -> None:
    plain = body + codes.check_character(body)
    swapped = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
    assert (read_code(swapped) is None) == (plain[at] != plain[at + 1])


@given(bodies)
def test_case_spaces_hyphens_and_lookalikes_are_forgiven(body: str) -> None:
    plain = body + codes.check_character(body)
    sloppy = plain.lower().translate(str.maketrans("01v528", "oluszb"))
    assert read_code(f"  {sloppy[:4]} {sloppy[4:7]}—{sloppy[7:]}. ") == _grouped(plain)
    assert read_code(f"\u202d{plain}\u202c") == _grouped(plain)


@pytest.mark.parametrize(
    "typed", ["", "-", "7KD", "7KD-M3X-9QF", "<b>7KD</b>", "é" * 10, "7" * 10_000, "٧" * 3, "#########"]
)
def test_what_is_not_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None
    assert codes.read_household_code(typed) is None
    assert read_register_number(typed) is None


@given(st.text(max_size=45))
def test_any_text_is_a_canonical_code_or_none(text: str) -> None:
    read = read_code(text)
    assert read is None or read_code(read) == read


def test_a_household_and_a_person_are_never_taken_for_one_another() -> None:
    for seed in range(200):
        household, person = codes.make_household_code(Random(seed)), make_code(Random(seed))
        assert household.startswith("M-")
        assert codes.read_household_code(household.lower()) == household
        assert read_code(household) is None
        assert read_code(household.removeprefix("M-")) is None
        assert codes.read_household_code(person) is None
        assert codes.read_household_code(f"M-{person}") is None


@pytest.mark.parametrize("source", [Random(3), SystemRandom()], ids=["seeded", "of the system"])
def test_ten_thousand_codes_are_all_different_and_use_every_symbol(source: Random) -> None:
    made = {make_code(source) for _ in range(10_000)}
    assert len(made) >= 9_999  # 29⁹ codes: two of ten thousand are the same once in 290,000 times
    for place in range(9):  # 345 times each at each place; 200 is eight standard deviations below
        times = Counter(_plain(code)[place] for code in made)
        assert set(times) == set(SYMBOLS) and min(times.values()) > 200
    assert {read_code(code) for code in made} == made


def test_a_register_number_is_written_and_read() -> None:
    number = RegisterNumber("R", 2026, "RAB1", 42)
    assert str(number) == "R-2026-RAB1-0042"
    for typed in ("R-2026-RAB1-0042", "r 2026 rab1 42", "R/2026/RAB1/42", " R–2026–RAB1–42 ", "R-٢٠٢٦-RAB1-٤٢"):
        assert read_register_number(typed) == number


@given(
    st.from_regex(r"[A-Z]{1,4}", fullmatch=True),
    st.integers(1900, 2099),
    st.from_regex(r"[A-Z][A-Z0-9]{1,7}", fullmatch=True),
    st.integers(1, 9_999_999),
)
def test_every_register_number_reads_back(register: str, year: int, branch: str, sequence: int) -> None:
    number = RegisterNumber(register, year, branch, sequence)
    assert read_register_number(str(number)) == number


@pytest.mark.parametrize("typed", ["R-2026-RAB1-0", "R-26-RAB1-1", "R-2026-1-1", "2026-RAB1-1", "R-2026-RAB1-12345678"])
def test_what_is_not_a_register_number_is_none(typed: str) -> None:
    assert read_register_number(typed) is None


def test_parts_that_could_not_be_read_back_are_refused() -> None:
    for parts in (("r", 2026, "RAB", 1), ("R", 26, "RAB", 1), ("R", 2026, "R B", 1), ("R", 2026, "RAB", 0)):
        with pytest.raises(ValueError, match="register number"):
            RegisterNumber(*parts)
