"""Every route says who may use it, and the whole table of role × store × route is tried."""

import re

import pytest
import sqlalchemy as sa

from associate.core.events.api_tokens import SCOPES
from associate.core.stores.staff import PERMISSIONS, Role
from associate.db import Base, db
from tests.support.machines import Machine

STAFF = ("ana", "marcus", "helen", "rosa", "sam", "ada")
OPEN = {"public", "link", "signature"}
FRAGMENT = {"HX-Request": "true"}
"""Asks for no page around a refusal: that page is the same each time, and was a third of this."""


def token_label(scope):
    return f"token:{scope}"


def rules(app, method):
    return [rule for rule in app.url_map.iter_rules() if method in rule.methods]


def label(app, rule):
    return getattr(app.view_functions[rule.endpoint], "allows", None)


def address(rule, number):
    """The route's address with this order's number, or what nobody has, in its places."""

    def fill(found: re.Match[str]) -> str:
        return "1" if "int:" in found[0] else number if found[0] in ("<number>", "<order>") else "nothing"

    return re.sub(r"<[^>]+>", fill, rule.rule)


def sign_in(app, shop, name):
    from tests.support.shop import PASSWORD

    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False
    person = getattr(shop, name)
    assert client.post("/login", data={"email": person.email, "password": PASSWORD}).status_code == 303
    if person.store_id is None:
        client.post("/me/store", data={"code": "MQ"})
    return client


def test_every_route_declares_who_may_use_it(app):
    assert [rule.rule for rule in app.url_map.iter_rules() if label(app, rule) is None] == []
    named = {label(app, rule).removeprefix("staff:") for rule in app.url_map.iter_rules()}
    known = set.union(*map(set, PERMISSIONS.values())) | OPEN | {"staff"} | set(map(token_label, SCOPES))
    assert named <= known


def test_the_api_is_for_tokens_and_nothing_else_is(app):
    """Its document is for everybody. A write names its scope of writing, a read its scope of reading."""
    for rule in app.url_map.iter_rules():
        allows, is_api = label(app, rule), rule.rule.startswith("/api/")
        assert is_api == (allows.startswith("token:") or rule.endpoint == "api.show_document"), rule.rule
        if allows.startswith("token:"):
            assert allows.endswith(":write" if "POST" in rule.methods else ":read"), (rule.rule, allows)
            assert getattr(app.view_functions[rule.endpoint], "is_once", False) == ("POST" in rule.methods)


@pytest.mark.parametrize("scope", sorted(SCOPES))
def test_a_token_opens_what_its_scope_says_and_nothing_else(app, shop, scope):
    order = shop.has_order((shop.jacket, 1))
    machine = Machine(app, scope)
    for method in ("GET", "POST"):
        for rule in rules(app, method):
            if not label(app, rule).startswith("token:"):
                continue
            headers = {**machine.bearer, "Idempotency-Key": "matrix-0001"}
            json = {} if method == "POST" else None
            answer = machine.client.open(
                address(rule, order.number), method=method, json=json, headers=headers
            )
            may = label(app, rule) == token_label(scope)
            assert (answer.status_code != 403) == may, (method, rule.rule, answer.status_code)
            assert answer.status_code < 500, (method, rule.rule, answer.text[:500])


@pytest.mark.parametrize("name", STAFF)
def test_no_session_opens_the_api(app, shop, name):
    client = sign_in(app, shop, name)
    for method in ("GET", "POST"):
        for rule in rules(app, method):
            if label(app, rule).startswith("token:"):
                answer = client.open(
                    address(rule, "HW-1001"), method=method, json={} if method == "POST" else None
                )
                assert answer.status_code == 401, (method, rule.rule, answer.status_code)


@pytest.mark.engine(
    "sqlite", later="postgresql"
)  # permissions are no database's; the pages are an admin's too
@pytest.mark.parametrize("name", STAFF[:-1])
def test_a_role_opens_what_its_permissions_say_and_nothing_else(app, shop, name):
    opens_what_they_may(app, shop, name)


def test_an_admin_opens_everything(app, shop):
    assert set.union(*map(set, PERMISSIONS.values())) == set(PERMISSIONS[Role.ADMIN])
    opens_what_they_may(app, shop, "ada")


def opens_what_they_may(app, shop, name):
    order = shop.has_order((shop.jacket, 1))
    client, role = sign_in(app, shop, name), getattr(shop, name).role
    for method in ("GET", "POST"):
        for rule in rules(app, method):
            allows = label(app, rule)
            if not allows.startswith("staff:"):
                continue
            may = allows.removeprefix("staff:") in PERMISSIONS[role]
            answer = client.open(
                address(rule, order.number),
                method=method,
                data={"command_id": "matrix-0001"},
                headers={} if may and method == "GET" else FRAGMENT,
            )
            assert (answer.status_code != 403) == may, (method, rule.rule, role, answer.status_code)
            assert answer.status_code < 500, (method, rule.rule, answer.text[:500])


def test_nobody_gets_in_without_a_session(app, shop):
    order = shop.has_order((shop.jacket, 1))
    app.config["WTF_CSRF_ENABLED"] = False
    for method in ("GET", "POST"):
        for rule in rules(app, method):
            if label(app, rule) in OPEN:
                continue
            answer = app.test_client().open(address(rule, order.number), method=method)
            if label(app, rule).startswith("token:"):
                assert answer.status_code == 401, (method, rule.rule)
                continue
            assert answer.status_code == 303 and "/login" in answer.location, (method, rule.rule)


@pytest.mark.parametrize("name", ["charlie"])
def test_another_stores_order_is_not_there(app, shop, name):
    order = shop.has_order((shop.jacket, 1))
    client = sign_in(app, shop, name)
    permissions = PERMISSIONS[Role.ASSOCIATE]
    for method in ("GET", "POST"):
        for rule in rules(app, method):
            allows = label(app, rule)
            if "<number>" in rule.rule and allows.removeprefix("staff:") in permissions:
                answer = client.open(
                    address(rule, order.number),
                    method=method,
                    data={"command_id": "foreign-0001"},
                    headers=FRAGMENT,
                )
                assert answer.status_code == 404, (method, rule.rule, answer.status_code)


def test_a_get_changes_no_row(app, shop):
    order = shop.has_order((shop.jacket, 1))
    client = sign_in(app, shop, "helen")
    before = contents()
    for rule in rules(app, "GET"):
        client.get(address(rule, order.number))
    assert contents() == before


def test_every_post_wants_its_token(app, shop):
    app.config["WTF_CSRF_ENABLED"] = True
    for rule in rules(app, "POST"):
        if label(app, rule) != "signature" and not label(app, rule).startswith("token:"):
            answer = app.test_client().post(address(rule, "HW-1"), data={"command_id": "without-token"})
            assert answer.status_code == 400, rule.rule


def contents():
    db.session.rollback()
    return {
        table.name: db.session.execute(sa.select(table)).all().__repr__()
        for table in Base.metadata.sorted_tables
    }
