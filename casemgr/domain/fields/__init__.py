"""The vocabulary of forms: one class a type of field, pure data.

From one declared field come its input and validation, its column in the database, the column of lists, exports and
imports, its line in summaries, and its name in the audit. A field says how a typed text is read (`read`), when a
value is right (`clean`), how it is shown (`show`), and how it is kept (`columns`, `store`, `load`).
"""

from casemgr.domain.fields.choosing import CHOOSE, NOT_AUTHORISED, UNKNOWN_TERM, Choice, Choices, GatedChoice, YesNo
from casemgr.domain.fields.days import ApproximateDate, Date
from casemgr.domain.fields.field import REQUIRED, Anonymise, Column, Field, Merge, Values, storable
from casemgr.domain.fields.files import FileRef, StoredFile
from casemgr.domain.fields.numbers import NOT_A_NUMBER, WRITE_DIGITS, Integer, Money, amount_said
from casemgr.domain.fields.relations import Computed, Link
from casemgr.domain.fields.rows import Dated, Rows
from casemgr.domain.fields.writing import NOT_A_TIME, Name, Phone, Text, Time

__all__ = [
    "CHOOSE",
    "NOT_AUTHORISED",
    "NOT_A_NUMBER",
    "NOT_A_TIME",
    "REQUIRED",
    "UNKNOWN_TERM",
    "WRITE_DIGITS",
    "Anonymise",
    "ApproximateDate",
    "Choice",
    "Choices",
    "Column",
    "Computed",
    "Date",
    "Dated",
    "Field",
    "FileRef",
    "GatedChoice",
    "Integer",
    "Link",
    "Merge",
    "Money",
    "Name",
    "Phone",
    "Rows",
    "StoredFile",
    "Text",
    "Time",
    "Values",
    "YesNo",
    "amount_said",
    "storable",
]
