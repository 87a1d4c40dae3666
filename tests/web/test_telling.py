"""Each message that may be sent to a case has its questions on the pages."""

import pytest

from app.domain.messages import KINDS

TOLD = {
    "early_cppm_requested": ("Ask for the review meeting", {"reason": "The plan does not work."}),
    "early_review_requested": (
        "Ask for an early review",
        {"asked_by": "Iona", "reason": "She wants to speak about school."},
    ),
    "consent_withdrawn": ("Record what they no longer want", {"who": "Iona’s mother"}),
}


@pytest.mark.parametrize("name", KINDS)
def test_every_message_has_its_questions(aileen, start_case, name):
    assert aileen.open(f"/cases/{start_case()}/tell/{name}").status == 200


@pytest.mark.parametrize("name", TOLD)
def test_a_message_of_words_is_recorded(aileen, start_case, name):
    button, answers = TOLD[name]

    aileen.open(f"/cases/{start_case()}/tell/{name}").press(button, **answers)

    assert "Recorded. Nothing in the process was waiting for it." in aileen.text
