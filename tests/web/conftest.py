"""The application over a fresh database, and visitors to it. Nothing is stood in for."""

from dataclasses import replace
from uuid import uuid4

import make
import pytest
from asked import FILES
from visitor import Visitor

from app.actions import cases
from app.config import Settings
from app.main import create_app


@pytest.fixture
def place(database):
    return make.place(database, files=FILES)


@pytest.fixture
def settings(tmp_path):
    static = tmp_path / "static"
    static.mkdir()
    (static / "manifest.json").write_text('{"girfec.css": "girfec-ABCD.css"}')
    (static / "girfec-ABCD.css").write_text("body { margin: 0 }")
    return Settings("", tmp_path, b"s" * 32, b"k" * 32, static=static, area=make.AREA, scheduler=False)


@pytest.fixture
def app(settings, database):
    return create_app(settings, database)


@pytest.fixture
def demo(settings, database):
    return create_app(replace(settings, demo=True), database)


@pytest.fixture
def nobody(app):
    """A visitor who is not signed in."""
    return Visitor(app.test_client())


@pytest.fixture
def aileen(app, database, place):
    """The children's named person."""
    return Visitor(app.test_client()).sign_in(database, place.aileen)


@pytest.fixture
def ben(app, database, place):
    """A colleague who has nothing to do with the child."""
    return Visitor(app.test_client()).sign_in(database, place.ben)


@pytest.fixture
def start_case(database, place):
    """Start a case as Aileen, who is its named person; gives its id."""

    def begin(process="ask_everything", **said):
        answers = {"concern": "Iona is tired."} if process == "ask_everything" else {}
        new = make.new_case(place, process, **said)
        return database.run(place.aileen, lambda tx: cases.start(tx, new, answers, uuid4().hex)).case_id

    return begin


@pytest.fixture
def task(start_case, aileen):
    """The address of a task that asks every kind of question; it is Aileen's."""
    start_case()
    return aileen.open("/tasks").links("Ask")[0]
