"""The one safe way to read XML, for decision tables here and for diagrams in the engine.

No document type, so no entities and nothing to expand; no network; no huge trees. Size is bounded before parsing.
"""

from typing import Any

from lxml import etree

from app.domain.errors import Invalid

DEEPEST = 200


def parse(content: bytes, *, limit: int = 2_000_000) -> Any:
    """The document's root element; elements keep their sourceline.

    Raises Invalid for anything that is not well-formed, is longer than `limit` bytes, is nested deeper than 200, or
    has a DOCTYPE.
    """
    if len(content) > limit:
        raise Invalid(f"The file is larger than {limit:,} bytes. Split it into several files.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, LookupError, ValueError) as why:
        raise Invalid(f"The file is not well-formed XML: {why}. Save it again with your modelling tool.") from why
    document: Any = root.getroottree().docinfo
    if document.doctype or document.internalDTD is not None:
        raise Invalid("The file has a DOCTYPE, which is not allowed. Remove that line.")
    if _deeper(root, DEEPEST):
        raise Invalid(f"The file's elements are nested more than {DEEPEST} deep. Simplify it.")
    return root


def _deeper(root: Any, deepest: int) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > deepest:
            return True
    return False


def local(element: Any) -> str:
    """The element's name without its namespace; nothing for comments and processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
