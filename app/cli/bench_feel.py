"""What the language costs: a gateway's condition, and a decision table of 20 rules and 4 inputs, beside Python's own `eval`.

Python's side is timed in a process of its own, by `timeit` on fixed texts of equal meaning that are compiled once, as
ours are. So this program itself never evaluates Python. Both sides take the best of several rounds.
"""

import subprocess
import sys
import timeit
from collections.abc import Callable, Mapping
from typing import Any

from app import feel

CONDITION = 'agreed = "no" and age >= 12'
NAMES = {"agreed": "no", "age": 14, "area": "north", "urgent": True}
RULES = [(age, area, agreed) for age in (3, 5, 12, 16, 18) for area in ("north", "south") for agreed in ("yes", "no")]
_TIMEIT = "from timeit import repeat; print(min(repeat({act!r}, {setup!r}, number={rounds}, repeat=5)) / {rounds})"


def table() -> bytes:
    """A table with hit policy FIRST, of which the last rule matches: every other one is tested too."""
    rules = [*RULES[:-1], (14, "north", "no")]
    rows = "".join(
        f"<rule>{_cell(f'[{age}..{age + 1})')}{_cell(_quoted(area))}{_cell(_quoted(agreed))}{_cell('true')}"
        f"<outputEntry><text>{number}</text></outputEntry></rule>"
        for number, (age, area, agreed) in enumerate(rules, 1)
    )
    inputs = "".join(f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in _INPUTS)
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="urn:bench"><decision id="t" name="t">'
        f'<decisionTable hitPolicy="FIRST">{inputs}<output name="o"/>{rows}</decisionTable></decision></definitions>'
    ).encode()


def python_table() -> str:
    """The same table as one Python expression."""
    rules = [*RULES[:-1], (14, "north", "no")]
    tests = (
        f"{number} if {age} <= age < {age + 1} and area == {area!r} and agreed == {agreed!r} and urgent is True else "
        for number, (age, area, agreed) in enumerate(rules, 1)
    )
    return "".join(tests) + "None"


_INPUTS = ("age", "area", "agreed", "urgent")


def _quoted(text: str) -> str:
    return f'"{text}"'


def _cell(text: str) -> str:
    return f"<inputEntry><text>{text}</text></inputEntry>"


def figures(rounds: int) -> Mapping[str, float]:
    """`feel.….us` in microseconds, and `feel.….ratio`: how many times as long as Python's `eval` of compiled code."""
    condition = feel.compile(CONDITION)
    decision = feel.decisions.read(table()).tables["t"]
    assert decision.decide(NAMES).rules == (len(RULES),)
    ours = {
        "feel.condition": _best(lambda: condition.evaluate(NAMES), rounds * 20),
        "feel.table20x4": _best(lambda: decision.decide(NAMES), rounds),
    }
    theirs = {
        "feel.condition": python('agreed == "no" and age >= 12', rounds * 20),
        "feel.table20x4": python(python_table(), rounds),
    }
    found = {}
    for name, seconds in ours.items():
        found[f"{name}.us"] = round(1e6 * seconds, 2)
        found[f"{name}.python_eval_us"] = round(1e6 * theirs[name], 2)
        found[f"{name}.ratio"] = round(seconds / theirs[name], 1)
    found["feel.compile.us"] = round(1e6 * _best(lambda: feel.compile.__wrapped__(CONDITION), rounds), 1)
    return found


def _best(act: Callable[[], Any], rounds: int) -> float:
    return min(timeit.repeat(act, number=rounds, repeat=5)) / rounds


def python(text: str, rounds: int) -> float:
    """Seconds that Python takes to evaluate a text of ours, compiled, in a process of its own."""
    setup = f"names = {NAMES!r}; code = compile({text!r}, '', 'eval')"
    program = _TIMEIT.format(act="eval(code, names)", setup=setup, rounds=rounds)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - fixed texts
    return float(done.stdout)
