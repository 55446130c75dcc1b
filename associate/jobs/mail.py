"""Where mail goes by this installation's settings, and what the console twin kept of it."""

from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from associate.integrations.notifications import notifications_for
from associate.integrations.notifications.console import kept
from associate.integrations.notifications.port import Notifications

CONSOLE = "console:"
Config = Mapping[str, Any]


def the_mail(config: Config) -> Notifications:
    return notifications_for(config["MAIL_URL"], Path(config["MAIL_FOLDER"]))


def is_kept_here(config: Config) -> bool:
    """Do mails stay in a folder of this machine, to be looked at, instead of going out?"""
    return bool(config["MAIL_URL"].startswith(CONSOLE))


def kept_mails(config: Config) -> list[EmailMessage]:
    """The mails that were kept, newest first."""
    return kept(Path(config["MAIL_FOLDER"]))
