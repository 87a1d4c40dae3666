"""A world to play processes in: an invented child, a small policy pack, and the forms that tests need."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from app import engine
from app.domain.cases import Child, Facts, Role, RoleName
from app.domain.deadlines import Calendar
from app.domain.forms import FieldKind, FormOutline
from app.domain.people import Person
from app.domain.policy import Policy, Setting
from app.domain.steps import OpenTask, Step, World

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
HEAD_TEACHER, SOCIAL_WORKER, HEALTH_VISITOR = (UUID(int=number) for number in (1, 2, 3))
PARTNERS = (HEAD_TEACHER, SOCIAL_WORKER, HEALTH_VISITOR)

POLICY = Policy(
    pack="test",
    version="1",
    title="For tests",
    settings={
        "lp_choice_within": Setting("lp_choice_within", 3, "working days", "Practice guidance, page 1"),
        "ladder.level_1": Setting("ladder.level_1", 5, "working days", "Practice guidance, page 2"),
        "ladder.other": Setting("ladder.other", 5, "working days", "Another guidance, page 9"),
    },
    calendar=Calendar(),
)


def world(now: datetime = NOW) -> World:
    people = {
        HEAD_TEACHER: Person(HEAD_TEACHER, "Morag Bain", "head_teacher", "education"),
        SOCIAL_WORKER: Person(SOCIAL_WORKER, "Ewan Muir", "social_worker", "social_work"),
        HEALTH_VISITOR: Person(HEALTH_VISITOR, "Isla Reid", "health_visitor", "health"),
    }
    roles = [
        Role(
            UUID(int=10), RoleName.NAMED_PERSON, HEAD_TEACHER, None, NOW - timedelta(days=90), NOW - timedelta(days=89)
        )
    ]
    roles += [
        Role(UUID(int=20 + index), RoleName.PARTNER, person, None, NOW - timedelta(days=9), NOW - timedelta(days=8))
        for index, person in enumerate(PARTNERS)
    ]
    child = Child(UUID(int=99), "Robert", "Kerr", "Robbie", date(2018, 5, 4))
    facts = Facts(UUID(int=77), "ayrshire", NOW - timedelta(days=100), child, tuple(roles), (), people)
    return World(now, facts, POLICY)


def later(**span: int) -> World:
    """The same world, some days or hours on."""
    return replace(world(), now=NOW + timedelta(**span))


def form(key: str, **fields: str) -> FormOutline:
    """A form by its answers: agreed="choice"."""
    return FormOutline(key, key.capitalize(), {name: FieldKind(kind) for name, kind in fields.items()}, {})


def release(*diagrams: bytes, forms: tuple[FormOutline, ...] = (), decisions: Mapping[str, bytes] | None = None):
    return engine.compile(
        engine.Source(
            {f"file{index}.bpmn": content for index, content in enumerate(diagrams)},
            decisions or {},
            {one.id: one for one in forms},
        )
    )


class Table:
    """One instance being played: the release, its state as stored, and what is open on it."""

    def __init__(self, made: engine.Release, process: str, *, at: World | None = None, **variables: object) -> None:
        self.release = made
        self.tasks: dict[UUID, OpenTask] = {}
        self.timers: dict[tuple[UUID, str, int], datetime] = {}
        self.passed: list[str] = []
        self.keep(engine.start(made, process, variables, at or world()))

    def keep(self, step: Step) -> Step:
        self.step, self.state = step, step.state
        for key in step.closed:
            del self.tasks[key]
        self.tasks |= {task.id: task for task in step.opened}
        for ring in step.disarmed:
            del self.timers[ring]
        self.timers |= {(one.task_id, one.event, one.generation): one.due.at for one in step.armed}
        self.passed += [one.element for one in step.passed]
        return step

    @property
    def open(self) -> list[str]:
        return sorted(task.key for task in self.tasks.values())

    def task(self, key: str, item: object = None) -> OpenTask:
        return next(one for one in self.tasks.values() if one.key == key and (item is None or one.item == item))

    def complete(self, key: str, item: object = None, at: World | None = None, **answers: object) -> Step:
        task = self.task(key, item)
        return self.keep(engine.complete(self.release, self.state, task.id, answers, at or world()))

    def ring(self, event: str) -> tuple[UUID, str, int]:
        return next(ring for ring in self.timers if ring[1] == event)

    def wake(self, event: str, at: World | None = None) -> Step:
        ring = self.ring(event)
        moment = at or replace(world(), now=self.timers[ring])
        return self.keep(engine.wake(self.release, self.state, [ring], moment))

    def sees(self, key: str) -> dict[str, object]:
        return engine.variables(self.release, self.state, self.task(key).id)
