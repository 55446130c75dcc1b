"""A Stripe on a port of its own: as much of its API as the app uses, written from its reference.

Forms in, JSON out. It holds to what counts: the first answer under an Idempotency-Key is given again, and the
same key with something else is refused; 429 and 409 are not kept. `falls_silent` does the next deed and
hangs up; `stumbles` does it, or doesn't, and answers 500, which is then kept too.
"""

import copy
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Said = tuple[int, Any]
Asked = tuple[str, str, dict[str, str], dict[str, str]]


@dataclass
class PretendStripe:
    answers: list[Said] = field(default_factory=list)  # said next instead, in turn
    falls_silent: bool = False
    stumbles: str = ""  # "before" or "after" the deed
    refund_status: str = "succeeded"
    asked: list[Asked] = field(default_factory=list)  # method, path, form, headers
    payments: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: list[dict[str, Any]] = field(default_factory=list)
    sessions: list[dict[str, Any]] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, tuple[tuple[str, dict[str, str]], Said]] = field(default_factory=dict)

    # ── what a test says and asks ────────────────────────────────────────────

    def holds(self, ident: str, amount: int, currency: str = "eur", status: str = "requires_capture") -> Any:
        is_paid = status == "succeeded"
        self.payments[ident] = {
            "id": ident,
            "object": "payment_intent",
            "amount": amount,
            "amount_capturable": 0 if is_paid else amount,
            "amount_received": amount if is_paid else 0,
            "currency": currency,
            "status": status,
            "latest_charge": f"ch_{ident[3:]}",
            "metadata": {},
            "last_payment_error": None,
        }
        return self.payments[ident]

    def pays(self, session: dict[str, Any], status: str = "paid") -> None:
        """The customer opened the link, and paid by it."""
        ident = f"pi_{session['id'][3:]}"
        payment = self.holds(ident, session["amount_total"], session["currency"], "succeeded")
        payment["status"] = {"paid": "succeeded", "unpaid": "processing"}[status]
        session.update(status="complete", payment_status=status, payment_intent=ident)

    def deeds(self) -> list[str]:
        return [f"{method} {path}" for method, path, _form, _headers in self.asked]

    # ── the API ──────────────────────────────────────────────────────────────

    def answer(self, method: str, address: str, form: dict[str, str], headers: dict[str, str]) -> Said | None:
        path = urlsplit(address).path.removeprefix("/v1")
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.asked.append((method, path, form or query, headers))
        if not headers.get("authorization", "").startswith("Bearer sk_"):
            return 401, _error("Invalid API Key provided", "invalid_request_error")
        if self.answers:
            return self.answers.pop(0)
        key = headers.get("idempotency-key", "")
        if key in self.kept:
            same, said = self.kept[key]
            mismatch = "Keys for idempotent requests can only be used with the same parameters."
            return said if same == (path, form) else (400, _error(mismatch, "idempotency_error"))
        stumbles, self.stumbles = self.stumbles, ""
        silent, self.falls_silent = self.falls_silent, False
        oops = 500, _error("An unknown error occurred", "api_error")
        said = oops if stumbles == "before" else self._do(method, path.strip("/").split("/"), form or query)
        said = oops if stumbles else said
        if key:
            self.kept[key] = (path, form), copy.deepcopy(said)
        return None if silent else said

    def _do(self, method: str, parts: list[str], form: dict[str, str]) -> Said:
        match method, parts:
            case "GET", ["payment_intents", ident]:
                return (200, self.payments[ident]) if ident in self.payments else _missing("payment_intent")
            case "POST", ["payment_intents", ident, deed]:
                return (
                    self._settle(ident, deed, form) if ident in self.payments else _missing("payment_intent")
                )
            case "POST", ["refunds"]:
                return self._refund(form)
            case "POST", ["checkout", "sessions"]:
                return self._open(form)
            case _, ["checkout", "sessions", ident, *deed]:
                return self._session(ident, deed, form)
        return self._look(parts, form)

    def _look(self, parts: list[str], form: dict[str, str]) -> Said:
        match parts:
            case ["refunds", ident]:
                return next(((200, r) for r in self.refunds if r["id"] == ident), _missing("refund"))
            case ["refunds"]:
                wanted = {name: form[name] for name in ("payment_intent", "charge") if name in form}
                return 200, _page([r for r in self.refunds if wanted.items() <= r.items()], form)
            case ["checkout", "sessions"]:
                new = [s for s in self.sessions if s["created"] >= int(form.get("created[gte]", 0))]
                return 200, _page([self._expanded(each, form) for each in new], form)
        return 404, _error(f"Unrecognized request URL (/v1/{'/'.join(parts)})", "invalid_request_error")

    def _settle(self, ident: str, deed: str, form: dict[str, str]) -> Said:
        payment = self.payments[ident]
        if payment["status"] != "requires_capture":
            words = f"This PaymentIntent could not be {deed}d because it has a status of {payment['status']}."
            about = {"code": "payment_intent_unexpected_state", "payment_intent": payment}
            return 400, _error(words, "invalid_request_error", **about)
        if deed == "cancel":
            payment.update(status="canceled", amount_capturable=0)
            return 200, payment
        taken = int(form["amount_to_capture"])
        if taken > payment["amount_capturable"]:
            return 400, _error("The amount is larger than what can be captured.", "invalid_request_error",
                               code="amount_too_large", param="amount_to_capture")  # fmt: skip
        payment.update(status="succeeded", amount_capturable=0, amount_received=taken)
        payment["metadata"].update(_metadata(form))
        return 200, payment

    def _refund(self, form: dict[str, str]) -> Said:
        by = "payment_intent" if "payment_intent" in form else "charge"
        named = "id" if by == "payment_intent" else "latest_charge"
        payment = next((p for p in self.payments.values() if p[named] == form[by]), None)
        if payment is None:
            return _missing(by)
        mine = [r for r in self.refunds if r["payment_intent"] == payment["id"]]
        gone = sum(r["amount"] for r in mine if r["status"] not in ("failed", "canceled"))
        if gone == payment["amount_received"]:
            return 400, _error("The charge has already been refunded.", "invalid_request_error",
                               code="charge_already_refunded")  # fmt: skip
        if gone + int(form["amount"]) > payment["amount_received"]:
            words = "Refund amount is greater than unrefunded amount on charge"
            return 400, _error(words, "invalid_request_error", param="amount")
        self.refunds.insert(0, {
            "id": f"re_{len(self.refunds) + 1}",
            "object": "refund",
            "amount": int(form["amount"]),
            "charge": payment["latest_charge"],
            "payment_intent": payment["id"],
            "currency": payment["currency"],
            "created": 1_800_000_000,
            "metadata": _metadata(form),
            "status": self.refund_status,
            "failure_reason": None,
            "pending_reason": "charge_pending" if self.refund_status == "pending" else None,
        })  # fmt: skip
        return 200, self.refunds[0]

    def _open(self, form: dict[str, str]) -> Said:
        item = "line_items[0][price_data]"
        number = len(self.sessions) + 1
        self.sessions.insert(0, {
            "id": f"cs_test_{number}",
            "object": "checkout.session",
            "amount_total": int(form[f"{item}[unit_amount]"]),
            "currency": form[f"{item}[currency]"],
            "client_reference_id": form["client_reference_id"],
            "created": 1_800_000_000 + number,
            "expires_at": 1_800_086_400,
            "metadata": _metadata(form),
            "payment_intent": None,
            "payment_status": "unpaid",
            "status": "open",
            "url": f"https://checkout.stripe.com/c/pay/cs_test_{number}",
        })  # fmt: skip
        return 200, self.sessions[0]

    def _session(self, ident: str, deed: list[str], form: dict[str, str]) -> Said:
        session = next((s for s in self.sessions if s["id"] == ident), None)
        if session is None:
            return _missing("checkout.session")
        if deed == ["expire"] and session["status"] != "open":
            return 400, _error("Only Checkout Sessions with a status in [\"open\"] can be expired.",
                               "invalid_request_error")  # fmt: skip
        if deed == ["expire"]:
            session.update(status="expired", url=None)
        return 200, self._expanded(session, form)

    def _expanded(self, session: dict[str, Any], form: dict[str, str]) -> dict[str, Any]:
        wanted = form.get("expand[]", "").endswith("payment_intent") and session["payment_intent"]
        return {**session, "payment_intent": self.payments[wanted]} if wanted else session


