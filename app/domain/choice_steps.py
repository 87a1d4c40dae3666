"""Putting the record of a choice together from its steps, as they were asked and answered.

Nothing else is looked up: no value of a policy pack, no name as it is today where one was written down. A choice lasts as
long as some step of it is open; the next one begins after that.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.choice_records import (
    Candidate,
    Check,
    ChoiceRecord,
    Interim,
    Level,
    Pairs,
    Position,
    Proposal,
    Spoken,
    Weighing,
    Wish,
)
from app.domain.forms import Retold
from app.domain.statutory import Checked
from app.domain.units import LEVELS

# The steps of the shipped processes that belong to a choice, by process, and what each is for.
STEPS: Mapping[str, Mapping[str, str]] = {
    "change_lead_professional": {"t_change": "occasion", "t_change_interim": "interim", "t_change_accept": "meanwhile"},
    "status_change": {"t_status_interim": "interim", "t_status_accept": "meanwhile"},
    "protection_discussion": {"t_ird": "named"},
    "protection_investigation": {"t_allocate_lead": "named", "t_accept_lead": "accepted"},
    "appoint_lead_professional": {
        "t_allocate": "named",
        "t_preference": "wish",
        "t_candidates": "weighed",
        "t_availability": "available",
        "t_explain": "explained",
        "t_propose": "proposed",
        "t_agree": "position",
        "t_confirm": "confirmed",
        "t_accept": "accepted",
    },
    "lp_escalation": {
        "t_interim": "interim",
        "t_accept_interim": "meanwhile",
        "t_line_managers": "line_manager",
        "t_service_managers": "service_manager",
        "t_lead_officer": "girfec_lead_officer",
        "t_answer": "information",
        "t_chief_officers": "cspp_chief_officer",
    },
}
CHOSEN = ("proposed", "decided", "lead")  # fields that name the person
REASONS = ("reason", "reasons", "ird_reasons", "lead_why")
CHILD = ("child_asked", "child_words", "asked_by", "child_does_not_want", "child_not_asked", "child_not_asked_more")
PARENTS = ("parents_asked", "parents_words", "parents_not_asked")
NOBODY_ELSE = "Nobody else is a partner yet, so nobody was asked whether they agree."
HEARD = ("child_heard", "child_said", "child_not_heard")
ABOUT_A_CANDIDATE = ("person", "why")


@dataclass(frozen=True, slots=True)
class Taken:
    """One step of a choice as it was asked for and done. part: of STEPS. item: the person it is about, where there is one.

    state: open, done or withdrawn. given: the answers as values; said: the same as they were asked and told.
    """

    task_id: UUID
    instance_id: UUID
    part: str
    name: str
    item: str | None
    state: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    by: str
    given: Mapping[str, Any] = field(default_factory=dict)
    said: Mapping[str, Retold] = field(default_factory=dict)

    def text(self, *keys: str) -> str:
        """The words of the first of these answers that was given."""
        return next((self.said[key].text for key in keys if key in self.said), "")

    def pairs(self, *keys: str) -> Pairs:
        """These answers, or all where none is named, as they were asked and told."""
        return tuple((self.said[key].label, self.said[key].text) for key in keys or self.said if key in self.said)


@dataclass(frozen=True, slots=True)
class Noted:
    """What the history says of a check. checked: a person was found fit; else somebody was refused, with why."""

    at: datetime
    instance_id: UUID | None
    task_id: UUID | None
    checked: Checked | None
    refused: Check | None = None


@dataclass(frozen=True, slots=True)
class Led:
    """A role of leading meanwhile, with the holder's name."""

    who: str
    person_id: str
    since: datetime
    until: datetime | None


def choices(
    taken: Iterable[Taken], noted: Sequence[Noted], led: Sequence[Led], names: Mapping[str, str]
) -> tuple[ChoiceRecord, ...]:
    """Every choice of a case, newest first. taken: its steps. led: who led meanwhile. names: {person id: name}."""
    found = [_record(steps, noted, led, names) for steps in _apart(taken)]
    return tuple(sorted(found, key=lambda one: (one.begun_at, str(one.id)), reverse=True))


def _apart(taken: Iterable[Taken]) -> Iterator[list[Taken]]:
    """The steps of each choice: those of one process in which something of it is always open."""
    instances: dict[UUID, list[Taken]] = {}
    for one in sorted(taken, key=lambda one: (one.opened_at, one.closed_at is None, one.closed_at or one.opened_at)):
        if one.part != "named" or one.state != "done" or any(key in one.said for key in CHOSEN):
            instances.setdefault(one.instance_id, []).append(one)
    for steps in instances.values():
        current, until = [steps[0]], steps[0].closed_at
        for step in steps[1:]:
            if until is not None and step.opened_at > until:
                yield current
                current, until = [], step.closed_at
            current.append(step)
            until = None if until is None or step.closed_at is None else max(until, step.closed_at)
        yield current


