import pytest

from associate.integrations.commerce.tenders import last_four, tender_kind


@pytest.mark.parametrize(
    ("masked", "digits"),
    [
        ("•••• •••• •••• 4242", "4242"),
        ("XXXX-XXXX-XXXX-4242", "4242"),
        ("424242******4242", "4242"),
        ("4242424242424242", ""),
        ("4242", ""),
        ("•••• 4242 1234", ""),
        ("•••• 42", ""),
        (None, ""),
        (4242, ""),
    ],
)
def test_only_a_masked_number_gives_its_last_four(masked, digits):
    assert last_four(masked) == digits


@pytest.mark.parametrize(
    ("gateway", "kind"),
    [
        ("shopify_payments", "card"),
        ("gift_card", "gift_card"),
        ("cod", "cash"),
        ("bacs", "bank"),
        ("shopify_store_credit", "store_credit"),
        ("paypal", "other"),
        ("", "other"),
    ],
)
def test_a_gateway_is_a_kind_of_money_or_other(gateway, kind):
    assert tender_kind(gateway) == kind
