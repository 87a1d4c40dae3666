"""Compiling: never hangs, never fails otherwise than by findings, and what it makes can be shared."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random
from time import thread_time

import pytest
from diagrams import both, call, catch, chain, diagram, each, end, flow, operation, rule, start, throw, timer, user, xor
from diagrams import boundary as edge
from lxml import etree
from playing import PARTNERS, Table, form, later, release, world
from random_process import random_process

from app import engine
from app.domain.errors import Finding, NotPublishable, Refused

TAGS = (
    "userTask subProcess boundaryEvent endEvent startEvent exclusiveGateway parallelGateway eventBasedGateway callActivity "
    "intermediateCatchEvent intermediateThrowEvent receiveTask inclusiveGateway"
)
TEXTS = ("", "1", "x y", "(((", "null", "P1X", "R/PT0S", 'due("x", now)')
SECONDS = 5.0


def _damaged(content: bytes, random: Random) -> bytes:
    """A diagram with one to four things wrong that a hand or a tool might do to it."""
    root = etree.fromstring(content)
    for _ in range(random.randint(1, 4)):
        nodes = [node for node in root.iter() if isinstance(node.tag, str)]
        node, other = random.choice(nodes), random.choice(nodes)
        match random.randint(0, 4):
            case 0 if node is not root:
                node.getparent().remove(node)
            case 1 if node.attrib:
                del node.attrib[random.choice(list(node.attrib))]
            case 2 if node.attrib and other.attrib:
                node.set(random.choice(list(node.attrib)), random.choice(list(other.attrib.values())))
            case 3:
                node.text = random.choice(TEXTS)
            case _:
                node.tag = node.tag.partition("}")[0] + "}" + random.choice(TAGS.split())
    return etree.tostring(root)


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_diagram_is_published_or_refused_in_words_and_quickly(seed):
    diagrams, forms = random_process(seed)
    random, began = Random(seed), thread_time()

    found = _refused([_damaged(content, random) for content in diagrams], forms)

    assert all(finding.message for finding in found)
    assert "engine" not in {finding.rule for finding in found}  # our own checks saw it first
    assert thread_time() - began < SECONDS


def _refused(diagrams, forms) -> tuple[Finding, ...]:
    """What publishing finds; where it finds nothing, the process also starts or says why it cannot."""
    try:
        made = release(*diagrams, forms=forms)
    except NotPublishable as refused:
        return refused.findings
    with suppress(Refused):
        engine.start(made, next(iter(made.processes)), {}, world())
    return ()


def test_a_flow_without_an_id_is_a_flow():
    content = diagram("p", start(), user("a"), end(), *chain("start", "a", "end")).replace(b'id="a_to_end" ', b"")

    table = Table(release(content), "p")

    assert table.complete("a").done


def test_a_long_process_is_compiled_and_played():
    keys = [f"t{number}" for number in range(250)]
    made = release(diagram("p", start(), end(), *(user(key) for key in keys), *chain("start", *keys, "end")))

    table = Table(made, "p")
    table.complete("t0")

    assert table.open == ["t1"]


def test_one_release_serves_many_threads():
    forms = (form("say", position="choice"),)
    made = release(
        diagram("p", start(), user("say", each("case.partners", "partner", "positions", "position"), form="say"), user("after"), end(),
                *chain("start", "say", "after", "end")),
        forms=forms,
    )  # fmt: skip

    def play(number: int) -> list[object]:
        table = Table(made, "p")
        for partner in PARTNERS:
            table.complete("say", str(partner), position=f"{number}")
        return table.sees("after")["positions"]

    with ThreadPoolExecutor(4) as threads:
        played = list(threads.map(play, range(40)))

    assert played == [[f"{number}"] * 3 for number in range(40)]


def test_two_rules_that_give_one_moment_keep_their_own_explanations():
    made = release(
        diagram(
            "p", start(), user("review", due='=due("ladder.other", now)'), edge("late", "review", timer('due("ladder.level_1", now)', "Date")),
            end(), end("e2"), *chain("start", "review", "end"), flow("late", "e2"),
        )
    )  # fmt: skip

    table = Table(made, "p")

    [task], [armed] = table.step.opened, table.step.armed
    assert task.due.at == armed.due.at
    assert (task.due.rule, armed.due.rule) == ("ladder.other", "ladder.level_1")


TABLE = (
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="http://girfec.example">'
    b'<decision id="who_leads" name="Who leads"><decisionTable id="table" hitPolicy="FIRST">'
    b'<input id="in"><inputExpression id="in_text"><text>case.age</text></inputExpression></input>'
    b'<input id="in2"><inputExpression id="in2_text"><text>wish</text></inputExpression></input>'
    b'<output id="out" name="leads"/><annotation name="Why"/>'
    b'<rule id="r1"><inputEntry id="c1"><text>&lt; 5</text></inputEntry><inputEntry id="c2"><text>-</text></inputEntry>'
    b'<outputEntry id="o1"><text>"health"</text></outputEntry><annotationEntry><text>Under five.</text></annotationEntry></rule>'
    b'<rule id="r2"><inputEntry id="c3"><text>&gt;= 5</text></inputEntry><inputEntry id="c4"><text>"school"</text></inputEntry>'
    b'<outputEntry id="o2"><text>"education"</text></outputEntry><annotationEntry><text>At school.</text></annotationEntry></rule>'
    b"</decisionTable></decision></definitions>"
)


def _deciding(decision: str = "who_leads"):
    content = diagram(
        "p", start(form="ask"), rule("decide", decision, "leads"), xor("g", default="no"), user("school"), end(), end("other"),
        *chain("start", "decide", "g"), flow("g", "school", 'leads = "education"'), flow("g", "other", key="no"), flow("school", "end"),
    )  # fmt: skip
    return release(content, forms=(form("ask", wish="choice"),), decisions={"who.dmn": TABLE})


def test_a_business_rule_task_asks_the_decision_table_and_notes_which_rule_said_what():
    table = Table(_deciding(), "p", wish="school")

    assert table.open == ["school"]
    assert table.step.noted == ("At school.",)


def test_a_decision_table_without_a_fitting_rule_is_noted():
    table = Table(_deciding(), "p", wish="home")

    assert (table.step.outcome, table.step.noted) == ("Other", ("No rule of the decision table fitted at “Decide”.",))


def test_a_process_called_for_each_of_a_list_gives_its_answers_in_their_places():
    called = diagram(
        "q",
        start("qs"),
        user("think", form="think", assignee="=who", groups=None),
        end("qe"),
        *chain("qs", "think", "qe"),
    )
    calling = call(
        "c", "q", {"who": "partner"}, {"opinion": "view"}, each("case.partners", "partner", "opinions", "opinion")
    )
    made = release(
        diagram("p", start(), calling, user("after"), end(), *chain("start", "c", "after", "end")),
        called,
        forms=(form("think", view="choice"),),
    )
    table = Table(made, "p")
    assert {task.assignee for task in table.tasks.values()} == set(PARTNERS)

    for partner, view in zip(reversed(PARTNERS), "abc", strict=True):
        table.complete("think", str(partner), view=view)

    assert table.sees("after") == {"opinions": ["c", "b", "a"]}


def test_an_operation_done_for_each_of_a_list_keeps_its_outputs_apart():
    work = operation(
        "note",
        "note_availability",
        {"candidates": "=[partner]", "answers": '=["yes"]', "preferred": "=null"},
        {"able": "=available[1]"},
    ).replace("</bpmn:serviceTask>", each("case.partners", "partner", "abilities", "able") + "</bpmn:serviceTask>")
    made = release(diagram("p", start(), work, user("after"), end(), *chain("start", "note", "after", "end")))

    table = Table(made, "p")

    assert table.sees("after") == {"abilities": [str(one) for one in PARTNERS]}


def test_a_timer_of_a_parallel_branch_is_kept_while_the_other_goes_round():
    content = diagram(
        "p", start(), both("s"), user("wait"), edge("late", "wait", timer("P300D")), user("go", form="ask"), xor("g", default="out"), xor("m"),
        end(), end("e2"), end("e3"), *chain("start", "s", "wait", "end"), flow("late", "e2"), *chain("s", "m", "go", "g"),
        flow("g", "m", "again = true"), flow("g", "e3", key="out"),
    )  # fmt: skip
    table = Table(release(content, forms=(form("ask", again="check"),)), "p")
    for day in range(50):
        table.complete("go", again=True, at=later(days=day))

    assert len(table.timers) == 1
    table.wake("late")
    assert table.open == ["go"]


def test_booleans_written_as_1_and_0_mean_what_they_say():
    content = diagram(
        "p", start(), user("say", each("case.partners", "partner", sequential=True)), edge("late", "say", timer("P1D")), end(), end("e2"),
        *chain("start", "say", "end"), flow("late", "e2"),
    )  # fmt: skip
    ones = content.replace(b'="true"', b'="1"')
    table = Table(release(ones), "p")

    assert ones != content
    assert table.open == ["say"]
    assert table.wake("late").done


def test_a_diagram_in_another_encoding_is_read_as_it_says():
    content = diagram(
        "p", start(), user("a", name="Name the child’s social worker"), end(), *chain("start", "a", "end")
    ).decode()
    declared = f'<?xml version="1.0" encoding="UTF-16"?>{content}'.encode("utf-16")

    assert Table(release(declared), "p").task("a").name == "Name the child’s social worker"


def test_a_link_goes_on_at_its_other_end():
    link = '<bpmn:linkEventDefinition id="{}" name="later"/>'
    content = diagram(
        "p", start(), user("a"), throw("there", link.format("l1")), catch("here", link.format("l2")), user("b"), end(),
        *chain("start", "a", "there"), *chain("here", "b", "end"),
    )  # fmt: skip
    table = Table(release(content), "p")

    table.complete("a")

    assert table.open == ["b"]


def test_data_that_is_only_drawn_is_not_looked_at():
    drawn = '<bpmn:ioSpecification><bpmn:dataInput id="i"/><bpmn:inputSet><bpmn:dataInputRefs>i</bpmn:dataInputRefs></bpmn:inputSet></bpmn:ioSpecification>'
    content = diagram(
        "p", start(), user("a", drawn), '<bpmn:dataObject id="o"/><bpmn:dataObjectReference id="r" dataObjectRef="o"/>', end(),
        *chain("start", "a", "end"),
    )  # fmt: skip

    assert Table(release(content), "p").complete("a").done


def test_comments_in_a_file_are_passed_over():
    content = diagram(
        "p", start(), "<!-- drawn by hand -->", user("a"), "<?tool keep?>", end(), *chain("start", "a", "end")
    )

    assert Table(release(content), "p").open == ["a"]
