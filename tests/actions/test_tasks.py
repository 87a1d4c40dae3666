"""Tasks: a person opens, claims, drafts and completes them, and lands on the next."""

import make
from sqlalchemy import select

from app.store.journal import Entry


def test_completing_a_task_moves_the_process_on_and_is_journalled(database, place):
    page = make.task(database, place)

    done = make.complete(database, place.aileen, page, {"again": "no", "words": "All is well."})

    assert (done.done, done.next_task_id) == (False, None)
    assert make.open_task(database, place.hugh, page.identity.case_id).key == "sign"
    kinds = database.read(place.aileen, lambda tx: tx.session.scalars(select(Entry.kind).order_by(Entry.seq)).all())
    assert kinds == ["case.started", "task.completed"]
