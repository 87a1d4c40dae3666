"""Settings, read from the environment once, when a program starts. Nothing else in the house reads it."""

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from app.domain.errors import Invalid, listed

ROOT = Path(__file__).resolve().parent.parent
FIGURES = "PROMETHEUS_MULTIPROC_DIR"  # what prometheus_client reads
SECOND_FACTORS = ("off",)
DEMO_PASSWORD = "demo-password"  # noqa: S105 - a file's name; where it is, commands know that they are beside a demo


@dataclass(frozen=True, slots=True)
class Settings:
    """How one installation runs.

    database_url: `sqlite:///…` or `postgresql://…`. var: everything the program makes lies below it. secret: signs CSRF
    tokens. key: encrypts the SQLite file. content: the folder that holds `bpmn/` and `forms/`. static: the built
    front-end. demo: invented people may be signed in as, and the clock may be advanced. scheduler: this process rings
    the clock. https: cookies are Secure and HSTS is sent. proxies: how many reverse proxies stand before us.
    session_idle_minutes, session_hours: how long a sign-in lasts unused, and at most. smtp: `host:port`, or empty for
    none; mail_from: the sender of notices; public_url: the address that links in notices lead to.
    webhook_url: which other system is told that something happened, or empty for none; webhook_secret: what signs it. metrics_token:
    what Prometheus shows to be given figures, or empty for none. workers: `girfec worker` processes ring and send, so this process need not; for
    PostgreSQL.
    """

    database_url: str
    var: Path
    secret: bytes
    key: bytes
    content: Path = ROOT
    static: Path = ROOT / "var" / "static"
    area: str = "glenmarnoch"
    demo: bool = False
    scheduler: bool = True
    https: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    proxies: int = 0
    session_idle_minutes: int = 15
    session_hours: int = 10
    second_factor: str = "off"
    smtp: str = ""
    mail_from: str = ""
    public_url: str = ""
    webhook_url: str = ""
    webhook_secret: str = ""
    metrics_token: str = ""
    workers: bool = False

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """The settings that an environment describes. Raises Invalid, naming the variable, where one makes no sense."""
        env = os.environ if environ is None else environ
        var = Path(env.get("GIRFEC_VAR", ROOT / "var"))
        second_factor = env.get("GIRFEC_SECOND_FACTOR", "off")
        url = env.get("DATABASE_URL") or f"sqlite:///{var / 'girfec.db'}"
        if _switch(env, "GIRFEC_WORKERS", default=False) and not url.startswith("postgresql"):
            raise Invalid("GIRFEC_WORKERS needs PostgreSQL: set DATABASE_URL=postgresql://….")
        if second_factor not in SECOND_FACTORS:
            raise Invalid(f"GIRFEC_SECOND_FACTOR may be {listed(SECOND_FACTORS)}, not “{second_factor}”.")
        return cls(
            database_url=url,
            var=var,
            secret=_kept_secret(var / "secret"),
            key=_kept_secret(var / "key"),
            content=Path(env.get("GIRFEC_CONTENT", ROOT)),
            static=Path(env.get("GIRFEC_STATIC", ROOT / "var" / "static")),
            area=env.get("GIRFEC_AREA", "glenmarnoch"),
            demo=_switch(env, "GIRFEC_DEMO", default=(var / DEMO_PASSWORD).exists()),
            scheduler=_switch(env, "GIRFEC_SCHEDULER", default=True),
            https=_switch(env, "GIRFEC_HTTPS", default=False),
            host=env.get("HOST", "127.0.0.1"),
            port=_number(env, "PORT", 8000, at_most=65535),
            proxies=_number(env, "GIRFEC_PROXIES", 0, at_most=10),
            session_idle_minutes=_number(env, "GIRFEC_SESSION_IDLE_MINUTES", 15, at_most=120),
            session_hours=_number(env, "GIRFEC_SESSION_HOURS", 10, at_most=24),
            second_factor=second_factor,
            smtp=env.get("GIRFEC_SMTP", ""),
            mail_from=env.get("GIRFEC_MAIL_FROM", ""),
            public_url=env.get("GIRFEC_PUBLIC_URL", ""),
            webhook_url=_webhook(env),
            workers=_switch(env, "GIRFEC_WORKERS", default=False),
            metrics_token=env.get("GIRFEC_METRICS_TOKEN", ""),
            webhook_secret=env.get("GIRFEC_WEBHOOK_SECRET", ""),
        )

    def environment(self) -> dict[str, str]:
        """The environment that makes another process of this machine run with the same database, folder and address."""
        return {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "GIRFEC_VAR": str(self.var),
            "GIRFEC_AREA": self.area,
            "GIRFEC_DEMO": "on" if self.demo else "off",
            "HOST": self.host,
            "PORT": str(self.port),
        }


def _kept_secret(path: Path) -> bytes:
    """32 random bytes that outlive the process, readable by its user only.

    Several processes may start at once: each writes a file of its own, and the one that is linked first is kept.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        own = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        with contextlib.suppress(FileExistsError):
            os.link(own, path)
        own.unlink()
    try:
        return bytes.fromhex(path.read_text())
    except ValueError:
        raise Invalid(f"{path} does not hold what was written there. Put it back from a backup.") from None


def _webhook(env: Mapping[str, str]) -> str:
    """Where announcements go: over TLS, or to this machine. Raises Invalid for anything else, or without a secret."""
    url = env.get("GIRFEC_WEBHOOK_URL", "")
    where = urlsplit(url)
    if url and not (
        where.scheme == "https" or (where.scheme == "http" and where.hostname in {"127.0.0.1", "localhost"})
    ):
        raise Invalid("GIRFEC_WEBHOOK_URL must begin with https://.")
    if url and not env.get("GIRFEC_WEBHOOK_SECRET"):
        raise Invalid("Set GIRFEC_WEBHOOK_SECRET too: whsec_ and base64 of 24 to 64 random bytes.")
    return url


def _switch(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    word = env.get(name, "").strip().lower()
    if word in {"", "1", "0", "true", "false", "yes", "no", "on", "off"}:
        return default if not word else word in {"1", "true", "yes", "on"}
    raise Invalid(f"{name} may be on or off, not “{word}”.")


def _number(env: Mapping[str, str], name: str, default: int, *, at_most: int) -> int:
    text = env.get(name, "").strip() or str(default)
    if text.isascii() and text.isdigit() and int(text) <= at_most:
        return int(text)
    raise Invalid(f"{name} must be a whole number from 0 to {at_most}, not “{text}”.")


def keep_figures_in(folder: Path) -> None:
    """Have the processes that begin from now on keep what they measure in this folder: the library reads no settings."""
    os.environ[FIGURES] = str(folder)


def figures_folder() -> str:
    """Where processes keep what they measure side by side, or "" where one serves alone."""
    return os.environ.get(FIGURES, "")
