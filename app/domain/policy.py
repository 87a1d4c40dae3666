"""A policy pack: the values that a local area may vary, each with its unit and source. Code never says “28 days”."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.deadlines import Calendar, Due, Span


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of a pack. `unit` is words (“working days”, “rule”, “levels”); `source` is a guidance's title and page."""

    key: str
    value: Any
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of one area's pack, with its calendar. settings: {key with dots: Setting}."""

    pack: str
    version: str
    title: str
    settings: Mapping[str, Setting]
    calendar: Calendar

    @property
    def label(self) -> str:
        """“ayrshire 2026.1”, as decisions and refusals quote it."""
        return f"{self.pack} {self.version}"

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

    def view(self) -> dict[str, Any]:
        """The pack as FEEL reads it: `policy.…`, nested by the dots of the keys."""
        tree: dict[str, Any] = {}
        for key, setting in self.settings.items():
            *branch, leaf = key.split(".")
            place = tree
            for part in branch:
                place = place.setdefault(part, {})
            place[leaf] = setting.value
        return tree
