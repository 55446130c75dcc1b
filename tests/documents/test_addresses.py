"""An address as its own post reads it."""

import pytest

from associate.documents.addresses import Address, lines
from tests.documents.parcels import ANN, SAM


@pytest.mark.parametrize(
    ("address", "home", "last"),
    [
        (ANN, "US", ("9 Harbor Row", "San Francisco CA 94107-1234")),
        (ANN, "IE", ("San Francisco CA 94107-1234", "United States")),
        (SAM, "IE", ("Cork", "T12 W8KP")),
        (Address("A", city="Lyon", postcode="69002", country="FR"), "FR", ("A", "69002 Lyon")),
        (
            Address("A", city="Bari", region="BA", postcode="70121", country="IT"),
            "IT",
            ("A", "70121 Bari, BA"),
        ),
        (Address("A", line1="1 Way", country="XX"), "IE", ("1 Way", "XX")),
        (Address("A"), "", ("A",)),
    ],
)
def test_the_last_lines_are_town_and_country(address, home, last):
    assert lines(address, home=home)[-len(last) :] == last


def test_what_is_not_known_leaves_no_line():
    assert lines(Address("Ann", line2="  ", country="US"), home="US") == ("Ann",)
