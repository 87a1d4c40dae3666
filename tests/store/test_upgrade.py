"""A new release takes over a working installation: running cases go on to their end, and the release before may still write.

rows-0003.json.gz holds every row of a small area as the release with schema 0003 left it, with cases at every kind of wait.
"""

import base64
import gzip
import json
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import make
import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from sizes import said
from sqlalchemy import make_url, select

from app import forms
from app.actions import clock, inspections, releases, tasks
from app.domain.access import SYSTEM, Actor
from app.domain.errors import Finding, NotPublishable
from app.engine import compiling
from app.store.base import Database, migrations
from app.store.instances import Instance
from app.store.journal import Entry
from app.store.people import Person, Team
from app.store.table import Base

ROWS = json.loads(gzip.decompress((Path(__file__).parent / "rows-0003.json.gz").read_bytes()))
READ = {
    "uuid": UUID,
    "at": datetime.fromisoformat,
    "on": date.fromisoformat,
    "bytes": base64.b64decode,
    "json": lambda one: one,
}
COUNTED = {"access", "sign_in_try"}  # the database counts their rows itself


@pytest.fixture
def empty_url(kind, database_url, tmp_path):
    """The address of a database without tables."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'before.db'}"
        return
    name, url = f"before_{uuid4().hex[:8]}", make_url(database_url)
    with psycopg.connect(database_url.replace(f"/{url.database}?", "/postgres?"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield database_url.replace(f"/{url.database}?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def as_before(connection):
    """Write every row with the columns that the release before knew, and no others."""
    for name, columns in ROWS["columns"].items():
        wanted = [one for one in columns if not (one == "id" and name in COUNTED)]
        types = Base.metadata.tables[name].c
        table = sa.table(name, *[sa.column(one, types[one].type) for one in wanted])
        rows = [
            {one: READ[kind](value) for one in wanted for kind, value in row[one].items()} for row in ROWS["rows"][name]
        ]
        if rows:
            connection.execute(table.insert(), rows)


@pytest.fixture
def before(empty_url):
    """The installation as the release before left it; the new release has upgraded it."""
    database = Database.open(empty_url, key=make.KEY, clock_offset=True)
    with database.writer.begin() as connection:
        command.upgrade(migrations(connection), ROWS["schema"])
        as_before(connection)
    database.upgrade()
    yield database
    database.close()


def everybody(database):
    def look(tx):
        return [make.actor(tx, person) for person in tx.connection.scalars(select(Person.id).order_by(Person.name))]

    return database.read(Actor(None, "The operator", ROWS["area"], system=True), look)


def answered(page):
    """Some answers that a task's form takes; what was carried forward stays as it is."""
    if page.form is None:
        return {}
    wishes = {"again": "no", "signed": "yes", "position": "agree"}
    form = forms.read(json.dumps(page.form).encode(), published=True)
    answers = forms.invented(form, context=page.context, options=page.options, given=wishes)
    carried = page.carried.values if page.carried else {}
    return answers | {name: rows for name, rows in carried.items() if name in answers}


def to_the_end(database):
    """Have everybody do what they are asked for, and the clock run out, until nothing is left."""
    for _ in range(12):
        for actor in everybody(database):
            for task_id in make.my_tasks(database, actor):
                page = database.run(actor, lambda tx, task_id=task_id: tasks.open(tx, task_id))
                make.complete(database, actor, page, answered(page))
        clock.advance(database, database.read(SYSTEM, lambda tx: tx.now) + timedelta(days=30))


def test_what_the_release_before_left_is_whole_and_goes_on_to_its_end(before):
    def entries(tx):
        return {(row.case_id, row.seq): row.hash for row in tx.execute(select(Entry.case_id, Entry.seq, Entry.hash))}

    was = before.read(SYSTEM, entries)
    assert inspections.inspect(before).differences == ()

    to_the_end(before)

    ended = before.read(SYSTEM, lambda tx: Counter(bool(at) for at in tx.connection.scalars(select(Instance.ended_at))))
    said("B14", database=before.dialect, cases=sum(ended.values()), ended=ended[True])
    assert ended == {True: len(ROWS["rows"]["instance"])}
    assert inspections.inspect(before).differences == ()
    assert was.items() <= before.read(SYSTEM, entries).items()


def test_the_release_before_may_write_while_the_tables_are_newer(empty_url):
    database = Database.open(empty_url, key=make.KEY, clock_offset=True)
    database.upgrade()

    with database.writer.begin() as connection:
        as_before(connection)

    assert inspections.inspect(database).differences == ()
    assert database.read(SYSTEM, lambda tx: len(tx.connection.scalars(select(Team.id)).all())) == len(
        ROWS["rows"]["team"]
    )
    database.close()


def test_every_column_that_was_added_since_can_be_left_out(database):
    with database.writer.connect() as connection:
        found = sa.inspect(connection)
        added = {
            f"{table}.{column['name']}"
            for table, known in ROWS["columns"].items()
            for column in found.get_columns(table)
            if column["name"] not in known and not column["nullable"] and column["default"] is None
        }
        gone = {
            f"{table}.{name}"
            for table, known in ROWS["columns"].items()
            for name in set(known) - {column["name"] for column in found.get_columns(table)}
        }

    assert added == set(), "the release before would be refused"
    assert gone == set(), "the release before would be refused; remove it one release later"


def test_a_stricter_rule_stops_what_is_published_from_now_on_and_nobody_who_is_under_way(before, monkeypatch):
    def stricter(_):
        return [Finding("stricter", "Since yesterday nothing is right.")]

    monkeypatch.setattr(compiling.check, "problems", stricter)
    monkeypatch.setattr(releases, "_fit", {})  # a stricter program is a new one, which has found nothing fit yet

    operator = Actor(None, "The operator", ROWS["area"], system=True)

    with pytest.raises(NotPublishable, match="Since yesterday"):
        before.run(operator, lambda tx: releases.publish(tx, make.FILES, approved_by="a test"))
    to_the_end(before)

    ended = before.read(SYSTEM, lambda tx: Counter(bool(at) for at in tx.connection.scalars(select(Instance.ended_at))))
    assert ended == {True: len(ROWS["rows"]["instance"])}
