"""The twin for development: mails land in a folder, where the app shows them as the customer gets them."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from associate.integrations.notifications.port import Answer, Message, Outcome
from associate.integrations.notifications.smtp import UNWRITABLE, compose, unwritable

KNOBS = {
    "bounce": Answer(Outcome.REFUSED, "550 5.1.1 No such mailbox"),
    "slow": Answer(Outcome.UNKNOWN, "timed out"),
}


class Console:
    """Addresses that begin with bounce@ are refused, slow@ never answers; all others arrive."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: Message) -> Answer:
        if answer := KNOBS.get(message.recipient.partition("@")[0].partition("+")[0]):
            return answer
        try:
            mail = compose(message)
        except UNWRITABLE as error:
            return unwritable(error)
        self.folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^A-Za-z0-9_.-]", "_", message.key)
        (self.folder / f"{name}.eml").write_bytes(mail.as_bytes())
        return Answer(Outcome.SENT, "kept in the mail folder")


def kept(folder: Path, limit: int = 50) -> list[EmailMessage]:
    """The mails in the folder, newest first."""
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)[:limit]
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
