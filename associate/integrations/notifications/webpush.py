"""Web push (RFC 8030) with VAPID (RFC 8292), by pywebpush; without that extra nothing is pushed."""

import json
import re
from importlib.util import find_spec
from typing import Any

from associate.integrations.notifications.port import Answer, Message, Outcome, Why

IS_INSTALLED = find_spec("pywebpush") is not None  # loading it takes long: only who pushes does
SECONDS = 10.0
KEPT = 3600  # seconds that a push service holds it for a phone that is off
GONE = {404, 410}
SERVICES = (
    "fcm.googleapis.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)
"""Where browsers have their push endpoints. An address elsewhere is not called: it came from a browser."""
PLAIN_ADDRESS = re.compile(r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]+(?::\d{1,5})?)(?:/[!-\[\]-~]*)?")
"""No name before the host, no backslash, nothing outside ASCII."""


class WebPush:
    """`key`: the private VAPID key, base64url. `contact`: whom a push service may write to. `hosts`: services
    beside the known ones."""

    def __init__(self, key: str, contact: str, hosts: tuple[str, ...] = ()) -> None:
        self.key, self.contact, self.hosts = key, contact, hosts

    def send(self, message: Message) -> Answer:
        if not IS_INSTALLED:
            return Answer(Outcome.REFUSED, "pywebpush is not installed", Why.NOT_SET_UP)
        subscription = json.loads(message.recipient)
        if not is_push_service(subscription["endpoint"], self.hosts):
            return Answer(Outcome.REFUSED, "not a push service", Why.GONE)
        import requests
        from pywebpush import WebPushException

        try:
            self._push(subscription, message)
        except WebPushException as error:
            return _refusal(error)
        except (requests.RequestException, OSError) as error:
            return Answer(Outcome.UNKNOWN, type(error).__name__)
        except Exception as error:  # a key that is no point on the curve, whatever the library calls it
            return Answer(Outcome.REFUSED, f"{type(error).__name__}: {error}"[:300], Why.GONE)
        return Answer(Outcome.SENT)

    def _push(self, subscription: dict[str, object], message: Message) -> None:
        """The tag is the message's key: a second push of it replaces the first on the phone."""
        import requests
        from pywebpush import webpush

        note = {"title": message.subject, "body": message.text, "tag": message.key, "url": message.url}
        quiet = {"silent": True} if message.is_quiet else {}
        with requests.Session() as session:
            session.max_redirects = 0
            webpush(
                subscription,
                json.dumps(note | quiet),
                vapid_private_key=self.key,
                vapid_claims={"sub": f"mailto:{self.contact}"},
                timeout=SECONDS,
                ttl=KEPT,
                headers={"Urgency": "normal" if message.is_quiet else "high"},
                requests_session=session,
            )


def is_push_service(endpoint: str, hosts: tuple[str, ...] = ()) -> bool:
    """https at a known service, or exactly a host:port that the installation names.

    Only an address that every library reads alike: before a backslash some see the end of the host.
    """
    if not (found := PLAIN_ADDRESS.fullmatch(endpoint)):
        return False
    if found["host"] in hosts:
        return True
    host = found["host"].lower().removesuffix(":443")
    known = any(host == each or host.endswith(f".{each}") for each in SERVICES)
    return found["scheme"] == "https" and known


def _refusal(error: Any) -> Answer:
    status = error.response.status_code if error.response is not None else 0
    words = f"{status or 'no answer'} {getattr(error.response, 'reason', '') or ''}".strip()
    if status in GONE:
        return Answer(Outcome.REFUSED, words, Why.GONE)
    return Answer(Outcome.REFUSED if 400 <= status < 500 and status != 429 else Outcome.UNKNOWN, words)
