"""Decision models (DMN 1.1 to 1.5): `read(content)` gives its decisions, `problems(content)` what is wrong with it."""

from app.feel.decisions.checking import counted, hints, problems
from app.feel.decisions.model import Decided, Decision, Decisions
from app.feel.decisions.reading import by_namespace, read
from app.feel.decisions.tables import Hit
from app.feel.decisions.written import Written, written

__all__ = [
    "Decided",
    "Decision",
    "Decisions",
    "Hit",
    "Written",
    "by_namespace",
    "counted",
    "hints",
    "problems",
    "read",
    "written",
]
