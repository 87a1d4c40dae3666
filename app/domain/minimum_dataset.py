"""The indicators of the minimum dataset for child protection committees, as far as the record carries them.

Source: Minimum Dataset for Child Protection Committees in Scotland, version 2 (CELCIS, 2022), with its numbers here in
the order of the product's specification; each reads what the child protection path has recorded.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from app.domain import cases
from app.domain.cases import LOOKING_AFTER, Status, StatusName
from app.domain.characteristics import ASKED, NOT_RECORDED
from app.domain.deadlines import local, months_later
from app.domain.operations.meeting import counts_from
from app.domain.policy import Policy
from app.domain.returns import Absent, Context, Counting, Indicator, Record, Step, Tally

NOTIFIED, IRD, INTERVIEW, MEDICAL = "t_notify", "t_ird", "t_interview", "t_medical"
PLANNING, REVIEW, FIRST_CORE, TRANSFER = "t_planning_meeting", "t_review_meeting", "t_core_first", "t_review"
TAKEN_OVER = "t_transfer_meeting"
# Where a review meeting is about the register, in earlier releases and now; a plan's reviews have tasks of the same name.
PATH = ("child_protection", "protection_review")
DECISIONS = {
    "joint_investigation": "Investigation by several agencies",
    "single_agency_investigation": "Investigation by one agency",
    "np_arrange_plan": "No investigation: a child's plan",
    "nfa_to_np": "No investigation: the named person was told",
    "diversion_protocol": "Another protocol",
}
MEETINGS = {"initial": "Initial", "pre_birth": "Before birth", "review": "Review", "transfer": "Transfer"}
REGISTRATION_CONCERNS, DEREGISTRATION_REASONS = "codes.registration_concerns", "codes.deregistration_reasons"
ENDED_OTHERWISE = {"died": "The child has died", "moved": "Moved to another area", "other": "Another reason"}
ASKED_AGAIN = ("further_enquiry", "case_discussion")  # the same discussion goes on once more is known
# Harm itself; every other concern is something that makes a child vulnerable.
HARM = frozenset({"physical", "emotional", "sexual", "neglect", "exploitation", "online", "other"})
AGES = {"unborn": "Not yet born", "0-4": "0 to 4", "5-10": "5 to 10", "11-15": "11 to 15", "16-17": "16 and older"}
TIMES = {
    "0": "under 6 months",
    "6": "6 to 12 months",
    "12": "12 to 18 months",
    "18": "18 to 24 months",
    "24": "2 years or more",
}
GAPS = {"0": "under 3 months", "3": "3 to 6 months", **{key: TIMES[key] for key in ("6", "12", "18", "24")}}
IN_TIME = {"in_time": "In time", "late": "Later"}
YES_NO = {"yes": "Yes", "no": "No"}


def labels(policy: Policy, key: str) -> dict[str, str]:
    """A code list of the pack, also what is no longer chosen: {code: its newest label}."""
    return {code.value: code.label for code in policy.setting(key).value}


def age_band(born_on: date, day: date) -> str:
    """The age group on a day."""
    if born_on > day:
        return "unborn"
    age = cases.age(born_on, day)
    return "0-4" if age < 5 else "5-10" if age < 11 else "11-15" if age < 16 else "16-17"


def _band(since: date, day: date, bands: Mapping[str, str]) -> str:
    """The band of the months between two days."""
    return [key for key in bands if months_later(since, int(key)) <= day][-1]


def held_on(step: Step) -> date:
    """The day on which a meeting was held, else on which it was recorded."""
    done = step.done_on
    assert done
    return step.day("held_on") or done


def quorate(record: Record, key: str) -> Iterator[Step]:
    """The meetings of a kind on the child protection path at which enough were there to decide."""
    return (one for one in meetings(record, key) if one.given.get("quorate") != "no")


def meetings(record: Record, key: str) -> Iterator[Step]:
    """The meetings of a kind on the child protection path."""
    return record.done(key, *(PATH if key == REVIEW else ()))


def registered(record: Record) -> tuple[Status, ...]:
    """The child's times on the register, oldest first."""
    return record.having(StatusName.REGISTERED)


