"""What the rest of the house needs to know of a form without drawing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """What a field's answer is. Only CARRIED kinds may become process variables."""

    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    CHECK = "check"
    NUMBER = "number"
    DATE = "date"
    ROWS = "rows"


CARRIED = frozenset(FieldKind) - {FieldKind.TEXT}

# Where a picker's people come from (`valuesKey`). Any other name is a process variable that holds a list of their ids.
SOURCES = ("partners", "colleagues", "social_workers", "line_managers")


@dataclass(frozen=True, slots=True)
class FormOutline:
    """A form's id, title and answers: {key: kind}. Rows (dynamic lists) carry only their own carried columns: `columns`
    is {key of rows: {column key: kind}}. expressions: every FEEL text in the form with the component's id."""

    id: str
    title: str
    fields: Mapping[str, FieldKind]
    columns: Mapping[str, Mapping[str, FieldKind]]
    expressions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Retold:
    """One answer as it was asked and given at the time.

    rows: of a list, each row's answers by their keys. columns: the labels of everything that a row may be asked, in order.
    """

    label: str
    text: str
    rows: "tuple[Mapping[str, Retold], ...]" = ()
    columns: tuple[str, ...] = ()
