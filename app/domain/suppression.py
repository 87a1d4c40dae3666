"""Small numbers: which cells of a table are not told, so that nobody can be known by them, nor by a difference.

1 to 4 is not told; 0 is. Where the only cell of a row or column that is not told could be had by taking the others from
the total, another one is not told either. So all the ways in which a table adds up are looked at, until nothing changes.
"""

from collections.abc import Iterable, Mapping, Sequence

SMALL = 5  # below this, and above nothing
Cell = tuple[str, int]  # (group, column)


def small(number: int) -> bool:
    """Is this a number by which somebody could be known?"""
    return 0 < number < SMALL


def suppressed(cells: Mapping[Cell, int], sums: Iterable[Sequence[Cell]]) -> frozenset[Cell]:
    """The cells that are not told. sums: each a list of cells of which the last is the sum of the others."""
    hidden = {cell for cell, number in cells.items() if small(number)}
    lines = [tuple(line) for line in sums]
    while True:
        more = {cell for line in lines for cell in _also(line, cells, hidden)}
        if more <= hidden:
            return frozenset(hidden)
        hidden |= more


def _also(line: Sequence[Cell], cells: Mapping[Cell, int], hidden: set[Cell]) -> Sequence[Cell]:
    """What else of a line may not be told, for what is hidden to stay so."""
    *parts, total = line
    unknown = [cell for cell in line if cell in hidden]
    if not unknown:
        return ()
    told = sum(cells[cell] for cell in parts if cell not in hidden)
    between = cells[total] - told
    safe = len(unknown) > 1 and (total in hidden or between >= SMALL or between == 0)
    if safe:
        return ()
    others = sorted(
        (cell for cell in parts if cell not in hidden and cells[cell]), key=lambda cell: (cells[cell], cell)
    )
    return (others[0],) if others else (total,)
