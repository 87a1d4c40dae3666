"""`girfec simulate`: a few weeks of an invented council, in which chance decides and nobody may be stranded."""

import json

from click.testing import CliRunner

from app.cli import girfec


def test_a_month_of_an_invented_council_strands_no_child():
    said = CliRunner().invoke(girfec, ["simulate", "--years", "0.08", "--children", "60", "--quiet", "--json"])

    figures = json.loads(said.output)
    assert said.exit_code == 0, figures
    assert figures["cases"] > 10
    assert figures["tasks done"] > 50
    assert (figures["stuck"], figures["differences"], figures["cases without a next thing"]) == ({}, [], 0)
    assert figures["invariant violations"] == []
    assert figures["deadlines kept, percent"] > 50
    assert "All:" in figures["indicators"]["K6 Decisions with the child's own words"]
