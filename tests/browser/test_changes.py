"""The pages around the editor, where changes to processes are found, read and settled: without a fault, also on a phone."""

import pytest
from designing import begun, designers, proposed, save

from app.actions import designs

SIZES = [(1280, 900), (375, 812)]


@pytest.fixture
def pages(database, place):
    """(who reads, address, what its picture is called)."""
    people = designers(database, place)
    gregor, catriona, dougal = people["gregor"], people["catriona"], people["dougal"]
    draft = begun(database, gregor, "ask_everything")
    text = database.read(gregor, lambda tx: designs.text(tx, draft))[1]
    save(database, gregor, draft, text.replace(b'camunda:formRef="', b'camunda:formRef="no_'))
    waiting = proposed(database, dougal, text.replace(b'name="Ask everything"', b'name="Ask"'), "ask_everything")
    return [
        (catriona, "/designs", "changes"),
        (catriona, f"/designs/{draft}", "change-of-another"),
        (catriona, f"/designs/{waiting}", "change-to-approve"),
        (dougal, f"/designs/{waiting}", "change-that-waits"),
        (catriona, "/processes", "processes-designer"),
        (catriona, "/processes/ask_everything", "process-designer"),
    ]


@pytest.mark.parametrize("size", SIZES)
def test_changes_and_processes_are_read_on_every_screen(site, pages, axe, folder, size):
    found = []

    for who, address, name in pages:
        page = site.visit(who, size=size)
        page.goto(address)
        page.screenshot(path=folder / f"{name}-{size[0]}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [*axe(page), *([f"{address} is {wide} pixels too wide"] if wide > 0 else [])]

    assert found == []
