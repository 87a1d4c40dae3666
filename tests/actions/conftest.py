import make
import pytest

from app.actions import cases


@pytest.fixture
def nan(database, place):
    health, manager = place.teams["health"], place.id("olaf")
    return database.run(
        place.operator,
        lambda tx: make.person(tx, "Nan Begg", "school_nurse", health, manager=manager, password=make.PASSWORD),
    )


@pytest.fixture
def led_by_nan(database, place, nan):
    """A case that Nan began, whose named person she is, with a task that is asked of her."""
    acting = database.read(place.operator, lambda tx: make.actor(tx, nan))
    new = make.new_case(place, named_person_id=nan)
    return database.run(acting, lambda tx: cases.start(tx, new, {}, "begun by Nan")).case_id
