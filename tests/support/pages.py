"""What holds for every page, whoever made it."""

from collections import Counter

from bs4 import BeautifulSoup, Tag

HIDDEN = ("hidden", "submit", "button")


def check_page(page: BeautifulSoup, *, whole: bool = True) -> None:
    """Title, one heading, labels, unique ids, a token in each form that posts, nothing inline."""
    problems = [*_forms(page), *_fields(page), *_ids(page), *_inline(page), *_links(page)]
    if whole:
        problems += _frame(page)
    assert problems == [], problems


def _frame(page: BeautifulSoup) -> list[str]:
    problems = []
    if not (page.title and page.title.get_text(strip=True)):
        problems.append("no title")
    if not (page.html and page.html.get("lang")):
        problems.append("no language")
    if (count := len([h1 for h1 in page.find_all("h1") if not h1.find_parent(["dialog", "template"])])) != 1:
        problems.append(f"{count} h1")
    if len(page.find_all("main")) != 1:
        problems.append("not one main")
    return problems


def _forms(page: BeautifulSoup) -> list[str]:
    posting = [form for form in page.find_all("form") if str(form.get("method", "")).lower() == "post"]
    return [
        f"no token in {form.get('action')}"
        for form in posting
        if not form.select_one("input[name=csrf_token]")
    ]


def _fields(page: BeautifulSoup) -> list[str]:
    fields = [f for f in page.find_all(["input", "select", "textarea"]) if f.get("type") not in HIDDEN]
    buttons = [
        b
        for b in page.find_all(["button", "a"])
        if not (b.get_text(strip=True) or b.get("aria-label") or b.find_parent("template"))
    ]
    return [f"no label for {f.get('name')}" for f in fields if not _label(page, f)] + [
        f"no name on {b}" for b in buttons
    ]


def _label(page: BeautifulSoup, field: Tag) -> bool:
    own = field.get("aria-label") or field.get("aria-labelledby") or field.find_parent("label")
    return bool(own or (field.get("id") and page.find("label", attrs={"for": field["id"]})))


def _ids(page: BeautifulSoup) -> list[str]:
    return [
        f"id {name} twice"
        for name, n in Counter(str(tag["id"]) for tag in page.select("[id]")).items()
        if n > 1
    ]


def _inline(page: BeautifulSoup) -> list[str]:
    scripts = [s for s in page.find_all("script") if not s.get("src")]
    styles = [*page.find_all("style"), *page.select("[style]")]
    handlers = [
        tag.name for tag in page.find_all(True) for name in tag.attrs if name.startswith(("on", "hx-on"))
    ]
    return (
        ["inline script"] * len(scripts)
        + ["inline style"] * len(styles)
        + [f"handler on {name}" for name in handlers]
    )


def _links(page: BeautifulSoup) -> list[str]:
    return [f"link to nowhere: {a}" for a in page.find_all("a") if str(a.get("href", "")) in ("", "#")]
