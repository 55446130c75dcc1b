"""Carriers: each one's adapter behind one port."""
