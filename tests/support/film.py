"""A film of barcodes, as Chromium plays it in place of a camera."""

from collections.abc import Iterable
from pathlib import Path

from PIL import Image, ImageDraw

from associate.documents.codes import Barcode

WIDE, HIGH, FRAMES_A_SECOND = 640, 480, 10
MODULE = 3  # pixels


def film(path: Path, scenes: Iterable[tuple[Barcode | None, float]]) -> Path:
    """Each scene is a code in the middle, or nothing, for so many seconds. It loops (YUV4MPEG2)."""
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDE} H{HIGH} F{FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for code, seconds in scenes:
            file.write((b"FRAME\n" + _frame(code)) * round(seconds * FRAMES_A_SECOND))
    return path


def _frame(code: Barcode | None) -> bytes:
    picture = Image.new("L", (WIDE, HIGH), 200)
    if code:
        pen, left = ImageDraw.Draw(picture), (WIDE - code.modules * MODULE) // 2
        pen.rectangle((left, 150, left + code.modules * MODULE, 330), fill=255)
        for x, wide in code.bars:
            pen.rectangle((left + x * MODULE, 160, left + (x + wide) * MODULE - 1, 320), fill=0)
    return picture.tobytes() + bytes([128]) * (WIDE * HIGH // 2)
