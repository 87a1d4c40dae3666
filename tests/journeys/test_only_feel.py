"""A designer's text is evaluated by FEEL and by nothing else, from publishing to the end of a child's process."""

import re
import sys

from stories import DECISIONS, DIAGRAMS, EWAN, FORMS, RELEASE, begin, positions, proposed, settled

from app import engine, feel
from app.feel import expressions

_watching: list[bool] = []
_compiled: list[tuple[str, str]] = []
_executed: list[str] = []


def _audit(event, arguments):
    if not _watching:
        return
    if event == "compile":
        source, file = arguments
        _compiled.append((source.decode(errors="replace") if isinstance(source, bytes) else str(source), str(file)))
    elif event == "exec":
        _executed.append(arguments[0].co_filename)


sys.addaudithook(_audit)


def designed():
    """Every text that a designer has written after “=”, as a condition, or in a cell of a table."""
    content = "\n".join(file.decode() for file in (*DIAGRAMS.values(), *DECISIONS.values()))
    marked = re.findall(
        r">\s*=?([^<>]{2,}?)\s*</(?:\w+:)?(?:conditionExpression|inputParameter|outputParameter|text)", content
    )
    quoted = re.findall(r'="=([^"]+)"', content)
    return {text.strip() for text in (*marked, *quoted)} | {
        text for form in FORMS.values() for _, text in form.outline.expressions
    }


def test_from_publishing_to_the_end_no_text_of_a_designer_becomes_code(monkeypatch):
    asked = set()
    own = expressions._expression
    monkeypatch.setattr(expressions, "_expression", lambda text, *more: asked.add(text) or own(text, *more))
    feel.compile.cache_clear()
    _watching.append(True)
    try:
        release = engine.compile(engine.Source(DIAGRAMS, DECISIONS, {key: form.outline for key, form in FORMS.items()}))
        story = settled(positions(proposed(begin(), EWAN)))
    finally:
        _watching.clear()

    assert story.done
    assert release.processes.keys() == RELEASE.processes.keys()
    assert asked & designed()
    assert [(source, file) for source, file in _compiled if not file.endswith(".py")] == []
    assert [file for file in _executed if not file.endswith(".py") and not file.startswith("<frozen importlib")] == []


def test_the_watch_itself_sees_code_being_made():
    _compiled.clear()
    _executed.clear()
    _watching.append(True)
    exec(compile("one = 1", "<designer>", "exec"), {})
    _watching.clear()

    assert _compiled == [("one = 1", "<designer>")]
    assert _executed == ["<designer>"]
