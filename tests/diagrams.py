"""A few words to write BPMN with, so that a test shows what it is about and nothing else.

diagram("p", start(), user("ask", form="ask"), end(), *chain("start", "ask", "end"))
"""

from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'targetNamespace="http://girfec.example/bpmn">'
)
CAMUNDA = {
    "form": "formRef",
    "groups": "candidateGroups",
    "assignee": "assignee",
    "due": "dueDate",
    "priority": "priority",
    "topic": "topic",
    "decision": "decisionRef",
    "result": "resultVariable",
}


def diagram(process: str, *parts: str, name: str = "", around: str = "") -> bytes:
    """A file with one executable process. around: messages, errors and other things beside it."""
    body = "\n".join(parts)
    text = f'{HEAD}\n<bpmn:process id="{process}" name={quoteattr(name or process)} isExecutable="true">\n{body}\n</bpmn:process>'
    return f"{text}\n{around}\n</bpmn:definitions>".encode()


def element(tag: str, key: str, inside: str = "", **attributes: str | None) -> str:
    """Any BPMN element. Python names become BPMN's or camunda's attributes."""
    said = {"id": key, "name": attributes.pop("name", None) or key.replace("_", " ").capitalize()}
    said |= {
        f"camunda:{CAMUNDA[at]}" if at in CAMUNDA else at: text for at, text in attributes.items() if text is not None
    }
    return f"<bpmn:{tag} {' '.join(f'{at}={quoteattr(text)}' for at, text in said.items())}>{inside}</bpmn:{tag}>"


def start(key: str = "start", inside: str = "", **attributes: str) -> str:
    return element("startEvent", key, inside, **attributes)


def end(key: str = "end", inside: str = "", **attributes: str) -> str:
    return element("endEvent", key, inside, **attributes)


def user(key: str, inside: str = "", groups: str | None = "named_person", **attributes: str) -> str:
    return element("userTask", key, inside, groups=groups, **attributes)


def operation(key: str, topic: str, inputs: dict[str, str] | None = None, outputs: dict[str, str] | None = None) -> str:
    parameters = "".join(
        f'<camunda:{way}Parameter name="{name}">{escape(text)}</camunda:{way}Parameter>'
        for way, given in (("input", inputs or {}), ("output", outputs or {}))
        for name, text in given.items()
    )
    inside = f"<bpmn:extensionElements><camunda:inputOutput>{parameters}</camunda:inputOutput></bpmn:extensionElements>"
    return element("serviceTask", key, inside, topic=topic, **{"camunda:type": "external"})


def rule(key: str, decision: str, result: str) -> str:
    return element("businessRuleTask", key, decision=decision, result=result)


def call(
    key: str, process: str, into: dict[str, str] | None = None, out: dict[str, str] | None = None, inside: str = ""
) -> str:
    """into, out: {name on the other side: FEEL}."""
    crossing = "".join(
        f"<camunda:{way} sourceExpression={quoteattr('=' + text)} target={quoteattr(name)}/>"
        for way, given in (("in", into or {}), ("out", out or {}))
        for name, text in given.items()
    )
    extension = f"<bpmn:extensionElements>{crossing}</bpmn:extensionElements>" if crossing else ""
    return element("callActivity", key, extension + inside, calledElement=process)


def sub(key: str, *parts: str, **attributes: str) -> str:
    return element("subProcess", key, "\n".join(parts), **attributes)


def xor(key: str, default: str | None = None) -> str:
    return element("exclusiveGateway", key, default=default)


def both(key: str) -> str:
    return element("parallelGateway", key)


def some(key: str, default: str | None = None) -> str:
    return element("inclusiveGateway", key, default=default)


def first(key: str) -> str:
    return element("eventBasedGateway", key)


def catch(key: str, inside: str) -> str:
    return element("intermediateCatchEvent", key, inside)


def throw(key: str, inside: str = "") -> str:
    return element("intermediateThrowEvent", key, inside)


def boundary(key: str, at: str, inside: str, *, interrupting: bool = True) -> str:
    return element("boundaryEvent", key, inside, attachedToRef=at, cancelActivity="true" if interrupting else "false")


def timer(text: str, form: str = "Duration") -> str:
    return f"<bpmn:timerEventDefinition><bpmn:time{form}>{escape(text)}</bpmn:time{form}></bpmn:timerEventDefinition>"


def event(kind: str, ref: str | None = None) -> str:
    said = f' {kind}Ref="{ref}"' if ref else ""
    return f"<bpmn:{kind}EventDefinition{said}/>"


def message(name: str) -> str:
    """For `around`: the message that `event("message", name)` refers to."""
    return f'<bpmn:message id="{name}" name="{name}"/>'


def escalation(code: str) -> str:
    return f'<bpmn:escalation id="{code}" name="{code}" escalationCode="{code}"/>'


def error(code: str) -> str:
    return f'<bpmn:error id="{code}" name="{code}" errorCode="{code}"/>'


def signal(name: str) -> str:
    return f'<bpmn:signal id="{name}" name="{name}"/>'


def each(
    collection: str,
    item: str,
    output: str | None = None,
    answer: str | None = None,
    until: str | None = None,
    *,
    sequential: bool = False,
) -> str:
    """A multi-instance over a list."""
    inside = f"<bpmn:loopDataInputRef>{escape(collection)}</bpmn:loopDataInputRef>"
    inside += f"<bpmn:loopDataOutputRef>{output}</bpmn:loopDataOutputRef>" if output else ""
    inside += f'<bpmn:inputDataItem id="{item}" name="{item}"/>'
    inside += f'<bpmn:outputDataItem id="{answer}_item" name="{answer}"/>' if answer else ""
    inside += f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{"true" if sequential else "false"}">{inside}'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )


def loop(condition: str, maximum: int | None = None) -> str:
    said = f' loopMaximum="{maximum}"' if maximum else ""
    return (
        f"<bpmn:standardLoopCharacteristics{said}><bpmn:loopCondition>{escape(condition)}</bpmn:loopCondition>"
        "</bpmn:standardLoopCharacteristics>"
    )


def flow(source: str, target: str, when: str | None = None, key: str | None = None) -> str:
    condition = (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{escape(when)}</bpmn:conditionExpression>'
        if when
        else ""
    )
    said = key or f"{source}_to_{target}"
    return f'<bpmn:sequenceFlow id="{said}" sourceRef="{source}" targetRef="{target}">{condition}</bpmn:sequenceFlow>'


def chain(*keys: str) -> list[str]:
    """Flows from each to the next."""
    return [flow(source, target) for source, target in pairwise(keys)]
