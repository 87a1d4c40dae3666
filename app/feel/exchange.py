"""Values as JSON: what a command or another system hands in and gets back.

Numbers are JSON numbers with all their digits. Dates, times and durations are ISO 8601 strings, ranges and functions
their FEEL text. A string that comes in stays a string, unless a decision's input says that it is a date or the like.
"""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal, Overflow
from typing import Any

from app.domain.errors import Invalid
from app.feel import temporal
from app.feel.errors import NoValue
from app.feel.lexer import canonical
from app.feel.types import Type
from app.feel.values import EXACT, adopt, plain
from app.feel.words import written


def read(text: str) -> dict[str, Any]:
    """A context from a JSON object. Raises Invalid for anything else."""
    try:
        value = json.loads(text, parse_float=_number, parse_int=_number, parse_constant=_refused)
    except (ValueError, RecursionError, Overflow) as why:
        raise Invalid(f"The context is not JSON that can be read: {str(why) or 'a number is too large'}.") from why
    if not isinstance(value, dict):
        raise Invalid('The context must be a JSON object such as {"age": 12}.')
    return {canonical(name): entry for name, entry in value.items()}


def _number(text: str) -> Decimal:
    return EXACT.create_decimal(text)


def _refused(name: str) -> Decimal:
    raise ValueError(f"{name} is not a number")


def keys(value: Any) -> frozenset[str]:
    """Every name in a context, however deep: those with blanks have to be known before a text is read."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            found.update(one)
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return frozenset(found)


def shaped(value: Any, wanted: Type | None) -> Any:
    """The value with its strings read as the dates, times and durations that the type declares. Raises Invalid."""
    if wanted is None or value is None:
        return value
    if isinstance(value, str) and wanted.name in _READ:
        try:
            return _READ[wanted.name](value)
        except NoValue as why:
            raise Invalid(str(why)) from None
    if isinstance(value, list) and wanted.name == "list" and wanted.items:
        return [shaped(item, wanted.items[0]) for item in value]
    if isinstance(value, Mapping) and wanted.name == "context":
        return {name: shaped(entry, wanted.fields.get(name)) for name, entry in value.items()}
    return value


_READ: Mapping[str, Callable[[str], Any]] = {
    "date": temporal.read_date,
    "time": temporal.read_time,
    "date and time": temporal.read_moment,
    "days and time duration": temporal.read_duration,
    "years and months duration": temporal.read_duration,
}


def show(value: Any) -> str:
    """The value as JSON on one line."""
    value = adopt(value)
    if isinstance(value, Mapping):
        entries = (f"{_quoted(str(name))}: {show(entry)}" for name, entry in value.items())
        return "{" + ", ".join(entries) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(show(item) for item in value) + "]"
    if isinstance(value, Decimal):
        return plain(value)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return _quoted(value if isinstance(value, str) else written(value))


def _quoted(text: str) -> str:
    """A text as JSON; escaped where it holds half a character, which no encoding can write."""
    half = any("\ud800" <= character <= "\udfff" for character in text)
    return json.dumps(text, ensure_ascii=half)
