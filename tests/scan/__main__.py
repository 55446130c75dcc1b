"""./dev scan [ROLE…]: Wapiti at a throwaway demo shop over HTTPS, as each role and as nobody.

Ends with 1 when it found anything, when the app broke, or when a role did not come in.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from associate import create_app
from associate.core.stores.staff import Role
from associate.demo.people import PEOPLE, Person
from associate.web.tryout import DEMO_PASSWORD
from tests.scan.certificate import make_certificate
from tests.scan.visit import Visit, as_nobody, as_person, pages_of, routes_of, ways_of
from tests.scan.wapiti import Report, scan
from tests.support import engines
from tests.support.server import ROOT, serve

NOBODY = "nobody"
ROLES = [NOBODY, *(role.value for role in Role)]
CUSTOMERS_PAGE = re.compile(r"/p/\S+")
LINK = re.compile(r"^/p/<token>")
SECONDS = 600.0  # a role at most; a machine of its own needs a third
PAYLOADS = 3  # of each list of dozens, a field; the lists go round
LAST = 100  # requests
APP = create_app({"SECRET_KEY": "scan"})  # to ask for its addresses
SHOP = {"SECRET_KEY": "scan", "SECURE_COOKIES": "yes", "LOG_FORMAT": "json", "LOG_LEVEL": "info", "DEMO": ""}


@dataclass
class Outcome:
    role: str
    seconds: float
    report: Report
    lines: list[dict[str, Any]]

    @property
    def is_clean(self) -> bool:
        return self.stayed_in and not (self.report.findings or self.broken or self.report.left_out)

    @property
    def broken(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if line.get("status", 0) >= 500 or line.get("level") == "error"]

    @property
    def asked(self) -> set[tuple[str, str]]:
        return {(line["method"], line["route"]) for line in self.requests}

    @property
    def reached(self) -> set[tuple[str, str]]:
        """Which routes did what they are for: (method, template). A page that sends to another did not."""
        did = {"GET": 300, "POST": 400}
        return {
            (line["method"], line["route"])
            for line in self.requests
            if line["status"] < did.get(line["method"], 0)
        }

    @property
    def stayed_in(self) -> bool:
        """Whether the scanner was still signed in at the end: without that it saw a login page only."""
        return self.role == NOBODY or any("staff" in line for line in self.requests[-LAST:])

    @property
    def requests(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if line.get("event") == "request"]


def main() -> int:
    asked = _arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="associate-scan-")))
        engine = stack.enter_context(_engine(asked.engine, folder))
        outcomes = [_look(role, engine, folder, asked) for role in asked.roles or ROLES]
    _tell_of_routes(outcomes)
    for outcome in outcomes:
        _tell(outcome)
    return int(not all(outcome.is_clean for outcome in outcomes))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev scan", description=__doc__)
    parser.add_argument("roles", nargs="*", choices=[[], *ROLES], metavar="ROLE", help=", ".join(ROLES))
    parser.add_argument("--engine", choices=engines.NAMES, default="sqlite")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each role (%(default)s)")
    parser.add_argument("--payloads", type=int, default=PAYLOADS, help="of a list, a field (%(default)s)")
    parser.add_argument("--wapiti", type=Path, required=True, help="where the scanner is")
    return parser.parse_args()


@contextmanager
def _engine(name: str, folder: Path) -> Iterator[engines.SqliteEngine | engines.PostgresEngine]:
    """Databases of the kind "demo", each as new."""
    fill = partial(_fill, folder)
    with ExitStack() as stack:
        if name == "sqlite":
            made = engines.SqliteEngine(Path(tempfile.mkdtemp(dir=engines.quickest_folder())), fill)
        else:
            made = engines.PostgresEngine(stack.enter_context(engines.postgres_server()), fill)
        stack.callback(made.close)
        yield made


def _fill(folder: Path, url: str, _kind: str) -> None:
    """As `./dev demo` does it. What it says of a customer's page is kept."""
    settings = {"DATABASE_URL": url, "MAIL_FOLDER": str(folder / "mail"), "BASE_URL": "https://127.0.0.1"}
    environment = {**os.environ, **SHOP, **settings, "FLASK_APP": str(ROOT / "wsgi.py")}
    for command in ("setup", "demo"):
        run = [sys.executable, "-m", "flask", command]
        done = subprocess.run(run, env=environment, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    (folder / "demo.txt").write_text(done.stdout)


def _look(role: str, engine: Any, folder: Path, asked: argparse.Namespace) -> Outcome:
    """A server and a database of its own for each role: nothing that one did hides a thing from the next."""
    room = folder / role
    room.mkdir()
    print(f"\n== {role}", flush=True)
    began = time.monotonic()
    certificate = make_certificate(room)
    app = "tests.scan.app:create_scan_app()"
    with engine.database("demo") as url, serve(url, room, app=app, certificate=certificate, **SHOP) as server:
        visit = _visit(role, folder / "demo.txt")
        routes = routes_of(APP)
        limits = {"seconds": asked.seconds, "payloads": asked.payloads}
        report = scan(asked.wapiti, server.url, room, routes=routes, **limits, **vars(visit))
        outcome = Outcome(role, time.monotonic() - began, report, list(_lines(server.log)))
    _show(outcome)
    return outcome


def _visit(role: str, told: Path) -> Visit:
    if role == NOBODY:
        page = CUSTOMERS_PAGE.search(told.read_text())
        assert page, "the demo names no customer's page"
        return as_nobody(pages_of(APP), page[0])
    number, person = _of_role(Role(role))
    return as_person(pages_of(APP), number, person.email, DEMO_PASSWORD)


def _of_role(role: Role) -> tuple[int, Person]:
    """The demo's first with this role, and the number that a new database gives them."""
    return next((n, person) for n, person in enumerate(PEOPLE, 1) if person.role == role)


def _lines(log: str) -> Iterator[dict[str, Any]]:
    for line in log.splitlines():
        if line.startswith("{"):
            yield json.loads(line)
        elif "Traceback" in line:
            yield {"level": "error", "event": log[log.index(line) :][:4000]}


def _show(outcome: Outcome) -> None:
    report = outcome.report
    print(
        f"{outcome.role:<10} {outcome.seconds:4.0f} s  {len(outcome.requests):6} requests  "
        f"{len(outcome.reached):3} routes reached  {len(report.findings):3} findings  "
        f"{len(outcome.broken):3} server errors"
        + (f"  out of time: {', '.join(report.cut_short)}" if report.cut_short else ""),
        flush=True,
    )


def _tell_of_routes(outcomes: list[Outcome]) -> None:
    """Which role came through to what; in brackets who asked and was refused each time."""
    print("\n== routes")
    for method, route in sorted(ways_of(APP), key=lambda way: (way[1], way[0])):
        way = (method, LINK.sub("/p/[link]", route))  # as the log keeps it
        who = [outcome.role for outcome in outcomes if way in outcome.reached]
        refused = [f"({outcome.role})" for outcome in outcomes if way in outcome.asked - outcome.reached]
        print(f"{method:<4} {route:<56} {' '.join(who + refused) or '-'}")
    print()


def _tell(outcome: Outcome) -> None:
    _show(outcome)
    for finding in sorted(set(outcome.report.findings)):
        print(f"    {finding}")
    for line in outcome.broken:
        print(f"    {json.dumps(line)[:4000]}")
    if not outcome.stayed_in:
        print("    was signed out on the way")
    if outcome.report.left_out:
        print(f"    did not get through: {', '.join(sorted(outcome.report.left_out))}")


if __name__ == "__main__":
    sys.exit(main())
