"""The area's policy: every value with where it stands, beside another area's, and what a rule would say of any date."""

from datetime import date, datetime, time

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.actions import policy, policy_changes
from app.domain.access import Permission
from app.domain.deadlines import LONDON, UNITS, Due
from app.domain.errors import Invalid
from app.store.tx import Tx
from app.web.edge import permit, read

bp = Blueprint("policies", __name__)

MORNING = time(9)


@bp.get("/policy")
@permit(Permission.READ_PROCESSES)
def show() -> ResponseReturnValue:
    """The pack in force beside another one, and one due date worked out where it was asked for."""
    asked = {name: request.args.get(name, "").strip() for name in ("of", "beside", "rule", "from")}

    waits = read(policy_changes.waiting)

    def work(tx: Tx) -> tuple[policy.SideBySide, Due | None, str]:
        both = policy.beside(tx, asked["beside"] or None, asked["of"] or None)
        if not asked["rule"]:
            return both, None, ""
        try:
            return both, policy.due(tx, asked["rule"], _moment(asked["from"])), ""
        except Invalid as refusal:
            return both, None, str(refusal)

    both, due, problem = read(work)
    rules = [(one.key, one.title) for one in both.here.settings.values() if one.unit in UNITS]
    only = request.args.get("only") == "differing"
    return render_template(
        "policy.html",
        both=both,
        due=due,
        problem=problem,
        rules=rules,
        asked=asked,
        only=only,
        waits=waits,
        here="processes",
    )


def _moment(said: str) -> datetime:
    """The morning of a day as a date field sends it. Raises Invalid."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise Invalid("Enter the day on which it begins, like 2026-03-02.") from None
    if not 1900 <= day.year <= 2100:
        raise Invalid("Enter a day between 1900 and 2100.")
    return datetime.combine(day, MORNING, LONDON)
