"""The lead officer's desk."""

import make
import pytest
from visitor import Visitor


@pytest.fixture
def lorna(app, database, place):
    """The GIRFEC lead officer."""
    return Visitor(app.test_client()).sign_in(database, place.lorna)


def test_a_desk_with_nothing_on_it_says_what_will_come(lorna):
    assert "No disagreement waits for your office" in lorna.open("/disagreements").text


def test_a_disagreement_is_one_card_that_leads_to_the_decision(lorna, database, place):
    make.case(database, place, "small_escalation")

    lorna.open("/disagreements")

    [card] = lorna.tree.find_class("gf-card")
    words = " ".join(card.text_content().split())
    assert "Iona Marr" in words
    assert "Responsible meanwhile" in words
    assert "Aileen Ross" in words
    lorna.open(lorna.links("Read and decide")[0])
    assert lorna.title.startswith("Decide – Iona Marr")


def test_only_the_office_has_the_desk(aileen):
    aileen.open("/disagreements")

    assert aileen.status == 403
    assert "Disagreements" not in aileen.tree.find_class("gf-nav")[0].text_content()
