"""Is it serving, and does anybody keep the clock? For load balancers and for whoever is on call."""

from time import monotonic

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from app.actions import upkeep
from app.store import fitness
from app.web.edge import here, public, read

bp = Blueprint("health", __name__)
BEGUN = monotonic()


@bp.get("/health")
@public("a load balancer has no account; it says nothing about anybody")
def health() -> ResponseReturnValue:
    """200 with the age of the last completed tick; 503 where this process keeps the clock and three ticks are missing."""
    pulse = read(upkeep.pulse, as_system=True)
    settings = here().settings
    stopped = settings.scheduler and not settings.workers and pulse.stopped(serving_seconds=monotonic() - BEGUN)
    said = {
        "status": "the clock has stopped" if stopped else "ok",
        "tick_age_seconds": pulse.tick_age,
        "timers_late_seconds": pulse.timers_late,
    }
    return jsonify(said), 503 if stopped else 200


@bp.get("/ready")
@public("a load balancer has no account; it says nothing about anybody")
def ready() -> ResponseReturnValue:
    """200 where requests may be sent here: the database answers, its schema and clock are right. Else 503, and why."""
    why = list(fitness.unfit(here().database))
    return jsonify(status="not ready" if why else "ready", why=why), 503 if why else 200
