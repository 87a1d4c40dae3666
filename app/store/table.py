"""A table as a class, its columns as attributes: `select(Case.id)`, `insert(Case)`, `Case.__table__`.

Typed for the checker as a mapped class would be, and nothing but a `Table` when it runs: rows are never turned into
objects here, so SQLAlchemy's mapper would only cost memory (eight megabytes in each process that serves) and time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import NoneType
from typing import Any, ClassVar, TypeVar, cast, get_args, get_type_hints
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
)
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator, TypeEngine

T = TypeVar("T")


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC. A naive value is refused; the zone that SQLite loses is given back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware in; SQLite keeps UTC without a zone, so that text sorts as time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value.isoformat()}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Aware out."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


TYPES: Mapping[Any, type[TypeEngine[Any]]] = {
    bool: Boolean,
    bytes: LargeBinary,
    date: Date,
    datetime: Moment,
    int: Integer,
    str: String,
    UUID: Uuid,
    dict[str, Any]: JSON,
    list[Any]: JSON,
    list[str]: JSON,
}


@dataclass(frozen=True, slots=True)
class _Said:
    """What a class says about a column beside its annotation."""

    arguments: tuple[Any, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def column(self, name: str, annotation: Any) -> Column[Any]:
        """The column. Its type is the annotation's where none is said, and it may be empty where that has None."""
        kinds = [kind for kind in get_args(annotation) or (annotation,) if kind is not NoneType]
        plain = annotation if annotation in TYPES else kinds[0]
        options = {"nullable": NoneType in get_args(annotation), **self.options}
        typed = any(isinstance(one, (type, TypeEngine)) for one in self.arguments)
        return Column(name, *(() if typed else (TYPES[plain],)), *self.arguments, **options)


def column(*arguments: Any, **options: Any) -> Any:
    """A column of which more is to be said than its annotation: SQLAlchemy's `Column`, without the name."""
    return _Said(arguments, options)


class Base:
    """What every table shares: constraint names that migrations can rely on, and the types of annotations."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    __table__: ClassVar[Table]
    __tablename__: ClassVar[str]
    __table_args__: ClassVar[tuple[SchemaItem, ...]] = ()

    def __init_subclass__(cls) -> None:
        hints = {name: hint for name, hint in get_type_hints(cls).items() if name in cls.__annotations__}
        columns = [cls.__dict__.get(name, _Said()).column(name, get_args(hint)[0]) for name, hint in hints.items()]
        cls.__table__ = Table(cls.__tablename__, Base.metadata, *columns, *cls.__table_args__)
        for one in cls.__table__.columns:
            setattr(cls, one.key, one)

    @classmethod
    def __clause_element__(cls) -> Table:
        """The table, where SQLAlchemy is given the class."""
        return cls.__table__


def aliased(table: type[T]) -> type[T]:
    """The same table under another name, for a query that looks at it twice."""
    other = cast("type[Base]", table).__table__.alias()
    members = {one.key: one for one in other.columns} | {"__clause_element__": staticmethod(lambda: other)}
    return cast("type[T]", type(table.__name__, (), members))


def only(condition: str) -> dict[str, Any]:
    """What a partial index holds, said beside it: `Index(…, **only("state = 'open'"))`.

    The migrations say it to the database, and a test holds both together. Said to SQLAlchemy in its own way it would load
    every dialect into each process that serves: two megabytes.
    """
    return {"info": {"only": condition}}
