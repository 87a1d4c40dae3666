"""What is about a child stays on the pages: nothing of it in logs, addresses, cookies, mails or error reports."""

import base64
import logging
import re
import zlib
from datetime import timedelta

import make
import pytest
from sqlalchemy import select, text
from visitor import Visitor

from app.actions import cases, people
from app.api import problems
from app.domain.access import SYSTEM
from app.gateways.memory import MailInMemory
from app.jobs.relay import Post, relay
from app.jobs.tick import tick
from app.main import create_app
from app.store import timers
from app.store.table import Base
from app.web import edge

CANARIES = ("Quillan", "Zephyrine", "Ptolemy", "2014", "Heliotrope", "Amaranth", "Vermilion", "Ochre")
CHILD = {"given": "Quillan", "family": "Zephyrine", "known_as": "Ptolemy", "reason": "Heliotrope"}


@pytest.fixture
def heard(app, caplog, capfd):
    """Everything that left the house besides pages: heard() gives it as one text."""
    caplog.set_level(logging.DEBUG)
    replies = []
    app.after_request(lambda reply: replies.append(reply) or reply)

    def everything():
        said = capfd.readouterr()
        out = [said.out, said.err, caplog.text]
        for reply in replies:
            out += [reply.headers.get("Location", ""), *map(cookie_in_words, reply.headers.getlist("Set-Cookie"))]
        return "\n".join(out)

    return everything


def cookie_in_words(cookie):
    """A cookie as whoever holds the browser can read it: Flask's own is signed, not secret."""
    value = cookie.partition("=")[2].partition(";")[0]
    parts = [value]
    for part in value.strip(".").split("."):
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        parts.append(raw.decode("latin-1"))
        if value.startswith("."):
            parts += [zlib.decompressobj().decompress(raw).decode("latin-1")] if raw[:1] == b"x" else []
    return " ".join(parts)


def leaked(text):
    """The canaries that stand in a text, each as a word of its own: four digits may be part of any id by chance."""
    ids_left_out = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text)
    return [canary for canary in CANARIES if re.search(rf"(?<![\w.]){canary}(?!\w)", ids_left_out)]


def live_a_story(app, database, place, start_case):
    """A case is begun, answered, refused, drafted, told something; clocks ring; somebody without relation tries."""
    aileen = Visitor(app.test_client()).sign_in(database, place.aileen)
    case_id = start_case(**CHILD, partner_ids=(place.id("ben"),))
    task = aileen.open("/tasks").links("Ask")[0]
    addresses = aileen.tree.xpath("//@href | //@action")
    aileen.open(task).press("Record all of it", agreed="no", place="Amaranth", hours="many")
    aileen.press("Save and come back later", place="Vermilion")
    aileen.open(task).press("Record all of it", agreed="no", objection="Ochre", hours="")
    assert "Recorded." in aileen.text
    asked = make.new_case(place, "look_again", **CHILD)
    database.run(place.ben, lambda tx: cases.start(tx, asked, {}, "a key"))
    aileen.open("/tasks").press("Accept")
    for path in (f"/cases/{case_id}", f"/cases/{case_id}/history", "/cases", f"/cases/{case_id}/tell/lp_unavailable"):
        addresses += aileen.open(path).tree.xpath("//@href | //@action | //@src")
    Visitor(app.test_client()).sign_in(database, place.olaf).open(f"/cases/{case_id}")
    database.run(SYSTEM, lambda tx: timers.shift_clock(tx, timedelta(days=40)))
    tick(database)
    return addresses


def test_nothing_about_a_child_is_in_logs_cookies_addresses_or_mails(app, database, place, start_case, heard):
    addresses = live_a_story(app, database, place, start_case)
    mail = MailInMemory()
    relay(database, Post(mail, "https://girfec.invalid/"))

    assert leaked(" ".join(addresses)) == []
    assert len(mail.sent) > 0
    assert leaked(str(mail.sent)) == []
    assert leaked(heard()) == []


@pytest.mark.parametrize("table", ["outbox", "incident", "access", "timer", "journal", "journal_content"])
def test_nothing_that_a_child_said_or_is_called_lies_beside_their_record(app, database, place, start_case, table):
    live_a_story(app, database, place, start_case)

    rows = database.read(SYSTEM, lambda tx: tx.execute(select(Base.metadata.tables[table])).all())

    assert leaked(str(rows)) == []


@pytest.mark.parametrize("path", ["/faulty", "/api/v1/faulty"])
def test_a_fault_is_logged_with_the_way_to_it_and_none_of_its_words(settings, database, caplog, capfd, path):
    app = create_app(settings, database)

    @app.get("/faulty")
    @edge.public("a test")
    def faulty():
        raise ValueError("Quillan Zephyrine")

    app.add_url_rule("/api/v1/faulty", "api.faulty", faulty)
    app.error_handler_spec["api"][None][Exception] = problems.fault

    assert app.test_client().get(path).status_code == 500
    said = capfd.readouterr()
    assert "faulty" in said.out + said.err
    assert leaked(said.out + said.err + caplog.text) == []


def test_a_refused_statement_does_not_tell_what_it_was_to_write(database, place):
    with pytest.raises(Exception, match="hidden") as fault:
        database.run(
            SYSTEM, lambda tx: tx.execute(text("INSERT INTO child (known_as) VALUES (:name)"), {"name": "Quillan"})
        )

    assert leaked(str(fault.value)) == []


def test_a_token_in_an_invitation_is_not_handed_on(app, database, place):
    token = database.run(
        place.operator,
        lambda tx: people.invite(tx, email="nan@testshire.invalid", name="Nan Begg", profession="manager"),
    )
    page = Visitor(app.test_client()).open(f"/invitation/{token}")

    assert page.reply.headers["Referrer-Policy"] == "no-referrer"
    assert [one for one in page.tree.xpath("//@href | //@src") if token in one] == []
