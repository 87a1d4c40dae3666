"""Figures for Prometheus: how long requests take, by route; and how the house is. Labels are routes, never addresses."""

from time import perf_counter

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, Histogram, generate_latest

from app.actions.incidents import Overview

REQUESTS = CollectorRegistry()
SECONDS = Histogram(
    "girfec_request_seconds",
    "How long requests took, from their first byte read to their last written.",
    ("method", "route", "status"),
    registry=REQUESTS,
    buckets=(0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.4, 0.8, 2, 5),
)


def register(app: Flask) -> None:
    """Measure every request."""

    def begin() -> None:
        g.begun = perf_counter()

    def end(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        if "begun" in g:
            SECONDS.labels(request.method, route, str(response.status_code)).observe(perf_counter() - g.begun)
        return response

    app.before_request(begin)
    app.after_request(end)


def page(house: Overview) -> tuple[bytes, str]:
    """Everything in Prometheus's text format, and its content type."""
    registry = CollectorRegistry()
    last = house.inspection
    for name, about, value in (
        ("girfec_tick_age_seconds", "Since the last completed tick.", house.pulse.tick_age),
        ("girfec_timers_late_seconds", "How long the earliest armed timer has been due.", house.pulse.timers_late),
        ("girfec_outbox_waiting", "Letters that wait.", house.waiting),
        ("girfec_outbox_dead", "Letters that were given up.", house.dead),
        ("girfec_incidents_open", "Incidents that nobody has settled, at most a hundred.", len(house.incidents)),
        ("girfec_inspection_differences", "What the last inspection found.", last.found if last else None),
        ("girfec_inspection_timestamp_seconds", "When it was.", last.at.timestamp() if last else None),
    ):
        if value is not None:
            Gauge(name, about, registry=registry).set(value)
    return generate_latest(registry) + generate_latest(REQUESTS), CONTENT_TYPE_LATEST
