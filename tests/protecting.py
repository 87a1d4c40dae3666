"""Stories of protection and of what follows it, told on the engine alone: who answers what, where it is not the point."""

from dataclasses import replace
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
    "t_cover": {"cover": "ask", "np_for": "good", "cover_why": WORDS},
    "t_settle_officer": {"tried": WORDS, "outcome": "decided", "decision": "somebody", "reasons": WORDS, **HEARD},
    "t_meet_family": {"told": WORDS, "how_to_reach": WORDS, **HEARD},
}


class Protected(Story):
    """A story in which everybody gives their usual answers, unless it says otherwise."""

    def do(self, key, item=None, **answers):
        """Answer a task, with the usual answers where none are given; a core group met today."""
        today = {"met_on": self.now.date().isoformat()} if key in ("t_core_first", "t_core_group") else {}
        return super().do(key, item, **{**USUAL.get(key, {}), **today, **answers})

    def planned(self):
        """The core group met for the first time, and the plan is written, handed out and taken on."""
        return self.do("t_core_first").written()

    def written(self):
        """A version of the plan is written, handed out and taken on."""
        return self.do("t_core_plan").do("t_recipients").do("t_copies").do("t_acknowledge")

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
    "chair_supervises": "no",
    "decision_reasons": WORDS,
    "family_told": WORDS,
}
THERE = [{"attendee": one, "attended": "yes"} for one in ("Ailsa's mother", "Ewan Grant")]
CORE_GROUP = {
    "core_progress": WORDS,
    "core_chronology": WORDS,
    "finding": "as_planned",
    "attendance": THERE,
    **HEARD,
    **PARENTS,
}
NEEDS = [{"indicator": "safe", "need": WORDS, "outcome": WORDS, "need_state": "open"}]
ACTION = {"action": WORDS, "owner": EWAN, "by_when": "2026-06-01", "shown_by": WORDS, "action_state": "to_do"}


def agencies(*took_part, **others):
    """Police, social work, health and education in a discussion; those who took part, all unless they are named."""
    asked = ("police", "social_work", "health", "education")
    return [
        {
            "agency": one,
            "took_part": "yes" if not took_part or one in took_part else "no",
            "agency_person": "Somebody",
            "agency_information": WORDS,
            "agency_view": "investigate",
            **others,
        }
        for one in asked
    ]


