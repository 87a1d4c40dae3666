"""Until when a status of a child lasts, where a birthday ends it."""

from collections.abc import Iterator
from datetime import datetime, time

from app.domain.cases import Facts, StatusName
from app.domain.deadlines import LONDON, Due
from app.domain.policy import Policy

LASTING = {StatusName.CONTINUING_CARE: "continuing_care_until", StatusName.AFTERCARE: "aftercare_until"}


def lasting(facts: Facts, policy: Policy) -> Iterator[tuple[str, Due]]:
    """What ends with a birthday and holds now: (what the pack calls it, when and why). A pack of before it names none."""
    born = datetime.combine(facts.child.born_on, time(12), LONDON)
    for name, key in LASTING.items():
        if facts.has(name) and key in policy.settings:
            yield policy.setting(key).title, policy.due(key, born)
