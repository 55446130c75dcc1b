"""What a runner goes by at the car: the sign over the bay, and the code on the phone of who sits there."""

import re

from associate.core.fulfillment.links import current_pass, spoken_code
from associate.core.fulfillment.visits import Visit, ready_jobs
from associate.core.stores.models import Location

_BAY = re.compile(r"^bay[\s-]*", re.IGNORECASE)


def bay_sign(bay: Location) -> str:
    """What stands big on it: "BAY-4" is 4."""
    return _BAY.sub("", bay.code) or bay.code


def codes_to_ask(visit: Visit, *, key: str) -> list[str]:
    """ "4F7 K2M", one for each order of it that is ready: any of them will do."""
    ready = ready_jobs(visit)
    theirs = [entry for entry in visit.orders if entry.fulfillment in ready]
    passes = [entry.pickup_pass or current_pass(entry.fulfillment) for entry in theirs]
    good = [one for one in passes if one and not one.used_at and not one.revoked_at]
    codes = [spoken_code(one.nonce, key=key) for one in good]
    return [f"{code[:3]} {code[3:]}" for code in codes]
