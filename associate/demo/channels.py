"""Where the demo's orders come from. The secrets are for trying webhooks out, and for nothing else."""

from associate.core.catalog.channels import Channel, Platform
from associate.db import db
from associate.demo.stores import SITES

WEB, MARKET, TILL = "hollis-web", "hollis-market", "hollis-till"


def open_channels() -> dict[str, Channel]:
    """Three channels by key; each knows the stores by ids of its own. Inside atomic()."""
    made = [
        Channel(
            key=WEB,
            platform=Platform.SHOPIFY,
            name="hollisandwren.example",
            prefix="HW",
            secret="demo-shopify-secret",
            locations=places_of(WEB),
            settings={"currency": "EUR"},
            ships_from_stores=True,
        ),
        Channel(
            key=MARKET,
            platform=Platform.WOOCOMMERCE,
            name="Hollis & Wren Market",
            prefix="WO",
            secret="demo-woocommerce-secret",
            locations=places_of(MARKET),
            settings={"currency": "EUR"},
        ),
        Channel(
            key=TILL,
            platform=Platform.SQUARE,
            name="Hollis & Wren Online at the till",
            prefix="SQ",
            secret="demo-square-secret",
            locations=places_of(TILL),
            settings={"currency": "EUR"},
            ships_from_stores=True,
        ),
    ]
    db.session.add_all(made)
    db.session.flush()
    return {channel.key: channel for channel in made}


def connect(channels: dict[str, Channel]) -> None:
    """Inside atomic(): the two web shops listen from now. They are pretended: nothing leaves this machine."""
    for key, host in ((WEB, "hollisandwren.example"), (MARKET, "market.hollisandwren.example")):
        known = {"base_url": f"https://{host}", "access_token": "demo:demo", "pretend": True}
        channels[key].settings = {**channels[key].settings, **known}


def places_of(key: str) -> dict[str, str]:
    """A channel's own id of each pickup place, in the form its platform uses → our store code."""
    if key == MARKET:  # WooCommerce's pickup locations are known by name
        return {site.name: site.code for site in SITES}
    form = "6557400{:04d}" if key == WEB else "LDEMO{:08d}"
    return {form.format(number): site.code for number, site in enumerate(SITES)}
