"""A person's tasks: the inbox, opening one, claiming it, keeping a draft, completing it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row

from app import engine, forms
from app.actions import documents, identities, messages, moves, pickers, releases
from app.actions import policy as packs
from app.actions.releases import Compiled
from app.domain import cases as domain
from app.domain.access import Permission
from app.domain.deadlines import local
from app.domain.errors import Conflict, Forbidden, Invalid, InvalidAnswers, Overrun, Problem, RuleBroken, Stuck
from app.domain.messages import KINDS
from app.domain.messages import read as read_message
from app.domain.views import DraftField, InboxPage, InboxRow, Offer, TaskPage
from app.store import access, cases, drafts, idempotency, instances, locks
from app.store import answers as stored_answers
from app.store import inbox as lists
from app.store import tasks as task_rows
from app.store.base import dumps
from app.store.cases import Held
from app.store.instances import Running
from app.store.journal import Happened
from app.store.tasks import Asked
from app.store.tx import Tx

View = Literal["mine", "team", "overdue"]
LONGEST_PAGE = 100
LATEST_VERSION = 1_000_000_000  # fits what databases keep
LONGEST_DRAFT = 200_000  # characters of all changes together, as JSON


@dataclass(frozen=True, slots=True)
class Completed:
    """What completing a task did. next_task_id: the actor's next task in this case, or None. done: the process has ended.

    said: one sentence for the person, for example “Recorded. Next: Confirm the lead professional.”
    """

    task_id: UUID
    case_id: UUID
    child: str
    next_task_id: UUID | None
    done: bool
    said: str


def inbox(
    tx: Tx, *, view: View = "mine", after: str | None = None, limit: int = 25, case_id: UUID | None = None
) -> InboxPage:
    """One page of open tasks, soonest due first. after: the previous page's `next`. case_id: only this case's.

    In a writing transaction the children shown are logged. Raises Forbidden, or Invalid for a cursor that is not ours.
    """
    tx.actor.require(Permission.WORK)
    if view not in lists.VIEWS or not 1 <= limit <= LONGEST_PAGE:
        raise Invalid(f"Ask for mine, team or overdue, and for 1 to {LONGEST_PAGE} tasks at a time.")

    cursor = lists.Cursor.read(after) if after else None
    found = lists.page(tx, view, after=cursor, limit=limit, case_id=case_id)
    rows = found[:limit]
    following = str(lists.Cursor(rows[-1].soonest, rows[-1].id)) if len(found) > limit else None
    offers = () if cursor else tuple(offer(row) for row in lists.offers(tx))

    if tx.writing:
        access.listed(tx, [*(row.case_id for row in rows), *(one.case_id for one in offers)], "inbox")
    return InboxPage(tuple(listed(tx, rows)), following, lists.counts(tx), offers)


def listed(tx: Tx, rows: Iterable[Row[Any]]) -> Iterable[InboxRow]:
    """Rows of open tasks as lists show them."""
    for row in rows:
        dated = row.soonest < task_rows.NEVER
        policy = packs.in_force(tx, row.policy_id) if dated else None
        yield InboxRow(
            row.id,
            row.case_id,
            child_name(row),
            row.name,
            row.process,
            row.opened_at,
            row.soonest if dated else None,
            row.soonest <= tx.now,
            row.why[1:],
            row.claimed_by,
            mine=bool(row.why),
            working_days=packs.days_left(policy, row.soonest, tx.now) if policy else None,
            due=task_rows.due_from(row.due),
        )


def child_name(row: Row[Any]) -> str:
    """The chosen name with the family name."""
    return f"{row.known_as or row.given_name} {row.family_name}"


def offer(row: Row[Any]) -> Offer:
    """A role that waits for a yes or no."""
    return Offer(cases.role(row), row.case_id, child_name(row), row.holder)


def open(tx: Tx, task_id: UUID) -> TaskPage:  # noqa: A001 - the verb that people use for a task
    """A task's page; writes the access row, so it needs a writing transaction. Raises Forbidden or NotFound."""
    tx.actor.require(Permission.WORK)
    task, instance, case = locks.task(tx, task_id)
    case = _visible(task, case)
    access.opened(tx, case.id, "task", case.relation)

    scene = moves.scene(tx, case)
    release = releases.compiled(tx, instance.release_id)
    form = release.form(task.form)
    context = _context(tx, scene, release, instance, task)
    options = pickers.options(tx, scene, form, context)
    who = lists.who(tx, task_id)
    return TaskPage(
        task.id,
        task.key,
        task.name,
        task.process,
        identities.identity(tx, scene),
        form.definition if form else None,
        context,
        options,
        drafts.of(tx, task_id) if task.state == "open" else {},
        (
            *messages.told(tx, scene, instance),
            *(stored_answers.of_case(tx, case.id, form.shows) if form and form.shows else ()),
        ),
        case.version,
        task.due,
        task.opened_at,
        next((row.name for row in who if row.person_id and row.person_id == task.claimed_by_id), None),
        task.mine,
        tuple(dict.fromkeys((row.name, row.why) for row in who)),
        open=task.state == "open",
        done=_closed(task),
        working_days=packs.days_left(scene.policy, task.due.at, tx.now) if task.due else None,
        carried=documents.carried(tx, case.id, form) if task.state == "open" else None,
    )


