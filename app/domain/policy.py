"""A policy pack: the values that a local area may vary, each with its unit and source. Code never says “28 days”.

Packs are TOML files: `pack`, `version`, `title`, perhaps `extends` and `holidays`, then a table per setting with `value`,
`unit` and `source`. An area's pack says only what differs from the pack that it extends. `[days_off]` names the area's
own days on which offices are closed, besides bank holidays: {2026-04-06 = "Easter Monday"}.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import PurePosixPath
from typing import Any

from app.domain import units
from app.domain.deadlines import UNITS, Calendar, Due, Span
from app.domain.errors import Finding, Invalid, NotPublishable, listed

LP_CHOICE, LEAD_OFFICER = "ladder.levels.lp_choice", "girfec_lead_officer"


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of a pack. `unit` is words (“working days”, “rule”, “levels”); `source` is a guidance's title and page.

    title: what is meant, for people: “Draft the child's plan”; the key where a pack gives none.
    """

    key: str
    value: Any
    unit: str
    source: str
    title: str = ""

    @property
    def words(self) -> str:
        """The value as people read it: “5 working days”, “line managers, then GIRFEC lead officer”."""
        return units.words(self.value, self.unit)


@dataclass(frozen=True, slots=True)
class Section:
    """Settings that people read together, in this order. keys: the settings' keys."""

    title: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of one area's pack, with its calendar. settings: {key with dots: Setting}.

    sections: the order in which people read the settings; those that no section names come last.
    """

    pack: str
    version: str
    title: str
    settings: Mapping[str, Setting]
    calendar: Calendar
    sections: tuple[Section, ...] = ()

    @property
    def label(self) -> str:
        """“ayrshire 2026.1”, as decisions and refusals quote it."""
        return f"{self.pack} {self.version}"

    @property
    def cited(self) -> str:
        """“Ayrshire, version 2026.1”, as sentences for people say it."""
        return f"{self.title}, version {self.version}"

    def setting(self, key: str) -> Setting:
        """The setting of this key. Raises LookupError, naming the key and the pack, where there is none."""
        try:
            return self.settings[key]
        except KeyError:
            raise LookupError(f"the policy pack {self.label} has no value “{key}”") from None

    def due(self, key: str, start: datetime) -> Due:
        """The moment at which what begins at `start` is due under the setting `key`, with its explanation."""
        setting = self.setting(key)
        span = Span.of(setting.value, setting.unit)
        return self.calendar.after(start, span, rule=key, source=setting.source, pack=self.label)

    def timed(self, key: str, start: datetime) -> Due:
        """The same for a key that a person typed. Raises Invalid, saying what to do, where it is no length of time."""
        if key not in self.settings:
            raise Invalid(f"The policy pack {self.label} has no rule “{key}”. Choose one from its list.")
        if (setting := self.settings[key]).unit not in UNITS:
            raise Invalid(f"“{setting.title}” is not a length of time but: {setting.words}. Choose another rule.")
        return self.due(key, start)

    def view(self) -> dict[str, Any]:
        """The pack as FEEL reads it: `policy.…`, nested by the dots of the keys."""
        tree: dict[str, Any] = {}
        for key, setting in self.settings.items():
            *branch, leaf = key.split(".")
            place = tree
            for part in branch:
                place = place.setdefault(part, {})
            place[leaf] = units.plain(setting.value)
        return tree


def load(files: Mapping[str, bytes], pack: str) -> Policy:
    """Read a pack with the packs that it extends. files: {path: content}; only the last part of a path counts.

    Raises NotPublishable with everything that is wrong: an unknown unit, a missing source, a value out of range, a pack
    that is not there.
    """
    named = {PurePosixPath(path).name: content for path, content in files.items()}
    findings: list[Finding] = []
    chain = list(_chain(named, pack, findings))
    if not chain:
        raise NotPublishable(findings)
    settings: dict[str, Setting] = {}
    days_off: dict[date, str] = {}
    for name, tree in reversed(chain):
        for one in _settings(tree.get("settings", {}), name, findings):
            known = settings[one.key].title if one.key in settings else one.key
            settings[one.key] = one if one.title else replace(one, title=known)
        days_off |= _days(tree.get("days_off"), name, findings)
    calendar = _calendar(named, chain, days_off, settings, findings)
    sections = tuple(_sections(chain, findings))
    head = chain[0][1]
    findings += [
        Finding("policy", f"The pack needs a {key}.", f"{pack}.toml", key)
        for key in ("version", "title")
        if not isinstance(head.get(key), str) or not head[key]
    ]
    if findings:
        raise NotPublishable(findings)
    return Policy(pack, head["version"], head["title"], settings, calendar, sections)


def packs(files: Mapping[str, bytes]) -> dict[str, str]:
    """{name: title} of the packs among files, sorted by name. What is no pack, or cannot be read, is left out."""
    unread: list[Finding] = []
    trees = {PurePosixPath(path).name: _parsed({path: content}, path, unread) for path, content in files.items()}
    return {
        str(tree["pack"]): str(tree.get("title", tree["pack"]))
        for name, tree in sorted(trees.items())
        if tree and name == f"{tree.get('pack')}.toml"
    }


def basis(files: Mapping[str, bytes], pack: str) -> str:
    """The pack that a pack extends, or itself where it extends none."""
    *_, last = _chain({PurePosixPath(path).name: content for path, content in files.items()}, pack, [])
    return last[0].removesuffix(".toml")


def _chain(named: Mapping[str, bytes], pack: str, findings: list[Finding]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The pack, then the one that it extends, and so on, as parsed."""
    seen: set[str] = set()
    following: str | None = pack
    while following:
        file = f"{following}.toml"
        if following in seen:
            findings.append(Finding("policy", f"The pack {following} extends itself. Remove one “extends”.", file))
            return
        seen.add(following)
        if (tree := _parsed(named, file, findings)) is None:
            return
        yield file, tree
        following = tree.get("extends")


