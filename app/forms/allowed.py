"""What a form-js file may say here: component types, their attributes, and the names that an answer may not have."""

import re

from app.domain.forms import FieldKind
from app.feel.functions import BUILTINS
from app.feel.grammar import KEYWORDS

KINDS = {
    "textfield": FieldKind.TEXT,
    "textarea": FieldKind.TEXT,
    "number": FieldKind.NUMBER,
    "datetime": FieldKind.DATE,
    "checkbox": FieldKind.CHECK,
    "checklist": FieldKind.CHOICES,
    "taglist": FieldKind.CHOICES,
    "radio": FieldKind.CHOICE,
    "select": FieldKind.CHOICE,
    "expression": FieldKind.TEXT,
    "dynamiclist": FieldKind.ROWS,
}
REFUSED = {
    "html": "Free HTML could carry a script. Use a text component, which knows paragraphs, lists and emphasis.",
    "iframe": "A page inside the page could be anybody's. Put what people need to read into a text component.",
    "filepicker": "Files cannot be kept with an answer yet. Ask where the document is filed, in a text field.",
    "documentPreview": "Documents cannot be shown in a form yet. Ask where the document is filed, in a text field.",
}

# What each type may say besides `type` and `id`. Anything else would be shown to a designer and do nothing here.
_ANY = frozenset({"conditional", "layout", "properties"})
_INPUT = _ANY | {"key", "label", "description", "readonly", "disabled", "validate", "defaultValue"}
_MANY = _INPUT | {"values", "valuesKey", "valuesExpression"}
_BOX = _ANY | {"label", "path", "components", "showOutline", "verticalAlignment"}
ATTRIBUTES = {
    "textfield": _INPUT | {"appearance"},
    "textarea": _INPUT,
    "number": _INPUT | {"appearance", "decimalDigits", "increment", "serializeToString"},
    "datetime": _INPUT | {"subtype", "dateLabel", "disallowPassedDates"},
    "checkbox": _INPUT,
    "checklist": _MANY,
    "taglist": _MANY,
    "radio": _MANY,
    "select": _MANY | {"searchable"},
    "expression": _ANY | {"key", "expression", "computeOn"},
    "text": _ANY | {"text"},
    "separator": _ANY,
    "spacer": _ANY | {"height"},
    "table": _ANY | {"label", "dataSource", "columns", "rowCount"},
    "image": _ANY | {"source", "alt"},
    "button": _ANY | {"label", "action"},
    "group": _BOX,
    "dynamiclist": _BOX
    | {"isRepeating", "allowAddRemove", "defaultRepetitions", "disableCollapse", "nonCollapsedItems"},
}
VALIDATE = {
    "textfield": {"required", "minLength", "maxLength", "pattern", "patternErrorMessage", "validationType"},
    "textarea": {"required", "minLength", "maxLength"},
    "number": {"required", "min", "max"},
}
PROPERTIES = frozenset({"rule", "ask", "earliest", "latest", "at_least", "kind", "views", "restricted", "tells"})
ROOT_PROPERTIES = frozenset(
    {"confirm", "minutes", "shows", "button", "other_than", "in_person", "records", "prefill", "chronology"}
)
LOOKS = frozenset({"email", "phone"})

KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")

# Names that mean something else where an answer is read: in FEEL, in a process, in the engine, or on our own pages.
RESERVED = (
    frozenset(name for name in BUILTINS if " " not in name)
    | KEYWORDS
    | {"typename", "case", "policy", "now", "due", "item", "this", "i"}
    | {"seen", "key", "csrf_token", "act", "version", "add", "remove"}
)
