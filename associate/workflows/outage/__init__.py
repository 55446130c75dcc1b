"""After an outage: what happened on paper is entered, and what doesn’t fit any more waits for a person."""
