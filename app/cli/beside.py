"""What a diagram on a disk may refer to: forms, decision tables and processes beside it, then those of the product."""

import os
from collections.abc import Iterator
from pathlib import Path

from app import engine, forms
from app.config import ROOT
from app.domain.errors import NotPublishable
from app.domain.forms import FormOutline

PRODUCT = ROOT


def around(file: Path) -> engine.Around:
    """The product's files, hidden by those of the same name or id beside `file`."""
    here = file.resolve().parent
    outlines: dict[str, FormOutline] = {}
    for found in (PRODUCT / "forms", here / "forms"):
        outlines |= {one.id: one for one in _forms(found)}
    tables = {
        path.name: path.read_bytes()
        for pattern, folder in (("**/*.dmn", PRODUCT / "bpmn"), ("*.dmn", here), ("**/*.dmn", here / "decisions"))
        for path in sorted(folder.glob(pattern))
        if readable(path)
    }
    return engine.Around(dict(_diagrams(file, here)), tables, outlines)


def readable(path: Path) -> bool:
    """Is it an ordinary file that may be read? A folder or a pipe may bear any name."""
    return path.is_file() and os.access(path, os.R_OK)


def _forms(folder: Path) -> Iterator[FormOutline]:
    for path in filter(readable, sorted(folder.rglob("*.json"))):
        try:
            yield forms.read(path.read_bytes()).outline
        except NotPublishable:
            continue  # a broken form is not there: whoever asks for it is told so


def _diagrams(file: Path, here: Path) -> Iterator[tuple[str, bytes]]:
    """The product's processes, and those beside the file that it names as called."""
    for path in sorted((PRODUCT / "bpmn").rglob("*.bpmn")):
        if path.resolve() != file.resolve():
            yield str(path.relative_to(PRODUCT)), path.read_bytes()
    content = file.read_bytes()
    if b"calledElement" not in content:
        return
    for path in list(filter(readable, sorted(here.glob("*.bpmn"))))[:MOST_BESIDE]:
        if path.resolve() != file.resolve() and here not in [one.parent for one in (PRODUCT / "bpmn").rglob("*.bpmn")]:
            yield path.name, path.read_bytes()


MOST_BESIDE = 20
