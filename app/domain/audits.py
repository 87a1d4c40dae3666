"""Do the ten invariants hold in what is kept of a case? Looked at from its rows alone, whoever wrote them.

`invariants` refuses an act that would break one; this finds what got past it: a row changed by hand, a process drawn
without its check, a fault of ours. It judges by what was recorded, not by what the check of that day had said.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain import invariants
from app.domain.cases import Facts, Role, StatusName, age, responsible
from app.domain.deadlines import local
from app.domain.documents import KINDS, Document
from app.domain.errors import RuleBroken
from app.domain.escalation import SUBJECTS, next_level
from app.domain.operations.handback import ACCEPTED
from app.domain.operations.planning import COMPULSORY
from app.domain.policy import Policy
from app.domain.statutory import SOCIAL_WORKER, statutory_rule

GROWN_UP = 18
LADDER = {
    "t_line_managers": "line_manager",
    "t_service_managers": "service_manager",
    "t_lead_officer": "girfec_lead_officer",
    "t_chief_officers": "cspp_chief_officer",
    "t_settle_line": "line_manager",
    "t_settle_service": "service_manager",
    "t_settle_officer": "girfec_lead_officer",
    "t_settle_chiefs": "cspp_chief_officer",
}
# What is disagreed about where a ladder is climbed for one thing only; elsewhere for any of them.
ABOUT = {"lp_escalation": ("lp_choice",)}
# Answers by which a family decides for a plan, and those that stand in for them.
FAMILY_DECIDED: Mapping[str, frozenset[str]] = {
    "family_decision": frozenset({"accept", "partial", "compulsory"}),
    "family_says": frozenset({"agree", "partly"}),
    "family_accepts": frozenset({"yes", "compulsory"}),
    "wants_single": frozenset({"yes"}),
    "order": frozenset({"yes"}),
    "officer": frozenset({"goes_on"}),
    "plan_after": frozenset({"continue"}),
    "support_needed": frozenset({"yes"}),
}
# The task in which a plan that took effect says who gets a copy, and where that task was in earlier releases; the record
# of a meeting asks under the same key.
IN_EFFECT = ("plan_hand_out", "t_recipients")
IN_EFFECT_ONCE = ("childs_plan", "t_recipients")
# Where it is decided whether one agency acts or several: {(process, answer): what says several}.
SEVERAL: Mapping[tuple[str, str], str] = {
    ("wellbeing_assessment", "outcome"): "multi_agency",
    ("plan_review", "several_agencies"): "yes",
    ("child_protection", "plan_after"): "continue",
    ("deregistration", "plan_needed"): "yes",
}


@dataclass(frozen=True, slots=True)
class Closed:
    """A task as its row says. root: the process instance it belongs to, with the path to its call. given: its answers."""

    id: UUID
    key: str
    process: str
    root: tuple[str, ...]
    state: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one case. running: does a process of it go on? tasks: oldest first.

    unwritten: (key, kind) of tasks that are done and whose document is missing. unheard: kinds of documents that decide
    without the child's views. shown: (where, text) that the family may read besides documents. ruled: the moment from
    which the policy in force holds. noticed: {status id: when somebody recorded it}, where that is known.
    """

    facts: Facts
    running: bool
    tasks: tuple[Closed, ...] = ()
    documents: tuple[Document, ...] = ()
    unwritten: tuple[tuple[str, str], ...] = ()
    unheard: tuple[str, ...] = ()
    shown: tuple[tuple[str, str], ...] = ()
    ruled: datetime | None = None
    noticed: Mapping[UUID, datetime] = field(default_factory=dict)

    def given(self, *keys: str) -> Iterator[Closed]:
        """The tasks that are done and answer one of these questions, oldest first."""
        return (one for one in self.tasks if one.state == "done" and any(one.given.get(key) for key in keys))

    def effective(self) -> Iterator[datetime]:
        """When a plan took effect, each time, oldest first."""
        for one in self.tasks:
            if (one.process, one.key) in (IN_EFFECT, IN_EFFECT_ONCE) and one.state == "done" and one.closed_at:
                yield one.closed_at


@dataclass(frozen=True, slots=True)
class Breach:
    """An invariant that does not hold. what: a sentence without a word about the child."""

    rule: str
    what: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.what}"


def breaches(kept: Kept, policy: Policy, now: datetime) -> Iterator[Breach]:
    """Every invariant that does not hold in a case, I1 first."""
    yield from _leads(kept, policy, now)
    yield from _responsible(kept)
    yield from _register(kept)
    yield from _family_decided(kept)
    yield from _sharing(kept)
    yield from _must(kept, policy)
    yield from (Breach("I7", f"“{KINDS[one].title}” decides without the child's views") for one in kept.unheard)
    yield from _handed_back(kept)
    yield from _ladder(kept, policy)
    yield from _kept_back(kept, policy)


