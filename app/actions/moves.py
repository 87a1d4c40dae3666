"""What every command to a process has in common: facts in, a step out, and the step's rows written.

Nothing here decides; the engine and the domain do. The case is locked by whoever calls.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from app import engine
from app.actions import policy as packs
from app.actions import releases
from app.actions.releases import Compiled
from app.domain import cases as domain
from app.domain import invariants
from app.domain.cases import (
    ENDING,
    STILL_ASKS,
    Change,
    ChildBorn,
    Closing,
    Counted,
    DateKnown,
    Facts,
    RoleBegan,
    RoleEnded,
    RoleName,
    StatusBegan,
    StatusEnded,
)
from app.domain.deadlines import day_in_words
from app.domain.episodes import CLOSINGS, closing
from app.domain.errors import Overrun, RuleBroken, Stuck
from app.domain.messages import KINDS
from app.domain.people import Assignee, Organisation, assign
from app.domain.policy import Policy
from app.domain.steps import Effect, OpenTask, Step, World
from app.domain.transitions import TRANSITIONS
from app.forms import Form
from app.store import answers, cases, enquiries, incidents, instances, journal, locks, outbox, people, timers
from app.store import tasks as task_rows
from app.store.base import uuid_or_none
from app.store.cases import Held
from app.store.instances import Running
from app.store.journal import Happened, Tail
from app.store.outbox import Letter
from app.store.tx import Tx

ROLES = {
    RoleName.NAMED_PERSON: "named person",
    RoleName.LEAD_PROFESSIONAL: "lead professional",
    RoleName.INTERIM_LEAD_PROFESSIONAL: "interim lead professional",
    RoleName.PARTNER: "partner to the plan",
    RoleName.NAMED_PERSON_SERVICE: "named person service",
}
STATUSES = {
    domain.StatusName.LOOKED_AFTER: "looked after",
    domain.StatusName.COMPULSORY_SUPERVISION: "under a compulsory supervision order",
    domain.StatusName.PERMANENCE_ORDER: "under a permanence order",
    domain.StatusName.SECTION_25: "in the council's care by agreement (section 25)",
    domain.StatusName.INTERIM_COMPULSORY_SUPERVISION: "under an interim compulsory supervision order",
    domain.StatusName.CHILD_PROTECTION_ORDER: "under a child protection order",
    domain.StatusName.PLACED_AT_HOME: "looked after at home, or with parents,",
    domain.StatusName.PLACED_WITH_KIN: "placed with kinship carers",
    domain.StatusName.PLACED_WITH_FOSTER_CARERS: "placed with foster carers",
    domain.StatusName.PLACED_IN_RESIDENTIAL_CARE: "placed in residential care",
    domain.StatusName.PLACED_SHORT_TERM: "placed for a short time",
    domain.StatusName.PLACED_IN_EMERGENCY: "placed in an emergency",
    domain.StatusName.CONTINUING_CARE: "in continuing care",
    domain.StatusName.AFTERCARE: "receiving aftercare",
    domain.StatusName.DETAINED: "detained or in custody",
    domain.StatusName.REGISTERED: "on the child protection register",
    domain.StatusName.TEMPORARILY_REGISTERED: "on the register here for the time being, as on another area's",
    domain.StatusName.PROTECTION: "subject of child protection procedures",
    domain.StatusName.INVESTIGATION: "subject of a child protection investigation",
    domain.StatusName.COORDINATED_SUPPORT_PLAN: "holder of a coordinated support plan",
    domain.StatusName.YOUNG_CARER_STATEMENT: "holder of a young carer statement",
    domain.StatusName.DEATH_REPORTED: "said to have died",
    domain.StatusName.DIED: "recorded as having died",
    domain.StatusName.LEGAL_HOLD: "subject of a record that is kept",
    domain.StatusName.MOVED: "somebody for whom another area is responsible",
    domain.StatusName.GROWN_UP: "grown up",
}
# Why a journey is closed that one of these ended.
ENDED_AS = {
    domain.StatusName.DIED: "death",
    domain.StatusName.MOVED: "moved",
    domain.StatusName.GROWN_UP: "age_18",
}
NOTICE = "task"  # the outbox's kind for “You have a task”


@dataclass(frozen=True, slots=True)
class Scene:
    """A locked case with its facts and the policy in force: what a step is taken in. teams: {team id: name}."""

    case: Held
    facts: Facts
    policy: Policy
    teams: Mapping[UUID, str]

    def world(self, tx: Tx) -> World:
        """What the engine may know."""
        return World(tx.now, self.facts, self.policy)


def scene(tx: Tx, case: Held, *, named: Iterable[object] = ()) -> Scene:
    """The scene of a locked case. named: whatever was answered or sent; the ids of persons in it are looked up."""
    known = cases.known(tx, case, [str(one) for one in ids_in(named)])
    return Scene(case, known.facts, packs.in_force(tx, case.policy_id), known.teams)


def ids_in(values: Iterable[object]) -> Iterator[UUID]:
    """The ids that stand anywhere in answers: as scalars, in lists, in rows."""
    for value in values:
        if isinstance(value, Mapping):
            yield from ids_in(value.values())
        elif isinstance(value, list | tuple | set):
            yield from ids_in(value)
        elif isinstance(value, UUID | str) and (found := uuid_or_none(value)):
            yield found


@dataclass(frozen=True, slots=True)
class Moved:
    """A step as it was written: the scene after it, and the tasks that opened with those who are asked."""

    scene: Scene
    instance_id: UUID
    step: Step
    opened: tuple[tuple[OpenTask, tuple[Assignee, ...]], ...]

    def next_for(self, tx: Tx) -> UUID | None:
        """The soonest of the tasks that opened which is the actor's."""
        mine = [
            (task.due.at if task.due else task_rows.NEVER, str(task.id), task.id)
            for task, asked in self.opened
            if any(one.person_id == tx.actor.person_id or one.team_id in tx.actor.team_ids for one in asked)
        ]
        return min(mine)[2] if mine else None


