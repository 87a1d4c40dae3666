"""A child's case: starting it, opening its page, its history."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row

from app import engine, forms
from app.actions import documents, episodes, identities, moves, pickers, releases, siblings, tasks
from app.actions import policy as packs
from app.actions.releases import Compiled
from app.domain import cases as domain
from app.domain import invariants, statuses
from app.domain.access import Permission
from app.domain.cases import (
    BY_HAND,
    LOOKING_AFTER,
    PLACEMENTS,
    Child,
    Role,
    RoleBegan,
    RoleName,
    Status,
    StatusBegan,
    StatusName,
)
from app.domain.deadlines import local
from app.domain.episodes import kept
from app.domain.errors import Invalid, Overrun, RuleBroken, Stuck
from app.domain.policy import Policy
from app.domain.units import OLDEST_CEILING
from app.domain.views import CasePage, CaseRow, Deadline, Event, InboxRow, Where
from app.domain.words import check_words
from app.store import access, cases, idempotency, inbox, instances, journal, locks, outbox, people, timers
from app.store import answers as stored_answers
from app.store import releases as stored_releases
from app.store import tasks as task_rows
from app.store.cases import Held
from app.store.instances import Running
from app.store.journal import Happened
from app.store.outbox import Letter
from app.store.tasks import due_from
from app.store.tx import Tx

EVENTS = 50  # of a timeline at a time
LATEST_EVENT = 1_000_000_000  # fits what databases keep
LONGEST_NAME = 200
LONGEST_REASON = 10_000
EXPECTED_WITHIN_DAYS = 300
OFFERED = "role"  # the outbox's kind for “You have been asked to take on a role”


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is asked when a case starts. process: the id of a process that `releases.processes` lists.

    statuses: {status: the day it began}. reason: why the journey starts, in the practitioner's words. follows: the last
    episode of a child who is known, closed; then the names and the day of birth are that child's. another_child: whoever
    starts it knows that it is no child of this name and day of birth whom they work with; where not, they are asked.
    """

    given: str
    family: str
    known_as: str
    born_on: date
    process: str
    named_person_id: UUID | None = None
    partner_ids: tuple[UUID, ...] = ()
    statuses: Mapping[StatusName, date] = field(default_factory=dict)
    reason: str = ""
    follows: UUID | None = None
    another_child: bool = True


@dataclass(frozen=True, slots=True)
class Started:
    """A case that has begun. next_task_id: a task of it that is the actor's, or None."""

    case_id: UUID
    next_task_id: UUID | None


def start(tx: Tx, new: NewCase, answers: Mapping[str, Any], key: str) -> Started:
    """Open a child's case and start its process.

    The named person service holds the case at once; whoever starts it as named person has accepted, anybody else is
    asked. answers: {field: value} to the process's start form. key: made when the form was drawn; the same key again
    returns the stored answer.
    Raises Forbidden, NotFound, Conflict, Invalid, InvalidAnswers, KeyReused or RuleBroken; then nothing is kept.
    """
    asked = ["case.start", asdict(new), answers]
    if (known := idempotency.answer(tx, key, asked)) is not None:
        following = known["next_task_id"]
        return Started(UUID(known["case_id"]), UUID(following) if following else None)
    tx.actor.require(Permission.START_CASE)
    _check_new(tx, new)
    release = releases.newest(tx)
    form = _start_form(release, new.process)
    clean, words, made = _start_answers(tx, form, answers)

    case = _open_case(tx, new, release)
    scene = moves.scene(tx, case, named=[*clean.values(), *new.partner_ids, new.named_person_id])
    invariants.check(scene.facts, scene.policy)
    if new.follows is None:
        episodes.ask_about_likeness(tx, case, scene.policy)
    title = f"{tx.actor.name} started “{release.engine.processes[new.process].name}”."
    follows = {"follows": str(new.follows)} if new.follows else {}
    more = {"process": new.process, "fields": sorted(clean), "policy": scene.policy.label, **follows}
    began = Happened("case.started", title, _roles_in_words(scene), more)
    moved = begin(tx, scene, release, new.process, clean, happened=began, main=True)

    stored_answers.keep(tx, case.id, (case.id, "start", "Start of the journey"), clean, _reason(new, words))
    documents.keep(tx, case.id, case.id, made)
    outbox.put(tx, case.id, moved.scene.case.journal_seq, _offers_by_mail(scene.facts.roles))
    started = Started(case.id, moved.next_for(tx) or inbox.next_in(tx, case.id))
    idempotency.keep(tx, key, asked, asdict(started))
    return started


