"""A process played with the real engine in virtual time: no database, no clock, no people.

A play takes the steps of a script as soon as they can be taken; where it plays by itself it completes what is open, and when
nothing else can move lets time pass.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.errors import Invalid
from app.domain.steps import World
from app.engine.judging import Judged
from app.engine.played import Played
from app.engine.player import Halted, Play
from app.engine.stage import Stage

MOST_BY_ITSELF = 300  # things that --auto does before it leaves a process that goes round to itself
STEPS = ("complete", "message", "signal", "error", "advance", "cancel")


def play(
    judged: Judged,
    world: World,
    *,
    processes: Sequence[str] = (),
    given: Mapping[str, Any] | None = None,
    script: Sequence[Mapping[str, Any]] = (),
    auto: bool = False,
) -> Played:
    """Play the processes of a judged file. given: names that count as written. script: steps, as `girfec play` takes them.

    Raises Invalid for a script step that is none, and for a process that is not there.
    """
    steps = [_step(step) for step in script]
    stage = Stage(judged, frozenset(str(step["complete"]) for step in steps if "complete" in step))
    one = Play(stage, world, dict(given or {}))
    try:
        for process in processes or [stage.first]:
            one.begin(process, values=_asked_at_start(stage, process, steps))
        _perform(one, steps, auto=auto)
    except Halted as halt:
        return one.result(steps, incident=halt.finding)
    return one.result(steps)


def _step(step: Mapping[str, Any]) -> Mapping[str, Any]:
    if sum(name in step for name in STEPS) != 1:
        raise Invalid(f"A step of a script has one of {', '.join(STEPS)}. This one has not: {dict(step)}.")
    return step


def _asked_at_start(stage: Stage, process: str, steps: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    """What a script answers at a process's start event, where its first step completes that."""
    drawing = stage.judged.model.processes.get(process)
    starts = {one.id for one in drawing.of("startEvent") if one.container == process} if drawing else set()
    if steps and steps[0].get("complete") in starts:
        return dict(steps.pop(0).get("data") or {})
    return {}


def _perform(one: Play, steps: list[Mapping[str, Any]], *, auto: bool) -> None:
    """Take each step as soon as it can be; between steps, where it plays by itself, do one thing at a time."""
    by_itself = 0
    while not one.over:
        if _take(one, steps, late=False):
            continue
        auto = auto and by_itself < MOST_BY_ITSELF
        by_itself += 1
        if auto and one.complete_any():
            continue
        if _take(one, steps, late=True):
            continue
        if not (auto and one.pass_time()):
            return


def _take(one: Play, steps: list[Mapping[str, Any]], *, late: bool) -> bool:
    """Take the first step that can be taken. One that always can waits for those before it, until nothing else moves."""
    for place, step in enumerate(steps):
        always = "advance" in step or "cancel" in step
        if always and place and not late:
            return False
        try:
            taken = one.take(step)
        except Halted:
            steps.pop(place)
            raise
        if taken:
            steps.pop(place)
            return True
    return False


__all__ = ["Halted", "Play", "Played", "play"]
