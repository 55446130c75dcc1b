"""The money of a Shopify that is not there: transactions, what captures, voids and refunds them, and what it
refuses."""

from decimal import Decimal
from typing import Any

from associate.clock import now
from associate.integrations.commerce.pretend.shop import PretendShop

PLENTY = "100000.00"  # what was paid for an order that nobody told it of
Entry = dict[str, Any]


class PretendTill:
    """`status`: of what is done next. What a mutation is told twice under one key is done once."""

    def __init__(self, shop: PretendShop) -> None:
        self.shop = shop
        self.entries: dict[str, list[Entry]] = {}
        self.refunds: dict[str, list[Entry]] = {}
        self.keys: dict[str, Entry] = {}
        self.status = "SUCCESS"
        self.paid_in: dict[str, str] = {}

    def takes(
        self, order: str, kind: str, amount: str, gateway: str = "shopify_payments", **more: Any
    ) -> str:
        """A customer paid; returns the transaction. `more`: as it is told."""
        return str(self._add(order, kind, amount, gateway, None, status="SUCCESS", **more)["id"])

    def ask(self, about: Any) -> Any:
        order = _number(about["id"])
        if order not in self.entries and self.shop.knows:
            self.takes(order, "SALE", PLENTY)
        if order not in self.entries:
            return {"order": None}
        refunds = [
            {**each, "transactions": {"nodes": [{"id": e["id"]} for e in each["transactions"]["nodes"]]}}
            for each in self.refunds.get(order, [])
        ]
        return {
            "order": {
                "currencyCode": self.shop.currency,
                "presentmentCurrencyCode": self.paid_in.get(order, self.shop.currency),
                "transactions": self.entries[order],
                "refunds": refunds,
            }
        }

    def capture(self, about: Any) -> Any:
        told = about["input"]
        order, parent = _number(told["id"]), told["parentTransactionId"]
        held = self._entry(order, parent)
        if held is None or held["kind"] != "AUTHORIZATION" or self._children(order, parent, "VOID"):
            return _no("orderCapture", "Cannot capture this transaction")
        if self._spent(order, parent, "CAPTURE") + Decimal(told["amount"]) > _amount(held):
            return _no("orderCapture", "Capture amount exceeds the authorized amount")
        made = self._add(order, "CAPTURE", told["amount"], held["gateway"], parent)
        return {"orderCapture": {"transaction": made, "userErrors": []}}

    def let_go(self, about: Any) -> Any:
        for order in self.entries:
            held = self._entry(order, about["parent"])
            if held is not None and not self._children(order, about["parent"], "CAPTURE"):
                made = self._add(order, "VOID", str(_amount(held)), held["gateway"], about["parent"])
                return {"transactionVoid": {"transaction": made, "userErrors": []}}
        return _no("transactionVoid", "Transaction is not voidable")

    def give_back(self, about: Any) -> Any:
        told, key = about["input"], about["key"]
        if key in self.keys:
            return {"refundCreate": {"refund": self.keys[key], "userErrors": []}}
        order = _number(told["orderId"])
        for each in told["transactions"]:
            paid = self._entry(order, each["parentId"])
            if paid is None or paid["gateway"] != each["gateway"]:
                return _no("refundCreate", "Transactions parent is invalid")
            if self._spent(order, each["parentId"], "REFUND") + Decimal(each["amount"]) > _amount(paid):
                return _no("refundCreate", "Refund amount cannot be greater than the amount paid")
        made = [
            self._add(order, "REFUND", each["amount"], each["gateway"], each["parentId"])
            for each in told["transactions"]
        ]
        number = 500 + len(self.keys)
        refund = {
            "id": f"gid://shopify/Refund/{number}",
            "note": told["note"],
            "transactions": {"nodes": made},
            "told": told,
        }
        self.refunds.setdefault(order, []).append(refund)
        self.keys[key] = refund
        return {"refundCreate": {"refund": refund, "userErrors": []}}

    def _add(
        self, order: str, kind: str, amount: str, gateway: str, parent: str | None, **more: Any
    ) -> Entry:
        number = 9000 + sum(map(len, self.entries.values()))
        entry = {
            "id": f"gid://shopify/OrderTransaction/{number}",
            "kind": kind,
            "status": self.status,
            "gateway": gateway,
            "test": True,
            "createdAt": now().isoformat(),
            "multiCapturable": False,
            "parentTransaction": {"id": parent} if parent else None,
            "amountSet": {"presentmentMoney": {"amount": amount}},
        } | more
        self.entries.setdefault(order, []).append(entry)
        return entry

    def _entry(self, order: str, name: str) -> Entry | None:
        return next((e for e in self.entries.get(order, []) if e["id"] == name), None)

    def _children(self, order: str, parent: str, kind: str) -> list[Entry]:
        return [
            e
            for e in self.entries[order]
            if e["kind"] == kind and (e["parentTransaction"] or {}).get("id") == parent
        ]

    def _spent(self, order: str, parent: str, kind: str) -> Decimal:
        good = [e for e in self._children(order, parent, kind) if e["status"] not in ("FAILURE", "ERROR")]
        return sum((_amount(e) for e in good), Decimal(0))


def _amount(entry: Entry) -> Decimal:
    return Decimal(entry["amountSet"]["presentmentMoney"]["amount"])


def _no(field: str, message: str) -> Any:
    return {field: {"transaction": None, "refund": None, "userErrors": [{"field": None, "message": message}]}}


def _number(gid: str) -> str:
    return gid.rpartition("/")[2]
