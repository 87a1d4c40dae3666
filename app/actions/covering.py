"""The end of cover: once a day, whose named person only covered to a day that has come, and somebody is asked who it is now.

The day stands with the role and nothing waits for it in rows, so that none is lost where a case is closed and begun again, a
role ends sooner, or this was switched off on that day. What follows is the process that begins with the word.
"""

from datetime import date

from app.actions import messages, moves, releases
from app.actions.daily import Look
from app.store import locks, named_persons
from app.store.named_persons import Covered
from app.store.tx import Tx

WORD = "np_changed"
ASKED = (
    "t_other_named",
    "t_accept_other",
    "t_named_person",
    "t_accept_named",
)  # in any process: somebody sees to it already


def _over(tx: Tx, today: date) -> tuple[Covered, ...]:
    return named_persons.cover_over(tx, today, ASKED)


def _begin(tx: Tx, one: Covered) -> bool:
    """Send word, where that is still wanted and what is published knows what follows."""
    locks.lock(tx, one.case_id)
    facts = moves.scene(tx, locks.case(tx, one.case_id)).facts
    wanted = any(role.id == one.role_id and role.current for role in facts.roles) and not (facts.still or facts.closed)
    if not wanted or not releases.begins_with(tx, WORD):
        return False
    payload = {"why": "cover_over", "from": one.until.isoformat()}
    return messages.send(tx, one.case_id, WORD, payload, f"{WORD} {one.role_id} {one.until}")


COVER = Look(_over, _begin, "cover-not-asked-about")
