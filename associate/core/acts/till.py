"""What the shop's own tills did: thousands of receipts in one call, each once however often it is told."""

from associate.core.acts.till_mapping import move_what_waited
from associate.core.acts.till_returns import take_returns
from associate.core.acts.till_sales import take_sales

__all__ = ["move_what_waited", "take_returns", "take_sales"]
