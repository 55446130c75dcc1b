"""The orders of the demo, each with what has become of it by now. Minutes count from the moment of loading."""

# ruff: noqa: E501  (a table reads better in rows)
from typing import NamedTuple

from associate.core.acts.shorts import Reason
from associate.demo.channels import MARKET, TILL, WEB


class Wish(NamedTuple):
    """One order. `items`: "title/color/size*quantity; …". `story` names a function of stories.py and its words."""

    number: str
    store: str
    customer: str
    items: str
    placed: int  # minutes ago
    due: int | None = None  # minutes from now; None: what the promise was worked out to be
    story: tuple[object, ...] = ()
    channel: str = WEB
    told: dict[str, object] = {}


SHIP: dict[str, object] = {"method": "ship"}


# fmt: off
MILL_QUAY = (
    # late, soon, later
    Wish("48213", "MQ", "Maya", "Harbor rain jacket/Moss/M; Enamel kettle 1.5 L/Cream; Beeswax pillar candle//Small*2", 145, -12),
    Wish("48219", "MQ", "Joel", "Task lamp/Brass", 128, -3),
    Wish("48221", "MQ", "Noor", "Oat milk 1 L*3; Farmhouse cheddar 250 g*2; Sourdough loaf", 96, 14),
    Wish("48224", "MQ", "Leo", "Wellington boots/Moss/42; Walking socks, two pairs/Slate/41-45", 88, 26),
    Wish("1207", "MQ", "Grace", "Chef’s knife 20 cm; Beech chopping board//Large", 80, 34, channel=MARKET),
    Wish("48230", "MQ", "Aoife", "Stoneware mug/Slate*4; Dinner plate/Slate*4; Cereal bowl/Slate*4", 52, 68),
    Wish("3305", "MQ", "Kenji", "Drawing pencils, twelve; Sketch pad//A3", 47, 73, channel=TILL),
    Wish("48233", "MQ", "Bríd", "Oak bench 120 cm; Station wall clock/Ink", 38, 95),
    Wish("48236", "MQ", "Hanna", "Barnaby bear/Oat; Where Does the Moon Shop?; Goodnight, Tugboat", 21, 110),
    Wish("1211", "MQ", "Inés", "Rioja reserva 750 ml*2; Green olives, garlic; Cave-aged Comté 200 g", 9, 121, channel=MARKET),
    Wish("48237", "MQ", "Ruth", "Rainy day gift set; Pocket bear", 16, 116),  # a set, picked by its parts
    # in somebody's hands
    Wish("48215", "MQ", "Ruth", "Linen cushion/Oat*2; Lambswool throw/Oat; Soy candle, Fig", 132, 8, ("picking", "Priya", 2, 6)),
    Wish("48217", "MQ", "Declan", "Cast iron pan 24 cm; Wooden spoon set; Linen tea towel/Navy*2", 125, 19, ("paused", "Tom", 2, 22)),
    Wish("48218", "MQ", "Aoife", "Watch cap/Moss; Hardcover notebook/Ink/A5; Drawing pencils, twelve", 118, 37, ("passed", "Tom", "Clothing", "C-6", 26)),
    Wish("48211", "MQ", "Theo", "Station wall clock/Ink", 160, 11, ("short", "Tom", "Station wall clock", 35)),
    Wish("48212", "MQ", "Sam", "Highball, set of four; Recycled glass carafe*2", 150, 41, ("short", "Ana", "Highball, set of four", 47, Reason.DAMAGED)),
    Wish("48214", "MQ", "Sara", "Merino roll neck/Clay/S; Bobble hat/Wine", 140, 16, ("picked", "Priya", 15)),
    # ready, in their racks
    Wish("48196", "MQ", "Maya", "Stoneware teapot 1.2 L/Cream; Loose tea, Earl Grey", 330, None, ("ready", "Priya", ("A-2",), 190)),
    Wish("48203", "MQ", "Maya", "Hardcover notebook/Ink/A5*2", 270, None, ("ready", "Ana", ("A-2",), 150)),
    Wish("48188", "MQ", "Sam", "Terracotta planter 26 cm*2; Rosemary, 1 L pot; Hand trowel", 420, None, ("ready", "Tom", ("B-3", "B-4"), 280)),
    Wish("48199", "MQ", "Ola", "Pinot noir 750 ml*2; Brie, ripe; Oatcakes*2", 300, None, ("ready", "Ana", ("C-1", "Cold 2"), 165)),
    Wish("1198", "MQ", "Noor", "Smoked salmon 200 g; Cultured butter; Soda bread", 280, None, ("ready", "Priya", ("Cold 1",), 140), MARKET),
    Wish("48172", "MQ", "Leo", "Fisher cable sweater/Navy/L", 1750, None, ("ready", "Tom", ("A-5",), 1600)),
    Wish("3298", "MQ", "Grace", "Wooden train/Wine; Train track, 24 pieces", 250, None, ("ready", "Ana", ("B-1",), 120), TILL),
    Wish("48192", "MQ", "Hanna", "Picnic hamper for four; Picnic blanket/Moss", 390, None, ("part_collected", "Marcus", ("C-4", "C-5"), 260)),
    Wish("48201", "MQ", "Joel", "Water bottle 750 ml/Sun; Canvas day pack 18 L/Oat", 290, None, ("ready", "Priya", ("A-6",), 130),
         told={"contact_email": "bounce@mail.example"}),
    Wish("48194", "MQ", "Kenji", "Bread in Four Steps; Bread knife", 350, None, ("left_elsewhere", "Tom", ("B-6",), 200)),
    # gone
    Wish("48205", "MQ", "Aoife", "Waxed kitchen apron/Moss; Oven glove/Clay", 240, None, ("collected", "Ana", ("A-1",), 110, 18, "Oven glove")),
    Wish("48190", "MQ", "Declan", "Storm umbrella/Ink", 400, None, ("collected", "Priya", ("A-3",), 270, 55)),
    Wish("48151", "MQ", "Ruth", "Velvet cushion/Wine*2", 3100, None, ("collected", "Tom", ("B-2",), 2900, 1500)),
    Wish("48120", "MQ", "Sara", "Oxford shirt/Slate/M; Lambswool scarf/Oat", 6000, None, ("collected", "Marcus", ("A-4",), 5800, 4400)),
    # worth bringing back: one is announced, one is what Theo’s order lacks
    Wish("48101", "MQ", "Noor", "Fisher cable sweater/Cream/S*2; Stoneware mug/Clay; Wireless headphones Calm/Ink", 33000, None, ("collected", "Tom", ("B-1",), 32800, 32500)),
    Wish("48109", "MQ", "Kenji", "Station wall clock/Ink; Oatcakes", 14000, None, ("collected", "Ana", ("A-3",), 13800, 13000)),
    # called off
    Wish("48207", "MQ", "Bríd", "Quayside down vest/Slate/M; Watch cap/Moss", 210, None, ("canceled", "Priya", 90)),
    Wish("48209", "MQ", "Theo", "Garden trug; Bird seed 5 kg", 200, None, ("canceled", "", 170)),
    Wish("48226", "MQ", "Ola", "Watering can 9 L/Moss; Plant mister", 70, 48, ("edited", "Tom", ("B-5",), 30)),
    # waiting for a decision
    Wish("48238", "MQ", "Sam", "Hamper of the month; Shortbread tin", 64),
    Wish("1213", "MQ", "Inés", "Runner rug 60 × 180; Cotton bath mat/Cream", 58, channel=MARKET, told={"method": None}),
    Wish("48240", "MQ", "Hanna", "Breton striped top/Navy/S*60", 44),
    Wish("48241", "", "Grace", "House broom; Hand brush and pan", 33),
    Wish("48242", "MQ", "Ruth", "Copper milk pan", 25, told={"payment": "pending"}),
    Wish("48158", "MQ", "Declan", "Enamel kettle 1.5 L/Navy", 2100, told={"payment": "pending"}),
    Wish("1215", "MQ", "Noor", "Olive oil soap*3; Hammam towel/Navy", 17, told={"payment": "pending", "pays_on_pickup": True}, channel=MARKET),
    Wish("1217", "MQ", "", "Gooseneck pour-over kettle/Ink", 12, told={"method": "ship"}, channel=MARKET),  # it ships itself
    # to be shipped, by the routing rules: two for one parcel, one that nobody has enough of
    Wish("48245", "MQ", "Kenji", "Stoneware mug/Slate*2; Loose tea, Earl Grey", 11, told={"method": "ship"}),
    Wish("48246", "MQ", "Kenji", "Hardcover notebook/Ink/A5", 6, told={"method": "ship"}),
    Wish("48247", "MQ", "Bríd", "Storm umbrella/Ink*40", 28, told={"method": "ship"}),
)

