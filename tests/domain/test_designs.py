"""A design's rules: who may do what with it, and what is kept as a text."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.domain import designs
from app.domain.access import SYSTEM, Actor, Permission
from app.domain.designs import Design, Mark, May, State
from app.domain.errors import Conflict, Forbidden, Invalid

GREGOR, CATRIONA = (
    Actor(UUID(int=number), name, "testshire", permissions=frozenset({Permission.PUBLISH}))
    for number, name in enumerate(("Gregor Shaw", "Catriona Muir"), start=1)
)
MADE = Mark(GREGOR.person_id, GREGOR.name, datetime(2026, 3, 2, 10, tzinfo=UTC))
DRAFT = Design(
    UUID(int=9),
    "look_again",
    "Look again",
    "bpmn/look_again.bpmn",
    1,
    State.DRAFT,
    3,
    MADE,
    MADE,
    {UUID(int=1): "Gregor Shaw"},
)
PROPOSED = replace(DRAFT, state=State.PROPOSED, proposed=MADE)
NOTHING = May(edit=False, join=False, propose=False, settle=False, approve=False, withdraw=False)


def test_whoever_draws_may_propose_and_withdraw_but_not_approve():
    assert designs.may(DRAFT, GREGOR) == replace(NOTHING, edit=True, propose=True, withdraw=True)
    assert designs.may(PROPOSED, GREGOR) == replace(NOTHING, settle=True, withdraw=True)


def test_a_colleague_may_join_a_draft_and_approve_or_return_a_proposal():
    assert designs.may(DRAFT, CATRIONA) == replace(NOTHING, join=True)
    assert designs.may(PROPOSED, CATRIONA) == replace(NOTHING, settle=True, approve=True)


def test_a_practitioner_may_do_nothing_and_what_is_settled_stays_so():
    assert designs.may(PROPOSED, replace(CATRIONA, permissions=frozenset({Permission.WORK}))) == NOTHING
    for state in (State.PUBLISHED, State.WITHDRAWN):
        assert designs.may(replace(DRAFT, state=state), GREGOR) == NOTHING


def test_a_second_person_is_neither_somebody_with_a_hand_in_it_nor_the_system():
    for actor in (GREGOR, SYSTEM):
        with pytest.raises(Forbidden, match="second person"):
            designs.require_second_person(PROPOSED, actor)
    designs.require_second_person(PROPOSED, CATRIONA)


def test_an_older_version_is_refused_with_the_name_of_whoever_was_quicker():
    DRAFT.expect(3)
    with pytest.raises(Conflict, match="Gregor Shaw has saved another text"):
        DRAFT.expect(2)


@pytest.mark.parametrize("state", [one for one in State if one is not State.DRAFT])
def test_what_is_no_draft_any_more_says_where_it_stands(state):
    with pytest.raises(Conflict, match="Reload"):
        designs.require_state(replace(DRAFT, state=state), State.DRAFT)


@pytest.mark.parametrize("content", [b"nonsense", b"<a/>", "<é/>".encode(), b"<a"])
def test_any_text_is_kept_right_or_wrong(content):
    assert designs.text(content) == content


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_text_of_other_tools_is_kept_as_utf_8_and_says_so(encoding):
    said = '<?xml version="1.0" encoding="UTF-16"?><é/>'.encode(encoding)

    assert designs.text(said) == '<?xml version="1.0" encoding="UTF-8"?><é/>'.encode()


@pytest.mark.parametrize("content", [b"", b"  ", b"\x89PNG\x00\xff", b"<a>\x00</a>", b"a" * 2_000_001, b"\xff\xfea"])
def test_what_is_no_text_or_too_long_is_refused(content):
    with pytest.raises(Invalid):
        designs.text(content)


@pytest.mark.parametrize(
    ("name", "process"),
    [("Ask the school", "ask_the_school"), ("  2nd look! ", "process_2nd_look"), ("Ècole & Co.", "cole_co")],
)
def test_a_new_process_has_an_id_made_from_its_name(name, process):
    assert designs.process_id(name) == process


@pytest.mark.parametrize("name", ["", "???", "x" * 101])
def test_a_name_that_makes_no_id_is_refused(name):
    with pytest.raises(Invalid, match="Give the process a name"):
        designs.process_id(name)


def test_a_note_is_needed_and_bounded():
    assert designs.words("  Because.\x00 ", needed="Say why.") == "Because."
    with pytest.raises(Invalid, match="Say why"):
        designs.words(" \n", needed="Say why.")
    with pytest.raises(Invalid, match="Shorten it"):
        designs.words("x" * 2001)
