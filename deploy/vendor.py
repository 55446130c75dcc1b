"""Bring the browser libraries into static/vendor, each file pinned by its SHA-256.

    python deploy/vendor.py           fetch with `npm pack`, check, write
    python deploy/vendor.py --check   check what is committed, without a network
"""
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).parent.parent / "static" / "vendor"

PINNED = {
    ("htmx.org", "2.0.11"): {
        "dist/htmx.min.js": "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717",
        "LICENSE": "d3d2456f76414f2456104660ebd65aff1c04cd7966b942bdabd63f3cdb316a38",
    },
    ("idiomorph", "0.8.0"): {
        "dist/idiomorph-ext.min.js": "5811b9a7eda14878b7dab4378bf60432e1bb6f11fcfb970cc26540642650181e",
        "LICENSE": "d3d2456f76414f2456104660ebd65aff1c04cd7966b942bdabd63f3cdb316a38",
    },
}


def target(name: str, version: str, path: str) -> Path:
    return VENDOR / f"{name}-{version}" / Path(path).name


def pack(name: str, version: str, folder: Path) -> dict[str, bytes]:
    """The files of a published package by their path in it."""
    command = ["npm", "pack", "--silent", f"{name}@{version}"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    with tarfile.open(folder / f"{name}-{version}.tgz") as archive:
        members = [m for m in archive.getmembers() if m.isfile()]
        return {m.name.removeprefix("package/"): archive.extractfile(m).read() for m in members}


def differs(content: bytes, digest: str) -> bool:
    return hashlib.sha256(content).hexdigest() != digest


def fetch() -> list[str]:
    """Write every pinned file; a file with another hash is not written. Returns the names of those."""
    refused = []
    for (name, version), files in PINNED.items():
        with tempfile.TemporaryDirectory() as folder:
            published = pack(name, version, Path(folder))
        for path, digest in files.items():
            place = target(name, version, path)
            if differs(published[path], digest):
                refused.append(str(place))
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(published[path])
    return refused


def check() -> list[str]:
    """The committed files that are missing or are not what was pinned."""
    wrong = []
    for (name, version), files in PINNED.items():
        for path, digest in files.items():
            place = target(name, version, path)
            if not place.exists() or differs(place.read_bytes(), digest):
                wrong.append(str(place))
    return wrong


if __name__ == "__main__":
    wrong = check() if "--check" in sys.argv else fetch()
    for place in wrong:
        print(f"{place} is not what was pinned", file=sys.stderr)
    sys.exit(bool(wrong))
