"""Twins of the gateways that keep everything in memory: for the demo, for tests, and where nothing is configured."""

from dataclasses import dataclass, field

from app.gateways.mail import Notice, Undelivered
from app.gateways.webhooks import Announcement


@dataclass(slots=True)
class MailInMemory:
    """Keeps the notices that were handed over. failing: how many of the next ones are refused."""

    sent: list[Notice] = field(default_factory=list)
    failing: int = 0

    def send(self, notice: Notice) -> None:
        """Keep one notice. Raises Undelivered while `failing` counts down."""
        if self.failing:
            self.failing -= 1
            raise Undelivered("told to fail")
        self.sent.append(notice)


@dataclass(slots=True)
class HookInMemory:
    """Keeps the announcements that were handed over. failing: how many of the next ones are refused."""

    announced: list[Announcement] = field(default_factory=list)
    failing: int = 0

    def announce(self, announcement: Announcement) -> None:
        """Keep one announcement. Raises Undelivered while `failing` counts down."""
        if self.failing:
            self.failing -= 1
            raise Undelivered("told to fail")
        self.announced.append(announcement)
