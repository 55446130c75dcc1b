"""All of the API: importing its nouns is what puts them on the blueprint."""

from associate.web.api import (
    availability,
    customers,
    document,
    fulfillments,
    orders,
    products,
    reservations,
    returns,
    sales,
    stock,
    stores,
)
from associate.web.api.door import api

__all__ = [
    "api",
    "availability",
    "customers",
    "document",
    "fulfillments",
    "orders",
    "products",
    "reservations",
    "returns",
    "sales",
    "stock",
    "stores",
]