def _closed(task: Asked) -> str:
    if task.state == "open":
        return ""
    verb = "Completed" if task.state == "done" else "No longer needed"
    return f"{verb} by {task.closed_by}."


def _visible(task: Asked, case: Held | None) -> Held:
    """The case, or what those read who were asked for a task that somebody else has done meanwhile."""
    if case is None:
        raise Conflict(f"{_closed(task)} There is nothing left to do here. Go back to your inbox.")
    return case


def _context(tx: Tx, scene: moves.Scene, release: Compiled, instance: Running, task: Asked) -> Mapping[str, Any]:
    """What the form's conditions and texts read: the scope's variables, the facts, the policy, the moment here."""
    variables: Mapping[str, Any] = {}
    if task.state == "open":
        variables = engine.variables(release.engine, instance.state, task.id)
    facts = domain.view(scene.facts, tx.now)
    return {**variables, "case": facts, "policy": scene.policy.view(), "now": local(tx.now)}


def claim(tx: Tx, task_id: UUID) -> None:
    """Mark the actor as the one who is on this task; taking over from somebody is allowed and journalled.

    Raises NotFound, Forbidden or Conflict.
    """
    tx.actor.require(Permission.WORK)
    task, case = _locked(tx, task_id)
    if task.claimed_by_id == tx.actor.person_id:
        return

    task_rows.claim(tx, task_id, case.id, task.soonest)
    title = (
        f"{tx.actor.name} took over “{task.name}”." if task.claimed_by_id else f"{tx.actor.name} took on “{task.name}”."
    )
    moves.note(tx, case, Happened("task.claimed", title, (), {"task_id": str(task_id)}))


def release(tx: Tx, task_id: UUID) -> None:
    """Give a claimed task back. Raises NotFound, Forbidden or Conflict."""
    tx.actor.require(Permission.WORK)
    task, case = _locked(tx, task_id)
    if task.claimed_by_id != tx.actor.person_id:
        raise Conflict("You are not the one who is on this task. Reload to see who is.")

    task_rows.unclaim(tx, task_id, person_id=None)
    gave_back = Happened("task.released", f"{tx.actor.name} gave “{task.name}” back.", (), {"task_id": str(task_id)})
    moves.note(tx, case, gave_back)


def _locked(tx: Tx, task_id: UUID) -> tuple[Asked, Held]:
    """An open task that the actor is asked for, with its case, locked."""
    locks.lock_task(tx, task_id)
    task, _, case = locks.task(tx, task_id)
    return task, _permit(task, case)


def _permit(task: Asked, case: Held | None) -> Held:
    """Raise where the task is not open, or the actor is not among those who are asked for it."""
    if task.state != "open":
        raise Conflict(f"{_closed(task)} There is nothing left to do here. Go back to your inbox.")
    if not task.mine:
        raise Forbidden("This task is for somebody else. The task's page says who may do it.")
    return _visible(task, case)


