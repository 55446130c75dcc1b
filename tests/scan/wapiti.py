"""One run of the scanner, in the environment that `./dev scan` made for it."""

import json
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MODULES = (
    "http_headers csp cookieflags csrf xss permanentxss sql timesql redirect exec file crlf"  # each is local
).split()
QUICK = {"http_headers", "csp", "cookieflags", "csrf"}  # these look at everything once, or the scan failed
EXPLORING = 0.3  # of the time goes into finding pages and forms
ATTACKING = 0.15  # of the time at most goes into one module; half of them need next to none
CUT_SHORT = re.compile(r"Max attack time was reached for module (\w+)")


@dataclass
class Report:
    findings: list[str] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    cut_short: list[str] = field(default_factory=list)

    @property
    def left_out(self) -> set[str]:
        """Modules that did not do what a scan cannot do without."""
        return set(MODULES) - set(self.ran) | QUICK & set(self.cut_short)


def scan(
    wapiti: Path,
    url: str,
    folder: Path,
    *,
    seconds: float,
    starts: list[str],
    leave_out: list[str],
    login: tuple[str, str, str] | None,
) -> Report:
    """Let Wapiti look at `url` for about so many seconds. `starts` and `leave_out` are paths, a * in these
    stands for anything; `login` is (path of the form, email, password).

    Raises RuntimeError with what Wapiti said when it wrote no report. Whether it came in, the app's log
    tells: Wapiti itself goes by words on the page.
    """
    out = folder / "wapiti.json"
    command = [str(wapiti), "-u", f"{url}/", "-m", ",".join(MODULES), "-f", "json", "-o", str(out)]
    command += ["--flush-session", "--no-bugreport", "--store-session", str(folder / "session")]
    command += ["--store-config", str(folder / "config"), "--max-scan-time", str(seconds * EXPLORING)]
    command += ["--max-attack-time", str(seconds * ATTACKING), "-v", "1"]
    for path in starts:
        command += ["-s", url + path]
    for path in leave_out:
        command += ["-x", url + path]
    if login:
        form, email, password = login
        command += ["--form-url", url + form, "--form-user", email, "--form-password", password]
    run = subprocess.run(command, capture_output=True, text=True, timeout=seconds * 3 + 60)
    said = run.stdout + run.stderr
    (folder / "wapiti.txt").write_text(said)
    if not out.exists():
        raise RuntimeError(f"the scanner did not do its work:\n{said[-3000:]}")
    return _read(json.loads(out.read_text()), said)


def _read(report: dict[str, Any], said: str) -> Report:
    kinds = {**report["vulnerabilities"], **report.get("anomalies", {})}
    findings = [
        f"{kind}: {one['method']} {one['path']} {one.get('parameter') or ''} {one['info']}"
        for kind, ones in kinds.items()
        for one in ones
    ]
    ran = re.findall(r"Launching module (\w+)", said)
    return Report(findings, ran, CUT_SHORT.findall(said))
