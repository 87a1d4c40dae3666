"""Enquiries of the child protection register, for its keeper."""

from flask import Blueprint

from app.actions import enquiries
from app.actions.enquiries import Question
from app.api import edge
from app.api.edge import permit, speaks
from app.api.shapes import Enquire, OfPage, Register, RegisterAnswer
from app.domain.access import Permission
from app.domain.errors import Invalid, KeyReused

bp = Blueprint("enquiries", __name__, url_prefix="/register")


@bp.get("/enquiries")
@permit(Permission.KEEP_REGISTER)
@speaks(asks=OfPage, gives=Register)
def show(query: OfPage) -> Register:
    """Read a page of the log of enquiries, newest first. That you read it is recorded for every child in it."""
    return Register.of(edge.run(lambda tx: enquiries.log(tx, query.page)))


@bp.post("/enquiries")
@permit(Permission.KEEP_REGISTER)
@speaks(takes=Enquire, gives=RegisterAnswer, status=201, keyed=True, refuses=(Invalid, KeyReused))
def ask(body: Enquire, key: str) -> RegisterAnswer:
    """Ask the register about a child for somebody, and log it. A child who is not known here is answered and logged too."""
    question = Question(body.caller, body.agency, body.reason, body.given, body.family, body.born_on)
    return RegisterAnswer.of(edge.run(lambda tx: enquiries.ask(tx, question, key)))
