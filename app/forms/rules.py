"""What must hold for a component as a whole: its id, its key, its attributes, its label, what its expressions read."""

from collections.abc import Mapping
from typing import Any

from app.domain.forms import FieldKind
from app.forms.allowed import ATTRIBUTES, KEY, KINDS, RESERVED, VALIDATE
from app.forms.notes import Notes
from app.forms.schema import Component


def identity(notes: Notes, raw: dict[str, Any]) -> None:
    """Every component has an id of its own: findings and conditions name it."""
    name = raw.get("id")
    if not isinstance(name, str) or not name:
        notes.wrong("id", f"A component of type “{raw.get('type')}” has no id.", raw)
    elif name in notes.ids:
        notes.wrong("id", f"The id “{name}” is used twice.", raw)
    else:
        notes.ids.add(name)


def attributes(notes: Notes, raw: dict[str, Any], kind: str) -> None:
    """Refuse what would be drawn in the editor and not happen here."""
    for name in sorted(set(raw) - ATTRIBUTES[kind] - {"type", "id"}):
        notes.wrong("attribute", f"“{name}” has no effect on a component of type “{kind}” here. Remove it.", raw)
    validate = raw.get("validate") or {}
    if not isinstance(validate, dict):
        notes.wrong("attribute", "“validate” must be an object.", raw)
        return
    for name in sorted(set(validate) - set(VALIDATE.get(kind, {"required"}))):
        notes.wrong(
            "attribute", f"“validate.{name}” has no effect on a component of type “{kind}” here. Remove it.", raw
        )
    if not isinstance(validate.get("required", False), bool):
        notes.wrong(
            "attribute", "“validate.required” must be true or false; use a condition to hide the question.", raw
        )
    if kind == "datetime" and raw.get("subtype", "date") != "date":
        notes.wrong("type", "Only a date can be asked, not a time of day. Ask for the time in a text field.", raw)
    if kind == "button" and raw.get("action", "submit") != "submit":
        notes.wrong("type", "A reset button loses what a person wrote. Remove it.", raw)
    if kind == "group" and raw.get("path"):
        notes.wrong("key", "A group cannot have a path: every answer has one name. Leave the path empty.", raw)
    if kind == "dynamiclist" and (raw.get("isRepeating") is False or raw.get("allowAddRemove") is False):
        notes.wrong("rows", "A list of rows lets people add and remove rows. Switch that on.", raw)


def key(notes: Notes, raw: dict[str, Any], kind: str, known: set[str]) -> str:
    """The answer's name, or "" where nothing is asked."""
    if kind not in KINDS:
        return ""
    key = raw.get("path" if kind == "dynamiclist" else "key")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        message = "needs a key: a letter, then letters, digits or underscores, 60 at most."
        notes.wrong("key", f"This question {message}", raw)
        return ""
    if key in RESERVED or key.lower() in RESERVED:
        notes.wrong("key", f"“{key}” already means something else where answers are read. Use another key.", raw)
    elif key in known:
        notes.wrong("key", f"Two questions have the key “{key}”. Give each its own.", raw)
    return key


def answer(notes: Notes, kind: str, properties: Mapping[str, str], raw: dict[str, Any]) -> FieldKind | None:
    """What kind of answer the component gives. An expression says so itself (property `kind`), text otherwise."""
    if kind != "expression" or "kind" not in properties:
        return KINDS.get(kind)
    named = properties["kind"]
    if named in {"text", "choice", "choices", "check", "number", "date"}:
        return FieldKind(named)
    notes.wrong(
        "attribute",
        f"An expression cannot give a “{named}”; it gives text, choice, choices, check, number or date.",
        raw,
    )
    return None


def spoken(notes: Notes, component: Component, raw: dict[str, Any]) -> None:
    """Whatever is asked has a label, for a screen reader and for every message."""
    if component.type in KINDS and component.type != "expression" and not component.label:
        notes.wrong("label", "This question has no label. Say what is asked.", raw)
    if component.type == "group" and not component.label:
        notes.wrong("label", "This group has no label. Say what its questions have in common.", raw)


def asked_before(notes: Notes, component: Component, raw: dict[str, Any], known: set[str]) -> None:
    """An expression may read answers given further up: then one pass decides what is shown, and nobody's page jumps."""
    for expression in notes.met.pop(component.id, ()):
        for name in sorted((expression.names & notes.keys) - known):
            message = f"This reads the answer “{name}”, which is not asked above it. Move one of them."
            notes.wrong("order", message, raw)
