"""What a play is given, in values that the engine reads: dates, answers of forms, lengths of time."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from app import feel
from app.domain.errors import Invalid
from app.domain.forms import FieldKind
from app.engine.drawing import Element
from app.engine.due import after, as_feel
from app.engine.release import Release

DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])")


def answers(release: Release, element: Element, values: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as given, with the dates of the form read as dates."""
    form = release.model.forms.get(element.form or "")
    kinds = form.fields if form else {}
    return {
        name: date.fromisoformat(value) if kinds.get(name) is FieldKind.DATE and isinstance(value, str) else value
        for name, value in values.items()
    }


def dated(value: Any) -> Any:
    """A text that is a date is read as one, in lists and contexts too."""
    if isinstance(value, str) and DAY.fullmatch(value):
        return date.fromisoformat(value)
    if isinstance(value, list):
        return [dated(one) for one in value]
    return {key: dated(one) for key, one in value.items()} if isinstance(value, Mapping) else value


def moment(text: Any, now: datetime) -> datetime:
    """When a length of time has passed. Raises Invalid where it is none."""
    try:
        span = feel.compile(as_feel(str(text))).evaluate({}, {})
    except feel.FeelError as fault:
        raise Invalid(f"“{text}” is no length of time. Write it as P3D or PT4H.") from fault
    if isinstance(span, feel.Months):
        span = timedelta(days=31 * span.count)
    if not isinstance(span, timedelta) or span < timedelta():
        raise Invalid(f"“{text}” is no length of time. Write it as P3D or PT4H.")
    return after(now, span)
