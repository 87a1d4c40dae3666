"""`girfec verify` and `girfec rebuild`, as an operator calls them."""

import make
import pytest
from sqlalchemy import text

from app.actions import seals
from app.cli import main
from app.config import Settings
from app.domain.access import SYSTEM
from app.store.base import Database


@pytest.fixture
def installation(tmp_path, monkeypatch):
    """An installation with one case and one seal kept outside."""
    monkeypatch.setenv("GIRFEC_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings = Settings.read()
    database = Database.open(settings.database_url, key=settings.key)
    database.upgrade()
    make.case(database, make.place(database))
    (tmp_path / "seals").write_text(f"{seals.seal(database)}\n")
    yield database
    database.close()


def call(*arguments):
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return ended.value.code


def test_where_everything_agrees_the_command_says_so(installation, capsys):
    assert call("verify") == 0
    assert capsys.readouterr().out.startswith("Everything agrees: 1 cases, 1 seals kept outside")


def test_what_differs_is_printed_and_made_right_by_a_rebuild(installation, capsys):
    installation.run(SYSTEM, lambda tx: tx.connection.execute(text("UPDATE instance SET current = '[]'")))

    assert call("verify") == 1
    assert "stands elsewhere than its row says" in capsys.readouterr().out

    assert call("rebuild") == 0
    assert call("verify", "--json") == 0
    assert '"differences": []' in capsys.readouterr().out
