"""What `girfec bench` says of the language; how long it takes is nobody's promise here."""

from app import feel
from app.cli import bench_check, bench_feel


def test_the_languages_figures_are_there_and_compare_texts_of_equal_meaning():
    figures = bench_feel.figures(2)
    decided = feel.decisions.read(bench_feel.table()).tables["t"].decide(bench_feel.NAMES)

    assert set(figures) >= {"feel.condition.us", "feel.condition.ratio", "feel.table20x4.us", "feel.table20x4.ratio"}
    assert all(value > 0 for value in figures.values())
    assert decided.value == eval(bench_feel.python_table(), dict(bench_feel.NAMES))
    assert len(bench_feel.RULES) == 20


def test_the_process_that_is_judged_has_a_hundred_nodes_and_is_looked_at_as_far_as_the_bounds_allow():
    found = bench_check.check(bench_check.hundred())

    assert {one.rule for one in found if one.family != "girfec"} <= {"needless", "bounds"}
    assert len({one.element for one in found if one.family == "girfec"}) == 64
