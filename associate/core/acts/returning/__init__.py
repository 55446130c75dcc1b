"""What comes back over the counter: found, opened, verified, looked at unit by unit, settled, and undone."""
