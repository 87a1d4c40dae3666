"""Starting the program: what it publishes, and that it takes back nothing that designers published."""

import make
import pytest
from designing import publish_change

from app.actions import releases
from app.cli import ground
from app.config import Settings
from app.domain.errors import NotPublishable

TWICE = make.LOOK.replace(b'name="Look again"', b'name="Look twice"')


@pytest.fixture
def started(database, place, tmp_path):
    """Start with a folder of these files; gives the lines that are printed."""
    settings = Settings("", tmp_path, b"secret", make.KEY, area=place.area, content=tmp_path / "content")

    def start(**changed):
        for path, content in {**make.FILES, **make.packs(), **changed}.items():
            file = settings.content / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.unlink(missing_ok=True)
            if content is not None:
                file.write_bytes(content)
        return list(ground._at_start(database, settings, None))

    return start


def running(database, place):
    return database.read(place.operator, releases.newest)


def test_a_start_says_what_runs_as_on_the_page(database, place, started):
    publish_change(database, place, "look_again", TWICE)

    lines = started()

    assert lines == ["bpmn/look_again.bpmn runs as it was published on the page, not as in the folder."]
    assert running(database, place).diagrams["bpmn/look_again.bpmn"] == TWICE


def test_a_start_says_where_both_have_changed_and_publishes_the_rest(database, place, started):
    publish_change(database, place, "look_again", TWICE)
    panel = make.PANEL.replace(b'name="Ask the partners"', b'name="Ask them all"')

    lines = started(**{"bpmn/look_again.bpmn": make.LOOK + b"\n", "bpmn/ask_partners.bpmn": panel})

    assert lines[0].startswith("Published release 3 with the policy pack national")
    assert lines[1].endswith("The folder's own has changed as well: compare the two.")
    assert running(database, place).diagrams["bpmn/ask_partners.bpmn"] == panel


def test_a_folder_that_does_not_go_with_the_page_keeps_nobody_from_starting(database, place, started):
    publish_change(database, place, "look_again", TWICE)

    [line] = started(**{"forms/sign.json": None})

    assert line.startswith("The folder was not published, for it does not go with what was published on the page")
    assert running(database, place).number == 2


def test_a_folder_that_is_wrong_by_itself_still_keeps_from_starting(database, place, started):
    with pytest.raises(NotPublishable):
        started(**{"forms/sign.json": None})
