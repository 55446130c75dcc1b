"""/api/v1: the same acts and reads as the screens, for machines that bear a token. Start at door.py."""
