"""What the C library is told about memory. Where it is another one than glibc, nothing is told and nothing is lost."""

import ctypes
from contextlib import suppress

ARENAS = -8  # M_ARENA_MAX of <malloc.h>


def share() -> None:
    """Let all threads take memory from two arenas, not from one each: some MiB, and no time. Before the first thread."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(ARENAS, 2)


def give_back() -> None:
    """Return what was needed for a moment to the system: by itself, the C library keeps it for another such moment."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
