"""/handover: at the counter, and at a car."""

from associate.workflows.handover.routes import cars, counter, exchange, finding, wrong_bags
from associate.workflows.handover.routes.counter import bp

__all__ = ["bp", "cars", "counter", "exchange", "finding", "wrong_bags"]
