"""What a walk has not passed yet, and from which of the states ahead it is nearest."""

import heapq
from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine import events, where
from app.engine.drawing import Drawing
from app.engine.play import Play

ALIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED
FAR = 1_000
ALIKE = 3  # states whose tokens stand alike are a step further for each so many of them
STRIDE, ROUND = 7_919, 1_000_003  # states as near as one another are taken as if by chance, the same in every run


class Nearest:
    """The states ahead, those first from which something new is the fewest elements away."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.before = _before(drawing)
        self.stood: Counter[tuple[str, ...]] = Counter()
        self.together: set[Any] = set()
        self.heap: list[tuple[int, int, Play, Any]] = []
        self.order = 0
        self.known: tuple[int, int] | None = None
        self.distance: Mapping[str, int] = {}

    def __len__(self) -> int:
        return len(self.heap)

    def put(self, play: Play, steps: Any) -> None:
        """Keep a state for later."""
        self.order += 1
        heapq.heappush(self.heap, (self._rank(play), self.order * STRIDE % ROUND, play, steps))

    def all_of(self, passed: Collection[str], followed: Collection[tuple[str, str]]) -> bool:
        """Has everything been passed and followed?"""
        flows = {(flow.source, flow.target) for flow in self.drawing.flows}
        return self.drawing.elements.keys() <= set(passed) and flows <= set(followed)

    def wants(self, key: tuple[tuple[Any, ...], ...]) -> bool:
        """Is a state worth going on from? Of those whose tokens stand alike, one that knows two things together as none did."""
        places = tuple((process, tokens) for process, tokens, _known in key)
        known = [fact for _process, _tokens, facts in key for fact in facts]
        together = {(places, *pair) for pair in combinations(known, 2)} or {(places, *known)}
        new = not together <= self.together
        self.together |= together
        return new

    def take(self, passed: Collection[str], followed: Collection[tuple[str, str]]) -> tuple[Play, Any]:
        """The next state to go on from, after what has been passed and followed."""
        if self.known != (len(passed), len(followed)):
            self.known = (len(passed), len(followed))
            self.distance = self._distances(passed, followed)
            self.stood.clear()
            self.heap = [
                (self._rank(play), order, play, steps)
                for _rank, order, play, steps in sorted(self.heap, key=lambda one: one[1])
            ]
            heapq.heapify(self.heap)
        _rank, _order, play, steps = heapq.heappop(self.heap)
        return play, steps

    def _rank(self, play: Play) -> int:
        """How far it is from something new; further with each token, and with each few states whose tokens stand as here."""
        places = tuple(sorted(_places(play)))
        self.stood[places] += 1
        return (
            min((self.distance.get(key, FAR) for key in places), default=FAR)
            + self.stood[places] // ALIKE
            + len(places)
        )

    def _distances(self, passed: Collection[str], followed: Collection[tuple[str, str]]) -> dict[str, int]:
        """{element: how many flows it is from it to something new}."""
        new = {key for key in self.drawing.elements if key not in passed}
        new |= {flow.source for flow in self.drawing.flows if (flow.source, flow.target) not in followed}
        found, ahead = dict.fromkeys(new, 0), deque(new)
        while ahead:
            key = ahead.popleft()
            for one in self.before.get(key, ()):
                if one not in found:
                    found[one] = found[key] + 1
                    ahead.append(one)
        return found


def _places(play: Play) -> Iterator[str]:
    """Where the tokens of a play are."""
    for _release, live in play.running:
        for workflow in events.living(live.workflow):
            for task in workflow.tasks.values():
                if task.has_state(ALIVE) and (element := where.element_of(task)) is not None:
                    yield element.id


def _before(drawing: Drawing) -> dict[str, list[str]]:
    """{element: those after which it may come}."""
    found: dict[str, list[str]] = {}
    for flow in drawing.flows:
        found.setdefault(flow.target, []).append(flow.source)
    for element in drawing.elements.values():
        if element.attached:
            found.setdefault(element.id, []).append(element.attached)
        if element.kind == "startEvent" and element.container in drawing.elements:
            found.setdefault(element.id, []).append(element.container)
        if element.kind == "endEvent" and element.container in drawing.elements:
            around = drawing.elements[element.container]
            for flow in around.outgoing:
                found.setdefault(flow.target, []).append(element.id)
    return found
