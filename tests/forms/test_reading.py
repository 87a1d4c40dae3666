import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import forms
from app.domain.errors import NotPublishable
from app.domain.forms import FieldKind
from app.forms.allowed import ATTRIBUTES


def content(*components, **root):
    return json.dumps(
        {"schemaVersion": 19, "type": "default", "id": "f", "components": list(components), **root}
    ).encode()


def component(**more):
    return {"type": "textfield", "id": more.get("key", "c1"), "label": "Why?", "key": "why", **more}


def refused(*components, **root):
    with pytest.raises(NotPublishable) as refusal:
        forms.read(content(*components, **root))
    return [finding.rule for finding in refusal.value.findings]


def test_a_form_says_what_it_asks_and_what_its_expressions_read():
    form = forms.read(
        content(
            component(key="agreed", type="radio", values=[{"value": "y", "label": "Yes"}, {"value": "n", "label": "No"}]),
            component(key="reason", type="textarea", conditional={"hide": '=agreed != "n"'}),
            component(key="started", type="datetime", subtype="date"),
            {
                "type": "dynamiclist", "id": "d", "path": "people", "label": "People",
                "components": [component(key="name"), component(key="years", type="number")],
            },
            title="Agree",
            properties={"confirm": "true", "minutes": "4", "shows": "t_a, t_b", "button": "Record the agreement"},
        )
    )  # fmt: skip

    assert form.outline.fields == {
        "agreed": FieldKind.CHOICE, "reason": FieldKind.TEXT, "started": FieldKind.DATE, "people": FieldKind.ROWS,
    }  # fmt: skip
    assert form.outline.columns == {"people": {"name": FieldKind.TEXT, "years": FieldKind.NUMBER}}
    assert form.outline.expressions == (("reason", 'agreed != "n"'),)
    assert (form.confirm, form.minutes, form.shows, form.button) == (True, 4, ("t_a", "t_b"), "Record the agreement")


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        ({"type": "html", "id": "h", "content": "<b>x</b>"}, "form.type"),
        ({"type": "iframe", "id": "h", "url": "x"}, "form.type"),
        ({"type": "filepicker", "id": "h", "key": "file", "label": "x"}, "form.type"),
        ({"type": "hologram", "id": "h"}, "form.type"),
        ({"type": ["text"], "id": "h"}, "form.type"),
        ({"type": "datetime", "subtype": "time", "id": "h", "key": "at", "label": "x"}, "form.type"),
        (component(key="_hidden"), "form.key"),
        (component(key="typename"), "form.key"),
        (component(key="sum"), "form.key"),
        (component(key="case"), "form.key"),
        (component(key="a.b"), "form.key"),
        (component(key=None), "form.key"),
        (component(label=""), "form.label"),
        (component(label="Hello {{name}}"), "form.feel"),
        (component(onclick="x"), "form.attribute"),
        (component(validate={"min": 3}), "form.attribute"),
        (component(validate={"pattern": "(?=a)a", "patternErrorMessage": "x"}), "form.pattern"),
        (component(validate={"pattern": "[A-Z]+"}), "form.pattern"),
        (component(type="select"), "form.choices"),
        (component(type="select", values=[{"value": "a", "label": "A"}] * 2), "form.choices"),
        (component(properties={"colour": "red"}), "form.attribute"),
        (component(properties={"tells": "cp_concern"}), "form.tells"),
        (component(type="checkbox", properties={"tells": "child_died"}), "form.tells"),
        (component(conditional={"hide": "why = 1"}), "form.feel"),
        ({"type": "image", "id": "i", "source": "https://example.org/x.png", "alt": "x"}, "form.image"),
        ({"type": "button", "id": "b", "label": "Clear", "action": "reset"}, "form.type"),
        ({"type": "group", "id": "g", "label": "x", "path": "deep", "components": []}, "form.key"),
    ],
)
def test_what_cannot_be_shown_or_checked_faithfully_is_refused(raw, rule):
    assert rule in refused(raw)


def test_a_question_can_only_depend_on_what_is_asked_above_it():
    first = component(key="first", conditional={"hide": '=second = "x"'})

    rules = refused(first, component(key="second"))

    assert rules == ["form.order"]


def test_two_questions_with_one_key_are_refused_and_so_are_two_components_with_one_id():
    assert refused(component(), component()) == ["form.id", "form.key"]


