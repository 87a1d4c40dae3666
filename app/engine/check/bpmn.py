"""BPMN's own rules about a whole file, read from its XML: what the drawing of one process does not hold."""

from collections.abc import Iterator
from typing import Any

from app.domain.errors import Finding
from app.engine.check import homes, items, places, pools, references, roles, schema

SUBJECTS = (schema, homes, references, places, pools, items, roles)


def problems(file: str, root: Any) -> Iterator[Finding]:
    """Rules of BPMN that a file breaks."""
    for subject in SUBJECTS:
        yield from subject.problems(file, root)
