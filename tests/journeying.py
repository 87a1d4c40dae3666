"""A child's whole journey, told on the engine alone: who answers what where it is the point, an invented answer elsewhere."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from stories import EWAN, FIONA, FORMS, ISLA, MONDAY, NAMES, PEOPLE, RELEASE, TEAM, WORDS, Story

from app import engine, forms
from app.domain import messages
from app.domain.cases import Child, Facts, Role, RoleEnded, RoleName, Status, apply, view
from app.domain.deadlines import local

AGREED = {
    "t_offer": {"family_decision": "accept"},
    "t_decide": {"outcome": "multi_agency"},
    "t_assess": {"harm_suspected": "no"},
    "t_plan_meeting": {"agreement": "agreed", "next_review_on": None},
    "t_copies": {},
    "t_review_decide": {
        "harm": "no", "need_remains": "yes", "several_agencies": "yes", "family_accepts": "yes", "lp_right": "yes",
        "plan_changes": "no", "set_by_meeting": None,
    },
    "t_change": {"gone": "no", "convenor": ISLA},
    "t_decline": {"order": "no", "child_differs": "no", "wants_single": "no"},
    "t_preference": {"preferred": None},
    "t_review_meeting": {},
}  # fmt: skip


class Journey(Story):
    """A story in which everybody goes along, unless it says otherwise."""

    def do(self, key, item=None, **answers):
        """Answer a task's form, through the form's own checks."""
        task = self.task(key, item)
        form = FORMS[task.form]
        seen = engine.variables(RELEASE, self.state, task.id)
        context = {
            **seen,
            "case": view(self.facts, self.now),
            "policy": self.world.policy.view(),
            "now": local(self.now),
        }
        colleagues = tuple(NAMES.items())
        workers = tuple((str(one.id), one.name) for one in PEOPLE.values() if one.profession == "social_worker")
        options = {"colleagues": colleagues, "partners": colleagues, "social_workers": workers}
        options |= {name: [(one, NAMES[one]) for one in seen[name] or ()] for name in ("available",) if name in seen}
        given = {**AGREED.get(key, {}), **answers}
        posted = forms.invented(form, context=context, options=options, given=given)
        clean = forms.check(form, posted, context=context, options=options)
        return self.took(engine.complete(RELEASE, self.state, task.id, clean, self.world))

    def seen(self, key):
        """What a task's form can read."""
        return engine.variables(RELEASE, self.state, self.task(key).id)

    def each(self, key, **answers):
        """Everybody who is asked this answers the same."""
        for one in [task.item for task in self.open.values() if task.key == key]:
            self.do(key, one, **answers)
        return self

    def tell(self, name, **payload):
        """A message reaches whatever waits for it in the journey."""
        message = messages.read(name, payload)
        self.facts = apply(self.facts, messages.carried(message, self.facts))
        return self.took(engine.deliver(RELEASE, self.state, message, self.world))

    def has(self, name, person):
        """Does this person hold this role?"""
        return any(role.person_id == UUID(person) for role in self.facts.holding(name))

    # Stretches of the journey that many stories share

    def assessed(self, outcome="multi_agency", **answers):
        """Everybody was heard, the child's wellbeing assessed, and it was decided which help is needed."""
        self.do("t_views_child").do("t_views_parents").shared()
        return self.do("t_assess", **answers).do("t_share").do("t_decide", outcome=outcome)

    def shared(self):
        """Every partner decided to share what they know, and said it."""
        return self.each("t_decide_sharing").each("t_partner_information")

    def appointed(self, person=EWAN):
        """This person was chosen, by all, and accepted."""
        if "t_allocate" in self.waits:
            self.do("t_allocate", proposed=person)
        else:
            self.do("t_preference").do("t_candidates", candidates=[{"person": person, "why": WORDS}])
            self.each("t_availability", availability="yes").do("t_propose", proposed=person, proposal="propose")
            self.each("t_agree", position="agree")
        return self.do("t_confirm", confirmed="yes").do("t_accept", accepted="yes", first_contact_on="2027-09-01")

    def planned(self, owner=EWAN):
        """The plan was drafted, looked at, settled, approved, handed out and accepted."""
        action = {"action": WORDS, "owner": owner, "by_when": "2027-09-01", "shown_by": WORDS, "action_state": "to_do"}
        self.do("t_draft", actions=[action]).each("t_contribute")
        self.do("t_comment", family_says="agree").do("t_plan_meeting")
        if "t_approve" in self.waits:
            self.do("t_approve", approved="yes")
        return self.do("t_recipients").do("t_copies").each("t_acknowledge", accepts="yes")

    def reviewed(self, **decided):
        """The review came up and was held; on its last day, where it was the clock that brought it."""
        came_up = "t_report" not in self.waits
        if came_up:
            self.ring("wait_due")
        self.each("t_report")
        if came_up:
            self.now = max(self.now, self.task("t_review_meeting").due.at)
        return self.do("t_review_meeting").do("t_review_decide", **decided)

    def handed_back_meanwhile(self):
        """Somewhere else in the case the child was handed back, so nobody leads any more: this process hears of it."""
        leading = self.facts.holding(RoleName.LEAD_PROFESSIONAL, RoleName.INTERIM_LEAD_PROFESSIONAL)
        self.facts = apply(self.facts, [RoleEnded(role.id, self.now, "Handed back.") for role in leading])
        return self.took(engine.wake(RELEASE, self.state, (), self.world))

    def closed_meanwhile(self):
        """The journey was closed: this process beside it hears of that."""
        self.facts = replace(self.facts, closed=True)
        return self.took(engine.wake(RELEASE, self.state, (), self.world))

    def handed_back(self):
        """The named person took the child back."""
        self.do("t_briefing", named_person_there="yes").do("t_take_on", accepted="yes", first_contact_on="2027-09-01")
        return self.do("t_meet_family")


def facts_of(
    *, named=ISLA, leads=None, pack="ayrshire", born_on=date(2021, 5, 4), statuses=(), partners=(ISLA, EWAN, FIONA)
):
    """A child with these roles, partners and statuses."""

    def role(name, person=None):
        held = UUID(person) if person else None
        return Role(uuid4(), name, held, None if person else TEAM, MONDAY, MONDAY)

    return Facts(
        UUID(int=900),
        pack,
        MONDAY,
        Child(UUID(int=901), "Ailsa", "Munro", "", born_on),
        (
            role(RoleName.NAMED_PERSON_SERVICE),
            *([role(RoleName.NAMED_PERSON, named)] if named else []),
            *([role(RoleName.LEAD_PROFESSIONAL, leads)] if leads else []),
            *(role(RoleName.PARTNER, one) for one in partners),
        ),
        tuple(Status(uuid4(), one, date(2026, 1, 5)) for one in statuses),
        PEOPLE,
    )


def concern(facts=None, **answers):
    """Somebody records a concern and takes it forward: the journey begins."""
    facts = facts or facts_of()
    story = Journey(facts.area, facts)
    given = {"immediate_danger": "no", "convenor": ISLA, "place": "before_school", "mobile": "no", **answers}
    options = {"colleagues": tuple(NAMES.items())}
    posted = forms.invented(FORMS["case_start"], context={"now": MONDAY}, options=options, given=given)
    clean = forms.check(FORMS["case_start"], posted, context={"now": MONDAY}, options=options)
    return story.took(engine.start(RELEASE, "girfec_case", clean, story.world))


def begun(process, facts=None, **variables):
    """One process begins by itself, as if the journey had come to it."""
    facts = facts or facts_of()
    story = Journey(facts.area, facts)
    return story.took(engine.start(RELEASE, process, variables, story.world))
