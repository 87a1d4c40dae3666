"""An indicator as a table: its groups by the quarters of a reporting year, what is not told, and the cases behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.domain.returns import QUARTERS, Context, Indicator, Record, Tally
from app.domain.suppression import Cell, suppressed

ALL = ""  # the group of the totals
YEAR = QUARTERS  # the column of the whole year
COLUMNS = (*range(QUARTERS), YEAR)


@dataclass(frozen=True, slots=True)
class Row:
    """A group in words, with its numbers by quarter and for the year; None is not told."""

    group: str
    title: str
    numbers: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """An indicator's numbers. rows: groups, then the total where they add up. shares: of `part`, in whole percent.

    behind: {(group, column): the cases}, for those who may see them.
    """

    number: str
    title: str
    stock: bool
    rows: tuple[Row, ...]
    part: str
    shares: tuple[int | None, ...]
    behind: Mapping[Cell, tuple[UUID, ...]] = field(default_factory=dict)


def tables(
    indicators: Iterable[Indicator], records: Iterable[Record], context: Context, *, hold_back: bool = True
) -> tuple[Table, ...]:
    """Every indicator's table; the records are gone through once. hold_back: tell no number by which somebody is known."""
    asked = tuple(indicators)
    counted: dict[str, list[Tally]] = {one.number: [] for one in asked}
    for record in records:
        for one in asked:
            counted[one.number] += one.count(record, context)
    return tuple(table(one, counted[one.number], context, hold_back=hold_back) for one in asked)


def table(indicator: Indicator, tallies: Iterable[Tally], context: Context, *, hold_back: bool = True) -> Table:
    """The numbers of what was counted, without those by which somebody could be known."""
    behind: dict[Cell, list[UUID]] = {(group, column): [] for group in (*indicator.groups, ALL) for column in COLUMNS}
    last = len(tuple(context.quarter_ends())) - 1
    for one in tallies:
        quarter = context.year.quarter(one.on)
        if quarter is None or one.group not in indicator.groups:
            continue
        columns = {quarter} | ({YEAR} if not indicator.stock or quarter == last else set())
        for column in columns:
            behind[one.group, column].append(one.case_id)
            behind[ALL, column].append(one.case_id)
    cells = {cell: len(cases) for cell, cases in behind.items()}
    groups = list(indicator.groups)
    adds_up = len(groups) > 1 and not indicator.overlapping
    sums = _sums(groups, adds_up=adds_up, over_time=not indicator.stock)
    hidden = suppressed(cells, sums) if hold_back else frozenset[Cell]()
    if indicator.stock:  # the year's number is its last quarter's
        hidden |= {(group, YEAR) for group, column in hidden if column == last}
    rows = [_row(group, indicator.groups[group], cells, hidden) for group in groups]
    total = _row(ALL, "All", cells, hidden)
    return Table(
        indicator.number,
        indicator.title,
        indicator.stock,
        (*rows, total) if adds_up else tuple(rows),
        indicator.part,
        _shares(indicator.part, rows, total) if indicator.part else (),
        {cell: tuple(dict.fromkeys(cases)) for cell, cases in behind.items() if cases},
    )


def _sums(groups: list[str], *, adds_up: bool, over_time: bool) -> list[list[Cell]]:
    """The ways in which the table adds up: groups to all, quarters to the year."""
    named = [*groups, ALL] if adds_up else groups
    found: list[list[Cell]] = []
    if adds_up:
        found += [[(group, column) for group in named] for column in COLUMNS]
    if over_time:
        found += [[(group, column) for column in COLUMNS] for group in named]
    return found


def _row(group: str, title: str, cells: Mapping[Cell, int], hidden: frozenset[Cell]) -> Row:
    numbers = tuple(None if (group, column) in hidden else cells[group, column] for column in COLUMNS)
    return Row(group, title, numbers)


def _shares(part: str, rows: list[Row], total: Row) -> tuple[int | None, ...]:
    """How much of all the part is, in whole percent; None where either is not told, or there is nothing."""
    [own] = [row for row in rows if row.group == part]
    return tuple(
        round(100 * some / every) if some is not None and every else None
        for some, every in zip(own.numbers, total.numbers, strict=True)
    )
