"""Two policy packs side by side: what one area does otherwise than another, and where each value stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.policy import Policy, Section, Setting

OTHER = "Other values"


@dataclass(frozen=True, slots=True)
class Variant:
    """A setting as two packs have it. here, there: None where a pack has no such value."""

    key: str
    here: Setting | None
    there: Setting | None

    @property
    def title(self) -> str:
        """What is meant, for people."""
        either = self.here or self.there
        return either.title or either.key if either else self.key

    @property
    def same(self) -> bool:
        """Do both packs have the same value in the same unit? Where it stands may differ."""
        return bool(
            self.here and self.there and (self.here.value, self.here.unit) == (self.there.value, self.there.unit)
        )


@dataclass(frozen=True, slots=True)
class Chapter:
    """The variants of one section."""

    title: str
    variants: tuple[Variant, ...]


def compare(here: Policy, there: Policy) -> tuple[Chapter, ...]:
    """All values of two packs in the order in which people read them."""
    return tuple(_chapters(here, there))


def _chapters(here: Policy, there: Policy) -> Iterator[Chapter]:
    left = dict.fromkeys((*here.settings, *there.settings))
    for section in (*here.sections, Section(OTHER, tuple(left))):
        keys = [key for key in section.keys if key in left]
        for key in keys:
            del left[key]
        if keys:
            yield Chapter(
                section.title, tuple(Variant(key, here.settings.get(key), there.settings.get(key)) for key in keys)
            )
