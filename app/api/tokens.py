"""Getting a token."""

from flask import Blueprint, request

from app.actions import people
from app.api import edge
from app.api.edge import public, speaks
from app.api.shapes import Credentials, Token
from app.domain.errors import NotSignedIn, Throttled

bp = Blueprint("tokens", __name__)


@bp.post("/token")
@public("whoever knows an email address and its password gets a token")
@speaks(takes=Credentials, gives=Token, status=201, refuses=(NotSignedIn, Throttled))
def issue(body: Credentials) -> Token:
    """Get a token for an email address and its password."""
    address = request.remote_addr or ""
    return Token(
        *edge.run(lambda tx: people.issue_token(tx, body.email, body.password, address=address), as_system=True)
    )
