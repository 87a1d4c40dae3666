"""The designers' pages without scripts, and what the editor asks and sends."""

import io
from uuid import UUID

import make
import pytest
from designing import designers
from visitor import Visitor

from app.actions import designs

TWICE = make.LOOK.replace(b'name="Look again"', b'name="Look twice"').decode()
STRANDED = make.LOOK.replace(b'camunda:formRef="sign"', b'camunda:formRef="nowhere"').decode()


@pytest.fixture
def place(database):
    return make.place(database)


@pytest.fixture
def visit(app, database, place):
    people = designers(database, place)

    def visiting(name):
        visitor = Visitor(app.test_client()).sign_in(database, people[name])
        visitor.csrf = visitor.open("/sign-in").value_of("csrf_token")
        return visitor

    return visiting


@pytest.fixture
def gregor(visit):
    return visit("gregor")


@pytest.fixture
def catriona(visit):
    return visit("catriona")


def begun(visitor, process="look_again"):
    """The address of a change to a process that has been begun."""
    visitor.open(f"/processes/{process}").press("Edit")
    assert visitor.status == 200, visitor.text
    return visitor.path


def send(visitor, address, xml, version=1):
    """What the editor's script posts."""
    body = {"xml": xml, "version": version}
    return visitor.client.post(f"{address}/content", json=body, headers={"X-CSRFToken": visitor.csrf})


def drawn(visitor, xml=TWICE):
    """The address of a change that has been drawn."""
    address = begun(visitor)
    assert send(visitor, address, xml).status_code == 200
    return address


def test_the_editor_is_given_the_text_and_everything_that_may_be_chosen(gregor):
    body = gregor.client.get(f"{begun(gregor)}/content").json

    assert (body["xml"], body["version"]) == (make.LOOK.decode(), 1)
    assert body["may"] == {"edit": True, "propose": True, "approve": False}
    assert set(body["choices"]) == {
        "groups", "forms", "deadlines", "operations", "decisions", "processes", "messages",
    }  # fmt: skip
    assert {"value": "look", "label": "Look"} in body["choices"]["forms"]
    [accept] = [one["label"] for one in body["choices"]["deadlines"] if one["value"] == "lp_accept_within"]
    assert accept.endswith(": 2 working days")
    assert {"value": "line_manager of named_person", "label": "Line manager of: Named person"} in body["choices"][
        "groups"
    ]
    [lead] = [one for one in body["choices"]["operations"] if one["value"] == "begin_lead_professional"]
    assert [one["value"] for one in lead["inputs"]] == ["person", "exception"]


def test_each_save_says_what_is_wrong_where_and_what_to_do(gregor):
    address = begun(gregor)

    saved = send(gregor, address, STRANDED)

    assert (saved.status_code, saved.json["version"]) == (200, 2)
    [finding] = [one for one in saved.json["findings"] if one["element"] == "sign"]
    assert set(finding) >= {"rule", "family", "severity", "element", "name", "line", "message", "repair", "example"}
    assert finding["severity"] == "error"
    assert 'data-element="sign"' in saved.json["findings_html"]
    assert "The form: was “sign”, is now “nowhere”." in saved.json["differences"]
    assert "Step: “Look”" in saved.json["twin"]


def test_a_stale_save_is_answered_with_the_other_text_and_ones_own_is_kept(gregor, catriona):
    address = drawn(gregor)
    catriona.open(address).press("Work on this too")

    stale = send(catriona, address, STRANDED, version=1)

    assert stale.status_code == 409
    assert stale.json == {
        "said": "Gregor Shaw has saved another text since you opened this. Reload to see it.",
        "theirs": TWICE,
        "version": 2,
        "by": "Gregor Shaw",
    }
    [kept] = catriona.open(address).links("Catriona Muir, ")
    assert catriona.client.get(kept).data.decode() == STRANDED


