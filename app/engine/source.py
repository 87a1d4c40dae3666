"""What a release is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.forms import FormOutline


@dataclass(frozen=True, slots=True)
class Source:
    """The files of a release. diagrams, decisions: {file name: bytes}. forms: {form id: outline}."""

    diagrams: Mapping[str, bytes]
    decisions: Mapping[str, bytes] = field(default_factory=dict)
    forms: Mapping[str, FormOutline] = field(default_factory=dict)
