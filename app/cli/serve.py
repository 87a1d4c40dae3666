"""`girfec serve`: one process with threads, and the clock's bell in it; the embedded size of the product."""

import importlib
import os
import socket
import subprocess
import sys
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.util import import_app

from app.config import Settings
from app.domain.errors import Invalid

THREADS = 8
GRACE_SECONDS = 10
KEEP_SECONDS = 15  # a person's next click finds the connection still open


class Server(BaseApplication):
    """gunicorn with our settings. The application is made in the worker, after the fork, with connections of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """What would otherwise stand in gunicorn's configuration file."""
        for name, value in {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": 1,
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
def serve() -> None:
    """Prepare the database and serve the pages, the API and the clock.

    HOST and PORT choose the address. Ctrl-C or TERM stops it when the requests under way are answered.
    """
    settings = Settings.read()
    _check(settings)
    # Preparing needs modules that serving never does, and serving's are imported while it is done.
    preparing = subprocess.Popen([sys.executable, "-P", "-m", "app.cli", "prepare"])
    importlib.import_module("app.main")
    if code := preparing.wait():
        sys.exit(code)
    click.echo(f"\nServing on http://{settings.host}:{settings.port} — Ctrl-C stops it.")
    Server(settings).run()


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
