"""From a file's bytes to its text twin."""

from app import feel
from app.domain.errors import Invalid
from app.engine.drawing import BPMN
from app.engine.reading import apart
from app.engine.twin import Told, twin


def read(file: str, content: bytes) -> tuple[Told, ...]:
    """Every process of a diagram as numbered lines, publishable or not. Raises Invalid where it is no BPMN diagram."""
    root = feel.xml.parse(content)
    if root.tag != f"{BPMN}definitions":
        raise Invalid(f"{file} is not a BPMN 2.0 diagram. Save it as BPMN from your modelling tool.")
    return tuple(Told(one.process, one.name, twin(one)) for one in apart(file, root))
