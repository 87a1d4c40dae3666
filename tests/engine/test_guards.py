"""What the engine room does about each fault of SpiffWorkflow that no other test holds; docs/conformance.md lists all."""

import re
from pathlib import Path

import pytest
from diagrams import both, chain, diagram, element, end, flow, start, user

from app import engine


def parts(number: int, join: str) -> bytes:
    """Parallel parts one after the other."""
    said, before = [start()], "start"
    for n in range(number):
        said += [both(f"g{n}"), user(f"a{n}"), user(f"b{n}"), element(join, f"j{n}")]
        said += [flow(before, f"g{n}"), *chain(f"g{n}", f"a{n}", f"j{n}"), *chain(f"g{n}", f"b{n}", f"j{n}")]
        before = f"j{n}"
    return diagram("p", *said, end(), flow(before, "end"))


@pytest.mark.parametrize("join", ["parallelGateway", "inclusiveGateway", "exclusiveGateway"])
def test_parallel_parts_one_after_the_other_are_not_foretold_once_for_each_way_through_them(join):
    release = engine.compile(engine.Source({"p.bpmn": parts(12, join)}))

    live = release.fresh("p")

    assert len(live.workflow.tasks) < 100  # 2 to the 12th, where each join is foretold for each branch


def test_each_guard_that_the_page_names_is_held_by_a_test_that_is_there():
    page = Path("docs/conformance.md").read_text()
    tests = "".join(path.read_text() for path in Path("tests").rglob("test_*.py"))

    named = re.findall(r"`(test_\w+)`", page)

    assert [one for one in named if f"def {one}(" not in tests] == []
    assert len(named) > 20


def test_a_running_case_is_never_moved_to_another_release_by_the_library():
    """Its migration starts timers anew and drops what an open task holds; cases stay on the release they began with."""
    sources = [path.read_text() for path in Path("app").rglob("*.py")]

    assert sources
    assert not [text for text in sources if "migrate_workflow" in text or "diff_workflow" in text]
