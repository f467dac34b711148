"""Programmes: a card for each, then who stands where in one; people enter, move on and leave from here."""

from ui.pages.programmes.page import ProgrammesPage

__all__ = ["ProgrammesPage"]
