"""What a designer may choose from while drawing: people, forms, deadlines, operations, tables, processes, messages."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.actions import policy as packs
from app.actions import releases
from app.domain.access import Permission
from app.domain.deadlines import UNITS
from app.domain.messages import KINDS
from app.domain.operations import OPERATIONS
from app.domain.people import BY_POLICY, CHILD_GROUPS, OFFICES, RELATIONS
from app.domain.policy import Policy
from app.store import releases as published
from app.store.tx import Tx

Choice = Mapping[str, Any]


def offered(tx: Tx) -> Mapping[str, list[Choice]]:
    """{kind: [{value, label, …}]}, by label, from the newest release and the policy in force. Raises Forbidden.

    deadlines: keys of the policy for due("…", now). An operation's inputs and outputs: [{value, label}].
    """
    tx.actor.require(Permission.PUBLISH)
    release = releases.newest(tx)
    policy = packs.in_force(tx, published.in_force(tx)[0])
    relations = {
        f"{code} of {group}": f"{label} of: {said}"
        for code, label in RELATIONS.items()
        for group, said in CHILD_GROUPS.items()
    }
    return {
        "groups": _choices({**CHILD_GROUPS, **OFFICES, **BY_POLICY, **relations}),
        "forms": _choices({key: form.outline.title or key for key, form in release.forms.items()}),
        "deadlines": _choices(dict(_spans(policy))),
        "operations": [
            {
                "value": one.name,
                "label": _words(one.name),
                "inputs": _choices(one.inputs),
                "outputs": _choices(one.outputs),
            }
            for one in sorted(OPERATIONS.values(), key=lambda one: one.name)
        ],
        "decisions": _choices({key: table.name or _words(key) for key, table in release.engine.decisions.items()}),
        "processes": _choices({one.id: one.name for one in release.engine.processes.values()}),
        "messages": _choices({one.name: one.says for one in KINDS.values()}),
    }


def _spans(policy: Policy) -> Iterator[tuple[str, str]]:
    """Every length of time that the policy gives: its key, and what it is for with how long it is."""
    for key, setting in policy.settings.items():
        if setting.unit in UNITS:
            yield key, f"{setting.title}: {setting.words}"


def _words(code: str) -> str:
    return code.replace("_", " ").replace(".", ": ").capitalize()


def _choices(found: Mapping[str, str]) -> list[Choice]:
    return [
        {"value": value, "label": label} for value, label in sorted(found.items(), key=lambda one: (one[1], one[0]))
    ]
