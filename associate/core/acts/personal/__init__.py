"""All that is known of a person: to hand it out, and to forget it."""
