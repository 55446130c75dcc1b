"""What holds for every page, whoever made it. Read with lxml: it looks through a page in a millisecond."""

from collections import Counter

from lxml.etree import XPath
from lxml.html import HtmlElement, document_fromstring

POSTS = "//form[translate(@method, 'POST', 'post') = 'post']"
NAMELESS = (
    "not(translate(string(), ' \t\r\n\u00a0', '')) and not(string(@aria-label)) and not(ancestor::template)"
)
TO_FILL_IN = "not(@type = 'hidden' or @type = 'submit' or @type = 'button')"
LABELED = "string(@aria-label) or string(@aria-labelledby) or ancestor::label or @id = //label/@for"
WRONG = {
    "no token in": XPath(f"{POSTS}[not(.//input[@name = 'csrf_token'])]"),
    "no label for": XPath(f"(//input | //select | //textarea)[{TO_FILL_IN}][not({LABELED})]"),
    "no name on": XPath(f"(//button | //a)[{NAMELESS}]"),
    "link to nowhere:": XPath("//a[not(string(@href)) or @href = '#']"),
    "inline script": XPath("//script[not(string(@src))]"),
    "inline style": XPath("//style | //*[@style]"),
    "handler on": XPath("//*[@*[starts-with(name(), 'on') or starts-with(name(), 'hx-on')]]"),
}
WRONG_IN_THE_FRAME = {
    "no title": XPath("/html[not(translate((//title)[1], ' \t\r\n', ''))]"),
    "no language": XPath("/html[not(string(@lang))]"),
    "not one h1": XPath("/html[count(//h1[not(ancestor::dialog or ancestor::template)]) != 1]"),
    "not one main": XPath("/html[count(//main) != 1]"),
}
_IDS = XPath("//@id")
_TEXTS = XPath(".//text()[not(ancestor::script or ancestor::style or ancestor::template)]")


def read(markup: str) -> HtmlElement:
    return document_fromstring(markup or "<html></html>")


def check_page(page: HtmlElement, *, whole: bool = True) -> None:
    """Title, one heading, labels, unique ids, a token in each form that posts, nothing inline."""
    rules = {**WRONG, **WRONG_IN_THE_FRAME} if whole else WRONG
    problems = [f"{what} {_shown(tag)}" for what, find in rules.items() for tag in find(page)]
    problems += [f"id {name} twice" for name, n in Counter(_IDS(page)).items() if n > 1]
    assert problems == [], problems


def words(tag: HtmlElement) -> str:
    """What a person reads there, on one line."""
    return " ".join(" ".join(_TEXTS(tag)).split()).replace(" .", ".").replace(" ,", ",")


def _shown(tag: HtmlElement) -> str:
    return " ".join([tag.tag, *(f'{name}="{value}"' for name, value in tag.items())])
