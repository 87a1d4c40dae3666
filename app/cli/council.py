"""An invented council at work: children come, people do what waits for them, sooner or later, one way or another.

Everybody chooses by chance, weighed by how such choices usually fall, and does it through the same actions as the pages.
A year of it meets what no story foresees. The weights are guesses, made to reach every end; they are no statistics.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any
from uuid import UUID, uuid4

from app import forms
from app.actions import cases, messages, people, pickers, releases, roles, tasks
from app.cli import demo
from app.domain.access import SYSTEM, Actor
from app.domain.cases import BY_HAND, LOOKING_AFTER, PLACEMENTS
from app.domain.deadlines import local
from app.domain.errors import Refused
from app.domain.named_persons import CHANGES
from app.domain.views import TaskPage
from app.forms.begun import begun
from app.store import overview
from app.store.base import Database
from app.store.tx import Tx

# How a choice falls, where it does not fall on the first that is offered six times as often as on any other.
LEANINGS: Mapping[str, Mapping[str, float]] = {
    "immediate_danger": {"yes": 11, "no": 89},
    "arrives": {"no": 88, "plan": 4, "temporary": 4, "permanent": 4},
    "transfer_review": {"no": 90, "yes": 10},
    "harm_suspected": {"yes": 16, "no": 84},
    "harm_child": {"no": 99, "yes": 1},
    "harm_parents": {"no": 99, "yes": 1},
    "harm_partner": {"no": 99, "yes": 1},
    "sharing": {"all": 80, "part": 15, "none": 5},
    "sharing_settled": {"yes": 90, "not_yet": 10},
    "harm_now": {"no": 99, "yes": 1},
    "harm": {"yes": 8, "no": 92},
    "outcome": {"decided": 60, "information": 10, "raised": 30, "none": 3, "advice": 7, "single_agency": 40, "multi_agency": 45, "child_protection": 7},
    "family_decision": {"accept": 80, "partial": 9, "not_yet": 5, "decline": 4, "compulsory": 2},
    "place": {"before_school": 25, "primary": 45, "secondary": 20, "home": 3, "left_school": 4, "independent": 1, "secure": 1, "custody": 1},
    "mobile": {"yes": 3, "no": 97},
    "gone": {"yes": 20, "no": 80, "not_yet": 30, "back": 50, "elsewhere": 5, "for_good": 15},
    "position": {"agree": 85, "object": 15},
    "agreement": {"agreed": 85, "redraft": 10, "not_agreed": 5},
    "discussion_needed": {"yes": 70, "no": 30},
    "ird_decision": {"joint_investigation": 72, "single_agency_investigation": 10, "further_enquiry": 8, "case_discussion": 4, "np_arrange_plan": 8, "nfa_to_np": 8, "diversion_protocol": 2},
    "interview_needed": {"yes": 40, "no": 60},
    "medical_needed": {"yes": 40, "no": 60},
    "register_decision": {"register": 80, "not": 20},
    "review_decision": {"stay": 40, "deregister": 60},
    "plan_changes": {"yes": 30, "no": 70},
    "chair_supervises": {"no": 95, "yes": 5},
    "family_says": {"agree": 85, "partly": 8, "change": 5, "declines": 2},
    "wish": {"content": 80, "no_view": 14, "someone_else": 6},
    "proposal": {"propose": 96, "again": 4},
    "wants_single": {"yes": 50, "no": 50},
    "need_remains": {"yes": 92, "no": 8},
    "order": {"yes": 10, "no": 90},
    "np_for": {"good": 85, "cover": 15},
    "np_away": {"no": 90, "yes": 10},
    "child_differs": {"yes": 10, "no": 90},
}  # fmt: skip
# A day that people agree on: how often they name one where they may leave it open, and how many days ahead it lies.
AHEAD: Mapping[str, tuple[float, int, int]] = {
    "by_when": (1, 28, 182),
    "next_review_on": (0.1, 60, 182),
    "set_by_meeting": (0.1, 60, 182),
    "review_on": (1, 84, 182),
    "meeting_on": (1, 7, 12),
    "first_contact_on": (1, 0, 3),
    "back_on": (1, 3, 60),
    "cover_until": (1, 7, 42),
    "look_again_on": (1, 14, 42),
}
# How often each thing is told, of all that is told to cases.
TOLD: Mapping[str, float] = {
    "status_changed": 35,
    "lp_unavailable": 24,
    "early_review_requested": 14,
    "cp_concern": 8,
    "serious_event": 6,
    "consent_withdrawn": 4,
    "preference_changed": 4,
    "sharing_asked": 3,
    "np_changed": 5,
    "assistance_requested": 5,
    "early_cppm_requested": 1,
    "registered_elsewhere": 1,
    "dissent_recorded": 0.5,
    "appeal_lodged": 0.5,
}
# What some of these carry, always the same; and which of it is the day.
SAID: Mapping[str, Mapping[str, str]] = {
    "dissent_recorded": {"agency": "Health", "reason": "Simulated."},
    "appeal_lodged": {"who": "parents"},
    "consent_withdrawn": {"who": "parents"},
}
DAYS: Mapping[str, Sequence[str]] = {"dissent_recorded": ("held_on",), "appeal_lodged": ("lodged_on", "decided_on")}
# What nobody leaves out, however chance falls.
FIRM: Mapping[str, Any] = {
    "transfer_there": ["their_worker", "their_manager", "our_worker", "our_manager", "health", "education"],
    "ird_agencies": [
        {"agency": one, "took_part": "yes", "agency_view": "investigate"}
        | dict.fromkeys(("agency_person", "agency_information"), "Simulated.")
        for one in ("police", "social_work", "health", "education")
    ],
}
USUAL = 6.0
REDRAWN = 6  # times that somebody thinks again when what they chose is refused
SOON = 0.85  # of the tasks are done before they are due
LATE = timedelta(days=9)
MESSAGES = 0.002  # a case and day: how often something is told to it
NAMES = ("Ailig", "Beathag", "Coll", "Davina", "Eachann", "Fenella", "Goraidh", "Ishbel", "Jura", "Kenna", "Lorne")


@dataclass
class Council:
    """People, children and chance. ids: {name: person id}. planned: {task: the moment at which somebody turns to it}.

    refused: sentences by how often somebody met them, and thought again. stuck: what nobody has been able to do yet, and why.
    """

    database: Database
    operator: Actor
    ids: Mapping[str, UUID]
    chance: random.Random
    children: int = 0
    done: int = 0
    told: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    stuck: dict[UUID | None, str] = field(default_factory=dict)
    planned: dict[UUID, datetime] = field(default_factory=dict)
    actors: dict[UUID, Actor] = field(default_factory=dict)
    teams: Mapping[UUID, Sequence[UUID]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.teams = self.database.read(self.operator, overview.members)

    def day(self, arrivals: int) -> None:
        """One day's work: children come, offers are answered, tasks that somebody turns to today are done."""
        for _ in range(arrivals):
            self.begin()
        for offer in self.database.read(self.operator, overview.offers):
            self.answer(offer.id, self.somebody([(offer.person_id, offer.team_id)]))
        for case_id in self.database.read(self.operator, overview.open_cases):
            if self.chance.random() < MESSAGES:
                self.tell(case_id)
        while turned := self.due():
            for task_id, who in turned:
                self.do(task_id, who)

    def due(self) -> list[tuple[UUID, UUID]]:
        """The tasks that somebody turns to now, and who."""
        now = self.database.read(self.operator, lambda tx: tx.now)
        asked: dict[UUID, list[tuple[UUID | None, UUID | None]]] = {}
        for row in self.database.read(self.operator, overview.waiting):
            asked.setdefault(row.id, []).append((row.person_id, row.team_id))
            if row.id not in self.planned:
                self.planned[row.id] = self.when(now, row.soonest)
        self.planned = {task: moment for task, moment in self.planned.items() if task in asked}
        self.stuck = {task: why for task, why in self.stuck.items() if task in asked or task is None}
        return [(task, self.somebody(asked[task])) for task, moment in self.planned.items() if moment <= now]

    def when(self, now: datetime, due: datetime) -> datetime:
        """When somebody turns to a task: mostly before it is due."""
        left = max(min(due - now, timedelta(days=30)), timedelta())
        if self.chance.random() < SOON:
            return now + left * self.chance.random() * 0.9
        return now + left + LATE * self.chance.random()

    def somebody(self, asked: Sequence[tuple[UUID | None, UUID | None]]) -> UUID:
        """One of those who are asked."""
        everyone = {one for person, team in asked for one in ([person] if person else self.teams[team] if team else ())}
        return self.chance.choice(sorted(everyone))

    def actor(self, person_id: UUID) -> Actor:
        """A person as they are after signing in."""
        if person_id not in self.actors:
            signed = self.database.run(SYSTEM, lambda tx: people.sign_in_as(tx, person_id))
            self.database.run(SYSTEM, lambda tx: people.sign_out(tx, signed.token))
            self.actors[person_id] = signed.actor
        return self.actors[person_id]

    def choose(self, key: str, values: Sequence[str]) -> str:
        """One of a question's choices: as `LEANINGS` say, persons and dates alike often, else mostly the first."""
        leanings = LEANINGS.get(key)
        if leanings is None and "yes" in values:
            weights = [USUAL * 2 if one == "yes" else 1.0 for one in values]
        elif leanings:
            weights = [leanings.get(one, 1.0) for one in values]
        else:
            people_offered = len(values[0]) == len(str(UUID(int=0)))
            weights = [1.0 if place or people_offered else USUAL for place in range(len(values))]
        return self.chance.choices(values, weights)[0]

    def begin(self) -> None:
        """A concern about a child."""
        self.children += 1
        who = self.actor(self.ids[self.chance.choice((demo.MORAG, demo.EWAN, demo.PRIYA, demo.CALLUM))])
        today = self.database.read(who, lambda tx: local(tx.now).date())
        born_on = today - timedelta(days=self.chance.randrange(30, 17 * 365))
        others = self.chance.sample((demo.MORAG, demo.EWAN, demo.PRIYA, demo.CALLUM), self.chance.randint(1, 4))
        child = (self.chance.choice(NAMES), f"Invented-{self.children}", "", born_on)
        new = cases.NewCase(
            *child, demo.JOURNEY, partner_ids=tuple(self.ids[name] for name in others), reason="Simulated."
        )

        def ask(tx: Tx) -> tuple[Mapping[str, Any], dict[str, Any]]:
            [row] = [row for row in releases.processes(tx) if row.id == demo.JOURNEY]
            return row.start_form or {}, {"now": tx.now}

        definition, context = self.database.read(who, ask)
        read = form(json.dumps(definition))
        options = self.database.read(who, lambda tx: pickers.for_start(tx, read))
        for choose in (*[self.choose] * REDRAWN, forms.first):
            answers = forms.invented(read, context=context, options=options, choose=choose)
            try:
                self.database.run(who, partial(cases.start, new=new, answers=answers, key=str(uuid4())))
            except Refused as refusal:
                self.refused[f"start: {refusal}"] += 1
            else:
                return
        self.stuck[None] = "start: a case could not be started"

    def answer(self, role_id: UUID, who: UUID) -> None:
        """Take a role on that was offered, or decline it."""
        try:
            if self.chance.random() < SOON:
                self.database.run(self.actor(who), lambda tx: roles.accept(tx, role_id))
            else:
                self.database.run(self.actor(who), lambda tx: roles.decline(tx, role_id, "Simulated."))
        except Refused as refusal:
            self.refused[f"role: {refusal}"] += 1

    def tell(self, case_id: UUID) -> None:
        """Something happens that the process has to hear of."""
        [name] = self.chance.choices(list(TOLD), list(TOLD.values()))
        who = self.responsible(case_id)
        if who is None:
            return
        payload = self.payload(name, who)
        try:
            taken = self.database.run(
                self.actor(who), lambda tx: messages.send(tx, case_id, name, payload, str(uuid4()))
            )
        except Refused as refusal:
            self.refused[f"{name}: {refusal}"] += 1
        else:
            self.told[f"{name}{'' if taken else ', nothing waited for it'}"] += 1

    def payload(self, name: str, who: UUID) -> Mapping[str, Any]:
        """What a message of this kind carries, where this person is whom it is about or who brings it."""
        today = self.database.read(self.operator, lambda tx: local(tx.now).date())
        day = today.isoformat()
        match name:
            case "status_changed":
                return self.status(today)
            case "np_changed" | "assistance_requested":
                return self.helpers(name, day)
            case "early_review_requested":
                return {"asked_by": "partner", "reason": "Simulated.", "disputed": self.chance.random() < 0.2}
            case "lp_unavailable":
                return {"person": str(who), "from": day}
            case "cp_concern":
                return {"told_by": str(who)}
            case "registered_elsewhere":
                return {"from_area": "Simulated.", "arrives": self.chance.choice(("temporary", "permanent"))}
            case "serious_event":
                return {"what": "Simulated.", "happened_on": day}
            case "sharing_asked":
                return {"with_whom": "Housing", "purpose": "Simulated.", "at_once": self.chance.random() < 0.2}
            case _:
                return {**SAID.get(name, {}), **dict.fromkeys(DAYS.get(name, ()), day)}

    def helpers(self, name: str, day: str) -> Mapping[str, Any]:
        """Somebody else is wanted: as named person, or to help."""
        if name == "assistance_requested":
            return {"asked": str(self.chance.choice(sorted(self.ids.values()))), "help_with": "Simulated."}
        place = self.chance.choice((None, "primary", "secondary", "left_school"))
        return {"why": self.chance.choice(sorted(CHANGES)), "from": day} | ({"place": place} if place else {})

    def status(self, today: date) -> Mapping[str, Any]:
        """A status that begins or ends."""
        status = self.chance.choice([one for one in BY_HAND if one not in PLACEMENTS])
        lives = {"placement": self.chance.choice([one.value for one in PLACEMENTS])} if status in LOOKING_AFTER else {}
        return {"status": status.value, "on": today.isoformat(), "ended": self.chance.random() < 0.5, **lives}

    def responsible(self, case_id: UUID) -> UUID | None:
        """A person who holds a role in the case, or None."""
        holders = self.database.read(self.operator, lambda tx: overview.holders(tx, case_id))
        return self.chance.choice(holders) if holders else None

    def do(self, task_id: UUID, who: UUID) -> None:
        """Open a task, answer it, send it; think again where that is refused."""
        del self.planned[task_id]
        actor = self.actor(who)
        try:
            page = self.database.run(actor, lambda tx: tasks.open(tx, task_id))
        except Refused as refusal:  # somebody else's act has withdrawn it since
            self.refused[f"open: {refusal}"] += 1
            return
        why = ""
        for choose in (*[self.choose] * REDRAWN, forms.first):
            answers = self.answers(page, choose, soonest=choose is forms.first)
            send = partial(tasks.complete, task_id=task_id, answers=answers, seen=page.seen, key=str(uuid4()))
            try:
                self.database.run(actor, send)
            except Refused as refusal:
                why = f"{page.key}: {_said(refusal)}"
                self.refused[why] += 1
            else:
                self.done += 1
                self.stuck.pop(task_id, None)
                return
        self.stuck[task_id] = why

    def answers(self, page: TaskPage, choose: forms.Choose, *, soonest: bool) -> dict[str, Any]:
        """Answers to a task's form. soonest: whoever was refused again and again names the first day that they can."""
        if page.form is None:
            return {}
        read, carried = form(json.dumps(page.form)), page.carried.values if page.carried else {}
        today = local(page.context["now"]).date()
        given = (
            begun(read, carried, by=today + timedelta(weeks=12)) | dict(FIRM) | dict(self.ahead(today, soonest=soonest))
        )
        return forms.invented(read, context=page.context, options=page.options, given=given, choose=choose)

    def ahead(self, today: date, *, soonest: bool) -> Iterator[tuple[str, str | None]]:
        """The days that people agree on, by question: as JSON carries them, None where they leave it open."""
        for key, (often, least, most) in AHEAD.items():
            day = today + timedelta(days=least if soonest else self.chance.randint(least, most))
            yield key, day.isoformat() if self.chance.random() < often else None


@cache
def form(definition: str) -> forms.Form:
    """A form by its definition, read once."""
    return forms.read(definition.encode())


def _said(refusal: Refused) -> str:
    problems = getattr(refusal, "problems", ())
    return "; ".join(f"{one.field}: {one.message}" for one in problems) if problems else str(refusal)
