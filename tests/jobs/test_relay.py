"""The post: every notice is handed over at least once, says nothing about a child, and a lost one is noticed."""

import smtplib
import socketserver
import threading
from datetime import timedelta
from uuid import uuid4

import make
import pytest
from sqlalchemy import select, update

from app.actions import deliveries
from app.domain.access import SYSTEM
from app.gateways.mail import Notice, Smtp, Undelivered
from app.gateways.memory import MailInMemory
from app.jobs.relay import Post, relay
from app.store import timers
from app.store.incidents import Incident
from app.store.outbox import Outgoing

LINK = "https://girfec.example/"


@pytest.fixture
def mail():
    return MailInMemory()


@pytest.fixture
def post(mail):
    return Post(mail, LINK)


def later(database, **by):
    database.run(SYSTEM, lambda tx: timers.shift_clock(tx, timedelta(**by)))


def states(database):
    return database.read(SYSTEM, lambda tx: sorted(tx.connection.scalars(select(Outgoing.state)).all()))


def test_whoever_gets_a_task_is_told_so_and_nothing_else(database, place, mail, post):
    make.case(database, place, "ask_partners", partner_ids=(place.id("ben"), place.id("cara")))

    handed_over = relay(database, post)

    assert handed_over == 2
    assert {notice.to for notice in mail.sent} == {"ben.aird@testshire.invalid", "cara.gunn@testshire.invalid"}
    [(subject, text)] = {(notice.subject, notice.text) for notice in mail.sent}
    assert (subject, text) == ("You have a task", f"You have a task. Sign in to see it:\n{LINK}\n")


def test_nobody_is_told_about_a_task_that_they_gave_themselves(database, place, mail, post):
    make.case(database, place)

    relay(database, post)

    assert mail.sent == []


def test_what_was_sent_is_not_sent_again(database, place, mail, post):
    make.case(database, place, "ask_partners", partner_ids=(place.id("ben"),))
    relay(database, post)

    assert (relay(database, post), len(mail.sent), states(database)) == (0, 1, ["sent"])


def test_a_notice_that_was_not_taken_waits_and_keeps_its_id(database, place, mail, post):
    make.case(database, place, "ask_partners", partner_ids=(place.id("ben"),))
    mail.failing = 2
    waits = []

    for minutes in (0, 2, 6):
        later(database, minutes=minutes)
        waits.append(relay(database, post))

    assert (waits, states(database)) == ([0, 0, 1], ["sent"])
    [notice] = mail.sent
    assert notice.id == database.read(SYSTEM, lambda tx: tx.connection.scalar(select(Outgoing.id)))


def test_after_six_tries_a_notice_is_given_up_with_an_incident(database, place, mail, post):
    make.case(database, place, "ask_partners", partner_ids=(place.id("ben"),))
    mail.failing = 100

    for _ in range(8):
        relay(database, post)
        later(database, hours=13)

    assert states(database) == ["dead"]
    assert mail.failing == 94
    [incident] = database.read(SYSTEM, lambda tx: tx.connection.execute(select(Incident)).all())
    assert (incident.kind, incident.detail.endswith("told to fail")) == ("undelivered", True)


def test_what_one_relay_has_taken_no_other_gets_until_its_lease_ends(database, place):
    make.case(database, place, "ask_partners", partner_ids=(place.id("ben"),))

    first = database.run(SYSTEM, deliveries.take)
    second = database.run(SYSTEM, deliveries.take)
    later(database, minutes=6)
    third = database.run(SYSTEM, deliveries.take)

    assert ([len(taken) for taken in (first, second, third)], third[0].id) == ([1, 0, 1], first[0].id)


def test_a_kind_that_nothing_sends_ends_as_an_incident_and_not_in_silence(database, place, post):
    make.case(database, place, "ask_partners", partner_ids=(place.id("ben"),))
    database.run(SYSTEM, lambda tx: tx.execute(update(Outgoing).values(kind="carrier_pigeon")))

    for _ in range(7):
        relay(database, post)
        later(database, hours=13)

    assert states(database) == ["dead"]


class Smart(socketserver.StreamRequestHandler):
    """As much of SMTP as a mail needs."""

    received: list[bytes]
    accepts = True

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                self.received.append(b"".join(lines))
            self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 yes\r\n" if self.accepts else b"550 no\r\n")
            if verb == b"QUIT":
                return


@pytest.fixture
def server():
    Smart.received, Smart.accepts = [], True
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Smart) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address
        server.shutdown()
        thread.join()


def test_a_mail_goes_out_with_an_id_that_stays_the_same(server):
    notice = Notice(uuid4(), "ben@testshire.invalid", "You have a task", "You have a task. Sign in.\n")

    Smtp(*server, "girfec@testshire.invalid").send(notice)

    [mail] = Smart.received
    assert f"Message-ID: <{notice.id}@testshire.invalid>".encode() in mail
    assert b"Subject: You have a task" in mail


def test_a_server_that_refuses_or_is_not_there_is_an_undelivered_notice(server):
    notice = Notice(uuid4(), "ben@testshire.invalid", "You have a task", "You have a task.\n")
    Smart.accepts = False

    with pytest.raises(Undelivered, match="SMTP") as refused:
        Smtp(*server, "girfec@testshire.invalid").send(notice)
    with pytest.raises(Undelivered):
        Smtp("127.0.0.1", 1, "girfec@testshire.invalid").send(notice)

    assert isinstance(refused.value.__cause__, smtplib.SMTPException)
