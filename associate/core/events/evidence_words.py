"""What the journal says of evidence files."""

from collections.abc import Callable, Mapping
from typing import Any

from associate.words import _

EVIDENCE_SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "evidence.signed": lambda f: _("Evidence file %(code)s signed", code=f.get("code", "")),
}
