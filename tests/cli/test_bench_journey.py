"""The journey that `girfec bench` measures: that it is what it says, and what a case of it adds to the database."""

import make
import pytest
from lxml import etree
from town import OPERATOR, found

from app.actions import people
from app.cli import bench_journey, demo

KB = 1024


@pytest.fixture
def worker(database):
    ids = found(database, "ayrshire")
    return database.run(OPERATOR, lambda tx: people.sign_in_as(tx, ids[demo.MORAG])).actor


def test_the_measured_journey_has_24_nodes_and_eight_tasks_of_ten_questions():
    names = [etree.QName(one).localname for one in etree.fromstring(bench_journey.diagram())[0]]

    assert len([one for one in names if one != "sequenceFlow"]) == 24
    assert names.count("userTask") == len(bench_journey.TASKS) == 8
    assert bench_journey.form("review").count(b'"key"') == 10


def test_forty_reviews_add_no_more_than_what_was_said_at_each(database, worker):
    figures = dict(bench_journey.figures(database, OPERATOR, worker, make.shipped(), 2))

    short, long = figures["journey.short.database.bytes"], figures["journey.database.bytes"]
    assert short < 40 * KB
    assert (long - short) / bench_journey.REVIEWS < 3.5 * KB
