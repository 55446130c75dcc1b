"""Something else instead: what is taken, what it costs, and the order that it becomes.

choosing: what there is to take · reckoning: one settlement of both sides · paying: what the customer adds ·
handing_out: the new order.
"""
