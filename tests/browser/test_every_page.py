"""Every page that no other test here opens, as axe and a narrow phone see it: one town for all of them."""

import shutil
from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import make
import pytest
import written
from people_at_work import follow

from app.actions import chronology, returns, siblings
from app.config import ROOT
from app.domain.chronology import Wording
from app.domain.messages import KINDS
from app.store.base import Database

pytestmark = pytest.mark.browser

PHONE = (375, 812)
COPIES = "bpmn/childs_plan/plan_copies.dmn"
ENTRY = Wording(date(2026, 1, 5), "She moved to her gran’s.", "Her mother", "helped", "", family=True)

# {what it is: (who opens it, its address, the button that is pressed there)}
PAGES = {
    "a case that is closed": ("aileen", "/cases/{closed}", None),
    "a choice that nobody began": ("aileen", "/cases/{child}/choice", None),
    "brothers and sisters, none": ("aileen", "/cases/{closed}/siblings", None),
    "brothers and sisters": ("aileen", "/cases/{child}/siblings", None),
    "a joint meeting": ("aileen", "/cases/{child}/joint-meeting", None),
    "a joint meeting, with problems": ("aileen", "/cases/{child}/joint-meeting", "Record the meeting"),
    "whether it is the same child": ("sorcha", "/likenesses", None),
    "what is asked for the return": ("aileen", "/cases/{child}/about", None),
    "the same of somebody without a role": ("sorcha", "/cases/{child}/about", None),
    "an entry of the chronology": ("aileen", "/cases/{child}/chronology/add", "Put it into the chronology"),
    "the agencies side by side": ("aileen", "/cases/{child}/chronology?view=agencies", None),
    "the chronology, for the family": ("aileen", "/cases/{child}/print/chronology", None),
    "the chronology, for the agencies": ("aileen", "/cases/{child}/print/chronology_agencies", None),
    "the cases of a number": ("lorna", "/returns/cases?year={year}&number=8&group=&column=4", None),
    "who asked the register": ("cara", "/register/enquiries", None),
    "the policy": ("aileen", "/policy", None),
    "a change of the policy": ("gregor", "/policy/change", None),
    "what a change of the policy touches": ("gregor", "/policy/change", "See what it touches"),
    "changes to processes": ("gregor", "/designs", None),
    "how the house is": ("gregor", "/operations", None),
    "a form, to be read": ("aileen", "/forms/plan", None),
    "a table, to be read": ("aileen", "/decisions/plan_copy", None),
} | {f"telling of {name}": ("aileen", f"/cases/{{child}}/tell/{name}", None) for name in KINDS}


@pytest.fixture(scope="module")
def town(sqlite_template, tmp_path_factory, serving, chromium):
    """A small area where there is something to see on each of these pages; whoever opens one keeps their browser."""
    folder = tmp_path_factory.mktemp("town")
    database = Database.open(f"sqlite:///{shutil.copy(sqlite_template, folder)}", key=make.KEY, clock_offset=True)
    files = {**written.FILES, COPIES: (ROOT / COPIES).read_bytes()}
    place = make.place(database, pack="ayrshire", files=files)
    gregor = database.run(place.operator, lambda tx: make.actor(tx, _designer(tx)))
    with serving(database, place, folder, chromium) as site:
        pages = {
            who: site.visit(place.people.get(who, gregor), size=PHONE) for who in {one[0] for one in PAGES.values()}
        }
        yield SimpleNamespace(site=site, pages=pages, **_children(database, place))
    database.close()


def _designer(tx):
    return make.person(tx, "Gregor Shaw", "service_designer", designs=True, administers=True)


def _children(database, place):
    """{what stands in the addresses: its value}."""
    child, brother = written.begun(database, place, known_as="Io"), make.case(database, place, given="Euan")
    database.run(place.aileen, lambda tx: siblings.link(tx, child, brother, "The same mother.", uuid4().hex))
    database.run(place.aileen, lambda tx: chronology.add(tx, child, ENTRY, uuid4().hex))
    written.plan(database, place, child, needs=[written.need("She sleeps badly.")], again="no")
    closed = make.case(database, place, given="Ruaridh")
    make.complete(database, place.aileen, make.open_task(database, place.aileen, closed), {"again": "no"})
    make.complete(database, place.hugh, make.open_task(database, place.hugh, closed), {"signed": "yes"})
    born = date(2018, 3, 4)
    for by in ("aileen", "ben"):  # two who do not know of one another's case
        make.case(database, place, by=by, given="Skye", born_on=born)
    year = max(one.begins for one in database.read(place.operator, returns.figures).years)
    return {"child": child, "closed": closed, "year": year}


@pytest.mark.parametrize("what", PAGES)
def test_a_page_is_whole_on_a_phone(town, axe, folder, what):
    who, address, button = PAGES[what]
    page = town.pages[who]

    reply = page.goto(address.format(child=town.child, closed=town.closed, year=town.year))
    if button:
        follow(page.get_by_role("button", name=button, exact=True))

    page.screenshot(path=folder / f"every {what.replace('/', '')}.png", full_page=True)
    assert reply.status == 200
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert not page.title().startswith(("web_", "Problem: web_"))
