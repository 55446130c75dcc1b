"""Where customs stand between a store and its customer."""

import pytest

from associate.core.shipping.borders import crosses


def at(place):
    country, postcode, region = [*place.split("/"), "", ""][:3]
    return {"country": country, "postcode": postcode, "region": region}


@pytest.mark.parametrize(
    ("sender", "recipient", "has_customs"),
    [
        ("IE/D02", "IE/T12", False),
        ("IE/D02", "FR/75011", False),
        ("IE/D02", "GB/EH1 1AA", True),
        ("IE/D02", "GB/BT1 1AA", False),
        ("GB/EH1 1AA", "GB/BT1 1AA", False),
        ("GB/BT1 1AA", "US/97211/OR", True),
        ("FR/75011", "ES/28001", False),
        ("FR/75011", "ES/35001", True),
        ("ES/35001", "ES/35500", False),
        ("FI/00100", "FI/22100", True),
        ("US/97211/OR", "US/09012/AE", True),
        ("US/97211/OR", "US/10001/NY", False),
        ("US/97211/OR", "ca/M5V 1A1", True),
        ("US/97211/OR", "", False),
    ],
)
def test_customs_stand_between(sender, recipient, has_customs):
    assert crosses(at(sender), at(recipient)) is has_customs
