"""Read the QR code on a page as a counter's scanner does: from its pixels."""

from io import BytesIO

import zxingcpp
from PIL import Image
from playwright.sync_api import Page


def read_qr(page: Page) -> str:
    """The text in the one QR code on the page. Raises AssertionError when nothing can be read."""
    picture = Image.open(BytesIO(page.locator("svg.qr").screenshot()))
    found = zxingcpp.read_barcodes(picture)
    assert found, "no QR code to be read"
    return found[0].text
