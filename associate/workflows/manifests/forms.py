"""Who takes the parcels, and when."""

import re
from collections.abc import Mapping
from datetime import date

from associate.core.fulfillment.strokes import is_signature
from associate.errors import Refused
from associate.words import _

CODE = re.compile(r"[0-9]{6}")


def read_day(form: Mapping[str, str]) -> date:
    """Raises Refused("not_that_day")."""
    try:
        return date.fromisoformat(form.get("day", ""))
    except ValueError:
        raise Refused("not_that_day", _("Choose one of the days on the list.")) from None


def read_driver(form: Mapping[str, str]) -> tuple[str, str]:
    """(name, signature as SVG path data). With a name a stray dot is no signature, and no harm.

    Raises Refused: "no_driver" with neither, "not_a_name" where a parcel was scanned into its field.
    """
    name, signature = form.get("driver", "").strip(), form.get("signature", "")
    if CODE.search(name):
        words = _("That’s a code, not a name. Clear it, tap the scan field and scan the parcel again.")
        raise Refused("not_a_name", words)
    if not name and not is_signature(signature):
        raise Refused("no_driver", _("Write down the driver’s name, or let them sign."))
    return name, signature if is_signature(signature) else ""