def reason_off(record: Record, status: Status) -> str:
    """Why a name came off the register: a code of the area's list, or of ENDED_OTHERWISE."""
    ended = status.ended_on
    assert ended
    reviews = [one for one in quorate(record, REVIEW) if status.began_on <= held_on(one) <= ended]
    said = [one.given.get("dereg_reason") for one in reviews if one.given.get("review_decision") == "deregister"]
    if said and said[-1]:
        return str(said[-1])
    if record.having(StatusName.DIED):
        return "died"
    return "moved" if record.having(StatusName.MOVED) else "other"


def concern_before(record: Record, day: date) -> Step | None:
    """The first step of the concern that led to a meeting on this day: social work is told, or the agencies discuss it."""
    ahead = [one for one in concern_steps(record) if local(one.opened_at).date() <= day]
    return ahead[-1] if ahead else None


def concern_steps(record: Record) -> list[Step]:
    """The first step of each concern, oldest first; a discussion that follows what social work was told is the same one."""
    found: list[Step] = []
    told = False
    for one in record.steps:
        if one.key == NOTIFIED or (one.key == IRD and not told and one.given.get("ird_decision") not in ASKED_AGAIN):
            found.append(one)
        if one.key in (NOTIFIED, IRD):
            told = one.key == NOTIFIED or (told and one.given.get("ird_decision") in ASKED_AGAIN)
    return found


def taken_over(record: Record) -> Iterator[Step]:
    """The transfer meetings here at which all were there who have to be: only then is it asked who agreed."""
    return (one for one in record.done(TAKEN_OVER) if one.given.get("consensus"))


def planning_for(record: Record, status: Status) -> Step | None:
    """The planning meeting, or the transfer meeting, that put the name on the register."""
    held = (*quorate(record, PLANNING), *taken_over(record))
    found = sorted((one for one in held if held_on(one) <= status.began_on), key=held_on)
    return found[-1] if found else None


def _meetings(record: Record, _: Context) -> Iterator[Tally]:
    for one in quorate(record, PLANNING):
        kind = "pre_birth" if record.born_on > held_on(one) else "initial"
        yield Tally(held_on(one), record.case_id, kind)
    for one in quorate(record, REVIEW):
        yield Tally(held_on(one), record.case_id, "review")
    for one in (*record.done(TRANSFER, "area_transfer"), *taken_over(record)):
        yield Tally(held_on(one), record.case_id, "transfer")


def _answered(key: str, answer: str) -> Counting:
    """Every task of a kind by what it was answered to one question."""

    def count(record: Record, _: Context) -> Iterator[Tally]:
        for one in quorate(record, key):
            yield Tally(held_on(one), record.case_id, str(one.given.get(answer)))

    return count


def _investigations(record: Record, _: Context) -> Iterator[Tally]:
    for one in record.having(StatusName.INVESTIGATION):
        yield Tally(one.began_on, record.case_id, "begun")


def _examined(key: str, held: str, on: str) -> Counting:
    """Interviews, or health assessments, that took place."""

    def count(record: Record, _: Context) -> Iterator[Tally]:
        for one in record.done(key):
            if one.given.get(held) == "yes" and one.done_on:
                yield Tally(one.day(on) or one.done_on, record.case_id, "held")

    return count


def _on_register(record: Record, context: Context) -> Iterator[Tally]:
    for day in context.quarter_ends():
        if record.held(StatusName.REGISTERED, day):
            yield Tally(day, record.case_id, age_band(record.born_on, day))


def _at_registration(of: Callable[[Record, Status], str]) -> Counting:
    def count(record: Record, _: Context) -> Iterator[Tally]:
        for one in registered(record):
            yield Tally(one.began_on, record.case_id, of(record, one))

    return count


def _again(record: Record, status: Status) -> str:
    return "again" if record.earlier or status is not registered(record)[0] else "first"


def _looked_after(record: Record, status: Status) -> str:
    return "yes" if any(record.held(name, status.began_on) for name in LOOKING_AFTER) else "no"


def _off_register(of: Callable[[Record, Status], str]) -> Counting:
    def count(record: Record, _: Context) -> Iterator[Tally]:
        for one in registered(record):
            if one.ended_on:
                yield Tally(one.ended_on, record.case_id, of(record, one))

    return count


