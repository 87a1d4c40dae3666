"""The parts of a component: its words, limits and choices, each read from JSON with what is wrong noted."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.errors import listed
from app.domain.forms import SOURCES, FieldKind
from app.feel import Expression, regex
from app.feel.errors import NoValue
from app.forms.allowed import KEY, KINDS, LOOKS
from app.forms.notes import Notes
from app.forms.schema import TEXT_LIMIT, Choices, Words

_PLACE = re.compile(r"/static/[A-Za-z0-9_\-./]+\.(?:png|svg|jpg|webp)")


def words(notes: Notes, raw: dict[str, Any], text: Any) -> Words:
    """A designer's text: fixed, or FEEL after “=”."""
    if text is None:
        return ""
    if not isinstance(text, str):
        notes.wrong("attribute", "A label, description or text must be text.", raw)
        return ""
    if text.lstrip().startswith("="):
        return notes.expression(raw, text) or ""
    if "{{" in text:
        notes.wrong("feel", "Templates with {{ }} are not read here. Write FEEL after “=” instead.", raw)
    return text


def condition(notes: Notes, raw: dict[str, Any]) -> Expression | None:
    """The condition that hides a component."""
    conditional = raw.get("conditional")
    if conditional is None:
        return None
    if not isinstance(conditional, dict) or set(conditional) - {"hide"}:
        notes.wrong("attribute", "“conditional” may only say when to “hide”.", raw)
        return None
    return notes.expression(raw, conditional["hide"]) if conditional.get("hide") else None


def flag(notes: Notes, raw: dict[str, Any], name: str) -> bool | Expression:
    """A switch that is fixed or FEEL."""
    value = raw.get(name, False)
    if isinstance(value, bool):
        return value
    return notes.expression(raw, value) or False


def limits(
    notes: Notes, raw: dict[str, Any], kind: str, validate: Mapping[str, Any], properties: Mapping[str, str]
) -> dict[str, Any]:
    """least, most, and a text's pattern."""
    if kind == "number":
        return {"least": limit(notes, raw, validate.get("min")), "most": limit(notes, raw, validate.get("max"))}
    if kind == "datetime":
        return {
            "least": day(notes, raw, properties.get("earliest")),
            "most": day(notes, raw, properties.get("latest")),
        }
    if KINDS.get(kind) is not FieldKind.TEXT or kind == "expression":
        return {}
    least, most = limit(notes, raw, validate.get("minLength")), limit(notes, raw, validate.get("maxLength"))
    if isinstance(most, Decimal) and most > TEXT_LIMIT:
        notes.wrong("attribute", f"A text can have at most {TEXT_LIMIT:,} characters.", raw)
    return {"least": least, "most": most, **pattern(notes, raw, validate)}


def limit(notes: Notes, raw: dict[str, Any], value: Any) -> Decimal | Expression | None:
    """A number, fixed or FEEL."""
    if value is None or value == "":
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", value):
        return Decimal(value)
    return notes.expression(raw, value)


def day(notes: Notes, raw: dict[str, Any], value: str | None) -> str | Expression | None:
    """A day, as 2026-03-31 or FEEL."""
    if not value:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return notes.expression(raw, value)


def pattern(notes: Notes, raw: dict[str, Any], validate: Mapping[str, Any]) -> dict[str, Any]:
    """A text's pattern with its message, and what else the text must look like."""
    looks = str(validate.get("validationType") or "")
    if looks not in LOOKS | {"", "custom"}:
        notes.wrong("attribute", f"A text can be checked as {listed(tuple(LOOKS))}, not as “{looks}”.", raw)
    found: dict[str, Any] = {"looks_like": looks if looks in LOOKS else ""}
    text = validate.get("pattern")
    if not text or looks in LOOKS:
        return found
    try:
        found["pattern"] = regex.pattern(str(text), "")
    except NoValue as error:
        notes.wrong("pattern", f"The pattern cannot be used: {error}.", raw)
    found["pattern_words"] = str(validate.get("patternErrorMessage") or "")
    if not found["pattern_words"]:
        notes.wrong("pattern", "A pattern needs a message (patternErrorMessage) that says what to enter.", raw)
    return found


