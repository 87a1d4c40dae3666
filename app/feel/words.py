"""Values as FEEL writes them, for `string()` and for people."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.feel import temporal
from app.feel.lexer import WORD
from app.feel.values import Function, Range, adopt, plain


def text_of(value: Any) -> str:
    """What `string(value)` gives: texts as they are, everything else as `written`."""
    return value if isinstance(value, str) else written(value)


def written(value: Any) -> str:
    """The value as a FEEL literal would have it; texts inside it in quotation marks, dates as plain ISO."""
    value = adopt(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        return "[" + ", ".join(written(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {written(item)}" for key, item in value.items()) + "}"
    return _temporal(value)


def _key(key: str) -> str:
    return key if WORD.fullmatch(key.replace(" ", "")) else written(key)


def _temporal(value: Any) -> str:
    if isinstance(value, datetime):
        return temporal.show_moment(value)
    if isinstance(value, date):
        return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    if isinstance(value, time):
        return temporal.show_time(value)
    if isinstance(value, timedelta):
        return temporal.show_days(value)
    if isinstance(value, Range):
        return _range(value)
    return value.name if isinstance(value, Function) else str(value)


def _range(value: Range) -> str:
    if value.start is None or value.end is None:
        sign = "<" if value.start is None else ">"
        included = value.end_included if value.start is None else value.start_included
        end = value.end if value.start is None else value.start
        return f"({sign}{'=' if included else ''} {written(end)})"
    opening, closing = "[" if value.start_included else "(", "]" if value.end_included else ")"
    return f"{opening}{written(value.start)}..{written(value.end)}{closing}"
