"""Documents of a case: written with the answers that they are, read with the look recorded."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app import forms
from app.actions import identities, moves
from app.actions.pickers import Options
from app.domain import documents as domain
from app.domain import invariants, plans
from app.domain.access import Permission
from app.domain.cases import Facts
from app.domain.documents import KINDS, Document
from app.domain.errors import InvalidAnswers, Problem
from app.domain.forms import FieldKind
from app.domain.people import PROFESSIONS
from app.domain.policy import Policy
from app.domain.tabs import DocumentPage, PlanPage, SharingPage, Shelf
from app.domain.views import CarriedForward
from app.forms import heard
from app.forms.schema import say
from app.store import access, chronology, documents, locks
from app.store.people import local_day
from app.store.tx import Tx

PLAN = "childs_plan"
# Kinds whose answers say what was shared with whom, on which basis, and what the family was told.
SHARING = invariants.SHARING
LONGEST_PROPOSAL = 1_000
STILL_OPEN = {
    "needs": "The need “{}” was still there. Put it back and say how it stands: still there, partly met, met, or no "
    "longer a need and why.",
    "actions": "The action “{}” was still open. Put it back and say how it stands: to do, under way, done, or no longer "
    "needed and why.",
}

Words = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What answers amount to besides themselves. kind: of the document that they are, or "". proposal: for the
    chronology, or ""; happened_on: its day."""

    kind: str
    subject: str
    prose: Words
    withheld: Words
    restricted: frozenset[str]
    proposal: str
    happened_on: date


NOTHING = Written("", "", (), (), frozenset(), "", date.min)


def written(
    form: forms.Form, clean: Mapping[str, Any], options: Options, context: Mapping[str, Any], *, item: object = None
) -> Written:
    """What clean answers amount to. item: what this instance of a repeated task is about.

    The family's words, and the proposal for the chronology, are made without knowing what is restricted (I10).
    """
    if not form.records and not form.chronology:
        return NOTHING
    kept = forms.restricted(form)
    open_answers = {key: _without(value, kept) for key, value in clean.items() if key not in kept}
    proposal = say(form.chronology, {**context, **dict.fromkeys(clean), **open_answers})[:LONGEST_PROPOSAL].strip()
    today = local_day(context["now"])
    if not form.records:
        return Written("", "", (), (), frozenset(), proposal, _day(form, open_answers, today))
    lists = KINDS[form.records].rows
    prose = {key: value for key, value in open_answers.items() if key not in lists}
    withheld = {key: value if key in kept else _only(value, kept) for key, value in clean.items()}
    return Written(
        form.records,
        _subject(form, item),
        forms.words(form, prose, options, context=context),
        forms.words(form, {key: value for key, value in withheld.items() if value}, options, context=context),
        kept,
        proposal,
        _day(form, open_answers, today),
    )


def _without(value: Any, kept: frozenset[str]) -> Any:
    """An answer without restricted columns."""
    if isinstance(value, list | tuple) and any(isinstance(row, Mapping) for row in value):
        return [{key: one for key, one in row.items() if key not in kept} for row in value]
    return value


def _only(value: Any, kept: frozenset[str]) -> Any:
    """The restricted columns of rows; nothing of any other answer."""
    if isinstance(value, list | tuple) and any(isinstance(row, Mapping) for row in value):
        rows = [{key: one for key, one in row.items() if key in kept and one} for row in value]
        return rows if any(rows) else None
    return None


def _subject(form: forms.Form, item: object) -> str:
    """Whom a version is about, so that partners and parents do not count as versions of each other."""
    if isinstance(item, str | int | UUID) and not isinstance(item, bool):
        return str(item)
    heard = [whose for whose in domain.VIEWS if forms.views(form, whose)]
    return heard[0] if form.records == "views" and len(heard) == 1 else ""


def _day(form: forms.Form, answers: Mapping[str, Any], today: date) -> date:
    """The day that an entry is about: the first day answered that has come, else today. A person may change it."""
    fields = form.outline.fields
    days = [value for key, value in answers.items() if fields.get(key) is FieldKind.DATE and isinstance(value, date)]
    return next((day for day in days if day <= today), today)


def keep(tx: Tx, case_id: UUID, answer_id: UUID, made: Written) -> None:
    """Write what answers, just kept, amount to: one statement for a document, one for a proposal."""
    if made.kind:
        documents.add(
            tx,
            case_id,
            answer_id,
            kind=made.kind,
            subject=made.subject,
            prose=made.prose,
            withheld=made.withheld,
            restricted=made.restricted,
        )
    if made.proposal:
        chronology.propose(tx, case_id, answer_id, made.proposal, made.happened_on)


def lines(form: forms.Form | None) -> tuple[str, ...]:
    """What the history says of answers that are a document."""
    return (f"Written: {KINDS[form.records].title}.",) if form and form.records else ()


def carried(tx: Tx, case_id: UUID, form: forms.Form | None) -> CarriedForward | None:
    """What a form begins with, as far as it asks for it, or None."""
    if form is None or not form.prefill:
        return None
    kinds = {form.prefill, KINDS[form.prefill].begins_from, *domain.LOOKING} - {""}
    known = documents.of_case(tx, case_id, kinds)
    values = _asked(form, domain.carry_forward(form.prefill, known, local_day(tx.now)))
    source = domain.latest(form.prefill, known) or domain.latest(KINDS[form.prefill].begins_from, known)
    if not values or source is None:
        return None
    return CarriedForward(values, source.title, source.version, source.by_name, source.at)