def _check_new(tx: Tx, new: NewCase) -> None:
    names = (new.given.strip(), new.family.strip())
    if not all(names) or any(len(name) > LONGEST_NAME or not name.isprintable() for name in (*names, new.known_as)):
        raise Invalid(f"Enter the child's given and family name, each at most {LONGEST_NAME} characters.")
    check_words(new.reason, LONGEST_REASON)
    today = people.local_day(tx.now)
    if domain.age(new.born_on, today) > OLDEST_CEILING or (new.born_on - today).days > EXPECTED_WITHIN_DAYS:
        raise Invalid(
            "Check the date of birth. GIRFEC is for children and young people, and for those soon to be born."
        )
    if unfit := set(new.statuses) - set(BY_HAND):
        instead = domain.BY_PROCEDURES.get(min(unfit), "It comes about while the case goes on. Leave it out.")
        raise Invalid(f"“{min(unfit)}” is nothing to start with. {instead}")
    if any(began > today for began in new.statuses.values()):
        raise Invalid("A status begins today or earlier. Record it again when it begins.")
    chosen = {*new.partner_ids, *([new.named_person_id] if new.named_person_id else [])}
    if len(people.persons(tx, chosen)) != len(chosen):
        raise Invalid("Choose the named person and the partners from your area's list of colleagues.")


def _start_form(release: Compiled, process: str) -> forms.Form | None:
    outline = release.engine.processes.get(process)
    if outline is None or not outline.startable:
        raise Invalid("This process cannot be started by a person. Choose one from the list of processes.")
    return release.form(outline.start_form)


def _start_answers(
    tx: Tx, form: forms.Form | None, answers: Mapping[str, Any]
) -> tuple[Mapping[str, Any], documents.Words, documents.Written]:
    if form is None:
        if answers:
            raise Invalid("This process asks nothing at its start. Send it without answers.")
        return {}, (), documents.NOTHING
    context = {"now": local(tx.now)}
    options = pickers.for_start(tx, form)
    clean = forms.check(form, answers, context=context, options=options)
    made = documents.written(form, clean, options, context)
    return clean, forms.words(form, clean, options, context=context), made


def _open_case(tx: Tx, new: NewCase, release: Compiled) -> Held:
    """Write the child, the case and the facts with which it opens; somebody is responsible from this moment."""
    policy_id, stamp = stored_releases.in_force(tx)
    service = people.organisation(tx, tx.actor.area, stamp).offices.get("named_person_service")
    if service is None:
        raise Invalid("No team holds the named person service of this area yet. Ask your administrator to name one.")
    _check_age(new, packs.in_force(tx, policy_id), people.local_day(tx.now))

    case_id, going_on = uuid4(), episodes.Continuing()
    if new.follows:
        going_on = episodes.follow(tx, case_id, release.id, new.follows)
    else:
        child = Child(uuid4(), new.given.strip(), new.family.strip(), new.known_as.strip(), new.born_on)
        if not new.another_child:
            episodes.ask_which_child(tx, child)
        cases.add(tx, case_id, child, release.id)
    cases.write(tx, case_id, [RoleBegan(role) for role in _first_roles(tx, new, service, going_on.roles)])
    held = {one.name for one in going_on.statuses}
    recorded = [
        Status(uuid4(), name, on, source="Recorded when the journey started.")
        for name, on in new.statuses.items()
        if name not in held
    ]
    statuses = [*(replace(one, id=uuid4()) for one in going_on.statuses), *recorded]
    _check_placement({one.name for one in statuses})
    cases.write(tx, case_id, [StatusBegan(status) for status in statuses])
    return locks.of_any(tx, case_id)


