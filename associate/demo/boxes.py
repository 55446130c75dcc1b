"""What the demo's stores pack in, and the accounts they send by: with the carrier that isn’t there."""

from associate.core.shipping.models import Box, CarrierAccount
from associate.core.stores.models import Store
from associate.db import db

WALL = 8  # mm, both sides of cardboard and the air nobody uses
BOXES = (  # code, name, inner length, width, height in mm, g empty, g it carries
    ("B1", "Book box", 240, 170, 60, 90, 4_000),
    ("B2", "Small box", 230, 180, 140, 120, 6_000),
    ("B3", "Medium box", 320, 240, 180, 220, 12_000),
    ("B4", "Large box", 420, 320, 260, 380, 20_000),
    ("B5", "Extra large box", 500, 420, 420, 620, 25_000),
    ("L1", "Long box", 720, 140, 120, 260, 8_000),
    ("W3", "Bottle box, three", 260, 100, 330, 240, 6_000),
)
MAILERS = (
    ("M1", "Padded mailer", 260, 190, 40, 30, 1_000),
    ("M2", "Large mailer", 400, 320, 90, 60, 2_500),
)
EXPRESS = "pretend-express"


def stack_boxes() -> None:
    """Inside atomic()."""
    db.session.add_all(_box(*row, is_mailer=False) for row in BOXES)
    db.session.add_all(_box(*row, is_mailer=True) for row in MAILERS)
    db.session.flush()


def open_accounts(stores: dict[str, Store]) -> None:
    """One for each store, that fetches there, and a fast one for all of them.

    Inside atomic().
    """
    made = [
        CarrierAccount(
            key=f"pretend-{code.lower()}",
            platform="pretend",
            name=f"Pretend Parcel {store.city}",
            store_id=store.id,
            carrier="usps" if store.country == "US" else "",
            service="ground",
        )
        for code, store in stores.items()
    ]
    made.append(CarrierAccount(key=EXPRESS, platform="pretend", name="Pretend Express", service="overnight"))
    db.session.add_all(made)
    db.session.flush()


def _box(
    code: str, name: str, length: int, width: int, height: int, empty: int, most: int, *, is_mailer: bool
) -> Box:
    more = 0 if is_mailer else WALL
    return Box(
        code=code,
        name=name,
        inner_length_mm=length,
        inner_width_mm=width,
        inner_height_mm=height,
        outer_length_mm=length + more,
        outer_width_mm=width + more,
        outer_height_mm=height + more,
        weight_g=empty,
        max_g=most,
        is_mailer=is_mailer,
    )
