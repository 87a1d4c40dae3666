"""Nobody is left without somebody responsible: who is to take a role over accepts it before it is theirs.

Source: GIRFEC Practice Guidance 3: the role of the lead professional.
"""

from collections.abc import Iterator, Mapping

from app.domain.errors import Finding
from app.engine.check.saying import at
from app.engine.drawing import Drawing
from app.engine.model import Model

BEGINS = frozenset(
    {"begin_lead_professional", "begin_interim_lead_professional", "begin_named_person", "begin_partner", "hand_back"}
)


def problems(drawing: Drawing, model: Model) -> Iterator[Finding]:
    """Roles that begin on a path without an acceptance before them."""
    before: dict[str, list[str]] = {}
    for flow in drawing.flows:
        before.setdefault(flow.target, []).append(flow.source)
    for element in drawing.of("serviceTask"):
        if element.topic in BEGINS and _unaccepted(drawing, model, element.id, before):
            message = (
                f"A path leads to “{element.label}” on which nobody has accepted the role. "
                "Draw a step before it in which the next responsible person accepts or declines."
            )
            yield at(element, "acceptance", message)


def _unaccepted(drawing: Drawing, model: Model, key: str, before: Mapping[str, list[str]]) -> bool:
    """Can a start be reached backwards without passing a step whose form asks for acceptance?"""
    seen: set[str] = set()
    ahead = [key]
    while ahead:
        one = drawing.elements.get(ahead.pop())
        if one is None or one.id in seen:
            continue
        seen.add(one.id)
        if any("accept" in field for field in model.fields(one)):
            continue
        if one.kind == "startEvent" and one.container == drawing.process:
            return True
        if one.attached and any("accept" in field for field in model.fields(drawing.elements.get(one.attached, one))):
            continue  # no answer in time is an answer to this question
        ahead += before.get(one.id, [])
        ahead += [one.attached] if one.attached else []
        ahead += [one.container] if one.kind == "startEvent" else []
    return False
