"""Invented people, some of whom were registered twice: what the search for duplicates is measured on.

Beside the true doubles (other spelling, typing mistake, names swapped, one script only, birth unknown or
estimated) stand those who must not be taken for doubles: sisters and brothers with one telephone and one
mother, twins, a father and son of one name, and namesakes of another age or another country. Everything comes
from a seed. Everybody lives somewhere; half of those who come again have moved.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from casemgr.domain.dates import ApproximateDate
from casemgr.domain.likeness import Identity
from tests.unit.name_variants import all_groups


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split("|")]


ON = date(2026, 3, 1)

MAGHREBI_GIVEN = _names(
    """
        Mohamed | Ahmed | Youssef | Abdelkader | Abdellah | Abdelaziz | Hassan | Hussein | Khadija | Fatima |
        Zineb | Aïcha | Meriem | Noureddine | Jamal | Saïd | Rachid | Khalid | Tarik | Moustapha | Yassine |
        Mehdi | Hicham | Ibrahim | Ismaïl | Idriss | Othmane | Omar | Hamza | Redouane | Souleiman | Yahya |
        Moussa | Ghita | Mouad | Mohcine | Achraf | Zakaria
        """
)
MAGHREBI_FAMILY = _names(
    """
        Benali | Benaïssa | Bencheikh | Belhaj | El Amrani | El Idrissi | Alaoui | Er-Rachidi | Ez-Zahraoui |
        Es-Saïdi | Et-Tahiri | Ech-Charki | Ouahbi | El Ouali | El Gharbi | Guessous | Qaddouri
        """
)
WEST_AFRICAN_GIVEN = _names(
    """
        Fatoumata | Mamadou | Thierno | Cheikh | Sékou | Ousmane | Boubacar | Alassane | Ousseynou | Ibrahima |
        Amadou | Abdoulaye | Souleymane | Aïssatou | Kadiatou | Mariama | Aminata | Hawa | Djibril | Aliou |
        Alpha | Bakary | Yaya
        """
)
WEST_AFRICAN_FAMILY = _names(
    """
        Diallo | N'Diaye | Touré | Cissé | Traoré | Ouattara | Camara | Coulibaly | Keïta | Koné | Diarra |
        Diabaté | Dramé | Baldé | Bah | Barry | Sow | Sylla | Soumah | Bangoura | Condé | Doumbia | Guèye |
        Mbaye | Faye | Fall | Diop | Thiam | Diawara | Gassama | Embaló | Mané | Sagna
        """
)
# Names without a table of variants: one spelling, written with or without its accents.
MORE_GIVEN = (
    _names(
        """
        Ayoub | Anas | Bilal | Adil | Driss | Fouad | Hamid | Imad | Jaouad | Karim | Larbi | Mounir | Nabil |
        Othman | Reda | Samir | Soufiane | Walid | Younes | Zouhair | Amal | Asmae | Bouchra | Dounia | Fadwa |
        Hanane | Ilham | Jamila | Karima | Latifa | Malika | Naïma | Nadia | Ouafae | Rajae | Salma | Samira |
        Siham | Souad | Touria | Widad | Yasmina | Zohra | Hafsa | Ikram | Kawtar | Loubna | Nisrine | Hind |
        Hakim
        """
    ),
    _names(
        """
        Adama | Assétou | Bintou | Bineta | Coumba | Demba | Diarra | Djénéba | Fanta | Fodé | Founé | Habib |
        Issa | Kalifa | Kadé | Lansana | Lamine | Maïmouna | Massandjé | Moussa | Nènè | Ousseni | Penda |
        Ramatoulaye | Rokia | Saliou | Salimata | Samba | Seydou | Sira | Sory | Tidiane | Yacouba | Youssouf |
        Zeinab | Aboudramane | Aya | Blaise | Christelle | Désiré | Estelle | Fabrice | Grâce | Hermann | Inès |
        Judith
        """
    ),
)
MORE_FAMILIES = (
    _names(
        """
        Tazi | Fassi | Berrada | Bennani | Benjelloun | Chraibi | Lahlou | Sqalli | Kettani | Filali | Mansouri |
        Naciri | Slaoui | Zniber | Ziani | Bouazza | Bouchta | Boukhari | Chafik | Dahbi | Douiri | Fahmi |
        Ghazali | Hajji | Hamdaoui | Jabri | Kabbaj | Khattabi | Laaroussi | Loukili | Mernissi | Mokhtari |
        Nejjar | Oudghiri | Ouazzani | Rahmouni | Sabri | Serghini | Skalli | Tahri | Touzani | Yacoubi | Zaki |
        Zerouali | Ait Taleb | Ait Lahcen | Boutaleb | Bouziane | Chaoui | Daoudi | Elbaz | Guennoun | Hachimi |
        Iraqi | Jebli | Kadiri
        """
    ),
    _names(
        """
        Sanogo | Sissoko | Dembélé | Doucouré | Fofana | Kaba | Kanté | Konaté | Kouyaté | Magassa | Niakaté |
        Samaké | Sidibé | Sangaré | Soumaré | Tounkara | Yattara | Zongo | Ilboudo | Kaboré | Kafando | Nikiéma |
        Ouoba | Sankara | Sawadogo | Tapsoba | Yaméogo | Compaoré | Badji | Bodian | Coly | Diatta | Diédhiou |
        Goudiaby | Mendy | Sambou | Tendeng | Gomis | Mbodj | Ndour | Niang | Sarr | Seck | Senghor | Sène |
        Thiaw | Wade | Aka | Assi | Brou | Djédjé | Gnahoré | Kouadio | Konan | Kouamé | Yao | Zadi | Ngono |
        Atangana | Essomba | Mbarga | Nguema
        """
    ),
)
ORIGINS = (
    (MAGHREBI_GIVEN + MORE_GIVEN[0], MAGHREBI_FAMILY + MORE_FAMILIES[0], ("MA", "DZ", "TN", "SY", "YE")),
    (
        WEST_AFRICAN_GIVEN + MORE_GIVEN[1],
        WEST_AFRICAN_FAMILY + MORE_FAMILIES[1],
        ("GN", "SN", "CI", "ML", "GM", "SL", "BF"),
    ),
)

_SPELLINGS = {group[0]: group for group in all_groups()}


def _is_arabic(text: str) -> bool:
    return any("\u0600" <= c <= "\u06ff" for c in text)


def _spellings(name: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return _SPELLINGS.get(name) or [name, plain]


def _latin(name: str) -> list[str]:
    return [spelling for spelling in _spellings(name) if not _is_arabic(spelling) and len(spelling) > 1]


def _arabic(name: str) -> str:
    return next((spelling for spelling in _spellings(name) if _is_arabic(spelling)), "")


@dataclass
class Population:
    """Invented people, and the pairs that are truly one person."""

    random: Random
    people: list[Identity] = field(default_factory=list)
    doubles: set[frozenset[str]] = field(default_factory=set)

    def add(self, person: Identity) -> Identity:
        """File a person under a new id."""
        kept = replace(person, id=f"p{len(self.people)}")
        self.people.append(kept)
        return kept


def population(size: int, seed: int = 1) -> Population:
    """About `size` files: a fifth of the people registered twice, a tenth have a sister, a twentieth a namesake."""
    made = Population(Random(seed))
    draw = made.random
    while len(made.people) < size:
        names, person = _someone(draw)
        first = made.add(person)
        if draw.random() < 0.2:
            again = made.add(_again(first, names, draw))
            made.doubles.add(frozenset((first.id, again.id)))
        if draw.random() < 0.1:
            made.add(_sibling(first, names, draw))
        if draw.random() < 0.05:
            made.add(_namesake(first, draw))
    return made


def _someone(draw: Random) -> tuple[tuple[str, str, str], Identity]:
    given_names, families, countries = draw.choice(ORIGINS)
    given, family, mother = draw.choice(given_names), draw.choice(families), draw.choice(given_names)
    second = draw.choice(given_names) if draw.random() < 0.25 else ""
    return (given, family, mother), Identity(
        id="",
        family_name=draw.choice(_latin(family)[:2]),
        given_names=f"{draw.choice(_latin(given)[:2])} {second}".strip(),
        family_name_ar=_arabic(family) if draw.random() < 0.5 else "",
        given_names_ar=_arabic(given) if draw.random() < 0.5 else "",
        mother_name=mother if draw.random() < 0.5 else "",
        birth=_birth(date(1950, 1, 1) + timedelta(days=draw.randrange(25_000)), draw),
        sex=draw.choice("MF"),
        nationality=draw.choice(countries),
        documents=(_number(draw),) if draw.random() < 0.5 else (),
        phones=(_phone(draw),) if draw.random() < 0.8 else (),
        unhcr=f"MAR-{draw.randrange(10**8):08}" if draw.random() < 0.15 else "",
        places=(_place(draw),),
    )


def _place(draw: Random) -> tuple[str, str]:
    """One of eight towns, and of the twelve districts of each."""
    return f"MA-{draw.randrange(8)}", f"Hay {draw.randrange(12) * 'a'}b"


def _number(draw: Random) -> str:
    return f"{draw.choice('ABCDEFGH')}{draw.randrange(10**8):08}"


def _phone(draw: Random) -> str:
    return f"+2126{draw.randrange(10**8):08}"


def _birth(day: date, draw: Random) -> ApproximateDate:
    chance = draw.random()
    if chance < 0.65:
        return ApproximateDate.of_day(day)
    if chance < 0.85:
        return ApproximateDate.of_year(day.year)
    return ApproximateDate.estimated(max(0, ON.year - day.year + draw.choice((-1, 0, 0, 1))), ON)


def _again(person: Identity, names: tuple[str, str, str], draw: Random) -> Identity:
    """The same person, registered by somebody else on another day."""
    given, family, mother = names
    second = person.given_names.split()[1:] if draw.random() < 0.5 else []
    new_given = " ".join([draw.choice(_latin(given)), *second])
    new_family = draw.choice(_latin(family))
    if draw.random() < 0.2:
        new_given = _mistyped(new_given, draw)
    elif draw.random() < 0.15:
        new_family = _mistyped(new_family, draw)
    if draw.random() < 0.1:
        new_given, new_family = new_family, new_given
    only_arabic = draw.random() < 0.1 and _arabic(given) and _arabic(family)
    return replace(
        person,
        given_names="" if only_arabic else new_given,
        family_name="" if only_arabic else new_family,
        given_names_ar=_arabic(given) if only_arabic else "",
        family_name_ar=_arabic(family) if only_arabic else "",
        mother_name=draw.choice(_latin(mother)) if person.mother_name and draw.random() < 0.7 else "",
        birth=_birth_again(person.birth, draw),
        documents=person.documents if draw.random() < 0.4 else (),
        phones=person.phones if draw.random() < 0.6 else (_phone(draw),),
        unhcr=person.unhcr if draw.random() < 0.8 else "",
        places=person.places if draw.random() < 0.5 else (_place(draw),),
    )


def _birth_again(birth: ApproximateDate | None, draw: Random) -> ApproximateDate | None:
    assert birth is not None
    assert birth.day is not None
    chance = draw.random()
    if chance < 0.12:
        return None
    if chance < 0.6:
        return birth
    if chance < 0.75:
        return ApproximateDate.of_year(birth.day.year)
    if chance < 0.88:
        return ApproximateDate.estimated(max(0, ON.year - birth.day.year + draw.choice((-2, -1, 0, 1))), ON)
    if birth.precision == "DAY" and birth.day.day <= 12:
        return ApproximateDate.of_day(birth.day.replace(month=birth.day.day, day=birth.day.month))
    return ApproximateDate.of_year(birth.day.year + draw.choice((-1, 1)))


def _mistyped(text: str, draw: Random) -> str:
    if len(text) < 5:
        return text
    place = draw.randrange(1, len(text) - 1)
    if text[place] in " '-" or text[place + 1] in " '-":
        return text
    return draw.choice(
        (
            text[:place] + text[place + 1 :],
            text[:place] + text[place] + text[place:],
            text[:place] + text[place + 1] + text[place] + text[place + 2 :],
            text[:place] + draw.choice("aeiourstln") + text[place + 1 :],
        )
    )


def _sibling(person: Identity, names: tuple[str, str, str], draw: Random) -> Identity:
    """A sister, a brother or a twin: one family name, often one telephone and one mother, another first name."""
    assert person.birth is not None
    assert person.birth.day is not None
    pool = next(given for given, families, _ in ORIGINS if names[1] in families)
    other = draw.choice([name for name in pool if name != names[0]])
    twin = draw.random() < 0.1
    birth = person.birth.day + timedelta(days=draw.choice((-1, 1)) * draw.randrange(400, 3000))
    return replace(
        person,
        given_names=draw.choice(_latin(other)),
        given_names_ar=_arabic(other) if person.given_names_ar else "",
        birth=person.birth if twin else _birth(birth, draw),
        sex=draw.choice("MF"),
        documents=(_number(draw),),
        phones=person.phones if draw.random() < 0.6 else (_phone(draw),),
        unhcr="",
    )


def _namesake(person: Identity, draw: Random) -> Identity:
    """Another person of the same name: of another age, or of another country."""
    assert person.birth is not None
    assert person.birth.day is not None
    stranger = replace(
        person, phones=(_phone(draw),), documents=(_number(draw),), unhcr="", mother_name="", places=(_place(draw),)
    )
    if draw.random() < 0.5:
        years = draw.choice((-1, 1)) * draw.randrange(7, 25)
        return replace(stranger, birth=ApproximateDate.of_year(person.birth.day.year + years))
    countries = next(countries for _, _, countries in ORIGINS if person.nationality in countries)
    return replace(
        stranger,
        nationality=draw.choice([country for country in countries if country != person.nationality]),
        birth=ApproximateDate.of_day(date(person.birth.day.year, draw.randrange(1, 13), draw.randrange(1, 29))),
    )
