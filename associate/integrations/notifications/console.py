"""The twin for development: messages land in a folder, where the app shows them as people get them."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path

from associate.integrations.notifications.port import Answer, Message, Outcome, Why
from associate.integrations.notifications.smtp import UNWRITABLE, compose, unwritable

KNOBS = {
    "bounce": Answer(Outcome.REFUSED, "550 5.1.1 No such mailbox"),
    "slow": Answer(Outcome.UNKNOWN, "timed out"),
    "0001": Answer(Outcome.REFUSED, "30003 Unreachable destination handset"),
    "0002": Answer(Outcome.UNKNOWN, "timed out"),
    "0003": Answer(Outcome.REFUSED, "21610 Attempt to send to unsubscribed recipient", Why.OPTED_OUT),
}
MEDIUM, TO = "X-Medium", "X-Recipient"


class Console:
    """Addresses that begin with bounce@ are refused, slow@ never answers; numbers that end in 0001 are
    refused, in 0002 never answer, in 0003 said STOP; all others arrive."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: Message) -> Answer:
        if answer := KNOBS.get(_knob(message)):
            return answer
        try:
            mail = compose(message) if message.medium == "email" else _card(message)
        except UNWRITABLE as error:
            return unwritable(error)
        self.folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^A-Za-z0-9_.-]", "_", message.key)
        half = self.folder / f"{name}.half"
        half.write_bytes(mail.as_bytes())
        half.replace(self.folder / f"{name}.eml")  # whoever looks meanwhile sees it whole or not at all
        return Answer(Outcome.SENT, "kept in the mail folder")


def kept(folder: Path, limit: int = 50) -> list[EmailMessage]:
    """What is in the folder, newest first; what is no email says which medium it is in X-Medium."""
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)[:limit]
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def _knob(message: Message) -> str:
    if message.medium == "sms":
        return message.recipient[-4:]
    return message.recipient.partition("@")[0].partition("+")[0]


def _card(message: Message) -> EmailMessage:
    """A text message or a push, in an envelope that the mailbox can open."""
    card = EmailMessage()
    card[MEDIUM] = message.medium
    card[TO] = message.recipient if message.medium == "sms" else "push"
    card["Subject"] = message.subject
    card["Date"] = formatdate()
    card["Message-ID"] = f"<{message.key}@{message.medium}>"
    card.set_content(message.text)
    return card
