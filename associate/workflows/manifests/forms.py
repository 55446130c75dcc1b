"""Who takes the parcels."""

from collections.abc import Mapping

from associate.core.fulfillment.strokes import is_signature
from associate.errors import Refused
from associate.words import _


def read_driver(form: Mapping[str, str]) -> tuple[str, str]:
    """(name, signature as SVG path data). With a name a stray dot is no signature, and no harm.

    Raises Refused("no_driver") with neither.
    """
    name, signature = form.get("driver", "").strip(), form.get("signature", "")
    if not name and not is_signature(signature):
        raise Refused("no_driver", _("Write down the driver’s name, or let them sign."))
    return name, signature if is_signature(signature) else ""
