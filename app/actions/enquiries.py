"""Enquiries of the child protection register: its keeper answers and logs them, and reads the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Row

from app.actions import moves
from app.domain import spreadsheet
from app.domain.access import Permission
from app.domain.cases import Child
from app.domain.deadlines import local
from app.domain.enquiries import Answer, Enquiry
from app.domain.episodes import alike, same_name
from app.domain.errors import Invalid
from app.domain.words import LONGEST_WORDS, check_words
from app.store import access, enquiries, idempotency, likenesses, locks
from app.store.journal import Happened
from app.store.tx import Tx

SHOWN = 50  # lines to a page
LONGEST_NAME = 200
HEADS = ("When", "Caller", "Agency", "Reason", "Child", "Born on", "Answer", "Recorded by")


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks the register. caller, agency, reason: who asks, for whom, and why."""

    caller: str
    agency: str
    reason: str
    given: str
    family: str
    born_on: date


@dataclass(frozen=True, slots=True)
class Log:
    """A page of the log, newest first. number, pages: which page of how many."""

    enquiries: tuple[Enquiry, ...]
    number: int
    pages: int


def log(tx: Tx, number: int = 1) -> Log:
    """A page of the area's log; who looked is recorded for every child in it. Raises Forbidden."""
    tx.actor.require(Permission.KEEP_REGISTER)
    found = _looked(tx, enquiries.newest(tx, most=SHOWN, skip=(number - 1) * SHOWN))
    return Log(found, number, max(1, -(-enquiries.count(tx) // SHOWN)))


def as_csv(tx: Tx) -> bytes:
    """The whole log as a file, newest first; who took it is recorded for every child in it. Raises Forbidden."""
    tx.actor.require(Permission.KEEP_REGISTER)
    rows: list[Sequence[str]] = [HEADS]
    for one in _looked(tx, enquiries.newest(tx)):
        moment, said = local(one.at).isoformat(sep=" ", timespec="minutes"), one.answer.words
        rows.append(
            (moment, one.caller, one.agency, one.reason, one.child, one.born_on.isoformat(), said, one.recorded_by)
        )
    return spreadsheet.written(rows)


def _looked(tx: Tx, found: Sequence[tuple[Enquiry, UUID | None]]) -> tuple[Enquiry, ...]:
    if tx.writing:
        access.listed(tx, [case_id for _, case_id in found if case_id], "register enquiries")
    return tuple(enquiry for enquiry, _ in found)


def ask(tx: Tx, question: Question, key: str) -> Answer:
    """Answer somebody who asks about a child, and log it. The child's own history says that it was asked, not by whom.

    Raises Forbidden, Invalid or KeyReused; then nothing is kept.
    """
    tx.actor.require(Permission.KEEP_REGISTER)
    _check(question, local(tx.now).date())
    asked = ["register.ask", *_plain(question)]
    if (known := idempotency.answer(tx, key, asked)) is not None:
        return Answer(known["code"], date.fromisoformat(known["until"]) if known["until"] else None)
    child = Child(uuid4(), question.given, question.family, "", question.born_on)
    answer, case_id = _answer(tx, child)
    said = (question.caller, question.agency, question.reason)
    enquiry = Enquiry(tx.now, *said, child.name, child.born_on, answer, tx.actor.name)
    enquiries.add(tx, enquiry, case_id, area=tx.actor.area)
    if case_id:
        locks.lock(tx, case_id)
        line = f"The child protection register was asked about the child. The answer: {answer.words}."
        moves.note(tx, locks.of_any(tx, case_id), Happened("register.asked", "The register was asked.", (line,)))
        access.opened(tx, case_id, "register", "register keeper")
    idempotency.keep(tx, key, asked, {"code": answer.code, "until": answer.until.isoformat() if answer.until else None})
    return answer


def _plain(question: Question) -> tuple[str, ...]:
    said = (question.caller, question.agency, question.reason, question.given, question.family)
    return (*said, question.born_on.isoformat())


def _check(question: Question, today: date) -> None:
    wanted = {
        "caller": (question.caller, LONGEST_NAME, "Say who asks."),
        "agency": (question.agency, LONGEST_NAME, "Say for which agency they ask."),
        "reason": (question.reason, LONGEST_WORDS, "Say why they ask."),
        "given": (question.given, LONGEST_NAME, "Say the child's first name."),
        "family": (question.family, LONGEST_NAME, "Say the child's family name."),
    }
    for field, (words, longest, missing) in wanted.items():
        if not words.strip():
            raise Invalid(missing, field=field)
        check_words(words, longest)
    if not 1900 <= question.born_on.year <= today.year + 1:
        raise Invalid("Check the day of birth, or the day expected.", field="born_on")


def _answer(tx: Tx, child: Child) -> tuple[Answer, UUID | None]:
    """What the register says of a child, and the newest case of the child who was found.

    Several of one name, born on one day: whoever is on the register counts first. A name that is only similar is never
    taken for the child, but not passed over either where it is on the register.
    """
    rows = likenesses.alike(tx, child)
    same = [(_says(tx, row), row.case_id) for row in rows if same_name(child, _as(row, child))]
    if same:
        return min(same, key=lambda one: ORDER.index(one[0].code))
    for row in rows:
        if alike(child, _as(row, child)) and _says(tx, row).code == "registered":
            return Answer("similar"), row.case_id
    return Answer("unknown"), None


ORDER = ("registered", "before", "never")


def _says(tx: Tx, row: Row[tuple[UUID]]) -> Answer:
    ended = enquiries.times_on(tx, row.child_id)
    if None in ended:
        return Answer("registered")
    return Answer("before", max(day for day in ended if day)) if ended else Answer("never")


def _as(row: Row[tuple[UUID]], child: Child) -> Child:
    return Child(row.child_id, row.given_name, row.family_name, row.known_as, child.born_on)
