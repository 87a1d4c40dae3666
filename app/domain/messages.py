"""Messages that may be sent to a case, and what each carries. A payload is flat: scalars only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """A message by name. fields: {name: (type, required)} with type one of str, int, bool, date, uuid."""

    name: str
    says: str
    fields: Mapping[str, tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it arrived and was checked."""

    name: str
    payload: Mapping[str, Any]


KINDS: dict[str, Kind] = {}
