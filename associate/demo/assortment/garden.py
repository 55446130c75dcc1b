"""For the garden and for days out."""

TABLE = """
Terracotta planter 18 cm   | planter  | 18.00  | 1900 | =clay          |
Terracotta planter 26 cm   | planter  | 29.00  | 3800 | =clay          |
Glazed planter             | planter  | 34.00  | 2400 | Moss Navy Cream |
Zinc window box            | planter  | 46.00  | 2100 | =slate         |
Stone planter 45 cm        | planter  | 149.00 | 24000 | =oat          | | heavy
Hand trowel                | trowel   | 16.00  | 280  | =clay          |
Transplanting trowel       | trowel   | 18.00  | 260  | =moss          |
Bulb planter               | trowel   | 24.00  | 480  | =slate         |
Weeding fork               | spoon    | 14.00  | 220  | =ink           |
Watering can 9 L           | can      | 42.00  | 1500 | Moss Slate     |
Indoor watering can 1.5 L  | can      | 28.00  | 420  | Brass Cream    |
Plant mister               | bottle   | 16.00  | 240  | =brass         |
Garden twine tin           | tin      | 9.50   | 190  | =moss          |
Garden trug                | basket   | 38.00  | 1100 | =oat           |
Harvest basket             | basket   | 34.00  | 780  | =clay          |
Yard broom                 | broom    | 29.00  | 1200 | =moss          |
Kneeling cushion           | cushion  | 22.00  | 460  | Moss           |
Garden bench Wren          | bench    | 249.00 | 16400 | =moss         | | heavy
Folding garden stool       | stool    | 44.00  | 1700 | =moss          |
Peat-free compost 40 L     | sack     | 11.50  | 14500 | =ink          | | heavy
Bird seed 5 kg             | sack     | 14.00  | 5000 | =sun           |
Lawn feed 3 kg             | sack     | 12.00  | 3000 | =moss          |
Olive tree, 60 cm          | seedling | 39.00  | 3600 | =moss          |
Rosemary, 1 L pot          | seedling | 7.50   | 900  | =moss          |
Lavender, 1 L pot          | seedling | 7.50   | 900  | =navy          |
Bay tree, standard         | seedling | 48.00  | 4200 | =moss          |
String of hearts           | seedling | 16.00  | 400  | =slate         |
Swiss cheese plant         | planter  | 34.00  | 2600 | =moss          |
Snake plant                | planter  | 22.00  | 1400 | =moss          |
Tomato seeds, Gardener’s Delight | seeds | 3.20 | 10  | =clay          |
Runner bean seeds          | seeds    | 3.20   | 60   | =wine          |
Kale seeds, Nero           | seeds    | 2.90   | 10   | =moss          |
Sweet pea seeds            | seeds    | 3.50   | 10   | =wine          |
Wildflower meadow mix      | seeds    | 6.50   | 60   | =sun           |
Basil seeds                | seeds    | 2.60   | 10   | =moss          |
Sunflower seeds, Giant     | seeds    | 2.90   | 20   | =sun           |
Radish seeds               | seeds    | 2.40   | 20   | =wine          |
Foxglove seeds             | seeds    | 2.90   | 10   | =navy          |
Hurricane camping lantern  | lantern  | 48.00  | 1100 | Wine           |
Two-person tent            | tent     | 229.00 | 2900 | Moss           |
Beach shelter              | tent     | 59.00  | 1700 | Sun            |
Camp stool                 | stool    | 32.00  | 1300 | Clay           |
Steel lunch tin            | tin      | 26.00  | 320  | =slate         |
"""
