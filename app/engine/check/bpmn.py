"""BPMN's own rules about a whole file, read from its XML: what the drawing of one process does not hold."""

import re
from collections.abc import Iterator
from typing import Any

from app.domain.errors import Finding

NAME = re.compile(r"[^\W\d][\w.\-·]*\Z")


def problems(file: str, root: Any) -> Iterator[Finding]:
    """Rules that are broken."""
    yield from _ids(file, root)


def _ids(file: str, root: Any) -> Iterator[Finding]:
    for node in root.iter():
        key = node.get("id")
        if key is not None and not NAME.match(key):
            message = f"“{key}” cannot be an id. Begin it with a letter, and use letters, digits, -, _ and . only."
            yield Finding("id-form", message, file, key, node.get("name") or "", node.sourceline or 0)
