"""The whole journey, played on the engine alone, to each of its ends."""

from journeying import concern
from stories import EWAN


def test_a_child_is_helped_by_several_agencies_until_nothing_more_is_needed():
    story = concern().assessed().do("t_offer").appointed(EWAN).planned()
    assert story.leads == "Ewan Grant"

    story.reviewed().reviewed(need_remains="no").handed_back()
    story.do("t_close")

    assert story.done
    assert story.leads == "Isla Reid"
