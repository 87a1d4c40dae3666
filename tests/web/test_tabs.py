"""The tabs of a case and what is printed, without scripts."""

import re
import subprocess
import sys
import zlib

import make
import pytest
import written
from visitor import Visitor
from written import SECRET

from app.web import pdf

TABS = ["Overview", "Plan", "Chronology", "People", "Sharing", "History"]


@pytest.fixture
def place(database):
    return make.place(database, files=written.FILES)


@pytest.fixture
def case_id(database, place):
    return written.begun(database, place)


@pytest.fixture
def planned(database, place, case_id):
    """Two versions of a plan, with every restricted question answered."""
    need, visit = written.need("She sleeps badly."), written.action(place, "Visit at bedtime.", shown_by=SECRET)
    written.plan(database, place, case_id, needs=[need], actions=[visit], not_for_family=SECRET)
    moved = {**visit, "by_when": "2031-04-01"}
    written.plan(
        database, place, case_id, needs=[need], actions=[moved], not_for_family=SECRET, plan_reason="Nights are hard."
    )
    return case_id


@pytest.fixture
def led(database, place):
    """A case whose lead professional is Cara."""
    case_id = make.case(database, place, "choose_lead")
    page = make.open_task(database, place.aileen, case_id)
    make.complete(database, place.aileen, page, {"chosen": str(place.id("cara"))})
    return case_id


def test_every_tab_has_its_own_address_and_says_where_one_is(aileen, case_id):
    for tab in TABS:
        [address] = aileen.open(f"/cases/{case_id}").tree.xpath(
            "//nav[starts-with(@aria-label, 'About')]//a[normalize-space()=$tab]/@href", tab=tab
        )
        aileen.open(address)
        [current] = aileen.tree.xpath("//nav[starts-with(@aria-label, 'About')]//a[@aria-current='page']")
        assert (aileen.status, current.text_content().strip()) == (200, tab)


def test_whoever_has_nothing_to_do_with_the_child_sees_no_tab(app, database, place, planned):
    olaf = Visitor(app.test_client()).sign_in(database, place.olaf)

    for tab in ("plan", "chronology", "people", "sharing", "history", "print/plan", "print/plan.pdf", "print/letter"):
        assert olaf.open(f"/cases/{planned}/{tab}").status == 404


def test_the_plan_says_who_does_what_and_what_is_different(aileen, planned):
    aileen.open(f"/cases/{planned}/plan")

    assert "Version 2, written by Aileen Ross" in aileen.text
    assert "Another day: “Visit at bedtime” – 1 April 2031 (before: 3 March 2031)." in aileen.text
    assert "Cara Gunn, social worker" in aileen.text
    assert "By 1 April 2031" in aileen.text
    assert "Not for the family" in aileen.text


def test_an_earlier_version_is_still_there(aileen, planned):
    [address] = aileen.open(f"/cases/{planned}/plan").links("Version 1")

    aileen.open(address)

    assert "This is not the newest version." in aileen.text
    assert "3 March 2031" in aileen.text


def test_without_a_plan_the_tab_says_so(aileen, case_id):
    assert "There is no plan yet" in aileen.open(f"/cases/{case_id}/plan").text
    assert aileen.open(f"/cases/{case_id}/print/plan").status == 409


def test_a_form_begins_with_what_is_still_open_and_says_from_where(aileen, planned):
    [task] = aileen.open(f"/cases/{planned}").links("Plan")[1:2] or aileen.links("Plan")

    aileen.open(task)

    assert "Filled in from version 2 of the child's plan, which Aileen Ross wrote on" in aileen.text
    assert aileen.value("needs-0-need") == "She sleeps badly."
    assert aileen.value("actions-0-by_when") == "01/04/2031"
    aileen.press("Save and continue", child_said="I want my own bed.", again="no")
    assert "Version 3" in aileen.open(f"/cases/{planned}/plan").text


def test_what_was_carried_forward_and_then_emptied_stays_empty(aileen, planned):
    task = aileen.open(f"/cases/{planned}").tree.xpath("//h3/a[normalize-space()='Plan']/@href")[0]

    aileen.open(task).press("Save and come back later", plan_reason="")

    assert aileen.open(task).value("plan_reason") == ""


# Chronology


def test_a_proposed_entry_is_worded_and_later_corrected(aileen, planned):
    aileen.open(f"/cases/{planned}/chronology")
    [address, *_] = aileen.links("Word this entry")
    aileen.open(address)
    assert aileen.value("happened") == "A plan was written."
    aileen.press("Put it into the chronology", happened="Iona’s plan began.", impact="helped", family="yes")
    assert "It is in the chronology." in aileen.text
    assert "Iona’s plan began." in aileen.text

    aileen.open(aileen.links("Correct this")[0])
    aileen.press("Put it into the chronology", reason="The wrong plan.", happened="Iona’s second plan began.")

    assert "Iona’s second plan began." in aileen.text
    assert "Corrected because: The wrong plan." in aileen.text


def test_a_proposed_entry_is_left_out_with_a_reason(aileen, planned):
    aileen.open(f"/cases/{planned}/chronology").press("Leave it out", at="decline", reason="It is in the plan.")

    assert "It is in the plan." in aileen.text
    assert len(aileen.links("Word this entry")) == 1


