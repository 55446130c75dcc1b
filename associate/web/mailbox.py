"""The mails that a demo did not send: what customers would have got, to be read and clicked on."""

import re
from collections.abc import Callable
from email.message import EmailMessage
from functools import wraps
from typing import Any

from flask import Blueprint, abort, current_app, render_template

from associate.jobs.outlets import MEDIUM, TO, is_kept_here, kept_messages
from associate.web.access import staff_can

bp = Blueprint("mailbox", __name__, url_prefix="/mail")
LINK = re.compile(r"(https?://[^\s<>\"']+)")


def where_mail_is_kept(view: Callable[..., Any]) -> Callable[..., Any]:
    """There is no mailbox where mail goes out. It holds customers' links: open in a demo, else for people
    who may send messages."""
    for_staff = staff_can("send_messages")(view)

    @wraps(for_staff)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not is_kept_here(current_app.config):
            abort(404)
        return (view if current_app.config["DEMO"] == "yes" else for_staff)(*args, **kwargs)

    return guarded


@bp.get("")
@where_mail_is_kept
def show_mails() -> Any:
    mails = [_shown(mail) for mail in kept_messages(current_app.config)]
    return render_template("shared/mailbox.html", mails=mails)


@bp.get("/<key>")
@where_mail_is_kept
def show_mail(key: str) -> Any:
    mail = next((mail for mail in kept_messages(current_app.config) if _key(mail) == key), None)
    return render_template("shared/mailbox_mail.html", mail=_shown(mail) if mail else abort(404))


def _shown(mail: EmailMessage) -> dict[str, Any]:
    """What the page shows of a mail; every odd piece of the text is a link."""
    body = mail.get_body(("plain",))
    return {
        "key": _key(mail),
        "medium": mail[MEDIUM] or "email",
        "to": mail[TO] or mail["To"],
        "subject": mail["Subject"],
        "date": mail["Date"].datetime,
        "pieces": LINK.split(body.get_content() if body else ""),
    }


def _key(mail: EmailMessage) -> str:
    return str(mail["Message-ID"]).strip("<>").partition("@")[0]
