"""A Stripe of each test's own."""

import pytest

from tests.support.pretend_stripe import PretendStripe, served


@pytest.fixture
def there():
    """A Stripe that holds pi_1: 50.00 EUR, paid. `there.settings` are an account's."""
    stripe = PretendStripe()
    stripe.holds("pi_1", 5000, status="succeeded")
    with served(stripe) as settings:
        stripe.settings = settings
        yield stripe
