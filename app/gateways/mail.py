"""Mail, through a council's own SMTP server. A notice carries no personal data: that there is something, and a link."""

import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol
from uuid import UUID

SECONDS = 20  # to wait for the server


class Undelivered(Exception):
    """The server did not take it. It will be tried again."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One mail. id: stays the same however often it is tried, so that a receiver can drop doubles."""

    id: UUID
    to: str
    subject: str
    text: str


class Mail(Protocol):
    """Whatever takes notices: SMTP, or the twin in memory."""

    def send(self, notice: Notice) -> None:
        """Hand one notice over. Raises Undelivered."""
        ...


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server that takes mail from this machine. Encrypted wherever the server offers it."""

    host: str
    port: int
    sender: str
    seconds: float = SECONDS

    def send(self, notice: Notice) -> None:
        """Hand one notice to the server. Raises Undelivered."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, notice.to, notice.subject
        message["Message-ID"] = f"<{notice.id}@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(notice.text)
        try:
            with smtplib.SMTP(self.host, self.port, timeout=self.seconds) as server:
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls()
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise Undelivered(type(error).__name__) from error
