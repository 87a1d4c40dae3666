"""Pruned and reloaded after every step, a process does what it does in an engine that is left alone."""

import os
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from playing import release, world
from random_process import random_process

from app.domain.errors import Conflict, NothingWaiting, NotPublishable, Refused
from app.domain.messages import Message
from app.engine import codec, run, where
from app.engine.prune import prune

pytestmark = pytest.mark.usefixtures("news")
SEEDS = int(os.environ.get("GIRFEC_DIFFERENTIAL", "200"))
PER_TEST = 20
COMMANDS = 25


class Side:
    """One of two plays of the same process. It is kept in memory, or written down and read again after every step."""

    def __init__(self, made, *, kept_in_memory: bool) -> None:
        self.release, self.memory = made, kept_in_memory
        self.live = made.fresh("p")
        self.passed: list[str] = []

    def act(self, at, make) -> str:
        """Do one command; gives the refusal's kind, or ""."""
        try:
            moved = run.advance(self.release, self.live, at, make(self.live))
        except Refused as refusal:
            return type(refusal).__name__
        self.passed += [f"{one.process}.{one.element}" for one in moved.script.passed]
        if not self.memory:
            prune(self.live)
            self.live = self.release.load(codec.dump(self.live))
        return ""

    @property
    def tasks(self) -> list:
        """Open tasks in an order that does not depend on ids."""
        return sorted(where.open_tasks(self.live.workflow), key=lambda task: str(_named(task)))

    @property
    def timers(self) -> list:
        return sorted(
            where.snapshot(self.live.workflow).timers.values(),
            key=lambda one: (one.at, one.element.id, one.generation, str(_path(one.task))),
        )

    def picture(self) -> dict[str, object]:
        """All that anybody could tell the two plays apart by."""
        live = self.live
        return {
            "tasks": [_named(task) for task in self.tasks],
            "sees": [live.scopes.read(task) for task in self.tasks],
            "timers": [(one.element.id, one.generation, one.at, _path(one.task)) for one in self.timers],
            "awaiting": Counter((one.message, one.name) for one in where.awaiting(live.workflow)),
            "current": sorted(set(where.current(live.workflow))),
            "passed": self.passed,
            "root": live.scopes.by_key["root"],
            "done": live.workflow.completed,
            "outcome": live.outcome,
        }


def _named(task) -> tuple:
    shown = where.open_task(task, {})
    return shown.key, shown.item, shown.path, shown.groups, _path(task)


def _path(task) -> tuple:
    """The processes around a task, with the place of each in its list."""
    found = []
    workflow = task.workflow
    while workflow.parent_task_id is not None:
        parent = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
        found.append((parent.task_spec.name, parent.internal_data.get("index")))
        workflow = parent.workflow
    return (task.internal_data.get("index"), *found)


def _play(seed: int) -> tuple[int, bool]:
    """Play one random process on both sides; gives the number of commands done and whether it came to its end."""
    diagrams, forms = random_process(seed)
    made = release(*diagrams, forms=forms)
    sides = Side(made, kept_in_memory=True), Side(made, kept_in_memory=False)
    random, at = Random(seed), world()
    refusals = {side.act(at, lambda live: run.beginning(made, live, {})) for side in sides}
    for number in range(COMMANDS):
        assert len(refusals) == 1, f"seed {seed}, command {number}: {refusals}"
        if refusals - {"", "NothingWaiting", "Conflict"}:
            return number, False  # a refused act is thrown away, and what is in memory with it
        assert sides[0].picture() == sides[1].picture(), f"seed {seed}, command {number}"
        if sides[1].live.workflow.completed:
            return number, True
        at, command = _command(random, sides[1], at)
        refusals = {_told(side, at, command) for side in sides}
    return COMMANDS, False


def _told(side: Side, at, command) -> str:
    """Do one command; gives the refusal's kind, or ""."""
    try:
        return side.act(at, command(side))
    except (NothingWaiting, Conflict) as refusal:
        return type(refusal).__name__


def _command(random: Random, side: Side, at):
    """Something that may happen next, and when: most often a person's answer, now and then a timer or a message."""
    roll = random.random()
    if roll < 0.7 and side.tasks:
        index, way = random.randrange(len(side.tasks)), random.randint(0, 3)
        return at, lambda side: _finishing(side, side.tasks[index], way)
    if roll < 0.85 and side.timers:
        index = 0 if random.random() < 0.7 else random.randrange(len(side.timers))
        late = timedelta(hours=random.choice([0, 0, 30]))
        at = replace(at, now=max(at.now, side.timers[index].at + late))
        return at, lambda side: _ringing(side.timers[index].ring)
    awaited = sorted({one.message for one in where.awaiting(side.live.workflow)})
    name = random.choice([*awaited, "news_p_99"])
    return at, lambda side: lambda live: run.receiving(side.release, live, Message(name, {}))


def _finishing(side: Side, task, way: int):
    answers = {f"way_{task.task_spec.element.id}": way}
    return lambda live: run.finishing(side.release, live, task.id, answers)


def _ringing(ring):
    return lambda live: run.ringing(live, [ring])


@pytest.mark.parametrize("first", range(0, SEEDS, PER_TEST))
def test_pruning_and_reloading_change_nothing(first):
    played = [_play(seed) for seed in range(first, min(first + PER_TEST, SEEDS))]

    assert sum(number for number, _ended in played) > 2 * len(played)


def test_random_processes_are_publishable():
    refused = []
    for seed in range(20):
        try:
            diagrams, forms = random_process(seed)
            release(*diagrams, forms=forms)
        except NotPublishable as fault:
            refused.append((seed, str(fault.findings[0])))

    assert refused == []
