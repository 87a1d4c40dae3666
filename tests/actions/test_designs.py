"""Changing a process: drafts that are never lost, a second person who approves, and releases that leave cases alone."""

from concurrent.futures import ThreadPoolExecutor

import make
import pytest
from designing import begun, designers, proposed, save

from app.actions import designs
from app.domain.designs import State
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound, NotPublishable, Refused

TWICE = make.LOOK.replace(b'name="Look again"', b'name="Look twice"')
PATH = "bpmn/look_again.bpmn"

# A new step after the signature, as a designer would add it.
NOTED = (
    make.LOOK.replace(b'sourceRef="sign" targetRef="end"', b'sourceRef="sign" targetRef="note"')
    .replace(
        b"</bpmn:process>",
        b'<bpmn:userTask id="note" name="Note it" camunda:formRef="note" camunda:candidateGroups="named_person"/>'
        b'<bpmn:sequenceFlow id="f_note_end" sourceRef="note" targetRef="end"/></bpmn:process>',
    )
)  # fmt: skip
STRANDED = make.LOOK.replace(b'camunda:formRef="sign"', b'camunda:formRef="nowhere"')


@pytest.fixture
def people(database, place):
    return designers(database, place)


@pytest.fixture
def gregor(people):
    return people["gregor"]


@pytest.fixture
def catriona(people):
    return people["catriona"]


def opened(database, actor, design_id):
    return database.read(actor, lambda tx: designs.open(tx, design_id))


def approve(database, actor, design_id):
    return designs.approve(database, actor, design_id, version=opened(database, actor, design_id).design.version)


def texts(database, actor, design_id):
    """The texts that are kept for download."""
    kept = opened(database, actor, design_id).kept
    return {database.read(actor, lambda tx, one=one: designs.text(tx, design_id, one.digest)[1]) for one in kept}


def test_a_change_begins_with_what_runs_and_is_gone_on_with(database, gregor, catriona):
    design_id = begun(database, gregor)

    assert opened(database, gregor, design_id).content == make.LOOK
    assert begun(database, gregor) == design_id
    assert begun(database, catriona) != design_id


@pytest.mark.parametrize("text", [b"nonsense", b"<a/>", b"<bpmn:definitions", STRANDED])
def test_a_draft_is_kept_whatever_it_is_and_is_told_what_is_wrong(database, gregor, text):
    design_id = begun(database, gregor)

    assert save(database, gregor, design_id, text) == 2

    found = opened(database, gregor, design_id)
    assert found.content == text
    assert found.seen().refused


def test_of_two_who_save_at_once_one_is_kept_and_the_others_text_stands_beside_it(database, gregor, catriona):
    design_id = begun(database, gregor)
    database.run(catriona, lambda tx: designs.join(tx, design_id))

    def saving(actor):
        text = make.LOOK.replace(b'name="Look again"', f'name="{actor.name}"'.encode())
        try:
            return text, save(database, actor, design_id, text)
        except Conflict:
            return text, None

    with ThreadPoolExecutor(2) as threads:
        (mine, first), (theirs, second) = threads.map(saving, (gregor, catriona))

    assert {first, second} == {2, None}
    found = opened(database, gregor, design_id)
    assert found.content == (mine if first else theirs)
    assert (theirs if first else mine) in texts(database, gregor, design_id)


def test_a_text_that_another_hand_went_on_with_is_kept(database, gregor, catriona):
    design_id = begun(database, gregor)
    save(database, gregor, design_id, TWICE)
    database.run(catriona, lambda tx: designs.join(tx, design_id))

    save(database, catriona, design_id, NOTED, version=2)

    assert texts(database, gregor, design_id) == {TWICE}


def test_only_those_who_joined_save_into_anothers_draft(database, gregor, catriona):
    design_id = begun(database, gregor)

    with pytest.raises(Forbidden, match="Gregor Shaw work"):
        save(database, catriona, design_id, TWICE)


def test_nobody_who_had_a_hand_in_it_approves_it(database, place, gregor, catriona, people):
    design_id = begun(database, gregor)
    database.run(catriona, lambda tx: designs.join(tx, design_id))
    save(database, catriona, design_id, TWICE)
    designs.propose(database, gregor, design_id, version=2, note="Twice is better.")

    for actor in (gregor, catriona, place.operator):
        with pytest.raises(Forbidden, match="second person"):
            approve(database, actor, design_id)
    assert approve(database, people["dougal"], design_id).number == 2


