"""How the workers share the tests of a run."""

from tests.support.sharing import engine_of, goes_with, in_line

DEMO = "tests/demo/test_demo.py::test_it"


def test_one_worker_loads_the_demo_for_an_engine():
    cells = [f"{DEMO}[sqlite-a]", f"{DEMO}[postgresql-b]", f"{DEMO}_again[sqlite]"]
    assert [goes_with(cell) for cell in cells] == [
        "tests/demo/sqlite",
        "tests/demo/postgresql",
        "tests/demo/sqlite",
    ]


def test_every_other_test_goes_alone():
    name = "tests/core/test_release.py::test_it[sqlite]"
    assert goes_with(name) == name


def test_the_engines_stand_at_the_two_ends(request):
    """Each worker then has one engine's tests until they meet."""
    engines = [engine_of(item.nodeid) for item in in_line(request.session.items)]
    assert engines == sorted(engines, key=["sqlite", "", "postgresql"].index)


def test_what_takes_longest_comes_first_from_either_end(request):
    line = in_line(request.session.items)
    long_ones = [item.get_closest_marker("timeout") is not None for item in line]
    ours = [slow for slow, item in zip(long_ones, line, strict=True) if engine_of(item.nodeid) == "sqlite"]
    theirs = [
        slow for slow, item in zip(long_ones, line, strict=True) if engine_of(item.nodeid) == "postgresql"
    ]
    assert ours == sorted(ours, reverse=True) and theirs == sorted(theirs)
