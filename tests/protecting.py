"""Stories of protection and of what follows it, told on the engine alone: who answers what, where it is not the point."""

from datetime import date
from uuid import UUID, uuid4

from stories import EWAN, FIONA, ISLA, MONDAY, MORAG, PEOPLE, RELEASE, TEAM, WORDS, Story

from app import engine
from app.domain.cases import Child, Facts, Role, RoleName, Status

HEARD = {"child_heard": "yes", "child_said": WORDS}
PARENTS = {"parents_heard": "no", "parents_not_heard": WORDS}
USUAL = {
    "t_briefing": {
        "closing_summary": WORDS,
        "watch_points": WORDS,
        "contacts": WORDS,
        "sharing_basis": "public_task",
        "sharing_why": WORDS,
        "family_told": WORDS,
        "named_person_there": "yes",
        **HEARD,
    },
    "t_take_on": {"accepted": "yes", "first_contact_on": "2027-09-01"},
    "t_cover": {"cover": "ask", "cover_why": WORDS},
    "t_decide_holder": {"decision": "somebody", "reasons": WORDS, **HEARD},
    "t_meet_family": {"told": WORDS, "how_to_reach": WORDS, **HEARD},
}


class Protected(Story):
    """A story in which everybody gives their usual answers, unless it says otherwise."""

    def do(self, key, item=None, **answers):
        """Answer a task, with the usual answers where none are given."""
        return super().do(key, item, **{**USUAL.get(key, {}), **answers})

    def holds(self, name):
        """Who holds a role now, by id, or None."""
        role = self.facts.holder(name)
        return str(role.person_id) if role else None


def role(name, person=None):
    """A role held since the story began, by the area's service where it says nobody."""
    held = UUID(person) if person else None
    return Role(uuid4(), name, held, None if person else TEAM, MONDAY, MONDAY)


def child(*, named=ISLA, leads=None, pack="ayrshire", born_on=date(2021, 5, 4), statuses=()):
    """The facts of a child with these roles, three partners, and these statuses."""
    return Facts(
        UUID(int=900),
        pack,
        MONDAY,
        Child(UUID(int=901), "Ailsa", "Munro", "", born_on),
        (
            role(RoleName.NAMED_PERSON_SERVICE),
            *([role(RoleName.NAMED_PERSON, named)] if named else []),
            *([role(RoleName.LEAD_PROFESSIONAL, leads)] if leads else []),
            *(role(RoleName.PARTNER, one) for one in (ISLA, EWAN, FIONA)),
        ),
        tuple(Status(uuid4(), one, date(2026, 1, 5)) for one in statuses),
        PEOPLE,
    )


def begin(process, facts, **values):
    """One of the shipped processes, begun as its caller begins it."""
    story = Protected(facts.area, facts)
    return story.took(engine.start(RELEASE, process, values, story.world))


ENOUGH = {
    "held_on": "2026-03-02",
    "quorate": "yes",
    "consensus": "yes",
    "decision_reasons": WORDS,
    "family_told": WORDS,
}
THERE = [{"attendee": one, "attended": "yes"} for one in ("Ailsa's mother", "Ewan Grant")]
CORE_GROUP = {"core_progress": WORDS, "finding": "as_planned", "attendance": THERE, **HEARD, **PARENTS}
USUAL |= {
    "t_ird": {
        "ird_agencies": ["police", "social_work", "health", "education"],
        "concern": WORDS,
        "child_seen": "yes",
        "immediate_safety": WORDS,
        "register_checked": WORDS,
        "ird_decision": "joint",
        "ird_reasons": WORDS,
        "safety_plan_begun": "yes",
        "safety_plan_words": WORDS,
        "lead": EWAN,
        "family_told": WORDS,
        **HEARD,
    },
    "t_accept_lead": {"lead_accepted": "yes"},
    "t_allocate_lead": {"lead": EWAN, "lead_why": WORDS},
    "t_prepare": {
        "meeting_needed": "yes",
        "findings": WORDS,
        "recommendation": WORDS,
        "meeting_on": "2027-03-20",
        "invited": WORDS,
        **HEARD,
        **PARENTS,
    },
    "t_extend": {"late_because": WORDS, "safety_meanwhile": WORDS, **HEARD},
    "t_planning_meeting": {
        **ENOUGH,
        "attendance": THERE,
        "risks": WORDS,
        "register_decision": "register",
        "concerns": ["neglect"],
        "reporter": "no",
        "core_group": [ISLA, EWAN, MORAG],
        "outline_plan": WORDS,
        **HEARD,
        **PARENTS,
    },
    "t_register": {"register_reference": "R 1", "entered_on": "2026-03-02"},
    "t_core_first": {"plan_in_full": WORDS, "record_sent": "yes", **CORE_GROUP},
    "t_core_group": CORE_GROUP,
    "t_core_change": {"change_words": WORDS, "chair_told": "yes", "change_family": WORDS},
    "t_review_meeting": {
        **ENOUGH,
        "attendance": THERE,
        "progress": WORDS,
        "review_decision": "deregister",
        "dereg_reason": "home_improved",
        "plan_after": "continue",
        **HEARD,
        **PARENTS,
    },
    "t_remove": {"removed_on": "2026-03-02", "register_reference": "R 1"},
}


def investigated(**facts):
    """The agencies discussed the concern, and the social worker whom they named accepted to lead."""
    return begin("child_protection", child(**facts)).do("t_ird").do("t_accept_lead")


def prepared(**facts):
    """The planning meeting is called."""
    return investigated(**facts).do("t_prepare")


def registered(**facts):
    """The planning meeting put the child's name on the register, and the keeper entered it."""
    return prepared(**facts).do("t_planning_meeting").do("t_register")


USUAL |= {
    "t_tell_off_register": {"told": WORDS, "told_in_writing": "yes", "agencies_told": WORDS, **HEARD},
    "t_who_leads": {"lead_after": "keep", "lead_because": WORDS, **HEARD},
    "t_amend_plan": {
        "plan_reason": WORDS,
        "summary": WORDS,
        "needs": [{"indicator": "safe", "need": WORDS, "outcome": WORDS, "need_state": "open"}],
        "actions": [
            {"action": WORDS, "owner": EWAN, "by_when": "2026-06-01", "shown_by": WORDS, "action_state": "to_do"}
        ],
        "contingency": WORDS,
        **HEARD,
        **PARENTS,
    },
    "t_after_register": {
        "attendance": THERE,
        "risk": "same",
        "risk_because": WORDS,
        "plan_needed": "yes",
        **HEARD,
        **PARENTS,
    },
}


def deregistered(ended="deregistered_continue", **facts):
    """The child's name is off the register; the family and the agencies were told."""
    story = begin("deregistration", child(**{"leads": EWAN, **facts}), register_outcome=ended)
    return story.do("t_tell_off_register")
