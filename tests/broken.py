"""Files that each break one of BPMN's finer rules, and the words to write them with."""

from conformance import by_event, fork, inner, line, link, many, rounds, task
from diagrams import (
    HEAD,
    both,
    boundary,
    call,
    catch,
    chain,
    diagram,
    element,
    end,
    error,
    escalation,
    event,
    first,
    flow,
    message,
    start,
    sub,
    throw,
    timer,
    xor,
)

NO_END = flow("a", "end")
IO = "<bpmn:ioSpecification>{}<bpmn:inputSet>{}</bpmn:inputSet><bpmn:outputSet/></bpmn:ioSpecification>"
OBJECT = '<bpmn:dataObject id="o"/><bpmn:dataObjectReference id="r" dataObjectRef="o"/>'


def pools(flows: str, *parts: str) -> bytes:
    """Two pools, p with `parts` and an empty one called other."""
    around = (
        '<bpmn:collaboration id="c"><bpmn:participant id="pool" processRef="p"/><bpmn:participant id="other"/>'
        f"{flows}</bpmn:collaboration>"
    )
    body = "".join(parts) or "".join((start(), task("a"), end(), *chain("start", "a", "end")))
    return f'{HEAD}{around}<bpmn:process id="p" isExecutable="true">{body}</bpmn:process></bpmn:definitions>'.encode()


def sent(source: str, target: str) -> str:
    return f'<bpmn:messageFlow id="mf" sourceRef="{source}" targetRef="{target}"/>'


def lanes(*refs: str) -> str:
    said = "".join(
        f'<bpmn:lane id="l{n}"><bpmn:flowNodeRef>{ref}</bpmn:flowNodeRef></bpmn:lane>' for n, ref in enumerate(refs)
    )
    return f'<bpmn:laneSet id="ls">{said}</bpmn:laneSet>'


def gate(kind: str, direction: str) -> bytes:
    return diagram(
        "p", start(), element(kind, "g", gatewayDirection=direction), task("a"), end(), *chain("start", "g", "a", "end")
    )


def reading(association: str, more: str = OBJECT, inside: str = "") -> bytes:
    return line(task("a", inside + association), more)


def associated(source: str | None, target: str | None, way: str = "Input") -> str:
    ends = "".join(
        f"<bpmn:{end}>{said}</bpmn:{end}>" for end, said in (("sourceRef", source), ("targetRef", target)) if said
    )
    return f'<bpmn:data{way}Association id="da">{ends}</bpmn:data{way}Association>'


