"""Soundness: what can come of a process, found by playing it in every way that matters.

Each state is reached by real steps of the engine in virtual time, so whatever is found has a script that leads there. A
state that was seen before is not played again; answers are only tried where some condition tells them apart.
"""

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from time import thread_time
from typing import Any

from SpiffWorkflow.task import Task

from app.domain.errors import Finding, NotPublishable, Overrun
from app.domain.steps import World
from app.engine import events, where
from app.engine.aims import Nearest
from app.engine.answers import MOST_TOGETHER, Answers
from app.engine.check.families import placed
from app.engine.codec import Live
from app.engine.drawing import OPEN_TASKS, Drawing, Element
from app.engine.due import AT, BRANCHES, GENERATION, LEFT, FirstOf
from app.engine.judging import Judged
from app.engine.play import Halted, Play
from app.engine.rewrite import BY_HAND
from app.engine.stage import AUTOMATIC, Stage

TELLING = frozenset({"uncaught", "no-flow", "loop"})  # other incidents may come of answers that nobody would give
NOBODY = frozenset({"people", "group"})  # a task that nobody may do is GIRFEC's to say, and strands a case all the same
MOST_STATES = 400
MOST_SECONDS = 1.2
ENOUGH = 300  # states after which a walk may end that has covered everything
TOGETHER = 40  # ways to answer one task, where all is to be covered
PASSING = frozenset({AT, BRANCHES, GENERATION, LEFT, where.DUE})  # what is only a moment does not make a state another

Step = Mapping[str, Any]


class Oldest:
    """The states ahead, the oldest first: so the first script that leads somewhere is the shortest."""

    def __init__(self) -> None:
        self.line: deque[tuple[Play, Any]] = deque()

    def __len__(self) -> int:
        return len(self.line)

    def put(self, play: Play, steps: Any) -> None:
        """Keep a state for later."""
        self.line.append((play, steps))

    def take(self, _passed: Collection[str], _followed: Collection[tuple[str, str]]) -> tuple[Play, Any]:
        """The next state to go on from."""
        return self.line.popleft()


Ahead = Oldest | Nearest


@dataclass(slots=True)
class Found:
    """What an exploration has seen. whole: nothing was left out for want of time or room."""

    process: str
    passed: set[str] = field(default_factory=set)
    followed: set[tuple[str, str]] = field(default_factory=set)
    findings: dict[tuple[str, str], Finding] = field(default_factory=dict)
    reached: dict[str, tuple[Step, ...]] = field(default_factory=dict)  # the shortest script to each element
    states: int = 0
    ends: int = 0
    whole: bool = True


def explored(judged: Judged, world: World, families: Collection[str]) -> tuple[Finding, ...]:
    """What would strand a case, each with the shortest script that leads there. Nothing where it cannot be played."""
    return told(judged, world, families)[len(judged.findings) :]


def told(judged: Judged, world: World, families: Collection[str]) -> tuple[Finding, ...]:
    """All that was found, with steps that lead there where it can be played, and after it what would strand a case."""
    unplayable = any(one.family in {"structure", "faithful"} and one.severity == "error" for one in judged.findings)
    if unplayable or "soundness" not in families:
        return judged.findings
    said: list[Finding] = []
    reached: dict[str, tuple[Step, ...]] = {}
    until = thread_time() + MOST_SECONDS
    for drawing in judged.drawings:
        found = explore(judged, world, drawing.process, until=until, most=MOST_STATES)
        said += found.findings.values()
        said += _unseen(drawing, found)
        sources = {flow.id: flow.source for flow in drawing.flows}
        reached |= found.reached | {key: found.reached[one] for key, one in sources.items() if one in found.reached}
        reached |= dict(_one_further(drawing, reached))
    return (*(_with_example(one, reached) for one in judged.findings), *said)


def _one_further(drawing: Drawing, reached: Mapping[str, tuple[Step, ...]]) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """What cannot even be arrived at, as a timer without a possible time: the steps to the task before it, and that done."""
    for element in drawing.elements.values():
        before = [drawing.elements.get(flow.source) for flow in element.incoming]
        done = next((one for one in before if one and one.id in reached and one.kind in BY_HAND | OPEN_TASKS), None)
        if done is not None and element.id not in reached and len(done.outgoing) == 1:
            yield element.id, (*reached[done.id], {"complete": done.id})


