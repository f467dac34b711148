"""Printing the summary of a file, in Arabic, by a reader with rights, from the database to the bytes of the PDF."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from random import Random

import pypdfium2
import sqlalchemy as sa
import uharfbuzz as hb

from casemgr.domain.resources import folder
from casemgr.services.printing.making import Order, preview
from tests.benchmarks.base import Base
from tests.benchmarks.measured import Line, each, p50, p95

PEOPLE = 100


def paper_lines(base: Base) -> Iterator[Line]:
    """One summary, and a hundred of them."""
    people = _people(base)
    orders = [Order("summary", "beneficiary", one, languages=("ar",)) for one in people]
    first = preview(base.desk, orders[0])
    floor = each([partial(_bare, text) for text in _texts(base, orders)])
    ours = each([partial(preview, base.desk, order) for order in orders])
    shaped = "the bare shaping of its words by HarfBuzz"
    said = f"p50 {p50(ours):.1f} ms; {first.pages} page(s) of shaped Arabic, rights and marks of secrecy included"
    yield Line(f"case summary ({len(orders)} files), p95", "≤ 100 ms", p95(floor), p95(ours), 100, "ms", shaped, said)
    total = f"{len(orders)} case summaries, one after the other"
    yield Line(total, "≤ 6 s", sum(floor) / 1000, sum(ours) / 1000, 6.0, "s", shaped)


def _people(base: Base) -> list[str]:
    record = base.desk.database.schema.of("service").record.c
    busy = sa.select(record.beneficiary).group_by(record.beneficiary).order_by(record.beneficiary)
    with base.desk.database.reading() as connection:
        found = list(connection.execute(busy).scalars())
    return Random(11).sample(found, min(PEOPLE, len(found)))


def _texts(base: Base, orders: list[Order]) -> Iterator[str]:
    for order in orders:
        with pypdfium2.PdfDocument(preview(base.desk, order).pdf) as pdf:
            yield " ".join(pdf[place].get_textpage().get_text_range() for place in range(len(pdf)))


def _bare(text: str) -> None:
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(folder("resources") / "fonts" / "NotoNaskhArabic-Regular.ttf"))))
    for word in text.split():
        buffer = hb.Buffer()
        buffer.add_str(word)
        buffer.guess_segment_properties()
        hb.shape(font, buffer)
