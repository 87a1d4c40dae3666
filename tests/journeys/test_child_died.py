"""A child dies: everything waits until it is verified, then ends; what was mistaken destroys nothing. Over HTTP."""

from http import HTTPStatus

import episodes
from episodes import ISLA, TOM, WORDS
from sqlalchemy import func, select
from town import Town

from app.actions import inspections
from app.cli.demo import AILSA, CALLUM, ELSPETH, EWAN, MORAG, PRIYA, RHONA
from app.domain.access import SYSTEM
from app.store.instances import Instance
from app.store.tasks import Task
from app.store.timers import Timer

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show

SERVICE = "Named person service"


def registered(town: Town) -> None:
    """A looked-after child is on the register, and Priya leads."""
    episodes.concern(town, start={"immediate_danger": "yes"}, named_person_id=town.ids[EWAN])
    episodes.registered(town, MORAG)
    town.tell(PRIYA, "status_changed", status="looked_after", on=town.today())
    assert town.call(ELSPETH, "GET", f"/cases/{town.case_id}").status_code == HTTPStatus.OK


def led(town: Town) -> None:
    """A plan of several agencies is in effect, and Callum leads it."""
    episodes.led(town, CALLUM)
    episodes.planned(town, CALLUM)


def died(town: Town, who: str) -> None:
    """Somebody brings word that the child has died."""
    town.tell(who, "child_died", on=town.today(), said_by="A hospital")


def statuses(town: Town) -> list[str]:
    return sorted(one["name"] for one in town.case()["identity"]["statuses"])


def open_tasks(town: Town) -> list[str]:
    return sorted(one["name"] for one in town.case()["tasks"])


def dues(town: Town) -> list[tuple[str, str]]:
    """Everything that is due, and when."""
    return [(one["name"], one["due"]["at"]) for one in town.case()["deadlines"]]


def in_somebodys_list(town: Town) -> set[str]:
    """The names of the tasks that anybody who took part finds in their lists."""
    found = set()
    for who in town.tokens:
        for view in ("mine", "team"):
            rows = town.call(who, "GET", f"/tasks?view={view}&case={town.case_id}").json["rows"]
            found |= {row["name"] for row in rows}
    return found


def left(town: Town) -> tuple[int, int, int]:
    """How many tasks are open, timers armed and processes running."""
    counts = (
        select(func.count()).select_from(Task).where(Task.state == "open"),
        select(func.count()).select_from(Timer).where(Timer.state == "armed"),
        select(func.count()).select_from(Instance).where(Instance.ended_at.is_(None)),
    )
    return town.database.read(SYSTEM, lambda tx: tuple(tx.execute(one).scalar() for one in counts))


def test_E13_a_death_that_is_verified_ends_everything_but_what_has_to_be_done_now(town):
    registered(town)
    died(town, PRIYA)
    assert in_somebodys_list(town) == set()
    assert (
        town.call(PRIYA, "POST", f"/cases/{town.case_id}/messages/early_cppm_requested", {"payload": {}}).status_code
        == HTTPStatus.CONFLICT
    )
    assert town.responsible[-1] == PRIYA

    town.do(RHONA, "t_verify", verified="yes", death_source="doctor", death_confirmed=WORDS)

    assert open_tasks(town) == [
        "Decide about a learning review",
        "Notify the Scottish Ministers and the Care Inspectorate",
        "Take the child's name off the register",
        "Tell those who have to know",
    ]
    assert statuses(town) == ["died", "legal_hold", "registered"]
    town.do(PRIYA, "t_tell")
    town.do(TOM, "t_off_register")
    town.do(AILSA, "t_ministers")
    assert town.responsible[-1] == PRIYA
    town.do(ISLA, "t_learning", learning_review="refer")

    assert left(town) == (0, 0, 0)
    assert inspections.inspect(town.database).differences == ()
    assert town.responsible[-1] == SERVICE
    assert statuses(town) == ["died", "legal_hold"]
    ended = [one["role"] for one in town.case()["roles"] if one["role"]["name"] != "named_person_service"]
    assert all(one["ended_at"] for one in ended)
    removed = [line for line in town.history(ELSPETH) if "no longer on the child protection register" in line]
    assert len(removed) == 1


def test_E13_a_report_that_was_mistaken_leaves_the_case_where_it_stood(town):
    led(town)
    town.tell(EWAN, "preference_changed")
    tasks, deadlines, before = open_tasks(town), dues(town), left(town)
    died(town, EWAN)
    assert in_somebodys_list(town) == set()
    assert [one["name"] for one in town.case()["deadlines"] if one["journey"]] == ["Not verified in time"]
    waiting = next(one for one in town.case()["tasks"] if one["name"] == tasks[0])
    body = {"answers": {}, "seen": 0}
    assert town.call(CALLUM, "POST", f"/tasks/{waiting['id']}/complete", body).status_code == HTTPStatus.FORBIDDEN
    town.until("Not verified in time")
    assert inspections.inspect(town.database).differences == ()

    town.do(ISLA, "t_verify_officer", verified="no", death_mistaken=WORDS)

    assert (open_tasks(town), dues(town), left(town)) == (tasks, deadlines, before)
    assert statuses(town) == []
    assert tasks[0] in in_somebodys_list(town)
    assert set(town.responsible[-4:]) == {CALLUM}
    town.until("Time to prepare the review")
    assert "Report how it goes" in open_tasks(town)


def test_E13_what_fell_due_while_a_report_was_looked_into_falls_due_when_it_was_mistaken(town):
    led(town)
    died(town, EWAN)
    town.days_pass(120)
    assert open_tasks(town) == ["Verify what nobody has verified"]

    town.do(ISLA, "t_verify_officer", verified="no", death_mistaken=WORDS)
    town.days_pass(1)

    assert "Report how it goes" in open_tasks(town)


def test_E13_nobody_records_a_death_as_a_status(town):
    led(town)

    reply = town.call(
        EWAN,
        "POST",
        f"/cases/{town.case_id}/messages/status_changed",
        {"payload": {"status": "died", "on": town.today()}},
    )

    assert reply.status_code == HTTPStatus.BAD_REQUEST
    assert "“died” is not a status" in reply.text


def test_E13_whoever_brings_the_word_is_not_the_one_who_verifies_it(town):
    episodes.concern(town, partners=[*episodes.PARTNERS, RHONA])
    died(town, RHONA)
    [waiting] = [one for one in town.case()["tasks"] if one["name"] == "Verify that the child has died"]

    assert town.call(RHONA, "GET", f"/tasks?view=team&case={town.case_id}").json["rows"] == []
    body = {"answers": {"verified": "no", "death_mistaken": WORDS}, "seen": 1}
    reply = town.call(RHONA, "POST", f"/tasks/{waiting['id']}/complete", body)

    assert reply.status_code == HTTPStatus.FORBIDDEN
    assert statuses(town) == ["death_reported"]
    town.do(ELSPETH, "t_verify", verified="no", death_mistaken=WORDS)
    assert statuses(town) == []