def _record(
    steps: Sequence[Taken], noted: Sequence[Noted], led: Sequence[Led], names: Mapping[str, str]
) -> ChoiceRecord:
    begun = min(one.opened_at for one in steps)
    going_on = any(one.state == "open" for one in steps)
    ended = None if going_on else max(one.closed_at or one.opened_at for one in steps)
    settled = any(_yes(one) for one in steps if one.part == "accepted")
    proposals = tuple(_proposals(steps, names))
    chosen = _chosen(steps, proposals)
    return ChoiceRecord(
        steps[0].task_id,
        steps[0].instance_id,
        begun,
        ended,
        settled,
        *chosen,
        changed=next((one.text("views_weighed") for one in reversed(steps) if one.text("views_weighed")), ""),
        occasion=tuple(_spoken(steps, "occasion")),
        wishes=tuple(_wish(one) for one in steps if one.part == "wish" and one.state == "done"),
        weighings=tuple(_weighings(steps)),
        explained=tuple(_spoken(steps, "explained")),
        proposals=proposals,
        levels=tuple(_levels(steps)),
        interims=tuple(_interims(steps, led, begun, ended)),
        checks=tuple(_checks(steps, noted, begun, ended)),
        confirmed=tuple(_spoken(steps, "confirmed")),
        accepted=tuple(_spoken(steps, "accepted")),
    )


def _yes(step: Taken) -> bool:
    return "yes" in (step.given.get("accepted"), step.given.get("lead_accepted"))


def _spoken(steps: Iterable[Taken], part: str) -> Iterator[Spoken]:
    for one in steps:
        if one.part == part and one.state == "done":
            yield Spoken(one.name, one.by, one.closed_at, one.pairs())


def _wish(one: Taken) -> Wish:
    other = [key for key in one.said if key not in (*CHILD, *PARENTS, "preferred")]
    rest = one.pairs(*other) if other else ()
    return Wish(one.by, one.closed_at, one.pairs(*CHILD), one.pairs(*PARENTS), one.text("preferred"), rest)


def _weighings(steps: Sequence[Taken]) -> Iterator[Weighing]:
    """Each time that candidates were weighed, with the wish of that time and the replies that followed."""
    preferred: object = None
    for at, one in enumerate(steps):
        if one.part in ("wish", "explained"):
            preferred = one.given.get("preferred") or preferred
        if one.part != "weighed" or one.state != "done" or "candidates" not in one.said:
            continue
        later = [step for step in steps[at + 1 :] if step.part in ("available", "weighed")]
        replies = {}
        for step in later:
            if step.part == "weighed":
                break
            replies[step.item] = step
        given = [row for row in one.given.get("candidates") or () if isinstance(row, Mapping)]
        rows = zip(given, one.said["candidates"].rows, strict=False)
        candidates = tuple(_candidate(row, told, replies, preferred) for row, told in rows)
        factors = {factor for candidate in candidates for factor in candidate.ratings}
        in_order = tuple(factor for factor in one.said["candidates"].columns if factor in factors)
        yield Weighing(one.by, one.closed_at, in_order, candidates)


def _candidate(
    row: Mapping[str, Any], told: Mapping[str, Retold], replies: Mapping[str | None, Taken], preferred: object
) -> Candidate:
    person = str(row.get("person") or "")
    reply = replies.get(person)
    ratings = {one.label: one.text for key, one in told.items() if key not in ABOUT_A_CANDIDATE}
    answer, by, said = "", "", Pairs()
    if reply is not None:
        answer = reply.text("availability") or _unanswered(reply)
        by = reply.by if reply.state == "done" else ""
        said = _rest(reply, ("availability",))
    return Candidate(
        person,
        told["person"].text if "person" in told else "",
        ratings,
        told["why"].text if "why" in told else "",
        answer,
        by,
        said,
        bool(preferred) and person == str(preferred),
    )


def _unanswered(step: Taken) -> str:
    return "Not answered yet" if step.state == "open" else "No answer in time"


