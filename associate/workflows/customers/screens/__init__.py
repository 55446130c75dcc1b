"""A customer as a page."""
