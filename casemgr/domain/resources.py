"""Where the files that ship with the program are: beside the checkout, or inside the installed package."""

from __future__ import annotations

from pathlib import Path

_INSTALLED = Path(__file__).resolve().parent.parent / "shipped"
_CHECKOUT = Path(__file__).resolve().parent.parent.parent


def folder(name: str) -> Path:
    """The folder `name` ("resources" or "translations") that ships with the program."""
    installed = _INSTALLED / name
    return installed if installed.is_dir() else _CHECKOUT / name
