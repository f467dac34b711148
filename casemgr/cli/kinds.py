"""The command `kinds`: what can be recorded, for whoever prepares a list or writes a script. No database."""

from __future__ import annotations

import argparse
from typing import Any

from casemgr.cli.terminal import say, say_json
from casemgr.domain.fields import Field, Rows
from casemgr.domain.kind import Kind
from casemgr.records import KINDS


def show_kinds(options: argparse.Namespace) -> int:
    """Every kind and its fields."""
    if options.json:
        say_json([as_json(kind) for kind in KINDS])
        return 0
    for kind in KINDS:
        say(f"{kind.key} — {kind.label}")
        for field in kind.fields():
            say(_line(field, field.key))
        for rows in kind.rows():
            say(f"  {rows.key} — {rows.label}")
            for field in rows.plain_fields():
                say("  " + _line(field, f"{rows.key}.{field.key}"))
    return 0


def _line(field: Field, path: str) -> str:
    listed = field.choices()
    what = f"{field.type}:{listed.name}" if listed is not None else field.type
    return f"  {path} ({what}{', *' if field.required else ''}) — {field.label}"


def as_json(kind: Kind) -> dict[str, Any]:
    """A kind as command-line.md says."""
    mark = kind.confidentiality({})
    return {
        "kind": kind.key,
        "labels": kind.label.as_json(),
        "fields": [_field(field, mark) for field in kind.fields()],
        "rows": [_rows(rows, mark) for rows in kind.rows()],
    }


def _field(field: Field, mark: str) -> dict[str, Any]:
    listed = field.choices()
    return {
        "key": field.key,
        "type": field.type,
        "vocabulary": None if listed is None else listed.name,
        "required": bool(field.required),
        "confidentiality": mark,
        "labels": field.label.as_json(),
    }


def _rows(rows: Rows, outer: str) -> dict[str, Any]:
    mark = rows.confidentiality({}) if rows.confidentiality else outer
    told = {
        "key": rows.key,
        "labels": rows.label.as_json(),
        "fields": [_field(field, mark) for field in rows.plain_fields()],
    }
    inner = [_rows(within, mark) for within in rows.inner_rows()]
    return told | ({"rows": inner} if inner else {})