def choices(notes: Notes, raw: dict[str, Any]) -> Choices | None:
    """What may be chosen."""
    given = [name for name in ("values", "valuesKey", "valuesExpression") if raw.get(name)]
    if len(given) != 1:
        notes.wrong("choices", "Say in exactly one way what may be chosen: values, valuesKey or valuesExpression.", raw)
        return None
    if given == ["valuesKey"]:
        return picker(notes, raw, raw["valuesKey"])
    if given == ["valuesExpression"]:
        return Choices(expression=notes.expression(raw, raw["valuesExpression"]))
    pairs = []
    for one in raw["values"] if isinstance(raw["values"], list) else ():
        match one:
            case {"value": str(value), "label": str(label)} if value and label:
                pairs.append((value, label))
            case _:
                notes.wrong("choices", "Every choice needs a value and a label, both text.", raw)
    if len({value for value, _ in pairs}) < len(pairs):
        notes.wrong("choices", "Two choices have the same value.", raw)
    return Choices(fixed=tuple(pairs))


def picker(notes: Notes, raw: dict[str, Any], key: Any) -> Choices | None:
    """A source of people, or a process variable, which then counts as read."""
    if not isinstance(key, str) or not KEY.fullmatch(key):
        notes.wrong("choices", f"“valuesKey” must be {listed(SOURCES)}, or a process variable's name.", raw)
        return None
    if key not in SOURCES:
        notes.expressions.append((str(raw.get("id")), key))
    return Choices(key=key)


def columns(notes: Notes, raw: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """A table's columns: ((key, heading), …)."""
    found = []
    given = raw.get("columns")
    for one in given if isinstance(given, list) else ():
        match one:
            case {"key": str(key), "label": str(label)}:
                found.append((key, label))
            case _:
                notes.wrong("attribute", "Every column needs a key and a label.", raw)
    if not found:
        notes.wrong("attribute", "The table has no columns.", raw)
    return tuple(found)


def place(notes: Notes, raw: dict[str, Any]) -> str:
    """An image's address: one of our own files."""
    source = raw.get("source")
    if not isinstance(source, str) or not _PLACE.fullmatch(source) or ".." in source:
        notes.wrong("image", "An image must be one of our own files, at an address that begins with /static/.", raw)
        return ""
    if not raw.get("alt"):
        notes.wrong("label", "The image needs an alternative text for those who cannot see it.", raw)
    return source


def default(notes: Notes, raw: dict[str, Any], kind: str) -> Any:
    """What is filled in at first: fixed, of the kind that is asked."""
    value = raw.get("defaultValue")
    if value is None or value == "":
        return None
    fits: dict[FieldKind, type | tuple[type, ...]] = {
        FieldKind.CHECK: bool,
        FieldKind.CHOICES: list,
        FieldKind.NUMBER: (int, float, str),
    }
    if not isinstance(value, fits.get(KINDS.get(kind, FieldKind.TEXT), str)) or str(value).startswith("="):
        notes.wrong("attribute", "The default value does not fit what is asked.", raw)
        return None
    return value


def properties(notes: Notes, raw: Mapping[str, Any], allowed: frozenset[str]) -> dict[str, str]:
    """Our own additions, which form-js carries as `properties`: names with texts."""
    given = raw.get("properties") or {}
    if not isinstance(given, dict):
        notes.wrong("attribute", "“properties” must be an object.", raw)
        return {}
    for name in sorted(set(given) - allowed):
        notes.wrong("attribute", f"There is no property “{name}” here; there are {listed(tuple(allowed))}.", raw)
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in given.items()}


def whole(notes: Notes, text: str | None, raw: Mapping[str, Any], name: str) -> int | None:
    """A small whole number from a property."""
    if text is None or text == "":
        return None
    if re.fullmatch(r"[0-9]{1,3}", text):
        return int(text)
    notes.wrong("attribute", f"“{name}” must be a whole number.", raw)
    return None


def digits(notes: Notes, raw: dict[str, Any]) -> int | None:
    """Decimal places of a number."""
    value = raw.get("decimalDigits")
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 6):
        return value
    notes.wrong("attribute", "“decimalDigits” must be a whole number from 0 to 6.", raw)
    return None
