"""An invented council, Glenmarnoch, with people and children who do not exist, made by doing what people would do.

Nothing is inserted: each story starts a case and completes its tasks through the same actions as the pages, on the
demo's clock, which begins some weeks ago and is then let go on, from due moment to due moment, until now.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from app import forms
from app.actions import areas, cases, clock, people, releases, roles, siblings, tasks
from app.domain.access import SYSTEM, Actor
from app.domain.cases import StatusName
from app.domain.deadlines import local, months_later
from app.forms.begun import begun
from app.store.base import Database
from app.store.tx import Tx

AREA, PACK = "Glenmarnoch", "ayrshire"
PROCESS = "appoint_lead_professional"
JOURNEY = "girfec_case"
BEGINS_DAYS_AGO = 21


@dataclass(frozen=True, slots=True)
class Team:
    """A team of the demo: who runs it, and the offices that it holds."""

    name: str
    organisation: str
    sector: str
    offices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Player:
    """An invented person. manager: who leads them. story: what a visitor meets when signed in as them."""

    name: str
    profession: str
    team: str
    story: str
    manager: str | None = None
    designs: bool = False
    administers: bool = False


TEAMS = (
    Team("Lead officer’s office", "Glenmarnoch Council", "council", ("girfec_lead_officer",)),
    Team(
        "Children’s planning office",
        "Glenmarnoch Council",
        "council",
        ("managing_authority_officer", "planning_support"),
    ),
    Team("Named person service", "Glenmarnoch Council", "education", ("named_person_service", "cover")),
    Team("Service managers", "Glenmarnoch Council", "council", ("service_manager", "head_of_service")),
    Team("Chief officers", "Glenmarnoch Council", "council", ("cspp_chief_officer",)),
    Team("Child protection register", "Glenmarnoch Council", "social_work", ("register_keeper",)),
    Team("Child protection chairs", "Glenmarnoch Council", "social_work", ("cppm_chair",)),
    Team("Social work team managers", "Glenmarnoch Council", "social_work", ("social_work",)),
    Team("Children and families social work", "Glenmarnoch Council", "social_work"),
    Team("Kirkbrae Primary School", "Glenmarnoch Council", "education"),
    Team("Health visiting, Glenmarnoch East", "NHS Glenmarnoch", "health"),
    Team("Burnside Youth Project", "Burnside", "third_sector"),
    Team("Digital services", "Glenmarnoch Council", "council"),
)

PEOPLE = (
    Player("Morag Sillars", "health_visitor", "Health visiting, Glenmarnoch East", "Health visitor; convenes most of the meetings here. Start with her.", "Fraser Munro"),
    Player("Ewan Tulloch", "head_teacher", "Kirkbrae Primary School", "Head teacher and named person for several of the children.", "Una Kerr"),
    Player("Priya Raman", "social_worker", "Children and families social work", "Social worker; partner to several plans.", "Ailsa Brodie"),
    Player("Callum Reid", "youth_worker", "Burnside Youth Project", "Youth worker; knows some of the children best.", "Ruaridh Bain"),
    Player("Fraser Munro", "manager", "Health visiting, Glenmarnoch East", "Team manager of the health visitors; hears of disagreements first."),
    Player("Ailsa Brodie", "social_worker", "Social work team managers", "Social work team manager; names a child’s social worker where a rule asks for one."),
    Player("Rhona Laird", "manager", "Service managers", "Service manager; second level of a disagreement."),
    Player("Isla Geddes", "manager", "Lead officer’s office", "GIRFEC lead officer; settles what the others could not."),
    Player("Hamish Orr", "council_officer", "Children’s planning office", "Confirms lead professionals for the managing authority."),
    Player("Elspeth Nairn", "council_officer", "Named person service", "Covers for named persons; holds what nobody else holds."),
    Player("Una Kerr", "manager", "Kirkbrae Primary School", "Line manager of the head teacher."),
    Player("Ruaridh Bain", "manager", "Burnside Youth Project", "Runs the youth project."),
    Player("Duncan Weir", "manager", "Chief officers", "Chief officer of the planning partnership."),
    Player("Sheena Aird", "manager", "Child protection chairs", "Chairs child protection planning meetings."),
    Player("Tom Lockhart", "council_officer", "Child protection register", "Keeps the child protection register."),
    Player("Gregor Shaw", "service_designer", "Digital services", "Service designer; draws changes to processes, and looks after the service.", None, True, True),
    Player("Iain Galbraith", "service_designer", "Digital services", "Second service designer; approves what the first has drawn, and the other way round.", None, True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """One task done by one person so many days before now. given: the answers that matter to the story."""

    days_ago: int
    task: str
    who: str
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """One invented child's case: who convened it when, with whom, and what was done since.

    named_person: "" where the process finds one. start: answers to the start form that matter to the story.
    follows: it is the next episode of the same child, whose case is closed. sibling_of: a child of an earlier story.
    grows_up_in: so many months before the young person is 18, whatever the day of birth says here.
    """

    child: tuple[str, str, date]
    convenor: str
    named_person: str
    partners: tuple[str, ...]
    days_ago: int
    why: str
    acts: tuple[Act, ...] = ()
    statuses: tuple[StatusName, ...] = ()
    named_person_accepts: bool = True
    process: str = PROCESS
    start: Mapping[str, Any] = field(default_factory=dict)
    follows: bool = False
    sibling_of: tuple[str, str, date] | None = None
    grows_up_in: int | None = None


MORAG, EWAN, PRIYA, CALLUM = "Morag Sillars", "Ewan Tulloch", "Priya Raman", "Callum Reid"
FRASER, RHONA, HAMISH, AILSA = "Fraser Munro", "Rhona Laird", "Hamish Orr", "Ailsa Brodie"
ELSPETH = "Elspeth Nairn"
CONCERN = {
    "immediate_danger": "no",
    "concern_source": "education",
    "q_information": "Enough to begin with; the family can say more.",
    "q_me": "Listen, and tell the family what happens next.",
    "q_agency": "Make time for a talk this week.",
    "q_others": "Perhaps; that is to be found out together.",
    "child_aware": "yes",
    "parents_aware": "yes",
    "place": "primary",
    "mobile": "no",
}
HEARD = {"child_heard": "yes", "child_not_heard": None}


def wishes(
    words: str, preferred: str | None = None, parents: str = "We will go with what suits the children best."
) -> dict[str, Any]:
    """Answers to “whom would you like?”."""
    return {
        "child_asked": "yes",
        "child_words": words,
        "asked_by": "Class teacher",
        "child_does_not_want": None,
        "parents_asked": "yes",
        "parents_words": parents,
        "preferred": preferred,
        "advocacy": "declined",
    }


def weighed(*names: str) -> dict[str, Any]:
    """Candidates with ratings that differ, and a reason for each."""
    ratings = ("strong", "some", "unknown")
    return {
        "candidates": [
            {
                "person": name,
                "f_relationship": ratings[place % 3],
                "f_contact": ratings[(place + 1) % 3],
                "f_capacity": ratings[(place + 2) % 3],
                "why": f"{name} knows the family and could make room for it.",
            }
            for place, name in enumerate(names)
        ]
    }


def proposal(name: str, said: str) -> dict[str, Any]:
    """A proposal with the child's words."""
    return {
        "proposal": "propose",
        "proposed": name,
        "reason": f"{name} has the trust of the family and sees the child every week.",
        "child_said": said,
        **HEARD,
    }


