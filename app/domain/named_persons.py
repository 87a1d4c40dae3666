"""Why somebody else has to be named person, and where a child learns: what decides whom the area asks (decision table D1)."""

from types import MappingProxyType

# {code: the sentence for the history, without its full stop}
CHANGES = MappingProxyType(
    {
        "leaves": "The named person leaves their post",
        "school": "The child goes to another school or service",
        "away": "The school is closed, or the named person is away for a while",
        "cover_over": "Whoever covers as named person does so no longer",
        "left": "The named person has left",
        "other": "Somebody else has to be named person",
    }
)
PLACES = MappingProxyType(
    {
        "before_school": "Not at school yet",
        "primary": "Primary school",
        "secondary": "Secondary school",
        "home": "Educated at home",
        "left_school": "Has left school",
        "independent": "An independent or grant-aided school",
        "secure": "Secure care",
        "custody": "Legal custody",
        "armed_forces": "Serves in the armed forces",
    }
)
