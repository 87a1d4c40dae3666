"""Processes as a practitioner lives them: who has something to do after each step, and why."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from diagrams import (
    both,
    boundary,
    call,
    chain,
    diagram,
    each,
    element,
    end,
    error,
    escalation,
    event,
    flow,
    loop,
    operation,
    signal,
    some,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)
from playing import HEAD_TEACHER, PARTNERS, Table, form, release, world

from app import engine
from app.cli import demo
from app.domain.cases import RoleBegan, RoleName
from app.domain.errors import Conflict, NotFound, RuleBroken, Stuck
from app.domain.operations import OPERATIONS, Operation, Outcome
from app.domain.people import BY_POLICY, CHILD_GROUPS, COVERS, OFFICES
from app.domain.steps import Effect
from app.domain.units import DECIDERS

ASK = form("ask", agreed="choice", why="text", amount="number", on="date")


@pytest.fixture
def lead(monkeypatch):
    """An operation by which the named person becomes lead professional."""

    def run(inputs, at):
        if inputs["person"] is None:
            raise RuleBroken("Nobody was named.", rule="I1", source="none", pack="test 1")
        [role] = at.facts.holding(RoleName.NAMED_PERSON)
        began = RoleBegan(replace(role, id=UUID(int=500), name=RoleName.LEAD_PROFESSIONAL))
        return Outcome({"who": inputs["person"]}, (began,), (Effect("notice", {"to": "all"}),), ("It is noted.",))

    monkeypatch.setitem(OPERATIONS, "lead", Operation("lead", {"person": "who"}, {"who": "who leads"}, run))


def test_the_answer_decides_the_way_and_free_text_stays_outside():
    made = release(
        diagram(
            "p", start(), user("ask", form="ask"), xor("g", default="no"), user("meet"), end(), end("stopped"),
            *chain("start", "ask", "g"), flow("g", "meet", 'agreed = "yes"'), flow("g", "stopped", key="no"),
            flow("meet", "end"),
        ),
        forms=(ASK,),
    )  # fmt: skip
    table = Table(made, "p")

    table.complete("ask", agreed="yes", why="A long story about a child", amount=3)

    assert made.fields("ask") == ("agreed",)
    assert table.open == ["meet"]
    assert table.sees("meet") == {"agreed": "yes"}
    assert [one.element for one in table.step.passed] == ["ask", "g"]
    table.complete("meet")
    assert (table.step.done, table.step.outcome) == (True, "End")


def test_an_answer_left_out_in_a_later_round_is_null_and_not_the_earlier_one():
    made = release(
        diagram(
            "p", start(), user("ask", form="ask"), xor("g", default="no"), end(), *chain("start", "ask", "g"),
            flow("g", "ask", 'agreed = "again" or amount = 5'), flow("g", "end", key="no"),
        ),
        forms=(ASK,),
    )  # fmt: skip
    table = Table(made, "p")
    table.complete("ask", agreed="again", amount=4)

    table.complete("ask", amount=5)

    assert table.sees("ask") == {"agreed": None, "amount": 5}


def test_a_task_says_who_may_do_it_and_why_it_is_due():
    made = release(
        diagram(
            "p", start(form="choose"), end(), *chain("start", "it", "end"),
            user("it", groups="line_manager of chosen, girfec_lead_officer", assignee="=case.named_person",
                 due='=due("lp_choice_within", now)', priority="70"),
        ),
        forms=(form("choose", chosen="choice"),),
    )  # fmt: skip

    table = Table(made, "p", chosen=str(PARTNERS[1]))

    [task] = table.step.opened
    assert task.groups == (f"line_manager of {PARTNERS[1]}", "girfec_lead_officer")
    assert task.assignee == HEAD_TEACHER
    assert task.due.at == datetime(2026, 3, 5, 17, tzinfo=UTC)
    assert (task.due.rule, task.due.pack, len(task.due.days) > 2) == ("lp_choice_within", "test 1", True)
    assert task.priority == 70
    [standing] = engine.standing(made, table.state).tasks
    assert (standing.groups, standing.assignee, standing.due.at) == (task.groups, task.assignee, task.due.at)


def test_a_list_of_persons_gives_a_group_code_for_each():
    made = release(
        diagram(
            "p", start(form="choose"), user("it", groups="line_manager of chosen"), end(), *chain("start", "it", "end")
        ),
        forms=(form("choose", chosen="choices"),),
    )

    table = Table(made, "p", chosen=[str(PARTNERS[0]), str(PARTNERS[2])])

    assert table.task("it").groups == (f"line_manager of {PARTNERS[0]}", f"line_manager of {PARTNERS[2]}")


def test_an_operation_changes_the_facts_and_the_next_gateway_sees_them(lead):
    made = release(
        diagram(
            "p", start(), operation("begin", "lead", {"person": "=case.named_person"}, {"leader": "=who"}),
            xor("g", default="no"), user("tell"), end(), end("none"), *chain("start", "begin", "g"),
            flow("g", "tell", "case.lead_professional = leader"), flow("g", "none", key="no"), flow("tell", "end"),
        )
    )  # fmt: skip

    table = Table(made, "p")

    assert table.open == ["tell"]
    assert [type(change) for change in table.step.changes] == [RoleBegan]
    assert [effect.kind for effect in table.step.effects] == ["notice"]
    assert table.step.noted == ("It is noted.",)


def test_a_rule_that_an_operation_breaks_refuses_the_whole_act_and_leaves_the_state(lead):
    made = release(
        diagram(
            "p", start(), user("ask", form="ask"), operation("begin", "lead", {"person": "=agreed"}), end(),
            *chain("start", "ask", "begin", "end"),
        ),
        forms=(ASK,),
    )  # fmt: skip
    table = Table(made, "p")
    before = table.state

    with pytest.raises(RuleBroken):
        table.complete("ask")

    assert [task.key for task in engine.standing(made, before).tasks] == ["ask"]
    assert table.complete("ask", agreed="anna").done


def test_a_task_can_be_done_once():
    made = release(
        diagram(
            "p",
            start(),
            both("s"),
            user("a"),
            user("b"),
            both("j"),
            end(),
            *chain("start", "s", "a", "j", "end"),
            *chain("s", "b", "j"),
        )
    )
    table = Table(made, "p")
    task = table.task("a")
    table.complete("a")

    with pytest.raises(Conflict):
        engine.complete(made, table.state, task.id, {}, world())


def test_a_process_that_is_not_in_the_release_cannot_be_started():
    made = release(diagram("p", start(), end(), flow("start", "end")))

    with pytest.raises(NotFound):
        engine.start(made, "q", {}, world())


def test_a_parallel_join_in_a_loop_waits_for_both_branches_in_every_round_whichever_comes_first():
    made = release(
        diagram(
            "p", start(), both("s"), user("a"), user("b"), both("j"), user("again", form="ask"), xor("g", default="no"), end(),
            xor("m"), *chain("start", "m", "s", "a", "j", "again", "g", "m"), *chain("s", "b", "j"), flow("g", "end", key="no"),
        ).replace(b'id="g_to_m" sourceRef="g" targetRef="m">', b'id="g_to_m" sourceRef="g" targetRef="m"><bpmn:conditionExpression>agreed = "again"</bpmn:conditionExpression>'),
        forms=(ASK,),
    )  # fmt: skip
    table = Table(made, "p")
    for first, second in (("a", "b"), ("b", "a"), ("a", "b")):
        table.complete(first)
        assert table.open == [second]
        table.complete(second)
        assert table.open == ["again"]
        table.complete("again", agreed="again")
    assert table.open == ["a", "b"]


def test_two_flows_from_one_gateway_to_one_join_are_two_tokens_and_go_on_once():
    made = release(
        diagram(
            "p", start(), both("s"), both("j"), user("after"), end(), *chain("start", "s"),
            flow("s", "j", key="one"), flow("s", "j", key="two"), *chain("j", "after", "end"),
        )
    )  # fmt: skip

    assert Table(made, "p").open == ["after"]


def test_two_flows_out_of_a_task_go_on_at_the_same_time():
    made = release(
        diagram(
            "p",
            start(),
            user("a"),
            user("b"),
            user("c"),
            end(),
            end("e2"),
            *chain("start", "a", "b", "end"),
            *chain("a", "c", "e2"),
        )
    )
    table = Table(made, "p")

    table.complete("a")

    assert table.open == ["b", "c"]
    assert table.passed == ["start", "a"]


def test_conditional_flows_out_of_a_task_are_asked_with_a_default():
    made = release(
        diagram(
            "p", start(), user("a", form="ask", default="no"), user("b"), user("c"), end(), flow("start", "a"),
            flow("a", "b", "amount > 3"), flow("a", "c", key="no"), flow("b", "end"), flow("c", "end"),
        ),
        forms=(ASK,),
    )  # fmt: skip
    table = Table(made, "p")

    table.complete("a", amount=2)

    assert table.open == ["c"]


def test_an_inclusive_join_waits_for_the_branches_that_were_taken():
    made = release(
        diagram(
            "p", start(), user("ask", form="ask"), some("o", default="z"), user("a"), user("b"), user("c"), some("j"), user("after"), end(),
            *chain("start", "ask", "o"), flow("o", "a", "amount >= 1"), flow("o", "b", "amount >= 2"), flow("o", "c", key="z"),
            *chain("a", "j", "after", "end"), flow("b", "j"), flow("c", "j"),
        ),
        forms=(ASK,),
    )  # fmt: skip
    one, two, none = (Table(made, "p") for _ in range(3))
    one.complete("ask", amount=1)
    two.complete("ask", amount=2)
    none.complete("ask", amount=0)
    assert (one.open, two.open, none.open) == (["a"], ["a", "b"], ["c"])

    one.complete("a")
    two.complete("b")

    assert (one.open, two.open) == (["after"], ["a"])


def test_an_inclusive_join_completes_when_a_branch_left_through_a_boundary_event():
    made = release(
        diagram(
            "p", start(), some("o", default="z"), user("a"), user("b"), boundary("late", "b", timer("P1D")), user("chase"),
            end("chased"), some("j"), user("after"), end(), flow("start", "o"), flow("o", "a", "true"), flow("o", "b", "true"),
            flow("o", "j", key="z"), *chain("a", "j", "after", "end"), flow("b", "j"), *chain("late", "chase", "chased"),
        )
    )  # fmt: skip
    table = Table(made, "p")
    table.complete("a")
    assert table.open == ["b"]

    table.wake("late")

    assert table.open == ["after", "chase"]


def test_each_partner_answers_into_their_own_place_in_the_list():
    made = release(
        diagram(
            "p", start(), user("say", each("case.partners", "partner", "positions"), form="say", assignee="=partner", groups=None),
            xor("g", default="no"), user("settle"), end(), *chain("start", "say", "g"),
            flow("g", "end", 'every a in positions satisfies a.position = "agree"'), flow("g", "settle", key="no"), flow("settle", "end"),
        ),
        forms=(form("say", position="choice", words="text"),),
    )  # fmt: skip
    table = Table(made, "p")
    first, second, third = (str(one) for one in PARTNERS)
    assert [(task.item, str(task.assignee)) for task in table.step.opened] == [
        (one, one) for one in (first, second, third)
    ]

    table.complete("say", third, position="disagree", words="Because")
    table.complete("say", first, position="agree")
    assert engine.variables(made, table.state, table.task("say").id)["positions"] == [
        {"partner": first, "position": "agree"}, None, {"partner": third, "position": "disagree"},
    ]  # fmt: skip
    table.complete("say", second, position="agree")

    assert table.open == ["settle"]


def test_a_named_answer_makes_a_plain_list():
    made = release(
        diagram(
            "p", start(), user("say", each("case.partners", "partner", "positions", "position", sequential=True), form="say"),
            user("after"), end(), *chain("start", "say", "after", "end"),
        ),
        forms=(form("say", position="choice", extra="choice"),),
    )  # fmt: skip
    table = Table(made, "p")
    for number, partner in enumerate(PARTNERS):
        assert [task.item for task in table.tasks.values()] == [str(partner)]
        table.complete("say", position=f"answer {number}")

    assert table.sees("after") == {"positions": ["answer 0", "answer 1", "answer 2"]}


def test_a_multi_instance_over_an_empty_list_is_passed():
    made = release(
        diagram(
            "p",
            start(),
            user("say", each("case.partners[item = 1]", "partner", "positions")),
            user("after"),
            end(),
            *chain("start", "say", "after", "end"),
        )
    )

    table = Table(made, "p")

    assert table.open == ["after"]
    assert table.sees("after") == {"positions": []}


def test_a_list_longer_than_fifty_is_refused_and_the_case_stays():
    made = release(
        diagram(
            "p",
            start(),
            user("go"),
            user("say", each("for i in 1..51 return i", "one", "everyone")),
            end(),
            *chain("start", "go", "say", "end"),
        )
    )
    table = Table(made, "p")

    with pytest.raises(Stuck, match="at most 50"):
        table.complete("go")


def test_enough_answers_end_a_multi_instance_and_close_the_other_tasks():
    made = release(
        diagram(
            "p", start(), user("say", each("case.partners", "partner", "everyone", "position", 'everyone[item = "no"] != []'), form="say"),
            user("after"), end(), *chain("start", "say", "after", "end"),
        ),
        forms=(form("say", position="choice"),),
    )  # fmt: skip
    table = Table(made, "p")

    table.complete("say", str(PARTNERS[1]), position="no")

    assert table.open == ["after"]
    assert len(table.step.closed) == 3


def test_each_instance_of_a_sub_process_has_variables_of_its_own():
    inner = [start("a"), user("think", form="think"), xor("g", default="no"), user("more"), end("b")]
    ways = [*chain("a", "think", "g"), flow("g", "more", "sure = false"), flow("g", "b", key="no"), flow("more", "b")]
    made = release(
        diagram(
            "p",
            start(),
            sub("s", each("case.partners", "partner", "everyone"), *inner, *ways),
            user("after"),
            end(),
            *chain("start", "s", "after", "end"),
        ),
        forms=(form("think", sure="check"),),
    )
    table = Table(made, "p")
    first, second, third = (str(one) for one in PARTNERS)

    table.complete("think", first, sure=False)
    table.complete("think", second, sure=True)

    assert table.open == ["more", "think"]
    assert table.sees("more")["sure"] is False
    assert table.task("more").item == first
    table.complete("think", third, sure=True)
    table.complete("more")
    assert table.sees("after")["everyone"] == [
        {"partner": first, "sure": False}, {"partner": second, "sure": True}, {"partner": third, "sure": True},
    ]  # fmt: skip


def test_a_loop_goes_on_as_long_as_its_condition_holds_and_no_longer_than_its_maximum():
    made = release(
        diagram(
            "p", start(), user("ask", loop('agreed = "again"', 3), form="ask"), end(), *chain("start", "ask", "end")
        ),
        forms=(ASK,),
    )
    short, long = Table(made, "p"), Table(made, "p")

    short.complete("ask", agreed="enough")
    for _ in range(3):
        long.complete("ask", agreed="again")

    assert short.step.done
    assert long.step.done


LADDER = diagram(
    "ladder", start(), user("decide", form="decide"), end(), user("officer", form="decide"), end("raised", event("escalation", "up")),
    boundary("late", "decide", timer('due("ladder.level_1", now)', "Date")), *chain("start", "decide", "end"),
    *chain("late", "officer", "raised"), around=escalation("up"),
)  # fmt: skip


def test_two_calls_of_one_process_at_once_keep_apart_what_each_knows():
    made = release(
        diagram(
            "p", start(form="begin"), both("s"), call("first", "ladder", {"subject": '"plan"'}, {"one": "picked"}),
            call("second", "ladder", {"subject": '"school"'}, {"two": "picked"}), both("j"), user("after"), end(),
            *chain("start", "s", "first", "j", "after", "end"), *chain("s", "second", "j"),
        ),
        LADDER,
        forms=(form("begin", picked="choice", subject="choice"), form("decide", picked="choice")),
    )  # fmt: skip
    table = Table(made, "p", picked="outer")
    tasks = {task.path: task for task in table.tasks.values()}
    assert set(tasks) == {("First",), ("Second",)}

    seen = engine.variables(made, table.state, tasks[("Second",)].id)
    table.keep(engine.complete(made, table.state, tasks[("First",)].id, {"picked": "anna"}, world()))
    still = engine.variables(made, table.state, tasks[("Second",)].id)
    table.keep(engine.complete(made, table.state, tasks[("Second",)].id, {"picked": "bob"}, world()))

    assert (seen["picked"], still["picked"]) == (None, None)  # its own name hides the caller's, and its sister's
    assert table.sees("after") == {"picked": "outer", "one": "anna", "two": "bob"}


def test_a_called_process_reads_outward_and_writes_inside():
    inner = diagram(
        "q", start(), user("in", form="decide", assignee="=chosen", groups=None), end(), *chain("start", "in", "end")
    )
    made = release(
        diagram(
            "p",
            start(form="choose"),
            call("c", "q"),
            user("after", assignee="=chosen"),
            end(),
            *chain("start", "c", "after", "end"),
        ),
        inner,
        forms=(form("choose", chosen="choice"), form("decide", picked="choice")),
    )

    table = Table(made, "p", chosen=str(HEAD_TEACHER))

    assert table.task("in").assignee == HEAD_TEACHER
    table.complete("in", picked="anna")
    assert table.sees("after") == {"chosen": str(HEAD_TEACHER)}


def test_an_escalation_goes_to_its_own_caller_and_not_to_a_sister():
    made = release(
        diagram(
            "p", start(), both("s"), call("first", "ladder"), boundary("up1", "first", event("escalation", "up")), user("a"),
            call("second", "ladder"), boundary("up2", "second", event("escalation", "up")), user("b"),
            *(end(f"e{number}") for number in range(4)), *chain("start", "s", "first", "e0"), *chain("s", "second", "e1"),
            *chain("up1", "a", "e2"), *chain("up2", "b", "e3"), around=escalation("up"),
        ),
        LADDER,
        forms=(form("decide", picked="choice"),),
    )  # fmt: skip
    table = Table(made, "p")
    late = next(ring for ring in table.timers if table.tasks and ring[1] == "late")
    at = replace(world(), now=table.timers[late])
    second = next(task for task in table.tasks.values() if task.path == ("Second",))
    rings = list(table.timers)

    table.keep(engine.wake(made, table.state, rings, at))
    officer = next(task for task in table.tasks.values() if task.path == ("Second",))
    table.keep(engine.complete(made, table.state, officer.id, {}, at))

    assert second.key == "decide"
    assert table.open == ["b", "officer"]


def test_an_error_inside_ends_the_sub_process_at_once_and_goes_on_at_its_edge():
    made = release(
        diagram(
            "p", start(), sub("s", start("a"), both("f"), user("one"), user("two"), end("bad", event("error", "e")), end("ok"),
                              *chain("a", "f", "one", "bad"), *chain("f", "two", "ok")),
            boundary("caught", "s", event("error", "e")), user("mend"), end(), end("e2"), *chain("start", "s", "end"),
            *chain("caught", "mend", "e2"), around=error("e"),
        )
    )  # fmt: skip
    table = Table(made, "p")

    table.complete("one")

    assert table.open == ["mend"]


def test_an_interrupting_event_takes_hold_before_anything_more_is_done_inside(lead):
    made = release(
        diagram(
            "p", start(), sub("s", start("a"), user("go"), both("f"), end("bad", event("error", "e")), end("ok"),
                              operation("begin", "lead", {"person": "=case.named_person"}),
                              *chain("a", "go", "f", "bad"), *chain("f", "begin", "ok")),
            boundary("caught", "s", event("error", "e")), user("mend"), end(), end("e2"), *chain("start", "s", "end"),
            *chain("caught", "mend", "e2"), around=error("e"),
        )
    )  # fmt: skip
    table = Table(made, "p")

    table.complete("go")

    assert table.open == ["mend"]
    assert table.step.changes == ()


def test_a_terminate_end_ends_its_process_and_nothing_more():
    made = release(
        diagram(
            "p", start(), sub("s", start("a"), both("f"), user("one"), user("two"), end("stop", event("terminate")), end("ok"),
                              *chain("a", "f", "one", "stop"), *chain("f", "two", "ok")),
            user("after"), end(), *chain("start", "s", "after", "end"),
        )
    )  # fmt: skip
    table = Table(made, "p")

    table.complete("one")

    assert table.open == ["after"]


def test_a_signal_reaches_everything_in_the_case_that_waits_for_it():
    made = release(
        diagram(
            "p", start(), both("s"), user("a"), boundary("heard", "a", event("signal", "bell")), user("b"), throw("ring", event("signal", "bell")),
            *(end(f"e{number}") for number in range(3)), *chain("start", "s", "a", "e0"), *chain("s", "b", "ring", "e1"),
            flow("heard", "e2"), around=signal("bell"),
        )
    )  # fmt: skip
    table = Table(made, "p")

    table.complete("b")

    assert table.step.done


def test_an_interrupted_multi_instance_of_sub_processes_leaves_nothing_behind():
    inner = [start("a"), user("think"), boundary("nudge", "think", timer("P1D")), user("nudged"), end("b"), end("c")]
    made = release(
        diagram(
            "p", start(), sub("s", each("case.partners", "partner", "everyone"), *inner, *chain("a", "think", "b"), *chain("nudge", "nudged", "c")),
            boundary("late", "s", timer("PT5H")), user("after"), end(), end("e2"), *chain("start", "s", "end"), *chain("late", "after", "e2"),
        )
    )  # fmt: skip
    table = Table(made, "p")
    assert len(table.timers) == 4

    table.wake("late")

    assert (table.open, table.timers) == (["after"], {})
    standing = engine.standing(made, table.state)
    assert ([task.key for task in standing.tasks], standing.timers, standing.current) == (["after"], (), ("after",))


def test_a_starved_join_is_refused_and_the_case_keeps_its_open_task():
    made = release(
        diagram(
            "p", start(), both("s"), user("a"), boundary("late", "a", timer("P1D")), end("e2"), user("b"), both("j"), end(),
            *chain("start", "s", "a", "j", "end"), *chain("s", "b", "j"), flow("late", "e2"),
        )
    )  # fmt: skip
    table = Table(made, "p")
    table.wake("late")

    with pytest.raises(Stuck, match="nothing left to do"):
        table.complete("b")


def test_a_release_outlines_its_processes_in_the_order_they_are_drawn():
    made = release(
        diagram("p", start(form="ask"), call("c", "ladder"), end(), *chain("start", "c", "end")),
        LADDER,
        forms=(ASK, form("decide", picked="choice")),
    )

    outline, ladder = made.processes["p"], made.processes["ladder"]

    assert (outline.start_form, outline.message, outline.called_by, ladder.called_by) == ("ask", None, (), ("p",))
    assert [one[0] for one in outline.elements] == ["start", "c", "end"]
    assert ladder.groups == {"named_person"}


def test_a_manual_task_is_done_by_a_person_too():
    made = release(
        diagram("p", start(), element("manualTask", "ring", groups="partners"), end(), *chain("start", "ring", "end"))
    )

    assert Table(made, "p").open == ["ring"]


def test_every_group_that_is_shipped_resolves_to_somebody_as_the_demo_sets_an_area_up():
    held = {office for team in demo.TEAMS for office in team.offices}
    named = {
        group
        for file in Path("bpmn").rglob("*.bpmn")
        for said in re.findall(r'candidateGroups="([^"]*)"', file.read_text())
        for group in said.split(",")
    }

    assert named & OFFICES.keys() <= held
    assert not named & BY_POLICY.keys() or DECIDERS.keys() <= held  # whichever of them the area's pack names
    known = OFFICES.keys() | BY_POLICY.keys() | CHILD_GROUPS.keys()
    assert named <= known | {one for one in named if one.startswith("line_manager of ")}
    assert set(COVERS) & held  # to whom a task goes where a role is not held, or its holder has no manager
