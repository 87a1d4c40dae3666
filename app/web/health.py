"""Is it serving? For load balancers and for whoever is on call."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from app.actions import timers
from app.store.tx import Tx
from app.web.edge import public, read

bp = Blueprint("health", __name__)


@bp.get("/health")
@public("a load balancer has no account; it says nothing about anybody")
def health() -> ResponseReturnValue:
    """200 while the database answers, with how long the earliest armed timer has been due: near 0 while the bell rings."""
    return jsonify(status="ok", timers_late_seconds=read(_late, as_system=True))


def _late(tx: Tx) -> float:
    earliest = timers.next_moment(tx)
    return max(0.0, round((tx.now - earliest).total_seconds(), 1)) if earliest else 0.0
