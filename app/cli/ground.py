"""What commands share: an opened database, the operator as actor, and preparing an installation before it serves."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from app.actions import areas, folders, policy, policy_changes
from app.actions import people as accounts
from app.cli import demo
from app.config import DEMO_PASSWORD, Settings
from app.domain.access import Actor
from app.domain.errors import Invalid, NotPublishable, listed
from app.store import fitness
from app.store.base import Database

PACK = "national"
AREA_NAME = "{area}"


def operator(settings: Settings) -> Actor:
    """Whoever may run commands on the machine may do everything in its area but see a child's record on a page."""
    return Actor(None, "The operator", settings.area, system=True)


@contextmanager
def opened(settings: Settings, *, set_up: bool = True) -> Iterator[Database]:
    """The settings' database, closed again at the end. set_up: it must have its tables.

    Raises Invalid where it cannot be reached, or is not set up.
    """
    database = Database.open(
        settings.database_url,
        key=settings.key,
        clock_offset=settings.demo,
        announces=bool(settings.webhook_url),
        queued=settings.workers,
    )
    try:
        database.reach(set_up=set_up)
        yield database
    finally:
        database.close()


def files(folder: Path) -> dict[str, bytes]:
    """{path: bytes} of the diagrams, decision tables, forms and policy packs below `folder`'s bpmn/ and forms/."""
    wanted = {".bpmn", ".dmn", ".json", ".toml"}
    found = {
        str(file.relative_to(folder)): file.read_bytes()
        for room in ("bpmn", "forms")
        for file in sorted((folder / room).rglob("*"))
        if file.suffix in wanted
    }
    if not found:
        raise Invalid(f"There is nothing to publish in {folder}: diagrams go below its bpmn/, forms below its forms/.")
    return found


def prepare(settings: Settings, *, new_area: bool = False) -> Iterator[str]:
    """Bring the database to this version, publish the folder, invent the demo's people; says what was done, line by line.

    new_area: the settings' area may be added to a database that holds others. Raises Invalid where it would be otherwise.
    """
    with opened(settings, set_up=False) as database:
        database.upgrade()
        if why := next(fitness.unfit(database), None):
            raise Invalid(why)
        yield from (f"Careful, what is acknowledged here can be lost: {risk}." for risk in fitness.risky(database))
        run = partial(database.run, operator(settings))
        if not new_area and (others := run(areas.others)):
            raise Invalid(
                f"This database holds the area {listed(others)}, and GIRFEC_AREA says “{settings.area}”. Set "
                f"GIRFEC_AREA={others[0]}; or, to add a second area beside it, run once: girfec prepare --new-area"
            )
        name, pack = (demo.AREA, demo.PACK) if settings.demo else (settings.area.capitalize(), PACK)
        new = run(lambda tx: areas.set_up(tx, settings.area, name))
        yield from _at_start(database, settings, pack if new else None)
        if settings.demo:
            password = _demo_password(settings)
            if new:
                yield "Inventing a council, its people and a few children …"
                demo.invent(database, operator(settings), password)
            person = run(accounts.demo_people)[0]
            yield f"\nSign in as anybody with one click, or as {demo.address(person.name)} with the password {password}"
        elif not run(accounts.anybody):
            yield "\nNobody can sign in yet. Invite the first person:"
            yield '    .venv/bin/girfec person invite you@example.invalid --name "Your Name" --administrator'


def publish(
    database: Database, settings: Settings, folder: Path, *, approved_by: str, pack: str | None = None
) -> Iterator[str]:
    """Publish what changed in a folder; the policy pack `pack`, or the one in force under its newer text. Says what changed.

    What was changed on the page stays, see `actions.folders`. Raises NotPublishable.
    """
    content = files(folder)
    run = partial(database.run, operator(settings))
    named: str | None = pack
    files_of: Mapping[str, bytes] = content
    if named is None:
        named, files_of = database.read(operator(settings), lambda tx: policy_changes.over(tx, content, PACK))
    label = run(lambda tx: policy.publish(tx, files_of, pack=named, approved_by=approved_by))
    if files_of != content:
        yield f"The policy {label} runs as it was changed on the page, not as in the folder."
    brought = folders.bring_in(database, operator(settings), content, approved_by=approved_by)
    if brought.changed:
        yield f"Published release {brought.number} with the policy pack {label}."
    for path in brought.kept:
        too = " The folder's own has changed as well: compare the two." if path in brought.both else ""
        yield f"{path} runs as it was published on the page, not as in the folder.{too}"


def _at_start(database: Database, settings: Settings, pack: str | None) -> Iterator[str]:
    """Publish the folder. Where only what was published on the page keeps it from being published, that goes on running."""
    try:
        yield from publish(database, settings, settings.content, approved_by="repository review", pack=pack)
    except NotPublishable as refusal:
        if not database.read(operator(settings), folders.on_page):
            raise
        yield f"The folder was not published, for it does not go with what was published on the page, which goes on running. {refusal}"


def _demo_password(settings: Settings) -> str:
    """The password that all the invented people share, made at the first start and kept in var/."""
    path = settings.var / DEMO_PASSWORD
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text("-".join(secrets.token_hex(2) for _ in range(4)))
    return path.read_text()
