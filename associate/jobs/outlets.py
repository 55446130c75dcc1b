"""Where each medium goes by this installation's settings, and what the console twin kept of it."""

from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from associate.config import ROOT
from associate.integrations.notifications import CONSOLE, email_by, pushes_by, texts_by
from associate.integrations.notifications.console import MEDIUM, TO, kept
from associate.integrations.notifications.port import Notifications, Nowhere
from associate.integrations.notifications.twilio import Twilio
from associate.integrations.notifications.vapid import is_available, private_key, public_key
from associate.integrations.notifications.webpush import is_push_service

__all__ = [
    "MEDIUM",
    "TO",
    "can_push_to",
    "can_text",
    "is_kept_here",
    "kept_messages",
    "outlet",
    "push_public_key",
    "twilio",
]
Config = Mapping[str, Any]


def outlet(medium: str, config: Config) -> Notifications:
    """The port that a medium leaves by: "email", "sms" or "push"."""
    folder = Path(config["MAIL_FOLDER"])
    if medium == "email":
        return email_by(config["MAIL_URL"], folder)
    if medium == "sms":
        return texts_by(_texts(config), folder)
    if _pushes(config) != CONSOLE and not is_available():
        return Nowhere()
    contact, key = config["MAIL_FROM"], _push_key(config) if is_available() else ""
    return pushes_by(_pushes(config), folder, key=key, contact=contact, hosts=_push_hosts(config))


def can_text(config: Config) -> bool:
    """Are text messages set up?"""
    return bool(_texts(config))


def twilio(config: Config) -> Twilio | None:
    """The account whose callbacks we believe; None where texts don't go by Twilio."""
    return Twilio(_texts(config)) if _texts(config).startswith("twilio:") else None


def push_public_key(config: Config) -> str:
    """What a browser subscribes with; "" where nothing can be pushed."""
    return public_key(_push_key(config)) if is_available() else ""


def can_push_to(endpoint: str, config: Config) -> bool:
    """Is it the address of a push service? Anything else a browser names is not called."""
    return is_push_service(endpoint, _push_hosts(config))


def _push_hosts(config: Config) -> tuple[str, ...]:
    return tuple(host.strip() for host in config["PUSH_HOSTS"].split(",") if host.strip())


def is_kept_here(config: Config) -> bool:
    """Do mails stay in a folder of this machine, to be looked at, instead of going out?"""
    return bool(config["MAIL_URL"].startswith(CONSOLE))


def kept_messages(config: Config) -> list[EmailMessage]:
    """What was kept, newest first."""
    return kept(Path(config["MAIL_FOLDER"]))


def _texts(config: Config) -> str:
    return config["SMS_URL"] or (CONSOLE if is_kept_here(config) else "")


def _pushes(config: Config) -> str:
    return config["PUSH_URL"] or (CONSOLE if is_kept_here(config) else "webpush:")


def _push_key(config: Config) -> str:
    return config["PUSH_KEY"] or private_key(ROOT / "instance" / "push_key")
