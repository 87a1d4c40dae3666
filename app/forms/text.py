"""Texts, in and out: what a person typed without what they did not mean to, and a designer's Markdown as safe markup."""

import re
import unicodedata
from functools import lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup

# Direction overrides can make a text read as something else; the rest of category Cf (joiners) is part of writing.
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")

_MARKDOWN = MarkdownIt("zero").enable(["list", "emphasis", "heading", "newline", "escape", "entity"])


def tidy(text: str, *, one_line: bool = False) -> str:
    """The text in normal form, without control characters, lone surrogates, direction overrides and outer blanks."""
    text = _BREAKS.sub("\n", text)
    if one_line:
        text = text.replace("\n", " ")
    kept = (c for c in text if c in "\n\t" or (c not in _OVERRIDES and unicodedata.category(c) not in {"Cc", "Cs"}))
    return unicodedata.normalize("NFC", "".join(kept)).strip()


@lru_cache(maxsize=256)
def markup(markdown: str) -> Markup:
    """Paragraphs, lists, headings and emphasis as HTML. HTML and links in the text are shown as text.

    The page's own heading is the first level, so the text's begin at the second.
    """
    tokens = _MARKDOWN.parse(markdown)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    return Markup(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))  # noqa: S704 - markdown-it escapes, html is off
