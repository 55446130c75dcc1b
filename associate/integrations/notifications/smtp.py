"""Email by SMTP: smtp://user:password@host:587 speaks STARTTLS where offered, smtps:// speaks TLS at once."""

import smtplib
import ssl
from contextlib import suppress
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from urllib.parse import unquote, urlsplit

from associate.integrations.notifications.port import Answer, Message, Outcome

PATIENCE = 10.0  # seconds for each step of the conversation
UNWRITABLE = (ValueError, IndexError, MessageError)  # what the library says to an address like "maya@"


class Smtp:
    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        self.url = urlsplit(url)
        self.patience = patience

    def send(self, message: Message) -> Answer:
        try:
            mail = compose(message)
        except UNWRITABLE as error:
            return unwritable(error)
        try:
            self._hand_in(mail)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            return _refusal(error)
        except smtplib.SMTPNotSupportedError as error:  # an address with letters the server can't take
            return Answer(Outcome.REFUSED, str(error)[:300])
        except (OSError, smtplib.SMTPException) as error:
            return Answer(Outcome.UNKNOWN, str(error)[:300] or type(error).__name__)
        return Answer(Outcome.SENT)

    def _hand_in(self, mail: EmailMessage) -> None:
        """Raises what smtplib raises. Once the server took the mail, how it says goodbye changes nothing."""
        server = self._connect()
        try:
            self._greet(server)
            server.send_message(mail)
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
        finally:
            server.close()

    def _connect(self) -> smtplib.SMTP:
        host = self.url.hostname or "localhost"
        if self.url.scheme == "smtps":
            tls = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, self.url.port or 465, timeout=self.patience, context=tls)
        return smtplib.SMTP(host, self.url.port or 25, timeout=self.patience)

    def _greet(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        if self.url.scheme != "smtps" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        if self.url.username:
            server.login(unquote(self.url.username), unquote(self.url.password or ""))


def compose(message: Message) -> EmailMessage:
    """The mail itself (RFC 5322). Raises ValueError for a line break in a header."""
    mail = EmailMessage()
    mail["From"] = formataddr((message.sender_name, message.sender))
    mail["To"] = message.recipient
    mail["Subject"] = message.subject
    mail["Date"] = formatdate()
    mail["Message-ID"] = f"<{message.key}@{message.sender.partition('@')[2] or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation notes back
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    return mail


def unwritable(error: Exception) -> Answer:
    """No try will ever make a mail of it."""
    return Answer(Outcome.REFUSED, f"Not an address a mail can carry: {error}"[:300])


def _refusal(error: smtplib.SMTPException) -> Answer:
    """4xx is "not now" (RFC 5321, section 4.2.1), 5xx is "never"."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()), (550, "nobody to send it to"))
    else:
        code, words = getattr(error, "smtp_code", 0), getattr(error, "smtp_error", b"")
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return Answer(Outcome.REFUSED if code >= 500 else Outcome.UNKNOWN, f"{code} {text}"[:300])
