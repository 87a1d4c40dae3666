"""SpiffWorkflow's parser with our own kinds of elements. It sees a tree only after the checks have passed."""

from collections.abc import Mapping
from typing import Any, ClassVar

from SpiffWorkflow.bpmn.parser import BpmnParser, TaskParser, event_parsers, task_parsers
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition

from app.engine.drawing import Drawing, Element
from app.engine.due import FirstOf
from app.engine.events import BoundaryEvent, EventBasedGateway, definition_of
from app.engine.joins import ExclusiveGateway, InclusiveGateway, ParallelGateway
from app.engine.normalise import normalise
from app.engine.repeat import EachAtOnce, Loop, OneByOne
from app.engine.tasks import CallActivity, DecisionTask, EmbeddedProcess, OperationTask


class _Ours:
    """Gives each task spec the element that it is, and our own loops."""

    STANDARD_LOOP_CLASS = Loop
    bpmn_id: str
    task: Any
    spec: Any
    process_parser: Any

    @property
    def element(self) -> Element | None:
        """The element as we read it; None for gateways that `normalise` has put in."""
        elements: Mapping[str, Element] = self.process_parser.parser.elements[self.process_parser.filename]
        return elements.get(self.bpmn_id)

    def create_task(self) -> BpmnTaskSpec:
        """The task spec, knowing its element."""
        task = super().create_task()  # type: ignore[misc]  # mixed into SpiffWorkflow's parsers
        task.element = self.element
        return task

    def _add_multiinstance_task(self, loop_characteristics: Any) -> None:  # noqa: ARG002 - its shape
        """Wrap the task into our own multi-instance, which reads the diagram through its element."""
        element = self.element
        assert element is not None
        assert element.multi is not None
        original = self.spec.task_specs.pop(self.task.name)
        kind = OneByOne if element.multi.sequential else EachAtOnce
        self.task = kind(self.spec, original.name, task_spec="", lane=original.lane)
        self._wrap(original)

    def _add_loop_task(self, loop_characteristics: Any) -> None:
        original = self.task
        super()._add_loop_task(loop_characteristics)  # type: ignore[misc]  # mixed into SpiffWorkflow's parsers
        self.task.element = self.element
        original.completed_event.connect(self.task.merge_child)

    def _wrap(self, original: BpmnTaskSpec) -> None:
        """Put the wrapper in the task's place and let it listen: a state loaded half-way finds the listener here."""
        self._copy_task_attrs(original)  # type: ignore[attr-defined]  # SpiffWorkflow's TaskParser has it
        self.task.element = self.element
        original.completed_event.connect(self.task.merge_child)


class _Event(_Ours):
    """Events take their definition from the element; SpiffWorkflow's own definitions are not used."""

    def get_event_definition(self, _xpaths: Any) -> EventDefinition:
        """What the event waits for or throws."""
        assert self.element is not None
        return definition_of(self.element)

    def parse_message_event(self, _node: Any) -> EventDefinition:
        """The same, for a receive task."""
        assert self.element is not None
        return definition_of(self.element)


class Task(_Ours, TaskParser):
    """User, manual, service and business rule tasks."""


class Gateway(_Ours, task_parsers.GatewayParser):
    """Parallel gateways."""


class ConditionalGateway(_Ours, task_parsers.ConditionalGatewayParser):
    """Exclusive and inclusive gateways."""


class SubProcess(_Ours, task_parsers.SubWorkflowParser):
    """Embedded sub-processes."""


class Call(_Ours, task_parsers.CallActivityParser):
    """Call activities."""


class Start(_Event, event_parsers.StartEventParser):
    """Start events."""


class End(_Event, event_parsers.EndEventParser):
    """End events."""


class Catch(_Event, event_parsers.IntermediateCatchEventParser):
    """Intermediate events that wait."""


class Throw(_Event, event_parsers.IntermediateThrowEventParser):
    """Intermediate events that throw, or mark a place."""


class Boundary(_Event, event_parsers.BoundaryEventParser):
    """Boundary events."""


class Receive(_Event, event_parsers.ReceiveTaskParser):
    """Receive tasks."""


class First(_Ours, event_parsers.EventBasedGatewayParser):
    """Event-based gateways."""

    def create_task(self) -> BpmnTaskSpec:
        """The gateway with our own definition, which keeps a moment per branch."""
        task = self._create_task(FirstOf())
        task.element = self.element
        return task


class Parser(BpmnParser):
    """Parses checked drawings. elements: {file: {id: Element}}."""

    PARSER_CLASSES: ClassVar[Mapping[str, tuple[type, type]]] = {
        full_tag(tag): classes
        for tag, classes in {
            "startEvent": (Start, defaults.StartEvent),
            "endEvent": (End, defaults.EndEvent),
            "intermediateCatchEvent": (Catch, defaults.IntermediateCatchEvent),
            "intermediateThrowEvent": (Throw, defaults.IntermediateThrowEvent),
            "boundaryEvent": (Boundary, BoundaryEvent),
            "userTask": (Task, defaults.UserTask),
            "manualTask": (Task, defaults.ManualTask),
            "serviceTask": (Task, OperationTask),
            "businessRuleTask": (Task, DecisionTask),
            "receiveTask": (Receive, defaults.ReceiveTask),
            "subProcess": (SubProcess, EmbeddedProcess),
            "callActivity": (Call, CallActivity),
            "exclusiveGateway": (ConditionalGateway, ExclusiveGateway),
            "inclusiveGateway": (ConditionalGateway, InclusiveGateway),
            "parallelGateway": (Gateway, ParallelGateway),
            "eventBasedGateway": (First, EventBasedGateway),
        }.items()
    }

    def __init__(self, drawings: Mapping[str, Drawing]) -> None:
        super().__init__()
        self.elements = {file: drawing.elements for file, drawing in drawings.items()}
        for file, drawing in drawings.items():
            self.add_bpmn_xml(normalise(drawing), file)
