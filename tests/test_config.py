"""Settings, as an environment describes them."""

import pytest

from app.config import DEMO_PASSWORD, Settings
from app.domain.errors import Invalid


def test_a_folder_gets_secrets_that_outlive_the_process(tmp_path):
    first = Settings.read({"GIRFEC_VAR": str(tmp_path)})

    again = Settings.read({"GIRFEC_VAR": str(tmp_path)})

    assert (first.secret, first.key) == (again.secret, again.key)
    assert first.secret != first.key
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_commands_beside_a_demo_know_that_it_is_one(tmp_path):
    (tmp_path / DEMO_PASSWORD).write_text("a password")

    assert Settings.read({"GIRFEC_VAR": str(tmp_path)}).demo
    assert not Settings.read({"GIRFEC_VAR": str(tmp_path), "GIRFEC_DEMO": "off"}).demo
    assert not Settings.read({"GIRFEC_VAR": str(tmp_path / "elsewhere")}).demo


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "eighty"), ("PORT", "70000"), ("GIRFEC_DEMO", "perhaps"), ("GIRFEC_SECOND_FACTOR", "sms")],
)
def test_a_setting_that_makes_no_sense_is_refused_by_name(tmp_path, name, value):
    with pytest.raises(Invalid, match=name):
        Settings.read({"GIRFEC_VAR": str(tmp_path), name: value})


def test_another_process_is_told_the_same(tmp_path):
    settings = Settings.read({"GIRFEC_VAR": str(tmp_path), "PORT": "8123", "GIRFEC_DEMO": "on"})

    assert Settings.read(settings.environment()) == settings
