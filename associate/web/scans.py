"""The scan of a thing that somebody holds: picked, packed, staged, counted, handed over."""

from flask import request

from associate.errors import Refused
from associate.web.access import here, me
from associate.words import _


def code_in_hand() -> str:
    """What the scan field sent. A search, or a code that a customer reads out, is asked for without this.

    Raises Refused("typing_off") where the store scans only and this was typed, as far as a browser can tell.
    """
    if me().source == "typed" and not here().typing_allowed:
        raise Refused("typing_off", _("This store scans only: typing is off. Scan the label."))
    return request.form.get("code", "")
