"""The rail of a manager, who has the most rooms, on the narrowest phones."""

import pytest

from associate.db import atomic
from tests.support.hands import Hands

pytestmark = pytest.mark.engine("sqlite")
LABELS = """() => [...document.querySelectorAll(".rail .label")].filter(label => label.offsetParent)
  .map(label => [label.textContent, label.offsetHeight, label.parentElement.offsetWidth])"""
LINES = {"en": 1, "es": 2, "fr": 2}
"""How many a word may take, by language."""


def test_every_word_stands_on_its_line(devices, server, shop):
    helen = Hands(devices.phone(), server.url).signs_in(shop.helen)
    for language, lines in LINES.items():
        with atomic():
            shop.helen.locale = language
        labels = helen.opens("/").page.evaluate(LABELS)
        assert helen.page.locator("html").get_attribute("lang") == language
        one = min(height for _word, height, _width in labels)
        assert len(labels) >= 7
        assert [word for word, height, _width in labels if height > lines * one] == [], language
        assert [word for word, _height, width in labels if width < 48] == [], language
