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
from app.feel.values import adopt, kind

WORLD = frozenset({"case", "policy", "now"})
_OURS = "Use one of FEEL's, due(…), or one of our own (docs/feel.md)."
FUNCTIONS = additions.NAMES | {"due"}


def _facts() -> Facts:
    """Any case: only the names that `case.…` has are looked at."""
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    return Facts(UUID(int=0), "", long_ago, Child(UUID(int=0), "", "", "", date(2000, 1, 1)))


_VIEW = view(_facts(), datetime(2000, 1, 1, tzinfo=UTC))
CASE = frozenset(_VIEW)
# What a name holds in FEEL's types. Somebody who is not named yet is null, so nothing certain is known of those.
CASE_TYPES = {f"case.{name}": kind(adopt(value)) for name, value in _VIEW.items() if value is not None} | {
    "case": "context",
    "policy": "context",
    "now": "date and time",
}
TYPES = {FieldKind.CHECK: "boolean", FieldKind.NUMBER: "number", FieldKind.DATE: "date"}


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
        yield _say(use, "unknown-name", f"In {use.place}, there is no function “{call}”. {_OURS}")
    if "case" not in use.given:
        for unknown in _unknown_of_case(expression.paths):
            yield _say(use, "unknown-name", f"In {use.place}, {unknown}")
    types = {name: own for name, own in _types(visible).items() if name not in use.given}
    for mistake in expression.mistakes(types):
        yield _say(use, "type", f"In {use.place}: {mistake}. It says {use.text}")


def _unknown_of_case(paths: frozenset[str]) -> Iterator[str]:
    """What `case.…` is asked for and does not have, as the rest of a sentence."""
    for path in sorted(paths):
        first, _, rest = path.partition(".")
        field = rest.partition(".")[0]
        if first == "case" and field and field not in CASE:
            yield f"a case has no “{field}”{_instead(field, dict.fromkeys(CASE))}"


def _types(visible: Mapping[str, FieldKind | None]) -> dict[str, str]:
    """{name or path: FEEL's type of what it holds}, where that is certain."""
    return CASE_TYPES | {name: TYPES[asked] for name, asked in visible.items() if asked in TYPES}


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
    decision = model.decisions[element.decision or ""]
    for name in sorted(decision.names):
        root = name.partition(".")[0]
        if root in WORLD or (root in visible and visible[root] is not FieldKind.TEXT):
            continue
        said = "is free text, which never becomes part of a process" if root in visible else "is not known here"
        yield at(element, "unknown-name", f"Its decision table reads “{name}”, which {said}{_instead(root, visible)}")
    for unknown in _unknown_of_case(decision.paths):
        yield at(element, "unknown-name", f"In its decision table, {unknown}")
    for call in sorted(decision.calls - FUNCTIONS):
        yield at(element, "unknown-name", f"Its decision table calls “{call}”, which is no function. {_OURS}")


def _say(use: Use, rule: str, message: str) -> Finding:
    return Finding(rule, message, use.file, use.element, use.name, use.line)
