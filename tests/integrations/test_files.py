"""flask intake: payload files through the same code, one JSON object a file."""

import json

import pytest

from tests.integrations.webhooks import shopify_order
from tests.support.shared import shared_files


def intake(app, *args):
    result = app.test_cli_runner().invoke(args=["intake", *map(str, args)])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_file_says_what_became_of_its_order(app, shop, tmp_path):
    file = tmp_path / "order.json"
    file.write_text(json.dumps(shopify_order(1001)))
    [said] = intake(app, "shopify", file, "--channel", "web")
    assert (said["order"], said["state"], said["store"], said["method"]) == (
        "HW-1001",
        "open",
        "MQ",
        "pickup",
    )
    assert (said["currency"], said["total"], said["problems"]) == ("EUR", 17800, [])
    assert said["lines"][0]["unit_price"] == 8900


def test_what_is_no_order_and_what_is_no_json_are_told_apart_and_stop_nothing(app, shop, tmp_path):
    files = {
        "locations.json": "[]",
        "broken.json": '{"id": 1,',
        "order.json": json.dumps(shopify_order(1002)),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    said = intake(app, "shopify", *[tmp_path / name for name in files], "--channel", "web")
    assert [one["order"] for one in said] == [None, None, "HW-1002"]
    assert all(one["problems"] for one in said[:2])


def test_what_keeps_an_order_waiting_is_a_problem(app, shop, tmp_path):
    file = tmp_path / "order.json"
    file.write_text(json.dumps(shopify_order(1003, sku="NEVER-SEEN", financial_status="pending")))
    [said] = intake(app, "shopify", file, "--channel", "web")
    assert {problem["code"] for problem in said["problems"]} == {"map_product", "payment"}


GIVEN = [file for file in shared_files("shopify/orders_*.json") if not file.name.endswith(".request.json")]


@pytest.mark.parametrize("file", GIVEN, ids=lambda file: file.stem)
def test_given_orders_keep_every_line_and_cent(app, file):
    [said], told = intake(app, "shopify", file), json.loads(file.read_text())
    assert len(said["lines"]) == len(told["line_items"])
    assert said["total"] == round(float(told["total_price"]) * 100)
    assert sum(line["total"] for line in said["lines"]) + said["shipping"] == said["total"]
