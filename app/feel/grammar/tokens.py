"""A text as tokens, one of them seen ahead, and the sentences for what does not fit."""

import re

from app.feel.errors import FeelError
from app.feel.lexer import DECLARED, Names, Token, canonical, token
from app.feel.limits import Limits

KEYWORDS = frozenset(
    {"if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "between", "and", "or", "instance"}
    | {"function", "true", "false", "null"}
)
COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


class Tokens:
    """Reads one text from front to back, with one token of foresight."""

    def __init__(self, text: str, names: Names, limits: Limits) -> None:
        if len(text) > limits.text:
            raise FeelError(f"The expression is longer than {limits.text:,} characters. Split it up", limits.text)
        self.text, self.names, self.limits = text, Names(outer=names), limits
        self.depth = self.behind = 0  # behind: the offset past the last token taken
        self.ahead = token(text, 0, self.names)

    def take(self) -> Token:
        """The token ahead, and step past it."""
        taken = self.ahead
        self.behind = taken.until
        self.jump(taken.until)
        return taken

    def jump(self, to: int) -> None:
        """Read on from another offset."""
        self.ahead = token(self.text, to, self.names)

    def sees(self, *values: str) -> bool:
        """Whether the token ahead is one of these symbols or words."""
        return self.ahead.kind in {"symbol", "name"} and self.ahead.value in values

    def skip(self, value: str) -> bool:
        """Step past this symbol or word if it comes next."""
        if self.sees(value):
            self.take()
            return True
        return False

    def expect(self, *values: str) -> Token:
        """Step past one of these, or say that it is missing."""
        if not self.sees(*values):
            self.refuse(f"Expected {' or '.join(f'“{value}”' for value in values)} here")
        return self.take()

    def refuse(self, message: str) -> None:
        """Raise FeelError at the token ahead, naming it."""
        ahead = self.ahead
        found = "the expression ends" if ahead.kind == "end" else f"found “{self.text[ahead.at : ahead.until][:30]}”"
        raise FeelError(f"{message}, but {found}", ahead.at)

    def declare(self, end: str) -> str:
        """A new name up to `end` (a pattern), which may have blanks. It is known from here on."""
        pattern = rf"({DECLARED.pattern}?)\s*(?={end})"
        match = re.compile(pattern).match(self.text, self.ahead.at)
        if not match or match[1] in KEYWORDS:
            self.refuse("Expected a name here")
        assert match is not None
        name = canonical(match[1])
        self.names.add(name)
        self.jump(match.end())
        return name