def objects(why: str, prefers: str) -> dict[str, Any]:
    """One partner's objection."""
    return {"position": "object", "objection": why, "would_prefer": prefers, "heard_from_child": None}


AGREES = {"position": "agree", "heard_from_child": None}
CAN = {"availability": "yes", "released": "yes"}

# What each agency brought to the discussion about Orla.
DISCUSSED = [
    {
        "agency": agency,
        "took_part": "yes",
        "agency_person": person,
        "agency_information": known,
        "agency_view": "investigate",
    }
    for agency, person, known in (
        ("police", "A sergeant of the family protection unit", "Nothing recorded at this address."),
        ("social_work", "Ailsa Mackay", "No earlier contact with the family."),
        ("health", "A paediatric nurse", "Two visits for injuries in the last year."),
    )
]

STORIES = (
    Story(
        ("Skye", "Carmichael", date(2018, 5, 14)), MORAG, EWAN, (MORAG, EWAN, PRIYA, CALLUM), 17,
        "Health, school and the youth project all support Skye, and her mother has told her story four times.",
        (
            Act(16, "t_preference", MORAG, wishes("Callum. He listens and he does not rush me.", CALLUM)),
            Act(15, "t_candidates", MORAG, weighed(CALLUM, PRIYA)),
            Act(14, "t_availability", CALLUM, CAN),
            Act(14, "t_availability", PRIYA, CAN),
            Act(13, "t_propose", MORAG, proposal(CALLUM, "I would like it to be Callum.")),
            Act(12, "t_agree", MORAG, AGREES),
            Act(12, "t_agree", CALLUM, AGREES),
            Act(12, "t_agree", EWAN, objects("The youth project cannot call a meeting at school.", PRIYA)),
            Act(12, "t_agree", PRIYA, objects("Somebody has to co-ordinate three agencies, and one of them is ours.", PRIYA)),
            Act(12, "t_interim", FRASER, {"interim": MORAG, "interim_why": "She has visited the family since Skye was born.", "child_told": "Morag told Skye and her mother the same afternoon."}),
            Act(12, "t_accept_interim", MORAG, {"interim_accepted": "yes"}),
            Act(6, "t_service_managers", RHONA, {"tried": "Two telephone calls and one meeting.", "outcome": "raised", "raised_because": "Both agencies have a case, and neither will give way."}),
        ),
    ),
    Story(
        ("Eilidh", "Grant", date(2016, 11, 2)), MORAG, EWAN, (MORAG, EWAN, CALLUM), 16,
        "School and health work together for Eilidh and her father.",
        (
            Act(15, "t_preference", MORAG, wishes("Morag, because she knows about my inhaler.", MORAG)),
            Act(14, "t_candidates", MORAG, weighed(MORAG, EWAN)),
            Act(14, "t_availability", MORAG, CAN),
            Act(13, "t_availability", EWAN, CAN),
            Act(12, "t_propose", MORAG, proposal(MORAG, "Morag, please.")),
            Act(12, "t_agree", MORAG, AGREES),
            Act(11, "t_agree", EWAN, AGREES),
            Act(11, "t_agree", CALLUM, AGREES),
            Act(10, "t_confirm", HAMISH, {"confirmed": "yes", "confirm_reason": "Everybody agrees, Eilidh too.", "views_weighed": "Her wish decided it."}),
            Act(9, "t_accept", MORAG, {"accepted": "yes"}),
        ),
    ),
    Story(
        ("Rory", "Baxter", date(2022, 3, 9)), MORAG, EWAN, (MORAG, EWAN, CALLUM), 7,
        "Rory starts school next summer and will need speech therapy and a quiet place there.",
        (
            Act(6, "t_preference", MORAG, {"child_asked": "no", "child_not_asked": "too_young", "child_not_asked_more": "Rory is four; he was happiest with Morag in the room.", "parents_asked": "yes", "parents_words": "Morag or Ewan, we like them both.", "preferred": None, "advocacy": "declined"}),
            Act(5, "t_candidates", MORAG, weighed(MORAG, EWAN)),
            Act(5, "t_availability", MORAG, CAN),
            Act(4, "t_availability", EWAN, CAN),
            Act(3, "t_propose", MORAG, proposal(EWAN, "He took Ewan's hand and showed him his digger.")),
            Act(3, "t_agree", MORAG, AGREES),
        ),
    ),
    Story(
        ("Iona", "Mackie", date(2015, 8, 21)), MORAG, EWAN, (MORAG, EWAN, PRIYA), 4,
        "Iona looks after her brother while her mother is in hospital.",
        (
            Act(3, "t_preference", MORAG, wishes("Somebody who comes to our house.", PRIYA)),
            Act(2, "t_candidates", MORAG, weighed(PRIYA, EWAN)),
            Act(1, "t_availability", EWAN, {"availability": "yes_if", "condition": "If the depute can take my Thursday meetings.", "released": "not_asked"}),
        ),
        named_person_accepts=False,
    ),
    Story(
        ("Finlay", "Ross", date(2011, 1, 30)), MORAG, EWAN, (MORAG, EWAN, CALLUM), 2,
        "Finlay lives with foster carers since last week; school, health and the youth project go on.",
        statuses=(StatusName.LOOKED_AFTER,),
    ),
    Story(
        ("Mirren", "Lowe", date(2013, 6, 6)), PRIYA, EWAN, (PRIYA, EWAN, MORAG), 8,
        "Mirren is under a compulsory supervision order since this month.",
        (
            Act(7, "t_allocate", AILSA, {"proposed": PRIYA, "registration": "SW-INVENTED-1", "reason": "Priya has known Mirren for two years.", "child_said": "I want it to stay Priya.", "told_how": "Ailsa visited Mirren at home.", **HEARD}),
            Act(6, "t_confirm", HAMISH, {"confirmed": "yes", "confirm_reason": "The rule asks for a social worker, and Mirren asked for this one.", "views_weighed": "They agree with the rule."}),
        ),
        statuses=(StatusName.COMPULSORY_SUPERVISION,),
    ),
    Story(
        ("Struan", "Hay", date(2024, 2, 17)), MORAG, EWAN, (MORAG, PRIYA), 12,
        "Struan is often unwell, and his parents have asked for help with money and housing.",
    ),
    Story(
        ("Lewis", "Imrie", date(2012, 9, 3)), EWAN, EWAN, (EWAN, CALLUM, MORAG), 9,
        "Lewis has missed school since August, and three agencies have each made a plan for him.",
        (
            Act(8, "t_preference", EWAN, wishes("I do not mind, as long as it is only one.", None)),
            Act(7, "t_candidates", EWAN, weighed(EWAN, CALLUM)),
            Act(7, "t_availability", EWAN, CAN),
            Act(6, "t_availability", CALLUM, CAN),
            Act(2, "t_propose", EWAN, proposal(CALLUM, "Callum is fine.")),
            Act(1, "t_agree", EWAN, AGREES),
            Act(1, "t_agree", MORAG, AGREES),
            Act(1, "t_agree", CALLUM, objects("The project’s funding ends in March.", EWAN)),
        ),
    ),
    Story(
        ("Jamie", "Orme", date(2020, 4, 2)), CALLUM, "", (CALLUM,), 1,
        "Jamie comes to the youth project in the clothes of the day before, and hungry.",
        process=JOURNEY,
        start=CONCERN | {"q_in_the_way": "Nobody seems to be up when Jamie leaves the house."},
    ),
    Story(
        ("Catriona", "Bell", date(2017, 10, 12)), EWAN, "", (EWAN, MORAG), 6,
        "Catriona has stopped speaking in class since the summer.",
        (
            Act(5, "t_named_person", ELSPETH, {"np_found": "yes", "np_person": EWAN}),
            Act(5, "t_accept_named", EWAN, {"np_accepted": "yes"}),
            Act(3, "t_views_child", EWAN, {"child_heard": "yes", "child_said": "I like it when it is quiet.", "advocacy": "declined", "how_obtained": "play"}),
            Act(2, "t_views_parents", EWAN, {"parents_heard": "yes", "parents_said": "She talks at home, all day."}),
        ),
        process=JOURNEY,
        start=CONCERN | {"q_in_the_way": "She cannot ask for help in school."},
    ),
    Story(
        ("Magnus", "Drever", date(2014, 2, 25)), EWAN, "", (EWAN, PRIYA), 14,
        "Magnus looks after two younger sisters before and after school.",
        (
            Act(13, "t_named_person", ELSPETH, {"np_found": "yes", "np_person": EWAN}),
            Act(13, "t_accept_named", EWAN, {"np_accepted": "yes"}),
            Act(11, "t_views_child", EWAN, {"child_heard": "yes", "child_said": "I want time to do my homework.", "advocacy": "accepted", "how_obtained": "talk"}),
            Act(11, "t_views_parents", EWAN, {"parents_heard": "yes", "parents_said": "He is a good boy. We ask too much of him."}),
            Act(10, "t_decide_sharing", EWAN, {"sharing": "all", "child_informed": "yes", "parent_informed": "yes"}),
            Act(10, "t_partner_information", EWAN, {"strengths_seen": "He is kind and reliable.", "pressures_seen": "He falls asleep in the afternoon."}),
            Act(9, "t_decide_sharing", PRIYA, {"sharing": "part", "sharing_because": "What the parents said about their work.", "child_informed": "yes", "parent_informed": "yes"}),
            Act(9, "t_partner_information", PRIYA, {"strengths_seen": "The children are close.", "pressures_seen": "Night shifts of both parents."}),
            Act(7, "t_assess", EWAN, {"harm_suspected": "no", "analysis": "He has taken on a parent's part, and school pays for it.", "recommendation": "Help in the mornings, and a young carers group.", "child_said": "Time for homework."}),
            Act(6, "t_share", EWAN, {"findings_shared": "both", "family_response": "They agree with all of it."}),
            Act(5, "t_decide", EWAN, {"outcome": "multi_agency", "outcome_reason": "School alone cannot help in the mornings.", "child_said": "Good."}),
        ),
        process=JOURNEY,
        start=CONCERN | {"q_in_the_way": "He is late or tired most days."},
    ),
    Story(
        ("Orla", "Stirling", date(2019, 7, 8)), PRIYA, "", (PRIYA, EWAN, MORAG), 10,
        "Orla had bruises that did not fit with what was said about them.",
        (
            Act(10, "t_notify", PRIYA, {"immediate_risk": "yes", "concern": "Bruises on both arms that do not fit with a fall.", "done_at_once": "The school nurse stayed with her until social work came.", "who_told": ["social_work", "police", "named_person"], "parents_told": "no", "not_told": "child_at_risk"}),
            Act(10, "t_screen", AILSA, {"discussion_needed": "yes", "screening_because": "Nobody can say yet that she is safe at home.", "child_said": "I do not want to say."}),
            Act(10, "t_ird", AILSA, {"ird_agencies": DISCUSSED, "ird_decision": "joint_investigation", "interview_needed": "yes", "interview_by": PRIYA, "medical_needed": "no", "lead": PRIYA, "child_said": "I do not want to say."}),
            Act(10, "t_safety", AILSA, {"safety_plan_words": "She stays with her grandmother, who takes her to school.", "child_said": "I like it at Gran's."}),
            Act(9, "t_accept_lead", PRIYA, {"lead_accepted": "yes"}),
        ),
        process=JOURNEY,
        start=CONCERN | {"immediate_danger": "yes", "q_in_the_way": "She may not be safe at home."},
    ),
    Story(
        ("Innes", "Bell", date(2021, 3, 30)), EWAN, "", (EWAN, MORAG), 4,
        "Innes is Catriona's little brother; he asks everybody when she will talk again.",
        process=JOURNEY,
        start=CONCERN | {"place": "before_school", "q_in_the_way": "He worries about his sister."},
        sibling_of=("Catriona", "Bell", date(2017, 10, 12)),
    ),
    Story(
        ("Freya", "Laing", date(2016, 5, 23)), MORAG, "", (MORAG, EWAN), 19,
        "Freya was tired in the mornings; her father works nights.",
        (
            Act(18, "t_named_person", ELSPETH, {"np_found": "yes", "np_person": EWAN}),
            Act(18, "t_accept_named", EWAN, {"np_accepted": "yes"}),
            Act(17, "t_views_child", MORAG, {"child_heard": "yes", "child_said": "I read too long.", "advocacy": "declined", "how_obtained": "talk"}),
            Act(17, "t_views_parents", MORAG, {"parents_heard": "yes", "parents_said": "We have moved her bedtime."}),
            Act(16, "t_decide_sharing", MORAG, {"sharing": "all", "child_informed": "yes", "parent_informed": "yes"}),
            Act(16, "t_partner_information", MORAG, {"strengths_seen": "A warm home."}),
            Act(16, "t_decide_sharing", EWAN, {"sharing": "all", "child_informed": "yes", "parent_informed": "yes"}),
            Act(16, "t_partner_information", EWAN, {"strengths_seen": "She reads ahead of her class."}),
            Act(15, "t_assess", MORAG, {"harm_suspected": "no", "analysis": "A passing thing, and the family has dealt with it.", "recommendation": "Nothing further.", "child_said": "Good."}),
            Act(15, "t_share", MORAG, {"findings_shared": "both", "family_response": "They agree."}),
            Act(14, "t_decide", MORAG, {"outcome": "none", "outcome_reason": "The family has what it needs.", "child_said": "Good."}),
        ),
        process=JOURNEY,
        start=CONCERN | {"q_in_the_way": "She falls asleep in class."},
    ),
    Story(
        ("Freya", "Laing", date(2016, 5, 23)), EWAN, "", (MORAG, EWAN), 3,
        "Freya's father is in hospital, and she stays with a neighbour.",
        process=JOURNEY,
        start=CONCERN | {"q_in_the_way": "Nobody knows for how long she can stay there."},
        follows=True,
    ),
    Story(
        ("Lachlan", "Weir", date(2009, 1, 1)), CALLUM, EWAN, (CALLUM, EWAN), 12,
        "Lachlan will be 18 next summer, and does not know who will be there for him then.",
        (
            Act(9, "t_plan", EWAN, {"comes": "yes", "transition_plan_words": "Callum goes with him to the adult team in spring.", "child_said": "As long as I do not have to tell everything again.", "parents_said": "He will need somebody."}),
        ),
        process=JOURNEY,
        start=CONCERN | {"place": "secondary", "q_in_the_way": "Everything he relies on ends with school."},
        grows_up_in=8,
    ),
)  # fmt: skip


