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
    ("zxing-wasm", "3.1.3"): {  # reads codes where the browser can’t; the camera’s worker loads it
        "dist/iife/reader/index.js": "98e44c8063b9aa75b31562f6b64b2cead420842ac3e4f57a791c01cd8f450a7a",
        "dist/reader/zxing_reader.wasm": "2ebda08a93eea3efcd8399cda6b276e6a0b1de4fec60b4d8988a047de4c6d1ba",
        "LICENSE": "fb506e4ade12d7a9efa67c9d76a9a28c8e15d347ca49a69e48e29b40b34ad2ab",
    },
    ("@fontsource/inter", "5.3.0"): {  # for documents only: screens use the system's own
        "files/inter-latin-400-normal.woff2": "8909904ab6c872eb994093482a88a28eca2cd95912d7b6fecd72103b0dc07edc",
        "files/inter-latin-700-normal.woff2": "6f56409fd3d64bb85f7d070bce20749db2d66b6d63cec586cc22d1c761be2491",
        "files/inter-latin-ext-400-normal.woff2": "6744a7f509ebc6ab220a6cd4ea77e898adf014f03d88dcda5d45d8a9feefb4e9",
        "files/inter-latin-ext-700-normal.woff2": "143f9504f1377012aa3e39c90c4354ef429cb0494b9ac0e1437f1a81e5412236",
        "LICENSE": "3b0a5fca3d17942cde889069889dedbbbd075e9b599968c82a95f4d944e9b345",
    },
}


def target(name: str, version: str, path: str) -> Path:
    return VENDOR / f"{plain(name)}-{version}" / Path(path).name


def plain(name: str) -> str:
    """A scoped name as npm writes it into a file's name."""
    return name.removeprefix("@").replace("/", "-")


def pack(name: str, version: str, folder: Path) -> dict[str, bytes]:
    """The files of a published package by their path in it."""
    command = ["npm", "pack", "--silent", f"{name}@{version}"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    with tarfile.open(folder / f"{plain(name)}-{version}.tgz") as archive:
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
