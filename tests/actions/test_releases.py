"""Releases and policy packs: checked before they hold, never changed afterwards."""

import json

import make
import pytest
from diagrams import both, boundary, call, chain, diagram, end, error, event, flow, start, timer, user

from app.actions import areas, cases, policy, releases, verdicts
from app.domain.access import Actor
from app.domain.errors import Forbidden, NotFound, NotPublishable
from app.engine import confined


def publish(database, actor, files):
    if new := database.read(actor, lambda tx: releases.changes(tx, files)):
        releases.check(new)
    return database.run(actor, lambda tx: releases.publish(tx, files, approved_by="a second person"))


def test_publishing_the_same_again_changes_nothing(database, place):
    again = publish(database, place.operator, make.FILES)

    assert (again.number, again.changed) == (1, False)


def test_a_changed_diagram_is_a_new_release_and_running_cases_stay_where_they_began(database, place):
    case_id = make.case(database, place)
    files = {**make.FILES, "bpmn/look_again.bpmn": make.LOOK.replace(b'name="Look again"', b'name="Look twice"')}

    published = publish(database, place.operator, files)

    newer = make.case(database, place)
    pages = [database.run(place.aileen, lambda tx, one=one: cases.open(tx, one)) for one in (case_id, newer)]
    assert (published.number, published.changed) == (2, True)
    assert [(page.where[0].release, page.where[0].title) for page in pages] == [(1, "Look again"), (2, "Look twice")]


def test_going_back_to_an_older_text_is_a_new_number(database, place):
    publish(database, place.operator, {**make.FILES, "bpmn/look_again.bpmn": make.LOOK + b"\n"})

    assert publish(database, place.operator, make.FILES).number == 3


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_published(database, place):
    files = {
        **make.FILES,
        "forms/page.json": make.form("page", {"type": "html", "id": "x", "content": "<b>"}),
        "bpmn/look_again.bpmn": make.LOOK.replace(b'camunda:formRef="sign"', b'camunda:formRef="nowhere"'),
    }

    with pytest.raises(NotPublishable) as refusal:
        publish(database, place.operator, files)

    assert {finding.file for finding in refusal.value.findings} == {"forms/page.json", "bpmn/look_again.bpmn"}
    assert publish(database, place.operator, make.FILES).number == 1


STRANDS = diagram(
    "strands",
    start(),
    both("split"),
    user("one", form="note"),
    boundary("late", "one", timer('due("lp_accept_within", now)', "Date")),
    user("two", form="note"),
    both("join"),
    end("late_end"),
    end(),
    *chain("start", "split", "one", "join", "end"),
    *chain("split", "two", "join"),
    flow("late", "late_end"),
)


def test_a_process_that_would_strand_a_child_is_not_published_and_the_steps_to_it_are_shown(database, place):
    with pytest.raises(NotPublishable) as refusal:
        publish(database, place.operator, {**make.FILES, "bpmn/strands.bpmn": STRANDS})

    [finding] = refusal.value.findings
    assert (finding.rule, finding.element, finding.family) == ("starving", "join", "soundness")
    assert finding.example


def test_a_role_that_nobody_has_accepted_is_not_published(database, place):
    form = json.loads(make.FILES["forms/choose.json"])
    form["components"] = [one for one in form["components"] if one["key"] != "accepted"]

    with pytest.raises(NotPublishable) as refusal:
        publish(database, place.operator, {**make.FILES, "forms/choose.json": json.dumps(form).encode()})

    assert [(one.rule, one.element) for one in refusal.value.findings] == [("acceptance", "lead")]


def test_what_has_not_changed_is_not_judged_again(database, place, monkeypatch):
    judged = []
    monkeypatch.setattr(verdicts, "_sound", {})
    monkeypatch.setattr(releases, "_fit", {})
    monkeypatch.setattr(confined, "judged", lambda file, *_around, **_limits: judged.append(file) or ())

    publish(database, place.operator, {**make.FILES, "bpmn/small_escalation.bpmn": make.LADDER + b"\n"})

    assert judged == ["bpmn/small_escalation.bpmn"]


def test_only_designers_publish(database, place):
    with pytest.raises(Forbidden):
        publish(database, place.aileen, make.FILES)


def test_areas_that_published_the_same_share_what_was_compiled(database, place):
    elsewhere = Actor(None, "The operator", "elsewhere", system=True)
    database.run(elsewhere, lambda tx: areas.set_up(tx, elsewhere.area, "Elsewhere"))
    database.run(elsewhere, lambda tx: policy.publish(tx, make.packs(), pack="national", approved_by="a second person"))
    publish(database, elsewhere, make.FILES)

    here, there = (database.read(who, releases.newest) for who in (place.operator, elsewhere))

    assert here.id != there.id
    assert here.engine is there.engine


def test_the_list_of_processes_leaves_out_what_begins_by_itself(database, place):
    rows = database.read(place.aileen, releases.processes)

    assert [row.name for row in rows] == [
        "Ask the partners", "Choose who leads", "Disagreement", "Look again", "Wait for word",
    ]  # fmt: skip
    assert rows[3].steps[1][1:3] == ("Look", "userTask")


def test_the_diagram_of_a_case_is_for_those_who_may_see_the_case(database, place):
    case_id = make.case(database, place)
    [where] = database.run(place.aileen, lambda tx: cases.open(tx, case_id)).where

    drawn = database.read(place.aileen, lambda tx: releases.diagram(tx, where.instance_id))

    assert drawn == make.LOOK.decode() == where.diagram
    with pytest.raises(NotFound):
        database.read(place.olaf, lambda tx: releases.diagram(tx, where.instance_id))


def test_the_shipped_processes_can_be_published(database, place):
    assert publish(database, place.operator, make.shipped()).changed


def test_a_pack_in_force_is_quoted_by_the_next_decision(database, place):
    label = database.run(
        place.operator, lambda tx: policy.publish(tx, make.packs(), pack="ayrshire", approved_by="a second person")
    )

    page = make.task(database, place)
    assert page.due.pack == label
    assert database.read(place.operator, lambda tx: policy.named(tx, "national")) == "ayrshire"


def test_a_pack_that_is_not_there_is_refused(database, place):
    with pytest.raises(NotPublishable):
        database.run(place.operator, lambda tx: policy.publish(tx, make.packs(), pack="atlantis", approved_by="nobody"))


def test_an_error_that_only_a_callers_caller_catches_keeps_nothing_from_being_published(database, place):
    inner = diagram("inner", start(), end("bad", event("error", "e")), flow("start", "bad"), around=error("e"))
    middle = diagram("middle", start(), call("c", "inner"), end(), *chain("start", "c", "end"))
    caught = boundary("caught", "c", event("error", "e"))
    ends = (end(), end("e2"), *chain("start", "c", "end"), flow("caught", "e2"))
    outer = diagram("outer", start(), call("c", "middle"), caught, *ends, around=error("e"))
    files = {**make.FILES, "bpmn/a.bpmn": inner, "bpmn/b.bpmn": middle, "bpmn/c.bpmn": outer}

    assert publish(database, place.operator, files).changed
