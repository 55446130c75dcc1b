"""What gunicorn loads before it forks, so that no process takes a second for its first label."""

import runpy

import pytest

from associate.config import ROOT
from associate.documents import paper


@pytest.mark.parametrize(("processes", "is_loaded"), [("2", True), ("1", False)])
def test_documents_are_loaded_where_processes_are_forked(processes, is_loaded, monkeypatch, tmp_path):
    monkeypatch.setenv("WEB_PROCESSES", processes)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    monkeypatch.delenv("ASSOCIATE_WORKER", raising=False)
    paper._workshop.cache_clear()
    paper._styles.cache_clear()
    runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))["on_starting"](None)
    assert bool(paper._workshop.cache_info().currsize) is is_loaded