def _leads(kept: Kept, policy: Policy, now: datetime) -> Iterator[Breach]:
    """I1: one who leads, and where several agencies act not more than a working day without."""
    facts = kept.facts
    if len(tuple(facts.holding(*invariants.LEADING))) > 1:
        yield Breach("I1", "two people lead at once")
    since = leaderless_since(kept)
    if since and kept.running and not facts.still and policy.due("lp_interim_max_gap", since).at < now:
        yield Breach("I1", f"several agencies act and nobody has led since {since.date().isoformat()}")


def leaderless_since(kept: Kept) -> datetime | None:
    """Since when nobody leads though a plan of several agencies is in effect; None where somebody does, or none is."""
    facts = kept.facts
    if any(facts.holding(*invariants.LEADING)) or facts.has(StatusName.MOVED):
        return None
    ended = [one.ended_at for one in facts.roles if one.name in invariants.LEADING and one.accepted_at and one.ended_at]
    handed = [one.ended_at for one in _handed(facts) if one.ended_at]
    effective = list(kept.effective())
    if not effective or (handed and max(handed) >= max(effective)):
        return None
    if not (_several(kept, max(effective)) and _several(kept)):
        return None
    return max([*effective[-1:], *ended])


def _several(kept: Kept, until: datetime | None = None) -> bool:
    """Was it said last that several agencies act? until: what was said later does not count."""
    said, smaller = False, frozenset(_smaller(kept))
    for one in kept.tasks:
        if one.state != "done" or (until and one.closed_at and one.closed_at > until):
            continue
        if one.id in smaller:
            said = False
        for (process, key), several in SEVERAL.items():
            if one.process == process and one.given.get(key):
                said = one.given[key] == several
    return said


def _smaller(kept: Kept) -> Iterator[UUID]:
    """The last tasks of refusals by which a plan became one of one agency: as the family wants, and nobody decided else."""
    wanted: dict[tuple[str, ...], bool] = {}
    for one in kept.tasks:
        if one.process != "declining" or one.state != "done":
            continue
        if one.given.get("wants_single"):
            wanted[one.root] = one.given["wants_single"] == "yes"
        elif one.given.get("officer") == "goes_on":
            wanted[one.root] = False
        elif one.key == "t_sharing" and wanted.get(one.root):
            yield one.id


def _responsible(kept: Kept) -> Iterator[Breach]:
    """I2: somebody answers for the child, and nobody shares a role that one holds."""
    try:
        responsible(kept.facts)
    except LookupError:
        yield Breach("I2", "nobody is responsible")
    for name in invariants.SINGLE:
        if len(tuple(kept.facts.holding(name))) > 1:
            yield Breach("I2", f"the role {name} is held twice")


def _register(kept: Kept) -> Iterator[Breach]:
    """I3: a name came off the register by a review meeting, by death, by age, or because it stands on another's."""
    facts = kept.facts
    for status in facts.statuses:
        if status.name is not StatusName.REGISTERED or status.ended_on is None:
            continue
        decided = any(
            one.given.get("review_decision") == "deregister"
            and one.given.get("quorate") != "no"
            and one.closed_at
            and status.began_on <= local(one.closed_at).date() <= status.ended_on
            for one in kept.given("review_decision")
        )
        there = any(one.given.get("registered_there") == "yes" for one in kept.given("registered_there"))
        died = any(one.name is StatusName.DIED for one in facts.statuses)
        if not (decided or there or died or age(facts.child.born_on, status.ended_on) >= GROWN_UP):
            yield Breach(
                "I3", f"a name came off the register on {status.ended_on.isoformat()} without a meeting's decision"
            )


def _family_decided(kept: Kept) -> Iterator[Breach]:
    """I4: before a plan takes effect the family has decided, or something has made it compulsory."""
    for effective in kept.effective():
        day = local(effective).date()
        compulsory = any(
            status.name in COMPULSORY and status.began_on <= day and (status.ended_on is None or day <= status.ended_on)
            for status in kept.facts.statuses
        )
        decided = any(
            said.given.get(key) in values or (key == "order" and said.given.get(key) is True)
            for said in kept.given(*FAMILY_DECIDED)
            for key, values in FAMILY_DECIDED.items()
            if said.closed_at and said.closed_at <= effective
        )
        if not (compulsory or decided):
            yield Breach("I4", f"a plan took effect on {day.isoformat()} without the family's decision")


def _sharing(kept: Kept) -> Iterator[Breach]:
    """I5: what was shared or kept back is recorded, in words."""
    for key, kind in kept.unwritten:
        rule = "I5" if kind in invariants.SHARING else "I7" if KINDS[kind].decides else ""
        if rule:
            yield Breach(rule, f"the task {key} is done, and its “{KINDS[kind].title}” is not there")
    for one in kept.documents:
        if one.kind in invariants.SHARING and not any(said for _, said in (*one.prose, *one.withheld)):
            yield Breach("I5", f"“{one.title}” {one.version} says nothing")


