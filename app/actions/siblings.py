"""Brothers and sisters: their cases are linked, their records stay apart.

Whoever works with one of them learns nothing of another, not even that there is one, unless they work with that child too.
So a link is written into each history without a name, and a meeting held for several of them leaves in each case its own
record: what everybody may read, and what concerns that child alone.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from app import forms
from app.actions import documents, moves
from app.domain import cases as domain
from app.domain.access import Permission
from app.domain.deadlines import local
from app.domain.errors import Conflict, Forbidden, Invalid, InvalidAnswers, Problem
from app.domain.views import SiblingRow
from app.domain.words import LONGEST_WORDS, check_words
from app.store import access, idempotency, inbox, locks, people, siblings
from app.store import answers as stored_answers
from app.store.journal import Happened
from app.store.tx import Tx

COMMON = ("held_on", "attendance", "common_words")  # what is recorded once, in the words of each case
MOST = 12  # children in one meeting


@cache
def form() -> forms.Form:
    """What is asked of a meeting for several children, as it stands in the record of one of them."""
    return forms.read((Path(__file__).parent / "joint_meeting.json").read_bytes(), file="joint_meeting.json")


def of_child(tx: Tx, child_id: UUID) -> tuple[SiblingRow, ...]:
    """The siblings of a child whose case was opened, as far as the actor works with them too, oldest first."""
    today = people.local_day(tx.now)
    return tuple(
        SiblingRow(
            row.case_id,
            f"{row.known_as or row.given_name} {row.family_name}",
            domain.age(row.born_on, today),
            row.reason,
            row.linked_by,
            row.linked_at,
            row.closed_at,
        )
        for row in siblings.of_child(tx, child_id)
    )


def open(tx: Tx, case_id: UUID) -> tuple[SiblingRow, ...]:  # noqa: A001 - the verb that people use for a child's record
    """The siblings of a child that the actor works with too. The look is recorded, theirs as well. Raises NotFound."""
    tx.actor.require(Permission.WORK)
    case = locks.case(tx, case_id)
    found = of_child(tx, case.child.id)
    if tx.writing:
        access.opened(tx, case.id, "siblings", case.relation)
        access.listed(tx, [one.case_id for one in found], "siblings")
    return found


def to_link(tx: Tx, case_id: UUID) -> tuple[tuple[str, str], ...]:
    """The other children with whom the actor works: (case id, name). Raises NotFound."""
    case = locks.case(tx, case_id)
    known = {one.case_id for one in of_child(tx, case.child.id)} | {case_id}
    rows = [row for row in inbox.my_cases(tx) if row.id not in known]
    if tx.writing:
        access.listed(tx, [row.id for row in rows], "siblings")
    return tuple((str(row.id), f"{row.known_as or row.given_name} {row.family_name}") for row in rows)


def link(tx: Tx, case_id: UUID, other_id: UUID | None, reason: str, key: str) -> None:
    """Record that two children are siblings. Raises NotFound, Forbidden, Invalid, Conflict or KeyReused."""
    _changed(tx, case_id, other_id, reason, key, together=True)


def unlink(tx: Tx, case_id: UUID, other_id: UUID | None, reason: str, key: str) -> None:
    """Record that two children are not siblings, or no longer to be held for such. Raises the same."""
    _changed(tx, case_id, other_id, reason, key, together=False)


def _changed(tx: Tx, case_id: UUID, other_id: UUID | None, reason: str, key: str, *, together: bool) -> None:
    tx.actor.require(Permission.WORK)
    asked = ["sibling.link" if together else "sibling.unlink", case_id, other_id, reason]
    if idempotency.answer(tx, key, asked) is not None:
        return
    for one in sorted({case_id, other_id or case_id}):
        locks.lock(tx, one)
    here = _working(tx, case_id)
    if other_id is None:
        raise Invalid("Choose the other child.", field="other")
    there = _working(tx, other_id)
    if not reason.strip():
        raise Invalid("Say how you know, or what was wrong.", field="reason")
    check_words(reason, LONGEST_WORDS)
    mine, theirs = here.facts.child.id, there.facts.child.id
    if mine == theirs:
        raise Invalid("This is the same child. Choose another one.", field="other")
    change = siblings.link if together else siblings.unlink
    change(tx, mine, theirs, reason.strip())
    # In words that are the same whether somebody who reads them knows of the other child or not.
    said = Happened("record.linked", f"{tx.actor.name} changed what this record is linked with.")
    moves.note(tx, here.case, said)
    moves.note(tx, there.case, said)
    idempotency.keep(tx, key, asked, {"linked": together})


def meet(
    tx: Tx, case_id: UUID, common: Mapping[str, Any], own: Mapping[UUID, Mapping[str, Any]], key: str
) -> tuple[UUID, ...]:
    """Record one meeting in the case of each child it was about; returns the cases.

    common: the answers to COMMON. own: {case: the other answers}, case_id's among them. Each child has a record of their
    own; none names another. Raises NotFound, Forbidden, Invalid, InvalidAnswers, RuleBroken, Conflict or KeyReused.
    """
    tx.actor.require(Permission.WORK)
    asked = ["sibling.meet", case_id, common, {str(one): said for one, said in own.items()}]
    locked = sorted({case_id, *own})
    for one in locked[:MOST]:
        locks.lock(tx, one)
    if (known := idempotency.answer(tx, key, asked)) is not None:
        return tuple(UUID(one) for one in known["cases"])
    here = _working(tx, case_id)
    if case_id not in own or not 2 <= len(own) <= MOST:
        raise Invalid(
            f"A joint meeting is about this child and others, {MOST} at most. Say what concerns each of them."
        )
    scenes = {one: here if one == case_id else _working(tx, one) for one in sorted(own)}
    for one, scene in scenes.items():
        if one != case_id and not siblings.linked(tx, here.facts.child.id, scene.facts.child.id):
            raise Conflict("These children are not linked as siblings. Link them first.")
    written = [(one, _recorded(tx, scene, {**own[one], **common})) for one, scene in scenes.items()]
    siblings.record(tx, uuid4(), written)
    idempotency.keep(tx, key, asked, {"cases": [str(one) for one in scenes]})
    return tuple(scenes)


def _recorded(tx: Tx, scene: moves.Scene, answers: Mapping[str, Any]) -> UUID:
    """One child's record of the meeting; returns its id. What is wrong is said with the child's name."""
    context = {"now": local(tx.now)}
    try:
        clean = forms.check(form(), answers, context=context, options={})
    except InvalidAnswers as refusal:
        name = scene.facts.child.known_as or scene.facts.child.given_name
        raise InvalidAnswers(
            [
                Problem(
                    f"{one.field}_{scene.case.id.hex}" if one.field not in COMMON else one.field,
                    f"{name}: {one.message}",
                )
                for one in refusal.problems
            ]
        ) from refusal
    made = documents.written(form(), clean, {}, context)
    documents.check_recorded(form(), clean, made, scene.policy)
    answer_id, title = uuid4(), form().outline.title
    words = forms.words(form(), clean, {}, context=context)
    stored_answers.keep(tx, scene.case.id, (answer_id, "joint_meeting", title), clean, words)
    documents.keep(tx, scene.case.id, answer_id, made)
    moves.note(
        tx, scene.case, Happened("meeting.recorded", f"{tx.actor.name} recorded a meeting.", documents.lines(form()))
    )
    return answer_id


def _working(tx: Tx, case_id: UUID) -> moves.Scene:
    """The scene of a locked case in which the actor holds a role. Raises NotFound or Forbidden."""
    scene = moves.scene(tx, locks.case(tx, case_id))
    if not scene.facts.involves(tx.actor.person_id, tx.actor.team_ids):
        raise Forbidden("Those who hold a role for a child say who their brothers and sisters are. Ask one of them.")
    if scene.facts.still:
        raise Conflict("The child has died, or that is being verified, so nothing is changed here now.")
    return scene
