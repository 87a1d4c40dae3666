"""The lead officer's desk: disagreements that wait there, and nothing else."""

import make
import pytest

from app.actions import cases, escalations
from app.domain.errors import Forbidden, NotFound


def test_a_disagreement_reaches_the_lead_officers_desk(database, place):
    case_id = make.case(database, place, "small_escalation")

    [card] = database.run(place.lorna, escalations.desk)

    assert (card.case_id, card.child, card.subject, card.level) == (case_id, "Iona Marr", "Disagreement", "Decide")
    assert (card.holder, card.due.rule) == ("Aileen Ross", "ladder.girfec_lead_officer")


def test_who_decided_may_look_at_the_case_afterwards(database, place):
    case_id = make.case(database, place, "small_escalation")
    make.complete(database, place.lorna, make.open_task(database, place.lorna, case_id), {"position": "agree"})

    assert database.run(place.lorna, escalations.desk) == ()
    assert database.run(place.lorna, lambda tx: cases.open(tx, case_id)).where[0].process == "small_escalation"
    with pytest.raises(NotFound):
        database.run(place.hugh, lambda tx: cases.open(tx, case_id))


def test_other_tasks_of_the_office_are_no_disagreements(database, place):
    make.case(database, place)

    assert database.run(place.lorna, escalations.desk) == ()


def test_the_desk_is_for_those_who_hold_the_office(database, place):
    with pytest.raises(Forbidden):
        database.run(place.aileen, escalations.desk)
