"""Anybody is found as she is asked for: either script, any spelling, half a name, a code, a telephone; on both
databases alike, and never beyond what the reader may see.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casemgr.data.database import Database
from casemgr.domain.access import Person
from casemgr.domain.clock import fixed_clock
from casemgr.domain.dates import ApproximateDate
from casemgr.domain.ids import Ids
from casemgr.records import KINDS
from casemgr.services import links, merging, records, register, search
from casemgr.services.desk import Desk
from tests.data.conftest import MORNING, open_empty
from tests.postgresql import PostgresqlServer

# family name, given names, and both in Arabic letters where the person has them.
PEOPLE = """
Diallo|Aminata||
Diallo|Mamadou Saliou||
Diallo|Fatoumata Binta||
Bah|Alpha Oumar||
Barry|Thierno||
Camara|Mohamed Lamine||
Keïta|Mariam|كيتا|مريم
Traoré|Moussa||
Traoré|Aïssata||
Coulibaly|Souleymane||
Koné|N’Golo||
Ouattara|Abdoul-Karim||
Touré|Cheikh Tidiane||
Ndiaye|Oumou||
N'Diaye|Pape||
Sow|El Hadji||
Mbaye|Ndèye Fatou||
Nguema|Jean-Pierre||
Ngo Mbock|Marie-Thérèse||
Essomba|Grâce||
Kouassi|Yao Éric||
Mukendi|Bénédicte||
Ilunga|Christ||
Okafor|Chukwuemeka||
Adeyemi|Blessing||
Tesfaye|Selam|تسفاي|سلام
El Idrissi|Youssef|الإدريسي|يوسف
El Idrissi|Khadija|الإدريسي|خديجة
Benali|Mohammed|بنعلي|محمد
Ben Ali|Mouhamad|بن علي|محمد
Ait Ouakrim|Lahcen|آيت أوكريم|لحسن
Aït Benhaddou|Fadma|آيت بنحدو|فاضمة
Bouazza|Hicham|بوعزة|هشام
Cherkaoui|Zineb|الشرقاوي|زينب
Lamrani|Abdellah|العمراني|عبد الله
El Amrani|Abdallah|العمراني|عبد الله
Ouazzani|Meryem|الوزاني|مريم
Al-Hassan|Omar|الحسن|عمر
Al Ahmad|Rasha|الأحمد|رشا
Haddad|Nour|حداد|نور
Al Khatib|Abdulrahman|الخطيب|عبد الرحمن
Khalil|Ahmad|خليل|أحمد
Mansour|Hala|منصور|هالة
Saleh|Ali|صالح|علي
Osman|Amna|عثمان|آمنة
Ibrahim|Mustafa|إبراهيم|مصطفى
Adam|Haroun|آدم|هارون
Abakar|Zenaba|أبكر|زينب
Hamdi|Sfia|حمدي|صفية
Belkacem|Rachid|بلقاسم|رشيد
||نور الدين|
||الزهراء|فاطمة
||الحسيني|عبد الحق
Nguyen|Thị Hồng||
Kumar|Anil||
dos Santos|Maria João||
O’Connor|Siobhán||
García Núñez|José||
Müller|Jürgen||
Żółkiewska|Małgorzata||
""".strip().splitlines()


@dataclass(frozen=True)
class Somebody:
    """One of the sixty, as she was recorded."""

    id: str
    code: str
    label: str
    phone: str
    paper: str


def clerk(database: Database) -> Desk:
    """A caseworker of RAB whose identities and codes are the same on both databases."""
    numbers = count(1)
    ids = Ids(new=lambda: f"00000000-0000-7000-8000-{next(numbers):012}", random=Random(60))
    person = Person("clerk", "clerk", "Clerk", ("CASE", "COORD"), ("RAB",), "RAB")
    return Desk(database, person, fixed_clock(MORNING), ids)


def fill(desk: Desk) -> list[Somebody]:
    found = []
    for place, line in enumerate(PEOPLE):
        family, given_names, family_ar, given_ar = (part or None for part in line.split("|"))
        phone, paper = f"+2126{61_000_000 + place * 1_117:08}", f"QX{410_000 + place * 37}"
        values = {
            "family_name": family,
            "given_names": given_names,
            "family_name_ar": family_ar,
            "given_names_ar": given_ar,
            "sex": "U",
            "nationality": "XXX",
            "population_group": "MIG",
            "phones": [{"number": phone}],
            "documents": [{"type": "PASS_F", "number": paper}],
        }
        saved = records.save(desk, "beneficiary", values, insist=True)
        label = " ".join(filter(None, (given_names, family))) or " ".join(filter(None, (given_ar, family_ar)))
        found.append(Somebody(saved.id, saved.code, label, phone, paper))
    return found


@dataclass(frozen=True)
class Both:
    """The same sixty people in a file and on a server."""

    file: Desk
    server: Desk
    people: list[Somebody] = field(repr=False)

    def find(self, typed: str, limit: int = 20) -> list[str]:
        """The labels of whoever is found, having been found alike on both databases."""
        hits = search.find(self.file, typed, limit)
        assert hits == search.find(self.server, typed, limit), typed
        labels = {one.id: one.label for one in self.people}
        return [labels[hit.id] for hit in hits]


@pytest.fixture(scope="module")
def both(postgresql_server: PostgresqlServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    where = tmp_path_factory.mktemp("find")
    with postgresql_server.fresh_database() as url:
        file = clerk(open_empty("file", KINDS, where, ""))
        server = clerk(open_empty("server", KINDS, where, url))
        people = fill(file)
        assert people == fill(server)
        yield Both(file, server, people)
        file.database.dispose()
        server.database.dispose()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Diallo Aminata", "Aminata Diallo"),
        ("aminata diallo", "Aminata Diallo"),  # the order does not matter
        ("AMINATA", "Aminata Diallo"),
        ("Keita", "Mariam Keïta"),  # accents
        ("traore aissata", "Aïssata Traoré"),
        ("Kone Ngolo", "N’Golo Koné"),  # apostrophes
        ("Garcia Nunez", "José García Núñez"),
        ("Muller", "Jürgen Müller"),
        ("Zolkiewska", "Małgorzata Żółkiewska"),
        ("oconnor", "Siobhán O’Connor"),
        ("Thi Hong", "Thị Hồng Nguyen"),
        ("Jean Pierre", "Jean-Pierre Nguema"),
        ("Kulibali", "Souleymane Coulibaly"),  # as it is heard
        ("Suleiman", "Souleymane Coulibaly"),
        ("Watara", "Abdoul-Karim Ouattara"),
        ("Tcherkaoui", "Zineb Cherkaoui"),
        ("Idrissi Yousef", "Youssef El Idrissi"),  # with or without its article
        ("Elidrissi Khadidja", "Khadija El Idrissi"),
        ("Alkhatib", "Abdulrahman Al Khatib"),
        ("Abderrahman Khatib", "Abdulrahman Al Khatib"),
        ("Hassan Omar", "Omar Al-Hassan"),
        ("مريم كيتا", "Mariam Keïta"),  # her other script
        ("الشرقاوي", "Zineb Cherkaoui"),
        ("شرقاوي زينب", "Zineb Cherkaoui"),
        ("احمد خليل", "Ahmad Khalil"),  # without its hamza
        ("ابراهيم", "Mustafa Ibrahim"),
        ("ادم هارون", "Haroun Adam"),
        ("صفيه", "Sfia Hamdi"),  # ة typed as ه
        ("دياللو اميناتا", "Aminata Diallo"),  # somebody who has no Arabic name here
        ("Fatima Zahra", "فاطمة الزهراء"),  # somebody who has no Latin name here
        ("Noureddine", "نور الدين"),
        ("Sela", "Selam Tesfaye"),  # half-typed
        ("Chukw", "Chukwuemeka Okafor"),
    ],
)
def test_a_person_is_found_as_she_is_asked_for(both: Both, typed: str, expected: str) -> None:
    assert expected in both.find(typed)[:3], both.find(typed)


@pytest.mark.parametrize("typed", ["Mohamed Benali", "محمد بن علي", "Mohammed Ben Ali", "muhammad benali", "بنعلي"])
def test_one_name_written_in_two_ways_finds_both_who_bear_it(both: Both, typed: str) -> None:
    assert {"Mohammed Benali", "Mouhamad Ben Ali"} <= set(both.find(typed)[:4])


def test_the_best_come_first_and_no_more_than_asked_for(both: Both) -> None:
    hits = search.find(both.file, "Diallo")
    assert [hit.family_name for hit in hits][:3] == ["Diallo"] * 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(both.find("Diallo", limit=2)) == 2
    assert both.find("Aminata Diallo")[0] == "Aminata Diallo"


def test_each_of_the_sixty_is_found_by_all_of_her_name_and_comes_first(both: Both) -> None:
    for one in both.people:
        assert one.label in both.find(one.label)[:2], one.label


def test_a_code_is_found_as_it_is_copied_by_hand(both: Both) -> None:
    for one in both.people[::5]:
        bare = one.code.replace("-", "")
        for typed in (one.code, one.code.lower(), bare, f" {one.code.replace('-', ' ')} ", bare.replace("0", "O")):
            assert both.find(typed) == [one.label], typed
        if any(symbol.isdigit() for symbol in bare[:6]):  # letters alone are looked for among names
            assert both.find(bare[:6])[0] == one.label


def test_a_telephone_is_found_as_people_say_it(both: Both) -> None:
    for one in both.people[::7]:
        local = "0" + one.phone.removeprefix("+212")
        spaced = " ".join([local[:2], *(local[i : i + 2] for i in range(2, 10, 2))])
        arabic = local.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
        for typed in (one.phone, local, spaced, one.phone.replace("+", "00"), local.replace("6", "6-", 1), arabic):
            assert both.find(typed) == [one.label], typed


def test_a_paper_is_found_by_its_number(both: Both) -> None:
    for one in both.people[::7]:
        for typed in (one.paper, one.paper.lower(), f"{one.paper[:2]} {one.paper[2:]}", one.paper[:7]):
            assert one.label in both.find(typed), typed
        assert both.find(one.paper)[0] == one.label


@pytest.mark.parametrize("typed", ["", " ", "x", "Zzyzx", "0000000000", "%", "_", "*", "D_allo", "(((("])
def test_nobody_is_found_by_what_names_nobody(both: Both, typed: str) -> None:
    assert both.find(typed) == []


def test_the_register_finds_what_the_search_finds(both: Both) -> None:
    for desk in (both.file, both.server):
        for typed in ("Keita", "الشرقاوي", "0661001117", "QX410000", both.people[4].code, "Kulibali"):
            assert {hit.id for hit in search.find(desk, typed)} == set(register.ids(desk, "beneficiary", text=typed))
        assert links.options(desk, "beneficiary", "Keita")[0][1].startswith("Mariam Keïta")


def test_nobody_beyond_the_readers_scope_is_found_however_she_is_asked_for(both: Both) -> None:
    for desk in (both.file, both.server):
        for roles, branch in ((("CASE",), "CAS"), (("ADMIN",), "RAB"), ((), "RAB"), (("SUPER",), "RAB")):
            stranger = replace(desk, person=Person("stranger", "s", "S", roles, (branch,), branch))
            for one in both.people[::20]:
                for typed in (one.label, one.phone, one.paper):
                    assert search.find(stranger, typed) == []
                    assert register.ids(stranger, "beneficiary", text=typed) == []
                    assert links.options(stranger, "beneficiary", typed) == []


HOSTILE = (
    '"',
    "'",
    "*",
    "NEAR(a b)",
    "a NEAR b",
    "AND OR NOT",
    "folded:a",
    "folded : Diallo*",
    "(a OR b",
    "a) --",
    "-Diallo",
    "Diallo:*",
    "a & b | !c",
    "a <-> b",
    "\\",
    "'; DROP TABLE beneficiary; --",
    "%_%",
    "\x00\x01",
    "Dia\x00llo",
    "\u202eollaiD",
    "\ud800",
    "😀🏽",
    "ﷺ",
    "²³¹",
    "٠٦٦١",
    "1" * 5_000,
    "Diallo " * 700,
    "a" * 5_000,
    "(" * 5_000,
    "a b " * 1_250,
)


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_can_be_typed_breaks_the_search(both: Both, typed: str) -> None:
    both.find(typed)
    for desk in (both.file, both.server):
        for kind in ("beneficiary", "household", "case"):
            register.ids(desk, kind, text=typed)
        links.options(desk, "beneficiary", typed)


@given(st.text(max_size=40))
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_at_all_is_searched_alike_on_both_databases(both: Both, typed: str) -> None:
    both.find(typed)
    assert register.ids(both.file, "beneficiary", text=typed) == register.ids(both.server, "beneficiary", text=typed)


@given(st.sampled_from(PEOPLE), st.integers(2, 12), st.randoms(use_true_random=False))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_part_of_a_name_finds_alike_on_both_databases(both: Both, line: str, length: int, random: Random) -> None:
    words = " ".join(line.split("|")).split()
    random.shuffle(words)
    both.find(" ".join(words)[:length])


def test_sorted_by_name_both_databases_give_the_same_order(both: Both) -> None:
    asked = register.Sort("family_name")
    ordered = register.ids(both.file, "beneficiary", sort=asked)
    assert ordered == register.ids(both.server, "beneficiary", sort=asked) and len(ordered) == len(PEOPLE)
    labels = {one.id: one.label for one in both.people}
    named = [labels[one] for one in ordered]
    assert named.index("Abdoul-Karim Ouattara") < named.index("Aïssata Traoré") < named.index("فاطمة الزهراء")
    assert register.ids(both.file, "beneficiary") == register.ids(both.server, "beneficiary")


# --- after a merge -------------------------------------------------------------------------------------------
@pytest.fixture(params=["file", "server"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    url = request.getfixturevalue("postgresql_url") if request.param == "server" else ""
    opened = clerk(open_empty(request.param, KINDS, tmp_path_factory.mktemp("merge"), url))
    yield opened
    opened.database.dispose()


def test_a_merged_code_and_a_merged_name_lead_to_whom_she_was_merged_into(desk: Desk) -> None:
    people = {one.label: one for one in fill(desk)}
    kept, gone = people["Abdallah El Amrani"], people["Abdellah Lamrani"]
    merging.merge(desk, gone.code, kept.code, "la même personne")
    for typed in (gone.code, gone.phone, gone.paper, kept.code, kept.phone):
        assert search.find(desk, typed)[0].code == kept.code, typed
    hits = search.find(desk, "Abdellah Lamrani")
    assert hits[0].code == kept.code and gone.code not in {hit.code for hit in hits}
    records.void(desk, "beneficiary", kept.id, "essai")
    for typed in (gone.code, gone.phone, gone.paper, kept.code, kept.phone):
        assert not {kept.code, gone.code} & {hit.code for hit in search.find(desk, typed)}, typed


def test_a_name_or_a_number_that_was_changed_is_no_longer_found(desk: Desk) -> None:
    one = next(one for one in fill(desk) if one.label == "Mariam Keïta")
    changed = {"family_name": "Sanogo", "family_name_ar": None, "phones": [{"number": "+212677000111"}]}
    records.save(desk, "beneficiary", changed, record_id=one.id, version=1, insist=True)
    assert one.id not in {hit.id for hit in search.find(desk, "Keita")}
    for typed in ("0677000111", "Sanogo"):
        assert [hit.id for hit in search.find(desk, typed)] == [one.id]
    assert search.find(desk, one.phone) == []


def test_of_whom_no_birth_is_known_nothing_is_said_of_it(both: Both) -> None:
    hits = {}
    for said, written in (("Sansdate", ApproximateDate.unknown()), ("Avecdate", ApproximateDate.of_year(1990))):
        values = {"family_name": said, "sex": "U", "nationality": "XXX", "population_group": "MIG"}
        for desk in (both.file, both.server):
            records.save(desk, "beneficiary", {**values, "birth_date": written}, insist=True)
        hits[said] = [hit.birth for desk in (both.file, both.server) for hit in search.find(desk, said)[:1]]
    assert hits == {"Sansdate": ["", ""], "Avecdate": ["1990", "1990"]}
