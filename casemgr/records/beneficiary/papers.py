"""The papers of a person: the summary of her file (forms.md §16) and the certificate that she is known (§19)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from casemgr.domain import consents, document
from casemgr.domain.access import strictest
from casemgr.domain.document import Block, Document, Said, Tone, fill
from casemgr.domain.fields import Dated
from casemgr.domain.household_size import household_size
from casemgr.domain.kind import Paper
from casemgr.domain.paper import DueLine, Reading, Subject, TimelineLine, Values
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words

SUMMARY = Words("Synthèse du dossier", "خلاصة الملف", "Case summary")
CERTIFICATE = Words("Attestation de suivi", "شهادة المواكبة", "Certificate of support")
PRESSING = timedelta(days=7)  # forms.md §16.7: red when that near
EXPIRING = timedelta(days=60)  # V-EXP
_TIMELINE = 10  # lines, forms.md §16.6
_MOST_DUE = 12
_MOST_OPEN = 20
_SITUATION_LINES = 8  # forms.md §16.3
_A_LINE = 64  # characters of her own words
_A_LINE_OF_TERMS = 3
_UNKNOWN = "UNK"
# Told in their own part of the summary, or for the team's own use.
_NOT_ON_TIMELINE = frozenset({"consent", "note", "attachment", "legal_file", "case"})
_LEGAL = "legal_file"

_IDENTITY = Words("Identité", "الهوية", "Identity")
_NAME = Words("Nom", "الاسم", "Name")
_NAME_AR = Words("Nom en arabe", "الاسم بالعربية", "Name in Arabic")
_STATUS = Words("Statut administratif", "الوضعية الإدارية", "Administrative status")
# What stands in the brackets is never parted by the end of a line.
_SINCE = Words("{status} (depuis\u00a0le\u00a0{day})", "{status} (منذ\u00a0{day})", "{status} (since\u00a0{day})")
_VALID_UNTIL = Words("Papiers valables jusqu’au", "صلاحية الوثائق إلى غاية", "Papers valid until")
_LANGUAGES = Words("Langues", "اللغات", "Languages")
_COMMA = Words(", ", "، ", ", ")
_INTERPRETER = Words("interprète : {name}", "الترجمان(ة): {name}", "interpreter: {name}")
_HOUSEHOLD = Words("Ménage", "الأسرة", "Household")
_FOLLOWED_BY = Words("Suivi par", "المرجع المكلف بالملف", "Caseworker")
_SITUATION = Words("Situation", "الوضعية", "Situation")
_NEEDS = Words("Besoins spécifiques", "الحاجيات الخاصة", "Specific needs")
_UNDER_WAY = Words("En cours", "قيد الإنجاز", "Under way")
_KIND = Words("Objet", "الموضوع", "What")
_NUMBER = Words("Numéro", "الرقم", "Number")
_STATE = Words("État", "الحالة", "State")
_LAST = Words("Derniers services et démarches", "آخر الخدمات والإجراءات", "Latest services and steps")
_DATE = Words("Date", "التاريخ", "Date")
_TYPE = Words("Type", "النوع", "Type")
_WHAT_WAS = Words("Service ou démarche", "الخدمة أو الإجراء", "Service or step")
_RESULT = Words("Résultat", "النتيجة", "Result")
_DUE = Words("Échéances", "المواعيد والآجال", "Due")
_BY = Words("Pour le", "الأجل", "By")
_WHAT = Words("À faire", "ما ينبغي إنجازه", "To do")
_AND_MORE = Words("Et {count} autre(s).", "وعدد آخر: {count}.", "And {count} more.")
_NO_MORE = Words("Rien d’enregistré.", "لا شيء مسجل.", "Nothing recorded.")
_JURIDICAL = Words("Juridique", "الجانب القانوني", "Legal")
_NEXT_LEGAL = Words("Prochaine échéance", "الأجل المقبل", "Next date")
_CONSENTS = Words("Consentements en vigueur", "الموافقات السارية", "Consents in force")
_PURPOSE = Words("Accord pour", "موضوع الموافقة", "Consent to")
_RECIPIENT = Words("Destinataire", "الجهة", "Recipient")
_UNTIL = Words("Jusqu’au", "إلى غاية", "Until")
_LIMITS = Words("Limites posées par la personne", "القيود التي وضعها الشخص", "Limits set by the person")
_CASE_NUMBER = Words("Dossier n° {number}", "الملف رقم {number}", "Case no. {number}")


def summary(reading: Reading) -> Document:
    """The summary of a person's file, in the order of forms.md §16.

    By her code; by her name, in the header and in the box alike, when that was asked for (decisions.md 11). What the
    reader may not see is not there, and nothing says that it is missing.
    """
    person = reading.record
    case = next((one for one in reading.around.of_person("case") if one.state != "CLOSED"), None)
    known = tuple(line for line in _identity(reading, case) if line.value)
    blocks: list[Block] = [
        document.Heading(_IDENTITY),
        document.Fields(known, columns=2, framed=True) if known else document.Paragraph(_NO_MORE, tone="quiet"),
        *_part(_SITUATION, _situation(reading)),
        *_specific_needs(reading),
        *_under_way(reading),
        document.Heading(_LAST),
        _timeline(reading),
        *_due(reading),
        *_consents(reading),
        document.Notice(),
    ]
    return Document(
        title=SUMMARY,
        subject=_subject(reading),
        number=str(person.code),
        confidentiality=_mark(reading),
        about=(
            *((fill(_CASE_NUMBER, number=case.code),) if case is not None and case.code else ()),
            *reading.printed(),
        ),
        blocks=tuple(blocks),
    )


def _subject(reading: Reading) -> str:
    return reading.record.title if reading.with_name else ""


def _told(reading: Reading) -> list[Subject]:
    """The records that the summary tells of."""
    shown = [line.subject for line in _steps(reading)]
    shown += _open_ones(reading)[:_MOST_OPEN]
    shown += [line.subject for line in (*_due_ones(reading)[:_MOST_DUE], *_legal_dates(reading)[:1])]
    return [reading.record, *shown, *(one for one in reading.around.of_person("consent") if _holds(reading, one))]


def _mark(reading: Reading) -> str:
    """As strict as the strictest thing on it."""
    needs = [line.get("confidentiality") or "L0" for line in _needs_of_today(reading)]
    return strictest(*(one.confidentiality for one in _told(reading)), *needs)


def _part(title: Words, lines: tuple[document.Field, ...]) -> tuple[Block, ...]:
    shown = tuple(line for line in lines if line.value)
    return (document.Heading(title), document.Fields(shown)) if shown else ()


# --- who she is ---------------------------------------------------------------------------------------------
def _identity(reading: Reading, case: Subject | None) -> Iterator[document.Field]:
    """Two columns; no address, telephone or number of a document (forms.md §16.2)."""
    person = reading.record
    if reading.with_name:
        yield document.Field(_NAME, reading.show("full_name") or person.title)
        yield document.Field(_NAME_AR, reading.show("full_name_ar"))
    yield from reading.fields("sex", "age", "nationality")
    yield document.Field(_STATUS, _status(reading))
    expires = _expiry(person.values)
    if expires is not None:
        tone: Tone = "alert" if expires <= reading.today + EXPIRING else "plain"
        yield document.Field(_VALID_UNTIL, reading.day(expires), tone)
    yield document.Field(_LANGUAGES, _languages(reading))
    yield document.Field(_HOUSEHOLD, household_size(reading))
    if not person.values.get("address_protected"):
        yield from reading.fields("province")
    if case is not None:
        yield document.Field(_FOLLOWED_BY, reading.show("caseworker", case))


def _in_force(reading: Reading, key: str) -> Values | None:
    group = reading.record.kind.group(key)
    lines = reading.record.values.get(key) or ()
    return group.at(lines, reading.today) if isinstance(group, Dated) else None


def _said_in_force(reading: Reading, key: str, field: str) -> Said:
    line = _in_force(reading, key)
    if line is None:
        return ""
    fields = {one.key: one for one in reading.record.kind.group(key).plain_fields()}
    return reading.said(fields[field], line.get(field))


def _status(reading: Reading) -> Said:
    line = _in_force(reading, "administrative_status")
    said = _said_in_force(reading, "administrative_status", "status")
    if line is None or not said:
        return ""
    return fill(_SINCE, status=said, day=reading.day(line.get("since")))


def _expiry(values: Values) -> date | None:
    """When the last of her papers ends."""
    return max((line["expires_on"] for line in values.get("documents") or () if line.get("expires_on")), default=None)


def _languages(reading: Reading) -> Said:
    spoken = vocabulary("language")
    told: list[Said] = []
    lines = reading.record.values.get("languages") or ()
    codes = [line["language"] for line in lines if line.get("language")]
    interview = reading.record.values.get("interview_language")
    for code in dict.fromkeys([*([interview] if interview else []), *codes]):
        told += [_COMMA, spoken.label(code)] if told else [spoken.label(code)]
    interpreter = reading.record.values.get("interpreter")
    if interpreter and reading.with_name:
        told += [" — ", fill(_INTERPRETER, name=str(interpreter))] if told else []
    return tuple(told)


# --- how she lives ------------------------------------------------------------------------------------------
def _situation(reading: Reading) -> tuple[document.Field, ...]:
    """Eight lines at most; her own words, where a name may stand, only on a paper that names her."""
    kind = reading.record.kind
    values = reading.record.values
    told = [key for key in ("marital_status", "education_level", "employment_status") if values.get(key) != _UNKNOWN]
    lines = list(reading.fields(*told))
    for key in ("housing", "coverage"):
        if (_in_force(reading, key) or {}).get(key) != _UNKNOWN:
            lines.append(document.Field(kind.group(key).label, _said_in_force(reading, key, key)))
    lines += reading.fields("needs", "urgency")
    if reading.with_name:
        lines.append(document.Field(kind.field("needs_words").label, _her_words(reading, lines)))
    return tuple(lines)


def _her_words(reading: Reading, before: Sequence[document.Field]) -> str:
    """As much of them as the lines that are left will hold."""
    values = reading.record.values
    words = " ".join(str(values.get("needs_words") or "").split())
    lists = sum(len(values.get(key) or ()) > _A_LINE_OF_TERMS for key in ("needs", "urgency"))
    left = max(1, _SITUATION_LINES - lists - sum(1 for line in before if line.value))
    longest = left * _A_LINE
    return words if len(words) <= longest else f"{words[:longest].rstrip()}…"


def _specific_needs(reading: Reading) -> tuple[Block, ...]:
    """Those of today, of the marks that the reader may see."""
    group = reading.record.kind.group("specific_needs")
    named = next(one for one in group.plain_fields() if one.key == "vulnerability")
    told: list[Said] = []
    for line in _needs_of_today(reading):
        said = reading.said(named, line.get("vulnerability"))
        told += [" · ", said] if told else [said]
    return (document.Heading(_NEEDS), document.Paragraph(tuple(told))) if told else ()


def _needs_of_today(reading: Reading) -> list[Values]:
    lines = reading.record.values.get("specific_needs") or ()
    return [
        line
        for line in lines
        if line.get("vulnerability") and (line.get("to_date") is None or line["to_date"] >= reading.today)
    ]


# --- what is done for her -----------------------------------------------------------------------------------
def _under_way(reading: Reading) -> tuple[Block, ...]:
    """What is open: case, referrals, enrolments, complaints… whatever has a life that has not ended."""
    found = _open_ones(reading)
    rows = tuple(
        (one.kind.label, _without_its_kind(one.title, one), one.code, one.state_words()) for one in found[:_MOST_OPEN]
    )
    if not rows:
        return ()
    columns = (
        document.Column(_TYPE, 1.4),
        document.Column(_KIND, 2.6),
        document.Column(_NUMBER, 1.7),
        document.Column(_STATE, 1.5),
    )
    return document.Heading(_UNDER_WAY), document.Table(columns, rows), *_and_more(found, rows)


def _and_more(found: Sequence[object], shown: Sequence[object]) -> tuple[Block, ...]:
    """How many are not shown: a summary that is cut says so."""
    more = len(found) - len(shown)
    return (document.Paragraph(fill(_AND_MORE, count=str(more)), tone="quiet"),) if more > 0 else ()


def _open_ones(reading: Reading) -> list[Subject]:
    subjects = {line.subject.id: line.subject for line in reading.around.timeline()}.values()
    return [one for one in subjects if _is_open(one) and one.kind.key not in (_LEGAL, "appointment")]


def _is_open(one: Subject) -> bool:
    states = one.kind.states
    return states is not None and bool(one.state) and bool(states.from_state(one.state)) and one.state != "CLOSED"


def _steps(reading: Reading) -> list[TimelineLine]:
    """What was done; what is still to come stands among what is due."""
    done = (line for line in reading.around.timeline() if line.on is None or line.on <= reading.today)
    return [line for line in done if line.subject.kind.key not in _NOT_ON_TIMELINE][:_TIMELINE]


def _timeline(reading: Reading) -> Block:
    columns = (
        document.Column(_DATE, 1.0),
        document.Column(_TYPE, 1.4),
        document.Column(_WHAT_WAS, 3.4),
        document.Column(_RESULT, 1.4),
    )
    rows = [
        (
            reading.day(line.on),
            line.subject.kind.label,
            _without_its_kind(line.text, line.subject),
            line.subject.state_words(),
        )
        for line in _steps(reading)
    ]
    return _table(columns, rows)


def _without_its_kind(text: str, subject: Subject) -> str:
    """What it is or what happened, without the name of its kind at its head: that has its own column."""
    kind, colon, rest = text.partition(":")
    return rest.strip() if colon and kind.strip() == str(subject.kind.label) else text


def _table(columns: Sequence[document.Column], rows: Sequence[tuple[Said, ...]]) -> document.Table:
    """The rows, without the columns that none of them fills."""
    used = [place for place in range(len(columns)) if any(_says(row[place]) for row in rows)]
    return document.Table(
        tuple(columns[place] for place in used), tuple(tuple(row[place] for place in used) for row in rows), _NO_MORE
    )


def _says(said: Said) -> bool:
    return bool(said.fr) if isinstance(said, Words) else bool(said)


def _due_ones(reading: Reading) -> list[DueLine]:
    return [line for line in reading.around.due() if line.subject.kind.key not in (_LEGAL, "consent")]


def _legal_dates(reading: Reading) -> list[DueLine]:
    return [line for line in reading.around.due() if line.subject.kind.key == _LEGAL and line.on >= reading.today]


def _due(reading: Reading) -> tuple[Block, ...]:
    """What is due, red when it is within a week; of the legal file the next date alone (forms.md §16.7, §16.8)."""
    found = _due_ones(reading)
    shown = found[:_MOST_DUE]
    blocks: list[Block] = []
    if shown:
        columns = (document.Column(_BY, 1.0), document.Column(_WHAT, 2.2), document.Column(_KIND, 4.0))
        rows = tuple((reading.day(line.on), line.label, _said_of(line)) for line in shown)
        pressing = frozenset(place for place, line in enumerate(shown) if line.on <= reading.today + PRESSING)
        blocks += [document.Heading(_DUE), document.Table(columns, rows, alert=pressing), *_and_more(found, rows)]
    legal = _legal_dates(reading)
    if legal:
        tone: Tone = "alert" if legal[0].on <= reading.today + PRESSING else "plain"
        told = document.Field(_NEXT_LEGAL, (reading.day(legal[0].on), " — ", legal[0].label), tone)
        blocks += [document.Heading(_JURIDICAL), document.Fields((told,))]
    return tuple(blocks)


def _said_of(line: DueLine) -> Said:
    told: list[Said] = [line.subject.kind.label]
    for one in (line.what, line.subject.code):
        if one:
            told += [" — ", one]
    return tuple(told)


def _consents(reading: Reading) -> tuple[Block, ...]:
    """Those that hold today, and what the person forbade, in red."""
    subjects = reading.around.of_person("consent")
    rows = [
        (reading.show("purpose", one), reading.show("recipient", one), reading.show("expires_on", one))
        for one in subjects
        if _holds(reading, one)
    ]
    columns = (document.Column(_PURPOSE, 3.4), document.Column(_RECIPIENT, 2.4), document.Column(_UNTIL, 1.2))
    blocks: list[Block] = [document.Heading(_CONSENTS), _table(columns, rows)]
    limits = [str(one.values["restrictions"]) for one in subjects if one.values.get("restrictions")]
    if limits:
        blocks.append(document.Fields(tuple(document.Field(_LIMITS, limit, "alert") for limit in limits)))
    return tuple(blocks)


def _holds(reading: Reading, one: Subject) -> bool:
    """Whether this consent holds today, no later refusal of the same speaking against it."""
    purpose, recipient = one.values.get("purpose"), one.values.get("recipient")
    every = [other.values for other in reading.around.of_person("consent")]
    return consents.is_in_force(one.values, reading.today) and consents.is_allowed(
        every, str(purpose), recipient, reading.today
    )


# --- the certificate ----------------------------------------------------------------------------------------
_CERTIFIED = Words(
    "{association} atteste que la personne désignée ci-dessous est connue de ses services depuis le {day}.",
    "تشهد {association} أن الشخص المذكور أدناه معروف لدى مصالحها منذ {day}.",
    "{association} certifies that the person named below has been known to its services since {day}.",
)
_CERTIFIED_UNDATED = Words(
    "{association} atteste que la personne désignée ci-dessous est connue de ses services.",
    "تشهد {association} أن الشخص المذكور أدناه معروف لدى مصالحها.",
    "{association} certifies that the person named below is known to its services.",
)
_AT_REQUEST = Words(
    "Cette attestation est délivrée à la demande de la personne, pour servir et valoir ce que de droit.",
    "سلمت هذه الشهادة بطلب من المعني(ة) بالأمر للإدلاء بها عند الحاجة.",
    "This certificate is given at the person’s request, to be used as may be needed.",
)
_PERSON = Words("Nom et prénoms", "الاسم الكامل", "Full name")
_REFERENCE = Words("Référence", "المرجع", "Reference")
_DONE_IN = Words("Fait à {town}, le {day}", "حرر في {town} بتاريخ {day}", "Done at {town} on {day}")
_DONE_BY = Words("{branch}, le {day}", "{branch}، بتاريخ {day}", "{branch}, {day}")
_DONE_ON = Words("Fait le {day}", "حرر بتاريخ {day}", "Done on {day}")
_STAMP = Words("Signature et cachet de l’association", "توقيع وخاتم الجمعية", "Signature and stamp")


def certificate(reading: Reading) -> Document:
    """Known to the association since a day, at her request: never a status, never a reason (forms.md §19)."""
    person = reading.record
    since = person.values.get("intake_date")
    association = reading.letterhead.association
    known = (
        fill(_CERTIFIED, association=association, day=reading.day(since))
        if since
        else fill(_CERTIFIED_UNDATED, association=association)
    )
    names = [str(person.values.get(key) or "") for key in ("full_name", "full_name_ar")]
    labels = (_PERSON, _NAME_AR if names[0] else _PERSON)
    lines = [document.Field(label, name) for label, name in zip(labels, names, strict=True) if name]
    lines = lines or [document.Field(_PERSON, blank=1)]
    return Document(
        title=CERTIFICATE,
        number=reading.print_id,
        handed=True,
        traced=True,
        blocks=(
            document.Gap(8),
            document.Paragraph(known, size="large"),
            document.Gap(2),
            document.Fields((*lines, document.Field(_REFERENCE, person.code)), framed=True),
            document.Gap(2),
            document.Paragraph(_AT_REQUEST),
            document.Gap(6),
            document.Paragraph(_done(reading)),
            document.Signatures((_STAMP,), height=38),
        ),
    )


def _done(reading: Reading) -> Said:
    """Where and when it was done: in the town of the branch when somebody has entered it."""
    day, town, branch = reading.day(reading.today), reading.letterhead.town, reading.letterhead.branch
    if town is not None:
        return fill(_DONE_IN, town=town, day=day)
    return fill(_DONE_BY, branch=branch, day=day) if branch.fr else fill(_DONE_ON, day=day)


PAPERS = (
    Paper("summary", SUMMARY, summary),
    Paper("certificate", CERTIFICATE, certificate, languages=("fr", "ar"), named=True),
)
