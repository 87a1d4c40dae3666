"""What is different between two texts of a process, in words that a designer would use."""

import make
import pytest
from diagrams import boundary, call, chain, diagram, end, flow, operation, start, timer, user, xor

from app.domain.errors import Invalid
from app.engine import differences
from app.engine.differences import Difference

BASE = (
    start(),
    user("ask", form="look", due='=due("lp_accept_within", now)'),
    xor("which", default="f_no"),
    operation("lead", "begin_lead_professional", {"person": "=chosen"}),
    call("plan", "childs_plan"),
    boundary("late", "ask", timer("P3D"), interrupting=False),
    end(),
    end("stopped"),
    *chain("start", "ask", "which"),
    flow("which", "lead", "yes = true"),
    flow("which", "stopped", key="f_no"),
    *chain("lead", "plan", "end"),
    *chain("late", "stopped"),
)


def text(*parts, **said):
    return diagram("p", *(parts or BASE), **{"name": "The process", **said})


def told(after, before=None):
    return [(one.element, one.what) for one in differences("p.bpmn", before or text(), after)]


def replaced(old, new):
    content = text()
    assert old in content, content
    return content.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "element", "what"),
    [
        (b'name="Ask"', b'name="Ask first"', "ask", "Renamed from “Ask” to “Ask first”."),
        (b'formRef="look"', b'formRef="say"', "ask", "The form: was “look”, is now “say”."),
        (b' camunda:formRef="look"', b"", "ask", "The form: was “look”, is now not given."),
        (b'candidateGroups="named_person"', b'candidateGroups="partners,cover"', "ask", "Who does it: was Named person, is now Cover team and Partners to the plan."),
        (b"lp_accept_within", b"plan_due", "ask", 'The deadline: was “due("lp_accept_within", now)”, is now “due("plan_due", now)”.'),
        (b"begin_lead_professional", b"begin_named_person", "lead", "The operation: was “begin_lead_professional”, is now “begin_named_person”."),
        (b"=chosen", b"=proposed", "lead", "What the operation or process is given: was person = chosen, is now person = proposed."),
        (b'calledElement="childs_plan"', b'calledElement="handback"', "plan", "The process that it runs: was “childs_plan”, is now “handback”."),
        (b"P3D", b"P5D", "late", "What it waits for or raises: was timer duration “P3D”, is now timer duration “P5D”."),
        (b'cancelActivity="false"', b'cancelActivity="true"', "late", "It now breaks off the step at whose edge it stands."),
        (b"yes = true", b"yes = false", "which_to_lead", "The condition of the flow from “Which” to “Lead”: was yes = true, is now yes = false."),
        (b'default="f_no"', b'default="which_to_lead"', "which", "The way taken otherwise now leads to “Lead”."),
        (b'name="The process"', b'name="Another"', "p", "The process was called “The process” and is now “Another”."),
    ],
)  # fmt: skip
def test_one_thing_that_changed_is_one_sentence(old, new, element, what):
    assert told(replaced(old, new)) == [(element, what)]


def test_a_step_that_is_added_comes_with_what_it_needs_and_its_flows():
    parts = [one for one in BASE if "plan_to_end" not in one]

    found = told(text(*parts, user("tell", form="say"), *chain("plan", "tell", "end")))

    assert found == [
        ("tell", "Step added: “Tell”. Who does it: Named person. The form: “say”."),
        ("plan_to_end", "Flow removed: from “Plan” to “End”."),
        ("plan_to_tell", "Flow added: from “Plan” to “Tell”."),
        ("tell_to_end", "Flow added: from “Tell” to “End”."),
    ]


def test_a_step_that_is_removed_is_named():
    assert ("late", "Event at the edge of a step removed: “Late”.") in told(
        text(*(one for one in BASE if "late" not in one))
    )


def test_a_flow_whose_id_alone_is_another_is_the_same():
    assert told(replaced(b'"start_to_ask"', b'"Flow_0ab12"')) == [("", "Only the layout or notes changed.")]


def test_a_step_moved_to_another_lane_is_said():
    path = "bpmn/childs_plan/childs_plan.bpmn"
    before = make.shipped()[path]
    moved = before.replace(b"<bpmn:flowNodeRef>t_draft</bpmn:flowNodeRef>", b"", 1).replace(
        b'name="Partners to the plan">', b'name="Partners to the plan"><bpmn:flowNodeRef>t_draft</bpmn:flowNodeRef>', 1
    )

    assert differences(path, before, moved) == (
        Difference(
            "t_draft",
            "Write the plan",
            "Moved from the lane “Whoever is responsible for the child” to “Partners to the plan”.",
        ),
    )


def test_what_goes_without_saying_is_no_difference():
    before = text(*(part.replace('cancelActivity="false"', 'cancelActivity="true"') for part in BASE))

    assert told(before.replace(b' cancelActivity="true"', b""), before) == [("", "Only the layout or notes changed.")]


@pytest.mark.parametrize("path", sorted(path for path in make.shipped() if path.endswith(".bpmn")))
def test_layout_and_notes_alone_say_so(path):
    before = make.shipped()[path]
    after = before.replace(b'x="', b'x="1').replace(
        b"<bpmn:documentation>", b"<!-- moved --><bpmn:documentation>Else. "
    )

    assert differences(path, before, before) == ()
    assert [one.what for one in differences(path, before, after)] == ["Only the layout or notes changed."]


def test_a_change_that_the_list_cannot_name_is_not_hidden():
    [one] = differences("p.bpmn", text(), replaced(b"<bpmn:process ", b'<bpmn:process processType="Public" '))

    assert one.what.startswith("Something changed that this list cannot name.")


def test_processes_added_and_removed_and_another_id_are_said():
    second = (
        b'<bpmn:process id="q" name="Q" isExecutable="true"><bpmn:startEvent id="s"/></bpmn:process></bpmn:definitions>'
    )
    both = text().replace(b"</bpmn:definitions>", second)

    assert told(both) == [("q", "The process was added.")]
    assert told(text(), both) == [("q", "The process was removed.")]
    assert told(replaced(b'process id="p"', b'process id="other"')) == [
        ("other", "The process's id was “p” and is now “other”.")
    ]


@pytest.mark.parametrize("content", [b"", b"<a", b"<a/>", b"\xff"])
def test_what_is_no_diagram_cannot_be_compared(content):
    with pytest.raises(Invalid):
        differences("p.bpmn", text(), content)
