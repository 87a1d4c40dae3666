"""A child's plan in plain words: its needs, who does what by when, and what is different from the version before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.domain.deadlines import day_in_words
from app.domain.documents import (
    ACTION_STATES,
    INDICATORS,
    NEED_STATES,
    OPEN_ACTION,
    OPEN_NEED,
    ROWS,
    Document,
)


@dataclass(frozen=True, slots=True)
class Need:
    """Something the child needs. indicator and state are words for people. open: it is not met yet."""

    indicator: str
    need: str
    outcome: str
    state: str
    open: bool


@dataclass(frozen=True, slots=True)
class Action:
    """Something somebody does. shown_by: how it will be seen that it has helped. state is words; open: not done yet.

    reduces: which risk it makes smaller, where the plan says so.
    """

    action: str
    owner: UUID | None
    by_when: date | None
    shown_by: str
    state: str
    open: bool
    reduces: str = ""


def needs(plan: Document, *, family: bool = False) -> tuple[Need, ...]:
    """The needs in a document, in its order. family: without anything that the family may not see (I10)."""
    return tuple(_need(row) for row in rows(plan, "needs", family=family) if row.get("need"))


def actions(plan: Document, *, family: bool = False) -> tuple[Action, ...]:
    """The actions in a document, in its order. family: without anything that the family may not see (I10)."""
    return tuple(_action(row) for row in rows(plan, "actions", family=family) if row.get("action"))


def rows(document: Document, name: str, *, family: bool) -> tuple[Mapping[str, Any], ...]:
    """The rows of a list in a document. Raises KeyError for a list that no document has.

    family: nothing restricted: no such list, no such column.
    """
    columns = ROWS[name]
    kept = document.restricted if family else frozenset()
    if name in kept:
        return ()
    found = document.answers.get(name) or ()
    return tuple(
        {key: row[key] for key in columns if key in row and key not in kept}
        for row in found
        if isinstance(row, Mapping)
    )


def changes(before: Document, after: Document) -> tuple[str, ...]:
    """What is different in a later version, a sentence for each; empty where needs and actions are the same.

    What was closed in the version before is not missed in the next one. Nothing restricted is in them.
    """
    return (
        *_needs_changed(needs(before, family=True), needs(after, family=True)),
        *_actions_changed(actions(before, family=True), actions(after, family=True)),
    )


def _needs_changed(before: tuple[Need, ...], after: tuple[Need, ...]) -> Iterator[str]:
    known = {_same(one.need): one for one in before}
    for one in after:
        was = known.pop(_same(one.need), None)
        if was is None:
            yield f"A new need: {_bare(one.need)}."
        elif was.state != one.state:
            yield f"How it is now: “{_bare(one.need)}” – {one.state.lower()} (before: {was.state.lower()})."
        elif was.outcome != one.outcome:
            yield f"What will be different was worded anew: “{_bare(one.need)}”."
    yield from (f"No longer among the needs: {_bare(one.need)}." for one in known.values() if one.open)


def _actions_changed(before: tuple[Action, ...], after: tuple[Action, ...]) -> Iterator[str]:
    known = {_same(one.action): one for one in before}
    for one in after:
        was = known.pop(_same(one.action), None)
        if was is None:
            yield f"A new action: {_bare(one.action)}."
            continue
        if was.state != one.state:
            yield f"“{_bare(one.action)}” – {one.state.lower()} (before: {was.state.lower()})."
        if was.owner != one.owner:
            yield f"Somebody else does it now: “{_bare(one.action)}”."
        if was.by_when != one.by_when:
            now = day_in_words(one.by_when) if one.by_when else "no day yet"
            then = day_in_words(was.by_when) if was.by_when else "no day"
            yield f"Another day: “{_bare(one.action)}” – {now} (before: {then})."
    yield from (f"No longer among the actions: {_bare(one.action)}." for one in known.values() if one.open)


def _same(text: str) -> str:
    """What is compared of a need or an action: its words, whatever their blanks and capitals."""
    return " ".join(text.casefold().split()).rstrip(".")


def _bare(text: str) -> str:
    """The words without their full stop, to be put into a sentence."""
    return text.strip().rstrip(".")


def _need(row: Mapping[str, Any]) -> Need:
    state = _text(row, "need_state") or "open"
    indicator = _text(row, "indicator")
    return Need(
        INDICATORS.get(indicator, indicator),
        _text(row, "need"),
        _text(row, "outcome"),
        NEED_STATES.get(state, state),
        state in OPEN_NEED,
    )


def _action(row: Mapping[str, Any]) -> Action:
    state = _text(row, "action_state") or "to_do"
    return Action(
        _text(row, "action"),
        _person(_text(row, "owner")),
        day(row.get("by_when")),
        _text(row, "shown_by"),
        ACTION_STATES.get(state, state),
        state in OPEN_ACTION,
        _text(row, "reduces"),
    )


def day(value: object) -> date | None:
    """A day from an answer, which may have gone through JSON; None where it is not one."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _person(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return "" if value is None else str(value)