def _gap(record: Record, _: Context) -> Iterator[Tally]:
    for before, after in pairwise((*record.earlier, *registered(record))):
        if before.ended_on and after.began_on >= before.ended_on and after in registered(record):
            yield Tally(after.began_on, record.case_id, _band(before.ended_on, after.began_on, GAPS))


def _concern_to_meeting(record: Record, context: Context) -> Iterator[Tally]:
    """Counted by the area's rule `cppm_within` from what its pack says, whatever was put off later."""
    since = counts_from(context.policy)
    for one in quorate(record, PLANNING):
        concern = concern_before(record, held_on(one))
        if concern:
            due = local(context.policy.due("cppm_within", _counted(record, concern, held_on(one), since)).at).date()
            yield Tally(held_on(one), record.case_id, "in_time" if held_on(one) <= due else "late")


def _counted(record: Record, concern: Step, held: date, since: str) -> datetime:
    """From which moment the days until a meeting count: the concern, its first discussion, or the one that decided."""
    discussed = [
        one for one in record.done(IRD) if one.opened_at >= concern.opened_at and one.done_on and one.done_on <= held
    ]
    if not discussed or since == "concern":
        return concern.opened_at
    decided = discussed[-1].closed_at
    return decided if since == "investigation" and decided else discussed[0].opened_at


def _first_core(record: Record, _: Context) -> Iterator[Tally]:
    for one in record.done(FIRST_CORE):
        assert one.done_on
        yield Tally(one.done_on, record.case_id, "in_time" if one.in_time else "late")


def _reviews(*, first: bool) -> Counting:
    def count(record: Record, _: Context) -> Iterator[Tally]:
        for status in registered(record):
            of_it = [one for one in quorate(record, REVIEW) if _during(status, held_on(one))]
            for one in of_it[:1] if first else of_it[1:]:
                late = one.due_at is not None and held_on(one) > local(one.due_at).date()
                yield Tally(held_on(one), record.case_id, "late" if late else "in_time")

    return count


def _during(status: Status, day: date) -> bool:
    return status.began_on <= day and (status.ended_on is None or day <= status.ended_on)


def _attendance(record: Record, _: Context) -> Iterator[Tally]:
    for key in (PLANNING, REVIEW):
        for one in meetings(record, key):
            for row in one.given.get("attendance") or ():
                yield Tally(held_on(one), record.case_id, str(row.get("attended")))


def _heard(whose: str) -> Counting:
    def count(record: Record, _: Context) -> Iterator[Tally]:
        for key in (PLANNING, REVIEW):
            for one in quorate(record, key):
                yield Tally(held_on(one), record.case_id, "yes" if one.given.get(f"{whose}_said") else "no")

    return count


def concerns(record: Record, status: Status) -> tuple[str, ...]:
    """The concerns recorded at a registration: codes of the area's list."""
    meeting = planning_for(record, status)
    said: Any = meeting.given.get("concerns") if meeting else ()
    return tuple(map(str, said or ()))


def _concerns(record: Record, _: Context) -> Iterator[Tally]:
    for status in registered(record):
        yield from (Tally(status.began_on, record.case_id, one) for one in concerns(record, status))


def _characteristic(key: str) -> Counting:
    """What is known of the children registered: one of ASKED."""
    return _at_registration(lambda record, _: record.known.get(key) or NOT_RECORDED)


def _groups(key: str) -> dict[str, str]:
    return {**ASKED[key][1], NOT_RECORDED: "Not recorded"}


def _concerns_raised(record: Record, _: Context) -> Iterator[Tally]:
    for one in concern_steps(record):
        yield Tally(local(one.opened_at).date(), record.case_id, "raised")