def test_a_finding_names_the_component_and_its_line():
    text = b'{"id": "f",\n "components": [\n {"type": "text", "id": "t", "text": "Hello"},\n {"type": "html", "id": "bad"}]}'

    with pytest.raises(NotPublishable) as refusal:
        forms.read(text, file="forms/f.form")

    [finding] = refusal.value.findings
    assert (finding.file, finding.element, finding.line) == ("forms/f.form", "bad", 4)


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{", b'{"components": 1}', b'{"components": [1]}', b"\xff", b"[" * 10_000, b"{}" * 300_000]
)
def test_a_file_that_is_no_form_is_refused_in_a_sentence(text):
    with pytest.raises(NotPublishable):
        forms.read(text)


def test_a_form_cannot_call_what_only_a_process_has():
    assert refused(component(conditional={"hide": '=due("plan_due", now) = null'})) == ["form.feel"]


def test_the_questions_that_our_own_pages_ask_are_forms_like_any_other():
    own = sorted((Path(__file__).parents[2] / "app/web/questions").glob("*.json"))
    shipped = sorted((Path(__file__).parents[2] / "forms").rglob("*.json"))

    for path in own + shipped:
        assert forms.read(path.read_bytes(), file=path.name).outline.fields


attribute = st.sampled_from(sorted({name for names in ATTRIBUTES.values() for name in names} | {"type", "id"}))
value = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9) | st.just("=a"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=9) | st.sampled_from(["required", "hide", "min"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.lists(
        st.fixed_dictionaries({"type": st.sampled_from(sorted(ATTRIBUTES)) | value}, optional={}).flatmap(
            lambda raw: st.dictionaries(attribute.filter(lambda name: name != "type"), value, max_size=6).map(
                lambda more: raw | more
            )
        ),
        max_size=4,
    )
)
def test_whatever_a_file_says_is_read_or_refused_never_a_fault(components):
    with contextlib.suppress(NotPublishable):
        assert forms.read(json.dumps({"id": "f", "components": components}).encode()).components is not None


SAID = component(key="said", type="textarea", validate={"required": True}, properties={"views": "child"})
HEARD = component(key="heard", type="radio", values=[{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}])
IF_HEARD = SAID | {"conditional": {"hide": '=heard != "yes"'}}
WHY_NOT = component(key="why_not", type="textarea", validate={"required": True}, conditional={"hide": '=heard != "no"'})


def test_a_form_that_decides_without_asking_the_child_is_refused():
    assert refused(component(), properties={"records": "decision"}) == ["form.views"]
    assert refused(HEARD, IF_HEARD, properties={"records": "decision"}) == ["form.views"]


def test_a_form_that_decides_asks_for_the_child_s_views_or_why_there_are_none():
    plain = forms.read(content(SAID, properties={"records": "decision"}))
    either = forms.read(
        content(HEARD, IF_HEARD, WHY_NOT, properties={"records": "childs_plan", "prefill": "childs_plan"})
    )

    assert forms.views(plain, "child") == forms.views(either, "child") == ("said",)
    assert (either.records, either.prefill) == ("childs_plan", "childs_plan")


def test_a_document_or_a_voice_that_nobody_knows_is_refused():
    assert refused(component(), properties={"records": "essay"}) == ["form.document"]
    assert refused(component(properties={"views": "neighbour"})) == ["form.views"]


def test_a_form_says_what_the_family_may_not_see_and_what_it_proposes_for_the_chronology():
    form = forms.read(
        content(
            component(key="address", properties={"restricted": "true"}),
            {"type": "dynamiclist", "id": "d", "path": "people", "label": "P", "components": [component(key="phone", properties={"restricted": "true"})]},
            properties={"chronology": "A meeting was held."},
        )
    )  # fmt: skip

    assert forms.restricted(form) == {"address", "phone"}
    assert form.chronology == "A meeting was held."


def test_what_the_family_may_not_see_is_not_read_by_what_they_may():
    secret = component(key="address", properties={"restricted": "true"})
    computed = {
        "type": "expression",
        "id": "x",
        "key": "where",
        "expression": '="at " + address',
        "properties": {"kind": "text"},
    }

    assert refused(secret, properties={"chronology": '="She lives at " + address'}) == ["form.restricted"]
    assert refused(secret, computed, properties={"chronology": '="She lives " + where'}) == ["form.restricted"]
    assert refused(secret, component(key="open", label='="Who lives at " + address + "?"')) == ["form.restricted"]


def form_of(*components, **properties):
    said = component(key="child_said", validate={"required": True}, properties={"views": "child"})
    return forms.read(content(said, *components, properties=properties))


@pytest.mark.parametrize(
    ("there", "records", "here"),
    [
        (component(key="summary", properties={"restricted": "true"}), "childs_plan", component(key="summary")),
        (component(key="safe_pressures", properties={"restricted": "true"}), "assessment", component(key="need")),
    ],
)
def test_a_form_that_begins_with_a_restricted_answer_keeps_it_from_the_family(there, records, here):
    rows = {"type": "dynamiclist", "id": "d", "path": "needs", "label": "Needs", "components": [component(key="need")]}
    earlier = form_of(there, records=records)
    later = form_of(rows if here["key"] == "need" else here, records="childs_plan", prefill="childs_plan")
    marked = form_of(there, records="childs_plan", prefill="childs_plan")

    [found] = forms.let_slip({"earlier.json": earlier, "later.json": later})

    assert (found.rule, found.file, found.element) == ("form.restricted", "later.json", here["key"])
    assert "I10" in found.message
    assert list(forms.let_slip({"earlier.json": earlier, "marked.json": marked})) == []
