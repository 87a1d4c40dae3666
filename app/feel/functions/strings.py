"""Functions on texts. Positions count characters from 1; negative ones count from the end."""

from decimal import Decimal
from typing import Any

from app.feel import regex, words
from app.feel.errors import NoValue
from app.feel.functions.signature import builtin
from app.feel.limits import DEFAULT
from app.feel.scope import Run
from app.feel.values import whole


@builtin("string length", "string: string")
def length(text: str) -> Decimal:
    """How many characters."""
    return Decimal(len(text))


@builtin("substring", "string: string, start position: number, length?: number")
def substring(text: str, start: Decimal, size: Decimal | None = None) -> str:
    """The text from a position on, so many characters of it; null for positions outside it."""
    first = whole(start, "the start position")
    if first == 0 or abs(first) > len(text):
        raise NoValue(f"a text of {len(text)} characters has no position {first}")
    begin = first - 1 if first > 0 else len(text) + first
    if size is None:
        return text[begin:]
    count = int(size)
    if count < 1:
        raise NoValue("the length must be at least 1")
    return text[begin : begin + count]


@builtin("upper case", "string: string")
def upper(text: str) -> str:
    """In capital letters."""
    return text.upper()


@builtin("lower case", "string: string")
def lower(text: str) -> str:
    """In small letters."""
    return text.lower()


@builtin("substring before", "string: string, match: string")
def before(text: str, match: str) -> str:
    """What stands before the first occurrence; nothing if there is none."""
    return text.partition(match)[0] if match and match in text else ""


@builtin("substring after", "string: string, match: string")
def after(text: str, match: str) -> str:
    """What stands after the first occurrence; nothing if there is none."""
    return text.partition(match)[2] if match else text


@builtin("contains", "string: string, match: string")
def contains(text: str, match: str) -> bool:
    """Whether the match occurs in the text."""
    return match in text


@builtin("starts with", "string: string, match: string")
def starts_with(text: str, match: str) -> bool:
    """Whether the text begins with the match."""
    return text.startswith(match)


@builtin("ends with", "string: string, match: string")
def ends_with(text: str, match: str) -> bool:
    """Whether the text ends with the match."""
    return text.endswith(match)


def _pay(run: Run, pattern: str, flags: str, text: str) -> None:
    """Spend what a pattern costs: much when this evaluation first compiles it, then its length times the text's."""
    run.spend(20 if (pattern, flags) in run.patterns else 2_500)
    run.patterns.add((pattern, flags))
    run.spend(len(text) * len(pattern) >> 8)


@builtin("matches", "input: string, pattern: string, flags?: string?", needs_run=True)
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool:
    """Whether the pattern occurs in the text."""
    _pay(run, pattern, flags or "", text)
    return regex.matches(text, pattern, flags or "")


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string?", needs_run=True)
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """The text with every occurrence of the pattern replaced."""
    _pay(run, pattern, flags or "", text)
    return regex.replace(text, pattern, replacement, flags or "", DEFAULT.characters)


@builtin("split", "string: string, delimiter: string", needs_run=True)
def split(run: Run, text: str, delimiter: str) -> list[str]:
    """The parts between occurrences of the delimiter, which is a pattern."""
    _pay(run, delimiter, "", text)
    return regex.split(text, delimiter, DEFAULT.items)


@builtin("trim", "string: string")
def trim(text: str) -> str:
    """Without blanks at its ends."""
    return text.strip()


@builtin("string join", "list: list, delimiter?: string?")
def join(items: list[Any], delimiter: str | None = None) -> str:
    """The texts of a list, one after the other; nulls are left out."""
    texts = [item for item in items if item is not None]
    if not all(isinstance(item, str) for item in texts):
        raise NoValue("every item must be a text")
    if sum(map(len, texts)) + len(texts) * len(delimiter or "") > DEFAULT.characters:
        raise NoValue(f"the text would be longer than {DEFAULT.characters:,} characters")
    return (delimiter or "").join(texts)


@builtin("string", "from: any")
def string(value: Any) -> str | None:
    """Any value as a text; null stays null."""
    return None if value is None else words.text_of(value)
