"""For the kitchen and the table."""

TABLE = """
Enamel kettle 1.5 L       | kettle  | 42.50  | 980  | Cream Navy      |
Stovetop whistling kettle | kettle  | 49.00  | 1120 | Brass           |
Gooseneck pour-over kettle | kettle | 58.00  | 860  | Ink             |
Cast iron pan 24 cm       | pan     | 46.00  | 2300 | =ink            |
Cast iron pan 28 cm       | pan     | 58.00  | 3100 | =ink            |
Carbon steel wok          | pan     | 64.00  | 1900 | =slate          |
Enamel saucepan 2 L       | pan     | 39.00  | 1200 | Cream Moss      |
Copper milk pan           | pan     | 72.00  | 700  | =clay           |
Chef’s knife 20 cm        | knife   | 68.00  | 210  | =ink            | | 18
Bread knife               | knife   | 44.00  | 190  | =oat            | | 18
Paring knife              | knife   | 19.00  | 80   | =wine           | | 18
Oyster knife              | knife   | 16.00  | 110  | =brass          |
Beech chopping board      | board   | 34.00  | 1400 | =oat            | Small Large
End-grain butcher block   | board   | 98.00  | 5200 | =clay           |
Olive wood cheese board   | board   | 42.00  | 900  | =oat            |
Stoneware mug             | mug     | 14.00  | 380  | Cream Slate Moss Clay |
Enamel camp mug           | mug     | 9.50   | 160  | Navy Cream      |
Espresso cup, set of two  | mug     | 18.00  | 320  | Ink Oat         |
Breakfast cup and saucer  | mug     | 22.00  | 520  | Cream           |
Dinner plate              | plate   | 19.00  | 780  | Cream Slate Moss |
Side plate                | plate   | 13.00  | 430  | Cream Slate Moss |
Oval serving platter      | plate   | 45.00  | 1600 | Cream           |
Cereal bowl               | bowl    | 13.00  | 420  | Cream Slate Moss |
Pasta bowl                | bowl    | 17.00  | 610  | Cream Slate     |
Mixing bowl 3 L           | bowl    | 29.00  | 1500 | Oat             |
Salad bowl, ash           | bowl    | 64.00  | 1300 | =oat            |
Tumbler, set of four      | glass   | 26.00  | 1200 | =slate          |
Highball, set of four     | glass   | 29.00  | 1300 | =slate          |
Recycled glass carafe     | jug     | 24.00  | 900  | =moss           |
Stoneware jug 1 L         | jug     | 32.00  | 980  | Cream Navy      |
Milk jug                  | jug     | 16.00  | 310  | Clay            |
Cast iron teapot          | teapot  | 58.00  | 1600 | Ink Wine        |
Stoneware teapot 1.2 L    | teapot  | 44.00  | 1100 | Cream Moss      |
French press 1 L          | jug     | 39.00  | 820  | =ink            |
Travel flask 500 ml       | flask   | 28.00  | 310  | Ink Moss Clay   |
Soup flask 400 ml         | flask   | 32.00  | 360  | Cream           |
Water bottle 750 ml       | bottle  | 24.00  | 260  | Slate Sun Wine  |
Clip jar                  | jar     | 8.50   | 620  | =slate          | 0.5L 1L 2L
Fermenting crock 5 L      | jar     | 79.00  | 6100 | =oat            |
Tea caddy                 | tin     | 18.00  | 190  | Wine Navy       |
Bread bin                 | tin     | 56.00  | 1900 | Cream Moss      |
Biscuit tin               | tin     | 21.00  | 420  | Sun             |
Flour sack canister       | tin     | 27.00  | 700  | Oat             |
Cutlery set, 16 pieces    | spoon   | 89.00  | 1500 | =slate          |
Salad servers, olive wood | spoon   | 22.00  | 140  | =oat            |
Wooden spoon set          | spoon   | 15.00  | 180  | =oat            |
Cake forks, set of six    | spoon   | 34.00  | 240  | =brass          |
Linen tea towel           | towel   | 14.00  | 110  | Navy Moss Clay  |
Waffle tea towels, set of three | towel | 24.00 | 260 | Oat           |
Linen napkins, set of four | towel  | 36.00  | 220  | Slate Wine      |
Oven glove                | gloves  | 16.00  | 180  | Clay Ink        |
Dish brush, beech         | brush   | 7.50   | 70   | =oat            |
Vegetable brush           | brush   | 6.00   | 50   | =clay           |
Bottle brush              | brush   | 6.50   | 40   | =moss           |
Willow bread basket       | basket  | 24.00  | 310  | =oat            |
Picnic hamper for four    | basket  | 128.00 | 4200 | =clay           |
"""
