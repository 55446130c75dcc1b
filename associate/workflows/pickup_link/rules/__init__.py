"""What a customer may do from the link."""

from associate.workflows.pickup_link.rules import coming, door, link, returning, sending, window

__all__ = ["coming", "door", "link", "returning", "sending", "window"]
