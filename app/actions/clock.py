"""Moving the demo's clock: from due moment to due moment, so that everything happens in its order."""

from datetime import datetime

from app.store.base import Database


def advance(database: Database, until: datetime) -> int:
    """Move the demo clock to `until` (aware), firing each timer at its moment; returns how many rang.

    Raises Invalid where this database was not opened for a demo, or `until` is in the past.
    """
    raise NotImplementedError
