"""Files that people bring in: read, tried, then carried out exactly as the trial said."""
