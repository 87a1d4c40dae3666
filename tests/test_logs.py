"""Logs: one line each, JSON, and only fields that say nothing about anybody."""

import json

import structlog

from app import logs


def test_a_field_that_nobody_has_looked_at_is_not_let_out():
    fields = logs.known_only(None, "info", {"event": "sealed", "number": 3, "child": "Iona Marr"})

    assert fields == {"event": "sealed", "number": 3, "dropped": 1}


def test_no_line_can_be_forged(capsys):
    before = structlog.get_config()
    try:
        logs.configure()
        structlog.get_logger().info("a\nb", error='x"\r\n{"event": "forged"}')
    finally:
        structlog.configure(**before)

    [line] = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "a\nb"