# fmt: off
IFACE='<bpmn:interface id="if" name="I"><bpmn:operation id="op" name="O"><bpmn:inMessageRef>m</bpmn:inMessageRef></bpmn:operation></bpmn:interface>'+message("m")+message("n")
RES='<bpmn:resource id="res" name="R"><bpmn:resourceParameter id="rp" name="P"/></bpmn:resource><bpmn:resource id="res2" name="R2"><bpmn:resourceParameter id="rp2" name="P"/></bpmn:resource>'
DETAILS = {
    "role: ref and expression": line(task("a",'<bpmn:performer id="pf"><bpmn:resourceRef>res</bpmn:resourceRef><bpmn:resourceAssignmentExpression><bpmn:formalExpression>x</bpmn:formalExpression></bpmn:resourceAssignmentExpression></bpmn:performer>'),around=RES),
    "role: binding without resource": line(task("a",'<bpmn:performer id="pf"><bpmn:resourceParameterBinding parameterRef="rp"><bpmn:formalExpression>x</bpmn:formalExpression></bpmn:resourceParameterBinding></bpmn:performer>'),around=RES),
    "role: binding of another resource": line(task("a",'<bpmn:performer id="pf"><bpmn:resourceRef>res</bpmn:resourceRef><bpmn:resourceParameterBinding parameterRef="rp2"><bpmn:formalExpression>x</bpmn:formalExpression></bpmn:resourceParameterBinding></bpmn:performer>'),around=RES),
    "role: unknown resource": line(task("a",'<bpmn:performer id="pf"><bpmn:resourceRef>no</bpmn:resourceRef></bpmn:performer>'),around=RES),
    "role: assignment without expression": line(task("a",'<bpmn:performer id="pf"><bpmn:resourceAssignmentExpression/></bpmn:performer>')),
    "binding without expression": line(task("a",'<bpmn:performer id="pf"><bpmn:resourceRef>res</bpmn:resourceRef><bpmn:resourceParameterBinding parameterRef="rp"/></bpmn:performer>'),around=RES),
    "message item unknown": line(task("a"),around='<bpmn:message id="m" itemRef="no"/>'),
    "interfaceRef unknown": pools("").replace(b'<bpmn:participant id="other"/>',b'<bpmn:participant id="other"><bpmn:interfaceRef>no</bpmn:interfaceRef></bpmn:participant>'),
    "endPointRef unknown": pools("").replace(b'<bpmn:participant id="other"/>',b'<bpmn:participant id="other"><bpmn:endPointRef>no</bpmn:endPointRef></bpmn:participant>'),
    "definitionalCollaborationRef unknown": line(task("a")).replace(b'isExecutable="true"',b'isExecutable="true" definitionalCollaborationRef="no"'),
    "definitionalCollaborationRef wrong": line(task("a")).replace(b'isExecutable="true"',b'isExecutable="true" definitionalCollaborationRef="a"'),
    "supports unknown": line("<bpmn:supports>no</bpmn:supports>",task("a")),
    "supports wrong": line("<bpmn:supports>a</bpmn:supports>",task("a")),
    "supportedInterfaceRef unknown": line("<bpmn:supportedInterfaceRef>no</bpmn:supportedInterfaceRef>",task("a")),
    "public and executable": line(task("a")).replace(b'isExecutable="true"',b'isExecutable="true" processType="Public"'),
    "processType nonsense": line(task("a")).replace(b'isExecutable="true"',b'isExecutable="true" processType="Open"'),
    "isImmediate false": line(task("a")).replace(b'id="a_to_end"',b'id="a_to_end" isImmediate="false"'),
    "esp error start not interrupting": diagram("p", start(), sub("a", start("s"), end("f", event("error","e1")), flow("s","f"), by_event("v", event("error","e1"), interrupting=False)), end(), *chain("start","a","end"), around=error("e1")),
    "error end without code": diagram("p", start(), sub("a",start("s"),end("f",event("error","e")),flow("s","f")),boundary("x","a",event("error","e")),end(),*chain("start","a","end"),flow("x","end"),around='<bpmn:error id="e" name="E"/>'),
    "escalation end without code": diagram("p", start(), end("f",event("escalation","e")),flow("start","f"),around='<bpmn:escalation id="e" name="E"/>'),
    "escalation throw without code": line(throw("a",event("escalation","e")),around='<bpmn:escalation id="e" name="E"/>'),
    "link catch without throw": diagram("p", start(), task("a"), catch("l2",link("l")), end(), *chain("start","a","end"), flow("l2","end")),
    "link without name": diagram("p", start(), throw("l1",'<bpmn:linkEventDefinition id="d1"/>'), catch("l2",'<bpmn:linkEventDefinition id="d2"/>'), end(), flow("start","l1"), flow("l2","end")),
    "link across levels": diagram("p", start(), sub("a",start("s"),throw("l1",link("l")),flow("s","l1")), catch("l2",link("l")), end(), *chain("start","a","end"), flow("l2","end")),
    "link target ref unknown": diagram("p", start(), throw("l1",'<bpmn:linkEventDefinition id="d1" name="l"><bpmn:target>no</bpmn:target></bpmn:linkEventDefinition>'), catch("l2",link("l")), end(), flow("start","l1"), flow("l2","end")),
    "link source name differs": diagram("p", start(), throw("l1",'<bpmn:linkEventDefinition id="d1" name="l"><bpmn:target>d2</bpmn:target></bpmn:linkEventDefinition>'), catch("l2",'<bpmn:linkEventDefinition id="d2" name="k"/>'), end(), flow("start","l1"), flow("l2","end")),
    "message event of another message than its operation": line(throw("a",'<bpmn:messageEventDefinition messageRef="n"><bpmn:operationRef>op</bpmn:operationRef></bpmn:messageEventDefinition>'),around=IFACE),
    "event operation unknown": line(throw("a",'<bpmn:messageEventDefinition messageRef="m"><bpmn:operationRef>no</bpmn:operationRef></bpmn:messageEventDefinition>'),around=IFACE),
    "service task operation unknown": line(task("a",tag="serviceTask",operationRef="no")),
    "receive task other message": line(task("a",tag="receiveTask",operationRef="op",messageRef="n"),around=IFACE),
    "operation two outs": line(task("a"),around='<bpmn:interface id="if" name="I"><bpmn:operation id="op" name="O"><bpmn:inMessageRef>m</bpmn:inMessageRef><bpmn:outMessageRef>m</bpmn:outMessageRef><bpmn:outMessageRef>n</bpmn:outMessageRef></bpmn:operation></bpmn:interface>'+message("m")+message("n")),
    "operation errorRef unknown": line(task("a"),around='<bpmn:interface id="if" name="I"><bpmn:operation id="op" name="O"><bpmn:inMessageRef>m</bpmn:inMessageRef><bpmn:errorRef>no</bpmn:errorRef></bpmn:operation></bpmn:interface>'+message("m")),
    "interface without name": line(task("a"),around='<bpmn:interface id="if"><bpmn:operation id="op" name="O"><bpmn:inMessageRef>m</bpmn:inMessageRef></bpmn:operation></bpmn:interface>'+message("m")),
    "operation without name": line(task("a"),around='<bpmn:interface id="if" name="I"><bpmn:operation id="op"><bpmn:inMessageRef>m</bpmn:inMessageRef></bpmn:operation></bpmn:interface>'+message("m")),
    "compensate activityRef unknown": line(throw("a",'<bpmn:compensateEventDefinition activityRef="no"/>')),
    "compensate activityRef a gateway": diagram("p",start(),both("g"),task("b"),throw("a",'<bpmn:compensateEventDefinition activityRef="start"/>'),end(),*chain("start","g","b","a","end"),flow("g","end")),
    "compensation handler alone": diagram("p",start(),task("b"),task("u",isForCompensation="true"),end(),*chain("start","b","end")),
    "compensation boundary to ordinary task": diagram("p",start(),task("b"),boundary("x","b",event("compensate")),task("u"),end(),*chain("start","b","end"),'<bpmn:association id="as" sourceRef="x" targetRef="u"/>',flow("u","end")),
    "data object with a state": line(task("a"),'<bpmn:dataObject id="o"><bpmn:dataState id="ds" name="new"/></bpmn:dataObject>'),
    "data reference with an item": line(task("a"),'<bpmn:dataObject id="o"/><bpmn:dataObjectReference id="r" dataObjectRef="o" itemSubjectRef="it"/>',around='<bpmn:itemDefinition id="it"/>'),
    "data collection mismatch": line(task("a"),'<bpmn:dataObject id="o" isCollection="false" itemSubjectRef="it"/>',around='<bpmn:itemDefinition id="it" isCollection="true"/>'),
    "data input collection mismatch": reading("",inside='<bpmn:ioSpecification><bpmn:dataInput id="i" isCollection="true" itemSubjectRef="it"/><bpmn:inputSet><bpmn:dataInputRefs>i</bpmn:dataInputRefs></bpmn:inputSet><bpmn:outputSet/></bpmn:ioSpecification>').replace(b"</bpmn:definitions>",b'<bpmn:itemDefinition id="it"/></bpmn:definitions>'),
    "optional input not in set": reading("",inside='<bpmn:ioSpecification><bpmn:dataInput id="i"/><bpmn:dataInput id="k"/><bpmn:inputSet><bpmn:dataInputRefs>i</bpmn:dataInputRefs><bpmn:optionalInputRefs>k</bpmn:optionalInputRefs></bpmn:inputSet><bpmn:inputSet><bpmn:dataInputRefs>k</bpmn:dataInputRefs></bpmn:inputSet><bpmn:outputSet/></bpmn:ioSpecification>'),
    "while executing input not in set": reading("",inside='<bpmn:ioSpecification><bpmn:dataInput id="i"/><bpmn:dataInput id="k"/><bpmn:inputSet><bpmn:dataInputRefs>i</bpmn:dataInputRefs><bpmn:whileExecutingInputRefs>k</bpmn:whileExecutingInputRefs></bpmn:inputSet><bpmn:inputSet><bpmn:dataInputRefs>k</bpmn:dataInputRefs></bpmn:inputSet><bpmn:outputSet/></bpmn:ioSpecification>'),
    "optional output not in set": reading("",inside='<bpmn:ioSpecification><bpmn:dataOutput id="i"/><bpmn:dataOutput id="k"/><bpmn:inputSet/><bpmn:outputSet><bpmn:dataOutputRefs>i</bpmn:dataOutputRefs><bpmn:optionalOutputRefs>k</bpmn:optionalOutputRefs></bpmn:outputSet><bpmn:outputSet><bpmn:dataOutputRefs>k</bpmn:dataOutputRefs></bpmn:outputSet></bpmn:ioSpecification>'),
    "input set refs one-sided": reading("",inside='<bpmn:ioSpecification><bpmn:inputSet id="is1"><bpmn:outputSetRefs>os1</bpmn:outputSetRefs></bpmn:inputSet><bpmn:outputSet id="os1"/></bpmn:ioSpecification>'),
    "sub-process with inputs": line(sub("a",'<bpmn:ioSpecification><bpmn:dataInput id="i"/><bpmn:inputSet><bpmn:dataInputRefs>i</bpmn:dataInputRefs></bpmn:inputSet><bpmn:outputSet/></bpmn:ioSpecification>',*inner(task("b")))),
    "send task two inputs": line(task("a",'<bpmn:ioSpecification><bpmn:dataInput id="i"/><bpmn:dataInput id="k"/><bpmn:inputSet><bpmn:dataInputRefs>i</bpmn:dataInputRefs><bpmn:dataInputRefs>k</bpmn:dataInputRefs></bpmn:inputSet><bpmn:outputSet/></bpmn:ioSpecification>',tag="sendTask")),
    "send task two sets": line(task("a","<bpmn:ioSpecification><bpmn:inputSet/><bpmn:inputSet/><bpmn:outputSet/></bpmn:ioSpecification>",tag="sendTask")),
    "service task two input sets": line(task("a","<bpmn:ioSpecification><bpmn:inputSet/><bpmn:inputSet/><bpmn:outputSet/></bpmn:ioSpecification>",tag="serviceTask")),
    "service task two output sets": line(task("a","<bpmn:ioSpecification><bpmn:inputSet/><bpmn:outputSet/><bpmn:outputSet/></bpmn:ioSpecification>",tag="serviceTask")),
    "receive task two outputs": line(task("a",'<bpmn:ioSpecification><bpmn:dataOutput id="i"/><bpmn:dataOutput id="k"/><bpmn:inputSet/><bpmn:outputSet><bpmn:dataOutputRefs>i</bpmn:dataOutputRefs><bpmn:dataOutputRefs>k</bpmn:dataOutputRefs></bpmn:outputSet></bpmn:ioSpecification>',tag="receiveTask")),
    "send task with output": line(task("a",'<bpmn:ioSpecification><bpmn:dataOutput id="i"/><bpmn:inputSet/><bpmn:outputSet><bpmn:dataOutputRefs>i</bpmn:dataOutputRefs></bpmn:outputSet></bpmn:ioSpecification>',tag="sendTask")),
    "receive task with input": line(task("a",'<bpmn:ioSpecification><bpmn:dataInput id="i"/><bpmn:inputSet><bpmn:dataInputRefs>i</bpmn:dataInputRefs></bpmn:inputSet><bpmn:outputSet/></bpmn:ioSpecification>',tag="receiveTask")),
    "script without format": line(task("a","<bpmn:script>x</bpmn:script>",tag="scriptTask")),
    "loopDataInputRef to nothing": line(task("a","<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>1 no</bpmn:loopDataInputRef></bpmn:multiInstanceLoopCharacteristics>")),
    "loop and multi": line(task("a",rounds('loopMaximum="2"')+many("2"))),
    "complex behaviour without condition": line(task("a",'<bpmn:multiInstanceLoopCharacteristics behavior="Complex"><bpmn:loopCardinality>2</bpmn:loopCardinality><bpmn:complexBehaviorDefinition/></bpmn:multiInstanceLoopCharacteristics>')),
    "extension must be understood": line(task("a")).replace(b"<bpmn:process",b'<bpmn:extension mustUnderstand="true" definition="x:y"/><bpmn:process',1),
    "complex join without condition": diagram("p",*fork("parallelGateway","complexGateway")),
    "conversation with one participant": pools('<bpmn:conversation id="cv"><bpmn:participantRef>pool</bpmn:participantRef></bpmn:conversation>'),
    "conversation participant unknown": pools('<bpmn:conversation id="cv"><bpmn:participantRef>pool</bpmn:participantRef><bpmn:participantRef>no</bpmn:participantRef></bpmn:conversation>'),
    "conversation link unknown": pools('<bpmn:conversation id="cv"><bpmn:participantRef>pool</bpmn:participantRef><bpmn:participantRef>other</bpmn:participantRef></bpmn:conversation><bpmn:conversationLink id="cl" sourceRef="pool" targetRef="no"/>'),
    "conversation link between pools": pools('<bpmn:conversation id="cv"><bpmn:participantRef>pool</bpmn:participantRef><bpmn:participantRef>other</bpmn:participantRef></bpmn:conversation><bpmn:conversationLink id="cl" sourceRef="pool" targetRef="other"/>'),
    "conversation messageFlowRef unknown": pools('<bpmn:conversation id="cv"><bpmn:participantRef>pool</bpmn:participantRef><bpmn:participantRef>other</bpmn:participantRef><bpmn:messageFlowRef>no</bpmn:messageFlowRef></bpmn:conversation>'),
    "participant association unknown": pools("<bpmn:participantAssociation><bpmn:innerParticipantRef>no</bpmn:innerParticipantRef><bpmn:outerParticipantRef>pool</bpmn:outerParticipantRef></bpmn:participantAssociation>"),
    "correlation subscription key unknown": line('<bpmn:correlationSubscription id="cs" correlationKeyRef="no"/>',task("a")),
    "correlation binding property unknown": line('<bpmn:correlationSubscription id="cs" correlationKeyRef="k"><bpmn:correlationPropertyBinding correlationPropertyRef="no"><bpmn:dataPath>x</bpmn:dataPath></bpmn:correlationPropertyBinding></bpmn:correlationSubscription>',task("a")),
    "message flow messageRef unknown": pools('<bpmn:messageFlow id="mf" sourceRef="a" targetRef="other" messageRef="no"/>'),
    "message flow to a lane": pools('<bpmn:messageFlow id="mf" sourceRef="other" targetRef="l0"/>', lanes("a"), start(), task("a"), end(), *chain("start","a","end")),
    "message flow from a data object": pools('<bpmn:messageFlow id="mf" sourceRef="o" targetRef="other"/>', '<bpmn:dataObject id="o"/>', start(), task("a"), end(), *chain("start","a","end")),
    "message flow to a timer": pools(sent("other","c"), start(), catch("c",timer("P1D")), end(), *chain("start","c","end")),
    "message flow to a boundary timer": pools(sent("other","c"), start(), task("a"),boundary("c","a",timer("P1D")), end(), *chain("start","a","end"),flow("c","end")),
    "message flow from a catch": pools(sent("c","other")+"", start(), catch("c",event("message","m")), end(), *chain("start","c","end")).replace(b"</bpmn:definitions>",message("m").encode()+b"</bpmn:definitions>"),
    "message flow to a throw": pools(sent("other","c"), start(), throw("c",event("message","m")), end(), *chain("start","c","end")).replace(b"</bpmn:definitions>",message("m").encode()+b"</bpmn:definitions>"),
    "sequence flow between pools elements": pools("",start(),task("a"),end(),*chain("start","a","end"),flow("a","other")),
    "sequence flow from data object": line(task("a"),'<bpmn:dataObject id="o"/>',flow("o","a")),
    "sequence flow to a lane": line(lanes("a"),task("a"),flow("a","l0")),
    "sequence flow to itself from start": diagram("p",start(),task("a"),end(),*chain("start","a","end"),flow("start","start")),
    "sequence flow without source attr": line(task("a")).replace(b' sourceRef="a"',b""),
    "esp in flow from it": diagram("p",start(),task("a"),by_event("v",event("message","m")),end(),*chain("start","a","end"),flow("v","end"),around=message("m")),
    "esp boundary inside": diagram("p",start(),task("a"),by_event("v",event("message","m")),boundary("x","v",timer("P1D")),end(),*chain("start","a","end"),flow("x","end"),around=message("m")),
    "esp without start": line(task("a"),sub("v",task("h"),triggeredByEvent="true")),
    "esp start with incoming": diagram("p",start(),task("a"),end(),*chain("start","a","end"),sub("v",start("s",event("message","m")),task("h"),end("e"),*chain("s","h","e"),flow("h","s"),triggeredByEvent="true"),around=message("m")),
    "esp start about a cancel": line(task("a"),by_event("v",event("cancel"))),
    "esp start about terminate": line(task("a"),by_event("v",event("terminate"))),
    "esp start about a link": line(task("a"),by_event("v",link("l"))),
    "start about cancel": diagram("p",start("start",event("cancel")),end(),flow("start","end")),
    "start about terminate": diagram("p",start("start",event("terminate")),end(),flow("start","end")),
    "start about link": diagram("p",start("start",link("l")),end(),flow("start","end")),
    "end about link": diagram("p",start(),end("end",link("l")),flow("start","end")),
    "end about message without": diagram("p",start(),end("end",event("message")),flow("start","end")),
    "throw about condition": line(throw("a","<bpmn:conditionalEventDefinition><bpmn:condition>x</bpmn:condition></bpmn:conditionalEventDefinition>")),
    "throw about cancel": line(throw("a",event("cancel"))),
    "catch about cancel": line(catch("a",event("cancel"))),
    "catch about escalation": line(catch("a",event("escalation","c")),around=escalation("c")),
    "catch about compensation": line(catch("a",event("compensate"))),
    "catch about nothing": line(catch("a","")),
    "boundary about link": diagram("p",start(),task("a"),boundary("x","a",link("l")),end(),*chain("start","a","end"),flow("x","end")),
    "boundary attached to event": diagram("p",start(),task("a"),boundary("x","start",timer("P1D")),end(),*chain("start","a","end"),flow("x","end")),
    "boundary attached to sub of other level": diagram("p",start(),sub("a",*inner(task("b"))),boundary("x","b",timer("P1D")),end(),*chain("start","a","end"),flow("x","end")),
    "boundary without attachedToRef": diagram("p",start(),task("a"),boundary("x","a",timer("P1D")),end(),*chain("start","a","end"),flow("x","end")).replace(b' attachedToRef="a"',b""),
    "cancel boundary not interrupting": diagram("p",start(),element("transaction","a","".join(inner(task("b")))),boundary("x","a",event("cancel"),interrupting=False),end(),*chain("start","a","end"),flow("x","end")),
    "boundary cancel on call": diagram("p",start(),call("a","p"),boundary("x","a",event("cancel")),end(),*chain("start","a","end"),flow("x","end")),
    "timer duration no duration": line(catch("a",timer("2 weeks"))),
    "a link with a second event definition": line(catch("a",event("message","m")+'<bpmn:linkEventDefinition name="l"/>'),around=message("m")),
    "lane of nothing ref": line('<bpmn:laneSet id="ls"><bpmn:lane id="l"><bpmn:flowNodeRef>p</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',task("a")),
    "lane refs a flow": line('<bpmn:laneSet id="ls"><bpmn:lane id="l"><bpmn:flowNodeRef>a_to_end</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',task("a")),
    "lane partition unknown": line('<bpmn:laneSet id="ls"><bpmn:lane id="l" partitionElementRef="no"/></bpmn:laneSet>',task("a")),
    "no target namespace": line(task("a")).replace(b' targetNamespace="http://girfec.example/bpmn"',b""),
    "wrong namespace": line(task("a")).replace(b"20100524/MODEL",b"20100524/OTHER"),
    "unknown element": line(task("a"),"<bpmn:wish id='w'/>"),
    "foreign element outside extension": line(task("a"),"<x:wish xmlns:x='urn:x' id='w'/>"),
    "text in a process": line(task("a"),"words"),
    "two conditions": diagram("p",start(),xor("g",default="d"),task("a"),end(),flow("start","g"),flow("g","a","x").replace("</bpmn:sequenceFlow>","<bpmn:conditionExpression>y</bpmn:conditionExpression></bpmn:sequenceFlow>"),flow("g","end",key="d"),flow("a","end")),
    "empty condition": diagram("p",start(),xor("g",default="d"),task("a"),end(),flow("start","g"),'<bpmn:sequenceFlow id="ga" sourceRef="g" targetRef="a"><bpmn:conditionExpression/></bpmn:sequenceFlow>',flow("g","end",key="d"),flow("a","end")),
    "condition out of event gateway": diagram("p",start(),first("g"),catch("a",timer("P1D")),catch("b",timer("P2D")),end(),flow("start","g"),flow("g","a","x"),flow("g","b"),flow("a","end"),flow("b","end")),
    "condition out of boundary": diagram("p",start(),task("a"),boundary("x","a",timer("P1D")),task("b"),end(),*chain("start","a","end"),flow("x","b","v"),flow("x","end"),flow("b","end")),
    "default on a start": diagram("p",start(default="start_to_a"),task("a"),end(),*chain("start","a","end")),
    "default is incoming": diagram("p",start(),task("a",default="start_to_a"),task("b"),end(),*chain("start","a","end"),flow("a","b","x"),flow("b","end")),
    "event gateway to end": diagram("p",start(),first("g"),catch("a",timer("P1D")),end(),flow("start","g"),flow("g","a"),flow("g","end"),flow("a","end")),
    "event gateway to gateway": diagram("p",start(),first("g"),catch("a",timer("P1D")),xor("k"),end(),flow("start","g"),flow("g","a"),flow("g","k"),flow("k","end"),flow("a","end")),
    "event gateway to sub": diagram("p",start(),first("g"),catch("a",timer("P1D")),sub("k",*inner(task("b"))),end(),flow("start","g"),flow("g","a"),flow("g","k"),flow("k","end"),flow("a","end")),
    "event gateway receive with boundary": diagram("p",start(),first("g"),catch("a",timer("P1D")),task("k",tag="receiveTask",messageRef="m"),boundary("x","k",timer("P3D")),end(),flow("start","g"),flow("g","a"),flow("g","k"),flow("k","end"),flow("a","end"),flow("x","end"),around=message("m")),
    "adhoc parallel with flow": line(element("adHocSubProcess","a",task("b"),ordering="Wild")),
    "adhoc end": line(element("adHocSubProcess","a",task("b")+end("e")+flow("b","e"))),
    "transaction method": line(element("transaction","a","".join(inner(task("b"))),method="##Nonsense thing")),
    "call of data": line(element("callActivity","a",calledElement="o"),'<bpmn:dataObject id="o"/>'),
    "call of collaboration": pools("",start(),element("callActivity","a",calledElement="c"),end(),*chain("start","a","end")),
    "call of global conversation?": line(element("callActivity","a",calledElement="start")),
    "data store capacity text": line(task("a"),around='<bpmn:dataStore id="d" capacity="many"/>'),
    "data association without target": line(task("a",'<bpmn:dataInputAssociation id="da"><bpmn:sourceRef>r</bpmn:sourceRef></bpmn:dataInputAssociation>'),OBJECT),
    "data association without source": line(task("a",'<bpmn:dataOutputAssociation id="da"><bpmn:targetRef>r</bpmn:targetRef></bpmn:dataOutputAssociation>'),OBJECT),
    "data output to input": line(task("a",'<bpmn:ioSpecification><bpmn:dataInput id="i"/><bpmn:inputSet><bpmn:dataInputRefs>i</bpmn:dataInputRefs></bpmn:inputSet><bpmn:outputSet/></bpmn:ioSpecification><bpmn:dataOutputAssociation id="da"><bpmn:sourceRef>i</bpmn:sourceRef><bpmn:targetRef>r</bpmn:targetRef></bpmn:dataOutputAssociation>'),OBJECT),
    "association to sequence flow missing": line(task("a"),'<bpmn:association id="as" targetRef="a"/>'),
    "association direction": line(task("a"),'<bpmn:textAnnotation id="ta"/><bpmn:association id="as" sourceRef="a" targetRef="ta" associationDirection="Up"/>'),
    "signal catch without definition ref": line(catch("a",event("signal"))),
    "process ref to collaboration": pools("").replace(b'processRef="p"',b'processRef="c"'),
    "duplicate flow ids": line(task("a")).replace(b'id="a_to_end"',b'id="start_to_a"'),
    "id with a colon": line(task("a")).replace(b'"a"',b'"x:a"'),
    "dataObject in definitions": line(task("a"),around='<bpmn:dataObject id="o"/>'),
    "task in definitions": line(task("a"),around='<bpmn:task id="o"/>'),
    "message in process": line(task("a"),message("m")),
    "participant in process": line(task("a"),'<bpmn:participant id="pp"/>'),
    "lane set in gateway": line(task("a"),'<bpmn:exclusiveGateway id="gx"><bpmn:laneSet id="ls"/></bpmn:exclusiveGateway>'),
    "two loop cardinalities": line(task("a","<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>2</bpmn:loopCardinality><bpmn:loopCardinality>3</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>")),
    "loopMaximum text": line(task("a",rounds('loopMaximum="many"'))),
    "startQuantity 0": line(task("a",startQuantity="0")),
    "completionQuantity text": line(task("a",completionQuantity="x")),
    "isInterrupting text": diagram("p",start("start",isInterrupting="maybe"),task("a"),end(),*chain("start","a","end")),
    "cancelActivity text": diagram("p",start(),task("a"),boundary("x","a",timer("P1D")).replace('cancelActivity="true"','cancelActivity="yes"'),end(),*chain("start","a","end"),flow("x","end")),
    "gateway: default of parallel": diagram("p",start(),element("parallelGateway","g",default="to_b"),task("a"),task("b"),end(),flow("start","g"),flow("g","a"),flow("g","b",key="to_b"),flow("a","end"),flow("b","end")),
    "none behaviour unknown event": line(task("a",many("3",more='behavior="None" noneBehaviorEventRef="no"'))),
    "start with data input": diagram("p",start("start",'<bpmn:dataInput id="i"/>'),task("a"),end(),*chain("start","a","end")),
    "callable global task two": line(task("a"),around='<bpmn:globalTask id="p" name="x"/>'),
    "import without type": line(task("a")).replace(b"<bpmn:process",b'<bpmn:import namespace="urn:x" location="x.xsd"/><bpmn:process',1),
    "process laneSet node of sub process lanes": line(sub("a",'<bpmn:laneSet id="l2"><bpmn:lane id="l3"><bpmn:flowNodeRef>start</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',*inner(task("b")))),
    "two sub process same flows": diagram("p",start(),task("a"),end(),*chain("start","a","end"),flow("end","end")),
}
