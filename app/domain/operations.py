"""What a process may have done: named, pure operations with typed inputs (`camunda:topic` of a service task).

Each is a function of its inputs and the world; it returns outputs for the process, changes of facts, effects for the
outbox and notes for the history. It raises RuleBroken where the pack or an invariant forbids the act; then the whole
act is refused and nothing is kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.domain.cases import Change

if TYPE_CHECKING:
    from app.domain.steps import Effect, World


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an operation gives back. outputs: {name: Value}, read by `camunda:outputParameter`s as plain names."""

    outputs: Mapping[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    effects: "tuple[Effect, ...]" = ()
    noted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One named operation. inputs, outputs: {name: what it means}, checked against the diagram at publish."""

    name: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    run: "Callable[[Mapping[str, Any], World], Outcome]"


OPERATIONS: dict[str, Operation] = {}
