"""Messages to people: which way each medium leaves is a setting."""

from pathlib import Path

from associate.integrations.notifications.console import Console
from associate.integrations.notifications.port import Notifications, Nowhere
from associate.integrations.notifications.smtp import Smtp
from associate.integrations.notifications.twilio import Twilio
from associate.integrations.notifications.webpush import WebPush

CONSOLE = "console:"


def email_by(url: str, folder: Path) -> Notifications:
    """The port for an address like smtp://…, smtps://… or console:. Raises ValueError for any other."""
    if url.startswith(CONSOLE):
        return Console(folder)
    if url.startswith(("smtp://", "smtps://")):
        return Smtp(url)
    raise ValueError(f"MAIL_URL must begin with smtp://, smtps:// or console:, not {url.partition(':')[0]!r}")


def texts_by(url: str, folder: Path) -> Notifications:
    """The port for twilio://… or console:; nowhere for none. Raises ValueError for any other."""
    if not url:
        return Nowhere()
    if url.startswith(CONSOLE):
        return Console(folder)
    if url.startswith("twilio://"):
        return Twilio(url)
    raise ValueError(f"SMS_URL must begin with twilio:// or console:, not {url.partition(':')[0]!r}")


def pushes_by(url: str, folder: Path, *, key: str, contact: str, hosts: tuple[str, ...]) -> Notifications:
    """The port for webpush: or console:. Raises ValueError for any other."""
    if url.startswith(CONSOLE):
        return Console(folder)
    if url.startswith("webpush:"):
        return WebPush(key, contact, hosts)
    raise ValueError(f"PUSH_URL must be webpush: or console:, not {url.partition(':')[0]!r}")
