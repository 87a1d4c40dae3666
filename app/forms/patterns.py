r"""Patterns for texts, in a part of the regular expressions that is matched in one pass.

A designer's pattern could otherwise keep a worker busy for hours. Allowed are characters, classes such as `[A-Z]` and
`\d`, the repeats `?`, `*`, `+` and `{1,3}` after one of them, and `|` between whole patterns; no groups, nothing that
looks back or ahead. Each atom moves the set of places reached so far, so the work is length × atoms, always.
"""

import re
from dataclasses import dataclass
from itertools import accumulate, pairwise

LONGEST = 200
_ATOM = re.compile(
    r"""(?P<atom>\\[dDwWsS]|\\[^\w\s]|\[\^?\]?(?:\\.|[^\]\\])+\]|\.|[^\\\[\](){}?*+|^$.])"""
    r"""(?P<repeat>\?|\*|\+|\{(?P<low>[0-9]{1,3})(?P<comma>,(?P<high>[0-9]{1,3})?)?\})?""",
    re.ASCII,
)
_ENDLESS = 10**9


class BadPattern(ValueError):
    """The pattern is not of the kind that is matched in one pass; the message says where it stops being so."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One character, so many times."""

    one: re.Pattern[str]
    low: int
    high: int

    def moved(self, text: str, places: list[bool]) -> list[bool]:
        """The places reachable from `places` by this atom: a flag for each place before, between and after characters."""
        runs = [0] * (len(text) + 1)  # how many characters from here on fit
        for place in range(len(text) - 1, -1, -1):
            runs[place] = runs[place + 1] + 1 if self.one.fullmatch(text[place]) else 0
        edges = [0] * (len(text) + 2)  # +1 where a stretch of reachable places begins, -1 after it ends
        for place, reached in enumerate(places):
            most = min(self.high, runs[place])
            if reached and most >= self.low:
                edges[place + self.low] += 1
                edges[place + most + 1] -= 1
        return [depth > 0 for depth in accumulate(edges[:-1])]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as written and the alternatives it allows."""

    text: str
    alternatives: tuple[tuple[Atom, ...], ...]

    def matches(self, text: str) -> bool:
        """Does the whole text fit?"""
        return any(self._fits(atoms, text) for atoms in self.alternatives)

    @staticmethod
    def _fits(atoms: tuple[Atom, ...], text: str) -> bool:
        places = [True] + [False] * len(text)
        for atom in atoms:
            places = atom.moved(text, places)
        return places[-1]


def compile(text: str) -> Pattern:  # noqa: A001 - read as patterns.compile, like re.compile
    """The pattern, ready to match. Raises BadPattern."""
    if len(text) > LONGEST:
        raise BadPattern(f"it is longer than {LONGEST} characters")
    bars = [-1, *_bars(text), len(text)]
    return Pattern(text, tuple(_atoms(text[left + 1 : right]) for left, right in pairwise(bars)))


def _bars(text: str) -> list[int]:
    """Where `|` stands for itself between alternatives: not escaped, not inside a class."""
    found, place, inside = [], 0, False
    while place < len(text):
        match text[place]:
            case "\\":
                place += 1
            case "[":
                inside = True
            case "]":
                inside = False
            case "|" if not inside:
                found.append(place)
        place += 1
    return found


def _atoms(text: str) -> tuple[Atom, ...]:
    body = text.removeprefix("^")
    if body.endswith("$") and not body.endswith("\\$"):
        body = body[:-1]
    atoms, place = [], 0
    while place < len(body):
        found = _ATOM.match(body, place)
        if found is None:
            raise BadPattern(f"“{body[place:][:20]}” is not a character, a class or a repeat of one")
        atoms.append(_atom(found))
        place = found.end()
    return tuple(atoms)


def _atom(found: re.Match[str]) -> Atom:
    try:
        one = re.compile(found["atom"], re.ASCII)
    except re.error as error:
        raise BadPattern(f"“{found['atom']}” is not a class of characters") from error
    match found["repeat"]:
        case None:
            low, high = 1, 1
        case "?":
            low, high = 0, 1
        case "*":
            low, high = 0, _ENDLESS
        case "+":
            low, high = 1, _ENDLESS
        case _:
            low = int(found["low"])
            high = low if not found["comma"] else int(found["high"]) if found["high"] else _ENDLESS
    if high < low:
        raise BadPattern(f"“{found['repeat']}” ends before it begins")
    return Atom(one, low, high)
