"""The API against its own document: whatever is sent, it answers as described, and nothing breaks."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.generation import GenerationMode

from associate.db import atomic, db
from tests.support.machines import Machine, own_channel

EXAMPLES = 8  # for each operation and mode
LONG = 250
FEW = 2  # sales in a batch, and lines in each: drawing hundreds took far longer than answering them
load_all_checks()
NOT_OURS = {"positive_data_acceptance"}  # a SKU that nobody knows fits its description and is refused
ALL = [check for name, check in ((each.__name__, each) for each in CHECKS.get_all()) if name not in NOT_OURS]
KNOWN: dict[str, list[Any]] = {
    "sku": ["HW-EK-15", "HW-OM-1"],
    "gtin": ["4006381333931"],
    "store": ["MQ", "CR"],
    "code": ["MQ"],
    "number": ["HW-1001"],
    "order": ["HW-1001"],
    "id": [1],
    "product": [1],
    "currency": ["EUR"],
}
"""What exists in the shop: with it the answers that go well are met too."""
OPERATIONS = [
    ("GET", "/api/v1/availability"),
    ("GET", "/api/v1/customers"),
    ("GET", "/api/v1/customers/{id}"),
    ("GET", "/api/v1/fulfillments"),
    ("GET", "/api/v1/fulfillments/{number}"),
    ("GET", "/api/v1/orders"),
    ("POST", "/api/v1/orders"),
    ("GET", "/api/v1/orders/{number}"),
    ("GET", "/api/v1/products"),
    ("GET", "/api/v1/products/{id}"),
    ("POST", "/api/v1/reservations"),
    ("GET", "/api/v1/returns"),
    ("POST", "/api/v1/returns"),
    ("POST", "/api/v1/sales"),
    ("GET", "/api/v1/stock"),
    ("POST", "/api/v1/stock/adjustments"),
    ("GET", "/api/v1/stores"),
    ("GET", "/api/v1/stores/{code}"),
]


def described(app: Any, at_most: int | None = None) -> Any:
    """The API as its document says, or with no more than `at_most` items in each list that it takes."""
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    for shape in document["components"]["schemas"].values() if at_most else ():
        for field in shape.get("properties", {}).values():
            if "maxItems" in field:
                field["maxItems"] = at_most
    api = schemathesis.openapi.from_dict(document)
    api.app = app
    rejected = api.config.checks.negative_data_rejection
    rejected.expected_statuses = [*rejected.expected_statuses, "207"]  # of many, those that don't fit
    return api


def test_every_operation_is_tried(app, shop):
    paths = app.test_client().get("/api/v1/openapi.json").get_json()["paths"]
    told = [(method.upper(), path) for path, item in paths.items() for method in item]
    assert sorted(told) == sorted(OPERATIONS)


@pytest.mark.engine("postgresql")  # the stricter one about what a text or a number may hold
@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
def test_it_answers_as_described(app, shop, operation):
    conforms(app, shop, operation, EXAMPLES)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
def test_it_answers_as_described_at_length(app, shop, operation):
    conforms(app, shop, operation, LONG)


def conforms(app: Any, shop: Any, operation: tuple[str, str], examples: int) -> None:
    shop.has_order((shop.kettle, 1))
    with atomic():
        shop.mill_quay.cash_on_pickup = True
    machine, (method, path) = Machine(app, channel=own_channel()), operation
    taken = described(app, FEW if examples == EXAMPLES else None)[path][method]
    refused = described(app)[path][method]

    def answer(case: Any) -> None:
        case.call_and_validate(checks=ALL, headers=machine.bearer)
        db.session.rollback()

    @_at_random(examples)
    @given(
        case=taken.as_strategy(generation_mode=GenerationMode.POSITIVE), known=st.booleans(), data=st.data()
    )
    def what_fits(case: Any, known: bool, data: Any) -> None:
        if known:
            _make_known(case, data)
        answer(case)

    @_at_random(examples)
    @given(case=refused.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def what_does_not(case: Any) -> None:
        assume(_is_sent(case))
        answer(case)

    what_fits()
    what_does_not()


def _is_sent(case: Any) -> bool:
    """An empty list leaves no trace in an address: what is wrong about it never reaches us."""
    return all(value != [] for value in (case.query or {}).values())


def _at_random(examples: int) -> Any:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=examples == EXAMPLES,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


def _make_known(case: Any, data: Any) -> None:
    for part in (case.path_parameters, case.query, case.body):
        _fill(part, data)


def _fill(part: Any, data: Any) -> None:
    if isinstance(part, list):
        for each in part:
            _fill(each, data)
    elif isinstance(part, dict):
        for name, value in part.items():
            if name in KNOWN and value is not None:
                part[name] = data.draw(st.sampled_from(KNOWN[name]))
            else:
                _fill(value, data)
