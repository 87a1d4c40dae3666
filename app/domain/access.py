"""Who is asking, and what they may do. Deny by default: a permission that no office or membership gives is not had."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.domain.errors import Forbidden


class Permission(StrEnum):
    """Every route and every action names one of these. Seeing a particular child is decided by relation, not here.

    READ_RETURNS: figures that say nothing about anybody. SEND_RETURNS: the annual return, a line for each child.
    KEEP_REGISTER: answering who asks the child protection register, and its log.
    """

    WORK = "work"
    START_CASE = "start_case"
    SETTLE_ESCALATIONS = "settle_escalations"
    READ_PROCESSES = "read_processes"
    PUBLISH = "publish"
    ADMINISTER = "administer"
    READ_RETURNS = "read_returns"
    SEND_RETURNS = "send_returns"
    KEEP_REGISTER = "keep_register"


PRACTITIONER = frozenset({Permission.WORK, Permission.START_CASE, Permission.READ_PROCESSES})
LEAD_OFFICER = frozenset({Permission.SETTLE_ESCALATIONS, Permission.READ_RETURNS, Permission.SEND_RETURNS})
REGISTER_KEEPER = frozenset({Permission.KEEP_REGISTER})
DESIGNER = frozenset({Permission.READ_PROCESSES, Permission.PUBLISH})
ADMINISTRATOR = frozenset({Permission.READ_PROCESSES, Permission.ADMINISTER, Permission.READ_RETURNS})


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or the system acting for nobody in particular (timers), within one area.

    offices: codes of the area's offices that the person's teams hold. session: digest of the session, for the log.
    policy_id: the policy pack in force in the area, for the words in which pages speak.
    """

    person_id: UUID | None
    name: str
    area: str
    team_ids: frozenset[UUID] = frozenset()
    offices: frozenset[str] = frozenset()
    permissions: frozenset[Permission] = frozenset()
    session: str = ""
    system: bool = False
    policy_id: UUID | None = None

    def may(self, permission: Permission) -> bool:
        """Does this actor have the permission? The system has them all."""
        return self.system or permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise Forbidden, with what to do next, where the permission is missing."""
        if not self.may(permission):
            raise Forbidden(
                "Your account does not allow this. If you need it for your work, ask your administrator to change it."
            )


SYSTEM = Actor(None, "The system", "", system=True)
