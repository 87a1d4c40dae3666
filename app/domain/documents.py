"""What people write for a child: assessments, plans, meetings and the rest, each kept in versions and never overwritten.

A form names the document that its answers make by its property `records`. The engine never sees one. Which answers are
needs, actions or attendance is the same in every form: the keys of `NEED`, `ACTION` and `ATTENDANCE` below.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

# The wellbeing indicators, in the order of the Children and Young People (Scotland) Act 2014, section 96.
INDICATORS: Mapping[str, str] = MappingProxyType(
    {
        "safe": "Safe",
        "healthy": "Healthy",
        "achieving": "Achieving",
        "nurtured": "Nurtured",
        "active": "Active",
        "respected": "Respected",
        "responsible": "Responsible",
        "included": "Included",
    }
)

# Lists of rows in a document's answers, by their key, and what each column of a row holds.
NEED: Mapping[str, str] = MappingProxyType(
    {
        "indicator": "code of INDICATORS",
        "need": "what the child needs, in words",
        "outcome": "what will be different for the child",
        "need_state": "code of NEED_STATES",
        "need_because": "why it is no longer a need",
    }
)
ACTION: Mapping[str, str] = MappingProxyType(
    {
        "action": "what is done, in words",
        "owner": "id of the person who does it",
        "by_when": "the day by which",
        "shown_by": "how it will be seen that it has helped",
        "reduces": "which risk it makes smaller, in words",
        "action_state": "code of ACTION_STATES",
        "action_because": "why it is no longer needed",
    }
)
ATTENDANCE: Mapping[str, str] = MappingProxyType(
    {
        "attendee": "name of the person invited",
        "attendee_from": "agency, or relation to the child",
        "attended": "code of ATTENDED",
    }
)
ROWS: Mapping[str, Mapping[str, str]] = MappingProxyType({"needs": NEED, "actions": ACTION, "attendance": ATTENDANCE})
NEED_STATES: Mapping[str, str] = MappingProxyType(
    {"open": "Still there", "partly": "Partly met", "met": "Met", "no_longer": "No longer a need"}
)
ACTION_STATES: Mapping[str, str] = MappingProxyType(
    {"to_do": "To do", "under_way": "Under way", "done": "Done", "dropped": "No longer needed"}
)
ATTENDED: Mapping[str, str] = MappingProxyType(
    {"yes": "Was there", "apologies": "Sent apologies", "no": "Was not there"}
)
# What a need or an action is called, and by what it is known where it has been worded anew.
TOLD_APART: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"needs": ("need", "indicator"), "actions": ("action", "owner")}
)
OPEN_NEED = frozenset({"open", "partly"})
OPEN_ACTION = frozenset({"to_do", "under_way"})

# What a field says of itself by its property `views`: whose words it holds.
VIEWS = ("child", "parents")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document.

    rows: which of ROWS its answers hold. keeps: other answers with which the next version begins. begins_from: the kind
    whose latest document its first version begins from, or "". looks_at: lists of that kind that each version begins
    from, to say of each row how it stands now. decides: something is decided by it, so the child's views
    or the reason why there are none belong to it (I7). family: the family is given it, so nothing restricted may be read
    from it there (I10).
    """

    name: str
    title: str
    rows: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    begins_from: str = ""
    looks_at: tuple[str, ...] = ()
    decides: bool = False
    family: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One version. answers: as given, after a round through JSON perhaps (days as text). words: ((label, answer), …).

    version: counted per kind, and per subject where there is one (the partner whose views these are, say). name: of the
    task in which it was written; by_name: of who wrote it. restricted: keys of answers, and of columns, that the family
    may not see. prose: the words without them and without the lists of ROWS; withheld: the words that they hold.
    """

    id: UUID
    kind: str
    version: int
    subject: str
    task_id: UUID | None
    by: UUID | None
    at: datetime
    answers: Mapping[str, Any]
    words: tuple[tuple[str, str], ...] = ()
    name: str = ""
    by_name: str = ""
    restricted: frozenset[str] = frozenset()
    prose: tuple[tuple[str, str], ...] = ()
    withheld: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """What it is called: “Child's plan”."""
        return KINDS[self.kind].title


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("views", "Views of the child and parents"),
        Kind("partner_information", "What a partner knows"),
        Kind("assessment", "Wellbeing assessment", decides=True, family=True),
        Kind(
            "childs_plan",
            "Child's plan",
            rows=("needs", "actions"),
            keeps=(
                "plan_reason",
                "summary",
                "risk_management",
                "contingency",
                "review_arrangements",
                "family_support",
                "outcomes_short",
                "outcomes_medium",
                "outcomes_long",
                "restricted_notes",
            ),
            begins_from="assessment",
            decides=True,
            family=True,
        ),
        Kind("investigation", "Child protection investigation", decides=True),
        Kind("plan_comments", "Comments on the plan"),
        Kind(
            "meeting",
            "Meeting",
            rows=("attendance",),
            begins_from="childs_plan",
            looks_at=("actions",),
            decides=True,
            family=True,
        ),
        Kind("decision", "Decision", decides=True),
        Kind("sharing_decision", "Decision about sharing information"),
        Kind("chronology_entry", "Chronology entry"),
        Kind("register_entry", "Entry in the child protection register"),
        Kind(
            "handover",
            "Handover between lead professionals",
            rows=("needs", "actions"),
            keeps=("risks", "next_dates", "contacts", "restricted_notes"),
            begins_from="childs_plan",
        ),
        Kind(
            "briefing_pack",
            "Briefing for the named person",
            rows=("needs", "actions"),
            keeps=("closing_summary", "watch_points", "contacts", "not_for_family"),
            begins_from="childs_plan",
        ),
    )
}
# Kinds that say how the actions of a plan stand.
LOOKING = frozenset(kind.name for kind in KINDS.values() if "actions" in kind.looks_at)


