"""What the pages of curbside show."""