def _check_placement(names: Collection[StatusName]) -> None:
    """A child lives in one place, and that is recorded where the council looks after them."""
    lives = [name for name in names if name in PLACEMENTS]
    if len(lives) > 1:
        raise Invalid(
            "A child lives in one place. Name that one only; where it has changed, record it once the case is open."
        )
    if lives and not any(name in LOOKING_AFTER for name in names):
        raise Invalid(
            "The council does not look after this child. Name why it does, or leave out where the child lives."
        )


def _check_age(new: NewCase, policy: Policy, today: date) -> None:
    """Nobody's journey begins past the age that the area's pack names. A pack of before it names none."""
    ceiling = policy.settings.get("age_ceiling")
    if ceiling and domain.age(new.born_on, today) >= ceiling.value:
        raise Invalid(
            f"A journey begins before the {ceiling.value}th birthday here ({ceiling.source}; {policy.label}). "
            "Check the date of birth, or turn to adult services."
        )


def _first_roles(tx: Tx, new: NewCase, service: UUID, going_on: tuple[Role, ...]) -> list[Role]:
    """The named person service at once; the named person when they accept; the partners, who join and answer for nothing.

    going_on: what goes on from an earlier episode, whose holders have accepted already. They follow each other by a
    microsecond, so that they keep this order for ever.
    """
    now = tx.now
    roles = [Role(uuid4(), RoleName.NAMED_PERSON_SERVICE, None, service, now, now)]
    roles += [replace(role, id=uuid4(), accepted_at=now, reason="") for role in going_on]
    there = next((role.person_id for role in going_on if role.name is RoleName.NAMED_PERSON), None)
    if new.named_person_id and new.named_person_id != there:
        accepted = now if new.named_person_id == tx.actor.person_id and not there else None
        roles.append(Role(uuid4(), RoleName.NAMED_PERSON, new.named_person_id, None, now, accepted))
    partners = dict.fromkeys(new.partner_ids)
    roles += [Role(uuid4(), RoleName.PARTNER, partner, None, now, now) for partner in partners]
    return [replace(role, proposed_at=now + timedelta(microseconds=place)) for place, role in enumerate(roles)]


def _roles_in_words(scene: moves.Scene) -> tuple[str, ...]:
    return tuple(moves.change_in_words(RoleBegan(role), scene.facts, scene.teams) for role in scene.facts.roles)


