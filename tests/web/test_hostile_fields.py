"""Whatever is typed into any field of any form that a role finds: the app answers, and never breaks."""

import uuid
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from werkzeug.exceptions import HTTPException

from associate.core.fulfillment.links import make_link
from associate.db import atomic
from tests.support.counter import qr, stage
from tests.support.people import Person, filled

HOSTILE = {
    "nul": b"a\0b",
    "half-a-character": b"\xed\xa0\x80\xff",
    "huge-number": b"9" * 5000,
    "past-64-bits": str(2**63).encode(),
    "below-zero": b"-1",
    "no-number": b"NaN",
    "signs": "👩‍👩‍👧‍👦\u202eריש\u2066'\";--%s{0}{{7*7}}\r\nX: y".encode(),
}
KEPT = {"csrf_token", "command_id"}
ENDS_THE_SESSION = {"/logout", "/lock", "/retired"}
PER_ROUTE = 2  # pages and forms that differ in a number only


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ["ana", "helen", "rosa", "sam", "ada"])
def test_no_field_breaks_the_app(app, shop, name):
    furnish(shop, app)
    person = Person(app, getattr(shop, name))
    choose_store(person)
    forms = forms_within_reach(app, person, ["/", "/me", "/settings", "/people", "/tasks", "/orders?q=maya"])
    assert len(forms) > 5
    assert broken_by(app, person, forms) == []


def test_no_field_of_the_customers_page_or_the_doors_breaks_the_app(app, shop):
    token = furnish(shop, app)
    nobody = Person(app)
    starts = [f"/p/{token}", "/login/password", "/enroll", "/retired", f"/p/{token}/messages"]
    forms = forms_within_reach(app, nobody, starts)
    assert broken_by(app, nobody, forms) == []


def test_what_is_too_big_is_refused(app, shop):
    ana = Person(app, shop.ana)
    body = {"csrf_token": ana.token, "command_id": "x" * 12, "code": "9" * 10_000_000}
    assert ana.client.post("/pick/find", data=body).status_code == 413


def furnish(shop, app):
    """Work of every kind for forms to stand on. Returns the link of a customer."""
    shop.has_order((shop.jacket, 1), number="1")
    shop.has_order((shop.jacket, 1), (shop.wine, 1), number="2")
    shop.has_order((shop.kettle, 90), number="3")
    job = stage(shop, shop.has_order((shop.jacket, 2), number="4"), "7K2")
    ana = Person(app, shop.ana)
    ana.opens("/handover").scans(qr(job))
    ana.posts("/pick/HW-2/start")
    with atomic():
        return make_link(job.order)


def choose_store(person):
    if person.opens("/me").page.select_one("form[action='/me/store']"):
        person.posts("/me/store", code="MQ")


def forms_within_reach(app, person, starts):
    """Every form on every page that links lead to: {(route, names of its fields): (path, fields)}."""
    todo, seen, forms = list(starts), set(), {}
    times: dict[str, int] = {}
    while todo:
        path = todo.pop(0)
        rule = route_of(app, path, "GET")
        if path in seen or rule is None or times.get(rule, 0) >= PER_ROUTE and path not in starts:
            continue
        seen.add(path)
        times[rule] = times.get(rule, 0) + 1
        answer = person.client.get(path, follow_redirects=True)
        if answer.mimetype != "text/html":
            continue
        page = BeautifulSoup(answer.text, "html.parser")
        for form in page.select("form[method=post][action]"):
            fields, action = filled(form, {}), urljoin(path, str(form["action"]))
            if urlsplit(action).path not in ENDS_THE_SESSION:
                forms.setdefault((route_of(app, action, "POST"), tuple(sorted(fields))), (action, fields))
        todo += [urljoin(path, str(link["href"])) for link in page.select("a[href^='/']")]
    return forms


def route_of(app, path, method):
    try:
        return app.url_map.bind("localhost").match(urlsplit(path).path, method, return_rule=True)[0].rule
    except HTTPException:
        return None


def broken_by(app, person, forms):
    """(route, field, value) of all that ended in a server error, with what it was."""
    broken = []
    for (route, names), (action, fields) in forms.items():
        for name in set(names) - KEPT:
            for kind, value in HOSTILE.items():
                body = {**fields, "command_id": uuid.uuid4().hex, name: value}
                try:
                    status = person.client.post(action, data=urlencode(body), content_type=FORM).status_code
                except (
                    Exception
                ) as error:  # while testing, the app raises what it would have answered with 500
                    status = repr(error)[:200]
                if not isinstance(status, int) or status >= 500:
                    broken.append((route, name, kind, status))
    return broken


FORM = "application/x-www-form-urlencoded"
