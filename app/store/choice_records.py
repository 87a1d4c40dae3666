"""What is kept of how somebody came to lead: the steps that were asked for, with what was answered."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from app.domain.cases import RoleName
from app.store.answers import SAID, Answer
from app.store.cases import Role
from app.store.instances import Instance
from app.store.people import Person
from app.store.tasks import Task
from app.store.tx import Tx


def steps(tx: Tx, case_id: UUID, processes: Collection[str], keys: Collection[str]) -> tuple[Row[Any], ...]:
    """The tasks of these processes and keys in a case that the caller may see, with their answers.

    Columns: id, instance_id, release_id, process, key, name, form, item, state, opened_at, closed_at, due, by, and
    what `answers.said` reads.
    """
    columns = (
        *(Task.id, Task.instance_id, Instance.release_id, Task.process, Task.key, Task.name, Task.form, Task.item),
        *(Task.state, Task.opened_at, Task.closed_at, Task.due, Answer.by, *SAID),
    )
    query = (
        select(*columns)
        .join(Instance, Instance.id == Task.instance_id)
        .outerjoin(Answer, Answer.task_id == Task.id)
        .where(Task.case_id == case_id, Task.process.in_(processes), Task.key.in_(keys))
        .order_by(Task.opened_at, Task.id)
    )
    return tuple(tx.execute(query))


def led_meanwhile(tx: Tx, case_id: UUID) -> tuple[Row[Any], ...]:
    """Who has led meanwhile, by name. Columns: person_id, name, accepted_at, ended_at; the earliest first."""
    query = (
        select(Role.person_id, Person.name, Role.accepted_at, Role.ended_at)
        .join(Person, Person.id == Role.person_id)
        .where(
            Role.case_id == case_id,
            Role.name == RoleName.INTERIM_LEAD_PROFESSIONAL,
            Role.accepted_at.is_not(None),
        )
        .order_by(Role.accepted_at, Role.id)
    )
    return tuple(tx.execute(query))
