"""Releases: diagrams, decision tables and forms published together, insert-only, with a number and a content hash."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.domain.views import ProcessRow
from app.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Published:
    """A release as published. changed: False where exactly this content was already the newest release."""

    number: int
    digest: str
    changed: bool


def publish(tx: Tx, files: Mapping[str, bytes], *, approved_by: str) -> Published:
    """Check and publish a folder. files: {path: bytes} of *.bpmn, *.dmn and *.json (forms). Raises NotPublishable."""
    raise NotImplementedError


def processes(tx: Tx) -> tuple[ProcessRow, ...]:
    """The processes of the area's newest release that a person may start, by name. Raises Forbidden."""
    raise NotImplementedError


def diagram(tx: Tx, instance_id: UUID) -> str:
    """The BPMN that an instance runs, as published. Raises NotFound."""
    raise NotImplementedError
