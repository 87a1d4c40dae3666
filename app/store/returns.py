"""Cases as returns read them: many at a time, and of their answers only those that some figure needs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select

from app.domain import cases as domain
from app.domain.audits import LADDER
from app.domain.measures import APPOINT, DECIDING
from app.domain.minimum_dataset import FIRST_CORE, INTERVIEW, IRD, MEDICAL, NOTIFIED, PLANNING, REVIEW, TRANSFER
from app.domain.returns import Record, Step, Year
from app.store.access import related
from app.store.answers import SAID, Answer, said
from app.store.cases import ROLE, Case, Child, Role, Status, role
from app.store.characteristics import Characteristics
from app.store.chronology import ChronologyEntry
from app.store.documents import Document
from app.store.instances import Instance, Received
from app.store.people import Area
from app.store.tasks import NEVER, Task
from app.store.tx import Tx

BATCH = 300  # cases read at once
ASKED_OF = (
    *(NOTIFIED, IRD, INTERVIEW, MEDICAL, PLANNING, REVIEW, FIRST_CORE, TRANSFER),
    *("t_preference", "t_explain", "t_offer", "t_take_on"),
)
KINDS = (*DECIDING, "sharing_decision")


def records(tx: Tx, year: Year) -> Iterator[Record]:
    """Every case of the actor's area as returns read it, with what was decided in the year."""
    after: UUID | None = None
    query = (
        select(Case.id, Case.child_id, Case.episode, Case.opened_at, Child.born_on)
        .join(Child, Child.id == Case.child_id)
        .where(Case.area == tx.actor.area)
        .order_by(Case.id)
        .limit(BATCH)
    )
    while cases := tx.execute(query if after is None else query.where(Case.id > after)).all():
        yield from _records(tx, cases, year)
        after = cases[-1].id


def _records(tx: Tx, cases: Sequence[Row[Any]], year: Year) -> Iterator[Record]:
    ids = [case.id for case in cases]
    roles, statuses = _by_case(_roles(tx, ids)), _by_case(_statuses(tx, ids))
    steps, entries, told = _by_case(_steps(tx, ids, year)), _by_case(_entries(tx, ids)), _by_case(_told(tx, ids))
    running = frozenset(
        tx.execute(select(Instance.case_id).where(Instance.case_id.in_(ids), Instance.ended_at.is_(None))).scalars()
    )
    known = _known(tx, [case.child_id for case in cases])
    before, earlier = _before(tx, [case.child_id for case in cases if case.episode > 1])
    for case in cases:
        yield Record(
            case.id,
            case.child_id,
            case.born_on,
            case.opened_at,
            case.id in running,
            known.get(case.child_id, {}),
            tuple(_status(one) for one in statuses[case.id]),
            tuple(role(one) for one in roles[case.id]),
            tuple(_step(one) for one in steps[case.id]),
            tuple((one.happened_on, one.settled_at) for one in entries[case.id]),
            tuple((one.name, one.at) for one in told[case.id]),
            tuple(one.closed_at for one in before[case.child_id] if one.episode < case.episode),
            tuple(_status(one) for one in earlier[case.child_id] if one.episode < case.episode),
        )


def _before(tx: Tx, children: list[UUID]) -> tuple[dict[UUID, list[Row[Any]]], dict[UUID, list[Row[Any]]]]:
    """Of children with several episodes: {child: those that were closed}, {child: times on the register}, oldest first."""
    closed: dict[UUID, list[Row[Any]]] = defaultdict(list)
    held: dict[UUID, list[Row[Any]]] = defaultdict(list)
    if not children:
        return closed, held
    query = select(Case.child_id, Case.episode, Case.closed_at)
    for row in tx.execute(query.where(Case.child_id.in_(children), Case.closed_at.is_not(None)).order_by(Case.episode)):
        closed[row.child_id].append(row)
    columns = (Status.id, Status.name, Status.began_on, Status.ended_on, Status.source)
    registered = (Case.child_id.in_(children), Status.name == domain.StatusName.REGISTERED.value)
    statuses = select(Case.child_id, Case.episode, *columns).join(Case, Case.id == Status.case_id).where(*registered)
    for row in tx.execute(statuses.order_by(Status.began_on, Status.id)):
        held[row.child_id].append(row)
    return closed, held