def write(
    tx: Tx,
    scene: Scene,
    instance: Running,
    step: Step,
    happened: Happened,
    *,
    release: Compiled,
    element: str,
    completed: UUID | None = None,
    fired: Collection[timers.Ring] = (),
) -> Moved:
    """Write everything that a step changed. Raises RuleBroken where the facts after it break an invariant.

    happened: what the journal says of it; the step's own lines are added. release: what the instance runs. element: what moved it, for stale pages.
    completed: the task that the actor has just done, already marked. fired: the timers that rang.
    """
    case = scene.case
    facts = domain.apply(scene.facts, step.changes)
    invariants.check(facts, scene.policy, step.changes)

    cases.write(tx, case.id, step.changes)
    task_rows.withdraw(tx, [task_id for task_id in step.closed if task_id != completed])
    task_rows.unassign(tx, {*step.closed, *([completed] if completed else [])})
    in_person = {form.outline.id for form in release.forms.values() if form.in_person}
    task_rows.open_tasks(tx, case.id, instance.id, step.opened, in_person=in_person)
    opened, covered = _assign(tx, case, step.opened, facts, release)
    enquiries.asked(tx, case.id, case.area, facts.child, step.enquiries)
    timers.disarm(tx, step.disarmed, fired=fired)
    timers.arm(tx, case.id, instance.id, step.armed)
    instances.save(
        tx,
        instance.id,
        state=step.state,
        current=list(step.current),
        passed=instances.passed_after(instance.passed, step.passed),
        awaiting=instances.awaited_names(step.awaiting),
        ended_at=tx.now if step.done else None,
        outcome=step.outcome,
    )
    _stand_still(tx, scene, facts, instance.id)
    moved_on = _moves_people(step.changes) or facts.still != scene.facts.still
    reassigned = _follow_roles(tx, case, facts, step) if moved_on else ()

    entry = replace(
        happened,
        lines=(*happened.lines, *_lines(step, facts, scene.teams)),
        more={**happened.more, **_checks(step), "step": _trace(instance, step)},
    )
    letters = [*_notices(tx, opened), *reassigned, *(_letter(one) for one in step.effects)]
    what = f"{instance.id}:{element}"
    over = step.done and instance.main and not any(facts.holding(*invariants.LEADING))
    closed = _closed(tx, facts) if over else {}
    after = _save(tx, case, facts=facts, what=what, step=step, entry=entry, letters=letters, closed=closed)
    for task in covered:
        incidents.report(tx, "nobody-to-ask", f"task {task.id} ({task.key})", area=case.area, case_id=case.id)
    facts = replace(facts, closed=facts.closed or bool(closed))
    moved = Moved(replace(scene, case=after, facts=facts), instance.id, step, opened)
    if ending := next((name for name in ENDING if facts.has(name) and not scene.facts.has(name)), None):
        return _end_others(tx, moved, ENDING[ending])
    if not (step.changes or closed) or facts.still:
        return moved
    return replace(moved, scene=tell_others(tx, moved.scene, but=moved.instance_id))