def latest(kind: str, documents: Iterable[Document], subject: str = "") -> Document | None:
    """The newest version of a kind about a subject, or None."""
    found = (one for one in documents if one.kind == kind and one.subject == subject)
    return max(found, key=lambda one: (one.version, one.at), default=None)


def carry_forward(kind: str, documents: Iterable[Document], today: date) -> dict[str, Any]:
    """The answers with which a form for this kind begins: {field key: value}; empty where nothing came before.

    Open needs and open actions come along, closed ones stay in the version in which they were closed. A day by which
    something was to be done and that has passed is left out, so that a new one is agreed. Whoever was invited to the
    last meeting is invited again. Needs and actions come from the plan where it is newer than the last version of this
    kind, and an action stands as the last meeting that looked at it said; a plan also begins from the needs that a newer
    assessment has found.
    Raises KeyError for a kind that does not exist.
    """
    made, known = KINDS[kind], tuple(documents)
    before = latest(kind, known)
    source = latest(made.begins_from, known) if made.begins_from else None
    newer = source if source and (before is None or source.at > before.at) else None
    answers = before.answers if before else {}
    kept = {key: answers[key] for key in made.keeps if answers.get(key) not in (None, "", [])}
    rows: dict[str, list[dict[str, Any]]] = {}
    for name in (*made.rows, *made.looks_at):
        held = source if name in made.looks_at else newer if newer and name in KINDS[newer.kind].rows else before
        rows[name] = open_rows(name, as_it_stands(held, known).answers, today) if held else []
    if newer and "needs" in made.rows and "needs" not in KINDS[newer.kind].rows:
        known_words = {row.get("need") for row in rows["needs"]}
        rows["needs"] += [row for row in needs_found(newer.answers) if row["need"] not in known_words]
    return kept | {name: found for name, found in rows.items() if found}


def as_it_stands(document: Document, documents: Iterable[Document]) -> Document:
    """A document whose actions stand as the last meeting after it said of each; what is restricted there is not read.

    An action is known by its words and by who does it: of one that a meeting worded anew the document's word counts.
    """
    told: dict[tuple[str, str], Any] = {}
    for one in sorted(documents, key=lambda each: each.at):
        if one.kind in LOOKING and one.at > document.at and not one.restricted & {"actions", "action_state"}:
            rows = [row for row in one.answers.get("actions") or () if isinstance(row, Mapping)]
            told |= {_told_apart(row): row["action_state"] for row in rows if row.get("action_state")}
    if not told:
        return document
    actions = [
        {**row, "action_state": told[_told_apart(row)]} if _told_apart(row) in told else row
        for row in document.answers.get("actions") or ()
        if isinstance(row, Mapping)
    ]
    return replace(document, answers={**document.answers, "actions": actions})


def _told_apart(action: Mapping[str, Any]) -> tuple[str, str]:
    words, kin = TOLD_APART["actions"]
    return str(action.get(words) or ""), str(action.get(kin) or "")


def unanswered(name: str, carried: Iterable[Mapping[str, Any]], given: Iterable[Mapping[str, Any]]) -> list[str]:
    """Of the open needs or actions with which a form began, those of which it no longer says what became of them.

    Each is named by its words. One that was worded anew is known by its indicator, or by whose action it is.
    """
    if name not in TOLD_APART:
        return []
    words, kin = TOLD_APART[name]
    left = list(given)
    missing: list[Mapping[str, Any]] = []
    for by in (words, kin):
        sought, missing = (list(carried) if by == words else missing), []
        for row in sought:
            same = next((one for one in left if str(one.get(by) or "") == str(row.get(by) or "")), None)
            if same is None:
                missing.append(row)
            else:
                left.remove(same)
    return [str(row.get(words) or "") for row in missing]


def open_rows(name: str, answers: Mapping[str, Any], today: date) -> list[dict[str, Any]]:
    """The rows of a list (`needs`, `actions`, `attendance`) that a next version begins with."""
    rows = [dict(row) for row in answers.get(name) or () if isinstance(row, Mapping)]
    match name:
        case "needs":
            return [row for row in rows if row.get("need_state", "open") in OPEN_NEED]
        case "actions":
            return [_dated(row, today) for row in rows if row.get("action_state", "to_do") in OPEN_ACTION]
        case _:
            return [{key: value for key, value in row.items() if key != "attended"} for row in rows]


def needs_found(answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The needs that an assessment found: for each indicator with `<indicator>_need` “yes”, its pressures in words."""
    return [
        {"indicator": code, "need": answers.get(f"{code}_pressures") or "", "need_state": "open"}
        for code in INDICATORS
        if answers.get(f"{code}_need") == "yes"
    ]


def _dated(row: dict[str, Any], today: date) -> dict[str, Any]:
    """An action without the day by which it was due, where that day has passed."""
    due = row.get("by_when")
    if isinstance(due, str):
        due = date.fromisoformat(due[:10])
    return row if due is None or due >= today else {**row, "by_when": None}
