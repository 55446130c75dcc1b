"""A shop day, played through the public surface: the demo that moves, the load test, the soak.

At N times only the people are quicker: orders come N times as dense and every human pause (between two scans,
at the door, on the way) is an Nth as long. The server’s clock stays real. So time-outs, locks, polls and the
idle lock mean what they mean in a shop, and what a rule does after minutes (an alarm, an expired hold) is not
played.

curve: who orders what and when, from a seed · payload: how the shop platform tells it · browser, page: one
person’s browser · associates, customers: what they do · cast: whose turn it is · stage: a server of its own ·
judge: what became of each order.
"""
