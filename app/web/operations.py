"""How the house is, for administrators; and, for Prometheus, in figures. No page here shows a child."""

import hmac
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.actions import incidents
from app.domain.access import Permission
from app.web import metrics
from app.web.edge import here, permit, public, read, run

bp = Blueprint("operations", __name__)


@bp.get("/operations")
@permit(Permission.ADMINISTER)
def show() -> ResponseReturnValue:
    """Incidents with cause and retry, letters that were given up, the clock's lag, the last inspection."""
    return render_template("operations.html", house=read(incidents.overview), here="operations")


@bp.post("/operations/incidents/<uuid:incident_id>/settle")
@permit(Permission.ADMINISTER)
def settle(incident_id: UUID) -> ResponseReturnValue:
    """An incident has been dealt with."""
    run(lambda tx: incidents.settle(tx, incident_id))
    flash("Settled.")
    return redirect(url_for("operations.show"), code=303)


@bp.post("/operations/incidents/<uuid:incident_id>/retry")
@permit(Permission.ADMINISTER)
def retry(incident_id: UUID) -> ResponseReturnValue:
    """Try again what was given up."""
    run(lambda tx: incidents.retry(tx, incident_id))
    flash("It will be tried again within a quarter of a minute.")
    return redirect(url_for("operations.show"), code=303)


@bp.get("/metrics")
@public("Prometheus has no account; it shows a token of its own, and the figures say nothing about anybody")
def figures() -> ResponseReturnValue:
    """Figures in Prometheus's text format, for whoever shows GIRFEC_METRICS_TOKEN; without one there is no such page."""
    token = here().settings.metrics_token
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(token.encode(), shown.encode()):
        abort(404)
    content, kind = metrics.page(read(incidents.measured, as_system=True))
    return Response(content, content_type=kind)
