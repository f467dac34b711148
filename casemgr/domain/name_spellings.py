"""The tables behind `names`: how one name is written in French, English, Portuguese and Arabic, and why.

Three things make one name look like several. The letters: "ou" or "w" or "و", "dj" or "j" or "ج", "c" or "s"
or "س"; they are turned into one consonant key here by rules. The particles: "Ben Ali", "Benali", "بن علي".
And habits of a country that no rule gives (Fatou is Fatoumata, Trawally is Traoré): these are the groups of
`SAME_NAME`. Add a group when two spellings that people hold for one name do not meet;
tests/unit/test_names.py measures it.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Letters that decomposition leaves alone: languages of West Africa (ɓ ɗ ŋ ɲ ƴ ɛ ɔ), Turkish, Nordic, French,
# and the Arabic of Persian, Urdu and Moroccan keyboards. Ta marbuta is folded to ha, alef maqsura to ya,
# because people type one for the other; a lone hamza and the tatweel fall, apostrophes fall, hyphens part
# words.
FOLDED_LETTERS = str.maketrans(
    {
        **dict(zip("ɓɗŋɲƴɛɔıøđłħƙ", "bdnnyeoiodlhk", strict=True)),
        **{"æ": "ae", "œ": "oe", "þ": "th", "ð": "d"},
        **dict(zip("ةىٱیےکگڭڤپچڨہھە", "هياييكككفبجقههه", strict=True)),
        **dict.fromkeys("ءـ'’‘ʼʻ`´ʾʿ"),
        **dict.fromkeys("-‐‑‒–—−_./,،;:", " "),
    }
)

# Arabic letters to consonants of the key. ا ع fall (a vowel); ح ه count only at the beginning, as in Latin,
# where an inner h is written or not (Mehdi, Médi). x stands for "ch / sh / ش". Stops that French merges are
# merged: ث with t, ذ ظ ض with d, ق with k.
ARABIC_CONSONANTS = {
    **dict(zip("بتثجحخدذرزسشصضطظغفقكلمنهوي", "bttjhkddrzsxsdtdgfkklmnhwy", strict=True)),
    **dict.fromkeys("اع", ""),
}

# Latin letter groups to consonants of the key, applied in this order on a folded word.
LATIN_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"x", "ks"),  # Alexandre / Aleksandr; from here on x stands for "ch"
        (r"ph", "f"),  # Moustapha / Mustafa
        (r"^th?i(?=[aou])", "x"),  # Wolof: Thiam / Tiam / Cham
        (r"ch(?=r[iy]s|lo)", "k"),  # Christian / Kristian
        (r"tch|sch|sh|ch", "x"),  # Cheikh / Sheikh, Tchad
        (r"kh|ck|cq|q", "k"),  # Khadija / Kadija, Tariq / Tarik
        (r"g(?=[eiy])", "j"),  # Gibril / Djibril; before "gh" and "gu" become a hard g
        (r"gh|^rh(?=[aeiou])", "g"),  # Ghita / Rhita / غيثة
        (r"dh", "d"),
        (r"th", "t"),  # Othman / Otmane
        (r"dj|d(?:iy|i|y)(?=[aeou])", "j"),  # Diallo / Djalo / Jallow, Ndiaye / Njie
        (r"gu(?=[eiy])", "g"),  # Guèye
        (r"gn(?=[aeiouy])", "n"),  # Sagna / Sanya
        (r"c(?=[eiy])", "s"),  # Cissé / Sissé, Youcef / Yousef
        (r"c", "k"),  # Camara / Kamara
        (r"p", "b"),  # Arabic has no p: باتريك
        (r"v", "f"),  # nor v: سيلفا
        (r"^(?:ou|u|w)(?=[aeiouy])", "w"),  # Ouattara / Wattara
        (r"^y(?=[^aeiou])", "i"),  # Yves / Ives
        (r"^i(?=[aeou])", "y"),  # Iacouba / Yacouba
        (r"^em(?=b[aeo])", "m"),  # Embaló / Mballo, Embarek / M'barek
        (r"([^aeiou])\1+", r"\1"),  # Mohammed / Mohamed
    )
)

# "Ben Ali" is "Benali": these stand before the name and are written together with it or not.
JOINED_PREFIXES = _words(
    """
    ben bin ibn bnou bou bu ait ayt n m d بن ابن بنو بو ابو ايت عبد
    """
)
ARTICLES = _words("el al ul l ال")
# The article before a sun letter takes its sound: Ez-Zahra, Er-Rachidi; it counts only before that letter.
SUN_ARTICLES = _words(
    """
    es ez er ed et en ech esh as az ar ad at an ach ash us uz ur ud ut un os or
    """
)
# "Nour Eddine", "Nour al-Din", "نور الدين": written together with the name before.
JOINED_SUFFIXES = _words(
    """
    eddine edine eddin edin ddine ddin uddin uddine oudine din dine deen الدين
    """
)
GOD = _words("allah الله")
# Servants of God: "Abdou Kader" is one name, "Abdou Diallo" is two. What may follow in the first case.
DIVINE_NAMES = _words(
    """
    kader karim rahman rahim salam aziz jalil majid samad hamid wahid wahed wadoud nasser nour najib razak
    rachid raouf rafi ghaffar ghafour ghani fattah kebir latif malik moumin mouin hadi hak hakim hafid halim
    hay jabbar kaddous kayoum khalek khalil bari bassit bassir sami satar chakour tawab wakil wafi wahab
    moula ali allah jabar moujib moutalib salim hanine moughit basset ilah adim nabi rasoul
    """
)
# One line, one name; the first spelling is the one the key is made of. Folded (no accent, no apostrophe).
SAME_NAME = """
mohamed med mohd mhd md mehmet muhamed mohamud
mamadou modou momodou muhammadu mohamadou mouhamadou mamoudou mamudu
fatima fatou fatoumata fatimata fatimatou fatim fatoum fatma fatimetou fatu fatmata fatumata fatoumatta
fatima فاطوماتا فاتوماتا فاطماتا فاتو فاطو
aicha aichatou aichata aischa ayesha عيشه
aissatou aissata isatou issatou aisatou aisatu assetou assitan astou عيساتو ايساتو
khadija kadiatou khadidiatou khadijatou kadijatou kadidiatou khadiatou khady kady kadi hadija hadidja
khadija خديجاتو كادياتو
ibrahim ibrahima brahim brahima ebrima ebrahim ibrahime ibraima braima ibrahiman ibrahimou براهيم ابراهيما
idris idriss driss drissa idrissa idrisse ادريس دريس ادريسا
idrissi drissi ادريسي دريسي
ismail smail ismaila ismael smael samail somaila سماعيل
ahmed ahmadou amadou hamadou ahmadu amadu ahmet hmed hmad احمادو امادو
boubacar aboubacar abubakar aboubakar aboubakr boubakar boubakr bubacar boubkar aboubaker abubakr aboubacary
boubacar بوبكر ابوبكر ابوبكار
bakary bacary bakari boukary boukari
othman ousmane usman osman ousman ousmanou usmane osmane osmanou
hussein houssein ousseynou ousseini ousseyni ousseinou alousseini husseini lahoucine
hassan assane alassane alhassane lassana lassane alasan alasane assan
hawa awa hawwa haoua aoua حوا اوا هاوا
yahya yaya yahia يحيي يحيا
issa عيسي عيسا
youssef issouf issoufou isouf
souleymane solomane
abdallah abdoulaye abdulai abdoulahi abdoullahi abdulaye abdilahi abdulahi
aliou alioune alieu aliyu aliu alio عليو عليون
cheikh cheikhou cheikhna
sekou sheku seku seikou سيكو
hadj haj hadji alhaji alhagie hadja
thierno tierno cherno ceerno tcherno
traore trawally trawalleh trawalley
diop jobe diob dioup ديوب
diabate jobarteh diabaty
gueye geye guey
gassama kassama cassama
conteh konteh konate
suso sissoko cissokho
zakaria zacharie zachary zacharia
yacoub yacouba
ishak issaka ishaq issiaka isaka ishac
azzeddine azeddine azedine ezzeddine ezzedine
jamal gamal
elisabeth elizabeth elisabet
elias ilias ilyas ilyass elyas
emeka chukwuemeka
seun oluwaseun
tunde babatunde
nicolas nicholas
michael mikael
matthieu mathieu
antonio antoni
haidara aidara haydara
hafid hafidh hafiz
hicham icham
hamza amza hamsa
hamid amid
habib abib
ramadan ramazan
mouad mouaz moaz
nadir nazir
mimouna maimouna maimuna
belkacem belgacem aboulkacem abulqasim ابوالقاسم
taha طه
abdou abdo abdu abdi
""".strip()

ALIASES = {
    spelling.translate(FOLDED_LETTERS): line.split()[0] for line in SAME_NAME.splitlines() for spelling in line.split()
}

# Two names that are often written as one word.
WRITTEN_AS_ONE = {
    **dict.fromkeys(_words("fatimazahra fatimazohra fatimaezzahra fatimezzahra fatimzahra"), "fatima zahra"),
    **dict.fromkeys(_words("فاطمهالزهراء فاطمهالزهرا"), "فاطمه زهرا"),
    "mohamedali": "mohamed ali",
    "mohamedamine": "mohamed amine",
    "mohamedlamine": "mohamed lamine",
    "jeanpierre": "jean pierre",
    "jeanpaul": "jean paul",
    "jeanclaude": "jean claude",
    "jeanmarie": "jean marie",
    "sidimohamed": "sidi mohamed",
}
