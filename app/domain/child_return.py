"""The annual child protection return: one line for each concern about a child, with what became of it.

Individual level, without names: the child is known by the record's own id. Source: Children's Social Work Statistics
Scotland, child protection; ScotXed data dictionary.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID

from app.domain.cases import LOOKING_AFTER, Status, StatusName, age
from app.domain.characteristics import ASKED, in_words
from app.domain.deadlines import local
from app.domain.minimum_dataset import (
    DECISIONS,
    DEREGISTRATION_REASONS,
    ENDED_OTHERWISE,
    IRD,
    PLANNING,
    REGISTRATION_CONCERNS,
    REVIEW,
    concern_steps,
    concerns,
    held_on,
    labels,
    quorate,
    reason_off,
)
from app.domain.returns import Context, Record, Step

# {variable: what it holds}, in the order of the columns.
VARIABLES: Mapping[str, str] = {
    "council": "The area's name",
    "child": "The record's own id of the child",
    "sex": ASKED["sex"][0],
    "born_on": "Date of birth, or the day expected",
    "unborn": "Was the child not yet born when the concern was raised?",
    "ethnic_group": ASKED["ethnic_group"][0],
    "religion": ASKED["religion"][0],
    "disability": ASKED["disability"][0],
    "main_disability": ASKED["main_disability"][0],
    "concern_on": "The day on which the concern was raised",
    "age": "Age on that day",
    "decision": "What the discussion between agencies decided",
    "investigation_on": "The day on which an investigation began",
    "meeting_on": "The day of the planning meeting",
    "meeting": "Initial, before birth",
    "meeting_outcome": "On the register, or not",
    "reporter": "Referred to the Principal Reporter",
    "registered_on": "The day on which the name was put on the register",
    "concerns": "Concerns recorded at registration",
    "registered_before": "How often the name was on the register here before",
    "looked_after": "Looked after when registered",
    "reviews": "Review meetings held",
    "deregistered_on": "The day on which the name came off",
    "deregistration_reason": "Why it came off",
    "days_on_register": "Days on the register until then, or until the end of the year",
}
OUTCOMES = {"register": "On the register", "not": "Not on the register"}
REPORTER = {"now": "At the meeting", "before": "Before", "no": "No"}

Line = Mapping[str, str]


def lines(records: Iterable[Record], context: Context, council: str) -> Iterator[tuple[UUID, Line]]:
    """(case, line) for each concern of which something happened in the year, and for who was on the register in it."""
    for record in records:
        for concern, until in _concerns(record):
            line = _line(record, concern, until, context, council)
            if line:
                yield record.case_id, line


def _concerns(record: Record) -> Iterator[tuple[Step | None, date | None]]:
    """Each concern with the day on which the next one was raised; one without a discussion for a name that came with it."""
    steps = concern_steps(record)
    days = [local(one.opened_at).date() for one in steps]
    first = days[0] if days else None
    if any(one.name is StatusName.REGISTERED and (first is None or one.began_on < first) for one in record.statuses):
        yield None, first
    for number, one in enumerate(steps):
        yield one, days[number + 1] if number + 1 < len(days) else None


def _line(record: Record, concern: Step | None, until: date | None, context: Context, council: str) -> Line:
    """The line of one concern; empty where nothing of it happened in the year."""
    raised = local(concern.opened_at).date() if concern else None

    def ours(day: date) -> bool:
        return (raised is None or raised <= day) and (until is None or day < until)

    begun = next((one.began_on for one in record.having(StatusName.INVESTIGATION) if ours(one.began_on)), None)
    discussed = next((one for one in reversed(list(record.done(IRD))) if ours(local(one.opened_at).date())), None)
    meeting = next((one for one in quorate(record, PLANNING) if ours(held_on(one))), None)
    status = next((one for one in record.having(StatusName.REGISTERED) if ours(one.began_on)), None)
    days = (raised, begun, held_on(meeting) if meeting else None, status.began_on if status else None)
    if not (any(context.year.has(day) for day in days) or (status and _on_register(status, context))):
        return {}
    return {
        "council": council,
        "child": str(record.child_id),
        "born_on": record.born_on.isoformat(),
        "unborn": _yes(record.born_on > raised) if raised else "",
        **{key: in_words(key, record.known.get(key)) for key in ASKED},
        "concern_on": _iso(raised),
        "age": str(age(record.born_on, raised)) if raised else "",
        "decision": DECISIONS.get(str(discussed.given.get("ird_decision")), "") if discussed else "",
        "investigation_on": _iso(begun),
        **_meeting(record, meeting),
        **_registration(record, status, context),
    }


def _on_register(status: Status, context: Context) -> bool:
    """Was the name on the register on a day of the year?"""
    return status.began_on <= context.year.last and (status.ended_on is None or status.ended_on >= context.year.first)


def _meeting(record: Record, meeting: Step | None) -> Line:
    if meeting is None:
        return {}
    return {
        "meeting_on": _iso(held_on(meeting)),
        "meeting": "Before birth" if record.born_on > held_on(meeting) else "Initial",
        "meeting_outcome": OUTCOMES.get(str(meeting.given.get("register_decision")), ""),
        "reporter": REPORTER.get(str(meeting.given.get("reporter")), ""),
    }


def _registration(record: Record, status: Status | None, context: Context) -> Line:
    if status is None:
        return {}
    off = status.ended_on if status.ended_on and status.ended_on <= context.year.last else None
    end = off or min(context.year.last, context.today)
    reviews = [one for one in quorate(record, REVIEW) if status.began_on <= held_on(one) <= end]
    every = record.having(StatusName.REGISTERED)
    recorded = labels(context.policy, REGISTRATION_CONCERNS)
    reasons = {**ENDED_OTHERWISE, **labels(context.policy, DEREGISTRATION_REASONS)}
    return {
        "registered_on": _iso(status.began_on),
        "concerns": "; ".join(recorded.get(one, one) for one in concerns(record, status)),
        "registered_before": str(len(record.earlier) + every.index(status)),
        "looked_after": _yes(any(record.held(name, status.began_on) for name in LOOKING_AFTER)),
        "reviews": str(len(reviews)),
        "deregistered_on": _iso(off),
        "deregistration_reason": reasons.get(reason_off(record, status), "") if off else "",
        "days_on_register": str((end - status.began_on).days),
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _yes(said: bool) -> str:
    return "Yes" if said else "No"
