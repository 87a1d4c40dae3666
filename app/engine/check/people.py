"""Who does a task, with which form, and when it is due."""

from collections.abc import Iterator

from app.domain.errors import Finding, listed
from app.domain.people import BY_POLICY, CHILD_GROUPS, OFFICES, RELATIONS, known_group
from app.engine.check.saying import at, some_of
from app.engine.drawing import OPEN_TASKS, Element
from app.engine.model import Model


def problems(model: Model) -> Iterator[Finding]:
    """Tasks that nobody can do, and forms and groups that do not exist."""
    for element in model.elements:
        if element.kind in OPEN_TASKS:
            yield from _people(model, element)
        elif element.groups or element.assignee:
            yield at(element, "people", "Only a user task is done by people. Remove its groups and assignee.")
        if element.form and element.form not in model.forms:
            message = f"There is no form “{element.form}”. Use {some_of(model.forms, element.form)}, or add it."
            yield at(element, "form", message)


def _people(model: Model, element: Element) -> Iterator[Finding]:
    if not element.groups and not element.assignee:
        message = (
            "Nobody can do this task. Give it a group (candidate groups), such as lead_professional, "
            "or an assignee in FEEL."
        )
        yield at(element, "people", message)
    for group in element.groups:
        whom = group.partition(" of ")[2]
        if not known_group(group):
            message = (
                f"There is no group “{group}”. Use an office ({listed(OFFICES)}), a role for the child "
                f"({listed(CHILD_GROUPS)}), or a relation such as “{next(iter(RELATIONS))} of lead_professional”."
            )
            yield at(element, "group", message)
        elif whom and whom not in CHILD_GROUPS and whom not in model.visible(element):
            message = f"“{group}” is about “{whom}”, which is neither a role for the child nor known at this point."
            yield at(element, "group", message)
    for text, what in ((element.assignee, "assignee"), (element.due, "due date")):
        if text and text.startswith('"'):
            message = f"The {what} is FEEL and begins with “=”, for example {EXAMPLES[what]}."
            yield at(element, "assignee", message)
    yield from _lane(model, element)
    if element.priority and not (element.priority.isdigit() and int(element.priority) <= 100):
        yield at(element, "priority", "A priority is a whole number from 0 to 100.")


def _lane(model: Model, element: Element) -> Iterator[Finding]:
    """A lane is drawing, but one that bears the name of a group must not say something else than the task does."""
    words = {**OFFICES, **BY_POLICY, **CHILD_GROUPS}
    codes = [code for code, name in words.items() if element.lane and name.casefold() == element.lane.casefold()]
    if element.groups and codes and not set(codes) & set(element.groups):
        message = f"It stands in the lane “{element.lane}”, but its group is {listed(element.groups)}. Make them agree."
        yield at(element, "lane", message)
    elif len(element.groups) == 1 and not codes and (name := words.get(element.groups[0])):
        lanes = {one.lane for one in model.drawings[element.file].elements.values() if one.lane}
        if name.casefold() in {lane.casefold() for lane in lanes}:
            yield at(element, "lane", f"Its group is “{name}”, which has a lane of its own. Draw it there.")


EXAMPLES = {"assignee": "=partner", "due date": '=due("plan_due", now)'}
