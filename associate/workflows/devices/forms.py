"""What enters: the name and the kind of a device to enroll."""

from collections.abc import Mapping

from associate.core.stores.devices import DeviceKind
from associate.errors import Refused
from associate.words import _

LONGEST_NAME = 60
FORMATS, GRIDS = ("pdf", "zpl"), (203, 300)


def read_name(form: Mapping[str, str]) -> str:
    """One line, not empty. Raises Refused("no_name")."""
    name = " ".join(form.get("name", "").split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused("no_name", _("Give it a name that stands on it, such as Tablet 3."))
    return name


def read_kind(form: Mapping[str, str]) -> DeviceKind:
    """Raises Refused("no_kind")."""
    try:
        return DeviceKind(form.get("kind", ""))
    except ValueError:
        raise Refused("no_kind", _("Choose whether it is a tablet or a phone.")) from None


def read_printer(form: Mapping[str, str]) -> tuple[str, int]:
    """(what it takes, dots an inch). Raises Refused("no_printer")."""
    takes, dpi = form.get("format", ""), form.get("dpi", "")
    if takes not in FORMATS or dpi not in map(str, GRIDS):
        raise Refused("no_printer", _("Choose what the printer takes, and how fine it is."))
    return takes, int(dpi)
