"""The designers' pages without scripts, and what the editor asks and sends."""

import make
import pytest
from visitor import Visitor


@pytest.fixture
def place(database):
    return make.place(database)


@pytest.fixture
def designers(database, place):
    """{first name: who they are}: three people who may publish."""

    def add(tx):
        found = {}
        for name in ("Gregor Shaw", "Catriona Muir", "Dougal Rae"):
            person_id = make.person(tx, name, "service_designer", practises=False, designs=True)
            found[name.split()[0].lower()] = make.actor(tx, person_id)
        return found

    return database.run(place.operator, add)


@pytest.fixture
def visit(app, database, designers):
    def visiting(name):
        return Visitor(app.test_client()).sign_in(database, designers[name])

    return visiting


@pytest.fixture
def gregor(visit):
    return visit("gregor")


@pytest.fixture
def catriona(visit):
    return visit("catriona")


def begun(visitor, process="look_again"):
    """The address of a change to a process that has been begun."""
    visitor.open(f"/processes/{process}").press("Edit")
    assert visitor.status == 200, visitor.text
    return visitor.path


def test_a_change_is_begun_and_shows_what_it_is(gregor):
    address = begun(gregor)

    assert gregor.text.count("Nothing has changed") == 1
    body = gregor.client.get(f"{address}/content").json
    assert set(body) >= {"xml", "version", "findings", "twin", "differences", "findings_html", "choices", "may"}
    assert body["may"] == {"edit": True, "propose": True, "approve": False}
    assert body["choices"]["forms"][0] == {"value": "choose", "label": "Choose"}
