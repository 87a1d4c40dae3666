"""What an evaluation knows and what it may still spend."""

from collections.abc import Callable, Mapping
from typing import Any

from app.feel.errors import NoValue, Overrun
from app.feel.limits import Limits
from app.feel.values import PLAIN, Function, adopted

_MOST_WARNINGS = 20


class Run:
    """One evaluation: the names and functions from outside, its warnings, and its budget."""

    __slots__ = ("calls", "functions", "limits", "names", "patterns", "place", "steps", "trace", "warnings")

    def __init__(self, names: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]], limits: Limits) -> None:
        self.names, self.functions, self.limits = names, functions, limits
        self.warnings: list[str] = []
        self.trace: list[Any] = []  # what decision tables matched, in the order they were asked
        self.place = ""  # where in a decision model the evaluation is, for warnings
        self.patterns: set[tuple[str, str]] = set()  # regular expressions met so far
        self.steps, self.calls = limits.steps, limits.calls

    def warn(self, message: str, at: int | None = None) -> Any:
        """Note why something became null, and be that null. Loops say the same thing once."""
        where = "" if at is None else f" (at character {at + 1})"
        message = message if self.place else message[:1].upper() + message[1:]
        sentence = f"{self.place}{message.rstrip('.')}{where}."
        if len(self.warnings) < _MOST_WARNINGS and sentence not in self.warnings:
            self.warnings.append(sentence)
        return None

    def spend(self, steps: int) -> None:
        """Take steps off the budget. Raises Overrun when it is spent."""
        self.steps -= steps
        if self.steps < 0:
            raise Overrun(
                f"The expression takes more than {self.limits.steps:,} steps. Make its lists shorter or split it up"
            )

    def expect_room(self, items: int) -> None:
        """Raise Overrun before a list or loop of that many items begins."""
        if items > self.limits.items:
            raise Overrun(
                f"A list or loop of {items:,} items is longer than the {self.limits.items:,} that are allowed"
            )

    def weigh(self, value: Any) -> None:
        """Spend what it takes to look at all of a value, down to the last entry."""
        if type(value) is str:
            self.spend(len(value) >> 5)
        elif type(value) is list:
            self.spend(len(value) + 1)
            for item in value:
                if type(item) in _NESTED:
                    self.weigh(item)
        elif isinstance(value, Mapping):
            self.spend(len(value) + 1)
            for item in value.values():
                if type(item) in _NESTED:
                    self.weigh(item)

    def take(self, value: Any, at: int | None = None) -> Any:
        """A value from outside as FEEL's own; null with a warning for one that FEEL has no type for."""
        if type(value) in PLAIN:
            return value
        if type(value) is list:
            self.spend(len(value) >> 3)
            if all(type(item) in PLAIN for item in value):
                return value
            self.weigh(value)
        try:
            return adopted(value)
        except NoValue as why:
            return self.warn(str(why), at)

    def call(self, function: Function, *values: Any) -> Any:
        """A function's value, at a bounded depth of calls."""
        self.calls -= 1
        if self.calls < 0:
            raise Overrun(f"Functions call one another more than {self.limits.calls} deep. Use a loop instead")
        self.spend(4)
        result = function.apply(self, *values)
        self.calls += 1
        return result


_NESTED = frozenset({list, dict, str})


class Scope:
    """Names bound at one place, the scope around it, and the run they belong to."""

    __slots__ = ("names", "outer", "run")

    def __init__(self, names: Mapping[str, Any], outer: "Scope | None", run: Run) -> None:
        self.names, self.outer, self.run = names, outer, run
