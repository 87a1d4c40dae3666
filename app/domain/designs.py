"""Designs: a proposed change to one process, from the first draft to the release that a second person approved.

A draft is kept whatever it is; only what is no text, or is too long, is refused. Whoever has a hand in it cannot approve it.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID
from xml.sax.saxutils import escape

from app.domain.access import Actor, Permission
from app.domain.errors import Conflict, Forbidden, Invalid

LARGEST = 2_000_000  # bytes of a diagram, as feel.xml reads it
LONGEST_NOTE = 2_000  # characters of a note or a reason
LONGEST_NAME = 100  # characters of a process's name


class State(StrEnum):
    """Where a design stands. A returned proposal is a draft again; the last two are for good."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Mark:
    """Who did something, and when. person_id: None for the operator."""

    person_id: UUID | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a design's history. kind: made, joined, uploaded, proposed, returned, begun_again, withdrawn, published."""

    kind: str
    by: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class KeptText:
    """A text that another one took the place of, for download. digest: SHA-256, which names it. why: in words."""

    digest: str
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Design:
    """A proposed change to one process. process, file: what it was begun from; the text may say otherwise by now.

    base: the number of the release that it was begun from, or begun again. version: counts the saves. hands: everybody who
    may write into it, {person's id: name}. reason: why it was returned last. release: the number that it became.
    """

    id: UUID
    process: str
    name: str
    file: str
    base: int
    state: State
    version: int
    made: Mark
    saved: Mark
    hands: dict[UUID, str]
    note: str = ""
    proposed: Mark | None = None
    settled: Mark | None = None
    reason: str = ""
    release: int | None = None

    def drawn_by(self, actor: Actor) -> bool:
        """Has this person a hand in it?"""
        return actor.person_id in self.hands

    def expect(self, version: int) -> None:
        """Raise Conflict where somebody has saved since `version` was shown."""
        if self.version != version:
            raise Conflict(f"{self.saved.by} has saved another text since you opened this. Reload to see it.")


@dataclass(frozen=True, slots=True)
class May:
    """What one person may do to a design now."""

    edit: bool
    join: bool
    propose: bool
    settle: bool
    approve: bool
    withdraw: bool


def may(design: Design, actor: Actor) -> May:
    """What an actor may do to a design."""
    designer, mine = actor.may(Permission.PUBLISH), design.drawn_by(actor)
    draft, proposed = design.state is State.DRAFT, design.state is State.PROPOSED
    return May(
        edit=designer and mine and draft,
        join=designer and not mine and draft,
        propose=designer and mine and draft,
        settle=designer and proposed,
        approve=designer and proposed and not mine and actor.person_id is not None,
        withdraw=designer and mine and (draft or proposed),
    )


def require_hand(design: Design, actor: Actor) -> None:
    """Raise Forbidden where somebody who has no hand in a design would change it."""
    if not design.drawn_by(actor):
        raise Forbidden(
            f"{' and '.join(design.hands.values())} {'works' if len(design.hands) == 1 else 'work'} on this. Choose “Work on this too” first; you can then no longer approve it."
        )


def require_state(design: Design, *states: State) -> None:
    """Raise Conflict where a design has moved on."""
    if design.state not in states:
        raise Conflict(f"{STANDS[design.state]} Reload to see it as it is now.")


STANDS = {
    State.DRAFT: "This is a draft: it has not been proposed, or it was returned.",
    State.PROPOSED: "This has been proposed and waits for a second person. Return it before you change it.",
    State.PUBLISHED: "This has been published. Begin another change from what runs now.",
    State.WITHDRAWN: "This has been withdrawn. Begin another change from what runs now.",
}


def require_second_person(design: Design, actor: Actor) -> None:
    """Raise Forbidden where somebody would approve what they have a hand in, or nobody in particular would approve."""
    if actor.person_id is None or design.drawn_by(actor):
        raise Forbidden(
            "A second person approves this: somebody who has not worked on it. Ask a colleague who may publish processes."
        )


def text(content: bytes) -> bytes:
    """A draft's text as it is kept: UTF-8, and saying so. Raises Invalid for what is too long or no text."""
    if len(content) > LARGEST:
        raise Invalid(f"The diagram is larger than {LARGEST:,} bytes. Split it into several processes.")
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        said = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("This is not text. Save the diagram as BPMN 2.0 in UTF-8 from your modelling tool.") from None
    if not said.strip() or "\x00" in said:
        raise Invalid("There is no text in this. Save the diagram as BPMN 2.0 from your modelling tool.")
    kept = DECLARED.sub(r"\g<1>UTF-8\g<3>", said, count=1).encode()
    if len(kept) > LARGEST:
        raise Invalid(f"The diagram is larger than {LARGEST:,} bytes. Split it into several processes.")
    return kept


DECLARED = re.compile(r"""(\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["'])([^"'>]{1,40})(["'])""")


def words(said: str, *, needed: str = "") -> str:
    """A note or reason as it is kept. needed: the sentence for whoever left it empty. Raises Invalid."""
    kept = said.encode(errors="ignore").decode().replace("\x00", "").strip()
    if needed and not kept:
        raise Invalid(needed)
    if len(kept) > LONGEST_NOTE:
        raise Invalid(f"That is longer than {LONGEST_NOTE:,} characters. Shorten it.")
    return kept


def process_id(name: str) -> str:
    """The id of a new process of this name: “Ask the school” is ask_the_school. Raises Invalid where nothing is left."""
    found = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:60].strip("_")
    if not found or len(name) > LONGEST_NAME:
        raise Invalid(f"Give the process a name of at most {LONGEST_NAME} characters, with letters in it.")
    return found if found[0].isalpha() else f"process_{found}"


def blank(process: str, name: str) -> bytes:
    """A new process: a start, an end and one lane, drawn. process: its id."""
    return BLANK.format(process=process, name=escape(name, {'"': "&quot;"})).encode()


BLANK = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions_{process}" targetNamespace="https://girfec.invalid/processes">
  <bpmn:collaboration id="collaboration_{process}">
    <bpmn:participant id="pool_{process}" name="{name}" processRef="{process}" />
  </bpmn:collaboration>
  <bpmn:process id="{process}" name="{name}" isExecutable="true">
    <bpmn:laneSet id="lanes_{process}">
      <bpmn:lane id="lane_first" name="Whoever is responsible for the child">
        <bpmn:flowNodeRef>start</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>end</bpmn:flowNodeRef>
      </bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="start" name="It begins">
      <bpmn:outgoing>f_start_end</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:endEvent id="end" name="It is done">
      <bpmn:incoming>f_start_end</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="f_start_end" sourceRef="start" targetRef="end" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram_{process}">
    <bpmndi:BPMNPlane id="plane_{process}" bpmnElement="collaboration_{process}">
      <bpmndi:BPMNShape id="pool_{process}_di" bpmnElement="pool_{process}" isHorizontal="true">
        <dc:Bounds x="160" y="80" width="640" height="200" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="lane_first_di" bpmnElement="lane_first" isHorizontal="true">
        <dc:Bounds x="190" y="80" width="610" height="200" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="start_di" bpmnElement="start">
        <dc:Bounds x="242" y="162" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="230" y="205" width="60" height="14" /></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="end_di" bpmnElement="end">
        <dc:Bounds x="692" y="162" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="680" y="205" width="60" height="14" /></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="f_start_end_di" bpmnElement="f_start_end">
        <di:waypoint x="278" y="180" />
        <di:waypoint x="692" y="180" />
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""