def address(name: str) -> str:
    """An invented person's sign-in address; the domain can never exist."""
    return f"{name.lower().replace(' ', '.')}@glenmarnoch.invalid"


def found(database: Database, operator: Actor, password: str) -> dict[str, UUID]:
    """Write the council's organisations, teams and people; returns {name: person id}."""

    def write(tx: Tx) -> dict[str, UUID]:
        sectors = {team.organisation: team.sector for team in TEAMS}
        organisations = {name: areas.add_organisation(tx, name, sector=sector) for name, sector in sectors.items()}
        teams = {
            team.name: areas.add_team(tx, organisations[team.organisation], team.name, offices=team.offices)
            for team in TEAMS
        }
        known: dict[str, UUID] = {}
        for place, player in sorted(enumerate(PEOPLE), key=lambda entry: entry[1].manager is not None):
            known[player.name] = people.add_person(
                tx,
                email=address(player.name),
                name=player.name,
                profession=player.profession,
                team_id=teams[player.team],
                line_manager_id=known.get(player.manager or ""),
                designs=player.designs,
                administers=player.administers,
                password=password,
                story=player.story,
                place=place,
            )
        return known

    return database.run(operator, write)


def invent(database: Database, operator: Actor, password: str) -> None:
    """The council, its people, and every story up to now."""
    now = datetime.now(UTC)
    clock.begin_at(database, now - timedelta(days=BEGINS_DAYS_AGO))
    world = _World(database, found(database, operator, password))
    opening = [(story.days_ago, story, None) for story in STORIES]
    acts = [(act.days_ago, story, act) for story in STORIES for act in story.acts]
    for place, (days_ago, story, act) in enumerate(sorted([*opening, *acts], key=lambda entry: -entry[0])):
        clock.advance(database, moment(now, days_ago) + timedelta(seconds=20 * place))
        if act:
            world.do(story, act)
        else:
            world.begin(story)
    clock.advance(database, max(now + timedelta(seconds=1), datetime.now(UTC)))


