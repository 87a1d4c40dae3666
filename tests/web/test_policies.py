"""The area's policy as a page: values with their sources, beside another area's, and what a rule would say of a day."""

import pytest


def test_every_value_is_shown_with_where_it_stands(aileen):
    page = aileen.open("/policy")

    assert page.status == 200
    assert "Hold the child protection planning meeting" in page.text
    assert "28 calendar days" in page.text
    assert "National Guidance for Child Protection in Scotland 2021, updated 2023, Appendix D" in page.text


def test_two_areas_are_compared_and_only_what_differs_is_asked_for(aileen):
    both = aileen.open("/policy?beside=fife")
    differing = aileen.open("/policy?beside=fife&only=differing")

    assert "Fife child protection procedures: core groups" in both.text
    assert "1 month" in differing.text
    assert "Hold the child protection planning meeting" in both.tree.text_content()
    assert not differing.tree.xpath("//table//code[text()='cppm_within']")
    assert differing.tree.xpath("//table//code[text()='core_group_interval']")


def test_what_if_it_began_on_another_day(aileen):
    page = aileen.open("/policy?rule=register_entry&from=2026-12-31")

    assert "Due 5 January 2027 at 5pm" in " ".join(page.tree.text_content().split())
    assert "2 January holiday (kept on this day), not counted" in page.text


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("rule=register_entry&from=soon", "Enter the day on which it begins"),
        ("rule=register_entry&from=0001-01-01", "between 1900 and 2100"),
        ("rule=nonsense&from=2026-01-01", "no rule “nonsense”"),
        ("rule=lp_factors&from=2026-01-01", "is not a length of time"),
    ],
)
def test_what_cannot_be_worked_out_is_said_beside_the_question(aileen, asked, says):
    page = aileen.open(f"/policy?{asked}")

    assert page.status == 200
    assert says in page.text


def test_a_pack_that_is_not_there_is_not_found(aileen):
    assert aileen.open("/policy?beside=atlantis").status == 404


def test_a_due_date_says_its_rule_in_words_and_leads_to_it_on_another_day(aileen, start_case):
    start_case()
    task = aileen.open(aileen.open("/tasks").links("Ask")[0])

    [whatif] = [link for link in task.tree.xpath("//a/@href") if link.startswith("/policy?")]

    assert "Accept the role of lead professional" in task.text
    assert "How this date was worked out" in aileen.open(whatif.split("#")[0]).text