@pytest.mark.parametrize(
    ("xml", "version"), [("", 1), ("\x00", 1), ("x" * 2_000_001, 1), (None, 1), ("<a/>", "1"), ("<a/>", True), (3, 1)]
)
def test_what_is_no_text_or_too_long_is_refused_in_a_sentence(gregor, xml, version):
    refused = send(gregor, begun(gregor), xml, version)

    assert refused.status_code == 422
    assert refused.json["said"].endswith(".")


@pytest.mark.parametrize("xml", ["nonsense", "<a", "\ud800", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "€" * 600_000])
def test_any_other_text_is_kept(gregor, xml):
    address = begun(gregor)

    saved = send(gregor, address, xml)

    assert saved.status_code == 200
    assert saved.json["findings"]
    assert gregor.open(address).status == 200


def test_somebody_without_a_hand_in_it_is_told_and_nothing_is_saved(gregor, catriona):
    address = begun(gregor)

    refused = send(catriona, address, TWICE)

    assert (refused.status_code, "Work on this too" in refused.json["said"]) == (403, True)
    assert catriona.client.get(f"{address}/content").json["may"] == {"edit": False, "propose": False, "approve": False}


def test_a_save_without_the_pages_token_is_refused(gregor):
    address = begun(gregor)

    assert gregor.client.post(f"{address}/content", json={"xml": TWICE, "version": 1}).status_code == 400


def test_a_change_goes_from_draft_to_release_by_two_people(gregor, catriona):
    address = drawn(gregor)

    gregor.open(address).press("Propose this change", note="Twice is better.")
    assert "waits for a second person" in gregor.text
    assert "Approve and publish" not in gregor.text
    catriona.open("/designs")
    assert "“Twice is better.”" in catriona.text
    catriona.open(catriona.links("Look again")[0]).press("Approve and publish")

    assert "Published. New cases run it; cases under way stay as they are." in catriona.text
    assert "The process was called “Look again” and is now “Look twice”." in catriona.text
    catriona.open("/processes")
    assert "release 2" in catriona.text
    assert "by Catriona Muir. “Twice is better.”" in catriona.text
    assert catriona.links("Look twice")
    assert "1 file runs otherwise than in the folder" in catriona.text


def test_findings_refuse_a_proposal_on_its_page_with_every_word_still_there(gregor):
    address = drawn(gregor, STRANDED)

    gregor.open(address).press("Propose this change", note="Shorter.")

    assert gregor.status == 422
    assert gregor.title.startswith("Problem: ")
    assert gregor.value("note") == "Shorter."
    assert "This cannot be published yet. 1 thing keeps it from it, see “What is wrong”." in gregor.text
    assert "1 thing keeps this from being published." in gregor.text


def test_the_one_who_proposed_cannot_approve_by_hand_either(gregor):
    address = drawn(gregor)
    gregor.open(address).press("Propose this change", note="Twice.")

    refused = gregor.client.post(f"{address}/approve", data={"csrf_token": gregor.csrf, "version": "2"})

    assert refused.status_code == 403
    assert "A second person approves this" in refused.text


def test_a_proposal_is_returned_with_a_reason_and_may_be_withdrawn(gregor, catriona):
    address = drawn(gregor)
    gregor.open(address).press("Propose this change", note="Twice.")

    catriona.open(address).press("Return it")
    assert (catriona.status, "Say in a sentence why" in catriona.text) == (422, True)
    catriona.press("Return it", reason="Ask the school first.")

    assert "Returned. Ask the school first." in gregor.open(address).text
    gregor.press("Withdraw this change")
    assert "Gregor Shaw withdrew this" in gregor.text