def check_carried(tx: Tx, case_id: UUID, form: forms.Form, clean: Mapping[str, Any]) -> None:
    """Nothing that was open is left out without a word: raise InvalidAnswers where a need or an action is missing."""
    lists = [name for name in domain.TOLD_APART if form.prefill and name in form.outline.columns]
    if not lists or (begun := carried(tx, case_id, form)) is None:
        return
    missing = {name: domain.unanswered(name, begun.values.get(name, ()), clean.get(name) or ()) for name in lists}
    if problems := [Problem(name, STILL_OPEN[name].format(words)) for name in lists for words in missing[name]]:
        raise InvalidAnswers(problems)


def check_recorded(form: forms.Form, clean: Mapping[str, Any], made: Written, policy: Policy) -> None:
    """Raise RuleBroken where answers that become a document, or an entry in the chronology, break I5, I7 or I10."""
    if made.kind:
        words = [said for _, said in (*made.prose, *made.withheld)]
        invariants.recorded(KINDS[made.kind], words, policy, heard=heard.given(form, clean))
    restricted = forms.restricted(form)
    shown = [("", made.proposal)]
    if made.kind and KINDS[made.kind].family:
        shown += [
            (key, text)
            for key, value in clean.items()
            if key not in restricted
            for text in _texts(_without(value, restricted))
        ]
    kept = [
        text
        for key, value in clean.items()
        for text in _texts(value if key in restricted else _only(value, restricted))
    ]
    invariants.kept_back(kept, shown, policy)


def _texts(value: Any) -> Iterator[str]:
    """Every text in an answer: itself, or those in its rows."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for one in value.values() for text in _texts(one))
    elif isinstance(value, list | tuple):
        yield from (text for one in value for text in _texts(one))


def _asked(form: forms.Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values for which the form has a question, and of rows the columns that it has."""
    asked: dict[str, Any] = {}
    for key, value in values.items():
        if columns := form.outline.columns.get(key):
            rows = [{name: one for name, one in row.items() if name in columns} for row in value]
            asked[key] = [row for row in rows if row]
        elif key in form.outline.fields:
            asked[key] = value
    return {key: value for key, value in asked.items() if value not in (None, "", [])}


# Reading them


def shelf(tx: Tx, case_id: UUID) -> Shelf:
    """All documents of a case. The look is recorded. Raises Forbidden or NotFound."""
    scene = look(tx, case_id, "documents")
    return Shelf(identities.identity(tx, scene), documents.of_case(tx, case_id))


def open(tx: Tx, document_id: UUID) -> DocumentPage:  # noqa: A001 - the verb that people use for a document
    """One version of a document. The look is recorded. Raises Forbidden or NotFound."""
    tx.actor.require(Permission.WORK)
    scene = look(tx, documents.case_of(tx, document_id), "document")
    every = documents.of_case(tx, scene.case.id)
    found = next(one for one in every if one.id == document_id)
    same = tuple(one for one in every if (one.kind, one.subject) == (found.kind, found.subject))
    return DocumentPage(identities.identity(tx, scene), found, same)


def plan(tx: Tx, case_id: UUID) -> PlanPage:
    """The plan as it stands, and what else was written. The look is recorded. Raises Forbidden or NotFound.

    Needs and actions are as the family may read them; what is restricted stands apart, in the document's `withheld`. An
    action stands as the last meeting that looked at it said.
    """
    scene = look(tx, case_id, "plan")
    every = documents.of_case(tx, case_id)
    versions = tuple(one for one in every if one.kind == PLAN)
    now = domain.latest(PLAN, versions)
    before = tuple(one for one in versions if now and one.version < now.version)
    return PlanPage(
        identities.identity(tx, scene),
        now,
        plans.needs(now, family=True) if now else (),
        plans.actions(domain.as_it_stands(now, every), family=True) if now else (),
        owners(scene.facts),
        plans.changes(before[0], now) if now and before else (),
        before,
        tuple(_newest(one for one in every if one.kind != PLAN)),
    )


def _newest(found: Iterable[Document]) -> Iterable[Document]:
    """The first of each kind and subject."""
    return {(one.kind, one.subject): one for one in reversed(tuple(found))}.values()


def sharing(tx: Tx, case_id: UUID) -> SharingPage:
    """What was shared or kept back. The look is recorded. Raises Forbidden or NotFound."""
    scene = look(tx, case_id, "sharing")
    found = documents.of_case(tx, case_id, SHARING)
    return SharingPage(identities.identity(tx, scene), found, access.printed(tx, case_id))


def owners(facts: Facts) -> dict[UUID, str]:
    """{person id: name and profession}, for those whom a plan's actions name."""
    return {
        person.id: f"{person.name}, {PROFESSIONS.get(person.profession, person.profession).lower()}"
        for person in facts.people.values()
    }


def look(tx: Tx, case_id: UUID, what: str) -> moves.Scene:
    """A case that the actor opens to read a part of it; writes the access row. Raises Forbidden or NotFound."""
    tx.actor.require(Permission.WORK)
    case = locks.case(tx, case_id)
    access.opened(tx, case.id, what, case.relation)
    return moves.scene(tx, case)
