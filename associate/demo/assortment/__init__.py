"""What Hollis & Wren sells, read from small tables into products and variants.

A table row is: title | drawing | euros | grams | colors, or =hue where there is one look | sizes | marks.
Marks: 18 (ask for an ID), cold (lives chilled), heavy (two people).
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from biip.checksums import gs1_standard_check_digit

from associate.demo.assortment import clothing, food, garden, home, kitchen, paper
from associate.money import to_minor

DEPARTMENTS = {
    "Clothing": clothing.TABLE,
    "Kitchen": kitchen.TABLE,
    "Home": home.TABLE,
    "Garden": garden.TABLE,
    "Food and wine": food.TABLE,
    "Paper and play": paper.TABLE,
}
SETS = {
    "Rainy day gift set": (
        ("Harbor puzzle, 1000 pieces", "", "", 1),
        ("Drawing pencils, twelve", "", "", 1),
        ("Sketch pad", "", "A5", 2),
    )
}
"""What is sold as one and lies on the shelf as its parts: title → (title, color, size, units) of each."""

GTIN_START = "952"  # GS1's prefix for demonstrations: no real thing carries these numbers


@dataclass(frozen=True)
class Look:
    """One variant: what it is called and which color its drawing has."""

    sku: str
    gtin: str  # 14 digits
    color: str
    hue: str
    size: str


@dataclass(frozen=True)
class Thing:
    """One product. `price` in euro cents."""

    title: str
    department: str
    picture: str
    price: int
    weight_g: int
    marks: frozenset[str]
    looks: tuple[Look, ...] = field(default=())


def assortment() -> list[Thing]:
    """Every product, the same on every machine."""
    things, number, skus = [], 0, Counter[str]()
    for department, table in DEPARTMENTS.items():
        for row in table.strip().splitlines():
            cells = [cell.strip() for cell in row.split("|")] + ["", "", ""]
            thing, looks = _thing(department, cells), []
            for color, hue, size in _looks(cells[4], cells[5]):
                number += 1
                looks.append(
                    Look(_sku(thing.title, len(things), color, size, skus), _gtin(number), color, hue, size)
                )
            things.append(Thing(**{**vars(thing), "looks": tuple(looks)}))
    return things


def _thing(department: str, cells: list[str]) -> Thing:
    title, picture, price, grams, marks = cells[0], cells[1], cells[2], cells[3], cells[6]
    return Thing(title, department, picture, to_minor(price, "EUR"), int(grams), frozenset(marks.split()))


def _looks(colors: str, sizes: str) -> list[tuple[str, str, str]]:
    """(color, hue, size) of every variant; "=moss" is a hue that nobody chooses between."""
    shades = (
        [("", colors[1:])] if colors.startswith("=") else [(color, color.lower()) for color in colors.split()]
    )
    return [(color, hue, size) for color, hue in shades for size in sizes.split() or [""]]


def _sku(title: str, index: int, color: str, size: str, taken: Counter[str]) -> str:
    """ "Harbor rain jacket, Moss, M" → "HW-HRJ-201-MO-M"."""
    words = re.findall(r"[A-Za-zÀ-ÿ]+", title.replace("’", ""))
    parts = [
        "HW",
        "".join(word[0] for word in words[:3]).upper(),
        str(201 + index),
        color[:2].upper(),
        size.upper(),
    ]
    sku = re.sub(r"[^A-Z0-9.-]", "", "-".join(part for part in parts if part))
    taken[sku] += 1
    return sku if taken[sku] == 1 else f"{sku}-{taken[sku]}"


def _gtin(number: int) -> str:
    """A GTIN-13 with its check digit, as the 14 digits the catalog keeps."""
    body = f"{GTIN_START}1204{number:05d}"
    return f"0{body}{gs1_standard_check_digit(body)}"