SENT = (
    # at the bench
    Wish("48250", "MQ", "Sara", "Fisher cable sweater/Navy/M; Walking socks, two pairs/Moss/37-40", 190, 40, ("tote", "Tom", 45), told=SHIP),
    Wish("3311", "MQ", "Declan", "The Small Kitchen Garden; Garden diary, five years", 240, 25, ("tote", "Priya", 60), TILL, told=SHIP),
    Wish("48251", "MQ", "Noor", "Stoneware mug/Clay*4; Dinner plate/Moss*2", 260, 15, ("packing", "Ana", 22, 2), told=SHIP),
    Wish("48253", "MQ", "Ruth", "Cast iron pan 24 cm; Oven glove/Ink", 320, 5, ("labeled", "Ana", 55), told={**SHIP, "contact_email": "refused@mail.example"}),
    Wish("48252", "MQ", "Grace", "Wireless headphones Calm/Ink", 300, 60, ("labeled", "Priya", 24), told=SHIP),
    Wish("48254", "MQ", "Joel", "Lambswool throw/Oat", 400, 70, ("label_kept", "Priya", 18), told={**SHIP, "contact_email": "kept@mail.example"}),
    Wish("48258", "AA", "Jordan", "House coffee//Filter*2; Stoneware mug/Cream", 600, 30, ("labeled", "Dana", 90), told=SHIP),
    # waiting for the carrier: since today, and for days
    Wish("3312", "MQ", "Aoife", "Harbor puzzle, 1000 pieces; Card games for rain", 420, 20, ("manifested", "Tom", 150, 35), TILL, told=SHIP),
    Wish("48255", "MQ", "Declan", "Oxford shirt/Cream/M", 6000, None, ("by_hand", "Priya", 5790, 5700, "Harbor Couriers", "HC 5520 1187"), told=SHIP),
    # on their way, and there
    Wish("48256", "MQ", "Bríd", "Travel flask 500 ml/Moss; Watch cap/Clay", 1500, None, ("sent", "Ana", 1290, 1230, "Colm"), told=SHIP),
    Wish("48257", "MQ", "Sam", "Barnaby bear/Clay; Bear Bakes a Cake", 9300, None, ("sent", "Tom", 9000, 8700, "Colm", 2), told=SHIP),
    Wish("3313", "MQ", "Sara", "Waffle bath towel/Moss*2", 12100, None, ("sent", "Priya", 11800, 11500, "Niamh"), TILL, told=SHIP),
    Wish("48259", "AA", "Tasha", "Linen cushion/Clay", 14500, None, ("sent", "Dana", 14200, 14000, "Reggie"), told=SHIP),
)

