"""Machines that talk to the API with a token of their own."""

import uuid
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from associate.core.catalog.channels import Channel, Platform
from associate.core.events.api_tokens import SCOPES, SHOWN, ApiToken, hash_of, new_token
from associate.db import atomic, db


class Machine:
    """One system with one token; `scopes` are all of them unless some are named."""

    def __init__(
        self, app: Flask, *scopes: str, channel: Channel | None = None, name: str = "Feed", **token: Any
    ) -> None:
        self.client, self.text = app.test_client(use_cookies=False), new_token()
        with atomic():
            self.token = ApiToken(
                name=name,
                start=self.text[:SHOWN],
                token_hash=hash_of(self.text),
                scopes=list(scopes or SCOPES),
                channel_id=channel.id if channel else None,
                created_by="staff:1",
                **token,
            )
            db.session.add(self.token)

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.text}"}

    def reads(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> TestResponse:
        given = {**self.bearer, **(headers or {})}
        return self.client.get(f"/api/v1{path}", query_string=query, headers=given)

    def gets(self, path: str, **query: Any) -> Any:
        """The body of an answer that went well."""
        answer = self.reads(path, **query)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def sends(self, path: str, body: Any, *, key: str | None = None, **headers: str) -> TestResponse:
        known = {**self.bearer, "Idempotency-Key": key or uuid.uuid4().hex, **headers}
        return self.client.post(f"/api/v1{path}", json=body, headers=known)


def own_channel(key: str = "erp", prefix: str = "ER") -> Channel:
    """A channel for what comes by our own API."""
    with atomic():
        channel = Channel(key=key, platform=Platform.API, name="Back office", prefix=prefix, secret="hush")
        db.session.add(channel)
    return channel


def code_of(answer: TestResponse) -> tuple[int, str]:
    """(status, code) of a refusal, which is always problem details."""
    assert answer.mimetype == "application/problem+json", answer.text
    body = answer.get_json()
    assert body["status"] == answer.status_code and body["detail"].endswith((".", "…")) and body["title"]
    return answer.status_code, body["code"]
