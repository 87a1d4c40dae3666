"""Pages in the area's own words: “My Plan”, “lead practitioner”.

What templates and designers write is put into them; what people write never is.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from flask import Flask, g
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from app.actions import policy
from app.domain.vocabulary import MEMBER, NATIONAL, WRITTEN, Vocabulary
from app.forms.draw import Drawn
from app.web import edge

# A literal of a template that holds one of the words that an area may have another for.
_HOLDS = re.compile("|".join(re.escape(one).replace("'", "['’]") for one in (*WRITTEN.values(), MEMBER)), re.IGNORECASE)


def register(app: Flask) -> None:
    """Teach templates the filter `local`, and let it read what they themselves say."""
    app.jinja_env.filters |= {"local": local, "local_markup": _markup}
    app.jinja_env.globals["plan_title"] = plan_title
    app.jinja_env.add_extension(Literals)


def vocabulary() -> Vocabulary:
    """The words of the area of whoever is signed in; those of national guidance for everybody else."""
    if "vocabulary" not in g:
        who = edge.actor_or_none()
        known = policy.spoken(who.policy_id) if who else NATIONAL
        g.vocabulary = known or edge.read(lambda tx: policy.vocabulary(tx, tx.actor.policy_id))
    found: Vocabulary = g.vocabulary
    return found


def plan_title(first: str) -> str:
    """What stands on top of a child's plan: “Skye’s plan”, or under the name that the area has for it, “Skye: My Plan”."""
    called = vocabulary().words.get(WRITTEN["labels.plan"])
    return f"{first}: {called}" if called else f"{first}’s plan"


def local(text: Any) -> Any:
    """What a designer or the product wrote, in the area's words. What is no text stays as it is."""
    if not isinstance(text, str):
        return text
    said = vocabulary().say(str(text))
    return Markup(said) if isinstance(text, Markup) else said  # noqa: S704 - it was markup before, and labels are escaped


def _markup(text: str) -> Markup:
    """A template's own literal, which is markup already."""
    return Markup(vocabulary().say(text))  # noqa: S704 - the literal is the template's own; labels come from a checked pack


def questions(drawn: Iterable[Drawn]) -> tuple[Drawn, ...]:
    """A form as it is shown, in the area's words. What was entered, and where a rule stands, stays as it is."""
    if not vocabulary().words:
        return tuple(drawn)
    return tuple(_question(one) for one in drawn)


def _question(one: Drawn) -> Drawn:
    return replace(
        one,
        label=local(one.label),
        hint=local(one.hint),
        choices=tuple((value, local(label), chosen) for value, label, chosen in one.choices),
        html=local(one.html),
        headings=tuple(map(local, one.headings)),
        children=questions(one.children),
        rows=tuple(questions(row) for row in one.rows),
    )


class Literals(Extension):
    """Reads a template's own texts through the area's words, as they are shown."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The template's tokens, with each literal that holds such a word as an expression."""
        for token in stream:
            if token.type == "data" and _HOLDS.search(token.value):
                yield Token(token.lineno, "variable_begin", "{{")
                yield Token(token.lineno, "string", token.value)
                yield Token(token.lineno, "pipe", "|")
                yield Token(token.lineno, "name", "local_markup")
                yield Token(token.lineno, "variable_end", "}}")
            elif token.type == "string" and _HOLDS.search(token.value):
                yield Token(token.lineno, "lparen", "(")
                yield token
                yield Token(token.lineno, "pipe", "|")
                yield Token(token.lineno, "name", "local")
                yield Token(token.lineno, "rparen", ")")
            else:
                yield token
