"""Documents to print: what a wall, a parcel and a driver need."""

from associate.web.documents import evidence, handoffs, outage, parcels, returns, totes, walls
from associate.web.documents.desk import bp

__all__ = ["bp", "evidence", "handoffs", "outage", "parcels", "returns", "totes", "walls"]
