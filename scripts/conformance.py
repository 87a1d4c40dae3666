"""Write docs/conformance.md by playing every construct of tests/conformance_within.py: `.venv/bin/python scripts/conformance.py`."""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from conformance import Case, outcome  # noqa: E402 - only found once the path is set
from conformance_within import CASES  # noqa: E402 - the same

HEAD = """# BPMN, construct by construct

What the engine does with each construct of BPMN 2.0, found by playing a small process for it (`girfec play`) and comparing
what was passed with what the standard says. Written by `scripts/conformance.py`; a test keeps it true. What may be
published is narrower: see diagrams.md.

| construct | what happens |
|---|---|
"""


def row(case: Case) -> str:
    """One construct and what came of it."""
    return f"| {case.construct} | {outcome(case)} |"


def table() -> str:
    """The whole page."""
    rows = [row(case) for case in CASES]
    right = sum("as the standard says" in one for one in rows)
    wrong = sum("WRONG" in one for one in rows)
    foot = f"\n{len(rows)} constructs: {right} run as the standard says, {len(rows) - right - wrong} are refused by name, {wrong} run wrongly.\n"
    return HEAD + "\n".join(rows) + "\n" + foot


if __name__ == "__main__":
    (ROOT / "docs" / "conformance.md").write_text(table())
