"""The journal’s sentences about parcels, labels and manifests. Facts fill the gaps."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _, ngettext

Facts = Mapping[str, Any]


def _number(facts: Facts) -> str:
    return str(facts.get("number") or "")


def _units(facts: Facts) -> str:
    return str(ngettext("%(num)d unit", "%(num)d units", int(facts.get("units") or 1)))


SHIPPING_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "parcel.begun": lambda f: _("Parcel %(number)s begun", number=_number(f)),
    "parcel.serial_in": lambda f: _(
        "Serial %(serial)s into parcel %(number)s", serial=f["serial"], number=_number(f)
    ),
    "parcel.item_in": lambda f: _("%(what)s into parcel %(number)s", what=_units(f), number=_number(f)),
    "parcel.item_out": lambda f: _("%(what)s out of parcel %(number)s", what=_units(f), number=_number(f)),
    "parcel.prepared": lambda f: (
        _("Box %(code)s for parcel %(number)s", code=f["box"], number=_number(f))
        if f.get("box") and f["box"] != "own"
        else _("Box and weight of parcel %(number)s said", number=_number(f))
    ),
    "parcel.open": lambda f: _("Parcel %(number)s opened again", number=_number(f)),
    "parcel.closed": lambda f: (
        _("Parcel %(number)s has no label any more", number=_number(f))
        if f.get("was") == "labeled"
        else _("Parcel %(number)s closed, %(grams)s g", number=_number(f), grams=f.get("weight_g"))
    ),
    "parcel.labeled": lambda f: _(
        "Parcel %(number)s goes with %(carrier)s", number=_number(f), carrier=f.get("carrier", "")
    ),
    "parcel.manifested": lambda f: _("Parcel %(number)s waits for the carrier", number=_number(f)),
    "parcel.shipped": lambda f: _("Parcel %(number)s is on its way", number=_number(f)),
    "parcel.delivered": lambda f: _("Parcel %(number)s is delivered", number=_number(f)),
    "parcel.canceled": lambda f: _("Parcel %(number)s isn’t sent", number=_number(f)),
    "box.overridden": lambda f: (
        _("Box %(used)s, where %(hinted)s was suggested", used=f["used"], hinted=", ".join(f["hinted"]))
        if f.get("used")
        else _("A box of its own, where %(hinted)s was suggested", hinted=", ".join(f.get("hinted") or []))
    ),
    "label.wanted": lambda f: _("A label is bought for %(number)s", number=_number(f)),
    "label.refused": lambda f: _("No label for %(number)s", number=_number(f)),
    "label.void_asked": lambda f: _("The label of %(number)s is given back", number=_number(f)),
    "label.void_refused": lambda f: _("The label of %(number)s isn’t taken back", number=_number(f)),
    "label.voided": lambda f: _("The label of %(number)s is void", number=_number(f)),
    "label.looked_for": lambda f: _("Asked again whether %(number)s has a label", number=_number(f)),
    "label.printed": lambda f: _("The label of %(number)s printed", number=_number(f)),
    "label.reprinted": lambda f: _("The label of %(number)s printed again", number=_number(f)),
    "manifest.closed": lambda f: _("Manifest %(number)s closed", number=_number(f)),
    "manifest.scanned": lambda f: _("Parcel %(number)s scanned to the driver", number=_number(f)),
    "manifest.handed_off": lambda f: ngettext(
        "%(num)d parcel of manifest %(number)s handed to the driver",
        "%(num)d parcels of manifest %(number)s handed to the driver",
        int(f.get("parcels") or 0),
        number=_number(f),
    ),
    "manifest.put_off": lambda f: _(
        "The carrier comes for manifest %(number)s on %(day)s", number=_number(f), day=f.get("day", "")
    ),
    "box.added": lambda f: _("Box added: %(code)s", code=f.get("code", "")),
    "carrier_account.added": lambda f: _("Carrier added: %(key)s", key=f.get("key", "")),
    "carrier_account.secret_changed": lambda f: _(
        "New webhook secret of the carrier %(key)s", key=f.get("key", "")
    ),
    "fulfillment.looked_ahead": lambda f: _("Looked ahead: something would keep the parcel from leaving"),
}