ELSEWHERE = (
    Wish("48222", "CR", "Eilidh", "Pier waxed jacket/Moss/L; Tartan travel scarf/Navy", 94, 22),
    Wish("48229", "CR", "Hamish", "Single malt 700 ml; Shortbread tin", 61, 59),
    Wish("48198", "CR", "Hamish", "Heather honey*2; Oatcakes", 310, None, ("ready", "Isla", ("A-1",), 170)),
    Wish("48223", "NG", "Zainab", "City bike helmet/Ink/S/M; Roll-top bike pack 24 L/Slate", 90, -6),
    Wish("1209", "NG", "Oliver", "Linen work shirt/Cream/L; Canvas work trousers/Oat/32", 66, 54, channel=MARKET),
    Wish("48200", "NG", "Wei", "Cast iron teapot/Ink; Loose tea, Sencha*2", 295, None, ("ready", "Amara", ("B-1",), 150)),
    Wish("48225", "JO", "Sanne", "Spindle chair/Oat*2", 84, 36),
    Wish("48202", "JO", "Daan", "Halloumi*2; Fresh gnocchi; Wild garlic pesto", 275, None, ("ready", "Femke", ("Cold 1",), 120)),
    Wish("48228", "LM", "Camille", "Crémant brut 750 ml*6; Goat’s cheese log*2", 72, 48),
    Wish("48206", "LM", "Mehdi", "Fountain pen Ferry/Navy; Writing set", 230, None, ("ready", "Luc", ("A-2",), 95)),
    Wish("48231", "AA", "Jordan", "Two-person tent/Moss; Hurricane camping lantern/Wine", 50, 70),
    Wish("3301", "AA", "Tasha", "Swiss cheese plant; Glazed planter/Moss", 260, None, ("ready", "Dana", ("B-2",), 130), TILL),
    Wish("48248", "AA", "Tasha", "House coffee//Beans*2", 19, told={"method": "ship"}),
    Wish("48195", "AA", "Jordan", "House coffee//Beans*2", 340, None, ("collected", "Dana", ("A-1",), 210, 40)),
)

# fmt: on
WISHES = MILL_QUAY + SENT + ELSEWHERE
"""Told to the app in the order in which they were placed."""


def items_of(wish: Wish) -> list[tuple[str, str, str, int]]:
    """(title, color, size, quantity) of each line; a size may hold a slash ("S/M")."""
    found = []
    for item in wish.items.split("; "):
        name, _, quantity = item.partition("*")
        title, color, size = [*name.split("/", 2), "", ""][:3]
        found.append((title, color, size, int(quantity or 1)))
    return found
