"""A WooCommerce and a Square that are not there: as much of their REST APIs as the app uses."""

from collections.abc import Mapping
from typing import Any

from associate.integrations.commerce.pretend.shop import PretendShop, Said


class PretendWoo(PretendShop):
    """Products “12” and variations “12/34”; a batch does what it can."""

    def do(self, method: str, path: str, query: Mapping[str, str], body: Any) -> Said:
        parts = path.partition("/wp-json/wc/v3/")[2].split("/")
        if parts[0] == "products":
            return (
                self._batch(parts, body) if parts[-1] == "batch" else (200, {}, self._products(parts, query))
            )
        order = self.orders.setdefault(parts[1], {"status": "processing", "meta_data": [], "refunds": []})
        if parts[-1] != "refunds":
            order["meta_data"] += body.get("meta_data", [])
            order["status"] = body.get("status", order["status"])
            return 200, {}, {"id": int(parts[1]), "status": order["status"]}
        if method != "POST":
            return 200, {}, order["refunds"]
        made = {**body, "id": 700 + len(order["refunds"]), "refunded_payment": body["api_refund"]}
        order["refunds"].append(made)
        return 201, {}, made

    def _batch(self, parts: list[str], body: Any) -> Said:
        parent = f"{parts[1]}/" if len(parts) == 4 else ""
        return 200, {}, {"update": [self._update(parent, each) for each in body["update"]]}

    def _update(self, parent: str, told: Any) -> Any:
        item = f"{parent}{told['id']}"
        if item not in self.items.values():
            return {"id": told["id"], "error": {"code": "not_found", "message": "Invalid ID."}}
        self.units[item, None] = told["stock_quantity"]
        return {"id": told["id"], "stock_quantity": told["stock_quantity"]}

    def _products(self, parts: list[str], query: Mapping[str, str]) -> list[Any]:
        if len(parts) == 3:
            return [
                self._one(sku, item) for sku, item in self.items.items() if item.startswith(f"{parts[1]}/")
            ]
        if "sku" in query:
            found = [(sku, self.item_of(sku)) for sku in query["sku"].split(",")]
            return [self._one(sku, item) for sku, item in found if item]
        simple = [self._one(sku, item) for sku, item in sorted(self.items.items()) if "/" not in item]
        parents = sorted({item.partition("/")[0] for item in self.items.values() if "/" in item})
        every = simple + [{"id": int(each), "type": "variable", "sku": ""} for each in parents]
        size = int(query["per_page"])
        begin = (int(query["page"]) - 1) * size
        return every[begin : begin + size]

    def _one(self, sku: str, item: str) -> Any:
        parent, _slash, own = item.rpartition("/")
        return {
            "id": int(own),
            "parent_id": int(parent or 0),
            "type": "variation" if parent else "simple",
            "sku": sku,
            "price": self.prices.get(sku, ""),
            "manage_stock": True,
            "stock_quantity": self.units.get((item, None), 0),
        }


class PretendSquare(PretendShop):
    """Orders by id, as its API answers them."""

    def do(self, method: str, path: str, query: Mapping[str, str], body: Any) -> Said:
        order = self.orders.get(path.rpartition("/")[2])
        if order is None:
            return 404, {}, {"errors": [{"code": "NOT_FOUND", "detail": "Order not found."}]}
        return 200, {}, {"order": order}