def _closed(tx: Tx, facts: Facts) -> Mapping[str, Any]:
    """The journey has ended and nobody leads any more: from now on the time counts for which its record is kept."""
    ended_with = next((ENDED_AS[name] for name in ENDED_AS if facts.has(name)), None)
    return {"closed_at": tx.now, "closed_as": ended_with or closing(facts.closing)}


def _stand_still(tx: Tx, scene: Scene, facts: Facts, instance_id: UUID) -> None:
    """Somebody says that the child has died: every clock but this process's stops. It was mistaken: all go on."""
    if facts.still and not scene.facts.still:
        timers.hold(tx, scene.case.id, but=instance_id)
    if scene.facts.still and not facts.still:
        timers.let_go(tx, scene.case.id)


def _end_others(tx: Tx, moved: Moved, why: str) -> Moved:
    """The case's other processes end, with their tasks and clocks. why: for its history."""
    for other in instances.of_case(tx, moved.scene.case.id):
        if other.id == moved.instance_id:
            continue
        release = releases.compiled(tx, other.release_id)
        step = engine.stop(release.engine, other.state, why)
        happened = Happened("process.stopped", f"“{release.engine.processes[other.process].name}” was stopped.")
        following = write(tx, moved.scene, other, step, happened, release=release, element="end")
        moved = replace(moved, scene=following.scene)
    return moved


def tell_others(tx: Tx, scene: Scene, *, but: UUID | None) -> Scene:
    """Facts have changed: the case's other processes ask again what waits for a condition. Returns the case as it is then.

    So what goes on beside the journey stops when the child is handed back. but: who knows already. Nothing is read where no
    other process runs.
    """
    running = {what.partition(":")[0] for what in scene.case.moved if ":" in what}
    if running <= {str(but)}:
        return scene
    for other in instances.of_case(tx, scene.case.id):
        if other.id == but:
            continue
        release = releases.compiled(tx, other.release_id)
        step = engine.wake(release.engine, other.state, (), scene.world(tx))
        if step.passed:
            name = release.engine.processes[other.process].name
            happened = Happened("condition.met", f"“{name}” went on: what it looked out for has come about.")
            following = write(tx, scene, other, step, happened, release=release, element=step.passed[0].element)
            scene = following.scene
    return scene


def _checks(step: Step) -> Mapping[str, Any]:
    """Who was found fit to lead, and under which rule of which pack: `choice_records` reads it years later."""
    return {"checked": [asdict(one) for one in step.checked]} if step.checked else {}


def _trace(instance: Running, step: Step) -> Mapping[str, Any]:
    """What `rebuild` reads of a step: ids and elements. passed: only where the process had not been before."""
    after = instances.passed_after(instance.passed, step.passed)
    fresh = {process: elements[len(instance.passed.get(process, ())) :] for process, elements in after.items()}
    trace = {
        "instance": str(instance.id),
        "opened": [str(task.id) for task in step.opened],
        "closed": [str(task_id) for task_id in step.closed],
        "passed": {process: elements for process, elements in fresh.items() if elements},
    }
    return {name: value for name, value in trace.items() if value}


def _save(
    tx: Tx,
    case: Held,
    *,
    facts: Facts,
    what: str,
    step: Step,
    entry: Happened,
    letters: Collection[Letter],
    closed: Mapping[str, Any],
) -> Held:
    """Journal, outbox, and at last the case's own row. what: “instance:element”, which this step moved.

    closed: what the row says besides where the journey has ended with this step.
    """
    tail = journal.append(tx, case.id, Tail(case.journal_seq, case.journal_head), [entry])
    told = [Letter(outbox.ANNOUNCED, None, {"event": entry.kind})] if outbox.announces(tx) else []
    outbox.put(tx, case.id, tail.seq, [*letters, *told])
    version = case.version + 1
    moved = {**case.moved, what: version}
    if not all(isinstance(change, Counted) for change in step.changes):
        moved["facts"] = version
    if step.done:
        instance = what.partition(":")[0]
        moved = {other: at for other, at in moved.items() if not other.startswith(instance)}
    after = replace(
        case,
        version=version,
        moved=moved,
        named=tuple(sorted({*case.named, *(str(person) for person in facts.people)})),
        journal_seq=tail.seq,
        journal_head=tail.head,
    )
    cases.save(
        tx,
        case,
        version=after.version,
        moved=dict(after.moved),
        named=list(after.named),
        journal_seq=after.journal_seq,
        journal_head=after.journal_head,
        **closed,
    )
    return after


