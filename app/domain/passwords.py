"""Passwords that guessers try first, told by how little they hold: repeats, walks over the keyboard, words everybody uses.

Fifteen characters are asked for, so lists of leaked passwords, which are nearly all shorter, say little; what people
stretch them with says more. There is no rule for capitals, figures or signs. Source: OWASP ASVS 5.0, 6.2.4 and 6.2.5.
"""

import re
from collections.abc import Iterable

ENOUGH = 8  # characters that are left when everything which guessers know counts as one

WALKS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp",
)
SHORTEST_WALK = 4

# Whole phrases first, then the words that stand most often in lists of leaked passwords, then those of this work.
LEAKED = """
    correcthorsebatterystaple thequickbrownfox jumpsoverthelazydog tobeornottobe thatisthequestion maytheforcebewithyou
    iloveyouforever iloveyousomuch letmeinplease changemeplease opensesame onceuponatime allyouneedislove godisgood
    jesuschrist trustnoone nothingisimpossible thisismypassword thisisapassword mypasswordis passwort password passw0rd
    p4ssword letmein changeme welcome iloveyou sunshine princess football baseball superman batman starwars pokemon monkey
    dragon shadow master michael jennifer jordan ashley charlie daniel jessica computer internet whatever freedom forever
    secret summer winter spring autumn january february march april may june july august september october november
    december monday tuesday wednesday thursday friday saturday sunday liverpool arsenal chelsea rangers celtic hibernian
    hearts aberdeen dundee glasgow edinburgh inverness scotland england britain administrator admin guest default login
    secure security system server test user hello please mother family girfec wellbeing council social worker child
    children practitioner named person lead professional health visitor teacher school
"""


def easily_guessed(password: str, about: Iterable[str] = ()) -> bool:
    """Is this among what guessers try first? about: words about its owner, their name and address."""
    left = "".join(one for one in password.casefold() if one.isalnum())
    left = _unrepeated(left)
    words = {word for text in about for word in re.findall(r"\w{3,}", text.casefold())}
    for word in sorted({*LEAKED.split(), *words}, key=len, reverse=True):
        left = left.replace(word, "\0")
    left = re.sub(r"(19|20)\d\d", "\0", left)
    left = re.sub("|".join(_walks()), "\0", left)
    left = re.sub(r"(.)\1+", r"\1", left)
    return len(_unrepeated(left)) < ENOUGH


def _unrepeated(text: str) -> str:
    """What is repeated from beginning to end, once; the last time may be cut short."""
    for length in range(1, len(text) // 2 + 1):
        if all(text[place] == text[place % length] for place in range(length, len(text))):
            return text[:length]
    return text


def _walks() -> list[str]:
    """Every stretch of every walk in either direction, longest first."""
    both = [one for walk in WALKS for one in (walk, walk[::-1])]
    stretches = {
        walk[start:end]
        for walk in both
        for start in range(len(walk))
        for end in range(start + SHORTEST_WALK, len(walk) + 1)
    }
    return sorted(stretches, key=len, reverse=True)
