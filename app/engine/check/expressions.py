"""Every expression is FEEL, and every name that it reads exists where it is read."""

import difflib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from uuid import UUID

from app import feel
from app.domain.cases import Child, Facts, view
from app.domain.errors import Finding
from app.domain.forms import FieldKind
from app.engine.check.saying import at
from app.engine.drawing import Element
from app.engine.model import FORM, Model, Use
from app.feel import additions

WORLD = frozenset({"case", "policy", "now"})
FUNCTIONS = additions.NAMES | {"due"}


def _facts() -> Facts:
    """Any case: only the names that `case.…` has are looked at."""
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    return Facts(UUID(int=0), "", long_ago, Child(UUID(int=0), "", "", "", date(2000, 1, 1)))


CASE = frozenset(view(_facts(), datetime(2000, 1, 1, tzinfo=UTC)))


def problems(model: Model) -> Iterator[Finding]:
    """Expressions that cannot be read, and names that nothing gives."""
    for use in model.uses:
        yield from _use(model, use)
    for element in model.elements:
        if element.kind == "businessRuleTask" and element.decision in model.decisions:
            yield from _decision(model, element)


def _use(model: Model, use: Use) -> Iterator[Finding]:
    try:
        expression = feel.compile(use.text)
    except feel.FeelError as fault:
        yield _say(use, "feel", f"In {use.place}: {fault}. It says {use.text}")
        return
    visible = _visible(model, use)
    for name in sorted(expression.names - WORLD - use.given):
        if name in visible and visible[name] is not FieldKind.TEXT:
            continue
        if name in visible and use.place != FORM:
            message = (
                f"In {use.place}, “{name}” is free text, which never becomes part of a process. "
                "Ask for it as a choice, a number or a date."
            )
            yield _say(use, "free-text", message)
        elif name not in visible:
            yield _say(use, "unknown-name", f"In {use.place}, nothing is called “{name}”{_instead(name, visible)}")
    for call in sorted(expression.calls - FUNCTIONS):
        yield _say(
            use,
            "unknown-name",
            f"In {use.place}, there is no function “{call}”. Use one of FEEL's, due(…), or one of our own (docs/feel.md).",
        )
    for path in sorted(expression.paths):
        first, _, rest = path.partition(".")
        field = rest.partition(".")[0]
        if first == "case" and field and field not in CASE and first not in use.given:
            yield _say(
                use, "unknown-name", f"In {use.place}, a case has no “{field}”{_instead(field, dict.fromkeys(CASE))}"
            )


def _visible(model: Model, use: Use) -> Mapping[str, FieldKind | None]:
    if use.called:
        return model.visible_in(use.called)
    return model.visible(use.at) if use.at else {}


def _instead(name: str, visible: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(name, visible, n=1)
    if near:
        return f". Do you mean “{near[0]}”?"
    return ". Name an answer of an earlier form, an output, a result, or something of case or policy."


def _decision(model: Model, element: Element) -> Iterator[Finding]:
    visible = model.visible(element)
    for name in sorted(model.decisions[element.decision or ""].names):
        root = name.partition(".")[0]
        if root in WORLD or (root in visible and visible[root] is not FieldKind.TEXT):
            continue
        said = "is free text, which never becomes part of a process" if root in visible else "is not known here"
        yield at(element, "unknown-name", f"Its decision table reads “{name}”, which {said}{_instead(root, visible)}")


def _say(use: Use, rule: str, message: str) -> Finding:
    return Finding(rule, message, use.file, use.element, use.name, use.line)
