"""What the tasks of the journey cost the database: counted exactly, on the way of the API, from request to answer."""

from dataclasses import dataclass, field

import episodes
import pytest
from episodes import ENDS
from town import Town

from app.cli.demo import CALLUM, EWAN, HEARD
from app.store import counting

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show

MOST_STATEMENTS = 20
# Where responsibility passes and a task follows, it is looked up besides who is asked by now in what is open.
PASSES = {"t_accept_named": 1, "t_take_on": 1}
# On PostgreSQL one engine reads and writes, so that looking up who calls is counted with the completion.
CALLER = {"sqlite": 0, "postgresql": 3}


@dataclass
class Counted(Town):
    """A town in which every completion is counted.

    cost: {task key: (statements, commits) of its dearest completion}; the BEGIN is not counted.
    """

    cost: dict[str, tuple[int, int]] = field(default_factory=dict)

    def send(self, who, key, **given):
        task = self.task(who, key)
        body = {"answers": self.answers(who, task, **given), "seen": task["seen"]}
        with counting.counted(self.database) as counts:
            reply = self.call(who, "POST", f"/tasks/{task['id']}/complete", body)
        self.cost[key] = max(self.cost.get(key, (0, 0)), (counts.statements - 1, counts.commits))
        return reply


@pytest.fixture
def town(app, database) -> Counted:
    return Counted(app, database)


def test_every_task_of_the_journey_takes_few_statements_and_one_commit(town):
    episodes.led(town, CALLUM)
    episodes.planned(town, CALLUM)
    episodes.reviewed(town, CALLUM)
    episodes.reviewed(town, CALLUM, **ENDS)
    town.do(CALLUM, "t_briefing", named_person_there="yes", **HEARD, child_said=episodes.WORDS)
    town.do(EWAN, "t_take_on", accepted="yes")
    town.do(EWAN, "t_meet_family", **HEARD, child_said=episodes.WORDS)
    episodes.closed(town, EWAN)

    assert {key: commits for key, (_, commits) in town.cost.items() if commits != 1} == {}
    most = MOST_STATEMENTS + CALLER[town.database.dialect]
    dear = {key: said for key, (said, _) in town.cost.items() if said > most + PASSES.get(key, 0)}
    assert dear == {}
