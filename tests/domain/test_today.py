"""Half past midnight on a summer night: in Scotland it is a new day, in UTC still the day before."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from diagrams import chain, diagram, end, start, user
from flask import g
from playing import Table, release, world
from protecting import child, prepared
from stories import EWAN, PACKS

from app.domain import cases, policy
from app.domain.cases import StatusName
from app.domain.errors import InvalidAnswers
from app.domain.operations import OPERATIONS
from app.domain.steps import World
from app.main import create_app
from app.web import questions

NIGHT = datetime(2026, 6, 14, 23, 30, tzinfo=UTC)
TODAY = date(2026, 6, 15)


def at_night(**facts) -> World:
    return World(NIGHT, child(**facts), policy.load(PACKS, "national"))


def test_what_a_diagram_calls_today_is_the_day_in_scotland():
    asks = diagram(
        "asks",
        start(),
        user("new_day", due='=if date(now) = date("2026-06-15") and today() = date(now) then now else null'),
        end(),
        *chain("start", "new_day", "end"),
    )

    played = Table(release(asks), "asks", at=replace(world(), now=NIGHT))

    assert played.task("new_day").due.at == NIGHT


def test_a_child_is_a_year_older_from_midnight_in_scotland():
    facts = child(born_on=date(2021, 6, 15))

    assert cases.view(facts, NIGHT)["age"] == 5


def test_a_status_begins_on_the_day_in_scotland():
    entered = OPERATIONS["enter_register"].run({"held_on": TODAY, "core_group": []}, at_night(leads=EWAN))

    [registered] = [one.status for one in entered.changes if hasattr(one, "status")]
    assert (registered.name, registered.began_on) == (StatusName.REGISTERED, TODAY)


@pytest.mark.parametrize(
    ("operation", "inputs"),
    [
        ("hand_back", {"person": EWAN, "accepted": True}),
        ("begin_lead_professional", {"person": EWAN, "exception": None}),
        ("begin_named_person", {"person": EWAN}),
    ],
)
def test_the_history_names_the_day_in_scotland(operation, inputs):
    done = OPERATIONS[operation].run(inputs, at_night())

    assert "15 June 2026" in done.noted[-1]


def test_an_entry_in_the_register_may_be_of_today_and_not_of_tomorrow():
    story = prepared().do("t_planning_meeting")
    story.now = NIGHT

    with pytest.raises(InvalidAnswers):
        story.do("t_register", entered_on="2026-06-16")

    assert story.do("t_register", entered_on="2026-06-15").facts.has(StatusName.REGISTERED)


def test_questions_about_a_new_child_are_asked_on_the_day_in_scotland(settings, database):
    with create_app(settings, database).app_context():
        g.now = NIGHT

        assert questions.context()["now"].date() == TODAY
