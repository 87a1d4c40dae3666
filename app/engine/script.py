"""All that an engine underneath may evaluate: FEEL over the scopes, the facts and the policy. It executes nothing.

One Script lives for one step. It holds the engine's own copy of the facts, so that a gateway sees what an operation has
just changed, and gathers what the step has to hand back.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID

from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine
from SpiffWorkflow.task import Task

from app import feel
from app.domain import cases, operations
from app.domain.cases import Change
from app.domain.deadlines import LONDON, Due, local
from app.domain.enquiries import Asked
from app.domain.errors import Invalid, RuleBroken, Stuck
from app.domain.statutory import Checked
from app.domain.steps import Effect, Passed, World
from app.engine.drawing import Element, Passing
from app.engine.scope import Scopes
from app.engine.values import checked
from app.feel import additions

if TYPE_CHECKING:
    from app.engine.release import Release


def refuse() -> NoReturn:
    """Nothing in a diagram is code. The publish checks say so by element; this is the net below them."""
    raise Stuck("A diagram asked for code to be run. Publish it again with a named operation instead.")


class Environment(BasePythonScriptEngineEnvironment):
    """Three places in SpiffWorkflow go past the script engine straight to its environment. They find FEEL here too."""

    def evaluate(
        self, expression: str, context: Mapping[str, Any], external_context: Mapping[str, Any] | None = None
    ) -> Any:
        """A FEEL value over the names given, and no others."""
        return feel.compile(expression).evaluate({**(external_context or {}), **context}, {})

    def execute(self, script: str, context: Any, external_context: Any = None) -> NoReturn:  # noqa: ARG002 - its shape
        """Refuse."""
        refuse()

    def call_service(self, context: Any, **_kwargs: Any) -> NoReturn:  # noqa: ARG002 - its shape
        """Refuse: operations go through the engine's own `call_service`."""
        refuse()


