"""Every setting of an installation, read once from the environment, with its default and its meaning.

What one store may choose for itself is not here but on the Store (core/stores/models.py).
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Settings:
    DATABASE_URL: str = f"sqlite:///{ROOT / 'instance' / 'associate.db'}"
    """Where the one shared database is. SQLite for one machine, postgresql:// for more."""

    SECRET_KEY: str = ""
    """Signs sessions and derives pickup codes. Empty: made once and kept in instance/secret_key."""

    BASE_URL: str = "http://127.0.0.1:8000"
    """How customers reach this installation; links in messages begin with it."""

    RETAILER: str = "Hollis & Wren"
    """The name on the customer's page and in messages."""

    MAIL_URL: str = "console:"
    """smtp://user:password@host:587 (STARTTLS), smtps://…, or console: (kept in a folder and shown here)."""

    SMS_URL: str = ""
    """twilio://SID:TOKEN@FROM (a number, or a messaging service MG…), or console:. Empty: no text messages,
    but where MAIL_URL is console: they are kept with the mail."""

    PUSH_URL: str = ""
    """webpush: sends alerts to the phones of people on shift, console: keeps them with the mail. Empty: as
    MAIL_URL does."""

    PUSH_KEY: str = ""
    """The private VAPID key, 32 bytes as base64url. Empty: made once and kept in instance/push_key."""

    PUSH_HOSTS: str = ""
    """Push services beside those of the known browsers, as host:port with commas between."""

    MAIL_FOLDER: str = str(ROOT / "instance" / "mail")
    """Where console: keeps them, one file a message."""

    MAIL_FROM: str = "pickup@example.com"
    """The address that messages come from."""

    ASSOCIATE_WORKER: str = ""
    """"thread" runs the worker inside the web process: right for SQLite, where one process is the rule."""

    WEBHOOKS_TO_SELF: str = ""
    """"yes" lets subscribers be on this machine itself, also without TLS: for a demo and for tests."""

    TRUSTED_HOPS: str = "0"
    """How many reverse proxies stand in front and may set X-Forwarded-*."""

    SECURE_COOKIES: str = ""
    """"yes" behind HTTPS: cookies get __Host- and Secure, answers get HSTS."""

    SENTENCES: str = "en"
    """Default language of the screens: en."""

    LIMITS_URL: str = "memory://"
    """Where tries are counted that are no sign-ins: each process for itself, or redis://host for all."""

    AUDIT_KEY: str = ""
    """The Ed25519 key that seals the journal and signs evidence, 32 bytes as base64url. Empty: derived from
    SECRET_KEY. After either is changed: flask audit rotate."""

    METRICS_TOKEN: str = ""
    """What Prometheus has to bear to read /metrics. Empty: only this machine itself may."""

    LOG_FORMAT: str = "json"
    """json: one object a line, nothing personal in it. console: for a developer's eyes, with tracebacks."""

    LOG_LEVEL: str = "info"
    """debug, info, warning or error."""

    RETAIN_CUSTOMER_DAYS: str = "730"
    """After so many days an order keeps its figures and forgets its customer. 0: never."""

    RETAIN_SIGNATURE_DAYS: str = "120"
    """How long a signature is kept: as long as things are returned and cards disputed. 0: always."""

    LOYALTY_POINTS: str = "0"
    """Points that a customer earns for each major unit of money (a euro, a dollar) of an order that is done,
    less what comes back of it. 0: none."""

    BACKUPS_KEPT: str = "14"
    """How many backups `flask backup` leaves in a folder, the newest ones."""

    PRACTICE_FOLDER: str = str(ROOT / "instance" / "practice")
    """Where the shops are that people practice in: a small file each, gone after a day. With several machines
    a folder that all of them see, or each keeps its people."""

    DEMO: str = ""
    """"yes" shows the demo retailer's people and codes on the login page. Never set it in a shop."""


def load(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The Flask configuration that follows from the environment."""
    settings = Settings(**{f.name: environment[f.name] for f in fields(Settings) if environment.get(f.name)})
    secure = settings.SECURE_COOKIES == "yes"
    return {
        **{f.name: getattr(settings, f.name) for f in fields(Settings)},
        "SECRET_KEY": settings.SECRET_KEY or _own_secret(),
        "SQLALCHEMY_DATABASE_URI": database_uri(settings.DATABASE_URL),
        "PRACTICE": False,  # this is the shop itself, and not its twin
        "SESSION_COOKIE_NAME": "__Host-associate" if secure else "associate",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # the token lives as long as the session it belongs to
        "MAX_CONTENT_LENGTH": 3 * 1024 * 1024,
        "BABEL_DEFAULT_LOCALE": settings.SENTENCES,
        "RATELIMIT_STORAGE_URI": settings.LIMITS_URL,
        "RATELIMIT_HEADERS_ENABLED": True,
    }


def engine_options(uri: str) -> dict[str, Any]:
    """Pool and time-outs of the engine: a lock is waited for 2 s, a statement 10 s, then the tap is told."""
    discreet = {"hide_parameters": True}  # what an error says goes to logs and tasks: no customer in it
    if uri.startswith("sqlite"):
        return discreet
    return {
        **discreet,
        "pool_size": 10,
        "max_overflow": 10,
        "connect_args": {"options": "-c lock_timeout=2000 -c statement_timeout=10000 -c timezone=UTC"},
    }


def database_uri(url: str) -> str:
    """The address with the driver this project uses: psycopg 3."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _own_secret() -> str:
    kept = ROOT / "instance" / "secret_key"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        try:
            with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass  # another process was first; read what it wrote
    return kept.read_text().strip()
