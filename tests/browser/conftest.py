"""A real browser at the real application: Chromium, a threaded server on a free port, a fresh database, the built front end."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import make
import pytest
from asked import FILES
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from app.actions import cases, people
from app.config import ROOT, Settings
from app.domain.access import SYSTEM, Actor
from app.domain.cases import StatusName
from app.main import create_app
from app.store.base import Database

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
STATIC = ROOT / "var" / "static"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP, PHONE = (1280, 900), (375, 812)


def _missing(what: str) -> None:
    """Skip where a person runs this without a browser; fail where a machine should have had one."""
    complaint = f"{what}, so no page was looked at in a browser."
    pytest.fail(complaint) if os.environ.get("CI") else pytest.skip(complaint)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    if CHROMIUM is None:
        _missing("Chromium is not installed (on Debian: apt-get install chromium)")
    if not (STATIC / "manifest.json").is_file() or not AXE.is_file():
        _missing("The front end is not built (npm ci --ignore-scripts && npm run build)")
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=False, args=quiet)
        yield browser
        browser.close()


@dataclass
class Site:
    """The application as served. address: where. complaints: what browsers said went wrong, errors and CSP alike."""

    address: str
    database: Database
    place: make.Place
    chromium: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def visit(self, who: Actor | None = None, *, size: tuple[int, int] = DESKTOP, scripts: bool = True) -> Page:
        """A browser of its own for somebody, signed in where it is somebody."""
        width, height = size
        context = self.chromium.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            reduced_motion="reduce",
            locale="en-GB",
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        if who:
            token = self.database.run(SYSTEM, lambda tx: people._begin(tx, who.person_id)).token
            context.add_cookies([{"name": "girfec", "value": token, "url": self.address}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._listen(page.url, said.type, said.text))
        return page

    def _listen(self, url: str, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and "the server responded with a status of" not in text:
            self.complaints.append(f"{url}: {text}")


@pytest.fixture
def place(database) -> make.Place:
    return make.place(database, pack="ayrshire", files=FILES)


@contextmanager
def served(database: Database, place: make.Place, folder: Path, chromium: Browser) -> Iterator[Site]:
    """The application in a thread, and no complaint from any browser by the end."""
    settings = Settings("", folder, b"s" * 32, b"k" * 32, static=STATIC, area=make.AREA, demo=True, scheduler=False)
    server = make_server("127.0.0.1", 0, create_app(settings, database), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    site = Site(f"http://127.0.0.1:{server.server_port}", database, place, chromium)
    yield site
    for context in site.contexts:
        context.close()
    server.shutdown()
    thread.join()
    server.server_close()
    assert site.complaints == []


@pytest.fixture
def site(database, place, tmp_path, chromium) -> Iterator[Site]:
    """The application on the fresh database."""
    with served(database, place, tmp_path, chromium) as site:
        yield site


@pytest.fixture(scope="session")
def serving() -> Callable[..., AbstractContextManager[Site]]:
    """`served`, for fixtures that several tests share."""
    return served


@pytest.fixture
def start_case(database, place) -> Callable[..., UUID]:
    """Start a case as Aileen, who is its named person; gives its id."""

    def begin(process: str = "ask_everything", **said: object) -> UUID:
        answers = {"concern": "Iona is tired."} if process == "ask_everything" else {}
        said = {"statuses": {StatusName.LOOKED_AFTER: date(2026, 1, 5)}, "partner_ids": (place.id("cara"),), **said}
        new = make.new_case(place, process, **said)
        return database.run(place.aileen, lambda tx: cases.start(tx, new, answers, uuid4().hex)).case_id

    return begin


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
    return [
        f"{page.url} {one['id']}: {one['help']} {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found
    ]


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    return violations


@pytest.fixture
def folder() -> Path:
    """Where pictures may be left for somebody to look at."""
    path = ROOT / "var" / "pictures"
    path.mkdir(parents=True, exist_ok=True)
    return path
