"""Messages to customers: which way they leave is a setting."""

from pathlib import Path

from associate.integrations.notifications.console import Console
from associate.integrations.notifications.port import Notifications
from associate.integrations.notifications.smtp import Smtp


def notifications_for(url: str, mail_folder: Path) -> Notifications:
    """The port for an address like smtp://…, smtps://… or console:. Raises ValueError for any other."""
    if url.startswith("console:"):
        return Console(mail_folder)
    if url.startswith(("smtp://", "smtps://")):
        return Smtp(url)
    raise ValueError(f"MAIL_URL must begin with smtp://, smtps:// or console:, not {url.partition(':')[0]!r}")
