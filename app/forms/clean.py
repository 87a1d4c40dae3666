"""One answer of each kind: what was sent, as the value it means, or a sentence that says what to enter.

Browsers send text; the API sends JSON. Both come through here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.domain.deadlines import LONDON
from app.domain.forms import FieldKind
from app.forms.schema import TEXT_LIMIT, Component, Limit, say
from app.forms.text import tidy

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,6})?")
_THOUSANDS = re.compile(r"(?<=[0-9])[, ](?=[0-9]{3}(?:[^0-9]|$))")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_NAMED_MONTH = re.compile(r"([0-9]{1,2}) ([A-Za-z]{3,9}) ([0-9]{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YES, _NO = frozenset({"true", "on", "yes", "y", "1"}), frozenset({"false", "off", "no", "n", "0", ""})
EMPTY: tuple[Any, ...] = (None, "", (), [], False)


class Unfit(Exception):
    """An answer that cannot be taken. `message` says what to enter."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Question:
    """A component as it is asked now: its label in words, what may be chosen, and the names its limits read."""

    component: Component
    label: str
    choices: tuple[tuple[str, str], ...]
    names: Mapping[str, Any]

    @property
    def what(self) -> str:
        """What to enter: “the day on which it began”. Empty where only a question is known."""
        if self.component.ask or not self.label or self.label.endswith("?"):
            return self.component.ask
        first, _, _ = self.label.partition(" ")
        return self.label if first.isupper() and len(first) > 1 else self.label[0].lower() + self.label[1:]

    def enter(self, how: str = "") -> str:
        """“Enter the day on which it began as …”, or “Answer “Why …?” as …”."""
        how = f" {how}" if how else ""
        return f"Enter {self.what}{how}." if self.what else f"Answer “{self.label}”{how}."

    def select(self, how: str = "") -> str:
        """“Select the reason …”, or “Select an answer to “Why …?” …”."""
        how = f" {how}" if how else ""
        return f"Select {self.what}{how}." if self.what else f"Select an answer to “{self.label}”{how}."


def clean(question: Question, raw: Any) -> Any:
    """The answer's value: str, Decimal, date, bool or list of str; None (or [] or False) where nothing was entered.

    Raises Unfit.
    """
    component = question.component
    match component.kind:
        case FieldKind.TEXT:
            value: Any = _text(question, raw)
        case FieldKind.NUMBER:
            value = _number(question, raw)
        case FieldKind.DATE:
            value = _date(question, raw)
        case FieldKind.CHECK:
            value = _check(question, raw)
        case FieldKind.CHOICE:
            value = _choice(question, raw)
        case _:
            value = _choices(question, raw)
    if component.required and value in EMPTY:
        raise Unfit(_missing(question))
    return value


def _missing(question: Question) -> str:
    match question.component.kind:
        case FieldKind.CHECK:
            return f"Tick “{question.label}” to go on."
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return question.select()
        case _:
            return question.enter()


def _text(question: Question, raw: Any) -> str | None:
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise Unfit(question.enter("as text"))
    if len(raw) > 4 * TEXT_LIMIT:
        raise Unfit(question.enter(f"in {TEXT_LIMIT:,} characters or fewer"))
    component = question.component
    text = tidy(raw, one_line=component.type == "textfield")
    if not text:
        return None
    least, most = _limit(component.least, question.names), _limit(component.most, question.names)
    most = Decimal(TEXT_LIMIT) if most is None else min(most, Decimal(TEXT_LIMIT))
    if len(text) > most:
        raise Unfit(question.enter(f"in {most:,} characters or fewer; there are {len(text):,} now"))
    if least is not None and len(text) < least:
        raise Unfit(question.enter(f"in {least:,} characters or more; there are {len(text):,} now"))
    if component.pattern and not component.pattern.search(text):
        raise Unfit(component.pattern_words)
    if component.looks_like == "email" and not _email(text):
        raise Unfit(question.enter("as an email address, like name@example.org"))
    if component.looks_like == "phone" and not _phone(text):
        raise Unfit(question.enter("as a telephone number, like 01632 960 001"))
    return text


def _email(text: str) -> bool:
    """Is this the shape of an address? Only a message that arrives proves more."""
    name, at, host = text.rpartition("@")
    return (
        bool(at and name and "." in host.strip(".")) and "@" not in name and len(text) < 255 and text.split() == [text]
    )


def _phone(text: str) -> bool:
    return 7 <= sum(c in "0123456789" for c in text) <= 15 and set(text) <= set("0123456789 +-()")