def test_a_new_case_runs_the_new_step_and_a_running_case_stays(database, place, gregor, catriona):
    running = make.case(database, place)
    design_id = proposed(database, gregor, NOTED)

    approve(database, catriona, design_id)

    began_after = make.case(database, place)
    last = []
    for case_id in (running, began_after):
        page = make.open_task(database, place.aileen, case_id, "look")
        make.complete(database, place.aileen, page, {"again": "no"})
        page = make.open_task(database, place.hugh, case_id, "sign")
        make.complete(database, place.hugh, page, {"signed": "yes"})
        last.append(len(make.my_tasks(database, place.aileen, case_id)))
    assert last == [0, 1]


def test_a_proposal_that_would_not_run_is_refused_with_its_findings(database, gregor):
    design_id = begun(database, gregor)
    save(database, gregor, design_id, STRANDED)

    with pytest.raises(NotPublishable) as refusal:
        designs.propose(database, gregor, design_id, version=2, note="Shorter.")

    assert "sign" in {finding.element for finding in refusal.value.findings}
    assert opened(database, gregor, design_id).design.state is State.DRAFT


def test_a_change_without_a_change_or_without_a_reason_is_not_proposed(database, gregor):
    design_id = begun(database, gregor)

    with pytest.raises(Invalid, match="Nothing has been changed"):
        designs.propose(database, gregor, design_id, version=1, note="Because.")
    save(database, gregor, design_id, TWICE)
    with pytest.raises(Invalid, match="what you changed and why"):
        designs.propose(database, gregor, design_id, version=2, note=" ")


def test_a_returned_proposal_is_a_draft_again_with_the_reason(database, gregor, catriona):
    design_id = proposed(database, gregor, TWICE)

    database.run(catriona, lambda tx: designs.send_back(tx, design_id, "Ask the school first."))

    found = opened(database, gregor, design_id)
    assert (found.design.state, found.design.reason) == (State.DRAFT, "Ask the school first.")
    assert [(one.kind, one.by) for one in found.history] == [
        ("returned", "Catriona Muir"),
        ("proposed", "Gregor Shaw"),
        ("made", "Gregor Shaw"),
    ]


def test_a_proposal_is_not_drawn_on_and_what_is_withdrawn_is_over(database, gregor, catriona):
    design_id = proposed(database, gregor, TWICE)

    with pytest.raises(Conflict, match="waits for a second person"):
        save(database, gregor, design_id, NOTED, version=2)
    database.run(gregor, lambda tx: designs.withdraw(tx, design_id))

    for act in (
        lambda: approve(database, catriona, design_id),
        lambda: database.run(gregor, lambda tx: designs.withdraw(tx, design_id)),
        lambda: save(database, gregor, design_id, NOTED, version=2),
    ):
        with pytest.raises(Conflict, match="withdrawn"):
            act()
    assert begun(database, gregor) != design_id


def test_what_somebody_else_published_meanwhile_is_named_and_nothing_is_overwritten(database, gregor, catriona, people):
    mine, theirs = proposed(database, gregor, NOTED), proposed(database, people["dougal"], TWICE)
    approve(database, catriona, theirs)

    with pytest.raises(Conflict, match="Catriona Muir has published another change to this process as release 2"):
        approve(database, catriona, mine)

    found = opened(database, gregor, mine)
    assert (found.moved.number, found.moved.note) == (2, "It was asked for.")
    assert "The process was called “Look twice” and is now “Look again”." in {
        one.what for one in found.seen().differences
    }


def test_beginning_again_takes_what_runs_and_keeps_ones_own_text(database, gregor, catriona, people):
    mine, theirs = proposed(database, gregor, NOTED), proposed(database, people["dougal"], TWICE)
    approve(database, catriona, theirs)

    database.run(gregor, lambda tx: designs.begin_again(tx, mine))

    found = opened(database, gregor, mine)
    assert (found.content, found.design.base, found.design.state, found.moved) == (TWICE, 2, State.DRAFT, None)
    assert NOTED in texts(database, gregor, mine)
    version = save(database, gregor, mine, NOTED.replace(b'name="Look again"', b'name="Look twice"'), version=3)
    designs.propose(database, gregor, mine, version=version, note="On top of it.")
    assert approve(database, catriona, mine).number == 3


