"""The clock of a child protection planning meeting: how it is set, warned of, put off and called again.

Source: National Guidance for Child Protection in Scotland 2021, updated 2023, pages 94 and 114 and Appendix D.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.domain.cases import RoleName, responsible
from app.domain.deadlines import LONDON, day_in_words, local
from app.domain.errors import Invalid, RuleBroken
from app.domain.operations.handing import around, notices
from app.domain.operations.model import Operation, Outcome, broken, moment_in
from app.domain.policy import Policy
from app.domain.steps import World
from app.domain.units import BEGINNINGS

GUIDANCE = "National Guidance for Child Protection in Scotland 2021, updated 2023"
FULL_TERM = timedelta(weeks=40)  # from the first day of a pregnancy to the day on which the birth is expected


def start_meeting_clock(inputs: Mapping[str, Any], world: World) -> Outcome:
    """From when and by which rule the planning meeting is due: from what the pack counts, before a birth perhaps sooner.

    Before birth the meeting is held within the same days and always by the pack's week of the pregnancy, which counts
    back from the day expected. Once that week has passed, the other days are left.
    """
    began, born_on = inputs.get("began") or world.now, world.facts.child.born_on
    moments = {"concern": began, "discussion": inputs.get("discussed") or began, "investigation": world.now}
    since = counts_from(world.policy)
    counted = moments[since]
    usual = {"counts_from": counted, "meet_from": counted, "before_birth": False}
    if born_on <= world.today:
        known = world.policy.settings.get("cppm_counts_from")
        said = f"The days until the planning meeting count from {BEGINNINGS[since]} ({known.source})." if known else ""
        return Outcome(usual, noted=tuple(filter(None, (said,))))
    first_day = datetime.combine(born_on - FULL_TERM, time(), LONDON).astimezone(UTC)
    by_week, by_days = world.policy.due("cppm_pre_birth", first_day), world.policy.due("cppm_within", counted)
    if not world.now < by_week.at < by_days.at:
        return Outcome(usual)
    said = f"The child is not born yet: the planning meeting is held by {_day(by_week.at)} ({by_week.source})."
    return Outcome({"counts_from": counted, "meet_from": first_day, "before_birth": True}, noted=(said,))


def counts_from(policy: Policy) -> str:
    """What starts the days until the planning meeting, one of `units.BEGINNINGS`. Packs of before it count from the concern."""
    known = policy.settings.get("cppm_counts_from")
    return str(known.value) if known else "concern"


def meeting_day(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The day, in Scotland, on which a moment falls; sooner where an upheld appeal or dissent called the meeting for a day."""
    day, called = local(moment_in(inputs, "at")).date(), world.facts.reviews.called
    return Outcome({"day": min(day, max(called, world.today)) if called else day})


def book_meeting(inputs: Mapping[str, Any], world: World) -> Outcome:
    """A planning or review meeting is called for a day. Whoever is invited has the pack's notice, or it is said why it cannot wait.

    Raises RuleBroken for a shorter notice without that.
    """
    on, notice = inputs.get("meeting_on"), world.policy.due("cppm_notice", world.now)
    if not isinstance(on, date):
        raise Invalid("Enter the day on which the meeting is.", field="meeting_on")
    if on < local(notice.at).date() and inputs.get("notice") != "cannot_wait":
        said = (
            f"Those who are invited have notice until {_day(notice.at)}. Choose that day or a later one, or say why the "
            "meeting cannot wait."
        )
        raise broken(world, "cppm_notice", said, field="meeting_on")
    return Outcome(noted=(f"The child protection meeting is called for {day_in_words(on)}.",))


