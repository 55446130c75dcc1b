"""Who may ask the API, how often, and what it says to everybody else."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate import create_app
from associate.clock import as_of, now
from associate.core.events.api_tokens import ApiToken
from associate.db import db
from associate.web import limits
from associate.web.limits import limiter
from tests.support.machines import Machine, code_of
from tests.support.people import Person


def test_a_token_opens_what_its_scopes_say(app, shop):
    feed = Machine(app, "orders:read")
    assert feed.reads("/orders").status_code == 200
    assert code_of(feed.reads("/stock")) == (403, "no_scope")


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer asc_wrong", "Basic YTpi", "asc_x", "Bearer \xff"])
def test_without_a_good_token_nothing_opens(app, shop, given):
    answer = app.test_client().get("/api/v1/orders", headers={"Authorization": given} if given else {})
    assert code_of(answer)[0] == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_expired_and_a_revoked_token_open_nothing(app, shop):
    late = Machine(app, expires_at=now() + timedelta(days=1))
    assert late.reads("/stores").status_code == 200
    with as_of(now() + timedelta(days=2)):
        assert code_of(late.reads("/stores")) == (401, "token_over")
    gone = Machine(app, revoked_at=now())
    assert code_of(gone.reads("/stores")) == (401, "token_over")


def test_a_session_opens_nothing_in_the_api_and_a_token_opens_no_page(app, shop):
    ada, feed = Person(app, shop.ada), Machine(app)
    answer = ada.client.get("/api/v1/orders")
    assert code_of(answer) == (401, "no_token")
    assert "Cookie" not in answer.headers.get("Vary", "") and "Set-Cookie" not in answer.headers
    with_both = ada.client.get("/api/v1/orders", headers=feed.bearer)
    assert with_both.status_code == 200 and "Cookie" not in with_both.headers.get("Vary", "")
    for page in ("/orders", "/settings/tokens", "/me"):
        answer = feed.client.get(page, headers=feed.bearer)
        assert answer.status_code == 303 and "/login" in answer.location, page


def test_a_forged_form_post_is_no_api_write(app, shop):
    """What a foreign page could make a browser send: the cookie and a form. It lacks the token and JSON."""
    app.config["WTF_CSRF_ENABLED"] = True
    ada = Person(app, shop.ada)
    forged = ada.client.post("/api/v1/stock/adjustments", data={"store": "MQ"})
    assert code_of(forged)[0] == 401


def test_a_token_is_kept_as_a_hash_only(app, shop):
    feed = Machine(app)
    kept = db.session.execute(sa.select(ApiToken.__table__)).all()
    assert feed.text not in repr(kept) and feed.text.startswith("asc_")


def test_the_last_use_is_written_after_the_answer_and_once_a_minute(app, shop):
    feed, began = Machine(app, "stores:read"), now()

    def used_after(minutes: float):
        with as_of(began + timedelta(minutes=minutes)):
            feed.reads("/stores").close()
        db.session.rollback()
        return db.session.scalar(sa.select(ApiToken.used_at).filter_by(id=feed.token.id))

    first = used_after(0)
    assert first is not None
    assert used_after(0.5) == first
    assert used_after(1.5) > first


@pytest.fixture
def guarded(app, shop):
    """The same shop with its limits on."""
    app = create_app({**app.config, "RATELIMIT_ENABLED": True, "ASSOCIATE_WORKER": ""})
    yield app
    limiter.reset()
    limiter.enabled = False


def test_a_token_that_asks_too_often_waits_as_long_as_it_is_told(guarded, monkeypatch):
    monkeypatch.setattr(limits.seconds_to_wait, "__defaults__", ("3 per minute",))
    feed, other = Machine(guarded), Machine(guarded)
    assert [feed.reads("/stores").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = feed.reads("/stores")
    assert code_of(refused) == (429, "too_many")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert other.reads("/stores").status_code == 200


def test_guessing_tokens_is_slow(guarded):
    ask = guarded.test_client().get
    guesses = [ask("/api/v1/orders", headers={"Authorization": f"Bearer asc_{n}"}) for n in range(25)]
    assert guesses[0].status_code == 401 and code_of(guesses[-1]) == (429, "too_many")


def test_every_refusal_is_a_problem_with_a_sentence(app, shop):
    feed = Machine(app)
    assert code_of(feed.reads("/nothing"))[0] == 404
    assert code_of(feed.reads("/orders/HW-9999")) == (404, "missing")
    wrong_method = feed.client.delete("/api/v1/orders", headers=feed.bearer)
    assert code_of(wrong_method)[0] == 405 and "GET" in wrong_method.headers["Allow"]
    as_form = feed.client.post("/api/v1/orders", data={"a": "b"}, headers=feed.bearer)
    assert code_of(as_form) == (415, "not_json")
    broken = feed.client.post(
        "/api/v1/orders", data="{", content_type="application/json", headers=feed.bearer
    )
    assert code_of(broken) == (400, "bad_json")
    app.config["MAX_CONTENT_LENGTH"] = 1000
    huge = feed.sends("/stock/adjustments", {"store": "x" * 2000})
    assert code_of(huge)[0] == 413


def test_a_fault_of_ours_is_a_problem_too(app, shop, monkeypatch):
    feed = Machine(app)
    monkeypatch.setitem(app.view_functions, "api.list_stores", _breaks(app.view_functions["api.list_stores"]))
    app.config["TESTING"] = False
    assert code_of(feed.reads("/stores")) == (500, "broken")


def _breaks(view):
    def broken(**_kwargs):
        raise RuntimeError("boom")

    broken.allows = view.allows
    return broken


def test_faults_are_named_by_their_path(app, shop):
    feed = Machine(app)
    answer = feed.sends(
        "/stock/adjustments", {"store": "MQ", "sku": "X", "quantity": "3", "reason": "found", "qty": 1}
    )
    assert code_of(answer) == (422, "not_valid")
    assert {fault["pointer"] for fault in answer.get_json()["errors"]} == {"#/quantity", "#/qty"}
    query = feed.reads("/orders", limit=500, colour="red")
    assert {fault["pointer"] for fault in query.get_json()["errors"]} == {"#/limit", "#/colour"}
