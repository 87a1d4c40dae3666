"""Disagreements that have reached the actor's office."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

from app.actions import choice_records, moves, releases
from app.actions.tasks import child_name
from app.domain import statutory
from app.domain.access import Permission
from app.domain.views import Escalation
from app.store import access, inbox, locks
from app.store import answers as stored_answers
from app.store.answers import Given
from app.store.people import ESCALATION_OFFICES
from app.store.tasks import due_from
from app.store.tx import Tx

# The fields by which the shipped forms ask for a position, its grounds, and the child's own words.
POSITION = "position"
GROUNDS = ("objection", "reason")
CHILD_WORDS = ("child_words",)


def desk(tx: Tx) -> tuple[Escalation, ...]:
    """The escalations that wait for one of the actor's offices, soonest due first. Raises Forbidden.

    In a writing transaction the list is logged.
    """
    tx.actor.require(Permission.SETTLE_ESCALATIONS)
    rows = inbox.on_desk(tx, sorted(tx.actor.offices & ESCALATION_OFFICES))
    if tx.writing:
        access.listed(tx, [row.case_id for row in rows], "escalations")
    return tuple(_escalation(tx, row) for row in rows)


def _escalation(tx: Tx, row: Row[Any]) -> Escalation:
    given = stored_answers.given(tx, row.case_id)
    scene = moves.scene(tx, locks.case(tx, row.case_id))
    release = releases.compiled(tx, row.release_id)
    return Escalation(
        row.case_id,
        child_name(row),
        release.engine.processes[row.process].name,
        row.name,
        row.opened_at,
        due_from(row.due),
        row.responsible,
        row.id,
        tuple(_positions(given)),
        next((text for one in reversed(given) for key in CHILD_WORDS if (text := one.text(key))), ""),
        next((one for one in choice_records.of_case(tx, row.case_id) if one.instance_id == row.instance_id), None),
        statutory.asked(scene.facts, scene.policy),
    )


def _positions(given: Iterable[Given]) -> Iterable[tuple[str, str, str]]:
    """Who takes which position, and why, in words: the latest of each person, in the order in which they answered."""
    latest = {one.by: one for one in given if POSITION in one.values}
    for one in latest.values():
        yield one.by, one.words[0][1] if one.words else "", next((t for key in GROUNDS if (t := one.text(key))), "")
