"""What the customer's pages show: plain facts, no more than needed. The templates find the words."""
