"""What holds for every page: headers, CSRF, who may come in, errors that say what to do next."""

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from visitor import Visitor

from app.domain.access import Permission
from app.main import create_app
from app.web import edge

SOMEBODY = "00000000-0000-4000-8000-000000000001"


def addresses(app, method):
    """An example address of every page that takes this method."""
    for rule in app.url_map.iter_rules():
        if method in rule.methods and not rule.rule.startswith(("/api/", "/static/")):
            yield re.sub(r"<uuid:\w+>", SOMEBODY, re.sub(r"<\w+>", "anything", rule.rule)), rule.endpoint


def assert_guarded(reply):
    policy = reply.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert reply.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert reply.headers["X-Frame-Options"] == "DENY"
    assert "Server" not in reply.headers


def test_every_reply_carries_the_security_headers_whether_it_is_a_page_or_an_error(app, aileen):
    replies = [aileen.client.get(address) for address, _ in addresses(app, "GET")]
    replies += [aileen.client.post(address) for address, _ in addresses(app, "POST")]
    replies += [aileen.client.put("/tasks"), aileen.client.get("/no/such/page")]

    assert {reply.status_code for reply in replies} >= {200, 303, 400, 404, 405}
    for reply in replies:
        assert_guarded(reply)
        assert reply.headers["Cache-Control"] == "no-store"


def test_nothing_is_changed_without_the_token_of_our_own_form(app, aileen):
    for address, _ in addresses(app, "POST"):
        reply = aileen.client.post(address, data={"password": "x"})

        assert reply.status_code == 400, address
        assert "Go back, reload it and send it again." in reply.text


def test_what_another_sites_page_sends_is_refused(nobody):
    reply = nobody.client.post("/sign-in", headers={"Sec-Fetch-Site": "cross-site"})

    assert reply.status_code == 400


def test_whoever_is_not_signed_in_is_sent_to_do_so_and_back_again(app, nobody):
    for address, endpoint in addresses(app, "GET"):
        if isinstance(app.view_functions[endpoint].permission, Permission):
            reply = nobody.client.get(address)

            assert (reply.status_code, reply.location.split("?")[0]) == (303, "/sign-in"), address
            assert parse_qs(urlsplit(reply.location).query)["then"] == [address]


def test_a_stranger_meets_the_same_page_for_a_child_they_may_not_know_of_and_for_one_who_does_not_exist(
    start_case, ben, task
):
    case_id = start_case()

    for known, unknown in [(f"/cases/{case_id}", f"/cases/{SOMEBODY}"), (task, f"/tasks/{SOMEBODY}")]:
        found, missing = ben.client.get(known), ben.client.get(unknown)
        assert (found.status_code, found.text) == (404, missing.text)
    assert ben.open(f"/cases/{case_id}/history").status == 404
    assert ben.open(f"/cases/{case_id}/tell/status_changed").status == 404


@pytest.mark.parametrize("path", ["//other.example", "/\\other.example", "https://other.example", "other", "/a\nb", ""])
def test_signing_in_never_leads_to_another_site(path):
    assert edge.local(path) is None


def test_signing_in_leads_back_to_a_page_of_ours():
    assert edge.local("/tasks?view=team") == "/tasks?view=team"


def test_too_large_a_page_says_so(aileen):
    aileen.open("/tasks")

    reply = aileen.client.post("/sign-out", data={"csrf_token": "x" * 2_100_000})

    assert reply.status_code == 413
    assert "too much for one page" in reply.text


def test_a_fault_shows_a_reference_and_nothing_of_what_went_wrong(settings, database, capsys):
    app = create_app(settings, database)

    @app.get("/faulty")
    @edge.public("a test")
    def faulty():
        raise ValueError("Iona Marr, born 4 May 2017")

    reply = app.test_client().get("/faulty")
    logged = capsys.readouterr()

    assert reply.status_code == 500
    assert_guarded(reply)
    [reference] = re.findall(r"<strong>([0-9A-F]{8})</strong>", reply.text)
    assert reference in logged.out + logged.err
    assert "Iona" not in reply.text + logged.out + logged.err


def test_built_files_may_be_kept_for_ever(nobody):
    address = nobody.open("/sign-in").tree.find(".//link[@rel='stylesheet']").get("href")

    with nobody.client.get(address) as reply:
        assert address == "/static/girfec-ABCD.css"
        assert reply.headers["Cache-Control"] == "public, immutable, max-age=31536000"
        assert_guarded(reply)


def test_over_https_the_cookies_are_the_hosts_own(settings, database, place):
    app = create_app(replace(settings, https=True, demo=True), database)
    reply = app.test_client().get("/sign-in", base_url="https://girfec.example")

    assert reply.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    [cookie] = reply.headers.getlist("Set-Cookie")
    assert re.fullmatch(r"__Host-girfec-form=[^;]+; Secure; HttpOnly; Path=/; SameSite=Lax", cookie)


def test_every_page_has_its_own_title_language_and_way_past_the_navigation(app, aileen, start_case):
    case_id = start_case()
    pages = ["/sign-in", "/tasks", "/cases", f"/cases/{case_id}", f"/cases/{case_id}/history", "/cases/start"]
    pages += ["/processes", "/processes/look_again", "/nowhere"]

    titles = [aileen.open(page).title for page in pages]

    assert len(set(titles)) == len(titles)
    assert all(title.endswith(" – GIRFEC casework") for title in titles)
    assert aileen.tree.get("lang") == "en-GB"
    assert aileen.links("Skip to main content") == ["#main-content"]


def test_the_load_balancer_learns_whether_it_serves(nobody):
    reply = nobody.client.get("/health")

    assert (reply.status_code, reply.json["status"]) == (200, "ok")
    assert reply.json["timers_late_seconds"] >= 0


def test_a_method_that_a_page_does_not_have_is_a_page_too(aileen):
    reply = aileen.client.put("/cases")

    assert reply.status_code == 405
    assert "Start again from your tasks." in reply.text


def test_an_unknown_address_under_the_api_is_no_page(nobody):
    assert Visitor(nobody.client).open("/api/v1/nothing").reply.mimetype == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/v1/tasks", "/api/v1/nothing"])
def test_a_method_that_the_api_does_not_have_is_no_page_either(nobody, path):
    reply = nobody.client.delete(path)

    assert (reply.status_code, reply.mimetype) in {(405, "application/problem+json"), (404, "application/problem+json")}