def _reason(new: NewCase, words: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The words kept of a start: why it starts stands first."""
    return (("Why does this journey start now?", new.reason), *words) if new.reason else words


def _offers_by_mail(roles: tuple[Role, ...]) -> list[Letter]:
    waiting = [role for role in roles if role.person_id and not role.accepted_at and not role.ended_at]
    return [Letter(OFFERED, role.person_id, {"role_id": str(role.id)}) for role in waiting]


def begin(
    tx: Tx,
    scene: moves.Scene,
    release: Compiled,
    process: str,
    variables: Mapping[str, Any],
    *,
    happened: Happened,
    main: bool,
) -> moves.Moved:
    """Begin a process of a locked case and write its first step."""
    try:
        step = engine.start(release.engine, process, variables, scene.world(tx))
        instance = Running(uuid4(), release.id, process, main, step.state, {}, ())
        instances.add(tx, instance, scene.case.id)
        return moves.write(tx, scene, instance, step, happened, release=release, element="start")
    except (RuleBroken, Overrun, Stuck) as refusal:
        if not main:  # a case that never began has no history to keep it in
            moves.keep_attempt(tx, scene.case.id, release.engine.processes[process].name, refusal, happened.more)
        raise


def open(tx: Tx, case_id: UUID) -> CasePage:  # noqa: A001 - the verb that people use for a child's record
    """A case's page; writes the access row, so it needs a writing transaction. Raises Forbidden or NotFound."""
    tx.actor.require(Permission.WORK)
    case = locks.case(tx, case_id)
    access.opened(tx, case.id, "case", case.relation)

    scene = moves.scene(tx, case)
    roles = [identities.shown(scene, role) for role in scene.facts.roles]
    return CasePage(
        identities.identity(tx, scene),
        tuple(one for one in roles if one.role.accepted_at),
        tuple(one for one in roles if not one.role.accepted_at and not one.role.ended_at),
        tuple(_steps(tx, case_id)),
        tuple(_deadlines(tx, scene)),
        journal.timeline(tx, case_id, before=None, limit=EVENTS),
        tuple(_where(tx, case_id)),
        tuple(sorted(scene.facts.people.values(), key=lambda person: (person.name, str(person.id)))),
        stored_answers.of_case(tx, case_id),
        case.closed_at,
        case.closed_as,
        kept(scene.facts, scene.policy, case.closed_at, case.closed_as or "other") if case.closed_at else None,
        episodes.of_child(tx, scene),
        siblings.of_child(tx, scene.facts.child.id),
    )


def _steps(tx: Tx, case_id: UUID) -> Iterator[InboxRow]:
    """The open tasks of a case, each with whom it waits for."""
    asked = task_rows.names_asked(tx, case_id)
    for row in tasks.listed(tx, inbox.of_case(tx, case_id)):
        yield replace(row, asked=asked.get(row.id, ()))


def _deadlines(tx: Tx, scene: moves.Scene) -> list[Deadline]:
    """The tasks' and the timers' due moments, and until when what a birthday ends lasts, soonest first; each with why."""

    def deadline(row: Row[Any], task_id: UUID | None) -> Deadline | None:
        if (due := due_from(row.due)) is None:
            return None
        left = packs.days_left(scene.policy, due.at, tx.now)
        return Deadline(row.name, due, due.at <= tx.now, task_id is None, task_id, left)

    found = [deadline(row, row.id) for row in task_rows.due_rows(tx, scene.case.id)]
    found += [deadline(row, None) for row in timers.armed(tx, scene.case.id)]
    lasting = statuses.lasting(scene.facts, scene.policy)
    found += [Deadline(name, due, due.at <= tx.now, journey=False) for name, due in lasting]
    return sorted((one for one in found if one), key=lambda one: (one.due.at, one.name))


def _where(tx: Tx, case_id: UUID) -> Iterator[Where]:
    """Where each process of the case stands on its diagram; a called process has a diagram of its own."""
    for row in instances.all_of_case(tx, case_id):
        release = releases.compiled(tx, row.release_id)
        current = set(row.current)
        for process in dict.fromkeys([row.process, *row.passed]):
            outline = release.engine.processes[process]
            passed = set(row.passed.get(process, ()))
            marks = {
                element: "current" if element in current else "done" if element in passed else "to come"
                for element, _, _, _ in outline.elements
            }
            steps = tuple((element, name, marks[element]) for element, name, _, _ in outline.elements)
            told = tuple(
                (line.number, line.text, marks[line.element])
                for line in engine.twin(release.engine.model.processes[process])
            )
            drawing = release.diagrams[outline.file].decode()
            yield Where(row.id, process, outline.name, release.number, drawing, steps, told)


def timeline(tx: Tx, case_id: UUID, *, after: int | None = None) -> tuple[Event, ...]:
    """A case's history, newest first, 50 at a time; `after`: the last seq already shown. Raises Forbidden or NotFound."""
    tx.actor.require(Permission.WORK)
    if after is not None and not 0 <= after <= LATEST_EVENT:
        raise Invalid("There is no such event. Start at the newest again.")
    case = locks.case(tx, case_id)
    if tx.writing:
        access.opened(tx, case.id, "timeline", case.relation)
    return journal.timeline(tx, case_id, before=after, limit=EVENTS)


def mine(tx: Tx) -> tuple[CaseRow, ...]:
    """The children with whom the actor has to do, soonest due first. In a writing transaction the list is logged."""
    tx.actor.require(Permission.WORK)
    rows = inbox.my_cases(tx)
    if tx.writing:
        access.listed(tx, [row.id for row in rows], "cases")
    today = people.local_day(tx.now)
    return tuple(
        CaseRow(
            row.id,
            tasks.child_name(row),
            domain.age(row.born_on, today),
            row.responsible,
            row.opened_at,
            row.tasks,
            row.soonest if row.soonest < task_rows.NEVER else None,
            due_from(row.due),
        )
        for row in rows
    )
