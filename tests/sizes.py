"""How large the fault tests run, and what they measured: small in the test command, full with GIRFEC_FULL=1.

`scripts/load` runs them full, each by the name of its bar, and prints what they `said`.
"""

import json
import os
from pathlib import Path
from typing import Any

FULL = bool(os.environ.get("GIRFEC_FULL"))


def size(small: int, full: int) -> int:
    """A number of rounds: the small one in the test command, the full one by hand."""
    return int(os.environ.get("GIRFEC_ROUNDS", full)) if FULL else small


def said(bar: str, **figures: Any) -> None:
    """What a test measured, for the report of `scripts/load`; nothing is kept in the test command."""
    if where := os.environ.get("GIRFEC_FIGURES"):
        with Path(where).open("a") as file:
            file.write(json.dumps({"bar": bar, **figures}, default=str) + "\n")
