"""Where the stories are told: the invented council on a fresh database."""

import pytest
from town import Town


@pytest.fixture
def town(app, database) -> Town:
    """The invented council without children."""
    return Town(app, database)
