import json

import pytest
from flask import Flask

from app.api import edge
from app.api.shapes import Answers, Changes, Filter, Opening
from app.domain.errors import Invalid, NotSignedIn


@pytest.fixture
def sent():
    app = Flask("girfec")

    def request(**more):
        return app.test_request_context("/api/v1/tasks", method="POST", **more)

    return request


def test_a_body_arrives_in_its_shape(sent):
    with sent(json={"answers": {"agreed": "yes", "rows": [{"n": 1.5}]}, "seen": 3}):
        assert edge.body(Answers) == Answers(answers={"agreed": "yes", "rows": [{"n": 1.5}]}, seen=3)


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "{", '"x"', '{"answers": {}}', '{"answers": [], "seen": 1}', '{"answers": {}, "seen": "1"}',
        '{"answers": {}, "seen": -1}', '{"answers": {}, "seen": 1, "extra": 1}', '{"answers": {"a": "\\u0000"}, "seen": 1}',
        '{"answers": {"a": "\\ud800"}, "seen": 1}', '{"answers": {"a": NaN}, "seen": 1}', '{"answers": {"a\\u0000": 1}, "seen": 1}',
        '{"answers": {"a": ' + "[" * 40 + "]" * 40 + '}, "seen": 1}', "[" * 2000, '{"answers": {}, "seen": 1e400}',
        '{"answers": {}, "seen": ' + "9" * 400 + "}", json.dumps({"answers": dict.fromkeys(map(str, range(400)), 1), "seen": 1}),
    ],
)  # fmt: skip
def test_a_body_of_another_shape_is_refused_in_a_sentence(sent, text):
    with sent(data=text, content_type="application/json"), pytest.raises(Invalid, match=r"\.$"):
        edge.body(Answers)


def test_a_body_that_is_not_json_is_refused(sent):
    with sent(data={"seen": "1"}), pytest.raises(Invalid, match="Content-Type: application/json"):
        edge.body(Answers)


def test_the_sentence_names_the_place_that_does_not_fit(sent):
    with sent(json={"fields": {"reason": {"value": "x", "version": "new"}}}), pytest.raises(Invalid) as refusal:
        edge.body(Changes)

    assert "Expected int, got str at fields[...].version." in str(refusal.value)


def test_a_day_that_does_not_exist_is_refused(sent):
    new = {"given": "A", "family": "B", "born_on": "2020-02-30", "process": "p"}

    with sent(json=new), pytest.raises(Invalid):
        edge.body(Opening)


@pytest.mark.parametrize(
    "query", ["view=all", "limit=0", "limit=101", "limit=x", "case=1", "who=me", "view=mine&view=team", "after=%00"]
)
def test_a_query_that_does_not_fit_is_refused(sent, query):
    with sent(query_string=query), pytest.raises(Invalid):
        edge.query(Filter)


@pytest.mark.parametrize(("header", "key"), [("abc", "abc"), ('"abc"', "abc"), (" a-1 ", "a-1")])
def test_an_idempotency_key_may_come_with_its_quotes(sent, header, key):
    with sent(headers={"Idempotency-Key": header}):
        assert edge.key() == key


@pytest.mark.parametrize("header", [None, "", '""', "x" * 201, "caf\u00e9"])
def test_an_act_without_a_usable_key_is_refused(sent, header):
    with (
        sent(headers={} if header is None else {"Idempotency-Key": header}),
        pytest.raises(Invalid, match="Idempotency-Key"),
    ):
        edge.key()


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer  ", "Basic eDp5", "token"])
def test_a_request_without_a_token_is_not_signed_in(sent, header):
    with (
        sent(headers={} if header is None else {"Authorization": header}),
        pytest.raises(NotSignedIn, match="POST /api/v1/token"),
    ):
        edge.actor()
