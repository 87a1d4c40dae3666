"""What the next version of a document begins with."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from app.domain import documents
from app.domain.documents import Document

TODAY = date(2026, 3, 2)
PLAN = {
    "plan_reason": "Ailsa needs help in the mornings.",
    "progress": "Only about this version.",
    "needs": [
        {"indicator": "nurtured", "need": "Breakfast", "need_state": "met"},
        {"indicator": "healthy", "need": "Sleep", "need_state": "partly"},
        {"indicator": "safe", "need": "A safe way to school", "need_state": "open"},
    ],
    "actions": [
        {"action": "Breakfast club", "owner": "a", "by_when": "2026-02-20", "action_state": "done"},
        {"action": "Bedtime visits", "owner": "b", "by_when": "2026-02-20", "action_state": "under_way"},
        {"action": "Walking bus", "owner": "c", "by_when": date(2026, 4, 1), "action_state": "to_do"},
    ],
}


def document(kind, answers, version=1, subject=""):
    at = datetime(2026, 1, version, tzinfo=UTC)
    return Document(uuid4(), kind, version, subject, UUID(int=1), UUID(int=2), at, answers)


def test_needs_and_actions_that_are_still_open_come_along_and_closed_ones_do_not():
    begun = documents.carry_forward("childs_plan", [document("childs_plan", PLAN)], TODAY)

    assert [row["need"] for row in begun["needs"]] == ["Sleep", "A safe way to school"]
    assert [row["action"] for row in begun["actions"]] == ["Bedtime visits", "Walking bus"]
    assert begun["plan_reason"] == "Ailsa needs help in the mornings."
    assert "progress" not in begun


def test_a_day_that_has_passed_has_to_be_agreed_anew():
    begun = documents.carry_forward("childs_plan", [document("childs_plan", PLAN)], TODAY)

    assert [row["by_when"] for row in begun["actions"]] == [None, date(2026, 4, 1)]


def test_the_newest_version_counts():
    older, newer = document("childs_plan", PLAN), document("childs_plan", {**PLAN, "needs": []}, version=2)

    assert "needs" not in documents.carry_forward("childs_plan", [newer, older], TODAY)


def test_the_first_plan_begins_from_the_needs_that_the_assessment_found():
    found = {
        "safe_need": "no",
        "healthy_need": "yes",
        "healthy_pressures": "Sleeps badly",
        "safe_pressures": "A busy road",
    }

    begun = documents.carry_forward("childs_plan", [document("assessment", found)], TODAY)

    assert begun == {"needs": [{"indicator": "healthy", "need": "Sleeps badly", "need_state": "open"}]}


def test_the_named_person_s_briefing_names_every_need_that_is_still_open():
    begun = documents.carry_forward("briefing_pack", [document("childs_plan", PLAN)], TODAY)

    assert [row["need"] for row in begun["needs"]] == ["Sleep", "A safe way to school"]
    assert [row["action"] for row in begun["actions"]] == ["Bedtime visits", "Walking bus"]


def test_whoever_was_invited_to_the_last_meeting_is_invited_again():
    met = {"attendance": [{"attendee": "Ailsa's mother", "attendee_from": "Parent", "attended": "apologies"}]}

    begun = documents.carry_forward("meeting", [document("meeting", met)], TODAY)

    assert begun == {"attendance": [{"attendee": "Ailsa's mother", "attendee_from": "Parent"}]}


def test_where_nothing_came_before_a_form_begins_empty():
    assert documents.carry_forward("childs_plan", [], TODAY) == {}
    assert documents.carry_forward("decision", [document("assessment", {})], TODAY) == {}


def test_versions_are_counted_for_each_subject():
    one, other = (
        document("partner_information", {"a": 1}, 1, "isla"),
        document("partner_information", {"a": 2}, 2, "ewan"),
    )

    assert documents.latest("partner_information", [one, other], "isla") is one


def test_a_kind_that_does_not_exist_is_refused():
    with pytest.raises(KeyError):
        documents.carry_forward("essay", [], TODAY)


def test_every_kind_begins_from_one_that_exists_and_holds_rows_that_are_described():
    for kind in documents.KINDS.values():
        assert not kind.begins_from or kind.begins_from in documents.KINDS
        assert set(kind.rows) <= set(documents.ROWS)


def test_what_the_plan_says_now_comes_before_an_older_handover_or_briefing():
    old = {
        "needs": [{"need": "An old need", "need_state": "open"}],
        "watch_points": "The mornings",
        "risks": "The road",
    }
    plan = document("childs_plan", PLAN, version=2)

    for kind, kept in (("handover", "risks"), ("briefing_pack", "watch_points")):
        begun = documents.carry_forward(kind, [document(kind, old), plan], TODAY)
        assert [row["need"] for row in begun["needs"]] == ["Sleep", "A safe way to school"]
        assert [row["action"] for row in begun["actions"]] == ["Bedtime visits", "Walking bus"]
        assert begun[kept] == old[kept]


def test_a_newer_assessment_adds_the_needs_that_it_found_to_those_of_the_plan():
    found = document("assessment", {"safe_need": "yes", "safe_pressures": "A busy road"}, version=2)

    begun = documents.carry_forward("childs_plan", [document("childs_plan", PLAN), found], TODAY)

    assert [row["need"] for row in begun["needs"]] == ["Sleep", "A safe way to school", "A busy road"]


def test_what_was_open_is_missed_where_nothing_says_what_became_of_it():
    carried = [{"indicator": "healthy", "need": "Sleep"}, {"indicator": "safe", "need": "A safe way to school"}]

    assert documents.unanswered("needs", carried, []) == ["Sleep", "A safe way to school"]
    assert documents.unanswered("needs", carried, [{"indicator": "safe", "need": "A safe way there"}]) == ["Sleep"]
    assert documents.unanswered("needs", carried, [{"indicator": "safe", "need": "Sleep"}, carried[1]]) == []
