"""A Shopify that is not there: the named operations of its GraphQL API that the app uses."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.integrations.commerce.pretend.shop import PretendShop, Said
from associate.integrations.commerce.pretend.shopify_money import PretendTill


class PretendShopify(PretendShop):
    """Answers the named operations; what a mutation is told twice under one key is done once."""

    def __init__(self, **known: Any) -> None:
        super().__init__(**known)
        self.keys: set[str] = set()
        self.bucket = 2000.0
        self.till = PretendTill(self)

    def name_of(self, method: str, path: str, body: Any) -> str:
        return str(body.get("operationName")) if isinstance(body, dict) else path

    def do(self, method: str, path: str, query: Mapping[str, str], body: Any) -> Said:
        if not isinstance(body, dict):
            return 404, {}, {"errors": "Not Found"}
        about = body["variables"]
        deeds: dict[str, Callable[[Any], Any]] = {
            "SetStock": self._set, "FindItems": self._find, "PullStock": self._pull, "AskOrder": self._order,
            "TellReady": self._ready, "TellGone": self._gone, "TellCanceled": self._cancel,
            "TellRefund": self._refund, "AskMoney": self.till.ask, "Capture": self.till.capture,
            "LetGo": self.till.let_go, "GiveBack": self.till.give_back,
        }  # fmt: skip
        bucket = {"maximumAvailable": 2000, "currentlyAvailable": self.bucket, "restoreRate": 100}
        cost = {"requestedQueryCost": 10, "throttleStatus": bucket}
        return 200, {}, {"data": deeds[body["operationName"]](about), "extensions": {"cost": cost}}

    def throttles(self, cost: float, have: float) -> None:
        bucket = {"maximumAvailable": 2000, "currentlyAvailable": have, "restoreRate": 100}
        self.will(
            200,
            {
                "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
                "extensions": {"cost": {"requestedQueryCost": cost, "throttleStatus": bucket}},
            },
        )

    def _set(self, about: Any) -> Any:
        quantities, errors = about["input"]["quantities"], []
        for n, each in enumerate(quantities):
            if _number(each["inventoryItemId"]) not in self.items.values():
                path = ["input", "quantities", str(n), "inventoryItemId"]
                errors.append(
                    {"code": "INVALID", "field": path, "message": "The specified item could not be found."}
                )
        if not errors and about["key"] not in self.keys:
            self.keys.add(about["key"])
            for each in quantities:
                self.units[_number(each["inventoryItemId"]), _number(each["locationId"])] = each["quantity"]
        return {"inventorySetQuantities": {"userErrors": errors}}

    def _find(self, about: Any) -> Any:
        skus = [part.removeprefix("sku:").strip('"') for part in about["query"].split(" OR ")]
        found = [(sku, self.item_of(sku)) for sku in skus]
        return {
            "productVariants": {
                "nodes": [
                    {"sku": sku, "inventoryItem": {"id": f"gid://shopify/InventoryItem/{item}"}}
                    for sku, item in found
                    if item
                ]
            }
        }

    def _pull(self, about: Any) -> Any:
        begin = int(about["after"] or 0)
        known = sorted(self.items.items())[begin : begin + about["first"]]
        nodes = [
            {
                "id": f"gid://shopify/InventoryItem/{item}",
                "sku": sku,
                "tracked": True,
                "variant": {"price": self.prices.get(sku, "")},
                "inventoryLevels": {
                    "nodes": [
                        {"location": {"id": f"gid://shopify/Location/{place}"},
                         "quantities": [{"name": "available", "quantity": n}]}
                        for (of, place), n in sorted(self.units.items(), key=str)
                        if of == item
                    ]
                },
            }
            for sku, item in known
        ]  # fmt: skip
        end = begin + len(known)
        return {
            "inventoryItems": {
                "nodes": nodes,
                "pageInfo": {"hasNextPage": end < len(self.items), "endCursor": str(end)},
            }
        }

    def takes(self, order: str, lines: Mapping[str, int], method: str = "PICK_UP") -> None:
        """An order as its own customer placed it: its line → units."""
        self.orders[order] = {
            "lines": dict(lines), "gone": dict.fromkeys(lines, 0), "method": method, "ready": False,
            "canceled": None, "refunds": [], "tracking": None,
        }  # fmt: skip

    def _order(self, about: Any) -> Any:
        if self.knows and _number(about["id"]) not in self.orders:
            self.takes(_number(about["id"]), {})
        order = self.orders.get(_number(about["id"]))
        if order is None:
            return {"order": None}
        left = any(n > order["gone"][line] for line, n in order["lines"].items())
        lines = [
            {"id": f"gid://shopify/FulfillmentOrderLineItem/{line}", "totalQuantity": n,
             "remainingQuantity": n - order["gone"][line], "lineItem": {"id": f"gid://shopify/LineItem/{line}"}}
            for line, n in order["lines"].items()
        ]  # fmt: skip
        job = {
            "id": f"gid://shopify/FulfillmentOrder/{_number(about['id'])}",
            "status": "OPEN" if left else "CLOSED",
            "deliveryMethod": {"methodType": order["method"]},
            "lineItems": {"nodes": lines},
        }
        return {
            "order": {
                "cancelledAt": order["canceled"],
                "refunds": order["refunds"],
                "fulfillmentOrders": {"nodes": [job]},
            }
        }

    def _ready(self, about: Any) -> Any:
        for job in about["input"]["lineItemsByFulfillmentOrder"]:
            self.orders[_number(job["fulfillmentOrderId"])]["ready"] = True
        return {"fulfillmentOrderLineItemsPreparedForPickup": {"userErrors": []}}

    def _gone(self, about: Any) -> Any:
        told = about["fulfillment"]
        for job in told["lineItemsByFulfillmentOrder"]:
            order = self.orders[_number(job["fulfillmentOrderId"])]
            order["tracking"] = told.get("trackingInfo")
            for line in job["fulfillmentOrderLineItems"]:
                order["gone"][_number(line["id"])] += line["quantity"]
        return {"fulfillmentCreate": {"fulfillment": {"id": "gid://shopify/Fulfillment/1"}, "userErrors": []}}

    def _cancel(self, about: Any) -> Any:
        self.orders[_number(about["id"])]["canceled"] = "2026-01-01T00:00:00Z"
        return {"orderCancel": {"userErrors": []}}

    def _refund(self, about: Any) -> Any:
        told = about["input"]
        if about["key"] not in self.keys:
            self.keys.add(about["key"])
            self.orders[_number(told["orderId"])]["refunds"].append({**told, "note": told["note"]})
        return {"refundCreate": {"userErrors": []}}


def _number(gid: str) -> str:
    return gid.rpartition("/")[2]
