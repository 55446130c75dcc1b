"""What balancers, Prometheus and the log see of the app."""

import json
import re
from datetime import timedelta

import httpx2
import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.events.models import Beat, Inbound
from associate.db import atomic, db
from associate.jobs.worker import run
from associate.upkeep import beats, counters
from associate.upkeep.readings import migration_of_the_code
from tests.support.people import Person
from tests.support.server import serve
from tests.support.shop import look_again

MINE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def alive(app, shop):
    """A shop whose worker was just here."""
    beats.beat(beats.WORKER)
    return shop


def readiness(client, only=""):
    answer = client.get("/readyz", query_string={"only": only} if only else None)
    return answer.status_code, {name: check["ok"] for name, check in answer.json["checks"].items()}


def late_webhook(shop, age):
    with atomic():
        db.session.add(
            Inbound(
                channel_id=shop.web.id, topic="orders/create", dedupe_key="k", body="{}", next_at=now() - age
            )
        )


def test_a_sound_installation_is_ready_and_each_check_has_a_name(alive, client):
    status, checks = readiness(client)
    assert status == 200
    assert checks == dict.fromkeys(["migration", "write", "disk", "outbox", "inbound", "worker"], True)
    assert client.get("/healthz").json == {"status": "ok"}


def test_another_migration_is_not_ready(alive, client):
    with db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["checks"]["migration"] == {
        "ok": False,
        "at": "0001",
        "wanted": migration_of_the_code(),
    }


def test_a_queue_that_nobody_empties_is_not_ready(alive, client):
    late_webhook(alive, timedelta(minutes=14))
    assert readiness(client)[0] == 200
    with atomic():
        db.session.execute(sa.update(Inbound).values(next_at=now() - timedelta(minutes=16)))
    status, checks = readiness(client)
    assert status == 503 and checks["inbound"] is False and checks["outbox"] is True
    assert readiness(client, only="migration,write,disk") == (
        200, {"migration": True, "write": True, "disk": True}
    )  # fmt: skip


def test_a_silent_worker_is_seen(alive, client):
    with atomic():
        db.session.execute(sa.update(Beat).values(at=now() - timedelta(minutes=3)))
    assert readiness(client)[1]["worker"] is False


def test_asking_writes_nothing(alive, client):
    client.get("/readyz")
    look_again()
    assert list(db.session.scalars(sa.select(Beat.name))) == [beats.WORKER]


def test_no_database_at_all_is_a_503_that_tells_nothing(app, client, monkeypatch):
    def gone(*_anything):
        raise sa.exc.OperationalError("SELECT secret", {}, Exception("password=hunter2"))

    monkeypatch.setattr("associate.upkeep.readings.migration", gone)
    answer = client.get("/readyz?only=migration")
    assert answer.status_code == 503
    assert answer.json["checks"]["migration"] == {"ok": False, "why": "OperationalError"}


def test_figures_are_for_managers_and_who_may_read_metrics(app, alive, client):
    through = {"X-Forwarded-For": "203.0.113.9"}

    def figures(asking, **headers):
        return asking.get("/readyz", headers={**through, **headers}).json["checks"]["disk"]

    assert figures(client) == {"ok": True}
    assert figures(Person(app, alive.ana).client) == {"ok": True}
    assert "free_mb" in figures(Person(app, alive.helen).client)
    app.config["METRICS_TOKEN"] = "a-token"
    assert "free_mb" in figures(client, Authorization="Bearer a-token")
    assert client.get("/readyz").json["checks"]["disk"] == {"ok": True}


# ── /metrics ─────────────────────────────────────────────────────────────────


def figure(text, name, **labels):
    """The value of one sample; None when it isn't there."""
    for line in text.splitlines():
        if line.startswith(name) and all(f'{k}="{v}"' in line for k, v in labels.items()):
            return float(line.rpartition(" ")[2])
    return None


def test_metrics_are_for_this_machine_or_whoever_bears_the_token(app, client):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 404
    app.config["METRICS_TOKEN"] = "a token of its own"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer a token of its own"}).status_code == 200


def test_metrics_count_by_route_template_and_read_the_queues(alive, client):
    late_webhook(alive, timedelta(seconds=90))
    before = (
        figure(client.get("/metrics").text, "associate_requests_total", route="/p/<token>", status="404") or 0
    )
    client.get("/p/a-secret-token")
    text = client.get("/metrics").text
    assert figure(text, "associate_requests_total", route="/p/<token>", status="404") == before + 1
    assert "a-secret-token" not in text
    assert figure(text, "associate_queue_waiting", queue="inbound") == 1
    assert 90 <= figure(text, "associate_queue_late_seconds", queue="inbound") < 120
    assert figure(text, "associate_last_seconds", what="worker") < 30
    assert figure(text, "associate_disk_free_bytes") > 0


def test_a_refusal_is_counted_by_its_code(alive, app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    before = figure(client.get("/metrics").text, "associate_refusals_total", code="csrf") or 0
    client.post("/login", data={"email": "x"})
    assert figure(client.get("/metrics").text, "associate_refusals_total", code="csrf") == before + 1


@pytest.mark.engine(later="postgresql")
def test_two_processes_count_together(database_url, shop, tmp_path):
    with serve(database_url, tmp_path, workers=2) as server:
        for _ in range(20):
            httpx2.get(f"{server.url}/p/nothing")  # a new connection each: both processes answer
        counts = [
            figure(httpx2.get(f"{server.url}/metrics").text, "associate_requests_total", route="/p/<token>")
            for _ in range(6)
        ]
    assert set(counts) == {20.0}


# ── the log ──────────────────────────────────────────────────────────────────


def lines(captured):
    return [json.loads(line) for line in captured.splitlines() if line.startswith("{")]


def test_a_request_is_one_line_with_its_id_echoed(alive, client, capfd):
    answer = client.get("/login", headers={"traceparent": f"00-{MINE}-b7ad6b7169203331-01"})
    assert answer.headers["X-Request-ID"] == MINE
    [line] = [line for line in lines(capfd.readouterr().err) if line["event"] == "request"]
    assert line["request_id"] == MINE and line["route"] == "/login" and line["status"] == 200
    assert line["method"] == "GET" and line["ms"] >= line["db_ms"] >= 0 and line["ts"].endswith("Z")


@pytest.mark.parametrize("given", ["short", "with space in it", "x" * 65, "4111111111111111", "a\u00e9" * 8])
def test_an_id_that_is_none_is_replaced(client, given):
    echoed = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert echoed != given and re.fullmatch("[0-9a-f]{32}", echoed)


def test_the_worker_says_what_it_did(alive, capfd):
    late_webhook(alive, timedelta(0))
    before = counters.jobs.labels("inbound", "ignored")._value.get()
    from associate.jobs.worker import work_off

    assert work_off() == 1
    [line] = [line for line in lines(capfd.readouterr().err) if line["event"] == "job"]
    assert line["job"].startswith("inbound:") and line["statements"] > 0 and "ms" in line
    assert counters.jobs.labels("inbound", line["outcome"])._value.get() >= before


def test_a_worker_that_is_told_to_stop_takes_no_other_job(alive, app):
    import threading

    stop = threading.Event()
    stop.set()
    late_webhook(alive, timedelta(0))
    run(app, stop=stop)
    assert db.session.scalar(sa.select(Inbound.tries)) == 0