def note(tx: Tx, case: Held, *happened: Happened) -> Held:
    """Journal what happened to a locked case without a step."""
    tail = journal.append(tx, case.id, Tail(case.journal_seq, case.journal_head), happened)
    cases.save(tx, case, journal_seq=tail.seq, journal_head=tail.head)
    return replace(case, journal_seq=tail.seq, journal_head=tail.head)


def keep_attempt(
    tx: Tx, case_id: UUID, what: str, refusal: RuleBroken | Overrun | Stuck, more: Mapping[str, Any]
) -> None:
    """Have a refused act written to the case's history, or a step that the engine stopped to the incidents.

    what: the act in words, “Choose a lead professional”. more: task id and key, never answers.
    """
    if isinstance(refusal, RuleBroken):
        tx.keep_if_refused(lambda later: _attempted(later, case_id, what, refusal, more))
    else:
        tx.keep_if_refused(lambda later: incidents.report(later, refusal.code, str(dict(more)), case_id=case_id))


def _attempted(tx: Tx, case_id: UUID, what: str, refusal: RuleBroken, more: Mapping[str, Any]) -> None:
    locks.lock(tx, case_id)
    rule = {"rule": refusal.rule, "source": refusal.source, "pack": refusal.pack}
    lines = (str(refusal), f"Rule: {refusal.rule}. Source: {refusal.source}. Policy: {refusal.pack}.")
    note(tx, locks.of_any(tx, case_id), Happened("refused", f"“{what}” was refused.", lines, {**more, **rule}))


def _assign(
    tx: Tx, case: Held, tasks: Collection[OpenTask], facts: Facts, release: Compiled
) -> tuple[tuple[tuple[OpenTask, tuple[Assignee, ...]], ...], tuple[OpenTask, ...]]:
    """Ask those who may do these tasks: (each task with those asked, the tasks that fell to the cover team)."""
    if not tasks:
        return (), ()
    organisation = people.organisation(tx, case.area, case.people_stamp)
    asked = []
    for task in tasks:
        form = release.form(task.form)
        in_person, signed = bool(form and form.in_person), _signed(tx, case, form)
        who = assign(task.groups, task.assignee, facts, organisation, in_person=in_person, signed=signed)
        asked.append((task, who))
    task_rows.assign(
        tx,
        case.id,
        (
            (task.id, task.due.at if task.due else task_rows.NEVER, one)
            for task, found in asked
            for one in found.assignees
        ),
    )
    for task in tasks:
        if is_escalation(task.process):
            cases.put_on_desk(tx, case.id, _offices(task.groups, organisation))
    return (
        tuple((task, found.assignees) for task, found in asked),
        tuple(task for task, found in asked if found.covered),
    )


def _signed(tx: Tx, case: Held, form: Form | None) -> frozenset[UUID]:
    """Who may not answer a form because it is the second signature to what they did, or to the word that they brought."""
    if form is None or not form.other_than:
        return frozenset()
    brought = KINDS.keys() & form.other_than
    done = answers.doers(tx, case.id, form.other_than)
    return done | instances.senders(tx, case.id, brought) if brought else done


def is_escalation(process: str) -> bool:
    """Does this process settle a disagreement? Said by its id: `lp_escalation`."""
    return "escalation" in process


def inform(tx: Tx, case: Held, office: str, notice: str) -> None:
    """Send a notice (`notices.NOTICES`) to everybody who holds an office in the case's area."""
    organisation = people.organisation(tx, case.area, case.people_stamp)
    team = organisation.offices.get(office)
    there = organisation.members.get(team, frozenset()) if team else frozenset()
    letters = [Letter(notice, one, {"person_id": str(one)}) for one in sorted(there) if one != tx.actor.person_id]
    outbox.put(tx, case.id, case.journal_seq, letters)


def _offices(groups: Iterable[str], organisation: Organisation) -> set[UUID]:
    """The teams that are asked because of an office that they hold."""
    return {organisation.offices[group] for group in groups if group in organisation.offices}


def _moves_people(changes: Iterable[Change]) -> bool:
    return any(isinstance(change, RoleBegan | RoleEnded) for change in changes)


def _follow_roles(tx: Tx, case: Held, facts: Facts, step: Step) -> tuple[Letter, ...]:
    """Roles have changed hands: ask the right people for the tasks that were open before this step."""
    return reassign(tx, case, facts, leave={task.id for task in step.opened})


