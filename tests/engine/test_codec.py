"""The state: small, ours alone, read back before it is handed out, and the same from one version to the next."""

import base64
import json
from decimal import Decimal
from uuid import UUID

import orjson
import pytest
import zstandard
from diagrams import both, boundary, call, chain, diagram, each, end, start, sub, timer, user
from hypothesis import given
from hypothesis import strategies as st
from playing import Table, form, release, world

from app import engine
from app.domain.errors import Invalid, Overrun, Stuck
from app.engine import codec, run, values

INNER = diagram(
    "q",
    start("qs"),
    user("ask", form="ask"),
    boundary("late", "ask", timer("P5D")),
    end("qe"),
    end("ql"),
    *chain("qs", "ask", "qe"),
    *chain("late", "ql"),
)
MADE = (
    diagram(
        "p", start(), both("s"), user("say", each("case.partners", "partner", "positions", "position"), form="say"), call("c", "q", {"x": "1"}, {"y": "answer"}),
        sub("n", start("ns"), user("inside"), end("ne"), *chain("ns", "inside", "ne")), both("j"), user("after", assignee="=y"), end(),
        *chain("start", "s", "say", "j", "after", "end"), *chain("s", "c", "j"), *chain("s", "n", "j"),
    ),
    INNER,
)  # fmt: skip
FORMS = (form("ask", answer="choice"), form("say", position="choice"))

# A state written by version “1 on 3.2” half-way through `MADE`. A new version of the engine reads it or says that it
# cannot; it never reads it differently.
GOLDEN = base64.b64decode(
    "KLUv/WCOBTUUAOYreiFATeu/ZAPbD3wH52Jmc4xIPFY/oXwhtYWbVK8jjGMYBgRwAHAAbgDfKHrSSrSRjsVVraMSPfXogpBdWrZc"
    "IcS9Zog3OuSG2sfHq4qzeEycZUcbppuDowyx4+a7KTr0luOzZc/6f+1jr1ShSHQyzG70/GR0TPTlAvUwGA6Z6Dcs3jgWPdrQROd8"
    "X5iGHlUEC0AuAEkTfdCJatl/aoX4Ygy+VFDmbD0LlctkvpEAv6GlNhwLo6BHExpAmihKNOKhVHTivINpDktHF5ChLLgCQKIn/Id4"
    "Yk/t2tfo10tuFeonnWuKbfdSzP/qwdjLvUtFxNsTeztih44gDhtU/JCmljGH7p9CWlo0BJ2YmUqbHC5syLV3jmF2XKspx+Bq+Ehq"
    "jVBc5doxlN4/PYXROGjkPxhIMA2lYykgYJitRzmys3r7OHlyf63jwm8kMT9DZt+U2sjSaixFpLFaaxGPDrKL6CGmCoU6MC+lomex"
    "VIMLEbbIQnF1v4sej8fjoTIgAmLK1onkPBbPKPRUoCLRqcyl0SwLoxOJzm8sPvWhMqWiCaH15vrBXt4YJd5Wyx+M6T2/yBDYdjle"
    "HV2xUzBuS+/X00LKKblYPFKiclGaZl6+AEpQQmhoYKEBppDSRN8B3dFvmoE8x6wR5q4FOyBgAhkJDpkPhaZAQ+DDsUZRYKrKDV9l"
    "4ypDODiIJSqPYFGQc8l62IED4tmNL9KvirZrRYnoDKyCFMZiAr+6LDQg2QfGmDCTHQA+eCTHa0JKvpVEPEi4KEgk2IvAZrLYFIji"
    "6NkVAB/PcVUraxBEQ4K9LJNROPimCYCmsmYHx/mi/1svwOXu+Vz3XBoEg5ucboIDWVIMcZ/C8M4="
)


def test_a_state_of_this_version_is_read_as_it_always_was():
    standing = engine.standing(release(*MADE, forms=FORMS), GOLDEN)

    assert sorted((task.key, str(task.item or "")) for task in standing.tasks) == [
        ("ask", ""), ("inside", ""), ("say", str(UUID(int=1))), ("say", str(UUID(int=3))),
    ]  # fmt: skip
    assert [(event, generation, at.isoformat()) for _task, event, generation, at in standing.timers] == [
        ("late", 1, "2026-03-07T10:00:00+00:00")
    ]
    table = Table.__new__(Table)
    table.release, table.tasks, table.timers, table.passed = release(*MADE, forms=FORMS), {}, {}, []
    table.state, table.tasks = GOLDEN, {task.id: task for task in standing.tasks}
    table.timers = {ring[:3]: ring[3] for ring in standing.timers}
    table.complete("say", str(UUID(int=3)), position="agree")
    assert table.sees("ask")["positions"] == [None, "disagree", "agree"]


