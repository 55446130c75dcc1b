"""Shopify’s GraphQL Admin API: one question, and what is left in the bucket that pays for questions.

https://shopify.dev/docs/api/usage/limits: a bucket of points fills at `restoreRate` a second; a question that
costs more than is in it is answered THROTTLED and does nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

import httpx2

from associate.integrations.commerce.calling import Reply, base_of, call, refused, said, token_of, unknown
from associate.integrations.commerce.outgoing import Answer, Outcome, Settings
from associate.integrations.commerce.shopify.admin import API_VERSION
from associate.outside.fields import Json, listed, mapped, plain

SPARE = 100.0  # points left in the bucket for others who ask with the same token
LEAST_WAIT = 1.0  # seconds after THROTTLED


def ask(
    name: str,
    query: str,
    variables: Mapping[str, object],
    *,
    settings: Settings,
    client: httpx2.Client | None,
) -> tuple[Answer, Json]:
    """The answer and `data`. `name` is the operation’s."""
    body = {"operationName": name, "query": " ".join(query.split()), "variables": variables}
    headers = {"X-Shopify-Access-Token": token_of(settings)}
    reply = call("POST", _address(settings), settings=settings, headers=headers, json=body, client=client)
    return _answer(reply), mapped(mapped(reply.body).get("data"))


def deed(answer: Answer, result: object) -> Answer:
    """The answer of a mutation, from its own part of `data`: refused in Shopify’s words where it has any."""
    if answer.outcome != Outcome.DONE:
        return answer
    errors = listed(mapped(result).get("userErrors"))
    if not errors:
        return answer
    words = " ".join(plain(error.get("message")) for error in errors[:3])
    return replace(answer, outcome=Outcome.REFUSED, words=said(words), refused=_places(errors))


def gid(kind: str, number: str) -> str:
    return f"gid://shopify/{kind}/{number}"


def _answer(reply: Reply) -> Answer:
    if reply.answer.outcome != Outcome.DONE:
        return reply.answer
    body = mapped(reply.body)
    errors, cost = listed(body.get("errors")), mapped(mapped(body.get("extensions")).get("cost"))
    if any(mapped(error.get("extensions")).get("code") == "THROTTLED" for error in errors):
        wait = max(LEAST_WAIT, _seconds_until(_number(cost.get("requestedQueryCost")), cost))
        return Answer(Outcome.LATER, said(plain(errors[0].get("message"))), wait=wait, status=429)
    if any(mapped(error.get("extensions")).get("code") == "INTERNAL_SERVER_ERROR" for error in errors):
        return unknown(plain(errors[0].get("message")))
    if errors:
        return refused(" ".join(plain(error.get("message")) for error in errors[:3]))
    return replace(reply.answer, wait=_seconds_until(SPARE, cost))


def _seconds_until(points: float, cost: Json) -> float:
    """How long until so many points are in the bucket."""
    bucket = mapped(cost.get("throttleStatus"))
    have, rate = _number(bucket.get("currentlyAvailable")), _number(bucket.get("restoreRate"))
    return min(60.0, max(0.0, (points - have) / rate)) if bucket and rate > 0 else 0.0


def _number(value: object) -> float:
    try:
        return float(plain(value))
    except ValueError:
        return 0.0


def _places(errors: list[Json]) -> dict[int, str]:
    """Which item of a list an error means: ["input", "quantities", "3", "inventoryItemId"]."""
    found: dict[int, str] = {}
    for error in errors:
        path = error.get("field")
        number = (
            next((part for part in map(plain, path) if part.isdigit()), "") if isinstance(path, list) else ""
        )
        if number:
            found[int(number)] = said(plain(error.get("message")))
    return found


def _address(settings: Settings) -> str | None:
    base, version = base_of(settings), str(settings.get("api_version") or API_VERSION)
    return (
        f"{base}/admin/api/{version}/graphql.json" if base and re.fullmatch(r"[a-z0-9-]+", version) else None
    )