class Script(PythonScriptEngine):
    """FEEL for one step of one case."""

    def __init__(self, world: World, scopes: Scopes, release: "Release") -> None:
        super().__init__(environment=Environment())
        self.world = world
        self.facts = world.facts
        self.scopes = scopes
        self.decisions, self.own = release.decisions, release.own
        self.changes: list[Change] = []
        self.effects: list[Effect] = []
        self.noted: list[str] = []
        self.checked: list[Checked] = []
        self.enquiries: list[Asked] = []
        self.passed: list[Passed] = []
        self.thrown: list[tuple[str, str]] = []  # messages and signals: (kind, name)
        self.explained: dict[tuple[UUID, str], Due] = {}
        self.dues: list[Due] = []  # what the last expression asked for
        self.decided: list[Due] = []  # what decision tables asked for in this step
        self.steps = 0
        self.fault: Stuck | None = None  # FEEL makes null of what a host function refuses; this keeps why
        self.functions = {"due": self.due, **additions.functions(world.policy.calendar)}
        self._policy: dict[str, Any] | None = None
        self._case: dict[str, Any] | None = None

    # What SpiffWorkflow calls

    def validate(self, expression: str) -> None:
        """Raise FeelError where an expression is not FEEL."""
        feel.compile(expression)

    def evaluate(self, task: Task, expression: str, external_context: Any = None) -> Any:  # noqa: ARG002 - its shape
        """A FEEL value as a task sees the world."""
        return self.value(task, expression)

    def execute(self, task: Task, script: str, external_context: Any = None) -> NoReturn:  # noqa: ARG002 - its shape
        """Refuse."""
        refuse()

    def call_service(self, task: Task, **_kwargs: Any) -> None:
        """Run the operation that a service task names, and set what its outputs say."""
        element: Element = task.task_spec.element
        operation = operations.OPERATIONS[element.topic or ""]
        inputs = {one.name: self.value(task, one.text) for one in element.inputs}
        world = replace(self.world, facts=self.facts)
        try:
            outcome = operation.run(inputs, world)
        except (Invalid, RuleBroken) as refusal:
            refusal.field = answered(element, refusal.field)
            raise
        self.facts = cases.apply(self.facts, outcome.changes)
        self._case = None
        self.changes.extend(outcome.changes)
        self.effects.extend(outcome.effects)
        self.noted.extend(outcome.noted)
        self.checked.extend(outcome.checked)
        self.enquiries.extend(outcome.enquiries)
        given = {one.name: self.value(task, one.text, outcome.outputs) for one in element.outputs}
        self.write(task, given)

    # What our own task types call

    def decide(self, task: Task) -> None:
        """Ask the decision table that a business rule task names."""
        element: Element = task.task_spec.element
        self.dues.clear()
        decided = self.decisions[element.decision or ""].decide(self.names(task), self.functions)
        self.decided += self.dues
        self.noted.extend(text for text in decided.annotations if text)
        if decided.hits and not decided.rules:
            self.noted.append(f"No rule of the decision table fitted at “{element.label}”.")
        self.write(task, {element.result or "": decided.value})

    def value(self, task: Task, expression: str, more: Mapping[str, Any] | None = None) -> Any:
        """A FEEL value over the scopes, `case`, `policy` and `now` (on a clock in Scotland), and the names in `more`."""
        self.dues.clear()
        value = feel.compile(expression).evaluate(self.names(task, more), self.functions)
        if self.fault is not None:
            raise self.fault
        return value

    def explain(self, task: Task, key: str, at: datetime, otherwise: str = "") -> None:
        """Keep, under a task and a key, how a moment came about: the rule that the last expression asked, or a table, or words."""
        asked = (due for due in reversed((*self.decided, *self.dues)) if due.at == at)
        self.explained[(task.id, key)] = next(asked, Due(at, text=otherwise))

    def names(self, task: Task, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Everything that FEEL can read at a task."""
        if self._case is None:
            self._case = cases.view(self.facts, self.world.now)
        if self._policy is None:
            self._policy = self.world.policy.view()
        fixed = {"case": self._case, "policy": self._policy, "now": local(self.world.now)}
        return {**self.scopes.read(task), **(more or {}), **fixed}

    def write(self, task: Task, values: Mapping[str, Any]) -> None:
        """Set variables from within a task, checked for what a process may hold."""
        self.scopes.write(task, {name: checked(name, value) for name, value in values.items()})

    def passing(self, task: Task, passings: tuple[Passing, ...]) -> dict[str, Any]:
        """The values that a call activity hands in or takes out, as `task` sees them."""
        return {one.name: checked(one.name, self.value(task, one.text)) for one in passings}

    def open_scope(self, holder: Task, scope: str, values: Mapping[str, Any]) -> None:
        """Begin the scope of a called process or of an instance: its own names are null and hide the callers'."""
        self.scopes.open(holder, {**dict.fromkeys(self.own.get(scope, ())), **values})

    def due(self, rule: Any, start: Any) -> datetime:
        """FEEL's `due(rule, start)`: when what begins then is due under a policy key, remembered with its reason.

        The step is Stuck where the pack has none.
        """
        try:
            due = self.world.policy.due(str(rule), moment_of(start))
        except (LookupError, ValueError) as fault:
            self.fault = Stuck(f"A due date could not be worked out: {fault}. Ask whoever keeps the policy pack.")
            raise self.fault from fault
        self.dues.append(due)
        return due.at


def answered(element: Element, name: str) -> str:
    """The one answer that an operation's input is made of; empty where it is none, or several."""
    texts = [one.text for one in element.inputs if one.name == name]
    names = {read for text in texts for read in feel.compile(text).names} - {"case", "policy", "now"}
    return names.pop() if len(names) == 1 else ""


def moment_of(value: Any) -> datetime:
    """A FEEL date or date and time as an aware moment; without an offset it is meant in Scotland. Raises ValueError."""
    match value:
        case datetime():
            return value if value.tzinfo else value.replace(tzinfo=LONDON)
        case date():
            return datetime.combine(value, time(), LONDON)
        case _:
            raise ValueError(f"“{value}” is not a date")