def test_a_state_is_far_below_the_size_that_a_case_may_have():
    table = Table(release(*MADE, forms=FORMS), "p")

    written = zstandard.ZstdDecompressor().decompress(table.state)

    assert len(written) < 4_000
    assert len(table.state) < 1_500


def test_one_call_adds_less_than_a_kilobyte():
    one = diagram("p", start(), both("s"), user("a"), call("c0", "q"), *(call(f"c{n}", "q") for n in range(1, 8)), end(),
                  *chain("start", "s", "a", "end"), *(part for n in range(8) for part in chain("s", f"c{n}", "end")))  # fmt: skip
    table = Table(release(one, INNER, forms=FORMS), "p")

    assert len(zstandard.ZstdDecompressor().decompress(table.state)) < 8 * 1_000


@pytest.mark.parametrize("change", [{"v": "0"}, {"v": "1 on 3.1"}, {"v": None}])
def test_a_state_of_another_version_is_never_read(change):
    made = release(*MADE, forms=FORMS)
    state = codec.content(Table(made, "p").state) | change

    with pytest.raises(Stuck, match="another version"):
        made.load(zstandard.compress(orjson.dumps(state)))


@pytest.mark.parametrize("state", [b"", b"junk", zstandard.compress(b"junk"), zstandard.compress(b"[]")])
def test_a_damaged_state_is_refused_in_words(state):
    with pytest.raises(Stuck):
        engine.standing(release(*MADE, forms=FORMS), state)


def test_a_state_holds_no_type_names_and_no_spec():
    table = Table(release(*MADE, forms=FORMS), "p")

    written = json.dumps(codec.content(table.state))

    assert "typename" not in written
    assert "case.partners" not in written


def test_two_cases_in_turn_over_one_release_know_nothing_of_each_other():
    made = release(*MADE, forms=FORMS)
    one, other = Table(made, "p"), Table(made, "p")
    for partner in (1, 2, 3):
        one.complete("say", str(UUID(int=partner)), position="agree")
        other.complete("say", str(UUID(int=partner)), position="no")
    one.complete("ask", answer="anna")
    other.complete("ask", answer="bob")
    one.complete("inside")
    other.complete("inside")

    assert (one.sees("after")["y"], other.sees("after")["y"]) == ("anna", "bob")
    assert other.sees("after")["positions"] == ["no"] * 3


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        object(),
        {"typename": "x"},
        {"_a": 1},
        [[1]],
        "x" * 501,
        {1: 2},
        b"x",
        {1, 2},
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_that_a_state_cannot_hold_is_refused(value):
    with pytest.raises(Invalid):
        values.checked("answer", value)


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(max_size=50)
)
SCALARS |= st.dates() | st.times() | st.datetimes() | st.timedeltas()
KEYS = st.from_regex(values.NAME, fullmatch=True).filter(values.usable_name)


@given(SCALARS | st.lists(SCALARS, max_size=5) | st.lists(st.dictionaries(KEYS, SCALARS, max_size=3), max_size=3))
def test_every_value_is_read_back_as_it_was(value):
    kept = values.checked("answer", value)

    again = values.decode(orjson.loads(orjson.dumps(values.encode(kept))))

    assert again == kept


def test_a_case_with_too_much_in_it_is_refused(monkeypatch):
    monkeypatch.setattr(codec, "LONGEST", 100)

    with pytest.raises(Overrun, match="more open work"):
        Table(release(*MADE, forms=FORMS), "p")


def test_a_step_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(run, "MOST_STEPS", 2)

    with pytest.raises(Overrun, match="more steps"):
        Table(release(*MADE, forms=FORMS), "p")


def test_a_state_that_does_not_read_back_is_never_handed_out(monkeypatch):
    made = release(*MADE, forms=FORMS)
    monkeypatch.setattr(codec, "decode", lambda _value: {})

    with pytest.raises((Stuck, KeyError)):
        engine.start(made, "p", {}, world())
