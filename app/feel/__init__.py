"""FEEL, the one language for conditions, timers, loops, form rules and decision tables (OMG DMN 1.5).

`compile(text).evaluate(names, functions)` gives a value; `unary_tests(text).matches(value, names)` tells whether one
passes; `decisions.read(content)` reads a DMN file. Knows nothing of the rest of the house but its refusals.
"""

from app.feel import additions, decisions, xml
from app.feel.errors import FeelError
from app.feel.expressions import Evaluation, Expression, UnaryTests, compile, unary_tests  # noqa: A004 - read as feel.compile
from app.feel.limits import Limits
from app.feel.values import Function, Months, Range
from app.feel.words import text_of, written

__all__ = [
    "Evaluation",
    "Expression",
    "FeelError",
    "Function",
    "Limits",
    "Months",
    "Range",
    "UnaryTests",
    "additions",
    "compile",
    "decisions",
    "text_of",
    "unary_tests",
    "written",
    "xml",
]
