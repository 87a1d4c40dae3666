"""Designers at work: who they are, and a change taken from its draft to a release."""

from collections.abc import Mapping
from uuid import UUID

import make

from app.actions import designs
from app.domain.access import Actor
from app.store.base import Database

NAMES = ("Gregor Shaw", "Catriona Muir", "Dougal Rae")


def designers(database: Database, place: make.Place) -> Mapping[str, Actor]:
    """{first name: who they are}: three people who may publish, and do nothing else."""

    def add(tx):
        people = {}
        for name in NAMES:
            person_id = make.person(tx, name, "service_designer", practises=False, designs=True)
            people[name.split()[0].lower()] = make.actor(tx, person_id)
        return people

    return database.run(place.operator, add)


def begun(database: Database, designer: Actor, process: str = "look_again") -> UUID:
    """A change to a process that a designer has begun."""
    return database.run(designer, lambda tx: designs.edit(tx, process))


def save(database: Database, designer: Actor, design_id: UUID, text: bytes, version: int = 1) -> int:
    """Keep a text."""
    return database.run(designer, lambda tx: designs.save(tx, design_id, text, version))


def proposed(database: Database, designer: Actor, text: bytes, process: str = "look_again") -> UUID:
    """A change that has been drawn and proposed."""
    design_id = begun(database, designer, process)
    version = save(database, designer, design_id, text)
    designs.propose(database, designer, design_id, version=version, note="It was asked for.")
    return design_id


def publish_change(database: Database, place: make.Place, process: str, text: bytes) -> int:
    """A change that one has drawn and another approved; returns its release."""
    people = designers(database, place)
    design_id = proposed(database, people["gregor"], text, process)
    return designs.approve(database, people["catriona"], design_id, version=2).number
