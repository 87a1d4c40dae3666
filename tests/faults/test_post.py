"""A mail server on a bad day: it is slow, says no, takes and drops; and the relay dies between sending and noting it."""

import contextlib
import random
import re
import socketserver
import threading
import time
from collections import Counter
from datetime import timedelta

import make
import pytest
from sizes import said, size
from sqlalchemy import func, select

from app.actions import deliveries
from app.domain.access import SYSTEM
from app.gateways.mail import Smtp
from app.jobs.relay import Post, relay
from app.store import timers
from app.store.outbox import Outgoing


class Died(BaseException):
    """The relay is killed."""


class Moody(socketserver.StreamRequestHandler):
    """As much of SMTP as a mail needs, in one of several moods for each connection."""

    taken: Counter
    chance: random.Random
    good = False

    def handle(self):
        mood = "good" if self.good else self.chance.choice(["good", "4xx", "5xx", "slow", "drops", "hangs up"])
        if mood == "slow":
            time.sleep(0.4)
        if mood in {"slow", "hangs up"}:
            return
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                mail = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.taken[re.search(rb"Message-ID: <([^@]+)", mail)[1]] += 1
                if mood == "drops":  # it has taken the mail, and does not say so
                    return
            no = {"4xx": b"451 later\r\n", "5xx": b"550 no\r\n"}.get(mood)
            self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else no if no and verb == b"RCPT" else b"250 yes\r\n")
            if verb == b"QUIT":
                return


@pytest.fixture
def server():
    Moody.taken, Moody.chance, Moody.good = Counter(), random.Random(34), False
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Moody) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address
        server.shutdown()
        thread.join()


def test_every_notice_arrives_and_doubles_carry_the_same_id(database, place, server, monkeypatch):
    for _ in range(size(4, 100)):
        make.case(database, place, "ask_partners", partner_ids=(place.id("ben"), place.id("cara"), place.id("olaf")))
    post = Post(Smtp(*server, "girfec@testshire.invalid", seconds=0.2), "https://girfec.example/")
    sent, chance = deliveries.sent, random.Random(7)

    def dies_now_and_then(tx, taken):
        if chance.random() < 0.1:
            raise Died
        sent(tx, taken)

    monkeypatch.setattr(deliveries, "sent", dies_now_and_then)
    for number in range(60):
        Moody.good = number >= 3
        with contextlib.suppress(Died):
            relay(database, post)
        database.run(SYSTEM, lambda tx: timers.shift_clock(tx, timedelta(hours=13)))
        if not database.read(SYSTEM, _left):
            break

    doubled = sum(count > 1 for count in Moody.taken.values())
    said("B34", database=database.dialect, letters=len(Moody.taken), doubled=doubled)
    wanted = database.read(SYSTEM, lambda tx: {str(one).encode() for one in tx.connection.scalars(select(Outgoing.id))})
    assert wanted == set(Moody.taken), "every one at least once, and none that is not in the outbox"
    assert database.read(SYSTEM, lambda tx: set(tx.connection.scalars(select(Outgoing.state)))) == {"sent"}


def _left(tx):
    return tx.connection.scalar(select(func.count()).where(Outgoing.state == "waiting"))
