"""Rows of an answer as a table: several people weighed by the same questions are read side by side."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

NUMBERED = re.compile(r"(.+) \d+\Z")
HEADING = re.compile(r"(.+?)(?:\?|:) (.*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Table:
    """caption: what each row is. heads: who or what the columns are about. rows: ((question, (a cell per column)), …).

    rest: ((label, answer), …) of what is not in the table.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    rest: tuple[tuple[str, str], ...]


def compared(answers: Iterable[tuple[str, str]]) -> Table | None:
    """The first list with two rows or more, as `forms.words` says it, by its questions; None where there is none."""
    told = [(label, words, NUMBERED.fullmatch(label)) for label, words in answers]
    lists = Counter(found[1] for _, words, found in told if found and "\n" in words)
    caption = next((name for name, rows in lists.items() if rows > 1), None)
    if caption is None:
        return None
    texts = [words for _, words, found in told if found and found[1] == caption]
    known = Counter(heading for words in texts for heading in {_split(line)[0] for line in words.split("\n")})
    columns = [
        _column(words, {heading for heading, times in known.items() if heading and times > 1}) for words in texts
    ]
    first, *questions = dict.fromkeys(question for column in columns for question in column)
    return Table(
        caption,
        tuple(column.get(first, "") for column in columns),
        tuple((question, tuple(column.get(question, "") for column in columns)) for question in questions),
        tuple((label, words) for label, words, found in told if not (found and found[1] == caption)),
    )


def _column(words: str, headings: set[str]) -> dict[str, str]:
    """{question: answer} of one row. A line that begins with no question of the list goes on with the answer before."""
    column: dict[str, str] = {}
    question = ""
    for line in words.split("\n"):
        heading, answer = _split(line)
        if heading in headings or not column:
            question, column[heading] = heading, answer
        else:
            column[question] = f"{column[question]}\n{line}"
    return column


def _split(line: str) -> tuple[str, str]:
    found = HEADING.match(line)
    return (line[: found.end(1) + 1].rstrip(":"), found[2]) if found else ("", line)
