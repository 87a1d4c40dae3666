"""Multi-instances and standard loops: over what, how often, and where the answers go."""

from collections.abc import Iterator

from app.domain.errors import Finding
from app.engine.check.saying import at
from app.engine.drawing import Element, Loop, Multi
from app.engine.model import Model
from app.engine.repeat import MOST
from app.engine.values import usable_name

MOST_ROUNDS = 100


def problems(model: Model) -> Iterator[Finding]:
    """Repetitions that are not bounded, or whose answers have no place."""
    for element in model.elements:
        if element.multi and element.loop:
            yield at(element, "repeat-missing", "It is a loop and a multi-instance at once. Choose one.")
        if element.multi:
            yield from _multi(model, element, element.multi)
        if element.loop:
            yield from _loop(element, element.loop)


def _multi(model: Model, element: Element, multi: Multi) -> Iterator[Finding]:
    if not multi.collection and not multi.cardinality:
        message = "Say for what it is repeated: a list such as case.partners, or a number."
        yield at(element, "repeat-missing", message)
    if multi.collection and multi.cardinality:
        yield at(element, "repeat-missing", "It is repeated for a list and a number of times. Choose one.")
    if multi.cardinality and multi.cardinality.isdigit() and int(multi.cardinality) > MOST:
        message = f"It is repeated {multi.cardinality} times, and {MOST} is the most. Start a case for each instead."
        yield at(element, "repeat", message)
    for name, what in ((multi.item, "entry"), (multi.output, "list of answers"), (multi.answer, "answer")):
        if name and not usable_name(name):
            yield at(
                element,
                "name",
                f"The {what} cannot be called “{name}”. Use letters, digits and _, and no word of FEEL.",
            )
    if multi.answer and not multi.output:
        yield at(element, "answer", "Name the list in which the answers are kept (loop data output).")
    given = model.gives(element)
    if multi.answer and element.kind != "subProcess" and multi.answer not in given:
        message = (
            f"Nothing here gives an answer called “{multi.answer}”. Name a field of its form or one of its outputs."
        )
        yield at(element, "answer", message)
    if multi.item and multi.item in model.visible_around(element):
        message = f"There is already something called “{multi.item}”. Give the entry of the list another name."
        yield at(element, "name", message)


def _loop(element: Element, loop: Loop) -> Iterator[Finding]:
    if not loop.condition and not loop.maximum:
        yield at(element, "repeat", "Say how long it is repeated: a condition, a largest number of times, or both.")
    if loop.maximum and not (loop.maximum.isdigit() and 1 <= int(loop.maximum) <= MOST_ROUNDS):
        message = f"“{loop.maximum}” is not a number of times from 1 to {MOST_ROUNDS}. Correct it."
        yield at(element, "repeat" if loop.maximum.isdigit() else "repeat-form", message)
