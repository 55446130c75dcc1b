"""A photo of what came back: what a phone sent is never kept, only what we drew from it.

Drawn anew, a picture has neither a place nor a camera in it, and nothing that is no picture.
"""

import io
import warnings
from typing import Protocol

from PIL import Image, ImageOps

from associate.core.returns.models import ReturnLine
from associate.core.shipping.documents import StoredDocument
from associate.db import db
from associate.errors import Missing, Refused
from associate.words import _

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1400
QUALITY = 80
LARGEST = 3 * 1024 * 1024  # bytes: as much as the app takes in one request


class Upload(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


def drawn_anew(upload: Upload | None) -> bytes:
    """A JPEG with nothing but the picture. Raises Refused("no_photo") for what is none, or too big."""
    raw = upload.read(LARGEST + 1) if upload else b""
    try:
        if not 0 < len(raw) <= LARGEST:
            raise ValueError("nothing, or too much")
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _jpeg(raw)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused("no_photo", _("That’s no photo we can keep. Take another one.")) from None


def kept(unit: ReturnLine) -> bytes:
    """Raises Missing where there is none, or its time is over."""
    document = db.session.get(StoredDocument, unit.photo_id) if unit.photo_id else None
    if document is None or document.kind != "photo" or not document.body:
        raise Missing("no_photo", _("There’s no photo of it any more."))
    return document.body


def _jpeg(raw: bytes) -> bytes:
    with Image.open(io.BytesIO(raw), formats=FORMATS) as sent:
        if sent.width * sent.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        upright = ImageOps.exif_transpose(sent).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
