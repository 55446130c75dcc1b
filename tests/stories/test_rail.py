"""The rail of a manager, who has the most rooms, on the narrowest phones."""

import pytest

from associate.db import atomic
from tests.support.hands import Hands

pytestmark = pytest.mark.engine("sqlite")
LABELS = """() => [...document.querySelectorAll(".rail .label")].filter(label => label.offsetParent)
  .map(label => [label.textContent, label.offsetHeight, label.parentElement.offsetWidth])"""


@pytest.mark.parametrize(("language", "lines"), [("en", 1), ("es", 2), ("fr", 2)])
def test_every_word_stands_on_its_line(devices, server, shop, language, lines):
    with atomic():
        shop.helen.locale = language
    helen = Hands(devices.phone(), server.url).signs_in(shop.helen).opens("/")
    labels = helen.page.evaluate(LABELS)
    one = min(height for _word, height, _width in labels)
    assert len(labels) >= 7
    assert [word for word, height, _width in labels if height > lines * one] == []
    assert [word for word, _height, width in labels if width < 48] == []
