"""What GIRFEC asks of a process besides BPMN."""

import pytest
from diagrams import catch, chain, diagram, end, operation, start, timer, user
from playing import form

from app import engine

FORMS = {
    one.id: one
    for one in (form("accept_role", accepted="choice"), form("ask", agreed="choice"), form("hear", child_views="text"))
}
BEGIN = operation("begin", "begin_interim_lead_professional", {"person": '="x"'})


def found(*parts: str) -> list[tuple[str, str, str]]:
    content = diagram("p", *parts)
    judged = engine.judge("p.bpmn", content, engine.Around(forms=FORMS))
    return [
        (one.rule, one.element, one.severity)
        for one in judged.findings
        if one.rule in {"deadline", "form", "acceptance", "views"}
    ]


def test_a_time_in_the_drawing_is_refused_and_one_of_the_policy_pack_is_not():
    assert found(start(), catch("a", timer("P5D")), end(), *chain("start", "a", "end")) == [("deadline", "a", "error")]
    assert found(start(), catch("a", timer('due("plan_due", now)')), end(), *chain("start", "a", "end")) == []


def test_a_step_without_a_form_is_refused():
    assert found(start(), user("a"), end(), *chain("start", "a", "end")) == [("form", "a", "error")]


@pytest.mark.parametrize(("asked", "expected"), [("accept_role", []), ("ask", [("acceptance", "begin", "error")])])
def test_a_role_begins_only_after_somebody_has_accepted_it(asked, expected):
    assert found(start(), user("a", form=asked), BEGIN, end(), *chain("start", "a", "begin", "end")) == expected


@pytest.mark.parametrize(("asked", "expected"), [("hear", []), ("ask", [("views", "a", "error")])])
def test_a_decision_is_made_where_the_child_is_heard(asked, expected):
    assert (
        found(start(), user("a", form=asked, name="Decide what happens"), end(), *chain("start", "a", "end"))
        == expected
    )
