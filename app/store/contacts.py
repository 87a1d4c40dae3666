"""The people of the child's own world."""

from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from app.domain.errors import Conflict, NotFound
from app.domain.tabs import Contact as Known
from app.store.cases import UNSEEN, Case, Contact
from app.store.people import local_day
from app.store.tx import Tx


def of_child(tx: Tx, child_id: UUID) -> tuple[Known, ...]:
    """The contacts of a child whose case the caller has opened, by name; those of earlier days last."""
    columns = (Contact.id, Contact.name, Contact.relation, Contact.how, Contact.ended_on, Contact.prr)
    query = select(*columns).where(Contact.child_id == child_id)
    found = [Known(*tuple(row)) for row in tx.execute(query)]
    return tuple(sorted(found, key=lambda one: (one.ended_on is not None, one.name.casefold(), str(one.id))))


def add(tx: Tx, child_id: UUID, *, name: str, relation: str, how: str, prr: str | None) -> None:
    """Write somebody."""
    row = {"id": uuid4(), "child_id": child_id, "name": name, "relation": relation, "how": how, "prr": prr}
    tx.execute(insert(Contact), row)


def end(tx: Tx, contact_id: UUID) -> None:
    """Somebody no longer is a contact. Raises Conflict where that was known."""
    current = (Contact.id == contact_id, Contact.ended_on.is_(None))
    if tx.execute(update(Contact).where(*current).values(ended_on=local_day(tx.now))).rowcount != 1:
        raise Conflict("This has been recorded already. Reload the page.")


def case_of(tx: Tx, contact_id: UUID) -> UUID:
    """The case of the child whose contact this is. Raises NotFound; whether the actor may see it is for the caller."""
    query = select(Case.id).join(Contact, Contact.child_id == Case.child_id).where(Contact.id == contact_id)
    case_id: UUID | None = tx.execute(query).scalar()
    if case_id is None:
        raise NotFound(UNSEEN)
    return case_id
