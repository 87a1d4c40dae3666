"""All that a designer's page shows of a text: its findings, its twin and what is different. It runs in the confined child."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from app.domain.errors import Invalid
from app.domain.steps import World
from app.engine.differences import differences
from app.engine.explore import explored
from app.engine.judging import Around, judge
from app.engine.telling import read


def sight(
    file: str, content: bytes, before: bytes | None, around: Around, seen: tuple[World, Collection[str]]
) -> dict[str, Any]:
    """{findings, twin, differences} as JSON has them. before: what runs now, None for a new process.

    seen: the case that it is played with, and the families that are judged. twin: a list of processes. differences: None
    where the two cannot be compared.
    """
    try:
        twin = [asdict(one) for one in read(file, content)]
    except Invalid:
        twin = []
    try:
        changed = None if before is None else [asdict(one) for one in differences(file, before, content)]
    except Invalid:
        changed = None
    judged = judge(file, content, around)
    found = [asdict(one) for one in (*judged.findings, *explored(judged, *seen))]
    return {"findings": found, "twin": twin, "differences": changed}