def save_draft(tx: Tx, task_id: UUID, changes: Mapping[str, tuple[Any, int]]) -> dict[str, DraftField]:
    """Keep words, valid or not, before they are sent.

    changes: {field: (value, version seen)}; version 0 where the field had no draft. Returns the whole draft as it
    stands. Raises NotFound, Forbidden, Conflict, Invalid, or StaleDraft with both texts where somebody was quicker; then
    none of the changes is kept.
    """
    tx.actor.require(Permission.WORK)
    task, instance, case = locks.task(tx, task_id)
    case = _permit(task, case)
    form = releases.compiled(tx, instance.release_id).form(task.form)
    _check_draft(form, changes)

    # What colleagues wrote comes back, also with a refusal: it is a look at the child's record.
    look = partial(access.opened, case_id=case.id, what="draft", relation=case.relation)
    look(tx)
    tx.keep_if_refused(look)
    drafts.save(tx, task_id, changes)
    return drafts.of(tx, task_id)


def _check_draft(form: forms.Form | None, changes: Mapping[str, tuple[Any, int]]) -> None:
    known = form.outline.fields if form else {}
    if unknown := sorted(set(changes) - set(known)):
        raise Invalid(f"This task does not ask for “{unknown[0]}”. Reload the page.")
    if not all(0 <= version <= LATEST_VERSION for _, version in changes.values()):
        raise Invalid("No draft has this version. Reload the page.")
    if len(dumps({field: value for field, (value, _) in changes.items()})) > LONGEST_DRAFT:
        raise Invalid("This is too long to be kept. Shorten your answers.")


def complete(tx: Tx, task_id: UUID, answers: Mapping[str, Any], *, seen: int, key: str) -> Completed:
    """Record a person's answers and move the process to its next stop.

    answers: {field: value} as received; checked here against the task's form. seen: TaskPage.seen, so that a stale tab
    cannot overwrite. key: made when the form was drawn; the same key again returns the stored answer.
    Raises NotFound, Forbidden, Conflict, InvalidAnswers, KeyReused, Overrun, Stuck or RuleBroken; then nothing is kept.
    """
    asked = ["task.complete", task_id, answers]
    locks.lock_task(tx, task_id)
    if (known := idempotency.answer(tx, key, asked)) is not None:
        return _completed(known)
    task, instance, held = locks.task(tx, task_id)

    tx.actor.require(Permission.WORK)
    case = _permit(task, held)
    case.expect(seen, instance_id=instance.id, element=task.key)

    release = releases.compiled(tx, instance.release_id)
    _second_person(tx, case, release.form(task.form))
    act = _Act(task, instance, moves.scene(tx, case, named=answers.values()), release)
    clean, words, made = _checked(tx, act, answers)

    moved = _move(tx, act, clean)

    stored_answers.keep(tx, case.id, (task_id, task.key, task.name), clean, words)
    documents.keep(tx, case.id, task_id, made)
    if task.drafted:
        drafts.clear(tx, task_id)
    told = _tell(tx, act, clean)
    done = _answer(tx, task, moved, told=told)
    idempotency.keep(tx, key, asked, asdict(done))
    return done


def _second_person(tx: Tx, case: Held, form: forms.Form | None) -> None:
    """Raise Forbidden where the actor did one of the tasks whose doers may not do this one: the second signature.

    The same for a message, whose name stands among them: nobody verifies the word that they brought.
    """
    if form is None or not form.other_than:
        return
    if done := stored_answers.done_by_actor(tx, case.id, form.other_than):
        raise Forbidden(f"This needs a second person, for you did “{done}” yourself. A colleague has to do it.")
    brought = KINDS.keys() & form.other_than
    if brought and tx.actor.person_id in instances.senders(tx, case.id, brought):
        raise Forbidden("This needs a second person, for you brought the word yourself. A colleague has to do it.")


