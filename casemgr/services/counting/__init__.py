"""The monthly count, rightly: who was reached, who is new, who continues, what was given (indicators-rules.md).

`request` says what is asked, `facts` reads it from the database, `crossing` counts, `tables` gives it to a file.
"""

from casemgr.services.counting.counting import count, counts, who
from casemgr.services.counting.request import (
    DIMENSIONS,
    INDICATORS,
    CountRequest,
    CountRow,
    CountTable,
    month,
)

__all__ = ["DIMENSIONS", "INDICATORS", "CountRequest", "CountRow", "CountTable", "count", "counts", "month", "who"]