def _must(kept: Kept, policy: Policy) -> Iterator[Breach]:
    """I6: nobody began to lead against a rule that says must, while it did."""
    facts = kept.facts
    rule, _ = statutory_rule(facts, policy)
    if rule != "must":
        return
    for role in facts.holding(*invariants.LEADING):
        person = facts.people.get(role.person_id) if role.person_id else None
        if (person is None or person.profession != SOCIAL_WORKER) and _began_under(role, kept, policy):
            yield Breach("I6", f"{role.name} began on {_day(role.accepted_at)} against a rule that says must")


def _began_under(role: Role, kept: Kept, policy: Policy) -> bool:
    """Did the role begin while the rule already held: its pack in force, its status known?"""
    if role.accepted_at is None or (kept.ruled and role.accepted_at < kept.ruled):
        return False
    facts = kept.facts
    return any(
        one.ended_on is None
        and local(role.accepted_at).date() > one.began_on
        and (one.id not in kept.noticed or role.accepted_at > kept.noticed[one.id])
        and statutory_rule(_with_only(facts, one.name), policy)[0] == "must"
        for one in facts.statuses
    )


def _with_only(facts: Facts, name: StatusName) -> Facts:
    statuses = tuple(one for one in facts.statuses if one.name is name)
    return Facts(facts.case_id, facts.area, facts.opened_at, facts.child, facts.roles, statuses, facts.people)


def _handed(facts: Facts) -> Iterator[Role]:
    """Those who led and let go because somebody accepted the handback."""
    return (one for one in facts.roles if one.name in invariants.LEADING and one.reason.endswith(ACCEPTED))


def _handed_back(kept: Kept) -> Iterator[Breach]:
    """I8: a handback is complete because the named person accepted it, at that moment, by their own answer; or because
    the service took the record on itself, where children have no named person or a service manager agreed to it.
    """
    for role in _handed(kept.facts):
        accepted = any(
            (
                one.given.get("accepted") in ("yes", "yes_if")
                or one.given.get("cover") == "service"
                or one.given.get("signed_off") == "yes"
            )
            and one.process == "handback"
            and one.closed_at == role.ended_at
            for one in kept.given("accepted", "cover", "signed_off")
        )
        if not accepted:
            yield Breach("I8", f"a handback of {_day(role.ended_at)} is complete, and nobody's acceptance is recorded")


def _ladder(kept: Kept, policy: Policy) -> Iterator[Breach]:
    """I9: a disagreement climbs level by level, and leaves each by what was said there or because its time ran out."""
    climbs: dict[tuple[str, tuple[str, ...]], list[Closed]] = {}
    for one in kept.tasks:
        if one.key in LADDER and (kept.ruled is None or one.opened_at >= kept.ruled):
            climbs.setdefault((one.process, one.root), []).append(one)
    for (process, _), steps in climbs.items():
        yield from _climb(steps, policy, ABOUT.get(process, tuple(SUBJECTS)))


def _climb(steps: Iterable[Closed], policy: Policy, about: Iterable[str]) -> Iterator[Breach]:
    subjects = tuple(about)
    before: Closed | None = None
    firsts = {next_level(None, policy, one) for one in subjects}
    for one in steps:
        level, left = LADDER[one.key], LADDER[before.key] if before else None
        if before and level == left:  # asked anew at the same level, once more is known
            before = one
            continue
        above = {next_level(left, policy, one) for one in subjects} if left else set()
        if level not in firsts | above:
            yield Breach("I9", f"a disagreement came to the {level} and left out a level of the ladder")
        elif before and level not in firsts and not _left_with_a_reason(before):
            yield Breach("I9", f"a disagreement left the {left} without a reason")
        before = one


def _left_with_a_reason(step: Closed) -> bool:
    ran_out = step.due_at is not None and step.closed_at is not None and step.closed_at >= step.due_at
    return ran_out if step.state == "withdrawn" else step.state == "done" and bool(step.given)


def _kept_back(kept: Kept, policy: Policy) -> Iterator[Breach]:
    """I10: what a document keeps from the family stands in nothing that they may read."""
    withheld = [text for one in kept.documents for _, text in one.withheld]
    read = [(one.title, text) for one in kept.documents if KINDS[one.kind].family for _, text in one.prose]
    try:
        invariants.kept_back(withheld, [*read, *kept.shown], policy)
    except RuleBroken as found:
        yield Breach("I10", f"what is kept from the family stands in “{found.field}”")


def _day(moment: datetime | None) -> str:
    return local(moment).date().isoformat() if moment else "an unknown day"
