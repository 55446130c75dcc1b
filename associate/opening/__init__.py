"""Opening a shop from the command line, until its settings have pages: stores, channels, places, stock."""
