"""Keys derived from the installation's secret, one for each purpose. None of them is in the database."""

import hashlib
import hmac

from flask import current_app


def keyed_hash(purpose: str, text: str) -> str:
    """HMAC-SHA256 of `text` as 64 hex digits, under a key that only `purpose` uses. Needs an app, no request.

    For what is too short to stand as a plain hash: whoever has the database alone can't try it out.
    """
    key = hmac.digest(str(current_app.config["SECRET_KEY"]).encode(), purpose.encode(), "sha256")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
