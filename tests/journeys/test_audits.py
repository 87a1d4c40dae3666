"""Whatever got past the acts: each invariant that rows break by themselves is found over all cases, and named."""

import uuid

import episodes
import pytest
from sqlalchemy import bindparam, text, type_coerce, update

from app.actions import audits, incidents
from app.cli.demo import CALLUM, PRIYA
from app.domain.access import SYSTEM
from app.store.answers import Answer
from app.store.documents import Document
from app.store.packing import Packed

KEPT_BACK = "Her grandfather has moved away, and nobody may know the street where he lives."


class UndoneError(Exception):
    """What was tried is taken back."""


def found(database, case_id, *meddling):
    """What is said of a case after its rows were changed by hand; then the change is taken back."""
    said = []

    def work(tx):
        for one in meddling:
            tx.execute(text(one) if isinstance(one, str) else one)
        said.extend(map(str, audits.of_case(tx, uuid.UUID(case_id))))
        raise UndoneError

    with pytest.raises(UndoneError):
        database.run(SYSTEM, work)
    return said


@pytest.fixture
def town(town):
    """A plan of several agencies, then harm, the register, and half a year later a plan that goes on without it."""
    episodes.led(town, CALLUM)
    episodes.planned(town, CALLUM)
    episodes.reviewed(town, CALLUM, **episodes.HARM)
    episodes.registered(town, CALLUM)
    episodes.deregistered(town, plan_after="continue")
    return town


def answered(key, **given):
    """The answers of a task, written anew by hand."""
    return update(Answer).where(Answer.key == key).values(packed=[given, []])


def worded(kind, prose, withheld):
    """The words of a document, written anew by hand."""
    packed = type_coerce(bindparam(None, [prose, withheld]), Packed)
    return update(Document).where(Document.kind == kind).values(packed=packed)


NO_ROLE = "UPDATE role SET ended_at = accepted_at WHERE ended_at IS NULL"
NOBODY_LEADS = "UPDATE role SET ended_at = accepted_at, reason = '' WHERE name IN ('lead_professional', 'interim_lead_professional')"
SECOND_LEADS = "UPDATE role SET name = 'interim_lead_professional' WHERE name = 'named_person'"
HANDED_BACK = "UPDATE role SET reason = 'Somebody accepted the handback.' WHERE name = 'lead_professional' AND ended_at IS NOT NULL"
STRANGER_LEADS = "UPDATE person SET profession = 'youth_worker' WHERE name = '" + PRIYA + "'"
UNDER_INVESTIGATION = "UPDATE status SET ended_on = NULL, began_on = '2020-01-01' WHERE name = 'investigation'"


def test_each_invariant_that_rows_break_is_found_and_named(town):
    case = town.case_id
    undecided = [answered(key) for key in ("t_offer", "t_comment", "t_review_decide", "t_review_meeting")]

    def rules(*meddling):
        return {one.split(":")[0] for one in found(town.database, case, *meddling)}

    assert found(town.database, case) == []
    assert "two people lead at once" in found(town.database, case, SECOND_LEADS)[0]
    assert "nobody has led since" in found(town.database, case, NOBODY_LEADS)[0]
    assert "I2" in rules(NO_ROLE)
    assert rules(answered("t_review_meeting", review_decision="stay")) >= {"I3"}
    assert "I4" in rules(*undecided)
    assert "I5" in rules("DELETE FROM document WHERE kind = 'sharing_decision'")
    assert "I5" in rules(worded("sharing_decision", [["What?", ""]], []))
    assert "I6" in rules(STRANGER_LEADS, UNDER_INVESTIGATION)
    assert "I7" in rules(answered("t_planning_meeting", quorate="yes"))
    assert "I8" in rules(HANDED_BACK)
    assert "I9" in rules("UPDATE task SET key = 't_chief_officers' WHERE key = 't_comment'")
    assert "I10" in rules(worded("childs_plan", [["Summary", KEPT_BACK]], [["Kept", KEPT_BACK]]))


def test_a_round_over_all_cases_goes_on_where_it_was_interrupted_and_says_what_it_found(town, monkeypatch):
    first = town.case_id
    episodes.concern(town, given="Lorne")
    monkeypatch.setattr(audits, "BATCH", 1)
    town.database.run(SYSTEM, lambda tx: tx.execute(text(HANDED_BACK)))
    town.database.run(SYSTEM, audits._begun)
    assert audits.some(town.database)

    round_ = audits.audit(town.database)
    again = audits.audit(town.database)

    [line] = round_.breaches
    assert line.startswith(f"I8, case {first}")
    assert (round_.cases, round_.found, again.found) == (2, 1, 1)
    house = town.database.read(SYSTEM, incidents.measured)
    [incident] = [one for one in house.incidents if one.kind == "invariant"]
    assert (str(incident.case_id), incident.detail[:3]) == (first, "I8:")
    assert house.audit == again
    assert not town.database.read(SYSTEM, audits.is_due)
