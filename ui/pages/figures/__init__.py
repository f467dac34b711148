"""Figures: who was reached, in which period, by what; who stands behind each figure; and the file for the funder."""

from ui.pages.figures.page import FiguresPage

__all__ = ["FiguresPage"]
