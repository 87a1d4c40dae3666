"""Which family a rule belongs to, and a finding's sentence apart from what to do about it.

structure: the rules of BPMN. faithful: what the engine would not run as drawn. soundness: what would strand a case.
girfec: what publishing asks for besides. Only the first two keep a diagram from being played.
"""

from dataclasses import replace

from app.domain.errors import Finding

FAMILIES = ("structure", "faithful", "soundness", "girfec")
_MEMBERS = {
    "faithful": (
        "element", "engine", "feel", "id-taken", "ignored", "language", "not-run", "script", "size",
        "starts", "timer-form",
    ),
    "soundness": (
        "bounds", "call-circle", "deadlock", "default-missing", "free-text", "incident", "loop", "no-flow", "parallel-write", "repeat",
        "starving", "timer", "too-early", "twice", "two-wait", "uncaught", "unknown-name", "unreached", "unread",
    ),
    "girfec": (
        "acceptance", "answer", "assignee", "call", "code", "deadline", "decision", "end", "event-many", "form", "group",
        "id-elsewhere", "kind", "lane", "message", "name", "not-executable", "one-process", "operation", "passing",
        "people", "place", "priority", "start", "views",
    ),
}  # fmt: skip
FAMILY = {rule: family for family, rules in _MEMBERS.items() for rule in rules}


def placed(finding: Finding) -> Finding:
    """A finding with its family; a rule that is not listed is one of BPMN's own."""
    family = FAMILY.get(finding.rule, "girfec" if finding.rule.startswith("form.") else "structure")
    return finding if finding.family else replace(finding, family=family)


def parted(finding: Finding) -> tuple[str, str]:
    """What is wrong, and what to do: the last sentence, where the finding does not say it apart."""
    if finding.repair:
        return finding.message, finding.repair
    message, stop, repair = finding.message.rpartition(". ")
    return (message + ".", repair) if stop else (finding.message, "Compare it with a diagram that is published.")
