"""Webhooks to a council's own systems, signed as Standard Webhooks say. An announcement carries ids, never personal data."""

import hmac
import json
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from app.gateways.mail import Undelivered

SECONDS = 15  # to wait for the receiver
PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something happened in a case. id: stays the same however often it is tried. event: the journal's kind."""

    id: UUID
    event: str
    at: datetime
    case_id: UUID | None
    seq: int

    def body(self) -> bytes:
        """What is sent: type, timestamp and data; fields are only ever added."""
        data = {"case_id": str(self.case_id) if self.case_id else None, "seq": self.seq}
        said = {"type": self.event, "timestamp": self.at.isoformat(timespec="seconds"), "data": data}
        return json.dumps(said, separators=(",", ":")).encode()


class Hook(Protocol):
    """Whatever takes announcements: a receiver over HTTP, or the twin in memory."""

    def announce(self, announcement: Announcement) -> None:
        """Hand one announcement over. Raises Undelivered."""
        ...


@dataclass(frozen=True, slots=True)
class Webhook:
    """A receiver. secrets: each signs, so that one can be replaced while the other still holds."""

    url: str
    secrets: tuple[bytes, ...]
    seconds: float = SECONDS

    def announce(self, announcement: Announcement) -> None:
        """Send one announcement; only an answer of 200 to 299 counts. Redirects are not followed. Raises Undelivered."""
        where, body = urlsplit(self.url), announcement.body()
        connect = HTTPSConnection if where.scheme == "https" else HTTPConnection
        connection = connect(where.hostname or "", where.port, timeout=self.seconds)
        path = where.path or "/"
        try:
            connection.request(
                "POST", f"{path}?{where.query}" if where.query else path, body, self._headers(announcement.id, body)
            )
            status = connection.getresponse().status
        except (OSError, HTTPException) as error:
            raise Undelivered(type(error).__name__) from error
        finally:
            connection.close()
        if not 200 <= status < 300:
            raise Undelivered(f"HTTP {status}")

    def _headers(self, identity: UUID, body: bytes) -> Mapping[str, str]:
        now = str(int(time.time()))
        return {
            "Content-Type": "application/json",
            "User-Agent": "girfec",
            "webhook-id": str(identity),
            "webhook-timestamp": now,
            "webhook-signature": " ".join(signature(secret, str(identity), now, body) for secret in self.secrets),
        }


def signature(secret: bytes, identity: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over “id.timestamp.body”. Source: Standard Webhooks, signature scheme v1."""
    signed = f"{identity}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.digest(secret, signed, "sha256")).decode()


def secrets_from(text: str) -> tuple[bytes, ...]:
    """The secrets in a setting, “whsec_… whsec_…”. Raises ValueError where one is not base64 of 24 to 64 bytes."""
    found = tuple(b64decode(word.removeprefix(PREFIX), validate=True) for word in text.split())
    if not found or any(not 24 <= len(secret) <= 64 for secret in found):
        raise ValueError("a webhook's secret is whsec_ and base64 of 24 to 64 bytes")
    return found
