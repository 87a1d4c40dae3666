"""What is logged: one JSON object a line, and of it only fields that are known to say nothing about anybody."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "case_id",
        "cases",
        "error",
        "found",
        "hash",
        "kind",
        "kinds",
        "method",
        "milliseconds",
        "number",
        "outbox_id",
        "process",
        "reference",
        "route",
        "status",
        "trace",
        "where",
    }
)


def configure() -> None:
    """Log as JSON to standard error, for whoever collects it. Control characters are escaped, so no line can be forged."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            known_only,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def known_only(_logger: Any, _method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field that is not on the list, and say how many: a new field is looked at before it is let out."""
    dropped = [name for name in fields if name not in ALLOWED]
    for name in dropped:
        del fields[name]
    if dropped:
        fields["dropped"] = len(dropped)
    return fields
