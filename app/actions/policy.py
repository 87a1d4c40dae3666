"""Policy packs: versioned on their own, one in force per area."""

from collections.abc import Mapping

from app.store.tx import Tx


def publish(tx: Tx, files: Mapping[str, bytes], *, approved_by: str) -> str:
    """Check and put in force a pack for the actor's area; returns its label, “ayrshire 2026.1”. Raises NotPublishable."""
    raise NotImplementedError
