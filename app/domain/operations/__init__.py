"""What a process may have done: named, pure operations with typed inputs (`camunda:topic` of a service task).

Each is a function of its inputs and the world; it returns outputs for the process, changes of facts, effects for the
outbox and notes for the history. It raises RuleBroken where the pack or an invariant forbids the act; then the whole
act is refused and nothing is kept. Ids of persons come and go as text, as forms and FEEL know them. One module per
noun, each with its OPERATIONS; a new module is added to the line below.
"""

from app.domain.operations import (
    arrival,
    birth,
    changing,
    choosing,
    closing,
    concern,
    death,
    declining,
    dissent,
    handback,
    ladder,
    leading,
    meeting,
    named_person,
    partnering,
    planning,
    register,
    reviewing,
    short_orders,
    timing,
    transfer,
    transitions,
)
from app.domain.operations.model import Operation, Outcome

__all__ = ["OPERATIONS", "Operation", "Outcome"]

OPERATIONS: dict[str, Operation] = {
    operation.name: operation
    for module in (
        arrival,
        birth,
        changing,
        choosing,
        closing,
        concern,
        death,
        declining,
        dissent,
        handback,
        ladder,
        leading,
        meeting,
        named_person,
        partnering,
        planning,
        register,
        reviewing,
        short_orders,
        timing,
        transfer,
        transitions,
    )
    for operation in module.OPERATIONS
}
