"""The chapters of the reference."""

from flask_openapi import Tag

ORDERS = Tag(name="Orders", description="What customers placed, by every channel.")
FULFILLMENTS = Tag(name="Fulfillments", description="One store’s job on one order.")
STOCK = Tag(name="Stock", description="Units of one thing in one store, and why they changed.")
PRODUCTS = Tag(name="Products", description="What is sold.")
STORES = Tag(name="Stores", description="Where it is sold, and when.")
CUSTOMERS = Tag(name="Customers", description="Who orders.")
RETURNS = Tag(name="Returns", description="What came back, and the money for it.")
AVAILABILITY = Tag(name="Availability", description="Who has it, when it could be ready, and put one aside.")
SALES = Tag(name="Sales", description="What went over the counter, as the tills tell it.")
