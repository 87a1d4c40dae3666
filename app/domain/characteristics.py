"""What the national child protection return asks of every child besides the name and the birthday.

Nobody has to say any of it: each question has “prefers not to say”, and no answer means that nobody has recorded it.
Source: Children's Social Work Statistics, child protection data dictionary; the groups are those of Scotland's Census 2022.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.errors import Invalid

NOT_RECORDED = "not_recorded"
PREFERS_NOT = "prefers_not"
_UNSAID = {PREFERS_NOT: "Prefers not to say"}

SEX: Mapping[str, str] = {"female": "Female", "male": "Male", "unborn": "Not known yet: not born", **_UNSAID}
ETHNIC_GROUP: Mapping[str, str] = {
    "white_scottish": "White Scottish",
    "white_british": "Other White British",
    "white_irish": "White Irish",
    "white_traveller": "White Gypsy or Traveller",
    "white_roma": "White Roma",
    "white_polish": "White Polish",
    "white_other": "Other White",
    "mixed": "Mixed or multiple ethnic groups",
    "asian_pakistani": "Pakistani, Scottish Pakistani or British Pakistani",
    "asian_indian": "Indian, Scottish Indian or British Indian",
    "asian_bangladeshi": "Bangladeshi, Scottish Bangladeshi or British Bangladeshi",
    "asian_chinese": "Chinese, Scottish Chinese or British Chinese",
    "asian_other": "Other Asian",
    "african": "African, Scottish African or British African",
    "caribbean_black": "Caribbean or Black",
    "arab": "Arab, Scottish Arab or British Arab",
    "other": "Another ethnic group",
    **_UNSAID,
}
RELIGION: Mapping[str, str] = {
    "none": "None",
    "church_of_scotland": "Church of Scotland",
    "roman_catholic": "Roman Catholic",
    "other_christian": "Other Christian",
    "muslim": "Muslim",
    "hindu": "Hindu",
    "buddhist": "Buddhist",
    "sikh": "Sikh",
    "jewish": "Jewish",
    "pagan": "Pagan",
    "other": "Another religion or body",
    **_UNSAID,
}
DISABILITY: Mapping[str, str] = {"yes": "Yes", "no": "No", **_UNSAID}
MAIN_DISABILITY: Mapping[str, str] = {
    "learning": "Learning disability",
    "autism": "Autism spectrum",
    "developmental": "Developmental condition",
    "mental_health": "Mental health condition",
    "physical": "Physical or motor impairment",
    "visual": "Visual impairment",
    "hearing": "Hearing impairment",
    "language": "Language or communication disorder",
    "chronic_illness": "Long-term illness",
    "social_emotional": "Social, emotional and behavioural difficulties",
    "multiple": "Several of these",
    "other": "Another disability",
    **_UNSAID,
}
# {what is asked: (in words, {code: in words})}, in the order of the return.
ASKED: Mapping[str, tuple[str, Mapping[str, str]]] = MappingProxyType(
    {
        "sex": ("Sex", SEX),
        "ethnic_group": ("Ethnic group", ETHNIC_GROUP),
        "religion": ("Religion", RELIGION),
        "disability": ("Disability", DISABILITY),
        "main_disability": ("Main disability", MAIN_DISABILITY),
    }
)


def checked(given: Mapping[str, str]) -> dict[str, str]:
    """What was recorded, without what was left open. Raises Invalid for what is not asked, or no answer to it."""
    if unknown := sorted(given.keys() - ASKED.keys()):
        raise Invalid(f"“{unknown[0]}” is not asked. Leave it out.")
    kept = {key: given[key] for key in ASKED if given.get(key)}
    for key, value in kept.items():
        if value not in ASKED[key][1]:
            raise Invalid(f"Choose one of the answers for “{ASKED[key][0]}”, or leave it open.", field=key)
    if "main_disability" in kept and kept.get("disability") != "yes":
        raise Invalid(
            "A main disability belongs to a child who has one. Say so, or leave it open.", field="main_disability"
        )
    return kept


def in_words(key: str, code: str | None) -> str:
    """“Female”, “Not recorded”."""
    return ASKED[key][1].get(code or "", "Not recorded")
