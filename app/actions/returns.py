"""Returns: the annual child protection return, and the indicators with their quarters; as tables and as files."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.actions import policy as packs
from app.domain import child_return, measures, minimum_dataset, spreadsheet
from app.domain.access import Permission
from app.domain.deadlines import local
from app.domain.errors import Invalid, NotFound
from app.domain.policy import Policy
from app.domain.returns import Absent, Context, Indicator, Year
from app.domain.tables import ALL, COLUMNS, Table, tables
from app.store import access
from app.store import releases as stored_releases
from app.store import returns as stored
from app.store.cases import UNSEEN
from app.store.tx import Tx

DATASET, MEASURES = "Minimum dataset for child protection committees", "This service's own measures"
NOT_TOLD = "not told"
HEADS = ("Aug to Oct", "Nov to Jan", "Feb to Apr", "May to Jul", "Year")


@dataclass(frozen=True, slots=True)
class Figures:
    """A reporting year's tables. sets: ((title, tables), …). years: those that there are, newest first. council: the area."""

    year: Year
    years: tuple[Year, ...]
    council: str
    sets: tuple[tuple[str, tuple[Table, ...]], ...]
    absent: tuple[Absent, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """The cases behind a number, as far as the reader may see them. cases: (id, the child's name)."""

    year: Year
    table: Table
    group: str
    column: str
    cases: tuple[tuple[UUID, str], ...]


def figures(tx: Tx, begins: int | None = None) -> Figures:
    """Every indicator of a reporting year, by default the one under way. Raises Forbidden or Invalid."""
    tx.actor.require(Permission.READ_RETURNS)
    context = _context(tx, begins)
    every = [one for several in _sets(context.policy).values() for one in several]
    counted = {one.number: one for one in tables(every, stored.records(tx, context.year), context)}
    named = _sets(context.policy).items()
    sets = tuple((title, tuple(counted[one.number] for one in several)) for title, several in named)
    return Figures(context.year, _years(tx, context), stored.council(tx), sets, minimum_dataset.ABSENT)


def counted(tx: Tx, begins: int) -> tuple[Table, ...]:
    """Every indicator of a reporting year with nothing held back: for invented councils alone. Raises Forbidden."""
    tx.actor.require(Permission.SEND_RETURNS)
    context = _context(tx, begins)
    every = [one for several in _sets(context.policy).values() for one in several]
    return tables(every, stored.records(tx, context.year), context, hold_back=False)


def behind(tx: Tx, begins: int, number: str, group: str, column: int) -> Behind:
    """The cases behind one number, those that the actor may see and no others; the list is logged in a writing transaction.

    Raises Forbidden, Invalid, or NotFound where there is no such number.
    """
    tx.actor.require(Permission.READ_RETURNS)
    context = _context(tx, begins)
    indicator = _indicator(number, context.policy)
    if column not in COLUMNS or group not in (*indicator.groups, ALL):
        raise NotFound(UNSEEN)
    [table] = tables([indicator], stored.records(tx, context.year), context)
    ids = table.behind.get((group, column), ())
    seen = stored.seen_of(tx, ids)
    if tx.writing:
        access.listed(tx, [row.id for row in seen], "return")
    named = tuple((row.id, f"{row.known_as or row.given_name} {row.family_name}") for row in seen)
    return Behind(context.year, table, indicator.groups.get(group, "All"), HEADS[column], named)


def _sets(policy: Policy) -> dict[str, tuple[Indicator, ...]]:
    """Every indicator, under what it belongs to."""
    return {DATASET: minimum_dataset.indicators(policy), MEASURES: measures.INDICATORS}


def _indicator(number: str, policy: Policy) -> Indicator:
    for several in _sets(policy).values():
        for one in several:
            if one.number == number:
                return one
    raise NotFound("There is no indicator of this number. Go back to the returns.")


def as_csv(found: Figures) -> bytes:
    """The figures as a file for a spreadsheet: a line for each group, the quarters and the year beside each other."""
    rows: list[Sequence[str]] = [("Set", "Number", "Indicator", "Group", *HEADS)]
    for title, several in found.sets:
        for table in several:
            for row in table.rows:
                told = [NOT_TOLD if one is None else str(one) for one in row.numbers]
                rows.append((title, table.number, table.title, row.title, *told))
            if table.part:
                shares = ["" if one is None else str(one) for one in table.shares]
                rows.append((title, table.number, table.title, f"{_part(table)}, percent", *shares))
    return spreadsheet.written(rows)


def _part(table: Table) -> str:
    return next(row.title for row in table.rows if row.group == table.part)


def annual(tx: Tx, begins: int | None = None) -> tuple[Year, bytes]:
    """The annual child protection return as a file, a line for each concern, without names; who took it is recorded.

    Needs a writing transaction: every child in it is written into the access log. Raises Forbidden or Invalid.
    """
    tx.actor.require(Permission.SEND_RETURNS)
    context = _context(tx, begins)
    found = tuple(child_return.lines(stored.records(tx, context.year), context, stored.council(tx)))
    access.listed(tx, [case_id for case_id, _ in found], "annual return")
    rows: list[Sequence[str]] = [tuple(child_return.VARIABLES)]
    rows += [[line.get(name, "") for name in child_return.VARIABLES] for _, line in _in_order(found)]
    return context.year, spreadsheet.written(rows)


def _in_order(found: Iterable[tuple[UUID, child_return.Line]]) -> Iterator[tuple[UUID, child_return.Line]]:
    yield from sorted(found, key=lambda one: (one[1].get("concern_on", ""), one[1]["child"]))


def _context(tx: Tx, begins: int | None) -> Context:
    policy_id, _ = stored_releases.in_force(tx)
    year = Year(begins) if begins is not None else Year.of(local(tx.now).date())
    if year.first > local(tx.now).date():
        raise Invalid("This reporting year has not begun. Choose an earlier one.")
    return Context(year, packs.in_force(tx, policy_id), tx.now)


def _years(tx: Tx, context: Context) -> tuple[Year, ...]:
    first = stored.first_year(tx)
    newest = Year.of(context.today)
    oldest = min(Year.of(local(first).date()).begins, newest.begins) if first else newest.begins
    return tuple(map(Year, range(newest.begins, oldest - 1, -1)))