def _proposals(steps: Sequence[Taken], names: Mapping[str, str]) -> Iterator[Proposal]:
    current: Proposal | None = None
    alone = False  # a proposal, and nothing has been asked of anybody since
    for one in steps:
        alone = alone and one.part not in LEVELS
        if one.part in ("proposed", "named") and one.state == "done" and (who := one.text(*CHOSEN)):
            if current:
                yield current
            known = (*CHOSEN, *REASONS, *HEARD, "proposal")
            other = () if one.part == "named" and "lead" in one.said else _rest(one, known)
            current = Proposal(
                *(one.name, who, one.by, one.closed_at, one.text(*REASONS)), one.pairs(*HEARD) or (), other
            )
            alone = one.part == "proposed"
        elif one.part == "position" and current:
            found = (*current.positions, _position(one, names))
            current = replace(current, positions=tuple(sorted(found, key=lambda each: each.agrees)))
        elif one.part == "confirmed" and alone and current and not current.positions:
            current = replace(current, unasked=NOBODY_ELSE)
    if current:
        yield current


def _rest(one: Taken, known: Sequence[str]) -> Pairs:
    other = [key for key in one.said if key not in known]
    return one.pairs(*other) if other else ()


def _position(one: Taken, names: Mapping[str, str]) -> Position:
    who = one.by if one.state == "done" else names.get(one.item or "", "A partner")
    answer = one.text("position") or _unanswered(one)
    return Position(who, answer, one.given.get("position") == "agree", _rest(one, ("position",)))


OUTCOMES = {"raised": "Not settled here, and raised", "information": "More information was asked for"}


def _levels(steps: Sequence[Taken]) -> Iterator[Level]:
    for one in steps:
        if one.part == "information":
            yield _level(one, "A partner who was asked", "Answered" if one.state == "done" else _unanswered(one))
        if one.part in LEVELS:
            decided = one.text("decided")
            outcome = OUTCOMES.get(str(one.given.get("outcome")), f"Decided: {decided}" if decided else "")
            yield _level(one, LEVELS[one.part], outcome or _left(one))


def _level(one: Taken, office: str, outcome: str) -> Level:
    by = one.by if one.state == "done" else ""
    office = f"{office[0].upper()}{office[1:]}"
    return Level(office, one.opened_at, one.closed_at, one.due_at, by, outcome, _rest(one, ("outcome", "decided")))


def _left(one: Taken) -> str:
    """What became of a level that recorded nothing."""
    if one.state == "open":
        return "Waiting for a decision"
    late = one.closed_at and one.due_at and one.closed_at >= one.due_at
    return "The time ran out" if late else "Not needed any more"


def _interims(steps: Sequence[Taken], led: Sequence[Led], begun: datetime, ended: datetime | None) -> Iterator[Interim]:
    named = {str(one.given.get("interim")): one for one in steps if one.part == "interim"}
    for one in led:
        if begun <= one.since and (ended is None or one.since <= ended):
            by_rule = "By the area's rule, because nobody was named or accepted in time."
            found = named.get(one.person_id)
            who, why = (found.text("interim"), found.text("interim_why")) if found else (one.who, by_rule)
            yield Interim(who, one.since, one.until, why)


def _checks(steps: Sequence[Taken], noted: Sequence[Noted], begun: datetime, ended: datetime | None) -> Iterator[Check]:
    """What was found each time; the same again about the same person is told once, with every moment."""
    tasks, instance = {one.task_id for one in steps}, steps[0].instance_id
    found: dict[tuple[str, str], Check] = {}
    for one in noted:
        within = begun <= one.at and (ended is None or one.at <= ended)
        check = None
        if one.refused and one.task_id in tasks:
            check = one.refused
        elif (fit := one.checked) and within and one.instance_id == instance:
            check = Check((one.at,), fit.who, fit.said, fit.key, fit.source, fit.pack, allowed=True)
        if check:
            known = found.get((check.about, check.said))
            found[check.about, check.said] = replace(check, at=(*(known.at if known else ()), *check.at))
    yield from found.values()


def _chosen(steps: Sequence[Taken], proposals: Sequence[Proposal]) -> tuple[str, str, str]:
    """Whom it came to, why, and how that was settled: the last word of those who may say it."""
    chosen, reason, how = "", "", ""
    for one in steps:
        if one.state != "done" or not (who := one.text(*CHOSEN)):
            continue
        chosen, reason = who, one.text(*REASONS)
        if one.part in LEVELS:
            how = f"Decided by the {LEVELS[one.part]}"
        elif one.part == "named":
            how = f"Named by {one.by}, because the child's status asks for a social worker"
        else:
            how = f"Proposed by {one.by}"
    if how.startswith("Proposed") and proposals and proposals[-1].unasked:
        how = f"{how}; nobody else is a partner yet who could have agreed"
    elif how.startswith("Proposed") and proposals and (positions := proposals[-1].positions):
        how = "Agreed by all partners" if all(one.agrees for one in positions) else f"{how}; not all partners agreed"
    return chosen, reason, how