def _number(question: Question, raw: Any) -> Decimal | None:
    if isinstance(raw, str):
        raw = _THOUSANDS.sub("", tidy(raw, one_line=True))
        if not raw:
            return None
    digits = question.component.digits
    how = "as a whole number, like 3" if digits == 0 else "as a number, like 3.5"
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal) or not _NUMBER.fullmatch(_plain(raw)):
        raise Unfit(question.enter(how))
    value = Decimal(_plain(raw))
    if digits is not None and value != round(value, digits):
        raise Unfit(question.enter(how if digits == 0 else f"with {digits} decimal places or fewer"))
    component = question.component
    least, most = _limit(component.least, question.names), _limit(component.most, question.names)
    if least is not None and value < least:
        raise Unfit(question.enter(f"as {least:,f} or more"))
    if most is not None and value > most:
        raise Unfit(question.enter(f"as {most:,f} or less"))
    return value


def _plain(raw: str | float | Decimal) -> str:
    """A number's digits. What is not finite, or larger than any count of ours, gives a word that is no number."""
    if isinstance(raw, str):
        return raw
    number = Decimal(str(raw))
    return f"{number:f}" if number.is_finite() and abs(number) < 10**15 else "none"


def read_number(text: str) -> Decimal | str:
    """A number that was kept as text; what is none stays as it is."""
    return Decimal(text) if _NUMBER.fullmatch(text) else text


def _limit(limit: Limit, names: Mapping[str, Any]) -> Decimal | None:
    """A limit as it stands now; FEEL that gives no number sets none."""
    value = limit if isinstance(limit, Decimal | str | None) else limit.evaluate(names)
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value if isinstance(value, Decimal) else None


def _date(question: Question, raw: Any) -> date | None:
    if isinstance(raw, str):
        raw = tidy(raw, one_line=True)
    if raw is None or raw == "":
        return None
    if isinstance(raw, date) and not isinstance(raw, datetime):
        day: date | None = raw
    else:
        day = read_date(raw) if isinstance(raw, str) else None
    if day is None or not 1900 <= day.year <= 2200:
        raise Unfit(question.enter("as a date, like 27/03/2026"))
    component = question.component
    earliest, latest = days_between(component, question.names)
    if earliest and day < earliest:
        raise Unfit(question.enter(f"as {spoken_date(earliest)} or later"))
    if latest and day > latest:
        raise Unfit(question.enter(f"as {spoken_date(latest)} or earlier"))
    return day


def days_between(component: Component, names: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """The first and the last day that a date may be, None where there is no bound."""
    earliest, latest = _day(component.least, names), _day(component.most, names)
    if component.future and (today := _today(names)):
        earliest = max(today, earliest or today)
    return earliest, latest


def read_date(text: str) -> date | None:
    """A date as people write it here: 27/3/2026, 27 March 2026; and as programs do: 2026-03-27."""
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif (found := _NAMED_MONTH.fullmatch(text)) and found[2][:3].lower() in _MONTHS:
        day, month, year = int(found[1]), _MONTHS.index(found[2][:3].lower()) + 1, int(found[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(limit: Limit, names: Mapping[str, Any]) -> date | None:
    """A date limit as it stands now; FEEL that gives no date sets none."""
    if isinstance(limit, str):
        return date.fromisoformat(limit)
    value = None if limit is None or isinstance(limit, Decimal) else limit.evaluate(names)
    if isinstance(value, datetime):
        return value.astimezone(LONDON).date()
    return value if isinstance(value, date) else None


def _today(names: Mapping[str, Any]) -> date | None:
    now = names.get("now")
    return now.astimezone(LONDON).date() if isinstance(now, datetime) else None


def _check(question: Question, raw: Any) -> bool:
    if isinstance(raw, bool) or raw is None:
        return bool(raw)
    if isinstance(raw, str) and raw.strip().lower() in _YES | _NO:
        return raw.strip().lower() in _YES
    raise Unfit(question.select("as yes or no (true or false)"))


def _choice(question: Question, raw: Any) -> str | None:
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str) or raw not in dict(question.choices):
        raise Unfit(question.select("from the list"))
    return raw


def _choices(question: Question, raw: Any) -> list[str]:
    """The chosen values in the order of the list, each once."""
    chosen = [raw] if isinstance(raw, str) else raw
    if chosen is None:
        return []
    if not isinstance(chosen, list | tuple) or len(chosen) > 1_000:
        raise Unfit(question.select("from the list"))
    offered = dict(question.choices)
    if any(not isinstance(one, str) or (one and one not in offered) for one in chosen):
        raise Unfit(question.select("from the list"))
    return [value for value in offered if value in chosen]


def spoken_date(day: date) -> str:
    """3 March 2026."""
    return f"{day.day} {day:%B %Y}"


def question(component: Component, names: Mapping[str, Any], choices: tuple[tuple[str, str], ...]) -> Question:
    """The component as it is asked now."""
    return Question(component, say(component.label, names), choices, names)
