"""How large the fault tests run: small in the test command, full with GIRFEC_FULL=1, which takes minutes to hours."""

import os

FULL = bool(os.environ.get("GIRFEC_FULL"))


def size(small: int, full: int) -> int:
    """A number of rounds: the small one in the test command, the full one by hand."""
    return int(os.environ.get("GIRFEC_ROUNDS", full)) if FULL else small
