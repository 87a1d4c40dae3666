"""`girfec serve`: processes with threads, and the clock's bell in them; and `girfec worker`, which rings beside them."""

import importlib
import os
import shutil
import socket
import subprocess
import sys
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.util import import_app

from app import config, memory
from app.config import Settings
from app.domain.errors import Invalid

THREADS = 8
GRACE_SECONDS = 10
KEEP_SECONDS = 15  # a person's next click finds the connection still open


class Server(BaseApplication):
    """gunicorn with our settings. The application is made in the worker, after the fork, with connections of its own."""

    def __init__(self, settings: Settings, processes: int) -> None:
        self.settings, self.processes = settings, processes
        super().__init__()

    def load_config(self) -> None:
        """What would otherwise stand in gunicorn's configuration file."""
        for name, value in {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": self.processes,
            "worker_class": "gthread",
            "threads": THREADS,
            "keepalive": KEEP_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "loglevel": "warning",
            "worker_tmp_dir": str(self.settings.var),
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Called in the worker, by name, as any WSGI server would: the application stands a floor above the commands."""
        return import_app("app.main:application()")


@click.command()
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many serve; above 1 needs PostgreSQL.",
)
def serve(processes: int) -> None:
    """Prepare the database and serve the pages, the API and the clock.

    HOST and PORT choose the address. Ctrl-C or TERM stops it when the requests under way are answered; HUP replaces
    every process by a new one without losing a request.
    """
    memory.share()
    settings = Settings.read()
    _check(settings)
    if processes > 1 and settings.database_url.startswith("sqlite"):
        raise Invalid("Several processes need PostgreSQL: set DATABASE_URL=postgresql://…, or serve with one process.")
    if processes > 1:
        _add_figures_up(settings)
    # Preparing needs modules that serving never does, and serving's are imported while it is done.
    preparing = subprocess.Popen([sys.executable, "-P", "-m", "app.cli", "prepare"])
    importlib.import_module("app.main")
    if code := preparing.wait():
        sys.exit(code)
    click.echo(f"\nServing on http://{settings.host}:{settings.port} — Ctrl-C stops it.")
    Server(settings, processes).run()


def _add_figures_up(settings: Settings) -> None:
    """Have the processes keep what they measure side by side, so that any of them can say it of all."""
    folder = settings.var / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    config.keep_figures_in(folder)


def _check(settings: Settings) -> None:
    """Raise Invalid for what would make serving fail later, or the pages come without their styles."""
    if not (settings.static / "manifest.json").is_file():
        raise Invalid(f"The pages' styles and scripts are not in {settings.static}. Build them: ./scripts/run does.")
    try:
        with socket.create_server((settings.host, settings.port)):
            pass
    except OSError as error:
        raise Invalid(
            f"{settings.host}:{settings.port} cannot be served on: {os.strerror(error.errno or 0).lower()}. "
            "Choose another address with HOST and PORT."
        ) from error


@click.command()
def worker() -> None:
    """Ring and send beside other workers, until TERM. Two or more, on two or more machines, miss nothing.

    Needs PostgreSQL. Set GIRFEC_WORKERS=on for the processes that serve, so that they leave it to the workers.
    """
    importlib.import_module("app.jobs.worker").work(Settings.read())
