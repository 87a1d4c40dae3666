"""Functions on contexts."""

from collections.abc import Mapping
from typing import Any

from app.feel.errors import NoValue
from app.feel.functions.signature import builtin
from app.feel.scope import Run


@builtin("get value", "m: context, key: string", needs_run=True, shallow=True)
def get_value(run: Run, context: Mapping[str, Any], key: str) -> Any:
    """The entry of that name; null if there is none."""
    return run.take(context.get(key))


@builtin("get entries", "m: context", needs_run=True)
def get_entries(run: Run, context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A list of {key, value}."""
    return [{"key": key, "value": run.take(value)} for key, value in context.items()]


@builtin("context put", "context: context, key: string, value: any")
def put(context: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    """The context with this entry."""
    return {**context, key: value}


@builtin("context put", "context: context, keys: list, value: any")
def put_deep(context: Mapping[str, Any], keys: list[Any], value: Any) -> dict[str, Any]:
    """The context with an entry inside its contexts; `keys` is the way to it."""
    if not keys or not all(isinstance(key, str) for key in keys):
        raise NoValue("the keys must be texts, at least one")
    if len(keys) == 1:
        return {**context, keys[0]: value}
    inner = context.get(keys[0])
    if not isinstance(inner, Mapping):
        raise NoValue(f"the entry “{keys[0]}” is not a context")
    return {**context, keys[0]: put_deep(inner, keys[1:], value)}


@builtin("context merge", "contexts: list")
def merge(contexts: list[Any]) -> dict[str, Any]:
    """All entries in one context; later ones win."""
    if not all(isinstance(context, Mapping) for context in contexts):
        raise NoValue("every item must be a context")
    return {key: value for context in contexts for key, value in context.items()}


@builtin("context", "entries: list")
def context(entries: list[Any]) -> dict[str, Any]:
    """The context made of a list of {key, value}."""
    made: dict[str, Any] = {}
    for entry in entries:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("key"), str) or "value" not in entry:
            raise NoValue("every entry must be a context with a key, which is a text, and a value")
        if entry["key"] in made:
            raise NoValue(f"the key “{entry['key']}” stands there twice")
        made[entry["key"]] = entry["value"]
    return made