@dataclass(frozen=True, slots=True)
class _Act:
    """A task that is about to be completed, with everything that was read for it."""

    task: Asked
    instance: Running
    scene: moves.Scene
    release: Compiled


def _checked(
    tx: Tx, act: _Act, answers: Mapping[str, Any]
) -> tuple[Mapping[str, Any], documents.Words, documents.Written]:
    """The answers as the form takes them, the same in words, and what they amount to. A task without a form takes none."""
    if (form := act.release.form(act.task.form)) is None:
        if answers:
            raise Invalid("This task asks nothing. Send it without answers.")
        return {}, (), documents.NOTHING
    context = _context(tx, act.scene, act.release, act.instance, act.task)
    options = pickers.options(tx, act.scene, form, context)
    clean = forms.check(form, answers, context=context, options=options)
    documents.check_carried(tx, act.scene.case.id, form, clean)
    made = documents.written(form, clean, options, context, item=act.task.item)
    documents.check_recorded(form, clean, made, act.scene.policy)
    return clean, forms.words(form, clean, options, context=context), made


def _move(tx: Tx, act: _Act, clean: Mapping[str, Any]) -> moves.Moved:
    """Take the engine's step and write it. What the rules refuse is kept in the history."""
    task, scene = act.task, act.scene
    more = {"task_id": str(task.id), "key": task.key, "fields": sorted(clean), "policy": scene.policy.label}
    lines = documents.lines(act.release.form(task.form))
    happened = Happened("task.completed", f"{tx.actor.name} completed “{task.name}”.", lines, more)
    try:
        step = engine.complete(act.release.engine, act.instance.state, task.id, clean, scene.world(tx))
        task_rows.complete(tx, task.id)
        return moves.write(
            tx, scene, act.instance, step, happened, release=act.release, element=task.key, completed=task.id
        )
    except Invalid as refusal:
        if refusal.field not in clean:
            raise
        raise InvalidAnswers([Problem(refusal.field, str(refusal))]) from refusal
    except (RuleBroken, Overrun, Stuck) as refusal:
        moves.keep_attempt(tx, scene.case.id, task.name, refusal, more)
        if isinstance(refusal, RuleBroken) and refusal.field not in clean:
            refusal.field = ""
        raise


def _tell(tx: Tx, act: _Act, clean: Mapping[str, Any]) -> bool:
    """Send the case what a tick says, after the answers themselves: was there something?"""
    form = act.release.form(act.task.form)
    names = tuple(forms.told_by(form, clean)) if form else ()
    for name in names:
        case = locks.of_any(tx, act.scene.case.id)
        messages.take(tx, case, read_message(name, {"told_by": tx.actor.person_id}))
        if moves.is_escalation(act.task.process):
            moves.inform(tx, case, "girfec_lead_officer", "protection_concern")
    return bool(names)


def _answer(tx: Tx, task: Asked, moved: moves.Moved, *, told: bool) -> Completed:
    """What the person is told: the next task where it is theirs, else what the case waits for."""
    case, step = moved.scene.case, moved.step
    next_task_id = None if told else moved.next_for(tx)
    if next_task_id is None and (told or task.others or step.changes):  # changed roles may have made more tasks theirs
        next_task_id = lists.next_in(tx, case.id)
    recorded = "Recorded, and what you ticked was passed on." if told else "Recorded."
    following = next((opened.name for opened, _ in moved.opened if opened.id == next_task_id), None)
    if following:
        said = f"{recorded} Next: {following}."
    elif next_task_id:
        said = f"{recorded} You have another task for this child."
    elif step.done:
        said = f"{recorded} This process has ended."
    else:
        said = f"{recorded} Others have the next step."
    return Completed(task.id, case.id, case.child.name, next_task_id, step.done, said)


def _completed(known: Mapping[str, Any]) -> Completed:
    """The answer that was given to the same request before."""
    following = known["next_task_id"]
    return Completed(
        UUID(known["task_id"]),
        UUID(known["case_id"]),
        known["child"],
        UUID(following) if following else None,
        known["done"],
        known["said"],
    )
