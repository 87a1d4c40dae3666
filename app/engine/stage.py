"""What a play is played with: one file's processes in the engine's own words, compiled for each way they can begin."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.errors import Finding, NotPublishable
from app.domain.operations import OPERATIONS
from app.engine.check.families import placed
from app.engine.compiling import outline, specs
from app.engine.drawing import Drawing
from app.engine.judging import Judged
from app.engine.model import Model
from app.engine.reading import read
from app.engine.release import Release
from app.engine.rewrite import runnable

AUTOMATIC = frozenset({"serviceTask", "businessRuleTask", "callActivity"})


@dataclass(eq=False)
class Stage:
    """The processes of a judged file, and what they may call."""

    judged: Judged
    by_hand: frozenset[str] | None = (
        frozenset()
    )  # automatic tasks that are done by hand all the same; None: all of them
    made: dict[tuple[str, str | None], Release] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The file's name."""
        return self.judged.file

    @property
    def first(self) -> str:
        """The process that is played where nothing else is said."""
        return self.judged.drawings[0].process

    def called(self, process: str) -> str:
        """A process's id. Raises NotPublishable where the file has none of this id."""
        if process not in self.judged.model.processes:
            raise NotPublishable([placed(Finding("file", f"There is no process “{process}” in it.", self.file))])
        return process

    def starts(self, kind: str, name: str) -> list[tuple[str, str]]:
        """The processes of this file that a message or signal starts, with the start event."""
        return [
            (drawing.process, element.id)
            for drawing in self.judged.drawings
            for element in drawing.of("startEvent")
            if element.container == drawing.process
            and any(event.kind == kind and event.ref == name for event in element.events)
        ]

    def release(self, process: str, start: str | None = None) -> Release:
        """The processes compiled, this one so that it begins by `start`. Raises NotPublishable."""
        self.called(process)
        known = self.made.get((process, start))
        if known is None:
            known = self.made[process, start] = self._compile(process, start)
        return known

    def _compile(self, process: str, start: str | None) -> Release:
        needed = self._needed(process)
        drawings = {
            one.file: read(
                one.file,
                runnable(
                    one.root,
                    start=start if one.process == process else None,
                    works=_works(one, self.judged.model, self.by_hand),
                ),
            )
            for one in needed
        }
        model = Model(drawings, self.judged.model.forms, self.judged.model.decisions)
        try:
            made = specs(model)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, AssertionError, IndexError) as fault:
            message = "This cannot be run as it is drawn. Mend what else is found first, then look again."
            raise NotPublishable([placed(Finding("engine", message, self.file))]) from fault
        return Release(
            processes={key: outline(model, drawing) for key, drawing in model.processes.items()},
            decisions=model.decisions,
            model=model,
            specs=made,
            fields_by_form={key: model.carried(form) for key, form in model.forms.items()},
            own=model.own,
        )

    def _needed(self, process: str) -> list[Drawing]:
        """A process and all that it calls, however far."""
        found: dict[str, Drawing] = {}
        ahead = [process]
        while ahead:
            drawing = self.judged.model.processes.get(ahead.pop())
            if drawing is not None and drawing.process not in found:
                found[drawing.process] = drawing
                ahead.extend(one.called for one in drawing.of("callActivity") if one.called)
        return list(found.values())


def _works(drawing: Drawing, model: Model, by_hand: frozenset[str] | None) -> Mapping[str, bool]:
    """For each task that the engine could do itself: whether there is anything for it to do."""
    done: dict[str, Any] = {}
    for element in drawing.elements.values():
        if element.kind == "serviceTask":
            done[element.id] = element.topic in OPERATIONS
        elif element.kind == "businessRuleTask":
            done[element.id] = element.decision in model.decisions and bool(element.result)
        elif element.kind in {"sendTask", "receiveTask"}:
            done[element.id] = bool(element.event and element.event.ref)
        if element.kind in AUTOMATIC and (by_hand is None or element.id in by_hand):
            done[element.id] = False
    return done
