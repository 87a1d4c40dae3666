"""An answer that sends word to the case: whoever ticks it needs to go nowhere else to say so."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.errors import listed
from app.domain.messages import SAID_BY_A_TICK
from app.forms.notes import Notes
from app.forms.schema import Component, Form, asked


def problem(notes: Notes, component: Component, raw: dict[str, Any]) -> None:
    """Note where a question tells something that a tick cannot say, or is none to tick."""
    if not component.tells:
        return
    if component.type != "checkbox":
        notes.wrong("tells", "Only a checkbox sends word when it is ticked. Make it one, or take “tells” away.", raw)
    if component.tells not in SAID_BY_A_TICK:
        message = f"A tick cannot send “{component.tells}” (property “tells”). Use {listed(SAID_BY_A_TICK)}."
        notes.wrong("tells", message, raw)


def told_by(form: Form, answers: Mapping[str, Any]) -> Iterator[str]:
    """The names of the messages that answers, already checked, send to the case."""
    yield from dict.fromkeys(one.tells for one in asked(form.components) if one.tells and answers.get(one.key) is True)
