"""What judging a designer's file costs: a process of a hundred nodes, in the confined child, with all families of findings."""

from collections.abc import Iterator

from app import engine
from app.cli.feel import PACK, shipped
from app.domain import invented
from app.domain.errors import Finding
from app.engine import confined

PARTS = 16  # of six nodes each, with a start and an end
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:bench">'


def hundred() -> bytes:
    """Parallel and exclusive parts in turn, one after the other."""
    said = ['<startEvent id="s"/>', '<endEvent id="e"/>', _flow("s", "g0"), _flow(f"u{PARTS - 1}", "e")]
    for number in range(PARTS):
        said += _part(number)
    return f'{HEAD}<process id="hundred" isExecutable="true">{"".join(said)}</process></definitions>'.encode()


def _part(n: int) -> Iterator[str]:
    kind = "exclusiveGateway" if n % 2 else "parallelGateway"
    default = f' default="g{n}_b{n}"' if n % 2 else ""
    yield f'<{kind} id="g{n}"{default}/><{kind} id="j{n}"/>'
    yield "".join(f'<userTask id="{name}{n}"/>' for name in "abtu")
    condition = "<conditionExpression>case.registered</conditionExpression>" if n % 2 else ""
    yield _flow(f"g{n}", f"a{n}", condition) + _flow(f"g{n}", f"b{n}")
    yield "".join(_flow(f"{one}{n}", f"{other}{n}") for one, other in ("aj", "bj", "jt", "tu"))
    if n + 1 < PARTS:
        yield _flow(f"u{n}", f"g{n + 1}")


def _flow(source: str, target: str, inside: str = "") -> str:
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'


def check(process: bytes) -> tuple[Finding, ...]:
    """Its findings."""
    return confined.judged("hundred.bpmn", process, engine.Around(), invented.world(shipped(PACK)))
