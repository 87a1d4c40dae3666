r"""Character classes that XPath has and RE2 has not: subtraction, `[a-z-[aeiou]]`, and Unicode blocks, `\p{IsGreek}`.

Both become plain ranges of characters. Source: XML Schema 1.1, part 2, appendix G.
"""

import re
from itertools import chain

from app.feel.errors import NoValue

_LAST = 0x10FFFF
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_SUBTRACTION = re.compile(r"\[((?:[^\[\]\\]|\\.)+)-\[((?:[^\[\]\\]|\\.)+)\]\]")
_BLOCK = re.compile(r"\\([pP])\{Is([A-Za-z0-9-]+)\}")
_BLOCK_INSIDE = re.compile(r"\[[^\]]*\\[pP]\{Is")
_ITEM = re.compile(r"(\\.|[^\\])(?:-(\\.|[^\\]))?", re.DOTALL)
# The blocks that somebody in Europe may need; a block that is not here is refused, not misread.
_BLOCKS = {
    "BasicLatin": (0x0000, 0x007F),
    "Latin-1Supplement": (0x0080, 0x00FF),
    "LatinExtended-A": (0x0100, 0x017F),
    "LatinExtended-B": (0x0180, 0x024F),
    "IPAExtensions": (0x0250, 0x02AF),
    "CombiningDiacriticalMarks": (0x0300, 0x036F),
    "Greek": (0x0370, 0x03FF),
    "GreekandCoptic": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0600, 0x06FF),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CurrencySymbols": (0x20A0, 0x20CF),
}
Ranges = list[tuple[int, int]]


def plain(pattern: str) -> str:
    """The pattern with its subtractions and blocks as ranges. Raises NoValue for a block that is not known."""
    if _BLOCK_INSIDE.search(re.sub(r"\\[^pP]", "", pattern)):
        raise NoValue("a block of characters stands alone, not inside of square brackets")
    return _SUBTRACTION.sub(_difference, _BLOCK.sub(_block, pattern))


def _block(match: re.Match[str]) -> str:
    if match[2] not in _BLOCKS:
        raise NoValue(f"“{match[2]}” is not a block of characters that is known here")
    span = [_BLOCKS[match[2]]]
    return _written(span if match[1] == "p" else _others(span))


def _difference(match: re.Match[str]) -> str:
    kept, taken = _ranges(match[1]), _ranges(match[2])
    return _written(_others(sorted([*_others(kept), *taken])))


def _ranges(text: str) -> Ranges:
    """The ranges of a class, from what stands between its brackets."""
    negated = text.startswith("^")
    spans = [(_code(one), _code(other or one)) for one, other in _ITEM.findall(text[negated:])]
    return _others(sorted(spans)) if negated else spans


def _code(written: str) -> int:
    if not written.startswith("\\"):
        return ord(written)
    if written[1].isalnum() and written[1] not in _ESCAPES:
        raise NoValue("a class that another is subtracted from may hold characters and ranges only")
    return ord(_ESCAPES.get(written[1], written[1]))


def _others(spans: Ranges) -> Ranges:
    """All characters that lie in none of the ranges."""
    gaps, free = [], 0
    for first, last in chain(sorted(spans), [(_LAST + 1, _LAST + 1)]):
        if first > free:
            gaps.append((free, first - 1))
        free = max(free, last + 1)
    return gaps


def _written(spans: Ranges) -> str:
    inside = "".join(rf"\x{{{first:x}}}-\x{{{last:x}}}" for first, last in spans)
    return f"[{inside}]" if spans else rf"[^\x{{0}}-\x{{{_LAST:x}}}]"
