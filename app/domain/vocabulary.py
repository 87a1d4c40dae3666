"""What an area calls things: “My Plan”, “lead practitioner”, “team around the child”.

Diagrams, forms and pages are written in the words of national guidance. Where an area's pack has another label, that
stands on its pages and papers instead. Only what the product or a designer wrote is worded so: never what people wrote.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from app.domain.policy import Policy

# label: the words in which diagrams, forms and pages are written. The longest first, so that each is found whole.
WRITTEN = {
    "labels.reporter": "Principal Reporter",
    "labels.compulsory_supervision": "compulsory supervision order",
    "labels.permanence_order": "permanence order",
    "labels.coordinated_support_plan": "coordinated support plan",
    "labels.young_carer_statement": "young carer statement",
    "labels.cppm": "child protection planning meeting",
    "labels.girfec": "Getting it right for every child",
    "labels.lead_officer": "GIRFEC lead officer",
    "labels.meeting": "meeting about the plan",
    "labels.named_person_service": "named person service",
    "labels.assistance": "request for assistance",
    "labels.assessment": "wellbeing assessment",
    "labels.lead_professional": "lead professional",
    "labels.post_dereg_meeting": "meeting after the register",
    "labels.team": "partners to the plan",
    "labels.plan": "child's plan",
    "labels.named_person": "named person",
}
MEMBER = "partner to the plan"  # one of the team; an area with another name for the team has its members
TIERS = {"none": "labels.tier_universal", "single_agency": "labels.tier_single", "multi_agency": "labels.tier_multi"}
_TITLE = r"(?<!statement: )(?<!statement: the )(?<!role of )(?<!role of the )"  # a guidance keeps its own title


@dataclass(frozen=True)
class Vocabulary:
    """An area's words for those that national guidance uses. words: {written, in small letters: the area's}."""

    words: Mapping[str, str]

    @classmethod
    def of(cls, policy: Policy) -> "Vocabulary":
        """Those labels of a pack that are other than what is written. A pack of before labels has none."""
        labels = {key: policy.settings[key].value for key in WRITTEN if key in policy.settings}
        said = {WRITTEN[key].lower(): label for key, label in labels.items() if label != WRITTEN[key]}
        if team := said.get(WRITTEN["labels.team"]):
            said[MEMBER] = f"member of the {team}"
        return cls(said)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds one of the written terms, with its article and its plural."""
        longest = sorted(self.words, key=len, reverse=True)
        any_of = "|".join(re.escape(one).replace("'", "['’]") for one in longest)
        return re.compile(rf"{_TITLE}\b(?P<article>(?:an?|the) )?(?P<term>{any_of})(?P<many>s?)\b", re.IGNORECASE)

    def say(self, text: str) -> str:
        """The text in the area's words, with their articles, plurals and capitals."""
        return _said(self, text) if self.words else text

    def __hash__(self) -> int:
        """Alike where the words are."""
        return hash(tuple(self.words.items()))


@lru_cache(maxsize=4096)
def _said(vocabulary: Vocabulary, text: str) -> str:
    return vocabulary.pattern.sub(lambda found: _worded(vocabulary.words, found), text)


def _worded(words: Mapping[str, str], found: re.Match[str]) -> str:
    """One term in the area's word for it. A name in capitals (“My Plan”) takes no article."""
    term, article = found["term"].replace("’", "'"), found["article"] or ""
    label = words[term.lower()] + found["many"]
    if article:
        named = label[0].isupper() and len(label.split()) > 1 and all(word[0].isupper() for word in label.split())
        lead = "" if named else article if article.lower() == "the " else "an " if label[0].lower() in "aeiou" else "a "
        label = lead + label
        return label[0].upper() + label[1:] if article[0].isupper() else label
    return label[0].upper() + label[1:] if term[0].isupper() else label


NATIONAL = Vocabulary({})
