"""One run of the scanner, in the environment that `./dev scan` made for it."""

import json
import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SPARING = Path(__file__).with_name("sparing.py")
MODULES = (
    "http_headers csp cookieflags csrf xss permanentxss sql timesql redirect exec file crlf"  # each is local
).split()
AT_ONCE = "2"  # pages; SQLite has one writer, and with more of them a busy machine answers "try again"
EXPLORING = 0.3  # of the time at most goes into finding pages and forms
ATTACKING = 0.5  # of the time at most goes into one module; most need next to none
CUT_SHORT = re.compile(r"Max attack time was reached for module (\w+)")
NOT_EXPLORED = "Max scan time was reached"


@dataclass
class Report:
    findings: list[str] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    cut_short: list[str] = field(default_factory=list)
    """Modules that ran out of time; "exploring" when not all pages were looked at."""

    @property
    def left_out(self) -> set[str]:
        """Everything that did not get through to its end."""
        return set(MODULES) - set(self.ran) | set(self.cut_short)


def scan(
    wapiti: Path,
    url: str,
    folder: Path,
    *,
    seconds: float,
    payloads: int,
    routes: list[tuple[str, str]],
    starts: list[str],
    leave_out: list[str],
    login: tuple[str, str, str] | None,
) -> Report:
    """Let Wapiti look at `url` for about so many seconds. A field gets so many `payloads` of each of the long
    lists. `routes` are (expression for a path, route): what
    is the same route is attacked once. `starts` and `leave_out` are paths, a * in these stands for anything;
    `login` is (path of the form, email, password).

    Raises RuntimeError with what Wapiti said when it wrote no report. Whether it came in, the app's log
    tells: Wapiti itself goes by words on the page.
    """
    out, map_of_routes = folder / "wapiti.json", folder / "routes.json"
    map_of_routes.write_text(json.dumps(routes))
    command = [str(wapiti.with_name("python")), str(SPARING), "-u", f"{url}/", "-m", ",".join(MODULES)]
    command += ["-f", "json", "-o", str(out), "--flush-session", "--no-bugreport", "-v", "1"]
    command += ["--store-session", str(folder / "session"), "--store-config", str(folder / "config")]
    command += ["--max-scan-time", str(seconds * EXPLORING), "--max-attack-time", str(seconds * ATTACKING)]
    command += ["--tasks", AT_ONCE]
    for option, values in (("-s", starts), ("-x", leave_out)):
        for path in values:
            command += [option, url + path]
    if login:
        form, email, password = login
        command += ["--form-url", url + form, "--form-user", email, "--form-password", password]
    environment = {**os.environ, "ROUTES": str(map_of_routes), "PAYLOADS": str(payloads)}
    said = _run(command, environment, seconds * 5)
    (folder / "wapiti.txt").write_text(said)
    if not out.exists():
        raise RuntimeError(f"the scanner did not do its work:\n{said[-3000:]}")
    return _read(json.loads(out.read_text()), said)


def _run(command: list[str], environment: dict[str, str], limit: float) -> str:
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=limit)
    return run.stdout + run.stderr


def _read(report: dict[str, Any], said: str) -> Report:
    kinds = {**report["vulnerabilities"], **report.get("anomalies", {})}
    findings = [
        f"{kind}: {one['method']} {one['path']} {one.get('parameter') or ''} {one['info']}"
        for kind, ones in kinds.items()
        for one in ones
    ]
    ran = re.findall(r"Launching module (\w+)", said)
    explored = ["exploring"] if NOT_EXPLORED in said else []
    return Report(findings, ran, explored + CUT_SHORT.findall(said))
