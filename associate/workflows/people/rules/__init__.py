"""People who work here: who may change whom, and what becomes of their sessions and work."""
