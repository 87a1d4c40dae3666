"""A compiled release: what the engine runs, shared between threads and cases, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from app.domain.errors import Invalid, NotFound
from app.domain.forms import CARRIED, FieldKind
from app.domain.messages import KINDS, Message
from app.engine import codec
from app.engine.codec import Live
from app.engine.model import FREE_TEXT, Model
from app.engine.values import usable_name


@dataclass(frozen=True, slots=True)
class ProcessOutline:
    """One process for lists, pages and the text beside its diagram.

    start_form: the form that is asked when a person starts it. message: what starts it as a side process. called_by: ids
    of processes that call it. startable: may a person start it? elements: (id, name, kind, lane) in drawing order. groups: group codes that it names.
    """

    id: str
    name: str
    file: str
    start_form: str | None
    message: str | None
    called_by: tuple[str, ...]
    startable: bool
    elements: tuple[tuple[str, str, str, str | None], ...]
    groups: frozenset[str]


@dataclass(frozen=True, eq=False)
class Release:
    """A release, ready to run. processes: {id: outline}. decisions: {id: Decision}. own: {process, or sub-process with
    a scope of its own: names that it sets itself}, which hide a caller's names from the start."""

    processes: Mapping[str, ProcessOutline]
    decisions: Mapping[str, Any]
    model: Model
    specs: Mapping[str, tuple[BpmnProcessSpec, codec.Specs]]
    fields_by_form: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def fields(self, form_id: str) -> tuple[str, ...]:
        """The answers of a form that are carried into the engine; all others stay in the answer table."""
        return self.fields_by_form.get(form_id, ())

    def starts_with(self, message: str) -> str | None:
        """The process that a message starts, None where there is none."""
        return next((one.id for one in self.processes.values() if one.message == message), None)

    # What the engine's commands ask

    def fresh(self, process_id: str) -> Live:
        """A process at its start. Raises NotFound where the release has none of this id."""
        if process_id not in self.specs:
            raise NotFound("There is no such process. Go back to the list of processes.")
        return codec.fresh(process_id, *self.specs[process_id])

    def load(self, state: bytes) -> Live:
        """A process as it was kept."""
        return codec.load(self.specs, state)

    def carried(self, form_id: str | None, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers that become variables. One that is not given is null, so that no earlier round's answer stays."""
        form = self.model.forms.get(form_id or "")
        if form is None:
            return {}
        return {
            key: self._rows(form.columns.get(key, {}), answers.get(key))
            if form.fields[key] is FieldKind.ROWS
            else answers.get(key)
            for key in self.fields(form.id)
        }

    def _rows(self, columns: Mapping[str, FieldKind], rows: Any) -> list[dict[str, Any]]:
        kept = [key for key, kind in columns.items() if kind in CARRIED and key in self.model.mentioned]
        return [{key: row.get(key) for key in kept} for row in rows or ()]

    def beginning(self, process_id: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """What a process starts with: its start form's answers or its message's payload, and other names that it reads."""
        outline = self.processes[process_id]
        if outline.message is not None:
            return self.payload(Message(outline.message, variables))
        form = self.model.forms.get(outline.start_form or "")
        asked = form.fields if form else {}
        return {
            **{key: value for key, value in variables.items() if key not in asked and self._read(key)},
            **self.carried(outline.start_form, variables),
        }

    def _read(self, name: str) -> bool:
        if not usable_name(name):
            raise Invalid(f"A process cannot start with something called “{name}”.")
        return name in self.model.mentioned

    def payload(self, message: Message) -> dict[str, Any]:
        """The fields of a message that become variables: those that something reads, and never free text."""
        kind = KINDS.get(message.name)
        fields = kind.fields if kind else {}
        return {
            key: message.payload.get(key)
            for key, (type_, _required) in fields.items()
            if type_ != FREE_TEXT and key in self.model.mentioned
        }
