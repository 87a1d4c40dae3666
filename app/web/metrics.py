"""Figures for Prometheus: how long requests take, by route; and how the house is. Labels are routes, never addresses.

Where several processes serve, each keeps its requests in a file of one folder (`girfec serve` names it in the environment
before this is imported), and whichever is asked adds all of them up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from app.actions.incidents import Overview
from app.config import figures_folder

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
    registry.register(_House(house))
    requests = REQUESTS
    if folder := figures_folder():
        requests = CollectorRegistry()
        multiprocess.MultiProcessCollector(requests, folder)  # type: ignore[no-untyped-call]  # the library's
    return generate_latest(registry) + generate_latest(requests), CONTENT_TYPE_LATEST


@dataclass(frozen=True, slots=True)
class _House(Collector):
    """How the house is, which is the same whichever process is asked."""

    house: Overview

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One figure each."""
        return (
            GaugeMetricFamily(name, about, value) for name, about, value in _figures(self.house) if value is not None
        )


def _figures(house: Overview) -> tuple[tuple[str, str, float | None], ...]:
    last = house.inspection
    return (
        ("girfec_tick_age_seconds", "Since the last completed tick.", house.pulse.tick_age),
        ("girfec_timers_late_seconds", "How long the earliest armed timer has been due.", house.pulse.timers_late),
        ("girfec_outbox_waiting", "Letters that wait.", house.waiting),
        ("girfec_outbox_dead", "Letters that were given up.", house.dead),
        ("girfec_incidents_open", "Incidents that nobody has settled, at most a hundred.", len(house.incidents)),
        ("girfec_inspection_differences", "What the last inspection found.", last.found if last else None),
        ("girfec_inspection_timestamp_seconds", "When it was.", last.at.timestamp() if last else None),
    )
