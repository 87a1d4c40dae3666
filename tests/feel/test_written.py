from pathlib import Path

import pytest

from app.feel.decisions import read, written

TABLES = sorted(Path("bpmn").rglob("*.dmn"))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_shipped_table_is_written_out_whole(path):
    content = path.read_bytes()

    tables = written(content)

    assert set(tables) == set(read(content).tables)
    for table in tables.values():
        assert table.rules
        for tests, values, notes in table.rules:
            assert (len(tests), len(values)) == (len(table.inputs), len(table.outputs))
            assert any(notes), "each row says where it stands"
