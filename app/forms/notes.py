"""What was met while a form was read: findings, expressions, and what those read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app import feel
from app.domain.errors import Finding, listed
from app.feel import Expression


@dataclass(slots=True)
class Notes:
    """Notes on one file.

    findings: what is wrong. expressions: every FEEL text with its component's id. reads: every name that they read.
    met: expressions of the component at hand, by its id. ids: of the components so far. keys: of all answers, wherever
    they are asked.
    """

    file: str
    text: str
    findings: list[Finding] = field(default_factory=list)
    expressions: list[tuple[str, str]] = field(default_factory=list)
    reads: set[str] = field(default_factory=set)
    met: dict[str, list[Expression]] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)

    def wrong(self, rule: str, message: str, raw: Mapping[str, Any] | None = None) -> None:
        """Note a finding at a component, or at the form as a whole."""
        element, label = (str((raw or {}).get(name) or "") for name in ("id", "label"))
        found = re.search(rf'"id"\s*:\s*"{re.escape(element)}"', self.text) if element else None
        line = self.text.count("\n", 0, found.start()) + 1 if found else 0
        self.findings.append(Finding(f"form.{rule}", message, self.file, element, label[:80], line))

    def expression(self, raw: dict[str, Any], text: Any) -> Expression | None:
        """FEEL after “=”, compiled and noted."""
        if not isinstance(text, str) or not text.lstrip().startswith("="):
            self.wrong("feel", "An expression in FEEL is needed here, after “=”.", raw)
            return None
        bare = text.lstrip()[1:].strip()
        try:
            compiled = feel.compile(bare)
        except feel.FeelError as error:
            self.wrong("feel", f"The expression “{bare[:80]}” cannot be read: {error}", raw)
            return None
        self.expressions.append((str(raw.get("id")), bare))
        if compiled.calls:
            self.wrong("feel", f"A form cannot call {listed(tuple(compiled.calls))}. Use FEEL's own functions.", raw)
        self.reads |= compiled.names | compiled.item_names
        self.met.setdefault(str(raw.get("id")), []).append(compiled)
        return compiled


def everything(raws: Any) -> Iterator[dict[str, Any]]:
    """Every component of a list, however deep, as it was written."""
    waiting = list(raws) if isinstance(raws, list) else []
    while waiting:
        raw = waiting.pop()
        if isinstance(raw, dict):
            yield raw
            inner = raw.get("components")
            waiting.extend(inner if isinstance(inner, list) else ())


def part(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An attribute that is an object; empty where it is none."""
    value = raw.get(name)
    return value if isinstance(value, dict) else {}
