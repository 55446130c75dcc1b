"""Find one customer; their card; what is corrected, merged, handed out and erased."""

from associate.workflows.customers.routes import corrections, data, finding, merging
from associate.workflows.customers.routes.card import bp

__all__ = ["bp", "corrections", "data", "finding", "merging"]