def test_a_change_to_another_process_is_no_conflict(database, gregor, catriona, people):
    mine = proposed(database, gregor, TWICE)
    panel = make.PANEL.replace(b'name="Ask the partners"', b'name="Ask them all"')
    approve(database, catriona, proposed(database, people["dougal"], panel, "ask_partners"))

    approve(database, catriona, mine)

    found = opened(database, gregor, mine)
    assert (found.live, found.files[PATH], found.files["bpmn/ask_partners.bpmn"]) == (3, TWICE, panel)
    assert found.design.release == 3


def test_of_two_who_approve_at_once_one_does(database, gregor, catriona, people):
    design_id = proposed(database, gregor, TWICE)

    def approving(actor):
        try:
            return approve(database, actor, design_id).number
        except Refused as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as threads:
        told = list(threads.map(approving, (catriona, people["dougal"])))

    assert sorted(map(str, told)) == ["2", "conflict"]


def test_a_new_process_is_drawn_proposed_and_published(database, place, gregor, catriona):
    design_id = database.run(gregor, lambda tx: designs.draw_new(tx, "Ask <the> school"))
    found = opened(database, gregor, design_id)
    assert (found.design.file, found.seen().refused) == ("bpmn/ask_the_school/ask_the_school.bpmn", ())

    designs.propose(database, gregor, design_id, version=1, note="A first outline.")
    approve(database, catriona, design_id)

    assert begun(database, gregor, "ask_the_school")
    with pytest.raises(Invalid, match="already"):
        database.run(gregor, lambda tx: designs.draw_new(tx, "Ask the school"))


def test_an_uploaded_file_takes_the_texts_place_and_the_text_is_kept(database, gregor):
    design_id = begun(database, gregor)

    database.run(gregor, lambda tx: designs.upload(tx, design_id, TWICE))

    assert opened(database, gregor, design_id).content == TWICE
    assert texts(database, gregor, design_id) == {make.LOOK}
    with pytest.raises(Invalid, match="not text"):
        database.run(gregor, lambda tx: designs.upload(tx, design_id, b"\x89PNG\xff"))


def test_what_hangs_a_reader_is_a_finding(database, gregor):
    many = b"".join(b'<bpmn:process id="p%d"><bpmn:startEvent id="s%d"/></bpmn:process>' % (n, n) for n in range(4000))
    design_id = begun(database, gregor)
    text = make.LOOK.replace(b"</bpmn:definitions>", many + b"</bpmn:definitions>")

    save(database, gregor, design_id, text)

    assert opened(database, gregor, design_id).seen().refused


def test_only_designers_come_here_and_only_to_their_own_areas_changes(database, place, gregor):
    design_id = begun(database, gregor)
    elsewhere = make.place(database, area="elsewhere")
    stranger = designers(database, elsewhere)["gregor"]

    for act in (
        designs.overview,
        lambda tx: designs.edit(tx, "look_again"),
        lambda tx: designs.draw_new(tx, "x"),
        lambda tx: designs.open(tx, design_id),
        lambda tx: designs.text(tx, design_id),
        lambda tx: designs.join(tx, design_id),
        lambda tx: designs.save(tx, design_id, TWICE, 1),
        lambda tx: designs.upload(tx, design_id, TWICE),
        lambda tx: designs.begin_again(tx, design_id),
        lambda tx: designs.send_back(tx, design_id, "No."),
        lambda tx: designs.withdraw(tx, design_id),
    ):
        with pytest.raises(Forbidden):
            database.run(place.aileen, act)
    for act in (lambda tx: designs.open(tx, design_id), lambda tx: designs.withdraw(tx, design_id)):
        with pytest.raises(NotFound):
            database.run(stranger, act)
    assert not database.read(stranger, designs.overview).others


@pytest.mark.parametrize("name", ["", "\x00", "nothing", "é" * 500])
def test_what_does_not_exist_is_not_found(database, gregor, name):
    design_id = begun(database, gregor)

    with pytest.raises(NotFound):
        begun(database, gregor, name)
    if name:
        with pytest.raises(NotFound):
            database.read(gregor, lambda tx: designs.text(tx, design_id, name))