@contextmanager
def served(stripe: PretendStripe) -> Iterator[dict[str, Any]]:
    """The settings of an account there."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stripe))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield {"base_url": f"http://127.0.0.1:{server.server_port}", "api_key": "sk_test_1"}
    finally:
        server.shutdown()
        server.server_close()


def _handler(stripe: PretendStripe) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            form = {name: values[0] for name, values in parse_qs(raw, strict_parsing=bool(raw)).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            said = stripe.answer(self.command, self.path, form, headers)
            if said is None:
                self.connection.close()
                return
            body = json.dumps(said[1]).encode()
            self.send_response(said[0])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _answer  # noqa: N815

        def log_message(self, *_said: object) -> None:
            pass

    return Handler


def _page(items: list[dict[str, Any]], form: dict[str, str]) -> dict[str, Any]:
    names = [each["id"] for each in items]
    begin = names.index(form["starting_after"]) + 1 if "starting_after" in form else 0
    end = begin + int(form.get("limit", 10))
    return {"object": "list", "data": items[begin:end], "has_more": end < len(items)}


def _metadata(form: dict[str, str]) -> dict[str, str]:
    return {k[len("metadata[") : -1]: v for k, v in form.items() if k.startswith("metadata[")}


def _error(message: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"error": {"type": kind, "message": message, **more}}


def _missing(what: str) -> Said:
    return 404, _error(f"No such {what}", "invalid_request_error", code="resource_missing", param=what)