def test_an_entry_with_something_missing_keeps_its_words(aileen, case_id):
    aileen.open(f"/cases/{case_id}/chronology/add")

    aileen.press("Put it into the chronology", happened="Iona moved.", happened_on="5/1/2026")

    assert aileen.status == 422
    assert aileen.value("happened") == "Iona moved."
    aileen.press("Put it into the chronology", impact="neither", family="no")
    assert "Not for the family" in aileen.text


def test_somebody_without_a_role_reads_the_chronology_and_changes_nothing(app, database, place):
    case_id = make.case(database, place, "small_escalation")
    lorna = Visitor(app.test_client()).sign_in(database, place.lorna)

    assert lorna.open(f"/cases/{case_id}/chronology").links("Add an entry") == []
    assert not lorna.open(f"/cases/{case_id}/chronology/add").asked()


# People and sharing


def test_the_childs_own_people_are_added_and_taken_off(aileen, case_id):
    aileen.open(f"/cases/{case_id}/people/add").press("Add this person", name="Morag Marr")
    assert aileen.status == 422

    aileen.press("Add this person", relation="Aunt", how="By telephone.", prr="yes")
    assert "Morag Marr" in aileen.text
    assert "Holds parental responsibilities and rights" in aileen.text

    assert "Recorded." in aileen.press("No longer in touch").text


def test_people_shows_roles_offers_and_who_can_see_the_case(aileen, database, place, case_id):
    aileen.open(f"/cases/{case_id}/people")

    assert "Partner to the plan Ben Aird, head teacher" in aileen.text
    assert "Who can see this case" in aileen.text
    assert "Named person service" in aileen.text


def test_sharing_says_what_was_shared_and_marks_what_is_restricted(aileen, database, place, case_id):
    written.plan(database, place, case_id, again="no")
    written.share(database, place, case_id)

    aileen.open(f"/cases/{case_id}/sharing")

    assert "The plan, with the school." in aileen.text
    assert SECRET in aileen.text
    assert "Not for the family" in aileen.text


# Print


@pytest.mark.parametrize("size", ["", "?size=large"])
def test_nothing_restricted_reaches_what_is_printed_for_the_family(aileen, planned, size, monkeypatch):
    """I10."""
    typeset = []
    monkeypatch.setattr(pdf, "made", lambda page, _: typeset.append(page) or b"%PDF-")

    page = aileen.open(f"/cases/{planned}/print/plan{size}")
    aileen.client.get(f"/cases/{planned}/print/plan.pdf{size}")

    for shown in (page.reply.text, *typeset):
        assert "Visit at bedtime." in shown
        assert "Cara Gunn, social worker" in shown
        assert SECRET not in shown
        assert ('body class="large"' in shown) is bool(size)


def test_the_letter_says_who_leads_in_plain_words(aileen, led):
    aileen.open(f"/cases/{led}/print/letter")

    assert "Iona’s lead professional is Cara Gunn" in aileen.text
    assert "is a social worker and works in this team: Social work" in aileen.text
    assert "You do not have to accept a plan" in aileen.text
    assert aileen.open(f"/cases/{led}/print/postcard").status == 404


needs_pango = pytest.mark.skipif(bool(pdf.missing()), reason="the libraries that make PDFs are not installed")


def unpacked(content):
    """A PDF with its packed parts unpacked."""
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    return content + b"".join(zlib.decompressobj().decompress(part) for part in parts if part[:1] == b"x")


@needs_pango
@pytest.mark.parametrize("size", ["", "?size=large"])
def test_the_pdf_is_tagged_and_named_without_the_child(aileen, planned, size):
    reply = aileen.client.get(f"/cases/{planned}/print/plan.pdf{size}")

    assert reply.mimetype == "application/pdf"
    assert "childs-plan.pdf" in reply.headers["Content-Disposition"]
    assert reply.headers["Cache-Control"] == "no-store"
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang", b"pdfuaid", b"/H1", b"/LI"):
        assert mark in unpacked(reply.data), mark


@needs_pango
@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:9/x.png", "data:image/png;base64,AA"])
def test_the_typesetter_reads_no_file_and_no_address(tmp_path, address):
    with pytest.raises(pdf.NotMade):
        pdf.made(f'<html lang="en"><title>x</title><body><img alt="x" src="{address}">', tmp_path)


@needs_pango
def test_a_page_that_takes_too_long_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS", 0.01)

    with pytest.raises(pdf.NotMade, match="too long"):
        pdf.made("<html><title>x</title><p>x", tmp_path)


def test_without_the_libraries_the_page_is_there_and_says_what_is_missing(aileen, planned, monkeypatch):
    monkeypatch.setattr(pdf, "missing", lambda: ("libpango-1.0-0",))

    assert "this server lacks libpango-1.0-0" in aileen.open(f"/cases/{planned}/print/plan").text
    assert "libpango-1.0-0 is not installed" in aileen.open(f"/cases/{planned}/plan").text
    assert aileen.open(f"/cases/{planned}/print/plan.pdf").status == 503
    assert "libpango-1.0-0 is not installed" in aileen.text


def test_the_serving_process_never_loads_the_typesetter():
    program = "import app.main, sys; sys.exit(any(name.startswith(('weasyprint', 'pydyf')) for name in sys.modules))"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
