"""The file of one person, and the screen of any record in it."""

from __future__ import annotations

from ui.pages.beneficiary_file.page import FilePage
from ui.pages.beneficiary_file.record_page import RecordPage

__all__ = ["FilePage", "RecordPage"]
