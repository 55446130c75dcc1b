"""For the house: light, linen, scent, and the large things that take two people."""

TABLE = """
Task lamp                  | lamp    | 64.00  | 1400 | Ink Brass Moss  |
Task lamp Tall             | lamp    | 89.00  | 2300 | Ink Brass       |
Desk lamp Fold             | lamp    | 72.00  | 1100 | Clay Cream      |
Clip lamp                  | lamp    | 38.00  | 600  | Sun             |
Storm lantern              | lantern | 34.00  | 900  | Ink Wine        |
Solar garden lantern       | lantern | 29.00  | 420  | =brass          |
Candle lantern, copper     | lantern | 42.00  | 780  | =clay           |
Beeswax pillar candle      | candle  | 16.00  | 380  | =sun            | Small Large
Dinner candles, box of six | candle  | 14.00  | 310  | Cream Wine Moss |
Soy candle, Fig            | candle  | 26.00  | 420  | =moss           |
Soy candle, Peat smoke     | candle  | 26.00  | 420  | =ink            |
Soy candle, Sea salt       | candle  | 26.00  | 420  | =slate          |
Soy candle, Orange blossom | candle  | 26.00  | 420  | =sun            |
Tealights, bag of thirty   | candle  | 9.00   | 360  | =cream          |
Olive oil soap             | soap    | 6.50   | 120  | =moss           |
Oat and honey soap         | soap    | 6.50   | 120  | =oat            |
Charcoal soap              | soap    | 7.00   | 120  | =ink            |
Rosemary hand wash         | bottle  | 14.00  | 540  | =moss           |
Neroli hand cream          | bottle  | 16.00  | 110  | =sun            |
Lavender bath salts        | jar     | 18.00  | 620  | =navy           |
Beard oil, Cedar           | oil     | 19.00  | 90   | =clay           |
Waffle bath towel          | towel   | 29.00  | 480  | Oat Slate Moss  |
Linen hand towel           | towel   | 19.00  | 180  | Oat Clay        |
Hammam towel               | towel   | 34.00  | 320  | Navy Wine       |
Cotton bath mat            | rug     | 32.00  | 720  | Cream Slate     |
Lambswool throw            | blanket | 98.00  | 1100 | Moss Oat Wine   |
Recycled wool blanket      | blanket | 54.00  | 1300 | Navy Clay       |
Cot blanket                | blanket | 36.00  | 380  | Cream           |
Picnic blanket             | blanket | 58.00  | 1600 | Moss            |
Linen cushion              | cushion | 42.00  | 620  | Oat Moss Clay   |
Velvet cushion             | cushion | 46.00  | 680  | Wine Navy       |
Floor cushion              | cushion | 79.00  | 2400 | Clay            |
Jute rug 70 × 140          | rug     | 69.00  | 2600 | =oat            |
Wool rug 140 × 200         | rug     | 289.00 | 9800 | =wine           | | heavy
Runner rug 60 × 180        | rug     | 89.00  | 3100 | =navy           |
Ash kitchen stool          | stool   | 98.00  | 4100 | Oat Ink         |
Milking stool              | stool   | 64.00  | 2600 | =clay           |
Bar stool                  | stool   | 139.00 | 6200 | Ink             |
Spindle chair              | chair   | 185.00 | 5200 | Oat Ink         |
Folding bistro chair       | chair   | 69.00  | 4300 | Moss Sun        |
Oak bench 120 cm           | bench   | 329.00 | 18500 | =oat           | | heavy
Iron plant stand           | stool   | 54.00  | 3400 | =ink            |
Station wall clock         | clock   | 74.00  | 1200 | Ink Cream       |
Travel alarm clock         | clock   | 28.00  | 180  | Moss            |
Oak picture frame          | frame   | 24.00  | 520  | =oat            | A5 A4 A3
Brass photo frame          | frame   | 18.00  | 260  | =brass          |
Harbor print, framed       | frame   | 65.00  | 1400 | =navy           |
Bud vase                   | vase    | 16.00  | 240  | Slate Clay Cream |
Recycled glass vase        | vase    | 34.00  | 980  | =moss           |
Stoneware floor vase       | vase    | 89.00  | 4200 | =oat            |
Willow laundry basket      | basket  | 68.00  | 2100 | =oat            |
Seagrass storage basket    | basket  | 39.00  | 900  | =brass          | Small Large
Wire market basket         | basket  | 32.00  | 700  | =slate          |
House broom                | broom   | 26.00  | 620  | =oat            |
Hand brush and pan         | brush   | 24.00  | 480  | =moss           |
Feather duster             | brush   | 19.00  | 120  | =clay           |
Wireless headphones Calm   | headphones | 149.00 | 260 | Ink Cream     |
Bone-china nightlight      | lamp    | 36.00  | 340  | =cream          |
"""