def reassign(tx: Tx, case: Held, facts: Facts, *, leave: Collection[UUID] = ()) -> tuple[Letter, ...]:
    """Ask anew who may do the open tasks of a case, as roles, teams and absences stand; returns notices to be sent.

    leave: tasks that have just been asked for.
    """
    organisation = people.organisation(tx, case.area, case.people_stamp)
    before = task_rows.assigned(tx, case.id)
    release = releases.compiled(tx, case.release_id)
    changed, letters = {}, []
    for row in task_rows.waiting(tx, case.id):
        if row.id in leave:
            continue
        signed = _signed(tx, case, release.form(row.form) if row.form in release.forms else None)
        now = assign(row.groups, row.assignee_id, facts, organisation, in_person=row.in_person, signed=signed).assignees
        if facts.still and row.process != STILL_ASKS:
            now = ()
        was = before.get(row.id, set())
        if set(now) != was:
            changed[row.id] = (row.soonest, now)
            already = {one.person_id for one in was}
            letters += [_notice(row.id, one) for one in now if one.person_id and one.person_id not in already]
    if changed:
        task_rows.reassign(tx, case.id, changed)
    return tuple(letters)


def _notices(tx: Tx, opened: Iterable[tuple[OpenTask, tuple[Assignee, ...]]]) -> Iterator[Letter]:
    """“You have a task” for each person who is asked by name; teams look into their list."""
    for task, asked in opened:
        for one in asked:
            if one.person_id and one.person_id != tx.actor.person_id:
                yield _notice(task.id, one)


def _letter(effect: Effect) -> Letter:
    """What an operation asked of the outside world, addressed where it names somebody."""
    person = effect.payload.get("person_id")
    return Letter(effect.kind, UUID(person) if person else None, effect.payload)


def _notice(task_id: UUID, asked: Assignee) -> Letter:
    return Letter(NOTICE, asked.person_id, {"task_id": str(task_id)})


def _lines(step: Step, facts: Facts, teams: Mapping[UUID, str]) -> Iterator[str]:
    """What a step brought, as sentences for the history."""
    yield from filter(None, (change_in_words(change, facts, teams) for change in step.changes))
    yield from step.noted
    if step.opened:
        names = dict.fromkeys(f"“{task.name}”" for task in step.opened)
        yield f"Now to be done: {', '.join(names)}."
    if step.done:
        yield f"The process has ended: {step.outcome}." if step.outcome else "The process has ended."


def _as(name: RoleName) -> str:
    """A role as somebody holds it: “named person”, which is one, but “a partner to the plan”, of whom there are several."""
    return f"a {ROLES[name]}" if name is RoleName.PARTNER else ROLES[name]


def change_in_words(change: Change, facts: Facts, teams: Mapping[UUID, str]) -> str:
    """A change of facts as a sentence, "" for what the step says itself. facts: as they are after it."""
    match change:
        case RoleBegan(role) if role.name is RoleName.NAMED_PERSON_SERVICE:
            return f"{holder(role, facts, teams)} answers for the child until somebody else has accepted."
        case RoleBegan(role):
            verb = "is now" if role.accepted_at else "was asked to be"
            return f"{holder(role, facts, teams)} {verb} {_as(role.name)}."
        case RoleEnded(role_id, _, reason):
            role = next(one for one in facts.roles if one.id == role_id)
            why = f": {reason}" if reason else ""
            return f"{holder(role, facts, teams)} is no longer {_as(role.name)}{why.removesuffix('.')}."
        case DateKnown(transition, on):
            return f"{TRANSITIONS[transition]}: {day_in_words(on)}."
        case Closing(reason):
            return f"The journey is closed: {CLOSINGS[reason]}."
        case ChildBorn():
            return f"The child was born on {day_in_words(change.born_on)}; the names are those given then."
        case StatusBegan(status):
            return f"The child is {STATUSES[status.name]} since {day_in_words(status.began_on)}."
        case Counted():
            return ""
        case StatusEnded(status_id, on):
            status = next(one for one in facts.statuses if one.id == status_id)
            return f"The child is no longer {STATUSES[status.name]} since {day_in_words(on)}."


def holder(role: domain.Role, facts: Facts, teams: Mapping[UUID, str]) -> str:
    """The name of whoever holds a role."""
    if role.person_id:
        return facts.people[role.person_id].name if role.person_id in facts.people else "Somebody"
    return teams.get(role.team_id, "A team") if role.team_id else "Nobody"
