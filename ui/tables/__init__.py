"""Lists of records of any length: ids first, lines by block, sorted and filtered in the database."""

from __future__ import annotations

from ui.tables.layout import Layout
from ui.tables.model import RecordsModel
from ui.tables.table import RecordsTable

__all__ = ["Layout", "RecordsModel", "RecordsTable"]
