"""A finding as JSON and as a row for people."""

from typing import Any

from app import engine
from app.domain.errors import Finding


def as_json(finding: Finding) -> dict[str, Any]:
    """A finding with the fields that machines rely on."""
    message, repair = engine.parted(finding)
    return {
        "rule": finding.rule,
        "family": finding.family,
        "severity": finding.severity,
        "element": finding.element,
        "name": finding.name,
        "line": finding.line,
        "message": message,
        "repair": repair,
        "example": [dict(step) for step in finding.example],
    }
