"""How gunicorn serves Associate: ./dev demo, Docker and systemd all use this file.

HOST, PORT, WEB_PROCESSES and WEB_THREADS come from the environment. SQLite gets one process: one writer.
"""

import os
import shutil
import tempfile
from pathlib import Path

on_postgres = os.environ.get("DATABASE_URL", "").startswith("postgres")
has_worker_inside = os.environ.get("ASSOCIATE_WORKER") == "thread"

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_PROCESSES") or (os.cpu_count() or 1 if on_postgres else 1))
threads = int(os.environ.get("WEB_THREADS") or 8)
worker_class = "associate.web.poll_worker.PollWorker"  # gthread, which answers known polls at its door
preload_app = workers > 1 and not has_worker_inside  # loaded once, shared by all; see associate/forks.py
chdir = str(Path(__file__).parents[1])
control_socket_disable = True
accesslog = None  # the app writes a line for each request; gunicorn's would hold customers' links
loglevel = "warning"
keepalive = 15  # seconds; longer than the polls of an open screen are apart
timeout = 60  # seconds without a sign of life
graceful_timeout = 25  # seconds that requests in hand have at the end; systemd and Docker wait 30

is_ours = workers > 1 and "PROMETHEUS_MULTIPROC_DIR" not in os.environ
if is_ours:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="associate-metrics-")
counters = Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""))


def on_starting(server):
    """Counters begin at zero with the server, and processes to be forked find the documents loaded.

    A process alone (./dev demo) would start a second later for it; there a job's thread draws the labels.
    """
    if workers > 1:
        counters.mkdir(parents=True, exist_ok=True)
        for file in counters.glob("*.db"):
            file.unlink()
    if preload_app:
        from associate.documents.labels import warm_up

        warm_up()


def child_exit(server, worker):
    if workers > 1:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)


def on_exit(server):
    if is_ours:
        shutil.rmtree(counters, ignore_errors=True)
