"""What was done to devices and to the installation itself, as the journal reads it."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _, ngettext

Facts = Mapping[str, Any]


def _revoked(facts: Facts) -> str:
    n = int(facts.get("sessions") or 0)
    ended = ngettext("%(num)d session ended", "%(num)d sessions ended", n)
    return str(_("Retired: %(name)s, %(ended)s", name=facts.get("name", ""), ended=ended))


def _wiped(facts: Facts) -> str:
    if lost := int(facts.get("lost") or 0):
        words = ngettext("%(num)d step was never sent", "%(num)d steps were never sent", lost)
        return str(_("The retired device came back and emptied itself: %(lost)s", lost=words))
    return str(_("The retired device came back and emptied itself"))


DEVICE_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "device.code_made": lambda f: _("Made a code for %(name)s", name=f.get("name", "")),
    "device.enrolled": lambda f: _("Enrolled: %(name)s", name=f.get("name", "")),
    "device.printer_set": lambda f: _(
        "Labels of %(name)s: %(how)s dpi", name=f.get("name", ""), how=" ".join(map(str, f.get("after", [])))
    ),
    "device.revoked": _revoked,
    "device.wiped": _wiped,
    "offline.refused": lambda f: _("What was done offline didn’t fit any more"),
    "offline.settled": lambda f: _("Settled what was done offline"),
    "installation.restored": lambda f: _("Everything was put back from a backup"),
    "retention.ran": lambda f: _("Forgot what was kept long enough"),
}
