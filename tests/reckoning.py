"""What a pack's files say, and the days that it comes to, as one would count them by hand.

Nothing of what the product counts with is used here, so that a story may be held to it.
"""

import tomllib
from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

POLICIES = Path("bpmn/policies")
PACKS = ("national", "ayrshire", "fife", "east_riding")


@cache
def read(name: str) -> dict[str, Any]:
    """A file of the packs, parsed."""
    return tomllib.loads((POLICIES / f"{name}.toml").read_text())


def setting(pack: str, key: str) -> dict[str, Any]:
    """The table of a setting, in the pack's own file or in the one that it extends."""
    found: Any = read(pack)["settings"]
    for part in key.split("."):
        found = found.get(part, {})
    return found if "value" in found else setting(read(pack)["extends"], key)


def value(pack: str, key: str) -> Any:
    """What a pack says under a key."""
    return setting(pack, key)["value"]


@cache
def closed(pack: str) -> frozenset[str]:
    """The area's bank holidays, as its table writes them."""
    tree = read(pack)
    return frozenset(read(tree["holidays"])["days"]) if "holidays" in tree else closed(tree["extends"])


def day(pack: str, key: str, since: date) -> date:
    """The day on which something is due that began on a day: the first day is not counted, the last one is."""
    count, unit = setting(pack, key)["value"], setting(pack, key)["unit"]
    match unit:
        case "calendar days":
            return since + timedelta(days=count)
        case "weeks":
            return since + timedelta(days=7 * count)
        case "months":
            year, month = since.year + (since.month - 1 + count) // 12, (since.month - 1 + count) % 12 + 1
            return date(year, month, min(since.day, monthrange(year, month)[1]))
        case "calendar years":
            return since.replace(year=since.year + count)
        case "working days":
            found = since
            while count:
                found += timedelta(days=1)
                count -= found.weekday() < 5 and found.isoformat() not in closed(pack)
            return found
    raise LookupError(f"{key} of {pack} is no length of time: {unit}")
