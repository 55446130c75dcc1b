"""Something else instead: what is taken, what it costs, and the order that it becomes.

choosing: what there is to take · reckoning: one settlement of both sides · handing_out: the new order.
"""
