"""How money, times and names read."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import Babel

from associate.clock import now
from associate.web import filters


@pytest.fixture
def app():
    app = Flask("bare", static_folder=None)
    Babel(app)
    filters.init_app(app)
    with app.test_request_context():
        yield app


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "text"),
    [
        (8653, "EUR", "en", "€86.53"),
        (-8653, "EUR", "en", "-€86.53"),
        (1200, "JPY", "en", "¥1,200"),
        (1234, "KWD", "en", "KWD1.234"),
        (8653, "EUR", "fr", "86,53\N{NO-BREAK SPACE}€"),
    ],
)
def test_money_has_the_currency_s_own_decimals(minor, currency, locale, text):
    assert filters.format_money(minor, currency, locale) == text


def test_the_clock_is_the_store_s():
    at = datetime(2026, 11, 22, 13, 30, tzinfo=UTC)
    assert filters.clock_time(at, "Europe/Dublin") == "13:30"
    assert filters.clock_time(at, "America/New_York") == "08:30"
    assert filters.clock_time(datetime(2026, 7, 1, 23, 5, tzinfo=UTC), "Europe/Amsterdam") == "01:05"


@pytest.mark.parametrize(
    ("locale", "short", "text"),
    [
        ("en", False, "Friday 27 November"),
        ("en", True, "Fri 27 Nov"),
        ("fr", False, "vendredi 27 novembre"),
        ("es", False, "viernes 27 de noviembre"),
        ("de", False, "Freitag 27 November"),
    ],
)
def test_days_read_as_people_say_them(locale, short, text):
    assert filters.format_day(date(2026, 11, 27), locale, short) == text


def test_the_day_is_the_one_in_the_store():
    late = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
    assert filters.local(late, "Asia/Tokyo") == date(2026, 11, 28)
    assert filters.local(late, "America/New_York") == date(2026, 11, 27)
    assert filters.local(date(2026, 11, 27), "Asia/Tokyo") == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(seconds=59), "0 min"),
        (timedelta(minutes=12, seconds=40), "12 min"),
        (timedelta(minutes=-12, seconds=-40), "12 min"),
        (timedelta(minutes=60), "1 h 00"),
        (timedelta(hours=1, minutes=48), "1 h 48"),
        (timedelta(hours=23, minutes=59), "23 h 59"),
        (timedelta(hours=24), "1 day"),
        (timedelta(days=3, hours=20), "3 days"),
    ],
)
def test_spans_are_short(app, length, text):
    assert filters.span(length) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("Maya", "Rosen", "Maya R."),
        ("Maya", "van der berg", "Maya V."),
        ("Maya", None, "Maya"),
        (None, "Rosen", "Rosen"),
        (" ", "", ""),
        ("Éric", "écluse", "Éric É."),
    ],
)
def test_a_customer_is_a_first_name_and_a_letter(first, last, text):
    assert filters.person(first, last) == text


def test_initials():
    assert filters.initials("ana", "Duarte") == "AD"
    assert filters.initials("Ana", None) == "A"


def test_templates_know_them_all(app):
    at = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
    template = app.jinja_env.from_string(
        "{{ 8653 | money('EUR') }}, {{ at | clock_time('Europe/Dublin') }}, {{ at | day('Europe/Dublin') }}, "
        "{{ at | short_day('Europe/Dublin') }}, "
        "{{ 'Maya' | person('Rosen') }}, {{ 'Maya' | initials('Rosen') }}"
    )
    assert template.render(at=at) == "€86.53, 14:00, Sunday 22 November, Sun 22 Nov, Maya R., MR"


def test_ago_and_until_count_from_now(app):
    template = app.jinja_env.from_string("{{ past | ago }}, {{ future | until }}")
    moments = {"past": now() - timedelta(minutes=12), "future": now() + timedelta(hours=2, seconds=30)}
    assert template.render(moments) == "12 min, 2 h 00"
