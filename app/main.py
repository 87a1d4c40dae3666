"""Joins the parts: settings, one database, pages, API and the clock's bell."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import api, logs, web
from app.config import Settings
from app.domain.errors import Invalid
from app.jobs import scheduler
from app.store import fitness
from app.store.base import Database


def application() -> Flask:
    """The application as the environment describes it: `gunicorn "app.main:application()"`."""
    logs.configure()
    return create_app(Settings.read())


def create_app(settings: Settings, database: Database | None = None) -> Flask:
    """The application. `database` is opened from the settings where none is given."""
    app = Flask(__name__, static_folder=None, template_folder="web/templates")
    app.config["SECRET_KEY"] = settings.secret
    app.config["MAX_CONTENT_LENGTH"] = 2_000_000
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the way Flask documents it
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    database = database or opened(settings)
    web.register(app, database, settings)
    api.register(app, database, settings)
    if settings.scheduler and not settings.workers:
        scheduler.Bell(database, settings)
    return app


def opened(settings: Settings) -> Database:
    """The settings' database, if it may be served from. Raises Invalid with what to do where it may not."""
    database = Database.open(
        settings.database_url,
        key=settings.key,
        clock_offset=settings.demo,
        announces=bool(settings.webhook_url),
        queued=settings.workers,
    )
    if why := next(fitness.unfit(database), None):
        database.close()
        raise Invalid(why)
    return database