def test_a_change_published_meanwhile_is_shown_and_begun_again_from(gregor, catriona, visit):
    mine, dougal = drawn(gregor, make.LOOK.replace(b'name="Sign"', b'name="Sign it"').decode()), visit("dougal")
    theirs = drawn(dougal)
    dougal.open(theirs).press("Propose this change", note="Twice.")
    catriona.open(theirs).press("Approve and publish")

    gregor.open(mine).press("Propose this change", note="Say what.")

    assert gregor.status == 409
    assert "Catriona Muir published another change to this process" in gregor.text
    assert gregor.client.get(gregor.links("Download what runs now")[0]).data.decode() == TWICE
    gregor.press("Begin again from what runs now")
    assert "Nothing has changed: this is what runs now, release 2." in gregor.text
    assert gregor.links("Gregor Shaw, ")


def test_a_file_is_uploaded_and_downloaded(gregor):
    address = begun(gregor)
    csrf = gregor.value_of("csrf_token")

    def upload(content, name="mine.bpmn"):
        data = {"csrf_token": csrf, "file": (io.BytesIO(content), name)}
        reply = gregor.client.post(f"{address}/upload", data=data)
        reply.request.environ["wsgi.input"].close()  # what the test's own client had to put on disk
        return reply

    assert upload(TWICE.encode()).status_code == 303
    assert upload(b"\x89PNG\xff").status_code == 422
    assert upload(b"x" * 2_000_001).status_code == 422
    assert upload(b"", "").status_code == 422
    [link] = gregor.open(address).links("Download this text")
    file = gregor.client.get(link)
    assert (file.data.decode(), file.headers["Content-Disposition"]) == (
        TWICE,
        'attachment; filename="look_again.bpmn"',
    )


def test_a_new_process_is_drawn_by_its_name(gregor):
    gregor.open("/designs").press("Draw it", name="???")
    assert (gregor.status, gregor.value("name")) == (422, "???")

    gregor.press("Draw it", name="Ask the school")

    assert "This process is new: nothing like it runs yet." in gregor.text
    assert "Nothing keeps this from being published." in gregor.text


def test_practitioners_read_processes_and_change_none(aileen, gregor):
    address = begun(gregor)

    assert "Edit" not in aileen.open("/processes/look_again").text
    for path in ("/designs", address, f"{address}/content", f"{address}.bpmn"):
        assert aileen.open(path).status == 403


def test_a_change_of_another_area_or_none_is_not_found(app, database, gregor):
    address = begun(gregor)
    elsewhere = make.place(database, area="elsewhere")
    stranger = Visitor(app.test_client()).sign_in(database, designers(database, elsewhere)["gregor"])

    for path in (address, f"{address}/content", f"{address}.bpmn", f"/designs/{UUID(int=7)}"):
        assert stranger.open(path).status == 404
    assert gregor.open(f"{address}.bpmn?kept=none").status == 404
    assert database.read(elsewhere.operator, designs.overview).mine == ()


def test_a_hostile_text_is_shown_as_words(gregor):
    address = drawn(gregor, make.LOOK.replace(b'name="Sign"', b'name="&lt;script&gt;alert(1)&lt;/script&gt;"').decode())

    assert "<script>alert" not in gregor.open(address).reply.text
    body = gregor.client.get(f"{address}/content").json
    assert "<script>" not in body["twin"] + body["differences"] + body["findings_html"]


def test_every_process_is_listed_and_those_that_a_person_may_start_are_marked(aileen):
    main = aileen.open("/processes").tree.get_element_by_id("main-content")

    listed = {one.text: [row.text_content().strip() for row in one.getnext()] for one in main.iter("h2")}
    assert "Look again" in listed["What a case may start with"]
    assert "Review a status" in listed["What begins out of another process, or by itself"]


def test_what_a_change_would_break_elsewhere_is_said_before_anybody_is_asked(gregor):
    address = drawn(gregor, make.LOOK.replace(b'process id="look_again"', b'process id="ask_partners"').decode())

    gregor.open(address).press("Propose this change", note="Another id.")

    assert gregor.status == 422
    assert "Nothing keeps this from being published." in gregor.text  # by itself
    assert "This cannot be published yet. bpmn/look_again.bpmn" in gregor.text
