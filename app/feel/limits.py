"""How much a text may ask for, so that no text written by anybody can take the machine's time or memory."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for one expression.

    text: characters of the text. depth: brackets, ifs and loops inside one another. steps: operations of one
    evaluation, where a call counts its arguments' size. items: entries of a list or rounds of a loop, checked before
    it begins. characters: length of a text value. calls: functions calling functions.
    """

    text: int = 1_000
    depth: int = 25
    steps: int = 50_000
    items: int = 10_000
    characters: int = 50_000
    calls: int = 30


DEFAULT = Limits()
