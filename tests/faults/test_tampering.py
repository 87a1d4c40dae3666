"""Somebody who owns the database meddles with histories: every time it is found, and said where."""

import random
from dataclasses import dataclass
from uuid import UUID

import make
import pytest
import sizes
from sqlalchemy import delete, insert, select, text, update

from app.domain.access import SYSTEM
from app.store import journal, locks, seals
from app.store.cases import Case
from app.store.journal import Content, Entry, Tail

SEED = 20261122
GUARDS = {
    "sqlite": ["DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete"],
    "postgresql": ["ALTER TABLE journal DISABLE TRIGGER ALL", "ALTER TABLE journal_content DISABLE TRIGGER ALL"],
}


@dataclass
class Meddler:
    """Owns the database: guards are lifted, chains may be computed anew. said: what was done, for the test's message."""

    tx: object
    chance: random.Random
    case_id: UUID
    said: str = ""

    def entries(self):
        query = select(Entry.__table__).where(Entry.case_id == self.case_id).order_by(Entry.seq)
        return [row._asdict() for row in self.tx.connection.execute(query)]

    def write(self, rows):
        self.tx.connection.execute(delete(Entry.__table__).where(Entry.case_id == self.case_id))
        self.tx.connection.execute(insert(Entry.__table__), rows)

    def edit(self):
        rows = self.entries()
        row = self.chance.choice(rows)
        column = self.chance.choice(["at", "kind", "actor", "content_digest", "prev", "hash"])
        other = {"at": rows[0]["at"].replace(year=2001), "kind": "nothing", "actor": "nobody"}.get(column, b"x" * 32)
        here = (Entry.case_id == self.case_id, Entry.seq == row["seq"])
        self.tx.connection.execute(update(Entry.__table__).where(*here).values({column: other}))
        return row["seq"]

    def edit_content(self):
        row = self.chance.choice(self.entries())
        here = (Content.case_id == self.case_id, Content.seq == row["seq"])
        column = self.chance.choice(["packed", "body"])
        values = {column: {"by": "Nobody", "title": "Nothing", "lines": []}}
        self.tx.connection.execute(update(Content.__table__).where(*here).values(values))
        return row["seq"]

    def remove(self):
        row = self.chance.choice(self.entries())
        here = (Entry.case_id == self.case_id, Entry.seq == row["seq"])
        self.tx.connection.execute(delete(Entry.__table__).where(*here))
        return row["seq"]

    def add(self):
        last = self.entries()[-1]
        row = last | {"seq": last["seq"] + 1, "prev": last["hash"]}
        row["hash"] = journal.entry_hash(**{name: value for name, value in row.items() if name != "hash"})
        self.tx.connection.execute(insert(Entry.__table__), row)
        return row["seq"]

    def reorder(self):
        rows = self.entries()
        one, other = sorted(self.chance.sample(range(len(rows)), 2))
        rows[one], rows[other] = rows[other] | {"seq": one + 1}, rows[one] | {"seq": other + 1}
        self.write(rows)
        return one + 1

    def replace(self):
        """What the guards of SQLite would let through without `recursive_triggers`; elsewhere, an upsert."""
        row = self.chance.choice(self.entries()) | {"kind": "replaced"}
        if self.tx.connection.dialect.name == "sqlite":
            self.tx.connection.execute(insert(Entry.__table__).prefix_with("OR REPLACE"), row)
        else:
            here = (Entry.case_id == self.case_id, Entry.seq == row["seq"])
            self.tx.connection.execute(update(Entry.__table__).where(*here).values(kind="replaced"))
        return row["seq"]

    def rewrite(self):
        """The whole chain anew from some entry on, every hash right, and the case says so too."""
        rows = self.entries()
        first = self.chance.randrange(len(rows))
        prev = rows[first - 1]["hash"] if first else b""
        for row in rows[first:]:
            row.pop("hash")
            row |= {"actor": "nobody", "prev": prev}
            row["hash"] = prev = journal.entry_hash(**row)
        self.write(rows)
        self.tx.connection.execute(update(Case.__table__).where(Case.id == self.case_id).values(journal_head=prev))
        return rows[-1]["seq"]

    def truncate(self):
        """The end of a chain cut off, and the case says so too."""
        rows = self.entries()
        self.write(rows[:-1])
        end = {"journal_seq": len(rows) - 1, "journal_head": rows[-2]["hash"]}
        self.tx.connection.execute(update(Case.__table__).where(Case.id == self.case_id).values(end))
        return len(rows)


@pytest.fixture
def cases(database, place):
    """Three cases with histories of four to six entries, sealed."""
    found = []
    for rounds in (2, 3, 4):
        case_id = make.case(database, place)
        for _ in range(rounds):
            make.complete(database, place.aileen, make.open_task(database, place.aileen, case_id), {"again": "yes"})
        found.append(case_id)
    grown = database.snapshot(SYSTEM, seals.grown)
    assert database.run(SYSTEM, lambda tx: seals.add(tx, grown))
    return found


def found(tx, case_id):
    case = locks.of_any(tx, case_id)
    return [*journal.broken(tx, case_id, Tail(case.journal_seq, case.journal_head)), *seals.broken(tx, {})]


def test_every_tampering_with_a_history_is_found_and_located(database, place, cases):
    chance = random.Random(SEED)
    ways = ["edit", "edit_content", "remove", "add", "reorder", "replace", "rewrite", "truncate"]
    missed = []

    for number in range(sizes.size(80, 1000)):
        tx = database._begin(database.writer, SYSTEM, writing=True)
        for statement in GUARDS[database.dialect]:
            tx.connection.execute(text(statement))
        meddler = Meddler(tx, chance, chance.choice(cases))
        way = ways[number % len(ways)]
        seq = getattr(meddler, way)()
        said = found(tx, meddler.case_id)
        if not any(f"entry {seq} " in one and str(meddler.case_id) in one for one in said):
            missed.append((way, seq, said))
        tx.connection.rollback()
        tx.connection.close()

    sizes.said("B30", database=database.dialect, tamperings=sizes.size(80, 1000), missed=len(missed))
    assert missed == []


def test_what_nobody_touched_is_whole(database, place, cases):
    assert [database.read(SYSTEM, lambda tx, one=one: found(tx, one)) for one in cases] == [[], [], []]
