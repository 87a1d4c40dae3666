"""The area's policy as a page: values with their sources, beside another area's, and what a rule would say of a day."""

import pytest
from designing import designers
from visitor import Visitor


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


def test_any_two_packs_are_compared_with_their_labels_code_lists_and_ladders(aileen):
    page = aileen.open("/policy?of=east_riding&beside=ayrshire&only=differing")

    said = " ".join(page.tree.text_content().split())
    assert "East Riding (England) beside Ayrshire" in said
    assert "My Plan" in said
    assert "lead practitioner" in said
    assert page.tree.xpath("//table//code[text()='codes.registration_concerns']")
    assert page.tree.xpath("//table//code[text()='ladder.levels.handback']")
    assert aileen.open("/policy?of=atlantis").status == 404


@pytest.fixture
def designer(app, database, place):
    """Visits of designers by name."""
    people = designers(database, place)
    return lambda name: Visitor(app.test_client()).sign_in(database, people[name])


def test_a_change_is_looked_at_proposed_from_a_day_on_and_approved_by_somebody_else(designer, start_case):
    start_case()
    gregor, catriona = designer("gregor"), designer("catriona")
    page = gregor.open("/policy/change")
    text = page.tree.get_element_by_id("text").value.replace('version = "2026.1"', 'version = "2027.1"', 1)
    text = text.replace('title = "Accept the role of lead professional"\nvalue = 2', 'title = "Accept it"\nvalue = 3')

    gregor.press("See what it touches", text=text)
    assert "1 date in 1 open case would move" in gregor.text
    assert "A case of your area" in gregor.text
    gregor.press("Propose this change", begins_on="2020-01-01", note="Decided.")
    assert (gregor.status, "a day after today" in gregor.text) == (422, True)
    gregor.press("Propose this change", begins_on="2099-01-01", note="Decided by the chief officers.")

    assert "What changes soon" in gregor.text
    assert "not yet approved" in gregor.text
    catriona.open("/policy").press("Approve", at="/approve")
    assert "approved by Catriona Muir" in catriona.text
    gregor.open("/policy").press("Take it back")
    assert "What changes soon" not in gregor.text


def test_a_text_that_is_no_pack_is_refused_with_the_place_and_nobody_else_may_change_it(designer, aileen):
    gregor = designer("gregor")
    gregor.open("/policy/change?pack=fife").press("See what it touches", text="pack = ")

    assert gregor.status == 422
    assert "fife.toml: The file is not TOML" in gregor.text
    assert gregor.open("/policy/change?pack=atlantis").status == 404
    assert aileen.open("/policy/change").status == 403


def test_every_due_date_of_every_list_opens_into_its_calculation_day_by_day(aileen, start_case):
    case_id = start_case()

    for address in ("/tasks", "/cases", f"/cases/{case_id}"):
        rows = aileen.open(address).tree.find_class("gf-row__due")
        assert rows
        for row in rows:
            assert "How this date was worked out" in row.text_content()
            assert "working day 1" in row.text_content()
            assert row.xpath(".//ol/li")
