"""The customer's pages. Whoever holds the link sees one order; a wrong link shows nothing."""

from associate.workflows.pickup_link.routes import code, coming, missing, page, returning, sending, window
from associate.workflows.pickup_link.routes.door import bp

__all__ = ["bp", "code", "coming", "missing", "page", "returning", "sending", "window"]
