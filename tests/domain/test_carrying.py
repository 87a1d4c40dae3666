"""What a document said is not lost when its next version begins from it: forms of one kind ask for the same."""

from collections.abc import Iterator

import pytest
from stories import FORMS

from app.domain.documents import KINDS, ROWS
from app.forms.schema import Component, Form

# What each version of a kind says anew, besides the family's words: it was about that day and no other.
ANEW = {
    "handover": {"child_told_how"},
    "briefing_pack": {"sharing_basis", "sharing_why", "family_told", "named_person_there", "sharing_settled"},
    "childs_plan": {"plan_disagreements"},
}
VIEWS = {f"{who}_{word}" for who in ("child", "parents") for word in ("heard", "said", "not_heard")}
BEGUN = sorted({form.prefill for form in FORMS.values() if form.prefill})


def of_kind(kind: str) -> list[Form]:
    """The forms that record this kind."""
    return [form for form in FORMS.values() if form.records == kind]


def asked(components: tuple[Component, ...], path: str = "") -> Iterator[tuple[str, Component]]:
    """Every question by its key; a column by its list's and its own."""
    for one in components:
        if one.key:
            yield f"{path}{one.key}", one
        yield from asked(one.children, f"{path}{one.key}." if one.key else path)


def questions(form: Form) -> dict[str, Component]:
    return dict(asked(form.components))


@pytest.mark.parametrize("form", [form for form in FORMS.values() if form.prefill], ids=lambda form: form.outline.id)
def test_a_form_that_begins_from_a_document_asks_for_all_that_comes_along(form):
    kind, here = KINDS[form.prefill], questions(form)
    columns = [f"{name}.{column}" for name in kind.rows for column in ROWS[name]]

    assert form.records == form.prefill
    assert [key for key in (*kind.keeps, *columns) if key not in here] == []


@pytest.mark.parametrize("of", BEGUN)
def test_forms_of_one_kind_offer_the_same_choices_and_keep_the_same_from_the_family(of):
    everywhere: dict[str, set] = {}
    for form in of_kind(of):
        for key, one in questions(form).items():
            if key in KINDS[of].keeps or key.partition(".")[0] in KINDS[of].rows:
                offered = one.choices and (tuple(value for value, _ in one.choices.fixed), one.choices.key)
                everywhere.setdefault(key, set()).add((one.kind, offered, one.restricted))

    assert {key: found for key, found in everywhere.items() if len(found) > 1} == {}


@pytest.mark.parametrize("of", sorted(ANEW))
def test_whatever_is_asked_comes_along_or_is_said_anew(of):
    said = {key for form in of_kind(of) for key in questions(form) if "." not in key}

    assert said - set(KINDS[of].rows) - set(KINDS[of].keeps) - VIEWS == ANEW[of]


@pytest.mark.parametrize("form", [form for form in FORMS.values() if form.prefill], ids=lambda form: form.outline.id)
def test_what_is_no_longer_needed_has_a_reason(form):
    for key, state, closed in (
        ("needs.need_because", "need_state", "no_longer"),
        ("actions.action_because", "action_state", "dropped"),
    ):
        if key.partition(".")[0] in KINDS[form.prefill].rows:
            why = questions(form)[key]
            assert why.required
            assert not why.hide.evaluate({state: closed})
            assert why.hide.evaluate({state: "met"})
