"""What the pages of devices and of scanners show."""
