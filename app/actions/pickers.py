"""Who may be chosen in a form's pickers."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from app import forms
from app.actions.moves import Scene, ids_in
from app.domain.cases import Facts, led_before
from app.domain.people import PROFESSIONS, Person
from app.forms.schema import Component
from app.store import people
from app.store.tx import Tx

Options = Mapping[str, tuple[tuple[str, str], ...]]


def options(tx: Tx, scene: Scene, form: forms.Form | None, context: Mapping[str, Any]) -> Options:
    """{source: ((person id, name and profession), …)} for every picker of a form.

    Sources: `partners` of the child's plan, `colleagues` of the area, `social_workers`, `line_managers`, or the name of
    a variable that holds a list of person ids. Whoever led for the child before, in an earlier episode too, comes first.
    """
    wanted = set(_sources(form.components)) if form else set()
    asks_area = wanted & {"colleagues", "social_workers", "line_managers"}
    area = people.known_colleagues(tx, scene.case.people_stamp) if asks_area else ()
    found = {source: _people(tx, source, scene.facts, area, context) for source in sorted(wanted)}
    led = led_before(scene.facts)
    return {source: _pairs(sorted(people, key=lambda one: one.id not in led), led) for source, people in found.items()}


def for_start(tx: Tx, form: forms.Form | None) -> Options:
    """The same for a form that is asked before there is a case."""
    wanted = set(_sources(form.components)) if form else set()
    area = people.colleagues(tx) if wanted else ()
    return {source: _pairs(_of_area(source, area)) for source in sorted(wanted)}


def _sources(components: Iterable[Component]) -> Iterator[str]:
    for component in components:
        if component.choices and component.choices.key:
            yield component.choices.key
        yield from _sources(component.children)


def _people(
    tx: Tx, source: str, facts: Facts, area: tuple[Person, ...], context: Mapping[str, Any]
) -> Iterable[Person]:
    if source == "partners":
        return [facts.people[one] for one in facts.partners if one in facts.people]
    if source in {"colleagues", "social_workers", "line_managers"}:
        return _of_area(source, area)
    ids = list(dict.fromkeys(ids_in([context.get(source)])))
    known = {**people.persons(tx, set(ids) - facts.people.keys()), **facts.people}
    return [known[one] for one in ids if one in known]


def _of_area(source: str, area: tuple[Person, ...]) -> Iterable[Person]:
    if source == "social_workers":
        return [person for person in area if person.profession == "social_worker"]
    if source == "line_managers":
        managers = {person.line_manager_id for person in area}
        return [person for person in area if person.id in managers]
    return area


def _pairs(found: Iterable[Person], led: Collection[UUID] = ()) -> tuple[tuple[str, str], ...]:
    before = ", was lead professional before"
    return tuple(
        (
            str(person.id),
            f"{person.name}, {PROFESSIONS.get(person.profession, person.profession).lower()}{before * (person.id in led)}",
        )
        for person in found
    )
