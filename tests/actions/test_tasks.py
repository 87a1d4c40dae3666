"""Tasks: a person opens, claims, drafts and completes them, and lands on the next."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from uuid import uuid4

import make
import pytest
from sqlalchemy import event, func, select

from app.actions import areas, cases, clock, messages, tasks
from app.domain.cases import StatusName
from app.domain.errors import Conflict, Forbidden, InvalidAnswers, KeyReused, NotFound, Refused, RuleBroken, StaleDraft
from app.store import locks
from app.store.access import Look
from app.store.answers import Answer
from app.store.base import Database
from app.store.cases import Role
from app.store.journal import Content, Entry
from app.store.tasks import Task

STATEMENTS = {"sqlite": 15, "postgresql": 16}  # PostgreSQL locks the case's row with a statement of its own


def rows(database, place, statement):
    return database.read(place.operator, lambda tx: tx.connection.execute(statement).all())


def test_completing_a_task_moves_the_process_on_and_is_journalled(database, place):
    page = make.task(database, place)

    done = make.complete(database, place.aileen, page, {"again": "no", "words": "All is well."})

    assert (done.done, done.child, done.said) == (False, "Iona Marr", "Recorded. Others have the next step.")
    assert make.open_task(database, place.hugh, page.identity.case_id).key == "sign"
    entries = rows(database, place, select(Entry.kind, Content.packed).join(Content, Content.seq == Entry.seq))
    assert [kind for kind, _ in entries] == ["case.started", "task.completed"]
    assert entries[1].packed["fields"] == ["again", "words"]
    assert "All is well." not in str(entries)


def test_the_answer_to_completing_is_the_next_task(database, place):
    page = make.task(database, place)

    done = make.complete(database, place.aileen, page, {"again": "yes"})

    assert done.said == "Recorded. Next: Look."
    assert make.open_task(database, place.aileen, done.case_id).id == done.next_task_id


def test_earlier_answers_are_kept_in_words_and_shown_again(database, place):
    page = make.task(database, place)

    make.complete(database, place.aileen, page, {"again": "yes", "words": "She sleeps badly."})

    [earlier] = make.open_task(database, place.aileen, page.identity.case_id).earlier
    assert (earlier.by, earlier.answers[1]) == ("Aileen Ross", ("What about words?", "She sleeps badly."))


def test_completing_takes_few_statements_and_one_commit(database, place):
    page = make.task(database, place)
    statements, commits = [], []
    event.listen(database.writer, "before_cursor_execute", lambda *said: statements.append(said[2]))
    event.listen(database.writer, "commit", commits.append)

    make.complete(database, place.aileen, page, {"again": "yes", "words": "Once more."})

    acted = [statement for statement in statements if not statement.startswith("BEGIN")]
    assert len(acted) == STATEMENTS[database.dialect], "\n".join(acted)
    assert len(commits) == 1


def test_the_same_key_again_gives_the_stored_answer(database, place):
    page = make.task(database, place)

    first = make.complete(database, place.aileen, page, {"again": "no"}, key="once")
    again = make.complete(database, place.aileen, page, {"again": "no"}, key="once")

    assert again == first
    assert rows(database, place, select(func.count()).select_from(Answer).where(Answer.key == "look")) == [(1,)]


def test_the_same_key_with_other_answers_is_refused(database, place):
    page = make.task(database, place)
    make.complete(database, place.aileen, page, {"again": "no"}, key="once")

    with pytest.raises(KeyReused):
        make.complete(database, place.aileen, page, {"again": "yes"}, key="once")


def test_answers_that_do_not_fit_change_nothing(database, place):
    page = make.task(database, place)

    with pytest.raises(InvalidAnswers) as refusal:
        make.complete(database, place.aileen, page, {"again": "perhaps"})

    assert [problem.field for problem in refusal.value.problems] == ["again"]
    assert make.open_task(database, place.aileen, page.identity.case_id).id == page.id


def test_a_page_that_shows_what_has_changed_is_stale(database, place):
    case_id = make.case(database, place, "ask_partners", partner_ids=(place.id("ben"), place.id("cara")))
    page = make.open_task(database, place.ben, case_id)
    payload = {"status": "looked_after", "on": "2026-01-05"}
    database.run(place.aileen, lambda tx: messages.send(tx, case_id, "status_changed", payload, "k"))

    with pytest.raises(Conflict, match="changed in this case"):
        make.complete(database, place.ben, page, {"position": "agree"})


def test_partners_who_answer_the_same_question_do_not_make_each_other_stale(database, place):
    case_id = make.case(database, place, "ask_partners", partner_ids=(place.id("ben"), place.id("cara")))
    bens, caras = make.open_task(database, place.ben, case_id), make.open_task(database, place.cara, case_id)

    make.complete(database, place.ben, bens, {"position": "agree"})
    done = make.complete(database, place.cara, caras, {"position": "disagree", "objection": "Too far."})

    assert done.done
    assert make.my_tasks(database, place.cara, case_id) == []


def test_the_one_who_looked_cannot_sign_as_the_second_person(database, place):
    page = make.task(database, place)
    make.complete(database, place.aileen, page, {"again": "no"})
    database.run(place.operator, lambda tx: areas.join_team(tx, place.id("aileen"), place.teams["authority"]))
    aileen = make.again(database, place.aileen)
    signing = make.open_task(database, aileen, page.identity.case_id, "sign")

    with pytest.raises(Forbidden, match="second person"):
        make.complete(database, aileen, signing, {"signed": "yes"})

    assert make.complete(database, place.hugh, signing, {"signed": "yes"}).done


def test_a_task_of_somebody_else_may_be_seen_and_not_done(database, place):
    page = make.task(database, place)
    make.complete(database, place.aileen, page, {"again": "no"})
    signing = make.open_task(database, place.hugh, page.identity.case_id)

    seen = database.run(place.aileen, lambda tx: tasks.open(tx, signing.id))

    assert (seen.mine, seen.who) == (False, (("Planning office", "Managing authority officer for the area."),))
    with pytest.raises(Forbidden):
        make.complete(database, place.aileen, signing, {"signed": "yes"})


def test_a_task_of_another_child_does_not_exist(database, place):
    page = make.task(database, place)

    said = set()
    for task_id in (page.id, uuid4()):
        for act in (
            lambda tx, one=task_id: tasks.open(tx, one),
            lambda tx, one=task_id: tasks.claim(tx, one),
            lambda tx, one=task_id: tasks.save_draft(tx, one, {"words": ("x", 0)}),
            lambda tx, one=task_id: tasks.complete(tx, one, {"again": "no"}, seen=1, key=uuid4().hex),
        ):
            with pytest.raises(NotFound) as refusal:
                database.run(place.olaf, act)
            said.add(str(refusal.value))

    assert len(said) == 1


def test_opening_a_task_is_logged_with_the_reason_for_access(database, place):
    page = make.task(database, place)

    looks = rows(database, place, select(Look.actor_id, Look.what, Look.relation, Look.case_id))

    assert (place.id("aileen"), "task", "role", page.identity.case_id) in looks


def test_claiming_puts_a_teams_task_in_ones_own_list_and_giving_back_takes_it_out(database, place):
    page = make.task(database, place)
    sorcha = place.sorcha
    assert make_rows(database, sorcha, "mine") == []

    database.run(sorcha, lambda tx: tasks.claim(tx, page.id))

    [row] = make_rows(database, sorcha, "mine")
    assert (row.claimed_by, row.why) == ("Sorcha Bell", "You have taken it on.")
    assert make_rows(database, place.aileen, "mine")[0].claimed_by == "Sorcha Bell"

    database.run(sorcha, lambda tx: tasks.release(tx, page.id))

    assert make_rows(database, sorcha, "mine") == []
    assert make_rows(database, sorcha, "team")[0].claimed_by is None


def make_rows(database, actor, view):
    return list(database.read(actor, lambda tx: tasks.inbox(tx, view=view)).rows)


def test_taking_a_task_over_from_somebody_is_in_the_history(database, place):
    page = make.task(database, place)
    database.run(place.sorcha, lambda tx: tasks.claim(tx, page.id))

    database.run(place.aileen, lambda tx: tasks.claim(tx, page.id))

    timeline = database.run(place.aileen, lambda tx: cases.timeline(tx, page.identity.case_id))
    assert timeline[0].title == "Aileen Ross took over “Look”."
    with pytest.raises(Conflict):
        database.run(place.sorcha, lambda tx: tasks.release(tx, page.id))


def test_a_draft_is_kept_even_where_it_is_not_valid(database, place):
    page = make.task(database, place)

    database.run(place.aileen, lambda tx: tasks.save_draft(tx, page.id, {"again": ("perhaps", 0), "words": ("She", 0)}))

    draft = make.open_task(database, place.aileen, page.identity.case_id).draft
    assert {field: (one.value, one.version, one.by) for field, one in draft.items()} == {
        "again": ("perhaps", 1, "Aileen Ross"),
        "words": ("She", 1, "Aileen Ross"),
    }


def test_a_draft_over_a_newer_one_is_refused_with_both_texts(database, place):
    page = make.task(database, place)
    database.run(place.aileen, lambda tx: tasks.save_draft(tx, page.id, {"words": ("first", 0)}))
    database.run(place.sorcha, lambda tx: tasks.save_draft(tx, page.id, {"words": ("second", 1)}))

    with pytest.raises(StaleDraft) as refusal:
        database.run(place.aileen, lambda tx: tasks.save_draft(tx, page.id, {"again": ("no", 0), "words": ("mine", 1)}))

    [stale] = refusal.value.fields
    assert (stale.field, stale.yours, stale.theirs, stale.theirs_by) == ("words", "mine", "second", "Sorcha Bell")
    assert set(make.open_task(database, place.aileen, page.identity.case_id).draft) == {"words"}


def test_completing_clears_the_draft(database, place):
    page = make.task(database, place)
    database.run(place.aileen, lambda tx: tasks.save_draft(tx, page.id, {"words": ("half a thought", 0)}))

    make.complete(database, place.aileen, page, {"again": "yes"})

    assert make.open_task(database, place.aileen, page.identity.case_id).draft == {}


def test_a_draft_waits_for_nobody_who_holds_the_case(database, place):
    if database.dialect == "sqlite":
        pytest.skip("SQLite has one writer at a time; there is no row to hold")
    page = make.task(database, place)

    def hold(tx):
        locks.lock(tx, page.identity.case_id)
        database.run(place.aileen, lambda other: tasks.save_draft(other, page.id, {"words": ("meanwhile", 0)}))

    database.run(place.operator, hold)

    assert make.open_task(database, place.aileen, page.identity.case_id).draft["words"].value == "meanwhile"


def test_what_the_policy_forbids_is_refused_with_its_source_and_stays_in_the_history(database):
    place = make.place(database, pack="ayrshire")
    case_id = make.case(database, place, "choose_lead", statuses={StatusName.LOOKED_AFTER: date(2026, 1, 5)})
    page = make.open_task(database, place.aileen, case_id)

    with pytest.raises(RuleBroken) as refusal:
        make.complete(database, place.aileen, page, {"chosen": str(place.id("aileen"))})

    assert refusal.value.pack.startswith("ayrshire ")
    newest = database.run(place.aileen, lambda tx: cases.timeline(tx, case_id))[0]
    assert (newest.kind, newest.by) == ("refused", "Aileen Ross")
    assert refusal.value.source in newest.lines[1]
    assert make.open_task(database, place.aileen, case_id).id == page.id

    made = make.complete(database, place.aileen, page, {"chosen": str(place.id("cara"))})

    assert not made.done
    assert make.open_task(database, place.cara, case_id).identity.lead_professional.holder == "Cara Gunn"


def test_a_role_that_begins_in_a_step_is_written_and_told(database, place):
    case_id = make.case(database, place, "choose_lead")

    make.complete(
        database, place.aileen, make.open_task(database, place.aileen, case_id), {"chosen": str(place.id("ben"))}
    )

    page = database.run(place.ben, lambda tx: cases.open(tx, case_id))
    assert page.identity.responsible.holder == "Ben Aird"
    assert "Ben Aird is now lead professional." in page.timeline[0].lines
    assert rows(database, place, select(Role.person_id).where(Role.name == "lead_professional")) == [(place.id("ben"),)]


@pytest.mark.parametrize("keys", ["one key", "sixteen keys"])
def test_of_sixteen_who_complete_one_task_at_once_one_succeeds(database, place, database_url, keys):
    page = make.task(database, place)
    together = Barrier(16)

    def attempt(number):
        own = Database.open(database_url, key=make.KEY, clock_offset=True)  # as sixteen processes would
        key = "the key" if keys == "one key" else f"key {number}"
        together.wait()
        try:
            return make.complete(own, place.aileen, page, {"again": "no"}, key=key)
        except Refused as refusal:
            return type(refusal)
        finally:
            own.close()

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(attempt, range(16)))

    done = [answer for answer in answers if isinstance(answer, tasks.Completed)]
    assert len(done) == (16 if keys == "one key" else 1)
    assert len(set(done)) == 1
    assert {answer for answer in answers if answer not in done} <= {Conflict}
    assert rows(database, place, select(func.count()).select_from(Answer).where(Answer.key == "look")) == [(1,)]
    assert rows(database, place, select(func.count()).select_from(Task).where(Task.key == "sign")) == [(1,)]


def test_whoever_loses_the_race_for_a_teams_task_is_told_so(database, place):
    page = make.task(database, place)
    make.complete(database, place.aileen, page, {"again": "no"})
    signing = make.open_task(database, place.hugh, page.identity.case_id)
    make.complete(database, place.hugh, signing, {"signed": "yes"})

    with pytest.raises(Conflict, match="Completed by Hugh Tait"):
        make.complete(database, place.hugh, signing, {"signed": "no"})


def test_shortly_after_midnight_in_summer_a_form_s_today_is_the_day_here(database, place):
    page = make.task(database, place)
    clock.advance(database, datetime(datetime.now(UTC).year + 1, 7, 20, 23, 30, tzinfo=UTC))

    now = database.run(place.aileen, lambda tx: tasks.open(tx, page.id)).context["now"]

    assert (now.month, now.day) == (7, 21)
