"""What a named operation is and gives back, and how it reads its inputs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.cases import Change
from app.domain.enquiries import Asked
from app.domain.errors import Invalid, RuleBroken
from app.domain.statutory import Checked
from app.domain.steps import Effect, World

PERSON = "a person's id"
EXCEPTION = "code of the reason why somebody other than a social worker may lead, or null"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an operation gives back. outputs: {name: Value}, read by `camunda:outputParameter`s as plain names."""

    outputs: Mapping[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()
    noted: tuple[str, ...] = ()
    checked: tuple[Checked, ...] = ()
    enquiries: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One named operation. inputs, outputs: {name: what it means}, checked against the diagram at publish."""

    name: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    run: Callable[[Mapping[str, Any], World], Outcome]


def person_in(inputs: Mapping[str, Any], name: str) -> UUID:
    """The person whom an input names. Raises Invalid where it names nobody."""
    try:
        return UUID(str(inputs.get(name)))
    except ValueError:
        raise Invalid("Choose a person.", field=name) from None


def moment_in(inputs: Mapping[str, Any], name: str) -> datetime:
    """The moment that an input names. Raises Invalid where it is none."""
    value = inputs.get(name)
    if not isinstance(value, datetime):
        raise Invalid(f"“{name}” must be a date and time.", field=name)
    return value


def broken(world: World, key: str, message: str, *, field: str = "") -> RuleBroken:
    """A refusal by a value of the area's pack, with where it stands. field: the answer that it is about."""
    setting = world.policy.setting(key)
    return RuleBroken(message, rule=key, source=setting.source, pack=world.policy.label, field=field)
