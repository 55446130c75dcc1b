"""Scripts and stylesheets travel without comments: a browser takes them for what we wrote."""

import re

import pytest

from associate.web import assets

pytestmark = pytest.mark.engine("sqlite")

RULES = """css => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  return [...sheet.cssRules].map(rule => rule.cssText)
}"""
WRONG = """async urls => {
  const wrong = []
  for (const url of urls) {
    await import(url).catch(error => error instanceof SyntaxError && wrong.push(`${url}: ${error.message}`))
  }
  return wrong
}"""


@pytest.fixture
def page(devices, server):
    page = devices.tablet()
    page.goto(f"{server.url}/login")
    return page


def plain(rules):
    """A custom property keeps its blanks as written, which mean nothing; all else is told as understood."""
    return [re.sub(r"--[\w-]+:[^;}]*", lambda kept: re.sub(r"\s+", "", kept[0]), rule) for rule in rules]


@pytest.mark.parametrize("sheet", assets.STYLESHEETS)
def test_a_stylesheet_says_the_same(page, sheet):
    ours, sent = assets.load(assets.STATIC, short=False), assets.load(assets.STATIC)
    said, meant = (page.evaluate(RULES, shelf.assets[sheet].body.decode()) for shelf in (sent, ours))
    assert len(said) > 20
    assert plain(said) == plain(meant)


def test_every_script_is_understood(page):
    shelf = assets.load(assets.STATIC)
    scripts = [shelf.url(path) for path in shelf.assets if path.startswith("js/")]
    assert len(scripts) > 40
    assert page.evaluate(WRONG, scripts) == []
