"""Find and open; one return at the desk; its units; what ends it."""

from associate.workflows.returns.routes import ending, exchange, finding, units, without_order
from associate.workflows.returns.routes.desk import bp

__all__ = ["bp", "ending", "exchange", "finding", "units", "without_order"]
