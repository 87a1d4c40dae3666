"""Soundness: what can come of a process, found by playing it in every way that matters."""

from collections.abc import Collection

from app.domain.errors import Finding
from app.domain.steps import World
from app.engine.judging import Judged


def explored(judged: Judged, world: World, families: Collection[str]) -> tuple[Finding, ...]:  # noqa: ARG001
    """What would strand a case, with the shortest script that leads there."""
    return ()
