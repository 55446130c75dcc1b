"""What Hollis & Wren sells to wear: title | drawing | euros | grams | colors | sizes."""

TABLE = """
Harbor rain jacket      | jacket   | 89.00  | 620 | Moss Slate Navy   | S M L XL
Pier waxed jacket       | jacket   | 165.00 | 980 | Moss Ink          | S M L XL
Mudlark kids’ raincoat  | jacket   | 48.00  | 380 | Sun Navy          | 4y 6y 8y 10y
Quayside down vest      | jacket   | 98.00  | 410 | Slate Wine        | S M L
Fisher cable sweater    | sweater  | 79.00  | 540 | Cream Navy        | S M L XL
Lambswool crew sweater  | sweater  | 69.00  | 420 | Oat Wine Slate    | S M L XL
Merino roll neck        | sweater  | 74.00  | 330 | Ink Clay          | S M L
Kids’ speckled jumper   | sweater  | 36.00  | 260 | Oat               | 4y 6y 8y
Linen work shirt        | shirt    | 59.00  | 240 | Cream Slate       | S M L XL
Oxford shirt            | shirt    | 54.00  | 260 | Slate Cream       | S M L XL
Heavy cotton tee        | shirt    | 24.00  | 210 | Ink Cream Moss    | S M L XL
Breton striped top      | shirt    | 34.00  | 220 | Navy              | S M L
Allotment overshirt     | shirt    | 72.00  | 480 | Moss Clay         | S M L XL
Canvas work trousers    | trousers | 68.00  | 620 | Oat Ink           | 30 32 34 36
Corduroy trousers       | trousers | 74.00  | 590 | Clay Moss         | 30 32 34
Rain overtrousers       | trousers | 49.00  | 310 | Ink               | S M L
Wellington boots        | boots    | 58.00  | 1900 | Moss Navy        | 37 38 39 40 41 42 43
Chelsea boots           | boots    | 129.00 | 1300 | Ink              | 38 40 42 44
Kids’ puddle boots      | boots    | 29.00  | 900 | Sun Wine          | 26 28 30
Canvas trainer Low      | shoe     | 65.00  | 780 | Slate Cream       | 38 39 40 41 42 43
Felt house slippers     | shoe     | 38.00  | 420 | Oat Ink           | 37 39 41 43
Watch cap               | hat      | 19.00  | 90  | Ink Moss Clay     |
Bobble hat              | hat      | 22.00  | 110 | Wine Sun          |
Lambswool scarf         | scarf    | 39.00  | 190 | Oat Slate Wine    |
Tartan travel scarf     | scarf    | 45.00  | 240 | Navy              |
Deerskin garden gloves  | gloves   | 32.00  | 160 | Oat               | S M L
Knit touch gloves       | gloves   | 18.00  | 70  | Ink Slate         |
Walking socks, two pairs | socks   | 18.00  | 140 | Moss Slate        | 37-40 41-45
Bed socks               | socks    | 14.00  | 90  | Cream             |
Storm umbrella          | umbrella | 35.00  | 560 | Ink Moss          |
Pocket umbrella         | umbrella | 22.00  | 310 | Navy Sun          |
Canvas day pack 18 L    | backpack | 79.00  | 720 | Oat Moss          |
Roll-top bike pack 24 L | backpack | 98.00  | 880 | Slate             |
Kids’ fox rucksack      | backpack | 34.00  | 340 | Clay              |
City bike helmet        | helmet   | 69.00  | 380 | Ink Cream         | S/M L/XL
Waxed kitchen apron     | apron    | 42.00  | 390 | Moss Ink          |
Linen cross-back apron  | apron    | 46.00  | 310 | Oat Slate         |
"""