def _by_case(rows: Iterable[Row[Any]]) -> dict[UUID, list[Row[Any]]]:
    found: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def _roles(tx: Tx, ids: list[UUID]) -> Iterable[Row[Any]]:
    query = select(Role.case_id, *ROLE).where(Role.case_id.in_(ids)).order_by(Role.proposed_at, Role.id)
    return tx.execute(query)


def _statuses(tx: Tx, ids: list[UUID]) -> Iterable[Row[Any]]:
    columns = (Status.case_id, Status.id, Status.name, Status.began_on, Status.ended_on, Status.source)
    return tx.execute(select(*columns).where(Status.case_id.in_(ids)).order_by(Status.began_on, Status.id))


def _status(row: Row[Any]) -> domain.Status:
    return domain.Status(row.id, domain.StatusName(row.name), row.began_on, row.ended_on, row.source)


def _steps(tx: Tx, ids: list[UUID], year: Year) -> Iterable[Row[Any]]:
    """The tasks that some figure reads, with what they were answered where one reads that."""
    first = datetime.combine(year.first, time(), UTC)
    read = or_(
        Task.key.in_((*ASKED_OF, *LADDER)),
        Task.process == APPOINT,
        Document.kind.in_(KINDS) & (Task.closed_at >= first),
    )
    answered = (Answer.task_id == Task.id) & or_(Task.key.in_(ASKED_OF), Document.kind.in_(KINDS))
    columns = (Task.case_id, Task.key, Task.process, Task.state, Task.opened_at, Task.closed_at, Task.soonest)
    query = (
        select(*columns, Document.kind, Answer.task_id.label("answered"), *SAID)
        .outerjoin(Document, Document.id == Task.id)
        .outerjoin(Answer, answered)
        .where(Task.case_id.in_(ids), read)
    )
    return tx.execute(query.order_by(Task.opened_at, Task.id))


def _step(row: Row[Any]) -> Step:
    due = row.soonest if row.soonest < NEVER else None
    given = said(row)[0] if row.answered else {}
    return Step(row.key, row.process, row.state, row.opened_at, row.closed_at, due, row.kind or "", given)


def _entries(tx: Tx, ids: list[UUID]) -> Iterable[Row[Any]]:
    columns = (ChronologyEntry.case_id, ChronologyEntry.happened_on, ChronologyEntry.settled_at)
    accepted = (ChronologyEntry.state.in_(("accepted", "corrected")), ChronologyEntry.replaces_id.is_(None))
    return tx.execute(select(*columns).where(ChronologyEntry.case_id.in_(ids), *accepted))


def _told(tx: Tx, ids: list[UUID]) -> Iterable[Row[Any]]:
    return tx.execute(select(Received.case_id, Received.name, Received.at).where(Received.case_id.in_(ids)))


def _known(tx: Tx, children: list[UUID]) -> dict[UUID, dict[str, str]]:
    """{child: the newest of what was recorded}."""
    columns = (Characteristics.child_id, Characteristics.given)
    query = select(*columns).where(Characteristics.child_id.in_(children))
    return {row.child_id: row.given for row in tx.execute(query.order_by(Characteristics.at, Characteristics.id))}


def council(tx: Tx) -> str:
    """The name of the actor's area."""
    return tx.execute(select(Area.name).where(Area.code == tx.actor.area)).scalar() or tx.actor.area


def seen_of(tx: Tx, ids: Sequence[UUID]) -> tuple[Row[Any], ...]:
    """Those of these cases that the actor may see: id, the child's names, by name."""
    columns = (Case.id, Child.given_name, Child.family_name, Child.known_as, Child.born_on)
    query = select(*columns).join(Child, Child.id == Case.child_id).where(Case.id.in_(ids), Case.area == tx.actor.area)
    if not tx.actor.system:
        query = query.where(Case.id.in_(related(tx.actor)))
    return tuple(tx.execute(query.order_by(Child.family_name, Child.given_name, Case.id)))


def first_year(tx: Tx) -> datetime | None:
    """When the first case of the actor's area was opened."""
    query = select(Case.opened_at).where(Case.area == tx.actor.area).order_by(Case.opened_at).limit(1)
    moment: datetime | None = tx.execute(query).scalar()
    return moment
