"""A form that decides something asks for the child's views or the reason why there are none (invariant I7)."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.documents import KINDS, VIEWS
from app.domain.errors import listed
from app.forms.notes import Notes
from app.forms.schema import Component, Form, asked


def kind(notes: Notes, properties: Mapping[str, str], name: str) -> str:
    """The kind of document that a property of the form names, or ""."""
    said = properties.get(name, "")
    if said and said not in KINDS:
        notes.wrong("document", f"There is no document called “{said}” (property “{name}”). Use {listed(KINDS)}.")
    return said


def problems(notes: Notes, properties: Mapping[str, str], answers: Sequence[Component]) -> None:
    """Note where views are missing from a form that decides, or a property says something that nobody knows."""
    for one in answers:
        if one.views and one.views not in VIEWS:
            notes.wrong("views", f"“views” says whose words these are: {listed(VIEWS)}.", _raw(one))
    made = KINDS.get(properties.get("records", ""))
    if made is None or not made.decides:
        return
    words = [one for one in answers if one.views == "child" and one.required]
    if not words:
        message = (
            f"This form records “{made.title}”, and the child's views belong to every decision (I7). Ask for them: a "
            "required question with the property views: child."
        )
        notes.wrong("views", message)
    elif not any(one.hide is None or _otherwise(one, answers) for one in words):
        message = (
            "Where the child's views can be left out, the reason why is asked instead (I7). Add a required question that "
            "is shown when this one is hidden."
        )
        notes.wrong("views", message, _raw(words[0]))


def given(form: Form, answers: Mapping[str, Any]) -> bool:
    """Do answers hold the child's words, or what a form asks instead where there are none?"""
    every = tuple(asked(form.components))
    words = [one for one in every if one.views == "child"]
    instead = [
        other
        for one in words
        for other in every
        if other.hide and one.hide and other.views != "child" and other.hide.names & one.hide.names
    ]
    return any(answers.get(one.key) for one in (*words, *instead))


def _otherwise(words: Component, answers: Sequence[Component]) -> bool:
    """Is there another required question whose condition reads the same answer, for when this one is hidden?"""
    return any(
        one.required and one.hide and words.hide and one.key != words.key and one.hide.names & words.hide.names
        for one in answers
    )


def _raw(component: Component) -> dict[str, Any]:
    return {"id": component.id, "label": component.label if isinstance(component.label, str) else ""}
