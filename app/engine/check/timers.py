"""Timers: each has a time, near enough to be kept, and only a non-interrupting boundary event may repeat."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app import feel
from app.domain.errors import Finding
from app.engine.check.saying import at
from app.engine.drawing import Element, Event
from app.engine.due import FURTHEST, as_feel, cycle
from app.engine.model import Model
from app.engine.script import moment_of

SOON = datetime(2026, 1, 1, tzinfo=UTC)  # any moment will do: only lengths are judged by it


def problems(model: Model) -> Iterator[Finding]:
    """Timers that would never fire, fire at once for ever, or cannot be kept."""
    for element in model.elements:
        for event in element.events:
            if event.kind == "timer":
                yield from _timer(element, event)


def _timer(element: Element, event: Event) -> Iterator[Finding]:
    if not event.text:
        yield at(
            element,
            "timer-missing",
            f"The timer “{element.label}” has no time, so it would never go off. Give it a date, for example "
            'due("lp_choice_within", now) from the policy pack, or a duration such as P5D.',
        )
        return
    if event.form == "cycle" and (element.kind != "boundaryEvent" or element.interrupting):
        yield at(
            element,
            "timer-form",
            "Only a boundary event that does not interrupt can repeat. Draw its line dashed, or use a date or duration.",
        )
        return
    value = _constant(as_feel(event.text))
    if value is NOT_CONSTANT:
        return
    if event.form == "cycle":
        if cycle(value) is None:
            message = (
                f"“{event.text}” cannot be kept. A repeating timer says how often and at what distance, at most 100 times "
                "and at least an hour apart, for example R3/P7D."
            )
            yield at(element, "timer", message)
    elif not _sensible(value):
        yield at(
            element,
            "timer",
            f"“{event.text}” is not a time that can be kept. Use a date or a duration within twenty years, "
            "for example P5D or PT4H.",
        )


NOT_CONSTANT = object()


def _constant(text: str) -> Any:
    """The value of a timer's body that reads nothing, NOT_CONSTANT otherwise."""
    try:
        expression = feel.compile(text)
    except feel.FeelError:
        return NOT_CONSTANT  # the check of expressions says what is wrong
    if expression.names or expression.calls:
        return NOT_CONSTANT
    return expression.evaluate({}, {})


def _sensible(value: Any) -> bool:
    match value:
        case timedelta():
            return timedelta() <= value <= FURTHEST
        case feel.Months():
            return 0 <= value.count <= 240
        case date():
            return abs(moment_of(value) - SOON) <= 2 * FURTHEST
        case _:
            return False
