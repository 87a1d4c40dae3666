"""form-js in, questions and checked answers out."""

from app.forms.answers import check
from app.forms.draw import Drawn, draw
from app.forms.invented import Choose, first, invented
from app.forms.kept import let_slip
from app.forms.posted import posted, with_row, without_row
from app.forms.reading import read
from app.forms.retold import retold
from app.forms.schema import Form, restricted, views
from app.forms.telling import told_by
from app.forms.told import Told, told
from app.forms.words import words

__all__ = [
    "Choose",
    "Drawn",
    "Form",
    "Told",
    "check",
    "draw",
    "first",
    "invented",
    "let_slip",
    "posted",
    "read",
    "restricted",
    "retold",
    "told",
    "told_by",
    "views",
    "with_row",
    "without_row",
    "words",
]
