"""A case's page, its history, telling it something, and starting a new one, all without scripts."""

from datetime import date, timedelta

from visitor import Visitor

from app.actions import cases
from app.domain.cases import BY_HAND, PLACEMENTS, StatusName
from app.web import pages

CHILD = {
    "given": "Iona",
    "family": "Marr",
    "born_on": "4/5/2017",
    "reason": "She is tired, and so is her mother.",
    "process": "ask_everything",
}


def test_the_page_says_who_is_responsible_what_is_next_and_what_has_been(aileen, start_case):
    case_id = start_case(reason="She is tired.")

    aileen.open(f"/cases/{case_id}")

    assert "Aileen Ross is responsible for Iona now, as named person." in aileen.text
    assert aileen.links("Ask")[0].startswith("/tasks/")
    assert "Here now: Ask" in aileen.text
    assert "How this date was worked out" in aileen.text
    assert "She is tired." in aileen.text
    assert "Aileen Ross started" in aileen.text


def test_the_diagram_is_said_in_words_too(aileen, start_case):
    aileen.open(f"/cases/{start_case()}")

    steps = [" ".join(step.text_content().split()) for step in aileen.tree.find_class("gf-twin")[0].iter("li")]

    assert [step.split(":")[0] for step in steps] == ["1. Start", "2. Step", "3. Step", "4. Step", "5. End"]
    assert steps[1].startswith("2. Step: “Ask”. For: named person")
    assert [step.rpartition(". ")[2] for step in steps] == ["Done", "Here now", *["Not reached"] * 3]


def test_the_viewer_gets_the_diagram_and_a_stranger_does_not(aileen, ben, start_case):
    aileen.open(f"/cases/{start_case()}")
    [address] = aileen.tree.xpath("//@data-diagram")

    reply = aileen.client.get(address)

    assert reply.mimetype == "application/xml"
    assert b'<bpmn:process id="ask_everything"' in reply.data
    assert reply.headers["Content-Disposition"] == "attachment"
    assert ben.client.get(address).status_code == 404
    assert aileen.client.get(address.replace("ask_everything", "nothing")).status_code == 404


def test_the_history_goes_back_page_by_page(aileen, start_case):
    case_id = start_case()

    aileen.open(f"/cases/{case_id}/history")
    assert "Aileen Ross started" in aileen.text

    assert "Nothing earlier" in aileen.open(f"/cases/{case_id}/history?after=1").text


def test_a_change_of_status_is_told_to_the_case_and_taken_up(aileen, start_case):
    case_id = start_case()
    [address] = aileen.open(f"/cases/{case_id}").links("Record a change of status")

    aileen.open(address).press(
        "Record a change of status", status="looked_after", change="began", on="1 September 2026", source="Order"
    )
    assert aileen.tree.xpath("//*[@id='error-summary']//a/@href") == ["#placement"]
    aileen.press("Record a change of status", placement="placed_at_home")

    assert aileen.path == f"/cases/{case_id}"
    assert "Recorded, and the process has taken it up." in aileen.text
    assert "Looked after since 1 September 2026" in aileen.text
    assert "Review a status" in aileen.text


def test_what_nothing_waits_for_is_recorded_all_the_same(aileen, start_case):
    [address] = aileen.open(f"/cases/{start_case()}").links("Record whom they would like now")

    aileen.open(address).press("Record whom they would like now")

    assert "Nothing in the process was waiting for it." in aileen.text


def test_a_message_that_does_not_fit_keeps_its_answers(aileen, start_case):
    [address] = aileen.open(f"/cases/{start_case()}").links("Record a change of status")

    aileen.open(address).press("Record a change of status", status="looked_after", on="soon")

    assert aileen.status == 422
    assert {"#change", "#on"} <= set(aileen.tree.xpath("//*[@id='error-summary']//a/@href"))
    assert aileen.value("on") == "soon"
    assert aileen.open(address.replace("status_changed", "gossip")).status == 404


def test_my_children_lists_whom_i_have_to_do_with(aileen, start_case):
    start_case(known_as="Io")

    aileen.open("/cases")

    assert "Io Marr" in aileen.text
    assert "1 open task" in aileen.text


def test_a_step_of_somebody_elses_says_for_whom_it_waits(aileen, place, app, database, start_case):
    address = f"/cases/{start_case(partner_ids=(place.id('cara'),))}"

    aileen.open(address)
    cara = Visitor(app.test_client()).sign_in(database, place.cara).open(address)

    assert "Waiting for" not in aileen.text
    assert "Waiting for Aileen Ross." in cara.text


