"""A child's story in the shipped processes, played on the engine alone.

Every step is checked: somebody is responsible, the invariants hold, something is left to do, and whoever is asked exists.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

from app import engine, forms
from app.domain import invariants, messages, policy
from app.domain.cases import Child, Facts, Role, RoleName, Status, apply, responsible, view
from app.domain.deadlines import local
from app.domain.people import Organisation, Person, assign
from app.domain.steps import Step, World

DIAGRAMS = {path.name: path.read_bytes() for path in Path("bpmn").rglob("*.bpmn")}
DECISIONS = {path.name: path.read_bytes() for path in Path("bpmn").rglob("*.dmn")}
FORMS = {form.outline.id: form for form in (forms.read(path.read_bytes()) for path in Path("forms").rglob("*.json"))}
PACKS = {path.name: path.read_bytes() for path in Path("bpmn/policies").glob("*.toml")}
RELEASE = engine.compile(engine.Source(DIAGRAMS, DECISIONS, {key: form.outline for key, form in FORMS.items()}))

ISLA, EWAN, MORAG, CALUM, FIONA = (str(UUID(int=n)) for n in range(1, 6))
PEOPLE = {
    person.id: person
    for person in (
        Person(UUID(ISLA), "Isla Reid", "health_visitor", "health", line_manager_id=UUID(MORAG)),
        Person(UUID(EWAN), "Ewan Grant", "social_worker", "social_work", line_manager_id=UUID(CALUM)),
        Person(UUID(FIONA), "Fiona Hay", "head_teacher", "education", line_manager_id=UUID(CALUM)),
        Person(UUID(MORAG), "Morag Shaw", "manager", "health"),
        Person(UUID(CALUM), "Calum Weir", "manager", "education"),
    )
}
NAMES = {str(key): person.name for key, person in PEOPLE.items()}
TEAM = UUID(int=50)
AREA = Organisation(
    "ayrshire",
    dict.fromkeys(
        (
            "girfec_lead_officer",
            "managing_authority_officer",
            "social_work",
            "service_manager",
            "cspp_chief_officer",
            "planning_support",
            "named_person_service",
            "register_keeper",
            "cppm_chair",
        ),
        TEAM,
    ),
)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)

WORDS = "What was said, in their own words."
HEARD = {"child_heard": "yes", "child_said": WORDS}
CHOSEN = {"outcome": "decided", "reasons": WORDS, **HEARD}
DECIDED = CHOSEN | {"review_on": "2026-09-01"}
RAISED = {"outcome": "raised", "raised_because": WORDS}
ANSWERS = {
    "t_preference": {
        "child_asked": "yes",
        "child_words": WORDS,
        "parents_asked": "no",
        "parents_not_asked": WORDS,
        "advocacy": "declined",
    },
    "t_explain": {"explained": WORDS, "child_words": WORDS},
    "t_propose": {"proposal": "propose", "reason": WORDS, "review_on": "2026-09-01", **HEARD},
    "t_allocate": {"registration": "SW1", "reason": WORDS, "told_how": WORDS, **HEARD},
    "t_interim": {"interim_why": WORDS, "child_told": WORDS},
    "t_line_managers": {"tried": WORDS},
    "t_service_managers": {"tried": WORDS},
    "t_answer": {"answer_text": WORDS},
    "t_chief_officers": {"reasons": WORDS, **HEARD},
}
YES = {"confirmed": "yes", "confirm_reason": WORDS, "views_weighed": WORDS}
NO = {"confirmed": "no", "sent_back": WORDS}
ACCEPT = {"accepted": "yes", "first_contact_on": "2026-09-01"}
DECLINE = {"accepted": "no", "declined_because": WORDS}
OBJECT = {"position": "object", "objection": WORDS}


@dataclass
class Story:
    """One child's case, played step by step with the area's own clock."""

    pack: str = "ayrshire"
    facts: Facts = None
    now: datetime = MONDAY
    state: bytes = b""
    open: dict = field(default_factory=dict)
    timers: dict = field(default_factory=dict)
    noted: list = field(default_factory=list)
    effects: list = field(default_factory=list)
    passed: list = field(default_factory=list)
    went: list = field(default_factory=list)
    done: bool = False

    @property
    def release(self):
        """The shipped processes, compiled once."""
        return RELEASE

    @property
    def world(self):
        return World(self.now, self.facts, policy.load(PACKS, self.pack))

    @property
    def leads(self):
        """Who is responsible now, by name."""
        role = responsible(self.facts)
        return NAMES[str(role.person_id)] if role.person_id else "the named person service"

    @property
    def waits(self):
        """The keys of the open tasks."""
        return sorted(task.key for task in self.open.values())

    def took(self, step: Step):
        self.state, self.done = step.state, step.done
        self.facts = apply(self.facts, step.changes)
        invariants.check(self.facts, self.world.policy, step.changes)
        self.open = {key: one for key, one in self.open.items() if key not in step.closed}
        self.open |= {task.id: task for task in step.opened}
        for ring in step.disarmed:
            del self.timers[ring]
        self.timers |= {(timer.task_id, timer.event, timer.generation): timer for timer in step.armed}
        self.noted += step.noted
        self.effects += step.effects
        self.passed += [one.element for one in step.passed]
        self.went += [(one.process, one.element) for one in step.passed]
        assert self.leads
        assert self.done or self.open or self.timers
        for task in step.opened:
            assert not assign(task.groups, task.assignee, self.facts, AREA).covered, task.key
            assert task.due, task.key
        return self

    def task(self, key, item=None):
        [found] = [one for one in self.open.values() if one.key == key and item in (None, one.item)]
        return found

    def do(self, key, item=None, **answers):
        """Answer a task's form as a practitioner would, through the form's own checks."""
        task = self.task(key, item)
        form = FORMS[task.form]
        seen = engine.variables(RELEASE, self.state, task.id)
        options = dict.fromkeys(("colleagues", "partners"), tuple(NAMES.items()))
        options |= {name: [(one, NAMES[one]) for one in seen[name] or ()] for name in ("available",) if name in seen}
        context = {
            **seen,
            "case": view(self.facts, self.now),
            "policy": self.world.policy.view(),
            "now": local(self.now),
        }
        clean = forms.check(form, {**ANSWERS.get(key, {}), **answers}, context=context, options=options)
        return self.took(engine.complete(RELEASE, self.state, task.id, clean, self.world))

    def ring(self, event):
        """Let time pass until the clock of this event has run out, and no further."""
        [(ring, timer)] = [(ring, one) for ring, one in self.timers.items() if ring[1] == event]
        self.now = timer.due.at
        return self.took(engine.wake(RELEASE, self.state, [ring], self.world))

    def become(self, **status):
        """The child's status changes; whatever waits for that hears of it."""
        message = messages.read("status_changed", {"on": "2026-03-02", **status})
        self.facts = apply(self.facts, messages.carried(message, self.facts))
        return self.took(engine.deliver(RELEASE, self.state, message, self.world))


