"""Books, stationery and things to play with."""

TABLE = """
The Small Kitchen Garden    | book     | 28.00 | 820 | =moss          |
Bread in Four Steps         | book     | 26.00 | 760 | =brass         |
A Field Guide to Puddles    | book     | 16.00 | 420 | =navy          |
Slow Soup                   | book     | 24.00 | 690 | =clay          |
The Repair Shelf            | book     | 22.00 | 540 | =slate         |
Letters from the Pier       | book     | 12.50 | 310 | =wine          |
Night Ferry, a novel        | book     | 11.50 | 290 | =ink           |
The Lighthouse Timetable    | book     | 12.50 | 320 | =navy          |
Hedgerow Jam and Other Plots | book    | 11.50 | 280 | =wine          |
One Hundred Cheeses         | book     | 32.00 | 980 | =sun           |
Wool: A Household History   | book     | 19.00 | 480 | =oat           |
Ten Walks by the Sea        | book     | 14.00 | 260 | =slate         |
The Bicycle Sunday          | book     | 9.90  | 240 | =clay          |
Where Does the Moon Shop?   | book     | 12.00 | 380 | =navy          |
Bear Bakes a Cake           | book     | 11.00 | 360 | =brass         |
Goodnight, Tugboat          | book     | 9.50  | 310 | =navy          |
Drinks without Drama        | book     | 18.00 | 460 | =moss          |
A Year of House Plants      | book     | 24.00 | 720 | =moss          |
Knots for Land People       | book     | 15.00 | 280 | =oat           |
The Weather Book            | book     | 21.00 | 640 | =slate         |
Hardcover notebook          | notebook | 14.00 | 320 | Ink Moss Wine  | A5 A4
Pocket notebooks, three     | notebook | 11.00 | 150 | Oat Slate      |
Garden diary, five years    | notebook | 26.00 | 540 | =moss          |
Recipe binder               | notebook | 24.00 | 620 | =clay          |
Week planner                | notebook | 18.00 | 290 | Navy Sun       |
Sketch pad                  | notebook | 13.00 | 410 | =oat           | A5 A3
Drawing pencils, twelve     | pencil   | 16.00 | 140 | =ink           |
Coloring pencils, 24        | pencil   | 19.00 | 220 | =sun           |
Brass ballpoint             | pencil   | 24.00 | 60  | =brass         |
Fountain pen Ferry          | pencil   | 38.00 | 70  | Navy Wine      |
Carpenter’s pencils, three  | pencil   | 5.50  | 50  | =clay          |
Letterpress cards, six      | card     | 14.00 | 110 | =slate         |
Thank-you cards, eight      | card     | 12.00 | 130 | =sun           |
Birthday card, Heron        | card     | 3.80  | 20  | =moss          |
Birthday card, Cake         | card     | 3.80  | 20  | =clay          |
Writing set                 | card     | 22.00 | 320 | =oat           |
Postcards of the quays      | card     | 8.00  | 110 | =navy          |
Wrapping paper, three rolls | parcel   | 11.00 | 380 | =wine          |
Harbor puzzle, 1000 pieces  | puzzle   | 22.00 | 780 | =navy          |
Botanical puzzle, 500 pieces | puzzle  | 18.00 | 620 | =moss          |
Alphabet floor puzzle       | puzzle   | 24.00 | 900 | =sun           |
Wooden blocks, forty        | blocks   | 38.00 | 1600 | =oat          |
Stacking rings              | blocks   | 19.00 | 420 | =sun           |
Shape sorter                | blocks   | 26.00 | 780 | =clay          |
Wooden train                | train    | 34.00 | 640 | Wine Navy      |
Train track, 24 pieces      | train    | 29.00 | 900 | =oat           |
Tugboat bath toy            | train    | 12.00 | 180 | =navy          |
Barnaby bear                | bear     | 32.00 | 320 | Oat Clay       |
Pocket bear                 | bear     | 16.00 | 90  | =brass         |
Knitted rabbit              | bear     | 28.00 | 190 | =slate         |
Leather football            | ball     | 36.00 | 430 | =clay          |
Playground ball             | ball     | 11.00 | 260 | Sun Navy       |
Beach ball                  | ball     | 7.00  | 110 | =sun           |
Skipping rope               | ball     | 12.00 | 160 | =wine          |
Card games for rain         | card     | 11.00 | 120 | =ink           |
Dominoes, boxed             | blocks   | 24.00 | 620 | =ink           |
Rainy day gift set          | parcel   | 45.00 | 1330 | =moss         |
"""