def _with_example(finding: Finding, reached: Mapping[str, tuple[Step, ...]]) -> Finding:
    """What was found without playing, with the steps that lead to where it is."""
    strands = finding.family == "soundness" or finding.rule in NOBODY
    if not strands or finding.example or finding.element not in reached:
        return finding
    return replace(finding, example=tuple(map(dict, reached[finding.element])))


def _unseen(drawing: Drawing, found: Found) -> Iterator[Finding]:
    """That not everything was looked at, or nothing to the end. It refuses nothing, and is never left out."""
    where_it_is = (drawing.file, drawing.process, drawing.name, drawing.line)
    if not found.whole:
        message = (
            f"“{drawing.name}” was played as far as the time allows: to {found.states} different states and {found.ends} ways to "
            "an end. What lies further has not been looked at."
        )
        repair = "Play what matters most in it (girfec play), or draw parts of it as processes of their own."
        yield placed(Finding("bounds", message, *where_it_is, severity="hint", repair=repair))
    elif not found.ends and not found.findings:
        message = f"No way of playing “{drawing.name}” with an invented case came to an end."
        repair = "Play it with data of your own (girfec play), and see where it stops."
        yield placed(Finding("bounds", message, *where_it_is, severity="hint", repair=repair))


def explore(judged: Judged, world: World, process: str, *, until: float, most: int, new_first: bool = False) -> Found:
    """Play a process in every way that matters, as far as the bounds allow.

    new_first: go on where something new is nearest, which covers more; otherwise the shortest scripts come first.
    """
    found = Found(process)
    stage = Stage(judged, None)
    answers = Answers(judged.model, process, TOGETHER if new_first else MOST_TOGETHER)
    ahead: Ahead = Nearest(judged.model.processes[process]) if new_first else Oldest()
    seen: set[Any] = set()
    start = next((one for one in judged.model.processes[process].of("startEvent") if one.container == process), None)
    try:
        for given in answers.at_start(start):
            steps: tuple[Step, ...] = ({"complete": start.id, "data": given},) if start and given else ()
            play = Play(stage, world, {})
            if _do(found, play, steps, lambda play=play, given=given: play.begin(process, values=given)):
                _keep(found, seen, ahead, play, steps)
        while ahead:
            covered = isinstance(ahead, Nearest) and len(seen) >= ENOUGH and ahead.all_of(found.passed, found.followed)
            if covered or len(seen) >= most or thread_time() > until:
                found.whole = False
                break
            _go_on(found, seen, ahead, answers)
    except NotPublishable as fault:
        for one in fault.findings:
            found.findings.setdefault((one.rule, one.element), placed(one))
    found.states = len(seen)
    return found


def _go_on(found: Found, seen: set[Any], ahead: Ahead, answers: Answers) -> None:
    play, steps = ahead.take(found.passed, found.followed)
    moves = list(_moves(play, answers))
    if not moves:
        _stranded(found, play, steps)
    for step in moves:
        other = play.copied()
        if _do(found, other, (*steps, step), lambda other=other, step=step: other.take(step)):
            _keep(found, seen, ahead, other, (*steps, step))


def _do(found: Found, play: Play, steps: tuple[Step, ...], act: Any) -> bool:
    """Act, and note what has been passed. A play that cannot go on is a finding."""
    try:
        act()
    except Halted as halt:
        caught_outside = halt.finding.rule == "uncaught" and play.stage.judged.model.callers(found.process)
        if halt.finding.rule == "uncaught":
            found.passed.add(halt.finding.element)
        if halt.finding.rule in TELLING and not caught_outside:
            shown = replace(halt.finding, example=tuple(map(dict, steps)))
            found.findings.setdefault((shown.rule, shown.element), shown)
        return False
    except Overrun:
        return False
    finally:
        for key in (*play.passed, *(element.id for *_, element in play.opened())):
            found.reached.setdefault(key, steps)
        found.passed.update(play.passed)
        found.followed.update(play.reached())
    return True


def _keep(found: Found, seen: set[Any], ahead: Ahead, play: Play, steps: tuple[Step, ...]) -> None:
    if play.over:
        found.ends += 1
        return
    key = _key(play)
    if key in seen or (isinstance(ahead, Nearest) and not ahead.wants(key)):
        return
    seen.add(key)
    _doubled(found, play, steps)
    ahead.put(play, steps)