def _parsed(named: Mapping[str, bytes], file: str, findings: list[Finding]) -> dict[str, Any] | None:
    if file not in named:
        packs = listed(tuple(named)) if named else "no files"
        findings.append(Finding("policy", f"There is no file {file}; there are {packs}.", file))
        return None
    try:
        return tomllib.loads(named[file].decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        findings.append(Finding("policy", f"The file is not TOML: {error}.", file))
        return None


def _settings(tree: object, file: str, findings: list[Finding], branch: str = "") -> Iterator[Setting]:
    """The settings below a table. A table with a `value` is a setting; any other holds more of them."""
    if not isinstance(tree, dict):
        findings.append(Finding("policy", "A setting is a table with value, unit and source.", file, branch))
        return
    for name, below in tree.items():
        key = f"{branch}.{name}" if branch else name
        if not isinstance(below, dict) or "value" not in below:
            yield from _settings(below, file, findings, key)
            continue
        value, unit, source = below["value"], below.get("unit", ""), below.get("source", "")
        if not isinstance(source, str) or not source.strip():
            findings.append(Finding("policy", "Say in “source” where this value stands: title and page.", file, key))
        elif wrong := _wrong(key, value, unit):
            findings.append(Finding("policy", wrong, file, key))
        else:
            yield Setting(key, units.value(value, unit), unit, source, str(below.get("title", "")))


def _sections(chain: list[tuple[str, dict[str, Any]]], findings: list[Finding]) -> Iterator[Section]:
    """The sections of the nearest pack of the chain that has them."""
    file, named = next(((file, tree["sections"]) for file, tree in chain if "sections" in tree), ("", []))
    for one in named if isinstance(named, list) else [named]:
        match one:
            case {"title": str(title), "settings": [*keys]}:
                yield Section(title, tuple(map(str, keys)))
            case _:
                findings.append(Finding("policy", "A section has a title and a list of settings.", file, "sections"))


def _wrong(key: str, value: object, unit: object) -> str | None:
    """What is wrong with a value of this unit under this key, as a sentence, or None."""
    if problem := units.wrong(value, unit):
        return problem
    if key == LP_CHOICE and LEAD_OFFICER not in value:  # type: ignore[operator]  # its unit has been checked
        return "The GIRFEC lead officer must be one of the levels (GIRFEC Practice Guidance 3, page 8)."
    if key == LP_CHOICE and unit != "levels":
        return "A ladder is given in levels."
    return None


def _days(tree: object, file: str, findings: list[Finding]) -> dict[date, str]:
    """{day: its name} from a table of days."""
    days: dict[date, str] = {}
    for written, name in (tree or {}).items() if isinstance(tree, dict | None) else ():
        try:
            days[date.fromisoformat(written)] = str(name)
        except ValueError:
            findings.append(Finding("policy", "A day off is written like 2026-04-06.", file, str(written)))
    return days


def _calendar(
    named: Mapping[str, bytes],
    chain: list[tuple[str, dict[str, Any]]],
    days_off: dict[date, str],
    settings: Mapping[str, Setting],
    findings: list[Finding],
) -> Calendar:
    """Bank holidays of the table that the nearest pack of the chain names, and the area's own days off."""
    table = next((tree["holidays"] for _, tree in chain if "holidays" in tree), None)
    closes = settings.get("working_day_ends")
    if table is None or closes is None:
        missing = (
            "“holidays”, the name of a table of bank holidays" if table is None else "the setting working_day_ends"
        )
        findings.append(Finding("policy", f"The pack needs {missing}.", chain[0][0]))
        return Calendar()
    file = f"{table}.toml"
    if (tree := _parsed(named, file, findings)) is None:
        return Calendar()
    days = _days(tree.get("days"), file, findings)
    covers = max((day.year for day in days), default=0)
    return Calendar(days | days_off, covers, time.fromisoformat(str(closes.value)))
