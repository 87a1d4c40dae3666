"""Those who could lead are read side by side, by the same questions."""

from app.web.compared import compared

ISLA = "Who could lead? Isla Reid\nContact with the child: Speaks strongly\nWhat else counts? She is trusted:\nby all."
EWAN = "Who could lead? Ewan Grant\nContact with the child: Not known\nWhat else counts? New here."


def test_two_who_could_lead_stand_beside_each_other():
    table = compared((("Why now", "A move."), ("Somebody 1", ISLA), ("Somebody 2", EWAN)))

    assert (table.caption, table.heads) == ("Somebody", ("Isla Reid", "Ewan Grant"))
    assert [question.rstrip("?") for question, _ in table.rows] == ["Contact with the child", "What else counts"]
    assert table.rows[0][1] == ("Speaks strongly", "Not known")
    assert table.rows[1][1] == ("She is trusted:\nby all.", "New here.")
    assert table.rest == (("Why now", "A move."),)


def test_one_alone_is_not_compared():
    assert compared((("Somebody 1", ISLA),)) is None
    assert compared((("Child 1", "6"), ("Child 2", "8"))) is None
