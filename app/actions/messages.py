"""Messages to a case: recorded with the fact they carry, then handed to whatever waits for them."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from app import engine
from app.actions import cases as begun
from app.actions import moves, releases, visits
from app.actions.releases import Compiled
from app.domain import cases as domain
from app.domain import invariants, messages
from app.domain.access import Permission
from app.domain.deadlines import day_in_words
from app.domain.errors import Conflict, Invalid, Overrun, RuleBroken, Stuck
from app.domain.messages import Message
from app.domain.named_persons import CHANGES, PLACES
from app.domain.transitions import TRANSITIONS
from app.domain.views import Answered
from app.domain.words import LONGEST_WORDS, check_words
from app.store import cases, idempotency, instances, locks, people
from app.store.cases import Held
from app.store.instances import Running
from app.store.journal import Happened
from app.store.tx import Tx

# What a case that began under an earlier release is prepared for all the same, by the newest one, beside its journey.
ALSO_IN_EARLIER = frozenset(
    {"transition_due", "cp_concern", "serious_event", "assistance_requested", "np_changed", "registered_elsewhere"}
)
CODES = {"why": CHANGES, "place": PLACES, "mobile": {"yes": "Yes", "no": "No"}, "arrives": messages.ARRIVES}
STILL = (
    "The child has died, or that is being verified, so nothing else is taken in. If the child is alive, tell the service "
    "managers at once; where the child may be at risk of harm, follow child protection procedures."
)

CLOSED = (
    "This case is closed, so nothing in it would answer. Begin the child's next episode and say it there. Where the child may "
    "be at risk of harm now, follow child protection procedures at once."
)


def send(tx: Tx, case_id: UUID, name: str, payload: Mapping[str, Any], key: str) -> bool:
    """Record a message to a case and hand it to whatever waits for it.

    Returns whether something took it: a waiting event, or a process that begins with it. When nothing was waiting the
    message stays recorded and the answer is False.
    Raises Forbidden, NotFound, Conflict, Invalid, KeyReused or RuleBroken; then nothing is kept.
    """
    tx.actor.require(Permission.WORK)
    asked = ["case.send", case_id, name, payload]
    locks.lock(tx, case_id)
    if (known := idempotency.answer(tx, key, asked)) is not None:
        return bool(known["taken"])
    case = locks.case(tx, case_id)
    message = messages.read(name, payload)
    for value in message.payload.values():
        check_words(str(value), LONGEST_WORDS)
    _check_days(message, people.local_day(tx.now))

    taken = take(tx, case, message)
    idempotency.keep(tx, key, asked, {"taken": taken})
    return taken


def take(tx: Tx, case: Held, message: Message) -> bool:
    """Record a message that was checked, for a locked case, and hand it to whatever waits for it; did something take it?

    Raises Conflict, Invalid or RuleBroken; then nothing is kept.
    """
    scene = moves.scene(tx, case, named=message.payload.values())
    if scene.facts.still:
        raise Conflict(STILL)
    if scene.facts.closed and not messages.KINDS[message.name].after_closing:
        raise Conflict(CLOSED)
    if message.name == "assistance_requested" and message.payload["asked"] not in scene.facts.people:
        raise Invalid("Choose whom you ask from your area's list of colleagues.")
    told = _record(tx, scene, message)
    received = instances.receive(tx, case.id, message.name, message.payload)
    if taken_by := _hand_over(tx, told, message):
        instances.taken(tx, received, taken_by)
    if told.facts != scene.facts:
        moves.tell_others(tx, moves.scene(tx, locks.of_any(tx, case.id)), but=taken_by)
        visits.HEARD.begin(tx, case.id)  # its first hearing may be the day after tomorrow
    return taken_by is not None


def _check_days(message: Message, today: date) -> None:
    """What has happened is told on its day or later, and what was agreed lies ahead. Raises Invalid."""
    if message.name == "child_born" and message.payload["born_on"] > today:
        raise Invalid("A birth is told when the child is born. Send this again on that day.")
    if message.name == "status_changed" and message.payload["on"] > today:
        raise Invalid("A status begins or ends today or earlier. Send this again when it does.")
    if (agreed := message.payload.get("review_agreed_on")) and agreed <= today:
        raise Invalid("Enter a day after today for the review that was agreed, or leave it out.")


def _record(tx: Tx, scene: moves.Scene, message: Message) -> moves.Scene:
    """The fact that a message carries is recorded before anything that waits for it is told."""
    changes = messages.carried(message, scene.facts)
    facts = domain.apply(scene.facts, changes)
    invariants.check(facts, scene.policy, changes)

    cases.write(tx, scene.case.id, changes)
    lines = tuple(moves.change_in_words(change, facts, scene.teams) for change in changes)
    title = f"{tx.actor.name} sent word: {messages.KINDS[message.name].says}"
    said = Happened("message.received", title, lines, {"message": message.name, "fields": sorted(message.payload)})
    case = moves.note(tx, scene.case, said)
    if changes:
        case = cases.facts_moved(tx, case)
    return replace(scene, case=case, facts=facts)


def _hand_over(tx: Tx, scene: moves.Scene, message: Message) -> UUID | None:
    """Give a message to the one event that waits for it, else begin the process that starts with it."""
    for instance in instances.of_case(tx, scene.case.id):
        if message.name in instance.awaiting:
            release = releases.compiled(tx, instance.release_id)
            happened = Happened("message.taken", f"This was waited for in “{_title(release, instance)}”.")
            try:
                step = engine.deliver(release.engine, instance.state, message, scene.world(tx))
                element = f"message {message.name}"
                moves.write(tx, scene, instance, step, happened, release=release, element=element)
            except (RuleBroken, Overrun, Stuck) as refusal:
                moves.keep_attempt(tx, scene.case.id, message.name, refusal, {"message": message.name})
                raise
            return instance.id
    release = releases.compiled(tx, scene.case.release_id)
    if message.name in ALSO_IN_EARLIER and release.engine.starts_with(message.name) is None:
        release = releases.newest(tx)
    if process := release.engine.starts_with(message.name):
        happened = Happened("process.started", f"“{release.engine.processes[process].name}” began.")
        return begun.begin(tx, scene, release, process, message.payload, happened=happened, main=False).instance_id
    return None


def told(tx: Tx, scene: moves.Scene, instance: Running) -> tuple[Answered, ...]:
    """What was told to the case when a process beside the journey began, for whoever has something to do in it."""
    if instance.main or (row := instances.begun_by(tx, instance.id)) is None:
        return ()
    people = {str(one.id): one.name for one in scene.facts.people.values()}
    said = tuple(
        (messages.ASKED.get(field, field.replace("_", " ").capitalize()), _in_words(field, row.payload[field], people))
        for field in messages.KINDS[row.name].fields
        if row.payload.get(field) not in (None, "")
    )
    return (Answered(row.id, row.name, messages.KINDS[row.name].says, row.by or "The system", row.at, said),)


def _in_words(field: str, sent: object, people: Mapping[str, str]) -> str:
    """A person by name, a day as people write it, yes or no, what a code stands for, else the words as they were sent."""
    value = str(sent)
    if field == "transition":
        return TRANSITIONS.get(value, value)
    if field in CODES:
        return CODES[field].get(value, value)
    if field in ("status", "placement"):
        return moves.STATUSES[domain.StatusName(value)].capitalize()
    with suppress(ValueError):
        return day_in_words(date.fromisoformat(value))
    return people.get(value) or {"True": "Yes", "False": "No"}.get(value, value)


def _title(release: Compiled, instance: Running) -> str:
    return release.engine.processes[instance.process].name
