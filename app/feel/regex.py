"""Regular expressions of XPath, as `matches`, `replace` and `split` take them, run by RE2.

RE2 reads a text once, whatever the pattern, so no pattern can hang. What XPath has and RE2 cannot do in one reading, back
references, is refused with null and a warning.
"""

import re
from functools import lru_cache
from typing import Any

import re2

from app.feel import classes
from app.feel.errors import NoValue

_LONGEST = 500
_FLAGS = frozenset("smixq")
_XML_NAMES = {r"\i": "[A-Za-z_:]", r"\I": "[^A-Za-z_:]", r"\c": "[-A-Za-z0-9._:]", r"\C": "[^-A-Za-z0-9._:]"}


def _options() -> Any:
    options = re2.Options()
    options.max_mem = 1 << 18  # bytes; a pattern that needs more is refused, so compiling takes about a millisecond
    options.log_errors = False
    return options


@lru_cache(maxsize=256)
def pattern(text: str, flags: str) -> Any:
    """The compiled pattern. Raises NoValue if it is no pattern, too long, or asks for more than RE2 can do."""
    if len(text) > _LONGEST:
        raise NoValue(f"a pattern may have {_LONGEST} characters at most")
    if not set(flags) <= _FLAGS:
        raise NoValue("the flags of a pattern are s, m, i, x and q")
    literal = "q" in flags
    if literal:
        text, flags = re2.escape(text), flags.replace("q", "")
    translated = _translated(_without_blanks(text) if "x" in flags else text, dots="s" in flags or literal)
    prefix = f"(?{''.join(sorted(set(flags) - {'x'}))})" if set(flags) - {"x"} else ""
    try:
        return re2.compile(prefix + translated, _options())
    except re2.error as why:
        raise NoValue(f"“{text[:40]}” is not a pattern that can be used here ({_reason(why)})") from None


def _reason(why: Exception) -> str:
    first = why.args[0] if why.args else ""
    return first.decode(errors="replace") if isinstance(first, bytes) else str(first)


def _translated(text: str, *, dots: bool) -> str:
    r"""XPath's pattern as RE2 writes it: `\i` and `\c`, and no escapes that only RE2 knows."""
    text = classes.plain(text)
    if re.search(r"\\[AzZbBGQEkK0-9]|\(\?[^:]|\[[^\]]*-\[", text):
        raise NoValue("a pattern cannot use back references, look-around, word boundaries or classes in classes")
    text = re.sub(r"\\[iIcC]", lambda match: _XML_NAMES[match[0]], text)
    # a dot matches no line end, and XPath counts the carriage return as one
    return text if dots else re.sub(r"(\\.|\[(?:[^\]\\]|\\.)*\])|\.", lambda match: match[1] or r"[^\n\r]", text)


def _without_blanks(text: str) -> str:
    """Flag x: blanks outside of character classes do not count, wherever they stand."""
    return re.sub(r"(\[(?:[^\]\\]|\\.)*\]|\\\S)|\s+", lambda match: match[1] or "", text)


def matches(text: str, sought: str, flags: str = "") -> bool:
    """Whether the pattern occurs in the text."""
    return pattern(sought, flags).search(text) is not None


def replace(text: str, sought: str, replacement: str, flags: str, longest: int) -> str:
    """The text with every occurrence replaced; `$1` stands for the first bracket's text. Raises NoValue if too long."""
    compiled = pattern(sought, flags)
    if compiled.search("") is not None:
        raise NoValue("a pattern that matches nothing at all cannot be replaced")
    parts, end, size = [], 0, 0
    for match in compiled.finditer(text):
        new = replacement if "q" in flags else _filled(replacement, match)
        parts += [text[end : match.start()], new]
        end, size = match.end(), size + len(new) + match.start() - end
        if size > longest:
            raise NoValue(f"the text would be longer than {longest:,} characters")
    return "".join([*parts, text[end:]])


def _filled(replacement: str, match: Any) -> str:
    if re.search(r"\$(?![0-9])|\\(?![\\$])", re.sub(r"\\[\\$]", "", replacement)):
        raise NoValue("in a replacement, “$” needs a digit after it and “\\” another “\\” or a “$”")

    def one(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0][1:]
        digits = found[1]
        while len(digits) > 1 and int(digits) > match.re.groups:
            digits = digits[:-1]
        rest = found[1][len(digits) :]
        return ((match.group(int(digits)) or "") if int(digits) <= match.re.groups else "") + rest

    return re.sub(r"\\[\\$]|\$([0-9]{1,2})", one, replacement)


def split(text: str, delimiter: str, most: int) -> list[str]:
    """The parts of the text between occurrences of the pattern. Raises NoValue for too many parts."""
    compiled = pattern(delimiter, "")
    parts, end = [], 0
    for match in compiled.finditer(text):
        if match.end() == match.start():
            raise NoValue("a delimiter must match something")
        parts.append(text[end : match.start()])
        end = match.end()
        if len(parts) > most:
            raise NoValue(f"the text has more than {most:,} parts")
    return [*parts, text[end:]]
