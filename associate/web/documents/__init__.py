"""Documents to print: what a wall, a parcel and a driver need."""

from associate.web.documents import handoffs, parcels, returns, totes, walls
from associate.web.documents.desk import bp

__all__ = ["bp", "handoffs", "parcels", "returns", "totes", "walls"]
