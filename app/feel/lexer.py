"""Words of FEEL. Read on demand, because which blanks belong to a name depends on the names known so far."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, Overflow
from functools import lru_cache
from typing import Any

from app.feel.errors import FeelError
from app.feel.values import EXACT

# DMN 1.5, grammar rules 28 to 31: what a name may begin with and contain.
_FIRST = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART = _FIRST + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
WORD = re.compile(f"[{_FIRST}][{_PART}]*")
# A name as it is declared (context key, parameter, loop variable): words joined by blanks and . / - ' + *
DECLARED = re.compile(f"[{_FIRST}?][{_PART} \t.'/+*-]{{0,200}}")
_BLANK = re.compile(
    "(?:[\\s\u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+|//[^\n]*|/\\*(?:[^*]|\\*(?!/))*\\*/)*"
)
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SYMBOL = re.compile(r"\.\.|\*\*|<=|>=|!=|->|[-+*/=<>()\[\]{},:.@?]")
_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Token:
    """kind: number, string, at, name, symbol or end. at and until: the offsets of its first and past its last character."""

    kind: str
    value: Any
    at: int
    until: int


def canonical(name: str) -> str:
    """The name with single blanks between its words and none around its symbols, so that spellings compare."""
    return re.sub(r"\s*([./'+*-])\s*", r"\1", " ".join(name.split()))


@lru_cache(maxsize=1024)
def _spelt(name: str) -> re.Pattern[str]:
    """A pattern for every way to write the name with other blanks in it. Made when the name's first word is met."""
    parts = re.findall(rf"[{_PART}?]+|[./'+*-]| ", canonical(name))
    pattern = "".join(
        r"\s+" if part == " " else rf"\s*{re.escape(part)}\s*" if part in "./'+*-" else part for part in parts
    )
    return re.compile(f"{pattern}(?![{_PART}])")


class Names:
    """Names of more than one word, found in a text by the longest match."""

    __slots__ = ("_by_word", "_outer")

    def __init__(self, names: Iterable[str] = (), outer: "Names | None" = None) -> None:
        self._by_word: dict[str, list[str]] = {}
        self._outer = outer
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Know this name from now on; names of one word need not be known."""
        name = canonical(name)
        first = WORD.match(name)
        if first and first.end() < len(name):
            self._by_word.setdefault(first[0], []).append(name)

    def longest(self, word: str, text: str, at: int) -> tuple[int, str] | None:
        """Where the longest known name beginning with the word at this offset ends, and its spelling."""
        hits = [(match.end(), name) for name in self._by_word.get(word, ()) if (match := _spelt(name).match(text, at))]
        further = self._outer.longest(word, text, at) if self._outer else None
        return max([*hits, further] if further else hits, default=None)


def token(text: str, at: int, names: Names) -> Token:
    """The next token from this offset on. Raises FeelError for a character FEEL does not have."""
    at = _BLANK.match(text, at).end()  # type: ignore[union-attr]  # matches the empty text too
    if at >= len(text):
        return Token("end", "", at, at)
    if word := WORD.match(text, at):
        found = names.longest(word[0], text, at) or (word.end(), word[0])
        return Token("name", found[1], at, found[0])
    if match := _NUMBER.match(text, at):
        return Token("number", _number(match[0], at), at, match.end())
    if match := _STRING.match(text, at):
        return Token("string", _unescaped(match[1]), at, match.end())
    if text[at] == "@" and (match := _STRING.match(text, at + 1)):
        return Token("at", _unescaped(match[1]), at, match.end())
    if match := _SYMBOL.match(text, at):
        return Token("name" if match[0] == "?" else "symbol", match[0], at, match.end())
    if text[at] == '"':
        raise FeelError('This text has no closing quotation mark. Put a " at its end', at)
    raise FeelError(_strange(text[at]), at)


def _strange(character: str) -> str:
    if character in "'‘’“”":
        return 'FEEL puts texts in straight double quotation marks. Write "…"'
    return f"“{character}” means nothing in FEEL. Take it out, or put a text in double quotation marks"


def _number(text: str, at: int) -> Decimal:
    try:
        value = EXACT.create_decimal(text)
    except Overflow:
        raise FeelError("This number is too large. FEEL counts to 10 to the power of 6144", at) from None
    return value


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    whole = _ESCAPE.sub(_escape, text)
    # two escapes may be the two halves of one character, as JSON writes those beyond the first 65,536
    return whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escape(match: re.Match[str]) -> str:
    code, long_code, simple = match.groups()
    if simple is not None:
        return _SIMPLE.get(simple, "\\" + simple)
    number = int(code or long_code, 16)
    return chr(number) if number < 0x110000 else match[0]
