"""The units that values of a policy pack have, besides lengths of time: what may stand there, and how people read it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from app.domain.deadlines import UNITS, Span, day_in_words, time_in_words
from app.domain.errors import listed

RULES = {  # the strictest first
    "must": "has to be a qualified social worker",
    "usual": "is usually a qualified social worker; anybody else with a reason",
    "free": "whoever suits the child best",
}
LEVELS = {  # of a ladder, climbing, with whose they are
    "line_manager": "line managers",
    "service_manager": "service managers",
    "girfec_lead_officer": "GIRFEC lead officer",
    "cspp_chief_officer": "chief officers of the children's services planning partnership",
}
FACTORS = {
    "statutory_duty": "statutory duty",
    "expertise": "expertise",
    "needs_fit": "the child's needs",
    "best_interests": "best interests",
    "participation": "taking part",
    "relationship": "relationship",
    "relationship_potential": "a relationship that can grow",
    "trust": "trust",
    "contact": "contact",
    "child_wish": "the child's wish",
    "capacity": "capacity",
    "skills": "skills",
    "influence": "drawing in other services",
    "system_knowledge": "knowing what help there is",
}
DECIDERS = {
    "service_manager": "service managers",
    "head_of_service": "head of service",
}
SCOPES = {
    "multi_agency": "plans of several agencies",
    "any_plan": "every plan, also of a single agency",
}
GATES = {
    "plan": "before a plan: the family decides whether they want it",
    "assessment": "before the assessment: nothing is assessed, and nothing shared, until the family has agreed",
}
BEGINNINGS = {  # of the days until a child protection planning meeting
    "concern": "the concern",
    "discussion": "the beginning of the agencies' discussion",
    "investigation": "the decision to investigate",
}
AGENCIES = {
    "police": "police",
    "social_work": "social work",
    "health": "health",
    "education": "education",
}
MEETING = {  # who has to be at a transfer meeting
    "their_worker": "the other area's social worker",
    "their_manager": "the other area's social work manager",
    "our_worker": "the social worker here",
    "our_manager": "the social work manager here",
    "health": "health",
    "education": "education",
    "police": "police",
}
TOOLS = {  # parts of an assessment that an area may ask for
    "my_world_triangle": "My World Triangle",
    "resilience_matrix": "resilience matrix",
}
MOST_ROUNDS = 10
YOUNGEST_CEILING, OLDEST_CEILING = 16, 26
LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class Code:
    """An entry of a code list, and the days on which it may be chosen, both included; None: without end."""

    value: str
    label: str
    begins: date | None = None
    ends: date | None = None

    @property
    def words(self) -> str:
        """“Neglect”, “Neglect (from 1 November 2022)”, “Neglect (until 31 October 2022)”."""
        since = f"from {day_in_words(self.begins)}" if self.begins else ""
        until = f"until {day_in_words(self.ends)}" if self.ends else ""
        return f"{self.label} ({' '.join(filter(None, (since, until)))})" if since or until else self.label

    def on(self, day: date) -> bool:
        """May it be chosen on this day?"""
        return (not self.begins or self.begins <= day) and (not self.ends or day <= self.ends)


def value(given: object, unit: str) -> Any:
    """A checked value as settings hold it: lists as tuples, codes as `Code`."""
    if unit == "codes" and isinstance(given, list):
        return tuple(Code(one["value"], one["label"], one.get("begins"), one.get("ends")) for one in given)
    return tuple(given) if isinstance(given, list) else given


def plain(held: Any) -> Any:
    """The same as expressions read it: tuples as lists, a code as a context."""
    if isinstance(held, tuple):
        return [plain(one) for one in held]
    if isinstance(held, Code):
        return {"value": held.value, "label": held.label, "begins": held.begins, "ends": held.ends}
    return held


_WORDS: Mapping[str, Mapping[str, str]] = {
    "rule": RULES,
    "levels": LEVELS,
    "office": DECIDERS,
    "factors": FACTORS,
    "plans": SCOPES,
    "consent": GATES,
    "agencies": AGENCIES,
    "beginning": BEGINNINGS,
    "those who attend": MEETING,
    "parts of an assessment": TOOLS,
}


def words(held: Any, unit: str) -> str:
    """A value as people read it: “5 working days”, “line managers, then the GIRFEC lead officer”."""
    if unit in UNITS:
        return str(Span(int(held), unit))
    several = held if isinstance(held, tuple) else (held,)
    match unit:
        case "codes":
            return "; ".join(one.words for one in several)
        case "rounds":
            return {0: "never", 1: "once", 2: "twice"}.get(held, f"{held} times")
        case "time of day":
            return time_in_words(time.fromisoformat(str(held)))
        case "years":
            return f"{held} years"
        case "yes or no":
            return "yes" if held else "no"
    said = [_WORDS.get(unit, {}).get(str(one), str(one)) for one in several]
    return (", then " if unit == "levels" else ", ").join(said) or "none"


def wrong(given: object, unit: object) -> str | None:
    """What is wrong with a value of this unit as a file has it, as a sentence, or None."""
    if unit in UNITS:
        try:
            Span.of(given, str(unit))
        except ValueError as error:
            return f"{str(error).capitalize()}."
        return None
    if unit not in _CHECKS:
        return f"“{unit}” is not a unit. Use one of {listed((*UNITS, *_CHECKS))}."
    return _CHECKS[str(unit)](given)


def _one_of(name: str, known: Iterable[str]) -> Callable[[object], str | None]:
    codes = tuple(known)
    return lambda given: None if given in codes else f"A {name} is one of {listed(codes)}, not “{given}”."


def _some_of(name: str, known: Iterable[str], *, empty: bool = False) -> Callable[[object], str | None]:
    codes = frozenset(known)

    def check(given: object) -> str | None:
        fine = isinstance(given, list) and (given or empty) and {*map(str, given)} <= codes
        return None if fine and len(set(given)) == len(given) else f"{name} are a list of {listed(sorted(codes))}."  # type: ignore[call-overload, arg-type]  # a list, as the line above has seen

    return check


def _whole(name: str, least: int, most: int) -> Callable[[object], str | None]:
    def check(given: object) -> str | None:
        whole = isinstance(given, int) and not isinstance(given, bool) and least <= given <= most
        return None if whole else f"{name} is whole and between {least} and {most}, not “{given}”."

    return check


def _levels(given: object) -> str | None:
    """A ladder climbs, and the GIRFEC lead officer is on it: the one step that national guidance asks for."""
    if not isinstance(given, list) or not set(map(str, given)) <= set(LEVELS):
        return f"Levels are a list of {listed(LEVELS)}."
    if given != sorted(set(given), key=list(LEVELS).index):
        return "The levels of a ladder climb: line managers, service managers, GIRFEC lead officer, chief officers."
    return None


def _time(given: object) -> str | None:
    try:
        time.fromisoformat(str(given))
    except ValueError:
        return f"A time of day is written like 17:00, not “{given}”."
    return None


def _label(given: object) -> str | None:
    fine = isinstance(given, str) and given == given.strip() and given.isprintable() and 0 < len(given) <= LONGEST_LABEL
    return None if fine else f"A label is a text of at most {LONGEST_LABEL} characters."


def _codes(given: object) -> str | None:
    """Each code with its label; no code twice on the same day, so that what was chosen always has one meaning."""
    known: list[Code] = []
    for one in given if isinstance(given, list) else ():
        found = _code(one)
        if isinstance(found, str):
            return found
        if any(before.value == found.value and _meet(before, found) for before in known):
            return f"The code “{found.value}” stands there twice for the same days."
        known.append(found)
    return None if known else "A code list is a list of entries, each with a value and a label."


def _code(one: object) -> Code | str:
    """An entry of a code list as a file has it, or what is wrong with it."""
    match one:
        case {"value": str(code), "label": str(label), **rest} if code and label and rest.keys() <= {"begins", "ends"}:
            begins, ends = rest.get("begins"), rest.get("ends")
        case _:
            return "An entry of a code list has a value, a label, and perhaps the days on which it begins and ends."
    if isinstance(begins, date | None) and isinstance(ends, date | None):
        return Code(code, label, begins, ends)
    return f"The days of the code “{code}” are written like 2022-11-01, without quotes."


def _meet(one: Code, other: Code) -> bool:
    """Is there a day on which both may be chosen?"""
    first = max(one.begins or date.min, other.begins or date.min)
    return first <= min(one.ends or date.max, other.ends or date.max)


_CHECKS: Mapping[str, Callable[[object], str | None]] = {
    "rule": _one_of("rule", RULES),
    "rounds": _whole("A number of rounds", 0, MOST_ROUNDS),
    "levels": _levels,
    "office": _one_of("office that decides", DECIDERS),
    "factors": _some_of("Factors", FACTORS),
    "time of day": _time,
    "words": _label,
    "yes or no": lambda given: None if isinstance(given, bool) else f"Write true or false, not “{given}”.",
    "years": _whole("An age", YOUNGEST_CEILING, OLDEST_CEILING),
    "plans": _one_of("kind of plans", SCOPES),
    "consent": _one_of("moment of consent", GATES),
    "beginning": _one_of("beginning", BEGINNINGS),
    "agencies": _some_of("Agencies", AGENCIES),
    "those who attend": _some_of("Those who attend", MEETING),
    "parts of an assessment": _some_of("Parts of an assessment", TOOLS, empty=True),
    "codes": _codes,
}
