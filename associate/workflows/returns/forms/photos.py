"""A photo of what came back: what a phone sent is never kept, only what we drew from it.

Drawn anew, a picture has neither a place nor a camera in it, and nothing that is no picture.
"""

import io
import warnings
from typing import Protocol

from PIL import ExifTags, Image
from PIL.Image import Transpose

from associate.core.returns.models import ReturnLine
from associate.core.shipping.documents import StoredDocument
from associate.db import db
from associate.errors import Missing, Refused
from associate.words import _

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = {"JPEG": 50_000_000}
FEWER_PIXELS = 16_000_000  # of what can’t be read smaller than it is: each takes up to 15 bytes of memory
LONGEST_SIDE = 1400
QUALITY = 80
LARGEST = 3 * 1024 * 1024  # bytes: as much as the app takes in one request


UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
"""What turns a picture upright, by its orientation (Exif 2.32, tag 274)."""


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
        if sent.width * sent.height > MOST_PIXELS.get(sent.format or "", FEWER_PIXELS):
            raise ValueError("too many pixels")
        turn = UPRIGHT.get(_orientation(sent))
        sent.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # before it is copied: fifty million pixels are 150 MB
        upright = sent.convert("RGB")
    upright = upright.transpose(turn) if turn is not None else upright
    upright.info.clear()  # a JPEG's comment would come along
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _orientation(sent: Image.Image) -> object:
    """As the camera was held, where it says so: all else in its EXIF is neither read nor written."""
    try:
        return sent.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # whatever stands there: the picture is what counts
        return None