def _key(play: Play) -> Any:
    """What makes a state the same as another: where its tokens are and what is known, not when."""
    return tuple(
        (
            live.process,
            tuple(sorted(repr(_token(task)) for one in events.living(live.workflow) for task in one.tasks.values())),
            tuple(sorted(_known(live))),
        )
        for _release, live in play.running
    )


def _known(live: Live) -> Iterator[tuple[str, str]]:
    """What is known, fact by fact."""
    for values in live.scopes.by_key.values():
        for name, value in values.items():
            if name == "case" and isinstance(value, Mapping):
                yield from ((f"case.{fact}", repr(said)) for fact, said in value.items())
            else:
                yield name, repr(value)


def _token(task: Task) -> tuple[Any, ...]:
    data = {name: value for name, value in task.internal_data.items() if name not in PASSING}
    above = task.parent.task_spec.name if task.parent else ""
    return (task.workflow.spec.name, task.task_spec.name, task.state, above, sorted(map(str, data.items())))


def _moves(play: Play, answers: Answers) -> Iterator[Step]:
    """Everything that could happen next."""
    done: set[str] = set()
    for *_, element in play.opened():
        if element.id not in done:
            done.add(element.id)
            yield from ({"complete": element.id, "data": given} for given in answers.at(element))
            yield from _failing(play, element)
    for kind, name in dict.fromkeys(_awaited(play)):
        if kind == "message":
            yield from ({"message": name, "data": given} for given in answers.of_message(name))
        else:
            yield {"signal": name}
    if (due := play.next_moment()) is not None:
        left = max(due - play.world.now, timedelta(seconds=1))
        yield {"advance": f"PT{int(left.total_seconds()) + 3_600}S"}


def _failing(play: Play, element: Element) -> Iterator[Step]:
    """What a called process or an operation may meet that an event at the edge catches."""
    drawing = play.stage.judged.model.processes.get(element.process)
    if drawing is None or drawing.elements[element.id].kind not in AUTOMATIC:
        return
    for edge in drawing.boundaries(element.id):
        if edge.event and edge.event.kind == "error" and edge.event.ref:
            yield {"error": edge.event.ref, "at": element.id}


def _awaited(play: Play) -> Iterator[tuple[str, str]]:
    for _release, live in play.running:
        for task in events.waiting(live.workflow):
            definition = task.task_spec.event_definition
            if isinstance(definition, events.Named):
                yield definition.event.kind, definition.event.ref or ""
            elif isinstance(definition, FirstOf):
                yield from (
                    (event.kind, event.ref or "")
                    for _element, event in definition.branches
                    if event.kind in {"message", "signal"}
                )


def _stranded(found: Found, play: Play, steps: tuple[Step, ...]) -> None:
    """Nothing can happen any more, and the process has not ended: say at which joins it waits for ever."""
    result = play.result(())
    if play.conditions():
        return  # a condition may read the clock
    for key in dict.fromkeys(result.waiting):
        element = play.element(key)
        if element is None:
            continue
        left = any(one.kind == "boundaryEvent" for one in map(play.element, play.passed) if one)
        rule = "starving" if left else "deadlock"
        why = "a branch has left by an event at an edge" if left else "not all its branches can come"
        message = f"“{element.label}” waits for ever here: {why}."
        repair = "Join branches with the kind of gateway that parted them, and lead every branch to it."
        _note(found, _finding(rule, element, message, repair), steps)


def _doubled(found: Found, play: Play, steps: tuple[Step, ...]) -> None:
    """Two tokens at one task of one process: a parallel split was joined by a gateway that does not wait."""
    if any(one and one.kind == "boundaryEvent" and not one.interrupting for one in map(play.element, play.passed)):
        return  # what happens beside the rest may happen again
    for key, element in play.doubled():
        message = f"“{element.label}” is to be done twice at the same time."
        repair = "Join parallel branches with a parallel gateway before it."
        if key:
            _note(found, _finding("twice", element, message, repair), steps)


def _note(found: Found, finding: Finding, steps: tuple[Step, ...]) -> None:
    shown = replace(placed(finding), example=tuple(map(dict, steps)))
    found.findings.setdefault((finding.rule, finding.element), shown)


def _finding(rule: str, element: Element, message: str, repair: str) -> Finding:
    return Finding(rule, message, element.file, element.id, element.name, element.line, repair=repair)
