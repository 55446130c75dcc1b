"""Where mail goes by this installation's settings, and what the console twin kept of it."""
from email.message import EmailMessage
from typing import Any

from flask import current_app

from associate.integrations.notifications import notifications_for
from associate.integrations.notifications.console import kept
from associate.integrations.notifications.port import Notifications

CONSOLE = "console:"


def the_mail() -> Notifications:
    return notifications_for(current_app.config["MAIL_URL"], current_app.config["MAIL_FOLDER"])


def is_kept_here(config: Any) -> bool:
    """Do mails stay in a folder of this machine, to be looked at, instead of going out?"""
    return bool(config["MAIL_URL"].startswith(CONSOLE))


def kept_mails() -> list[EmailMessage]:
    """The mails that were kept, newest first."""
    return kept(current_app.config["MAIL_FOLDER"])
