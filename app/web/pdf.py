"""A page as a tagged PDF, made by a process of its own that ends with it.

The serving process never loads WeasyPrint: it would keep its memory, and a page that is hard to lay out could hold a
thread for ever. The child knows no secret, reads no file and no address, and is stopped when it takes too long.
"""

import subprocess
import sys
from ctypes.util import find_library
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

import structlog

SECONDS = 20
AT_ONCE = 2
LONGEST = 2_000_000  # characters of a page
PROGRAM = Path(__file__).with_name("typeset.py")
CSS = Path(__file__).parent / "assets" / "paper.css"

# The libraries that WeasyPrint loads, and the Debian packages that hold them.
LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}

log = structlog.get_logger()
_turns = BoundedSemaphore(AT_ONCE)


class NotMade(Exception):
    """There is no PDF. The sentence says why, and what to do instead."""


@cache
def missing() -> tuple[str, ...]:
    """The Debian packages that PDFs need and that are not here."""
    return tuple(package for library, package in LIBRARIES.items() if not find_library(library))


@cache
def css() -> str:
    """The paper's styles, to be put into the page: the child reads no file."""
    return CSS.read_text()


def made(page: str, cache_folder: Path) -> bytes:
    """The PDF of an HTML page. cache_folder: where the list of fonts is remembered. Raises NotMade."""
    if absent := missing():
        raise NotMade(
            f"This server cannot make PDFs: {', '.join(absent)} is not installed. Print the page itself instead, and ask "
            "whoever runs the server to install it."
        )
    if len(page) > LONGEST:
        raise NotMade("This is too long for a PDF. Print the page itself instead.")
    if not _turns.acquire(timeout=SECONDS):
        raise NotMade("Many PDFs are being made at the moment. Try again in a minute, or print the page itself.")
    try:
        done = subprocess.run(  # noqa: S603 - our own program, with no argument from outside
            [sys.executable, "-I", str(PROGRAM), str(SECONDS)],
            input=page.encode(),
            capture_output=True,
            timeout=SECONDS,
            env={"LANG": "C.UTF-8", "XDG_CACHE_HOME": str(cache_folder)},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotMade("Making the PDF took too long. Print the page itself instead.") from error
    finally:
        _turns.release()
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        log.error("pdf", code=done.returncode, kind=last.partition(":")[0][:80])  # what follows may quote the page
        raise NotMade("The PDF could not be made. Somebody has been told. Print the page itself instead.")
    return done.stdout