def indicators(policy: Policy) -> tuple[Indicator, ...]:
    """The indicators, with the area's own code lists."""
    reasons = {**ENDED_OTHERWISE, **labels(policy, DEREGISTRATION_REASONS)}
    recorded = labels(policy, REGISTRATION_CONCERNS)
    factors = {code: label for code, label in recorded.items() if code not in HARM}
    return (
        Indicator("1a", "Concerns raised that a child may be harmed", {"raised": "Concerns"}, _concerns_raised),
        Indicator(
            "1b", "Discussions between agencies about a concern, by decision", DECISIONS, _answered(IRD, "ird_decision")
        ),
        Indicator("2", "Child protection investigations that began", {"begun": "Investigations"}, _investigations),
        Indicator(
            "3",
            "Joint investigative interviews held",
            {"held": "Interviews"},
            _examined(INTERVIEW, "interview_held", "interview_on"),
        ),
        Indicator(
            "4",
            "Health assessments carried out",
            {"held": "Health assessments"},
            _examined(MEDICAL, "medical_done", "medical_on"),
        ),
        Indicator("5", "Child protection planning meetings held", MEETINGS, _meetings),
        Indicator(
            "6",
            "Planning meetings that put the child's name on the register",
            {"register": "On the register", "not": "Not on the register"},
            _answered(PLANNING, "register_decision"),
            part="register",
        ),
        Indicator("7", "Children on the register at the end of the quarter, by age", AGES, _on_register, stock=True),
        Indicator("8", "Registrations", {"first": "First known here", "again": "Again"}, _at_registration(_again)),
        Indicator("9", "Names taken off the register, by reason", reasons, _off_register(reason_off)),
        Indicator("10", "Registrations again, by the time since the last one ended", GAPS, _gap),
        Indicator(
            "11",
            "Time on the register of those whose name came off",
            TIMES,
            _off_register(lambda _, one: _band(one.began_on, one.ended_on or one.began_on, TIMES)),
        ),
        Indicator("12", "Planning meetings held in time", IN_TIME, _concern_to_meeting, part="in_time"),
        Indicator("13", "First core groups held in time", IN_TIME, _first_core, part="in_time"),
        Indicator("14a", "First review meetings held in time", IN_TIME, _reviews(first=True), part="in_time"),
        Indicator("14b", "Later review meetings held in time", IN_TIME, _reviews(first=False), part="in_time"),
        Indicator(
            "15a",
            "Invited to planning and review meetings",
            {"yes": "Were there", "apologies": "Sent apologies", "no": "Were not there"},
            _attendance,
            part="yes",
        ),
        Indicator("15b", "The child's own words at planning and review meetings", YES_NO, _heard("child"), part="yes"),
        Indicator(
            "15c", "The parents' own words at planning and review meetings", YES_NO, _heard("parents"), part="yes"
        ),
        Indicator("16", "Concerns recorded at registration", recorded, _concerns, overlapping=True),
        Indicator(
            "17a",
            "Age at registration",
            AGES,
            _at_registration(lambda record, one: age_band(record.born_on, one.began_on)),
        ),
        Indicator("17b", "Sex of the children registered", _groups("sex"), _characteristic("sex")),
        Indicator("17c", "Disability of the children registered", _groups("disability"), _characteristic("disability")),
        Indicator(
            "17d", "Ethnic group of the children registered", _groups("ethnic_group"), _characteristic("ethnic_group")
        ),
        Indicator("17e", "Religion of the children registered", _groups("religion"), _characteristic("religion")),
        Indicator(
            "18",
            "Referred to the Principal Reporter at the planning meeting",
            {"now": "At the meeting", "before": "Before", "no": "Not referred"},
            _answered(PLANNING, "reporter"),
        ),
        Indicator(
            "19",
            "Looked after, or under a compulsory supervision order, when registered",
            YES_NO,
            _at_registration(_looked_after),
            part="yes",
        ),
        Indicator(
            "20",
            "Vulnerability factors recorded at registration",
            factors,
            _concerns,
            overlapping=True,
        ),
    )


ABSENT = (
    Absent(
        "7", "Children on the register per 1,000", "It needs the population estimate, which is not a fact about a case."
    ),
    Absent(
        "17",
        "Deprivation (SIMD) of the children registered",
        "It is worked out from the home address, which is kept in the agencies' own systems and not here.",
    ),
    Absent("18", "Grounds of referral to the Reporter", "Offence and other grounds are recorded by the Reporter."),
    Absent(
        "CLAS",
        "The annual return about looked-after children",
        "That a child is looked after, since when and until when is recorded here, with the legal reason, where the "
        "child lives and aftercare; the rest, the destination for one, is kept in social work's own system, which makes "
        "that return.",
    ),
)
