"""What tests of the engine share."""

import pytest
from random_process import NEWS

from app.domain.messages import KINDS, Kind


@pytest.fixture
def news(monkeypatch):
    """Messages enough that no two events of a random process wait for the same one."""
    for name in NEWS:
        monkeypatch.setitem(KINDS, name, Kind(name, "Something has happened.", {}))