def test_a_case_is_started_in_two_pages(aileen, place, app, database):
    about = CHILD | {"known_as": "Io", "named_person": str(place.id("ben")), "partners": [str(place.id("cara"))]}
    aileen.open("/cases/start").press("Show the questions that follow", **about, statuses=["looked_after"])
    aileen.press("Continue", looked_after_on="1/9/2026", placement="placed_with_kin", placement_on="2/9/2026")
    assert "Start a case for Io" in aileen.text

    aileen.press("Begin", concern="She falls asleep in class.")

    assert "The case has begun." in aileen.text
    ben = Visitor(app.test_client()).sign_in(database, place.ben).open("/tasks")
    assert "Named person for Io Marr" in ben.press("Accept").text or "You have accepted." in ben.text
    case = ben.open(ben.open("/cases").links("Io Marr")[0])
    assert "Looked after since 1 September 2026" in case.text
    assert "Lives with kinship carers since 2 September 2026" in case.text
    assert "Cara Gunn" in case.text
    assert "She falls asleep in class." in case.text


def test_a_process_that_asks_nothing_begins_at_once(aileen, place):
    aileen.open("/cases/start").press(
        "Continue", **CHILD | {"process": "look_again", "named_person": str(place.id("aileen"))}
    )

    assert "The case has begun." in aileen.text
    assert aileen.path.startswith("/tasks/")


def test_what_is_missing_about_the_child_is_asked_again(aileen):
    aileen.open("/cases/start").press("Continue", given="Iona", statuses=["young_carer_statement"])

    assert aileen.status == 422
    leads = aileen.tree.xpath("//*[@id='error-summary']//a/@href")
    assert leads == ["#family", "#born_on", "#young_carer_statement_on", "#reason", "#process"]
    assert aileen.value("given") == "Iona"


def test_what_the_process_asks_is_asked_again_with_the_child_kept(aileen):
    aileen.open("/cases/start").press("Continue", **CHILD).press("Begin")
    assert aileen.status == 422
    assert aileen.tree.xpath("//*[@id='error-summary']//a/@href") == ["#concern"]

    aileen.press("Begin", concern="She falls asleep in class.")

    assert "The case has begun." in aileen.text


def test_pressing_begin_twice_starts_one_case(aileen, database, place):
    page = aileen.open("/cases/start").press("Continue", **CHILD, partners=[str(place.id("aileen"))])
    form = page.tree.xpath("//form[contains(@action, 'ask_everything')]")[0]
    data = {one.get("name"): one.get("value") for one in form.xpath(".//input")} | {
        "concern": "Tired.",
        "act": "complete",
    }

    first, second = (page.client.post(form.get("action"), data=data) for _ in range(2))

    assert (first.status_code, first.location) == (303, second.location)
    assert len(database.read(place.aileen, cases.mine)) == 1


def test_an_unknown_process_cannot_be_started(aileen):
    aileen.open("/cases/start").press("Continue", **CHILD)
    data = {one.get("name"): one.get("value") for one in aileen.tree.xpath("//main//form//input")}

    assert aileen.client.post("/cases/start/nothing", data=data).status_code == 404


def test_a_birthday_that_cannot_be_is_asked_again(aileen):
    aileen.open("/cases/start").press("Continue", **CHILD | {"born_on": "4/5/1917"})

    assert aileen.status == 422
    assert aileen.tree.xpath("//*[@id='error-summary']//a/@href") == ["#born_on"]


def test_a_child_who_is_expected_has_no_age_yet(aileen, start_case, database, place):
    soon = database.read(place.aileen, lambda tx: tx.now).date() + timedelta(days=60)

    assert f"Not yet born, expected {soon.day} " in aileen.open(f"/cases/{start_case(born_on=soon)}").text


def test_every_status_has_a_name(aileen, start_case):
    begun = [name for name in BY_HAND if name not in PLACEMENTS] + list(PLACEMENTS)[:1]

    case_id = start_case(statuses=dict.fromkeys(begun, date(2026, 1, 5)))

    assert len(aileen.open(f"/cases/{case_id}").tree.xpath("//*[@class='gf-tags']/li")) == len(begun)
    assert set(pages.STATUSES) == set(StatusName)