def moment(now: datetime, days_ago: int) -> datetime:
    """When something was done that many days ago: in the morning, so that nobody is late after hours. Today: now."""
    return (
        local(now - timedelta(days=days_ago)).replace(hour=10, minute=0, second=0, microsecond=0) if days_ago else now
    )


class _World:
    """The council while its stories are told. ids: {name: person id}; cases: {story's child: case id}."""

    def __init__(self, database: Database, ids: Mapping[str, UUID]) -> None:
        self.database, self.ids = database, ids
        self.cases: dict[tuple[str, str, date], UUID] = {}

    def as_(self, name: str) -> Actor:
        """A person as they would be after signing in."""
        signed = self.database.run(SYSTEM, lambda tx: people.sign_in_as(tx, self.ids[name]))
        self.database.run(SYSTEM, lambda tx: people.sign_out(tx, signed.token))
        return signed.actor

    def begin(self, story: Story) -> None:
        """Start the child's case, and let the named person accept."""
        given, family, born_on = story.child
        today = self.database.read(SYSTEM, lambda tx: local(tx.now).date())
        if story.grows_up_in is not None:
            born_on = months_later(today, story.grows_up_in - 12 * 18)
        new = cases.NewCase(
            given,
            family,
            given,
            born_on,
            story.process,
            named_person_id=self.ids.get(story.named_person),
            partner_ids=tuple(self.ids[name] for name in story.partners),
            statuses=dict.fromkeys(story.statuses, today - timedelta(days=5)),
            reason=story.why,
            follows=self.cases[story.child] if story.follows else None,
        )
        starter = self.as_(story.convenor)
        answers = self._start_answers(starter, story)
        started = self.database.run(starter, lambda tx: cases.start(tx, new, answers, str(uuid4())))
        self.cases[story.child] = started.case_id
        page = self.database.run(starter, lambda tx: cases.open(tx, started.case_id))
        offered = [held for held in page.offered if held.role.person_id == self.ids.get(story.named_person)]
        if story.named_person_accepts and offered:
            holder = self.as_(story.named_person)
            self.database.run(holder, lambda tx: roles.accept(tx, offered[0].role.id))
        if story.sibling_of:
            other = self.cases[story.sibling_of]
            words = "The same parents; both say so."
            self.database.run(starter, lambda tx: siblings.link(tx, started.case_id, other, words, str(uuid4())))

    def _start_answers(self, starter: Actor, story: Story) -> dict[str, Any]:
        """Answers to the start form of the story's process."""

        def ask(tx: Tx) -> tuple[Mapping[str, Any], dict[str, Any]]:
            [row] = [row for row in releases.processes(tx) if row.id == story.process]
            return row.start_form or {}, {"now": local(tx.now)}

        definition, context = self.database.read(starter, ask)
        given = {"convenor": story.convenor, "why_now": story.why, "family_view": "agree", **story.start}
        return forms.invented(
            forms.read(json.dumps(definition).encode()), context=context, options={}, given=self._with_ids(given)
        )

    def do(self, story: Story, act: Act) -> None:
        """Find the open task of this kind that is the person's, and complete it."""
        actor, case_id = self.as_(act.who), self.cases[story.child]
        rows = self.database.read(actor, lambda tx: tasks.inbox(tx, case_id=case_id)).rows
        rows += self.database.read(actor, lambda tx: tasks.inbox(tx, view="team", case_id=case_id)).rows
        pages = (self.database.run(actor, partial(tasks.open, task_id=row.id)) for row in rows)
        page = next((page for page in pages if page.key == act.task), None)
        if page is None or page.form is None:
            raise LookupError(f"{act.who} has no {act.task} for {story.child[0]} {act.days_ago} days ago")
        read = forms.read(json.dumps(page.form).encode())
        carried = page.carried.values if page.carried else {}
        by = local(page.context["now"]).date() + timedelta(weeks=12)
        given = begun(read, carried, by=by) | self._with_ids(act.given)
        answers = forms.invented(read, context=page.context, options=page.options, given=given)
        self.database.run(actor, lambda tx: tasks.complete(tx, page.id, answers, seen=page.seen, key=str(uuid4())))

    def _with_ids(self, value: Any) -> Any:
        """The same answers with people's names, where they stand alone, replaced by their ids."""
        if isinstance(value, Mapping):
            return {key: self._with_ids(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._with_ids(one) for one in value]
        return str(self.ids[value]) if isinstance(value, str) and value in self.ids else value
