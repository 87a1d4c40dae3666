"""The product's own indicators: what an area asks of its plans, and of those who hold them together."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from app.domain.audits import LADDER
from app.domain.cases import ENDING, Role, RoleName
from app.domain.deadlines import local, months_later
from app.domain.documents import KINDS
from app.domain.invariants import LEADING
from app.domain.minimum_dataset import IN_TIME, YES_NO
from app.domain.operations.handback import ACCEPTED
from app.domain.returns import Context, Counting, Indicator, Record, Step, Tally
from app.domain.units import LEVELS

APPOINT = "appoint_lead_professional"
DAYS = {"5": "within 5 working days", "10": "within 10", "20": "within 20", "more": "later"}
DECIDING = frozenset(name for name, kind in KINDS.items() if kind.decides)


def _on(moment: datetime, record: Record, group: str) -> Tally:
    return Tally(local(moment).date(), record.case_id, group)


def _leads(record: Record) -> list[Role]:
    """Everybody who led, interim or not, in the order in which they began."""
    held = [one for one in record.roles if one.name in LEADING and one.accepted_at]
    return sorted(held, key=lambda one: (one.accepted_at or one.proposed_at, str(one.id)))


def _lasting(record: Record) -> list[Role]:
    return [one for one in _leads(record) if one.name is RoleName.LEAD_PROFESSIONAL]


def _gaps(record: Record, context: Context) -> Iterator[Tally]:
    """Whenever somebody stopped leading, unless the child was handed back or the case ended."""
    ending = {status.name for status in record.statuses} & set(ENDING)
    for one in _leads(record):
        if not one.ended_at or one.reason.endswith(ACCEPTED):
            continue
        followed = [
            other.accepted_at
            for other in _leads(record)
            if other is not one and other.accepted_at and (other.ended_at is None or other.ended_at > one.ended_at)
        ]
        if not followed and (ending or not record.running):
            continue
        due = context.policy.due("lp_interim_max_gap", one.ended_at).at
        yield _on(one.ended_at, record, "in_time" if min(followed, default=context.now) <= due else "late")


def _time_to_lead(record: Record, context: Context) -> Iterator[Tally]:
    """From the day on which the choice began to the day on which somebody accepted to lead."""
    before: datetime | None = None
    for role in _lasting(record):
        began = [
            one.opened_at
            for one in record.steps
            if one.process == APPOINT
            and one.opened_at <= (role.accepted_at or one.opened_at)
            and (not before or one.opened_at > before)
        ]
        if began and role.accepted_at:
            days = context.policy.calendar.worked_between(min(began), role.accepted_at)
            yield _on(role.accepted_at, record, next((key for key in ("5", "10", "20") if days <= int(key)), "more"))
        before = role.accepted_at


def _changes(record: Record, _: Context) -> Iterator[Tally]:
    for number, role in enumerate(_lasting(record)):
        if role.accepted_at:
            yield _on(role.accepted_at, record, "again" if number else "first")


def _levels(record: Record, _: Context) -> Iterator[Tally]:
    for one in record.steps:
        if one.key in LADDER:
            yield _on(one.opened_at, record, LADDER[one.key])


def _open_levels(record: Record, context: Context) -> Iterator[Tally]:
    """Disagreements that nobody had settled at the end of the quarter, by how long they had been at their level."""
    for day in context.quarter_ends():
        for one in record.steps:
            began, ended = local(one.opened_at).date(), local(one.closed_at).date() if one.closed_at else None
            if one.key in LADDER and began <= day and (ended is None or ended > day):
                age = sum(context.policy.calendar.works(other) for other in _days(began, (day - began).days))
                yield Tally(day, record.case_id, next((key for key in ("5", "10", "20") if age <= int(key)), "more"))


def _days(first: date, count: int) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range(1, count + 1))


def _wish(record: Record, _: Context) -> Iterator[Tally]:
    """Whether the person chosen is the one the child or family asked for last."""
    for role in _lasting(record):
        asked = [
            one
            for one in record.steps
            if one.key in ("t_preference", "t_explain")
            and one.state == "done"
            and role.accepted_at
            and one.opened_at <= role.accepted_at
        ]
        if not asked or not role.accepted_at:
            continue
        wished = next((one.given["preferred"] for one in reversed(asked) if one.given.get("preferred")), None)
        group = "none" if wished is None else "honoured" if _same(wished, role.person_id) else "other"
        yield _on(role.accepted_at, record, group)


def _same(said: object, person: UUID | None) -> bool:
    return person is not None and str(said) == str(person)


def _views(record: Record, _: Context) -> Iterator[Tally]:
    for one in record.steps:
        if one.kind in DECIDING and one.done_on:
            yield Tally(one.done_on, record.case_id, "yes" if one.given.get("child_said") else "no")


def _timely(*keys: str, process: str) -> Counting:
    def count(record: Record, _: Context) -> Iterator[Tally]:
        for one in record.steps:
            if one.key in keys and one.process == process and one.done_on:
                yield Tally(one.done_on, record.case_id, "in_time" if one.in_time else "late")

    return count


def _handbacks(record: Record, _: Context) -> Iterator[Tally]:
    for one in record.steps:
        if one.key != "t_take_on" or one.closed_at is None:
            continue
        accepted = one.state == "done" and one.given.get("accepted") in ("yes", "yes_if")
        yield _on(one.closed_at, record, ("in_time" if one.in_time else "late") if accepted else "declined")


def _family(record: Record, _: Context) -> Iterator[Tally]:
    for one in record.done("t_offer"):
        assert one.done_on
        yield Tally(one.done_on, record.case_id, str(one.given.get("family_decision")))


def _shared(record: Record, _: Context) -> Iterator[Tally]:
    for one in record.steps:
        if one.kind == "sharing_decision" and one.done_on:
            yield Tally(one.done_on, record.case_id, "kept_back" if _kept_back(one) else "shared")


def _kept_back(step: Step) -> bool:
    """Was information kept back, from the family or from somebody else?"""
    given = step.given
    rows = [row for row in given.get("recipients") or () if isinstance(row, dict)]
    kept = any(row.get("copy_risk") not in (None, "none") for row in rows)
    return kept or given.get("findings_shared") == "withheld" or given.get("sharing_now") == "stops"


def _early(record: Record, _: Context) -> Iterator[Tally]:
    for name, at in record.told:
        if name in ("early_review_requested", "early_cppm_requested"):
            yield _on(at, record, name)


def _reopened(record: Record, _: Context) -> Iterator[Tally]:
    opened = local(record.opened_at).date()
    ended = [local(one).date() for one in record.before if local(one).date() <= opened]
    if ended:
        months = 6 if months_later(max(ended), 6) >= opened else 12 if months_later(max(ended), 12) >= opened else 0
        yield Tally(opened, record.case_id, {6: "6", 12: "12"}.get(months, "more"))


def _chronology(record: Record, context: Context) -> Iterator[Tally]:
    """An entry of a day on which nobody works counts as in time on the next working day."""
    for happened, settled in record.entries:
        works, day = context.policy.calendar.works, local(settled).date()
        late = any(works(other) for other in _days(happened, (day - happened).days)) and (
            works(happened) or sum(works(other) for other in _days(happened, (day - happened).days)) > 1
        )
        yield Tally(day, record.case_id, "late" if late else "in_time")


INDICATORS = (
    Indicator("K1", "Whoever led stopped, and somebody else led within a working day", IN_TIME, _gaps, part="in_time"),
    Indicator("K2", "Time from the beginning of the choice until somebody leads", DAYS, _time_to_lead, part="5"),
    Indicator(
        "K3", "Lead professionals who began", {"first": "The first of a child", "again": "After another"}, _changes
    ),
    Indicator("K4a", "Disagreements that came to a level of the ladder", dict(LEVELS), _levels),
    Indicator(
        "K4b",
        "Disagreements open at the end of the quarter, by working days at their level",
        DAYS,
        _open_levels,
        stock=True,
    ),
    Indicator(
        "K5",
        "Lead professionals whom the child or family had asked for",
        {"honoured": "As they wished", "other": "Somebody else", "none": "They named nobody"},
        _wish,
        part="honoured",
    ),
    Indicator("K6", "Decisions with the child's own words", YES_NO, _views, part="yes"),
    Indicator(
        "K7",
        "Reviews of a child's plan held in time",
        IN_TIME,
        _timely("t_review_meeting", process="plan_review"),
        part="in_time",
    ),
    Indicator(
        "K8",
        "Handbacks accepted in time",
        {**IN_TIME, "declined": "Declined, or no answer"},
        _handbacks,
        part="in_time",
    ),
    Indicator(
        "K9",
        "What families decided when help was offered",
        {
            "accept": "Accepted",
            "partial": "In part",
            "not_yet": "Not yet",
            "decline": "Declined",
            "compulsory": "Compulsory",
        },
        _family,
    ),
    Indicator(
        "K10",
        "Decisions about sharing information",
        {"shared": "Shared", "kept_back": "Something was kept back"},
        _shared,
    ),
    Indicator(
        "K11",
        "Reviews asked for before their time",
        {"early_review_requested": "Of the plan", "early_cppm_requested": "Of the child protection plan"},
        _early,
    ),
    Indicator(
        "K12",
        "Journeys that began again",
        {"6": "Within 6 months", "12": "Within 12 months", "more": "Later"},
        _reopened,
    ),
    Indicator("K13", "Chronology entries worded on the same working day", IN_TIME, _chronology, part="in_time"),
)