USUAL |= {
    "t_notify": {
        "concern": WORDS,
        "immediate_risk": "no",
        "who_told": ["social_work"],
        "parents_told": "yes",
        "parents_words": WORDS,
    },
    "t_screen": {
        "known": WORDS,
        "other_children": WORDS,
        "discussion_needed": "yes",
        "screening_because": WORDS,
        **HEARD,
    },
    "t_feedback": {"feedback_to": ["referrer", "named_person"], "feedback_words": WORDS},
    "t_ird_feedback": {"feedback_to": ["referrer", "named_person"], "feedback_words": WORDS},
    "t_ird": {
        "ird_agencies": agencies(),
        "child_seen": "yes",
        "immediate_safety": WORDS,
        "ird_decision": "joint_investigation",
        "ird_reasons": WORDS,
        "interview_needed": "no",
        "medical_needed": "no",
        "lead": EWAN,
        "circulated": WORDS,
        "family_told": WORDS,
        **HEARD,
    },
    "t_enquire": {"found_out": WORDS, "safe_meanwhile": WORDS},
    "t_case_discussion": {"discussed": WORDS, "safe_meanwhile": WORDS},
    "t_divert": {
        "protocol": "care_and_risk",
        "protocol_led_by": "Somebody",
        "protocol_meets_on": "2027-03-20",
        "protocol_told": WORDS,
    },
    "t_safety": {
        "safety_plan_words": WORDS,
        "safety_shared": WORDS,
        "safety_until": "2028-03-30",
        "safety_if": WORDS,
        **HEARD,
    },
    "t_interview": {"interview_held": "yes", "interview_on": "2026-03-02", "interview_support": WORDS},
    "t_medical": {"medical_done": "yes", "medical_on": "2026-03-02", "medical_consent": WORDS},
    "t_accept_lead": {"lead_accepted": "yes"},
    "t_allocate_lead": {"lead": EWAN, "lead_why": WORDS},
    "t_assess": {"findings": WORDS, "safety_now": WORDS, **HEARD, **PARENTS},
    "t_needed": {"meeting_needed": "yes", "needed_because": WORDS, **HEARD},
    "t_book": {
        "meeting_on": "2028-03-20",
        "meeting_where": "The school",
        "short_notice": "enough",
        "invitees": [{"invitee": one, "invitee_as": "other"} for one in ("Ailsa", "Her mother", "Ewan Grant")],
        "quorum": WORDS,
        "take_part": WORDS,
    },
    "t_report": {"report": WORDS, "recommendation": WORDS, "report_shared": "yes", **HEARD, **PARENTS},
    "t_extend": {"late_because": WORDS, "safety_meanwhile": WORDS, **HEARD},
    "t_planning_meeting": {
        **ENOUGH,
        "attendance": THERE,
        "reports_received": ["social_work"],
        "risks": WORDS,
        "register_decision": "register",
        "concerns": ["neglect"],
        "reporter": "no",
        "lead_right": "yes",
        "core_group": [ISLA, EWAN, MORAG],
        "outline_plan": WORDS,
        **HEARD,
        **PARENTS,
    },
    "t_summary": {"summary_words": WORDS, "summary_to": ["child", "parents"]},
    "t_recipients": {
        "recipients": [
            {"recipient_name": name, "who": who, "understands": "yes" if who == "child" else "not_child"}
            | {"copy_risk": "somebody", "redaction": "yes", "withheld_because": "An address."}
            | ({"prr": "care"} if who == "parent" else {})
            for name, who in (("Ailsa", "child"), ("Her mother", "parent"), ("Isla Reid", "named_person"))
        ]
    },
    "t_record": {"record_taken_by": "yes", "given_how": WORDS, "given_on": "2026-03-02"},
    "t_reporter": {"referred_on": "2026-03-02", "referral_reference": "SCRA 1", "referral_told": WORDS},
    "t_register": {"register_reference": "R 1", "entered_on": "2026-03-02"},
    "t_core_first": {"record_sent": "yes", **CORE_GROUP},
    "t_core_group": {"contingency_used": "no", **CORE_GROUP},
    "t_core_plan": {
        **dict.fromkeys(("plan_reason", "summary", "risk_management", "contingency"), WORDS),
        **dict.fromkeys(("outcomes_short", "outcomes_medium", "outcomes_long"), WORDS),
        "needs": NEEDS,
        "actions": [{**ACTION, "reduces": WORDS}],
        **HEARD,
        **PARENTS,
    },
    "t_copies": {"given_how": WORDS, "given_on": "2026-03-02"},
    "t_acknowledge": {"accepts": "yes"},
    "t_core_change": {"change_words": WORDS, "chair_told": "yes", "change_family": WORDS},
    "t_review_meeting": {
        **ENOUGH,
        "attendance": THERE,
        "reports_received": ["lead_professional"],
        "risks": WORDS,
        "progress": WORDS,
        "review_decision": "deregister",
        "reporter": "no",
        "dereg_reason": "home_improved",
        "plan_after": "continue",
        "after_chair": "lead_professional",
        "after_chair_agreed": "yes",
        "chair_same": "yes",
        "lead_right": "yes",
        "core_group": [ISLA, EWAN, MORAG],
        "contingency": WORDS,
        **HEARD,
        **PARENTS,
    },
    "t_agency_report": {"agency_done": WORDS, "agency_view": "deregister", "agency_because": WORDS},
    "t_review_report": {
        "report_progress_words": WORDS,
        "report_risks": WORDS,
        "report_agencies": WORDS,
        "recommended": "deregister",
        "recommended_because": WORDS,
        "report_shared": "yes",
        **HEARD,
        **PARENTS,
    },
    "t_remove": {"removed_on": "2026-03-02", "register_reference": "R 1"},
}


def noticed(process="child_protection", **facts):
    """Somebody told social work of a concern, which sees the need for the agencies to discuss it."""
    return begin(process, child(**facts)).do("t_notify").do("t_screen")


def discussed(**facts):
    """The agencies discussed the concern, investigate it, and named a social worker."""
    return noticed(**facts).do("t_ird")


def investigated(**facts):
    """The social worker whom the agencies named accepted to lead, and an interim safety plan is in place."""
    return discussed(**facts).do("t_accept_lead").do("t_safety")


def called(story):
    """What was found is written up, and the planning meeting is called and has its report."""
    return story.do("t_assess").do("t_needed").do("t_book").do("t_report")


def prepared(**facts):
    """The planning meeting is called."""
    return called(investigated(**facts))


def registered(**facts):
    """The planning meeting put the child's name on the register, and the keeper entered it."""
    return prepared(**facts).do("t_planning_meeting").do("t_register")


def called_for(story, on):
    """An appeal, a dissent or a move has the review meeting held on this day."""
    story.facts = replace(story.facts, reviews=replace(story.facts.reviews, called=on))
    return story.took(engine.wake(RELEASE, story.state, (), story.world))


def reviewing(story):
    """The core group reports, the lead professional brings it together, and the review meeting is called."""
    for report in [one for one in story.open.values() if one.key == "t_agency_report"]:
        story.do("t_agency_report", report.item)
    return story.do("t_review_report").do("t_book")


USUAL |= {
    "t_tell_off_register": {"told": WORDS, "told_in_writing": "yes", "agencies_told": WORDS, **HEARD},
    "t_who_leads": {"lead_after": "keep", "lead_because": WORDS, **HEARD},
    "t_amend_plan": {
        "plan_reason": WORDS,
        "summary": WORDS,
        "needs": NEEDS,
        "actions": [ACTION],
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
