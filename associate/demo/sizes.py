"""How large the demo's things are in their packing, and what a bench should know of them: by drawing."""

from typing import NamedTuple

from associate.demo.assortment import Thing

NOBODY_MEASURED = {"Garden twine tin", "Skipping rope"}  # what a real catalog has some of, too


class Shape(NamedTuple):
    """Length, width and height in mm of one that weighs `grams`; lighter and heavier ones grow with it."""

    length: int
    width: int
    height: int
    grams: int
    folds: bool = False
    is_fragile: bool = False
    note: str = ""


UPRIGHT = "Keep it upright, soil taped down."
SLEEVE = "In a bottle sleeve, standing up."
BLADE = "Blade guard on before it goes in."

# fmt: off
SHAPES = {
    "apron": Shape(280, 220, 25, 350, folds=True),
    "backpack": Shape(420, 280, 120, 720, folds=True),
    "ball": Shape(200, 200, 200, 430),
    "basket": Shape(400, 300, 260, 1100),
    "bear": Shape(280, 180, 140, 320, folds=True),
    "bench": Shape(1200, 380, 450, 17000),
    "blanket": Shape(340, 280, 120, 1200, folds=True),
    "blocks": Shape(240, 180, 100, 900),
    "board": Shape(400, 260, 30, 1400),
    "book": Shape(230, 160, 28, 600),
    "boots": Shape(340, 300, 130, 1500),
    "bottle": Shape(75, 75, 240, 600),
    "bowl": Shape(170, 170, 80, 520, is_fragile=True),
    "bread": Shape(240, 140, 120, 750),
    "broom": Shape(1300, 300, 60, 900),
    "brush": Shape(260, 80, 60, 120),
    "can": Shape(420, 200, 300, 1000),
    "candle": Shape(90, 90, 120, 380),
    "card": Shape(180, 130, 20, 120),
    "carton": Shape(70, 70, 200, 1030),
    "chair": Shape(900, 450, 450, 4800),
    "cheese": Shape(120, 90, 50, 220),
    "chocolate": Shape(160, 80, 12, 105),
    "clock": Shape(300, 300, 70, 1200, is_fragile=True),
    "coffee": Shape(120, 80, 180, 300),
    "cushion": Shape(420, 420, 120, 650, folds=True),
    "flask": Shape(75, 75, 230, 330),
    "frame": Shape(320, 240, 30, 520, is_fragile=True),
    "glass": Shape(200, 200, 120, 1250, is_fragile=True),
    "gloves": Shape(240, 120, 25, 120, folds=True),
    "hat": Shape(200, 180, 40, 100, folds=True),
    "headphones": Shape(210, 190, 90, 420),
    "helmet": Shape(300, 230, 180, 480),
    "jacket": Shape(320, 260, 60, 620, folds=True),
    "jar": Shape(80, 80, 110, 420, is_fragile=True),
    "jug": Shape(190, 140, 220, 800, is_fragile=True),
    "kettle": Shape(240, 210, 220, 980),
    "knife": Shape(340, 70, 25, 190, note=BLADE),
    "lamp": Shape(420, 220, 200, 1400, is_fragile=True),
    "lantern": Shape(200, 200, 320, 800, is_fragile=True),
    "mug": Shape(130, 100, 110, 380, is_fragile=True),
    "notebook": Shape(220, 160, 22, 320),
    "oil": Shape(70, 70, 280, 850, is_fragile=True, note=SLEEVE),
    "pan": Shape(460, 280, 70, 2100),
    "parcel": Shape(180, 120, 40, 300),
    "pencil": Shape(190, 90, 20, 130),
    "planter": Shape(260, 260, 240, 2600, is_fragile=True, note=UPRIGHT),
    "plate": Shape(270, 270, 30, 780, is_fragile=True),
    "puzzle": Shape(300, 220, 60, 780),
    "rug": Shape(1400, 180, 180, 3000),
    "sack": Shape(260, 170, 70, 1300),
    "scarf": Shape(260, 200, 40, 210, folds=True),
    "seedling": Shape(160, 160, 420, 1400, note=UPRIGHT),
    "seeds": Shape(130, 90, 4, 20),
    "shirt": Shape(300, 240, 30, 260, folds=True),
    "shoe": Shape(310, 200, 115, 780),
    "soap": Shape(90, 60, 40, 120),
    "socks": Shape(200, 90, 40, 120, folds=True),
    "spoon": Shape(320, 90, 40, 250),
    "stool": Shape(480, 360, 360, 3000),
    "sweater": Shape(320, 260, 60, 430, folds=True),
    "teapot": Shape(240, 170, 170, 1300, is_fragile=True),
    "tent": Shape(480, 180, 180, 2300),
    "tin": Shape(120, 120, 100, 300),
    "towel": Shape(300, 200, 40, 250, folds=True),
    "train": Shape(260, 120, 100, 640),
    "trousers": Shape(330, 260, 45, 600, folds=True),
    "trowel": Shape(320, 90, 60, 300),
    "umbrella": Shape(600, 60, 60, 450),
    "vase": Shape(140, 140, 240, 700, is_fragile=True),
    "wine": Shape(80, 80, 310, 1300, is_fragile=True, note=SLEEVE),
}
# fmt: on
HAZMAT = {"Wireless headphones Calm": "UN3481", "Solar garden lantern": "UN3481"}
"""Lithium batteries in or with what they drive."""


SERIALS = {"Wireless headphones Calm"}
"""What is worth knowing one by one."""


def size_of(thing: Thing) -> tuple[int, int, int] | None:
    """Length, width and height in mm; None for what nobody has measured yet."""
    if thing.title in NOBODY_MEASURED:
        return None
    shape = SHAPES[thing.picture]
    grows = (thing.weight_g / shape.grams) ** (1 / 3)
    length, width, height = (max(3, round(side * grows)) for side in shape[:3])
    return length, width, height
