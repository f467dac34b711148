"""Draws any kind's form, and its read-only view, from its declaration; a small editor for each type of field."""

from __future__ import annotations

from ui.forms.contract import FormServices, NotUnderstood
from ui.forms.record_form import RecordForm
from ui.forms.record_view import RecordView

__all__ = ["FormServices", "NotUnderstood", "RecordForm", "RecordView"]