def begin(pack="ayrshire", *statuses):
    """A case with Isla as named person, three partners, and the meeting that Isla convenes."""

    def role(name, person=None, team=None):
        return Role(uuid4(), name, UUID(person) if person else None, team, MONDAY, MONDAY)

    facts = Facts(
        UUID(int=900),
        pack,
        MONDAY,
        Child(UUID(int=901), "Ailsa", "Munro", "", date(2021, 5, 4)),
        (
            role(RoleName.NAMED_PERSON_SERVICE, team=TEAM),
            role(RoleName.NAMED_PERSON, ISLA),
            *(role(RoleName.PARTNER, one) for one in (ISLA, EWAN, FIONA)),
        ),
        tuple(Status(uuid4(), one, date(2026, 1, 5)) for one in statuses),
        PEOPLE,
    )
    story = Story(pack, facts)
    start = {"convenor": ISLA, "why_now": WORDS, "agencies": ["health"], "family_view": "agree"}
    clean = forms.check(FORMS["appoint_start"], start, context={}, options={"colleagues": tuple(NAMES.items())})
    return story.took(engine.start(RELEASE, "appoint_lead_professional", clean, story.world))


def weighed(story, *people, preferred=None):
    """The child was asked, and these people were weighed."""
    story.do("t_preference", preferred=preferred)
    return story.do("t_candidates", candidates=[{"person": one, "why": WORDS} for one in people])


def can_lead(story, *people):
    """These candidates can lead; whoever else was asked cannot."""
    for one in [task.item for task in story.open.values() if task.key == "t_availability"]:
        answer = {"availability": "yes"} if one in people else {"availability": "no", "hindrance": WORDS}
        story.do("t_availability", one, **answer)
    return story


def proposed(story, person, **answers):
    """Both can lead, and this one was proposed."""
    can_lead(weighed(story, ISLA, EWAN), ISLA, EWAN)
    return story.do("t_propose", proposed=person, **answers)


def positions(story, **by_person):
    """The partners answer; whoever is not named agrees."""
    answers = {"isla": ISLA, "ewan": EWAN, "fiona": FIONA}
    for name, person in answers.items():
        story.do("t_agree", person, **by_person.get(name, {"position": "agree"}))
    return story


def disputed(pack="ayrshire", *statuses):
    """Ewan objects to Isla; Isla's line manager names Fiona to lead meanwhile, who accepts."""
    story = positions(proposed(begin(pack, *statuses), ISLA), ewan=OBJECT)
    story.do("t_interim", interim=FIONA)
    return story.do("t_accept_interim", interim_accepted="yes")


def settled(story):
    """The choice is confirmed and accepted."""
    story.do("t_confirm", **YES)
    return story.do("t_accept", **ACCEPT)
