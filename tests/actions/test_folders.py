"""Publishing a folder again does not undo what designers published on the page."""

import make
import pytest
from designing import publish_change

from app.actions import folders, releases
from app.domain.errors import Forbidden, NotPublishable

LOOK, PANEL = "bpmn/look_again.bpmn", "bpmn/ask_partners.bpmn"


def renamed(name, content=make.LOOK):
    return content.replace(b'name="Look again"', f'name="{name}"'.encode())


def bring_in(database, place, **changed):
    files = {path: content for path, content in {**make.FILES, **changed}.items() if content is not None}
    return folders.bring_in(database, place.operator, files, approved_by="a test")


def running(database, place):
    return database.read(place.operator, releases.newest).diagrams


def test_a_start_with_the_same_folder_leaves_what_was_published_on_the_page(database, place):
    publish_change(database, place, "look_again", renamed("Look twice"))

    brought = bring_in(database, place)

    assert (brought.number, brought.changed, brought.kept, brought.both) == (2, False, (LOOK,), ())
    assert running(database, place)[LOOK] == renamed("Look twice")


def test_only_what_changed_in_the_folder_is_brought_in(database, place):
    publish_change(database, place, "look_again", renamed("Look twice"))
    panel = make.PANEL.replace(b'name="Ask the partners"', b'name="Ask them all"')

    brought = bring_in(database, place, **{PANEL: panel})
    again = bring_in(database, place, **{PANEL: panel})

    assert (brought.number, brought.changed, brought.kept) == (3, True, (LOOK,))
    assert (again.number, again.changed, again.kept) == (3, False, (LOOK,))
    assert (running(database, place)[LOOK], running(database, place)[PANEL]) == (renamed("Look twice"), panel)


def test_a_file_changed_on_both_sides_stays_as_on_the_page_and_is_named(database, place):
    publish_change(database, place, "look_again", renamed("Look twice"))

    brought = bring_in(database, place, **{LOOK: renamed("Look thrice")})

    assert (brought.changed, brought.kept, brought.both) == (False, (LOOK,), (LOOK,))
    assert running(database, place)[LOOK] == renamed("Look twice")
    assert database.read(place.operator, folders.on_page) == (LOOK,)


def test_a_folder_that_took_over_the_pages_text_differs_no_longer(database, place):
    publish_change(database, place, "look_again", renamed("Look twice"))
    panel = make.PANEL.replace(b'name="Ask the partners"', b'name="Ask them all"')

    brought = bring_in(database, place, **{LOOK: renamed("Look twice"), PANEL: panel})

    assert (brought.kept, database.read(place.operator, folders.on_page)) == ((), ())


def test_a_file_taken_out_of_the_folder_goes_unless_it_was_changed_on_the_page(database, place):
    publish_change(database, place, "look_again", renamed("Look twice"))

    brought = bring_in(database, place, **{LOOK: None, PANEL: None})

    assert (brought.changed, brought.both) == (True, (LOOK,))
    assert LOOK in running(database, place)
    assert PANEL not in running(database, place)


def test_a_folder_that_does_not_go_with_the_page_is_refused_and_what_runs_goes_on(database, place):
    publish_change(database, place, "look_again", renamed("Look twice"))

    with pytest.raises(NotPublishable):
        bring_in(database, place, **{"forms/sign.json": None})

    assert running(database, place)[LOOK] == renamed("Look twice")


def test_a_release_from_before_folders_were_kept_counts_as_its_own_folder(database, place):
    assert not bring_in(database, place).changed
    assert bring_in(database, place, **{LOOK: renamed("Look twice")}).number == 2


def test_only_who_may_publish_brings_a_folder_in(database, place):
    with pytest.raises(Forbidden):
        folders.bring_in(database, place.aileen, make.FILES, approved_by="nobody")
