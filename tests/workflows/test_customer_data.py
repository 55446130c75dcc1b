"""Everything that is known of a person, handed out as a file."""

import io
import json
import zipfile

import pytest

from associate.core.customers.keys import card_key
from tests.support.people import Person


@pytest.fixture
def order(shop):
    return shop.has_order((shop.jacket, 1))


def card_of(app, order):
    return f"/customers/{card_key(order.customer_id, app.config['SECRET_KEY'])}"


@pytest.fixture
def helen(app, shop, order):
    return Person(app, shop.helen).opens(card_of(app, order))


def test_a_person_takes_a_file_with_all_that_is_known(app, shop, order, helen):
    shop.has_order((shop.milk, 1), number="2001", customer=None)  # as a guest, with the same email
    shop.has_order((shop.kettle, 1), number="3001", customer="c-leo", first="Leo", last="Park")
    helen.taps("Note it", text="Prefers the side door")
    helen.opens(card_of(app, order)).taps("Make the file")
    assert "attachment" in helen.answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(helen.answer.data)) as file:
        text = file.read("data.json").decode()
    told = json.loads(text)
    assert [each["number"] for each in told["orders"]] == ["HW-1001", "HW-2001"]
    assert told["customers"][0]["email"] == "maya@mail.example" and told["tenders"][0]["last4"] == "4417"
    assert told["customer_notes"][0]["text"] == "Prefers the side door"
    assert {"order.placed", "customer.noted"} <= {each["kind"] for each in told["journal"]}
    for hidden in ("Leo", "HW-3001", "staff:", "nonce", "hash"):
        assert hidden not in text
    assert shop.diary(order.customer)[-1] == "customer.exported"
    helen.opens(card_of(app, order)).sees("All that is known was handed out as a file")


def test_only_who_looks_after_customers_hands_it_out(app, shop, order):
    for person in (shop.ana, shop.marcus):
        assert Person(app, person).posts(f"{card_of(app, order)}/export").status == 403
