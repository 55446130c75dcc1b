"""Real payloads of the platforms, where a checkout has them beside it."""

from pathlib import Path

_BESIDE = Path(__file__).parents[3] / "shared" / "data"
SHARED: Path | None = _BESIDE if _BESIDE.is_dir() else None


def shared_files(pattern: str) -> list[Path]:
    """The files that match, for pytest.mark.parametrize; none where the folder is absent."""
    return sorted(SHARED.glob(pattern)) if SHARED else []
