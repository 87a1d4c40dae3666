"""The moment from which the clock of a whole process counts, kept while its steps come and go."""

from collections.abc import Mapping
from typing import Any

from app.domain.operations.model import Operation, Outcome
from app.domain.steps import World


def begin_counting(_inputs: Mapping[str, Any], world: World) -> Outcome:
    """What has to be done in so many days begins now, however many steps it takes."""
    return Outcome({"began": world.now})


OPERATIONS = (
    Operation("begin_counting", {}, {"began": "the moment from which the clock of the whole counts"}, begin_counting),
)
