"""What was recorded on a child's way comes back as figures: told where they are large, and led back to the cases."""

import csv
import io
from http import HTTPStatus
from uuid import UUID

import episodes
from sqlalchemy import func, select
from town import OPERATOR, Town
from visitor import Visitor

from app.actions import people, returns
from app.cli.demo import CALLUM, MORAG
from app.domain import spreadsheet
from app.domain.access import SYSTEM
from app.store.access import Look
from app.store.people import Membership, Office, Person

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show

SAID = {"sex": "female", "ethnic_group": "african", "disability": "yes"}
EXPECTED = {
    "1b": {"Investigation by several agencies": 1, "All": 1},
    "2": {"Investigations": 1},
    "5": {"Initial": 1, "Review": 1, "All": 2},
    "6": {"On the register": 1, "All": 1},
    "8": {"First known here": 1, "All": 1},
    "9": {"The situation at home has improved": 1, "All": 1},
    "12": {"In time": 1, "All": 1},
    "13": {"In time": 1, "All": 1},
    "14a": {"In time": 1, "All": 1},
    "17a": {"5 to 10": 1, "All": 1},
    "17b": {"Female": 1, "All": 1},
    "17c": {"Yes": 1, "All": 1},
    "17d": {"African, Scottish African or British African": 1, "All": 1},
    "17e": {"Not recorded": 1, "All": 1},
    "1a": {"Concerns": 1},
    "K3": {"The first of a child": 1, "After another": 1, "All": 2},
    "K9": {"Accepted": 1, "All": 1},
}


def visitor(town: Town, name: str) -> Visitor:
    """Somebody of the council at the pages."""
    actor = town.database.run(SYSTEM, lambda tx: people.sign_in_as(tx, UUID(town.ids[name]))).actor
    return Visitor(town.app.test_client()).sign_in(town.database, actor)


def lead_officer(town: Town) -> str:
    """Whoever holds the office of the GIRFEC lead officer."""
    query = (
        select(Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Office, Office.team_id == Membership.team_id)
        .where(Office.code == "girfec_lead_officer", Membership.ended_at.is_(None))
    )
    return town.database.read(SYSTEM, lambda tx: tx.execute(query).scalars().first())


def years(town: Town) -> list[int]:
    """The reporting years that the story has touched, oldest first."""
    return sorted(one.begins for one in town.database.read(OPERATOR, returns.figures).years)


def counted(town: Town) -> dict[str, dict[str, int]]:
    """{indicator: {group: how many over all years}}, nothing held back."""
    found: dict[str, dict[str, int]] = {}
    for begins in years(town):
        for table in town.database.read(OPERATOR, lambda tx, begins=begins: returns.counted(tx, begins)):
            groups = found.setdefault(table.number, {})
            for row in table.rows:
                groups[row.title] = groups.get(row.title, 0) + row.numbers[-1]
    return {number: {title: count for title, count in groups.items() if count} for number, groups in found.items()}


def looks(town: Town, what: str) -> int:
    """How often lists of this kind were looked at."""
    query = select(func.count()).select_from(Look).where(Look.what == what)
    return town.database.read(SYSTEM, lambda tx: tx.execute(query).scalar())


def lines_of(content: bytes) -> list[dict[str, str]]:
    """A file as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_what_was_recorded_comes_back_as_figures_and_small_ones_name_nobody(town):
    episodes.led(town, CALLUM)
    episodes.planned(town, CALLUM)
    episodes.reviewed(town, CALLUM, **episodes.HARM)
    about = visitor(town, MORAG).open(f"/cases/{town.case_id}/about")
    about.press("Show the questions", **SAID).press("Keep these answers", main_disability="autism")
    assert "Autism spectrum" in about.text
    episodes.registered(town, CALLUM)
    episodes.deregistered(town, plan_after="continue")

    found = counted(town)
    assert {number: found[number] for number in EXPECTED} == EXPECTED
    assert found["K5"]["As they wished"] == 1
    assert found["K6"]["Yes"] >= 5

    lead, begins = visitor(town, lead_officer(town)), years(town)[0]
    page = lead.open(f"/returns?year={begins}")
    assert (page.status, "not told" in page.text) == (HTTPStatus.OK, True)
    figures = lines_of(lead.client.get(f"/returns/figures.csv?year={begins}").get_data())
    told = {one[head] for one in figures if "percent" not in one["Group"] for head in returns.HEADS}
    assert told.isdisjoint({"1", "2", "3", "4"})
    assert (
        "There is no case here that you may see"
        in lead.open(f"/returns/cases?year={begins}&number=8&group=&column=4").text
    )
    assert lead.open(f"/returns/cases?year={begins}&number=8&group=&column=9").status == HTTPStatus.NOT_FOUND
    assert lead.open("/returns?year=soon").status == HTTPStatus.BAD_REQUEST
    assert visitor(town, MORAG).open("/returns").status == HTTPStatus.FORBIDDEN
    api = town.call(lead_officer(town), "GET", f"/returns?year={begins}").json
    assert api["indicators"][0]["groups"][0]["numbers"][-1] in (None, 0)

    lines = [
        line
        for year in years(town)
        for line in lines_of(lead.client.get(f"/returns/annual.csv?year={year}").get_data())
    ]
    assert looks(town, "annual return") > 0
    assert "The situation at home has improved" in {line["deregistration_reason"] for line in lines}
    assert {(line["sex"], line["main_disability"], line["religion"]) for line in lines} == {
        ("Female", "Autism spectrum", "Not recorded")
    }
    assert not any("Carmichael" in cell for line in lines for cell in line.values())


def test_no_cell_of_a_file_is_a_formula_and_every_language_can_be_read():
    content = spreadsheet.written([("=1+1", "+44", "-1", "@sum", "Ùna Nic Dhòmhnaill", "北京")])

    assert content.decode("utf-8-sig") == "'=1+1,'+44,'-1,'@sum,Ùna Nic Dhòmhnaill,北京\r\n"
