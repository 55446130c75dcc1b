"""Payments: each holder of money behind one port."""
