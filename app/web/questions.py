"""Questions of our own, asked where no process asks: about a new child, and about what is told to a case.

They are form-js files like all others, so that every question has one look and one check.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app import forms
from app.actions import pickers
from app.domain.deadlines import local
from app.web import pages
from app.web.edge import read

FOLDER = Path(__file__).parent / "questions"
Options = Mapping[str, tuple[tuple[str, str], ...]]


def named(name: str) -> forms.Form:
    """One of our forms: `start_case`, or the name of a message."""
    return forms.read((FOLDER / f"{name}.json").read_bytes(), file=f"{name}.json")


def context() -> dict[str, Any]:
    """What conditions of a form may read before there is a case."""
    return {"now": local(pages.now())}


def options(form: forms.Form) -> Options:
    """Whom a form's pickers offer before there is a case."""
    return read(lambda tx: pickers.for_start(tx, form))
