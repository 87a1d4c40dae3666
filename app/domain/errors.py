"""Refusals: the sentences a person reads when something cannot be done.

Each class's docstring says when to raise it; each instance carries a sentence that says what to do next.
The edge (web, api, cli) turns them into a page, a problem document or an exit code; nothing else catches them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class Refused(Exception):
    """A request that was understood and cannot be done. `str(refusal)` is a sentence for the person who asked."""

    code = "refused"


class NotFound(Refused):
    """There is no such thing, or the actor may not know that there is one. Both read the same."""

    code = "not-found"


class Forbidden(Refused):
    """The actor may see this, but may not do what was asked."""

    code = "forbidden"


class NotSignedIn(Refused):
    """Nobody is signed in, or the session has ended."""

    code = "not-signed-in"


class Throttled(Refused):
    """Too many tries in a short time."""

    code = "throttled"


class Conflict(Refused):
    """The thing has moved on since the actor saw it."""

    code = "conflict"


class Invalid(Refused):
    """The request itself is malformed: a wrong type, an unknown name, a value out of range.

    field: the answer that it is about, where there is one. An operation names its input, the engine what was answered.
    """

    code = "invalid"

    def __init__(self, message: str, *, field: str = "") -> None:
        self.field = field
        super().__init__(message)


class KeyReused(Refused):
    """An idempotency key was sent again with another content."""

    code = "key-reused"


class NothingWaiting(Refused):
    """A message was recorded, but no part of the case was waiting for it."""

    code = "nothing-waiting"


@dataclass(frozen=True, slots=True)
class Problem:
    """One answer that cannot be accepted. `field` is the form field's key; `message` says what to enter."""

    field: str
    message: str


class InvalidAnswers(Refused):
    """Answers that do not fit the task's form. Nothing is kept; the draft stays."""

    code = "invalid-answers"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("There is a problem. " + " ".join(problem.message for problem in self.problems))


class RuleBroken(Refused):
    """A rule of the area's policy, or one of the invariants I1 to I10, forbids the act.

    rule: the policy key or invariant, for example `statutory_lp_rule.looked_after` or `I6`.
    source: the guidance's title and page. pack: name and version of the policy pack, for example `ayrshire 2026.1`.
    repair: names the answer that would allow it (an override's reason), or None where nothing does.
    field: the answer that it is about, where there is one, as for `Invalid`.
    """

    code = "rule-broken"

    def __init__(
        self, message: str, *, rule: str, source: str, pack: str, repair: str | None = None, field: str = ""
    ) -> None:
        self.rule, self.source, self.pack, self.repair, self.field = rule, source, pack, repair, field
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a diagram, decision table or form cannot be published: where, what, and what to do about it.

    family: structure, faithful, soundness or girfec. severity: an “error” refuses, a “hint” does not. repair: what to do,
    where the message does not already say so. example: the script of steps that leads there (`girfec play --script`).
    """

    rule: str
    message: str
    file: str = ""
    element: str = ""
    name: str = ""
    line: int = 0
    family: str = ""
    severity: str = "error"
    repair: str = ""
    example: tuple[Mapping[str, object], ...] = ()

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        what = f" {self.element}" + (f" “{self.name}”" if self.name else "") if self.element else ""
        return f"{where}{what}: {self.message}"


class NotPublishable(Refused):
    """A release that would not run as drawn. `findings` lists everything that is wrong, not only the first."""

    code = "not-publishable"

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("This cannot be published. " + " ".join(str(finding) for finding in self.findings))


class Overrun(Refused):
    """A step ran past its budget of engine steps, seconds or bytes. The case stays as it was; an incident is opened."""

    code = "overrun"


class Stuck(Overrun):
    """The process cannot go on as drawn: a timer without a moment, no way out of a gateway, nothing left to wait for.

    Like an overrun it leaves the case as it was and opens an incident.
    """

    code = "stuck"


@dataclass(frozen=True, slots=True)
class Stale:
    """One field of a draft that somebody else changed in the meantime, with both texts."""

    field: str
    yours: object
    theirs: object
    theirs_by: str


class StaleDraft(Conflict):
    """A draft field was saved over a newer one. Both texts are kept and shown."""

    code = "stale-draft"

    def __init__(self, fields: Sequence[Stale]) -> None:
        self.fields = tuple(fields)
        super().__init__("Somebody else has changed this answer. Both texts are shown; choose which to keep.")


def listed(names: Mapping[str, object] | Sequence[str]) -> str:
    """“a, b and c”, for sentences that name what would have been accepted; “none” where there is nothing."""
    *first, last = sorted(names) or ("none",)
    return f"{', '.join(first)} and {last}" if first else last


# The number by which the web knows each kind of refusal. It stands here, beside the codes, because pages and API answer
# alike and neither may read the other; it is a fact about the refusals, and no HTTP library is needed to state it.
STATUS: Mapping[str, int] = {
    "refused": 400,
    "invalid": 400,
    "not-signed-in": 401,
    "forbidden": 403,
    "not-found": 404,
    "conflict": 409,
    "stale-draft": 409,
    "nothing-waiting": 409,
    "invalid-answers": 422,
    "rule-broken": 422,
    "key-reused": 422,
    "not-publishable": 422,
    "throttled": 429,
    "overrun": 503,
}


def status(refusal: Refused | type[Refused]) -> int:
    """The HTTP status that answers a refusal or a kind of them; one that has none of its own answers as its parent."""
    kind = refusal if isinstance(refusal, type) else type(refusal)
    return next(STATUS[one.code] for one in kind.__mro__ if issubclass(one, Refused) and one.code in STATUS)
