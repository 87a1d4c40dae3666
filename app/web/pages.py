"""What templates know: dates in words, in Europe/London; how long until something is due; who is signed in."""

from datetime import UTC, date, datetime
from typing import Any

from flask import Flask, g

from app.actions import policy
from app.domain.access import Permission
from app.domain.cases import RoleName, StatusName
from app.domain.chronology import AGENCIES, IMPACTS, KINDS, SHARES
from app.domain.deadlines import LONDON, day_in_words, time_in_words
from app.domain.people import PROFESSIONS
from app.domain.views import Identity
from app.web import edge, wording

ROLES = {
    RoleName.NAMED_PERSON: "Named person",
    RoleName.LEAD_PROFESSIONAL: "Lead professional",
    RoleName.INTERIM_LEAD_PROFESSIONAL: "Interim lead professional",
    RoleName.PARTNER: "Partner to the plan",
    RoleName.NAMED_PERSON_SERVICE: "Named person service",
}

STATUSES = {
    StatusName.LOOKED_AFTER: "Looked after",
    StatusName.COMPULSORY_SUPERVISION: "Compulsory supervision order",
    StatusName.PERMANENCE_ORDER: "Permanence order",
    StatusName.SECTION_25: "Cared for by agreement (section 25)",
    StatusName.INTERIM_COMPULSORY_SUPERVISION: "Interim compulsory supervision order",
    StatusName.CHILD_PROTECTION_ORDER: "Child protection order",
    StatusName.PLACED_AT_HOME: "Lives at home, or with parents",
    StatusName.PLACED_WITH_KIN: "Lives with kinship carers",
    StatusName.PLACED_WITH_FOSTER_CARERS: "Lives with foster carers",
    StatusName.PLACED_IN_RESIDENTIAL_CARE: "Lives in residential care",
    StatusName.PLACED_SHORT_TERM: "Placed for a short time",
    StatusName.PLACED_IN_EMERGENCY: "Placed in an emergency",
    StatusName.CONTINUING_CARE: "Continuing care",
    StatusName.AFTERCARE: "Aftercare",
    StatusName.DETAINED: "Detained or in custody",
    StatusName.REGISTERED: "On the child protection register",
    StatusName.TEMPORARILY_REGISTERED: "On another area's register, and here for the time being",
    StatusName.PROTECTION: "Child protection concern",
    StatusName.INVESTIGATION: "Child protection investigation",
    StatusName.COORDINATED_SUPPORT_PLAN: "Co-ordinated support plan",
    StatusName.YOUNG_CARER_STATEMENT: "Young carer statement",
    StatusName.DEATH_REPORTED: "Said to have died; everything waits until that is verified",
    StatusName.DIED: "Has died",
    StatusName.LEGAL_HOLD: "Record kept",
    StatusName.MOVED: "Another area is responsible",
    StatusName.GROWN_UP: "Grown up",
}


def register(app: Flask) -> None:
    """Teach templates their filters and what every page shows."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {
        "day": day,
        "moment": moment,
        "clock": clock,
        "iso": iso,
        "due": due,
        "due_day": due_day,
        "ago": ago,
        "role": lambda name: wording.local(ROLES[name]),
        "status": lambda name: wording.local(STATUSES[name]),
        "entered": entered,
        "rule": policy.rule_in_words,
        "age_words": age_words,
        "marks": lambda where: [(element, mark) for element, _, mark in where.steps],
        "profession": lambda code: PROFESSIONS.get(code, code),
    }
    app.context_processor(_everywhere)


def _everywhere() -> dict[str, Any]:
    return {
        "me": edge.actor_or_none(),
        "Permission": Permission,
        "demo": edge.here().settings.demo,
        "new_key": edge.new_key,
        "now": now(),
        "impacts": IMPACTS,
        "chronology_words": {"kind": KINDS, "agency": AGENCIES, "share": SHARES},
        "site_name": "GIRFEC casework",
        "council": edge.here().settings.area.title(),
    }


def now() -> datetime:
    """The moment that this page calls now: the transaction's, where it had one."""
    found: datetime = g.get("now") or datetime.now(UTC)
    return found


def _london(value: datetime) -> datetime:
    return value.astimezone(LONDON)


def day(value: date | datetime) -> str:
    """3 March 2026."""
    return day_in_words(_london(value).date() if isinstance(value, datetime) else value)


def moment(value: datetime) -> str:
    """3 March 2026 at 10:32am."""
    return f"{day(value)} at {clock(value)}"


def clock(value: datetime) -> str:
    """10:32am, 5pm."""
    return time_in_words(_london(value).time())


def iso(value: date | datetime) -> str:
    """For <time datetime="…">, which machines read."""
    return _london(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


def _days(count: int, kind: str = "") -> str:
    return f"{count} {kind}day{'' if count == 1 else 's'}"


def due(at: datetime, working_days: int | None = None) -> str:
    """“Due today”, “Due in 2 working days”, “Overdue by 3 days”: always words, so that no colour has to say it.

    working_days: days on which the area works from now until then, where they were counted.
    """
    if at < now():
        late = (_london(now()).date() - _london(at).date()).days
        return f"Overdue by {_days(late)}" if late else "Overdue since today"
    left = (_london(at).date() - _london(now()).date()).days
    if left <= 1:
        return "Due tomorrow" if left else "Due today"
    return f"Due in {_days(working_days, 'working ')}" if working_days else f"Due in {_days(left)}"


def due_day(value: date) -> str:
    """The same for something that is due on a day, until that day has passed; empty where it is more than 60 days off."""
    left = (value - _london(now()).date()).days
    if left < 0:
        return f"Overdue by {_days(-left)}"
    if left > 60:
        return ""
    return "Due today" if not left else "Due tomorrow" if left == 1 else f"Due in {_days(left)}"


def ago(value: datetime) -> str:
    """“today”, “yesterday”, “5 days ago”."""
    days = (_london(now()).date() - _london(value).date()).days
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"


def entered(value: Any) -> str:
    """What somebody typed, as a text: several choices, or rows, on lines of their own."""
    match value:
        case dict():
            return ", ".join(entered(one) for one in value.values() if one)
        case list() | tuple():
            return "\n".join(entered(one) for one in value)
        case _:
            return "(nothing)" if value in ("", None) else str(value)


def age_words(identity: Identity) -> str:
    """“4 years old, born 3 March 2022”; for a child not yet born, the day expected."""
    born = identity.child.born_on
    if born > _london(now()).date():
        return f"Not yet born, expected {day(born)}"
    if identity.age:
        return f"{identity.age} year{'' if identity.age == 1 else 's'} old, born {day(born)}"
    return f"Under 1 year old, born {day(born)}"