def warn_meeting(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The planning meeting will soon be late: whoever leads, and those around, hear of it."""
    facts = world.facts
    leads = facts.holder(RoleName.LEAD_PROFESSIONAL)
    told = (leads.person_id if leads else None, responsible(facts).person_id, *around(facts))
    return Outcome(
        effects=notices("meeting_soon_late", told, world),
        noted=(f"The planning meeting has not been held yet. It is due by {_day(moment_in(inputs, 'at'))}.",),
    )


def extend_planning_meeting(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The planning meeting was not held in time: a senior manager puts it off, or has it held now.

    Raises RuleBroken without an interim safety plan that is in place, shared and effective until the new day (page 94)
    and for a day later than the pack allows, Invalid where the new day has passed.
    """
    if inputs.get("decision") != "extend":
        return Outcome(
            {"meet_from": world.now, "meet_rule": "cppm_without_extension", "meet_by": None},
            noted=("The planning meeting was not put off: it is to be held at once.",),
        )
    setting = world.policy.setting("cppm_within")
    if inputs.get("safety_plan") is not True:
        raise RuleBroken(
            "The meeting may be put off only while an interim safety plan is in place, shared, and effective until the "
            "new day. Put one in place first, or have the meeting held now.",
            rule=setting.key,
            source=f"{GUIDANCE}, page 94",
            pack=world.policy.label,
            field="safety_plan",
        )
    until = inputs.get("until")
    if not isinstance(until, date) or until <= world.today:
        raise Invalid("Enter a day after today by which the planning meeting is held.", field="until")
    require_by(until, "cppm_extension_most", "The meeting may be put off until", world, field="until")
    by = datetime.combine(until, world.policy.calendar.closes, LONDON).astimezone(UTC)
    said = f"A senior manager put the planning meeting off until {day_in_words(until)}, with an interim safety plan in place."
    return Outcome({"meet_from": world.now, "meet_rule": setting.key, "meet_by": by}, noted=(said,))


def require_by(on: date, rule: str, says: str, world: World, *, field: str) -> None:
    """Raise RuleBroken for a day after the one that a policy key allows, counted from now. says: what is done by that day."""
    latest = world.policy.due(rule, world.now)
    if on > local(latest.at).date():
        said = f"{says} {_day(latest.at)} at the latest ({latest.text}). Enter that day or an earlier one."
        raise broken(world, rule, said, field=field)


def reconvene_meeting(_inputs: Mapping[str, Any], world: World) -> Outcome:
    """Too few were there to decide: the meeting is held again in time (`cppm_reconvene`)."""
    due = world.policy.due("cppm_reconvene", world.now)
    return Outcome(
        {"meet_from": world.now, "meet_rule": "cppm_reconvene", "meet_by": None},
        noted=(f"Too few were there to decide. The meeting is held again by {_day(due.at)} ({due.source}).",),
    )


def open_record(_inputs: Mapping[str, Any], world: World) -> Outcome:
    """A meeting was held. Gives the moment from which the clocks of its summary and its record count."""
    due = world.policy.due("cppm_record", world.now)
    return Outcome({"began": world.now}, noted=(f"The record of the meeting is sent by {_day(due.at)}.",))


def _day(moment: datetime) -> str:
    return day_in_words(local(moment).date())


MEETING_CLOCK = {
    "meet_from": "the moment from which the meeting's clock counts",
    "meet_rule": "the policy key of that clock",
    "meet_by": "the moment by which it is held where a manager named a day, else null",
}

OPERATIONS = (
    Operation(
        "start_meeting_clock",
        {
            "began": "the moment at which the concern was raised, or null: now",
            "discussed": "the moment at which the agencies began to discuss it, or null: the same",
        },
        {
            "counts_from": "the moment from which the days of the policy pack count",
            "meet_from": MEETING_CLOCK["meet_from"],
            "before_birth": "does the week of the pregnancy count, and not the days",
        },
        start_meeting_clock,
    ),
    Operation("open_record", {}, {"began": "the moment at which the meeting was written up"}, open_record),
    Operation("meeting_day", {"at": "a moment"}, {"day": "its day in Scotland"}, meeting_day),
    Operation(
        "book_meeting",
        {"meeting_on": "the day of the meeting", "notice": "enough or cannot_wait"},
        {},
        book_meeting,
    ),
    Operation("warn_meeting", {"at": "the moment by which it is held"}, {}, warn_meeting),
    Operation(
        "extend_planning_meeting",
        {
            "decision": "extend or meet_now",
            "safety_plan": "is an interim safety plan in place, shared and effective until the new day",
            "until": "the day by which the meeting is held, or null",
        },
        MEETING_CLOCK,
        extend_planning_meeting,
    ),
    Operation("reconvene_meeting", {}, MEETING_CLOCK, reconvene_meeting),
)
