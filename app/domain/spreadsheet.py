"""Files for a spreadsheet: CSV that reads as text in any language, whatever people wrote."""

import csv
import io
from collections.abc import Iterable, Sequence

# A spreadsheet takes a cell that begins so for a formula; an apostrophe before it makes it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file: UTF-8 with its mark, lines ended as spreadsheets end them, no cell a formula."""
    into = io.StringIO()
    csv.writer(into, lineterminator="\r\n").writerows([[_safe(cell) for cell in row] for row in rows])
    return into.getvalue().encode("utf-8-sig")


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
