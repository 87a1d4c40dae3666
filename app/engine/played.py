"""What came of a play."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.errors import Finding


@dataclass(frozen=True, slots=True)
class Played:
    """How a play came out. status: ended, waiting, refused, incident or cancelled. The rest as `girfec play` prints it."""

    status: str
    passed: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    variables: Mapping[str, Any] = field(default_factory=dict)
    unused: tuple[Mapping[str, Any], ...] = ()
    findings: tuple[Finding, ...] = ()
